"""The reason for a level says what the agency has, by the numbers printed on its form, what the level asks, and what was blank."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.intake.answer_words import number, ranges
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.report.reasons import Why, names, why
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.text import LANGS
from tests.support.returned import DEPARTMENT, PROVINCE


def _department(**answers: Any) -> Assessment:
    """Return the assessment of a department whose other topics are blank but for one answer."""
    return score(load_edition(DEPARTMENT), {"P7.01": True, **answers})


def _yes_no(prefix: str, last: int, *yes: int, digits: int = 2) -> dict[str, bool]:
    return {f"{prefix}.{place:0{digits}}": place in yes for place in range(1, last + 1)}


def test_a_count_names_the_items_the_band_and_the_next_level() -> None:
    found = why(_department(**_yes_no("P1.5", 8, 1, 5, 8)), "P1.5", "th")
    assert found == Why("ระดับ 3: มี 3 จาก 8 ข้อ (ข้อ 1, 5, 8) เกณฑ์ระดับ 3 คือ 3–4 กฎหมาย จากทั้งหมด 8 กฎหมาย",
                        "ยังไม่ถึงระดับ 4: 5–6 กฎหมาย จากทั้งหมด 8 กฎหมาย", 3, 8, 0)
    assert why(_department(**_yes_no("P1.5", 8, 1, 5, 8)), "P1.5", "en").reason == (
        "Level 3: 3 of 8 items (1, 5, 8); level 3 is: 3–4 of 8 laws")


def test_blanks_are_said_to_count_as_no() -> None:
    found = why(_department(**{"P1.5.01": True, "P1.5.05": True, "P1.5.08": True}), "P1.5", "th")
    assert found.reason.endswith("(ไม่ตอบ 5 ข้อ คือ ข้อ 2–4, 6, 7 นับเป็นไม่ใช่)") and found.blank == 5
    assert why(_department(**{"P1.5.01": True}), "P1.5", "en").reason.endswith("(7 unanswered: 2–8, counted as no)")


def test_an_unusable_answer_is_not_called_unanswered() -> None:
    found = why(_department(**{"P1.5.01": True}), "P1.5", "en", rejected={"P1.5.02", "P2.3.used"})
    assert found.reason.endswith("(6 unanswered: 3–8, counted as no; 1 unusable: 2, counted as no)") and found.blank == 7


def test_level_1_says_what_level_2_asks_and_what_was_answered() -> None:
    found = why(_department(**{"P2.3.valuable": True, "P2.3.metadata": True, "P2.3.resources": False}), "P2.3", "en")
    assert found.reason.startswith("Level 1: 2 of 8 answered yes (1, 2); level 1 is: No list of datasets")
    assert "; level 2 is: “Has a list of valuable datasets" in found.reason
    assert found.reason.endswith("(5 unanswered: 4–8, counted as no)")
    assert found.next.startswith("Not yet level 2: “Has a list of valuable datasets")


def test_items_that_count_together_are_one_item() -> None:
    answers = {f"P1.3B.01{letter}": letter in "bd" for letter in "abcdef"} | _yes_no("P1.3B", 5, 3)
    del answers["P1.3B.01"]
    found = why(_department(**answers), "P1.3B", "th")
    assert found.reason.startswith("ระดับ 3: มี 2 จาก 5 ข้อ (ข้อ 1.2/1.4, 3) เกณฑ์ระดับ 3 คือ 2 ข้อ")


def test_answers_that_count_alike_are_told_as_they_were_given() -> None:
    plans = ({f"P1.3B.01{letter}": letter in yes for letter in "abcdef"} | _yes_no("P1.3B", 5, 3) for yes in ("bd", "ac", "bd"))
    found = [why(_department(**{name: value for name, value in one.items() if name != "P1.3B.01"}), "P1.3B", "en") for one in plans]
    assert [one.reason.partition(";")[0] for one in found] == [
        "Level 3: 2 of 5 items (1.2/1.4, 3)", "Level 3: 2 of 5 items (1.1/1.3, 3)", "Level 3: 2 of 5 items (1.2/1.4, 3)"]
    chosen = [why(_department(**{"P2.8.1.frequency": "quarterly", "P2.8.1.lag": lag}), "P2.8.1", "th").reason for lag in ("week", "month")]
    assert "ภายใน 1 สัปดาห์" in chosen[0] and "ภายใน 1 สัปดาห์" not in chosen[1].partition(" เกณฑ์")[0]


def test_in_a_grid_items_stand_under_the_headings_of_their_columns() -> None:
    answers = {f"P1.7.plan.{plan}": plan != "open" for plan in ("dg", "open", "pdpa")}
    answers |= {f"P1.7.{area}.{step}": (area, step) in (("open", 1), ("open", 4), ("exchange", 2))
                for area in ("open", "exchange", "analytics") for step in range(1, 5)}
    found = why(_department(**answers), "P1.7", "en")
    assert found.reason.startswith(
        "Level 3: 5 of 15 answered yes (1, 3, Open government data: 1, 4, Exchange of data: 2); level 3 is: At least two")


def test_items_side_by_side_with_another_topic_s_have_the_numbers_of_their_lines() -> None:
    answers = {"P5.1.saraban": True, "P5.1.basic.1": True, "P5.1.dss": True, "P5.1C.saraban": True, "P5.1C.dss": True}
    assert "2 of 3 answered yes (1, 7)" in why(_department(**answers), "P5.1C", "en").reason


def test_a_choice_is_named_once() -> None:
    assert why(_department(**{"P2.9.use": "4"}), "P2.9", "th").reason.count("ขั้นที่ 4") == 1
    two = why(_department(**{"P2.8.1.frequency": "quarterly", "P2.8.1.lag": "week"}), "P2.8.1", "th").reason
    assert two.startswith("ระดับ 4: ข้อ 1 เลือก “รายไตรมาส”, ข้อ 2 เลือก “ภายใน 1 สัปดาห์” เกณฑ์ระดับ 4 คือ ")


def test_the_only_question_asked_is_said_with_its_answer() -> None:
    found = why(_department(**{"G2.dcio": False}), "G2", "en")
    assert found.reason.startswith("Level 1: The agency has a DCIO: No; level 1 is: No DCIO")
    assert (found.count, found.of, found.blank) == (None, None, 0)
    assert "The agency has a DCIO" in why(_department(), "G2", "en").reason.partition("1 unanswered: ")[2]


@pytest.mark.parametrize(("answers", "topic", "start"), [
    ({"P4.10.2.count": 3}, "P4.10.2", "Level 3: 3 of 8 items; level 3 is: 3–4 of 8 items"),
    ({"P4.U.score": 0.62}, "P4.U", "Level 4: Score of the agency's website from the researchers' survey (0–1): 0.62 points; level 4 is"),
    # Krejcie and Morgan: 3841 × 445 / (10 × 445 + 3831) = 206.4; 53.07 × 104 / 206 = 26.79
    ({"P3.2.mean": 53.07, "P3.2.takers": 104, "P3.2.staff": 445}, "P3.2",
     "Level 2: mean score: 53.07; test takers: 104; staff: 445; sample required: 206; weighted mean (%): 26.79; level 2 is"),
    # 500 of 2,000 is 25 %, 1,500 of 2,500 is 60 %
    ({"P4.4.1.name": "ก", "P4.4.1.prev_total": 2000, "P4.4.1.prev_digital": 500, "P4.4.1.cur_total": 2500, "P4.4.1.cur_digital": 1500},
     "P4.4", "Level 5: core services stated: 1; digital share, previous year (%): 25; digital share, current year (%): 60; level 5 is"),
    # (9 × 4 + 1) / 10 = 3.7; no answer counts as level 1
    ({f"P4.3.{place:02}": "4" for place in range(1, 10)}, "P4.3",
     "Level 4: mean score: 3.7; levels of the items in order: 4, 4, 4, 4, 4, 4, 4, 4, 4, 1; level 4 is: A mean of the 10 processes"),
    ({"G2.dcio": True, "G4.pushing": True, "G4.successes": 12}, "G4",
     "Level 5: The agency's DCIO drives digital projects or digital work: Yes; Number of "),
])
def test_figures_are_shown(answers: dict[str, Any], topic: str, start: str) -> None:
    assert why(_department(**answers), topic, "en").reason.startswith(start)


def test_a_mission_that_is_missing_is_named() -> None:
    found = why(_department(**_yes_no("P1.1", 12, 1, 2)), "P1.1", "th")
    assert found.reason.endswith("(ไม่ตอบ 1 ข้อ คือ “ประเภทภารกิจ” นับเป็นยังไม่ดำเนินการ)")


def test_policy_agencies_are_counted_on_their_eight_items() -> None:
    answers = {"agency.mission": "policy", **{f"P1.1.{item:02}": item in (5, 11, 1) for item in (1, 5, 7, 8, 9, 10, 11, 12)}}
    found = why(_department(**answers), "P1.1", "th")
    assert found.reason == "ระดับ 3: มี 3 จาก 8 ข้อ (ข้อ 1, 5, 11) เกณฑ์ระดับ 3 คือ 3–4 ข้อ จากทั้งหมด 8 ข้อ"


def test_a_group_rests_on_a_mean_and_names_the_topics_to_lift() -> None:
    found = why(_department(**_yes_no("P1.3A", 11, *range(1, 12))), "S1.2", "en")
    assert found == Why("Level 3: a mean score of 3.00", "Topics to lift: P1.3B")


def test_a_topic_that_waits_says_for_whom() -> None:
    assert why(_department(), "P3.2", "en") == Why("Awaiting researchers", blank=0)
    assert why(_department(), "S3.2", "en") == Why("Awaiting researchers"), "a group of nothing but such topics says the same"
    province = score(load_edition(PROVINCE), {"P7.01": True})
    assert why(province, "P2.7", "th").reason == why(province, "S1.2", "th").reason == "รอผลจากกรมต้นสังกัด"
    inherited = score(load_edition(PROVINCE), {"P7.01": True}, _department(**{"P2.7.training": "none"}))
    assert why(inherited, "P2.7", "th").reason.startswith("ระดับ 1: (กรมต้นสังกัด) ดำเนินการไม่ครบทั้ง 2 ด้าน")


@pytest.mark.parametrize("name", edition_ids())
def test_every_level_has_a_reason_that_names_it(name: str) -> None:
    edition = load_edition(name)
    everything = {question.id: {"yes_no": True, "text": "บริการ"}.get(
        question.type, question.choices[-1].key if question.choices else 1) for question in edition.questions.values()}
    for answers in (everything, {"P7.01": True}):
        of = score(edition, answers)
        for code in edition.ids:
            for lang in LANGS:
                reason, level = why(of, code, lang).reason, of.level_at(code)
                assert reason.startswith(f"ระดับ {level}: " if lang == "th" else f"Level {level}: ") if level else True, code
                assert "{" not in reason and "None" not in reason, code


def test_everything_with_a_score_has_a_name() -> None:
    edition = load_edition(PROVINCE)
    found = names(edition, "en")
    assert set(found) == set(edition.ids)
    assert (found["P4"], found["P4.3"], found["S4.1"]) == ("Public Service", edition.topics["P4.3"].name.en, edition.sub_pillars["S4.1"].name.en)


@pytest.mark.parametrize(("numbers", "words"), [
    ("1", "1"), ("1 2", "1, 2"), ("1 2 3", "1–3"), ("1 5 11", "1, 5, 11"), ("1 2 3 5 7 8 9 10", "1–3, 5, 7–10"), ("1.1 1.2 1.3", "1.1, 1.2, 1.3"),
])
def test_three_numbers_in_a_row_are_a_range(numbers: str, words: str) -> None:
    assert ranges(numbers.split()) == words


@pytest.mark.parametrize(("value", "words"), [
    (0, "0"), (1234567, "1,234,567"), (Fraction(1, 3), "0.33"), (Fraction("2.005"), "2.01"), (Fraction(5, 2), "2.5"), (100, "100"),
])
def test_numbers_are_written_as_people_write_them(value: int | Fraction, words: str) -> None:
    assert number(value) == words
