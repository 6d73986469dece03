"""What reports say of an edition's levels and scores: words for one and for several editions, colours, bars."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from dgmm_excel import load_edition
from dgmm_excel.authoring.style import level_colours
from dgmm_excel.model.grouping import Grouping, Wanted
from dgmm_excel.report.scale import (
    common_top,
    has_general_name,
    heat_tone,
    level_of_mean,
    marks,
    on_one_scale,
    other_tones,
    part,
    scale_words,
    score_limits,
    score_words,
    span,
    tone,
    top,
)
from dgmm_excel.text import Text
from tests.support.proof_editions import edition_of
from tests.support.returned import DEPARTMENT, PROVINCE

FIVE = load_edition(DEPARTMENT)
#: The same with four levels from 0 on, scores of three decimals, bands off exact scores.
FOUR = replace(FIVE, levels=FIVE.levels[:4], lowest_level=0, digits=3, bands_on="exact",
               bands=tuple(map(Fraction, (0, 1, 2, 3))))


def test_words_are_those_of_the_editions() -> None:
    assert scale_words((FIVE, load_edition(PROVINCE)), "en") == {
        "levels": "1–5", "lowest": "1", "highest": "5", "decimals": "two decimals", "read": "the rounded score",
        "read_mean": "the rounded mean"}
    assert scale_words((FOUR,), "en") == {
        "levels": "0–3", "lowest": "0", "highest": "3", "decimals": "three decimals", "read": "the score before rounding",
        "read_mean": "the mean before rounding"}
    both = scale_words((FIVE, FOUR), "th")
    assert (both["levels"], both["lowest"], both["highest"]) == ("1–5, 0–3", "0", "5")
    assert both["decimals"] == "ทศนิยมตามเกณฑ์ของแต่ละหน่วยงาน" and "ตามเกณฑ์" in both["read"]


@pytest.mark.parametrize(("digits", "words"), [(0, "a whole number"), (1, "one decimal"), (4, "four decimals")])
def test_decimals_are_in_words(digits: int, words: str) -> None:
    assert scale_words((replace(FIVE, digits=digits),), "en")["decimals"] == words


def test_a_score_has_the_decimals_of_its_edition() -> None:
    third = Fraction(8, 3)
    assert (score_words(FIVE, third), score_words(FOUR, third), score_words(FOUR, None)) == ("2.67", "2.667", "–")
    assert (score_words(FIVE, Fraction(2005, 1000)), span(FOUR)) == ("2.01", "0–3")


def test_levels_of_another_number_have_classes_and_colours_of_their_own() -> None:
    assert [tone(FIVE, level) for level in FIVE.scale] == ["1", "2", "3", "4", "5"]
    assert has_general_name(edition_of("ladder"), "W1", 2) and not has_general_name(FIVE, "P1", 2)
    assert has_general_name(FIVE, "overall", 2)
    assert [heat_tone(FIVE, level) for level in FIVE.scale] == ["a", "b", "c", "d", "e"]
    assert [tone(FOUR, level) for level in FOUR.scale] == ["4-1", "4-2", "4-3", "4-4"]
    assert heat_tone(FOUR, 0) == "b4-1"
    assert dict(other_tones((FIVE, FOUR))) == dict(zip(("4-1", "4-2", "4-3", "4-4"), level_colours(4), strict=True))
    assert not list(other_tones((FIVE,)))


def test_a_bar_is_as_long_as_the_score_is_of_the_most() -> None:
    assert part(FIVE, "overall", Fraction(5, 2)) == Fraction(1, 2) and part(FIVE, "overall", None) is None
    assert (marks(FIVE, "overall"), top(FIVE, "overall")) == (5, "5")
    ladder = edition_of("ladder")
    assert part(ladder, "W1", Fraction(5, 2)) == Fraction(5, 8) and (marks(ladder, "W1"), top(ladder, "W1")) == (4, "4")
    assert common_top(ladder) == "4" and score_limits((ladder, FIVE)) == (Fraction(0), Fraction(5))


def test_years_compare_on_one_scale_alone() -> None:
    ladder = edition_of("ladder")
    assert on_one_scale(FIVE, "P1.1", load_edition(PROVINCE), "P1.1") and on_one_scale(ladder, "W1", ladder, "overall")
    assert not on_one_scale(FIVE, "P1.1", ladder, "W1.1")


def test_a_verdict_makes_no_level_of_a_mean() -> None:
    verdict = replace(FIVE, overall=Grouping(verdict=((5, (Wanted(("P1",), Fraction(3)),)),)))
    assert level_of_mean(verdict, "overall", Fraction(3)) is None and level_of_mean(verdict, "P1", Fraction(3)) == 3
    assert level_of_mean(FIVE, "overall", Fraction(3)) == 3 and level_of_mean(FIVE, "overall", None) is None


def test_a_unit_follows_the_heading_of_scores() -> None:
    percent = replace(FIVE, unit=Text("ร้อยละ", "%"))
    assert (percent.unit_text("th"), percent.unit_text("en"), FIVE.unit_text("th")) == (" (ร้อยละ)", " (%)", "")
