"""Values of single cells, judged as answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import load_workbook

from dgmm_excel import load_edition, text
from dgmm_excel.faults import Fault
from dgmm_excel.form.draw import drawn
from dgmm_excel.form.layout import layout
from dgmm_excel.intake import judge as module
from dgmm_excel.intake.judge import judge
from dgmm_excel.model.edition import Question
from dgmm_excel.scoring.answers import exact
from dgmm_excel.text import LANGS, Lang, Text
from tests.support.answers_read import ANYTHING, CHOICE, NUMBER, TEXT, WHOLE, YES_NO
from tests.support.returned import DEPARTMENT, PROVINCE


@pytest.fixture
def other_words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Yes and no worded otherwise in the phrases, as an edit of templates/phrases.toml would do it."""
    real, words = text.phrase, {"answer.yes": Text("จริง", "Indeed"), "answer.no": Text("เท็จ", "Nay")}
    caches = (text.yes_no, module._yes_no, module.judges)
    for cache in caches:
        cache.cache_clear()
    monkeypatch.setattr(text, "phrase", lambda key, **params: words[key] if key in words else real(key, **params))
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_form_s_list_offers_is_accepted_whatever_yes_and_no_are_called(other_words: None, lang: Lang) -> None:
    edition = load_edition(DEPARTMENT)
    form = layout(edition, lang)
    data = BytesIO()
    drawn(form).workbook.save(data)
    book = load_workbook(data)
    slot = form.slots["P1.1.01"]
    (validation,) = [one for one in book[slot.sheet].data_validations.dataValidation if slot.cell in one.sqref]
    sheet, cells = validation.formula1.split("!")
    offered = [row[0].value for row in book[sheet][cells.replace("$", "")]]
    assert offered == (["จริง", "เท็จ"] if lang == "th" else ["Indeed", "Nay"])
    found = [judge(edition.questions["P1.1.01"], lang, word) for word in offered]
    assert [(one.state, one.value) for one in found] == [("accepted", True), ("accepted", False)]


ZERO_WIDTH, NO_BREAK = "\u200b", "\u00a0"


def _question(name: str) -> Question:
    return load_edition(DEPARTMENT).questions[name]


def _came_to(name: str, raw: Any, lang: Lang = "th", **known: Any) -> tuple[str, Any, list[str]]:
    judgement = judge(_question(name), lang, raw, **known)
    return judgement.state, judgement.value, [code for code, _ in judgement.reasons]


@pytest.mark.parametrize("raw", ["\u202e21", "\u202b1 234", "2\u202e31\u202c"])
def test_digits_that_are_shown_from_right_to_left_are_no_number(raw: str) -> None:
    """People see 12, 234 1 and 213."""
    assert _came_to(WHOLE, raw) == ("rejected", None, ["DG102"])
    assert _came_to(WHOLE, "\u202a21\u202c")[0] == "repaired"


@pytest.mark.parametrize("raw", [None, "", " ", "\t\n", NO_BREAK, ZERO_WIDTH, "\ufeff \u2060"])
@pytest.mark.parametrize("name", [YES_NO, CHOICE, WHOLE, NUMBER, TEXT])
def test_white_space_is_no_answer(name: str, raw: Any) -> None:
    assert _came_to(name, raw) == ("blank", None, [])


@pytest.mark.parametrize(("lang", "raw", "value"), [
    ("th", "ใช่", True), ("th", "ไม่ใช่", False), ("en", "Yes", True), ("en", "No", False),
])
def test_a_yes_no_label_is_accepted(lang: Lang, raw: str, value: bool) -> None:
    assert _came_to(YES_NO, raw, lang) == ("accepted", value, [])


@pytest.mark.parametrize("raw", [" ใช่", "ใช่ ", f"ใช่{ZERO_WIDTH}", "ไม่ ใช่", f"ไม่{NO_BREAK}ใช่", "ไม่\nใช่"])
def test_white_space_in_a_yes_no_label_is_tidied(raw: str) -> None:
    assert _came_to(YES_NO, raw) == ("repaired", "ไม่" not in raw, ["DG201"])


@pytest.mark.parametrize(("raw", "value"), [
    ("yes", True), ("Yes", True), ("YES ", True), ("y", True), ("✓", True), ("✔\ufe0f", True), ("1", True), ("๑", True),
    (1, True), (1.0, True), (True, True), ("TRUE", True), ("no", False), ("N", False), ("0", False), (0, False),
    (0.0, False), (False, False), ("False", False),
])
def test_yes_and_no_in_other_words_are_repaired(raw: Any, value: bool) -> None:
    assert _came_to(YES_NO, raw) == ("repaired", value, ["DG202"])


@pytest.mark.parametrize(("raw", "value"), [("ใช่", True), ("ไม่ใช่", False), ("YES", True), ("no", False)])
def test_an_english_form_takes_thai_and_small_letters(raw: str, value: bool) -> None:
    assert _came_to(YES_NO, raw, "en") == ("repaired", value, ["DG202"])


@pytest.mark.parametrize(
    "raw", ["มี", "ใช่ค่ะ", "ใช่/ไม่ใช่", "ไม่แน่ใจ", "ไม่", "x", "/", "-", 2, -1, 0.5, datetime.datetime(2023, 1, 1), "=1"]
)
def test_anything_else_is_no_yes_or_no(raw: Any) -> None:
    assert _came_to(YES_NO, raw) == ("rejected", None, ["DG101"])


def test_every_choice_of_both_editions_is_accepted_by_its_label_and_repaired_by_the_other_and_its_key() -> None:
    for edition in (load_edition(DEPARTMENT), load_edition(PROVINCE)):
        for question in edition.questions.values():
            for choice in question.choices:
                for lang, other in (("th", "en"), ("en", "th")):
                    taken = judge(question, lang, choice.label[lang])  # type: ignore[arg-type, index]
                    assert (taken.state, taken.value, taken.reasons) == ("accepted", choice.key, ())
                    for raw in (choice.label[other], choice.key, choice.key.upper()):  # type: ignore[index]
                        mended = judge(question, lang, raw)  # type: ignore[arg-type]
                        assert (mended.state, mended.value) == ("repaired", choice.key), (question.id, raw)


@pytest.mark.parametrize(("raw", "lang"), [
    ("บุคลากร ทุกส่วนงาน", "th"), (f"บุคลากร{ZERO_WIDTH}ทุกส่วนงาน ", "th"), ("STAFF of every unit", "en"),
    ("Staff  of every\nunit", "en"), ("Ｓｔａｆｆ of every unit", "en"),
])
def test_letter_forms_of_a_choice_are_tidied(raw: str, lang: Lang) -> None:
    assert _came_to(CHOICE, raw, lang) == ("repaired", "all", ["DG201"])


def test_thai_vowels_typed_apart_are_the_same_letters() -> None:
    question = _question("P2.1.open.catalog")
    label = question.choice("made").th
    assert "ำ" in label
    for apart in ("ํา",):
        found = judge(question, "th", label.replace("ำ", apart))
        assert (found.state, found.value, found.reasons[0][0]) == ("repaired", "made", "DG201")


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_no_two_choices_of_a_question_look_alike(name: str) -> None:
    """So every choice that is typed with doubled marks and two sara e for sara ae is told by what people see."""
    for question in load_edition(name).questions.values():
        for choice in question.choices:
            label = choice.label.th
            typed = label.replace("แ", "เเ").replace("่", "่่").replace("ี้", "้ี")
            if typed != label:
                assert judge(question, "th", typed) == ("repaired", choice.key, (("DG201", {"taken": label}),))


@pytest.mark.parametrize(("raw", "value"), [("ไม่่ใช่", False), ("ใช่่", True), ("ไม\uf70aใช\uf70a", False)])
def test_a_yes_no_label_in_look_alike_letters_is_repaired(raw: str, value: bool) -> None:
    found = judge(load_edition(DEPARTMENT).questions[YES_NO], "th", raw)
    assert (found.state, found.value, found.reasons[0][0]) == ("repaired", value, "DG201")


@pytest.mark.parametrize("raw", ["ไมใช่", "ใช", "ไม่ใข่", "ไ่มใช่"])
def test_other_letters_are_no_look_alikes(raw: str) -> None:
    assert judge(load_edition(DEPARTMENT).questions[YES_NO], "th", raw).state == "rejected"


@pytest.mark.parametrize("raw", ["บุคลากรทุกส่วน", "ทุกคน", "บุคลากรทุกส่วนงาน.", 3, True, datetime.datetime(2023, 1, 1)])
def test_a_choice_is_never_guessed(raw: Any) -> None:
    assert _came_to(CHOICE, raw) == ("rejected", None, ["DG101"])


@pytest.mark.parametrize(("raw", "key"), [(3, "3"), (3.0, "3"), ("3", "3"), ("๓", "3"), (5, "5")])
def test_the_number_of_a_numbered_choice_is_its_key(raw: Any, key: str) -> None:
    assert _came_to("P2.9.use", raw) == ("repaired", key, ["DG202"])


@pytest.mark.parametrize("raw", [6, 2.5, "10"])
def test_a_number_that_no_choice_has_is_rejected(raw: Any) -> None:
    assert _came_to("P2.9.use", raw)[0] == "rejected"


def test_the_choices_allowed_are_named_and_shortened() -> None:
    (_, short), = judge(_question(CHOICE), "en", "?").reasons
    assert short["allowed"] == (
        "No training / Staff responsible for personal data / "
        "Staff who serve citizens or carry out the agency's main mis… / Staff of every unit"
    )
    (_, long), = judge(_question("P2.8.1.frequency"), "en", "?").reasons
    allowed = str(long["allowed"])
    assert allowed.count(" / ") == 5
    assert allowed.endswith(" / …")


@pytest.mark.parametrize(("raw", "value"), [(0, 0), (12, 12), (12.0, 12), (999_999_999, 999_999_999)])
def test_numbers_are_accepted(raw: Any, value: int) -> None:
    assert _came_to(WHOLE, raw) == ("accepted", value, [])


@pytest.mark.parametrize(("raw", "value"), [(0.1, Fraction(1, 10)), (1, 1), (0.3333, Fraction(3333, 10000))])
def test_decimals_are_read_as_printed(raw: Any, value: Fraction) -> None:
    assert _came_to(NUMBER, raw) == ("accepted", value, [])


@pytest.mark.parametrize(("raw", "value"), [
    ("12", 12), (" 12 ", 12), ("๑๒", 12), ("１２", 12), ("1,200", 1200), ("1 200", 1200), (f"1{NO_BREAK}200", 1200),
    ("๑,๒๐๐", 1200), ("12.0", 12), ("+5", 5), (f"{ZERO_WIDTH}7", 7), ("1,200,300", 1_200_300), ("007", 7),
])
def test_numbers_stored_as_text_are_repaired(raw: str, value: int) -> None:
    assert _came_to(WHOLE, raw) == ("repaired", value, ["DG203"])


@pytest.mark.parametrize("raw", [
    "120¹", "10²", "①②", "150\n200", "1\u2028200", "0,123", "02 123 456", "00 123",
    "สิบ", "12 คน", "1,2", "12,00", "1 2", "1,20,000", "1e3", "12%", ".", "-", "+", "5.", "1.2.3", "½", "9" * 41, True,
    False, datetime.datetime(2023, 1, 1), datetime.time(8), float("nan"), float("inf"), "N/A", "ไม่มี", "<5", "๑๒ ราย",
])
def test_what_is_no_number_is_rejected(raw: Any) -> None:
    assert _came_to(WHOLE, raw) == ("rejected", None, ["DG102"])


@pytest.mark.parametrize(("name", "raw", "allowed"), [
    (WHOLE, -1, "0–999,999,999"), (WHOLE, 1e12, "0–999,999,999"), (WHOLE, "-3", "0–999,999,999"), (NUMBER, 1.01, "0–1"),
    ("P4.10.2.count", 9, "0–8"), ("P3.2.staff", 0, "1–999,999,999"), ("P3.2.mean", 100.5, "0–100"),
])
def test_numbers_outside_their_limits_are_rejected(name: str, raw: Any, allowed: str) -> None:
    ((code, params),) = judge(_question(name), "th", raw).reasons
    kind = "ตัวเลข" if name in (NUMBER, "P3.2.mean") else "จำนวนเต็ม"
    assert (code, Fault(code, params=params).message("th")) == ("DG103", f"ตัวเลขนี้อยู่นอกช่วงที่กำหนด ({kind} {allowed})")


@pytest.mark.parametrize(("raw", "value"), [
    ("45", 45), ("45%", 45), ("๔๕ %", 45), (" 45.5 ％", Fraction(91, 2)), (f"45 %{ZERO_WIDTH}", 45), ("0.250", Fraction(1, 4)),
])
def test_a_percentage_may_have_its_sign(raw: str, value: int | Fraction) -> None:
    assert _came_to("P3.2.mean", raw) == ("repaired", value, ["DG203"])


@pytest.mark.parametrize(("name", "raw"), [("P3.2.mean", "45%%"), ("P3.2.mean", "%"), ("P3.2.takers", "45 %"), (NUMBER, "45 %")])
def test_a_percent_sign_elsewhere_is_rejected(name: str, raw: str) -> None:
    assert _came_to(name, raw) == ("rejected", None, ["DG102"])


@pytest.mark.parametrize("raw", ["12.000", "๑.๒๐๐", "-1.000", "12.500"])
def test_a_point_that_may_set_thousands_off_is_not_guessed(raw: str) -> None:
    """Twelve, or twelve thousand? Where a fraction can be meant, or what it cannot be, there is no doubt."""
    assert _came_to(WHOLE, raw) == ("rejected", None, ["DG104"])


@pytest.mark.parametrize(("raw", "value"), [("12.00", 12), ("1,234.000", 1234), ("1234.000", 1234), ("0.000", 0)])
def test_a_point_that_sets_no_thousands_off_is_a_decimal_point(raw: str, value: int) -> None:
    assert _came_to(WHOLE, raw) == ("repaired", value, ["DG203"])


@pytest.mark.parametrize("raw", [1.5, "1.5", 0.1])
def test_whole_numbers_have_no_decimals(raw: Any) -> None:
    assert _came_to(WHOLE, raw) == ("rejected", None, ["DG104"])


@pytest.mark.parametrize(("raw", "value"), [
    (" ระบบ ก ", "ระบบ ก"), (123, "123"), (12.5, "12.5"), (True, "TRUE"), (datetime.datetime(2023, 5, 1), "2023-05-01"),
    ("=HYPERLINK", "=HYPERLINK"),
])
def test_a_text_takes_any_value(raw: Any, value: str) -> None:
    assert _came_to(TEXT, raw) == ("accepted", value, [])


@pytest.mark.parametrize("name", [YES_NO, CHOICE, WHOLE, NUMBER, TEXT])
@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!"])
def test_error_values_are_rejected_known_or_as_text(name: str, error: str) -> None:
    assert _came_to(name, None, error=error) == ("rejected", None, ["DG105"])
    assert _came_to(name, f" {error}") == ("rejected", None, ["DG105"])


def test_a_formula_without_a_value_is_rejected_and_a_value_is_taken() -> None:
    assert _came_to(WHOLE, None, formula=True, uncached=True) == ("rejected", None, ["DG106"])
    assert _came_to(WHOLE, 12.0, formula=True) == ("repaired", 12, ["DG204"])
    assert _came_to(WHOLE, "๑๒", formula=True) == ("repaired", 12, ["DG203", "DG204"])
    assert _came_to(YES_NO, "ใช่", formula=True) == ("repaired", True, ["DG204"])
    assert _came_to(TEXT, "ก", formula=True) == ("repaired", "ก", ["DG204"])
    assert _came_to(WHOLE, "", formula=True) == ("blank", None, [])
    assert _came_to(WHOLE, -5, formula=True) == ("rejected", None, ["DG103"])


@settings(deadline=None)
@given(some.sampled_from(sorted(load_edition(DEPARTMENT).questions)), some.sampled_from(("th", "en")), ANYTHING)
def test_any_value_comes_to_an_answer_that_scoring_takes_or_to_a_reason(name: str, lang: Lang, raw: Any) -> None:
    state, value, codes = _came_to(name, raw, lang)
    assert (value is not None) == (state in ("accepted", "repaired"))
    assert bool(codes) == (state in ("repaired", "rejected"))
    if value is not None:
        assert exact(_question(name), value) == value
    for code, params in judge(_question(name), lang, raw).reasons:
        assert "{" not in Fault(code, params=params).message().replace(str(raw), "")
