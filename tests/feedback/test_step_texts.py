"""What a form's Results say of next steps: as advice has it, derived here from the edition; whole, or as much as a row can show."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from dgmm_excel import advise, load_edition, score
from dgmm_excel.agency import Agency
from dgmm_excel.feedback import step_texts as module
from dgmm_excel.feedback.prefilled_form import prefilled_form
from dgmm_excel.feedback.results_copy import Checked, results_copy
from dgmm_excel.feedback.step_texts import fits, step_texts
from dgmm_excel.form.anchors import STEP_HEADS
from dgmm_excel.form.layout import printed_numbers
from dgmm_excel.form.template import FormSpec
from dgmm_excel.intake.next_steps import Lift, lifts_of
from dgmm_excel.model.edition import MISSION, Question
from dgmm_excel.round.simulate import answers_of, persona
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.text import Lang
from dgmm_excel.xlsx.grids import Grids
from dgmm_excel.xlsx.package import Package
from tests.support.filled_in import read
from tests.support.forms import DEPARTMENT, PROVINCE

EDITIONS = Path("tests/editions")
MINI = Path("tests/model/data/mini.yaml")
SEEDS = ("s1", "s3")


@cache
def assessed(name: str, seed: str) -> Assessment:
    edition = load_edition(name)
    mission = {MISSION: "service"} if MISSION in edition.questions else {}
    return score(edition, {**mission, **answers_of(edition, persona(seed, "th"))})


def told(question: Question, answer: Answer | None, lang: Lang) -> str:
    """An answer in words, once more."""
    if answer is None:
        return {"th": "ไม่ตอบ", "en": "no answer"}[lang]
    if isinstance(answer, bool):
        return {"th": ("ไม่ใช่", "ใช่"), "en": ("No", "Yes")}[lang][answer]
    if isinstance(answer, str):
        return next((choice.label[lang] for choice in question.choices if choice.key == answer), answer)
    return f"{answer:,}" if isinstance(answer, int) else f"{float(answer):,.2f}".rstrip("0").rstrip(".")


@pytest.mark.parametrize(("name", "lang"), [(DEPARTMENT, "th"), (PROVINCE, "en")])
@pytest.mark.parametrize("seed", SEEDS)
def test_each_answer_to_change_has_a_line_and_together_they_lift_the_level(name: str, lang: Lang, seed: str) -> None:
    of = assessed(name, seed)
    texts = step_texts(of, lang)
    assert list(texts) == ["overall", *(pillar.id for pillar in of.edition.pillars)]
    for code, text in texts.items():
        level, advice = of[code].level, advise(of, code)
        assert level is not None and fits(text)
        head, *lines = text.split("\n")
        if level == 5:
            assert (head, lines) == ({"th": "ระดับ 5: เป็นระดับสูงสุดแล้ว", "en": "Level 5: This is the highest there is."}[lang], [])
            continue
        assert advice is not None and len(lines) == len(advice.changes)
        assert head.startswith({"th": f"ระดับ {level} → {level + 1}: ", "en": f"Level {level} → {level + 1}: "}[lang])
        assert ({"th": "ไม่มีวิธีที่เปลี่ยนคำตอบน้อยกว่านี้", "en": "Nothing with fewer answers does."}[lang] in head) is advice.proven
        after = score(of.edition, {**of.answers.values, **advice.changes})
        assert (after[code].level or 0) > level
        in_order = [question for question in of.edition.questions if question in advice.changes]
        for line, question in zip(lines, in_order, strict=True):
            asked, printed = of.edition.questions[question], printed_numbers(of.edition).get(question)
            number = f"{printed.number}. " if printed is not None and printed.number else ""
            topic = of.edition.topics[asked.topic or ""]
            assert line.startswith(f"• {topic.id} {topic.name[lang]} · {number}{asked.text[lang]}: ")
            now, then = line.rsplit(" → ", 1)
            assert told(asked, advice.changes[question], lang) in then
            assert told(asked, of.answers.values.get(question), lang) in now


def test_what_is_too_long_for_a_row_ends_with_topics_and_numbers() -> None:
    """No answer is left out: those in words and those by number are all there are."""
    of = assessed(DEPARTMENT, "s1")
    names = [name for name in of.edition.questions if name.startswith(("P1.5.", "P2.3.", "P6.1.")) and of.edition.questions[name].type == "yes_no"]
    names += [name for name in of.edition.questions if name.startswith(("P3.4.", "P5.", "P7.")) and of.edition.questions[name].type == "yes_no"]
    lift = Lift("overall", dict.fromkeys(names, True), len(names), True)
    text = step_texts(of, "en", lambda _: (lift,))["overall"]
    assert len(names) > 30 and fits(text) and not fits(text + "\n" * 3)
    *lines, last = text.split("\n")
    assert len(lines) > 10
    assert all(line.startswith("• ") for line in lines[1:])
    first_left_out = of.edition.questions[names[len(lines) - 1]]
    assert last.startswith(f"and {len(names) - len(lines) + 1} more, by topic and number on the form: {first_left_out.topic}: ") and "; P7: 1–11" in last


def test_where_not_even_numbers_have_room_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    of = assessed(DEPARTMENT, "s1")
    monkeypatch.setattr(module, "MAX_HEIGHT", 5.0)
    text = step_texts(of, "th")["overall"]
    assert text.endswith("ข้อ ซึ่งช่องนี้ไม่มีที่พอให้แสดง") and text.count("\n") == 1


def test_what_has_no_level_and_what_nothing_lifts_say_so() -> None:
    of = score(load_edition(MINI), {"agency.mission": "service", "A.1.1": False})
    stuck = tuple(one._replace(changes={}, cost=0, proven=False) for one in lifts_of(of))
    assert step_texts(of, "en", lambda _: stuck)["P1"] == "Level 1: No answers of the agency would lift it."
    blank = step_texts(score(load_edition(PROVINCE), {}), "en")
    assert {text for code, text in blank.items() if score(load_edition(PROVINCE), {})[code].level is None} <= {"No level"}


@pytest.mark.parametrize("name", ["percent", "gtmi", "samm-2", "cyfun-like", "ladder"])
def test_other_models_have_their_steps_too(name: str) -> None:
    file = EDITIONS / f"{name}.yaml"
    if not file.exists():
        pytest.fail(f"no edition {file}")
    of = assessed(str(file), "s1")
    highest = of.edition.scale[-1]
    for code, text in step_texts(of, "en").items():
        level, advice = of[code].level, advise(of, code)
        if level is None:
            assert text == "No level"
        elif level == highest:
            assert text == f"Level {level}: This is the highest there is."
        elif advice is None:
            assert text == f"Level {level}: No answers of the agency would lift it."
        else:
            assert text.startswith(f"Level {level} → {level + 1}: ") and text.count("\n• ") <= len(advice.changes)
            assert text.count("\n• ") == len(advice.changes) or "more, by topic and number on the form: " in text


def words_in(data: bytes) -> dict[str, object]:
    places = read(data).form.steps
    grids = Grids(Package(data))
    return {code: grids[sheet].value(row, column) for code, (sheet, row, column) in places.items() if code not in STEP_HEADS}


def test_the_steps_are_those_of_the_result_after_checking_also_when_it_comes_back() -> None:
    """A pillar that has reached the highest level meanwhile says so instead."""
    edition, agency = load_edition(PROVINCE), Agency("7", "จังหวัดหนึ่ง", mission="")
    spec, of = FormSpec(edition, "th"), assessed(PROVINCE, "s1")
    data = prefilled_form(spec, agency, of.answers.values, {})
    low = next(pillar.id for pillar in edition.pillars if (of[pillar.id].level or 5) < 5)
    scored, best = read(data), score(edition, {**of.answers.values, **_all_best(of, low)})
    assert scored.levels == {code: of[code].level for code in edition.ids}
    stated = results_copy(data, scored, spec, agency)
    assert words_in(stated.content) == step_texts(of, "th")
    verified = results_copy(stated.content, read(stated.content), spec, agency, Checked(best))
    assert words_in(verified.content) == step_texts(best, "th") != step_texts(of, "th")
    assert words_in(verified.content)[low] == "ระดับ 5: เป็นระดับสูงสุดแล้ว"
    assert results_copy(verified.content, read(verified.content), spec, agency).content == stated.content


def _all_best(of: Assessment, code: str) -> dict[str, Answer]:
    """Answers with which a pillar has the highest level, found step by step."""
    found: dict[str, Answer] = {}
    while (score(of.edition, {**of.answers.values, **found})[code].level or 0) < 5:
        advice = advise(score(of.edition, {**of.answers.values, **found}), code)
        assert advice is not None
        found |= advice.changes
    return found


def test_numbers_that_are_not_whole_are_told_as_people_write_them() -> None:
    of = score(load_edition(MINI), {"agency.mission": "service", "A.1.1": False})
    lift = Lift("P1", {"A.3.total": Fraction(5, 2)}, 1, False)
    assert step_texts(of, "en", lambda _: (lift,))["P1"].endswith("no answer → 2.5")
