"""Groups that are no plain means: their scores and levels by hand, in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.errors import EditionError
from dgmm_excel.model.describe import band, bands
from dgmm_excel.model.extent import extent
from dgmm_excel.model.group_words import grouped
from dgmm_excel.model.grouping import whole_weights

FILE = Path(__file__).parent / "data" / "wide-groups.yaml"
#: A.1 has 2 of 3 steps; A.2 a mean of 5/3; A.3 level 1, A.4 level 2; B.1 level 2; B.2 not told; B.3 level 1; B.4 level 3.
ANSWERS: dict[str, Any] = {
    "A.1.1": True, "A.1.2": True, "A.1.3": False, "A.2.1": "2", "A.2.2": "2", "A.2.3": "1", "A.3.use": "part", "A.4.1": True,
    "A.4.2": True, "A.4.3": False, "B.1.n": 4, "B.3.1": True, "B.3.2": False, "B.3.3": False, "B.4.x.1": True, "B.4.x.2": True,
    "B.4.x.3": True, "B.4.y.1": False, "B.4.y.2": False, "B.4.y.3": False,
}
#: S1.1 is 1/3 × 2 + 2/3 × 5/3; S1.2 is 1/3 × 1 + 1/2 × 2; P1 is (S1.1 / 3 + S1.2 / 2) / (5/6). S2.1 is B.1 alone, since B.2 has
#: no score; S2.2 the mean of 1 and 3; P2 the lower of both; the whole the mean of P1 and P2.
SCORES = {
    "S1.1": "16/9", "S1.2": "4/3", "P1": "68/45", "S2.1": "2", "S2.2": "2", "P2": "2", "overall": "79/45",
}
#: 16/9 is above 5/3; 4/3 is above 1.2 in S1.2's own bands; 68/45 below 5/3. The verdict of S2.2 is no 3, for B.3 has 1, but has
#: 1 in B.3 and 0.5; that of the whole needs 1 in P1 and in both parts of P2, and 2 in A.1.
LEVELS = {"S1.1": 2, "S1.2": 2, "P1": 1, "S2.1": 2, "S2.2": 1, "P2": 2, "overall": 2}


def test_scores_and_levels_are_those_by_hand() -> None:
    found = score(load_edition(FILE), ANSWERS)
    assert {code: found[code].score for code in SCORES} == {code: Fraction(value) for code, value in SCORES.items()}
    assert {code: found[code].level for code in LEVELS} == LEVELS


@pytest.mark.parametrize(("changed", "code", "level"), [
    ({"A.1.2": False}, "overall", 1),  # 1 in A.1, where 2 is wanted
    ({"A.1.3": True, "A.2.1": "3", "A.2.2": "3", "A.2.3": "3", "A.3.use": "all", "A.4.3": True, "B.1.n": 9, "B.3.2": True,
      "B.3.3": True}, "overall", 3),  # every topic has 3, but B.2, which has no score
    ({"A.1.3": True, "A.2.1": "3", "A.2.2": "3", "A.2.3": "3", "A.3.use": "all", "A.4.3": True, "B.1.n": 9}, "overall", 2),  # B.3 has 1
    ({"B.3.1": False}, "S2.2", 0),  # nothing in B.3, where 1 is wanted for level 1
])
def test_a_verdict_asks_for_each_condition(changed: dict[str, Any], code: str, level: int) -> None:
    assert score(load_edition(FILE), ANSWERS | changed)[code].level == level


def test_exact_bands_are_read_off_exact_scores() -> None:
    edition = load_edition(FILE)
    assert [edition.level_of(Fraction(score)) for score in ("1.6666", "5/3", "1.6667", "2.4999", "2.5")] == [1, 2, 2, 2, 3]
    assert edition.shown(Fraction(5, 3)) == 1.667


def test_bands_go_to_the_most_that_can_be_scored() -> None:
    edition = load_edition(FILE)
    assert [extent(edition, code) for code in ("S1.2", "overall")] == [(Fraction(0), Fraction(5, 2)), (Fraction(0), Fraction(57, 20))]
    assert band(edition, 3, "S1.2") == ("2.000", "2.500") and band(edition, 1) == ("1.000", "<1.667")
    assert bands(edition).endswith("; S1.2: 0.000–<0.500 = 0, 0.500–<1.200 = 1, 1.200–<2.000 = 2, 2.000–2.500 = 3")


def test_what_is_no_plain_mean_is_said() -> None:
    said = [text.en for text in grouped(load_edition(FILE))]
    assert "The score of S1.1 is the weighted mean of A.1 × 1/3, A.2 × 2/3" in said
    assert "The score of S1.2 is the weighted sum of A.3 × 1/3, A.4 × 1/2" in said
    assert "The score of P2 is the lowest of S2.1, S2.2" in said
    assert "Level 1 of S2.2 needs a score of 1.000 or more in B.3 and a score of 0.500 or more" in said
    assert len(said) == 10


@pytest.mark.parametrize(("weights", "whole"), [
    (("1/3", "1"), ((1, 3), 3)), (("1/2", "1/3"), ((3, 2), 6)), (("2", "4"), ((2, 4), 1)), (("0.5", "0.5"), ((1, 1), 2)),
])
def test_weights_multiply_out_to_whole_numbers(weights: tuple[str, ...], whole: tuple[tuple[int, ...], int]) -> None:
    assert whole_weights(tuple(map(Fraction, weights))) == whole


@pytest.mark.parametrize(("old", "new", "line", "what"), [
    ("weights: {A.1: \"1/3\", A.2: \"2/3\"}", "weights: {A.1: \"1/3\", A.9: \"2/3\"}", 29, "S1.1: A.9 is no member of this group"),
    ("weights: {A.1: \"1/3\", A.2: \"2/3\"}", "weights: {A.1: 0}", 29, "weights.A.1"),
    ("how: best", "how: best\n        weights: {B.1: 2}", 89, "S2.1: weights do nothing with how: best"),
    ("{of: B.3, at_least: 1}", "{of: A.1, at_least: 1}", 110, "S2.2: there is no A.1 under S2.2"),
    ("{of: B.3, at_least: 1}", "{of: B.3}", 110, "a condition of a verdict has"),
    ("3: [{each: topics, at_least: 3}]", "4: [{each: topics, at_least: 3}]", 108, "a level is one of 1 to 3"),
    ("bands: [\"0\", \"0.5\", \"1.2\", \"2\"]", "bands: [\"0\", \"0.5\", \"1.2\"]", 61, "bands: give 4 rising scores"),
])
def test_a_mistake_in_a_group_is_told_with_its_line(old: str, new: str, line: int, what: str, tmp_path: Path) -> None:
    text = FILE.read_text("utf-8")
    assert text.count(old) == 1
    damaged = tmp_path / FILE.name
    damaged.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(EditionError) as refusal:
        load_edition(damaged)
    assert f"{FILE.name}:{line}: " in str(refusal.value) and all(part in str(refusal.value) for part in what.split(": "))


def test_rules_within_a_rule_may_lack_levels(tmp_path: Path) -> None:
    """A policy agency can have level 3 alone; while the mission is not stated, the lower of both counts."""
    text = (FILE.parent / "mini.yaml").read_text("utf-8")
    old = "policy: {kind: steps, of: [A.1.1, A.1.2, A.1.3, {any: [A.1.1, A.1.2]}], at: [1, 2, 3, 4]}"
    assert text.count(old) == 1
    file = tmp_path / "mini.yaml"
    file.write_text(text.replace(old, "policy: {kind: levels, levels: {3: A.1.1}}"), encoding="utf-8")
    edition, four = load_edition(file), {f"A.1.{number}": True for number in range(1, 5)}
    found = {mission: score(edition, four | ({} if mission is None else {"agency.mission": mission})).topics["A.1"].level
             for mission in ("service", "policy", None)}
    assert found == {"service": 5, "policy": 3, None: 3}
