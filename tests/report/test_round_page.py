"""The page of a round: every figure of five departments told by hand, in both languages; what changed; large rounds are folded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from dgmm_excel.report import round_page as module
from dgmm_excel.report.changes import Snapshot, Stood
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.pages import Pages
from dgmm_excel.report.round_page import round_page
from dgmm_excel.text import LANGS, Lang
from tests.support.five_departments import HOSTILE, five_departments
from tests.support.page_read import Page, read_page

NAMES = {f"D{place}": f"D{place}.html" for place in range(1, 6)}


def shown(of: RoundResult) -> Page:
    return read_page("".join(round_page(Pages(of, NAMES))))


def english(**changes: object) -> Page:
    return shown(five_departments(lang="en", **changes))


@pytest.mark.parametrize("lang", LANGS)
def test_response_and_overall_level_stand_first(lang: Lang) -> None:
    """Three of five count: 60 %. D4 sent nothing after the deadline, so it is late."""
    text = " ".join(shown(five_departments(lang=lang)).text.split())
    for words in {"th": ("อัตราการตอบ 60.00%", "คะแนนเฉลี่ยภาพรวม 2.80 3 ระดับมีแนวทางชัดเจน", "มัธยฐานภาพรวม 2.61", "ล่าช้า 1"),
                  "en": ("Response rate 60.00%", "Mean overall score 2.80 3 Defined", "Median overall score 2.61", "Late 1")}[lang]:
        assert words in text, words
    assert ("30 กันยายน 2569" if lang == "th" else "30 September 2026") in text


def test_levels_topics_and_states_are_counted() -> None:
    page = english()
    levels = page.rows("Agencies by overall level: Department")
    assert {name[0]: row[:2] for name, row in levels.items()} == {
        "5": ["0", "0.00%"], "4": ["1", "33.33%"], "3": ["1", "33.33%"], "2": ["0", "0.00%"], "1": ["1", "33.33%"]}
    (topic,) = [row for name, row in page.rows("By topic: Department").items() if name.startswith("P1.1 ")]
    assert topic[:4] == ["3", "3.67", "5.00", "4"] and topic[5:10] == ["1", "0", "0", "0", "2"]
    states = page.rows("Agencies by state")
    assert [states[name][:2] for name in ("Complete", "Incomplete", "Missing", "All", "Response rate")] == [
        ["2", "40.00%"], ["2", "40.00%"], ["1", "20.00%"], ["5", ""], ["60.00%", ""]]


def test_ministries_come_in_the_order_of_the_roster_and_that_without_a_name_last() -> None:
    """Of the first ministry two agencies count, 1.80 and 2.61: mean 2.205, which is 2.21; of the unnamed none does."""
    rows = english().rows("Ministry: Department")
    assert list(rows) == ["กระทรวง ก", " ".join(HOSTILE.split()), "Not stated", "All"]
    assert rows["กระทรวง ก"][:7] == ["2", "100.00%", "0", "2", "2.21", "2.21", "2"]
    assert rows["Not stated"][:7] == ["2", "0.00%", "1", "0", "–", "–", "–"]
    assert rows["All"][:7] == ["5", "60.00%", "1", "3", "2.80", "2.61", "3"]


def test_agencies_that_count_are_ranked_and_small_ministries_folded() -> None:
    rows = english().rows("Department ranked")
    assert {name: row[:6] for name, row in rows.items()} == {
        "Department D3": ["1", "4.00", "4", "100.00%", "1*", "3"], "Department D2": ["2", "2.61", "3", "50.00%", "2*", "3"],
        "Department D1": ["3", "1.80", "1", "0.00%", "3*", "3"]}


def test_the_levels_of_all_agencies_stand_with_those_that_do_not_count() -> None:
    page = english()
    _, heads, *rows = page.tables["Levels of all agencies: Department"]
    at = heads.index("P1.1")
    assert {row[0]: (row[1], row[at]) for row in rows} == {
        "Department D1": ("1.80", "5"), "Department D2": ("2.61", "5"), "Department D3": ("4.00", "1*"),
        "Department D4": ("Missing", ""), "Department D5": ("4.30", "5*")}
    assert set(NAMES.values()) <= set(page.links)


def test_what_changed_is_said_with_the_agencies_that_moved() -> None:
    """D1 fell from level 2 to 1, D3 had sent nothing; the mean was (2.00 + 2.61) / 2."""
    before = Snapshot(date(2026, 11, 1), {"D1": Stood("incomplete", True, Fraction(2), 2), "D2": Stood("complete", True, Fraction("2.61"), 3)})
    page = english(before=before)
    assert {name: row[0] for name, row in page.rows("What changed").items()} == {
        "Sent a form that can be used": "2", "Answered everything since": "1", "No form that can be used any more": "0",
        "Overall level went up": "0", "Overall level went down": "1"}
    text = " ".join(page.text.split())
    assert "Department D1: level 2 → 1" in text and "Mean overall score, Department: 2.31 before, 2.80 now" in text
    assert "Changes since the consolidation of 1 November 2026" in text
    assert "There is no earlier consolidation" in english().text


def test_who_is_missing_and_how_to_read_stand_at_the_end() -> None:
    text = " ".join(english().text.split())
    assert "Missing (1 agency) Department D4" in text and "Complete (" not in text
    assert "ab" * 32 in text and "1.00–1.80 = 1" in text and "consolidated.xlsx check both" in text


def test_a_round_without_returns_or_without_agencies_has_a_page_too() -> None:
    of = five_departments()
    assert "ยังไม่มีหน่วยงานที่นับในค่าเฉลี่ย" in shown(replace(of, outcomes=of.outcomes[3:4])).text
    assert "ยังไม่มีหน่วยงานที่นับในค่าเฉลี่ย" in shown(replace(of, outcomes=())).text


def test_what_is_too_much_for_a_table_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for two rows: ranks 1–2 and 3, the levels of each ministry apart; no agency is left out."""
    monkeypatch.setattr(module, "ROWS", 2)
    page = english()
    assert "Ranks 1–2" in page.text and "Ranks 3–3" in page.text
    names = [row[0] for caption, rows in page.tables.items() if caption.startswith("Levels of all") for row in rows[2:]]
    assert sorted(names) == [f"Department D{place}" for place in range(1, 6)]
    assert list(page.rows("Levels of all agencies: Department – กระทรวง ก"))[1:] == ["Department D1", "Department D2"]
