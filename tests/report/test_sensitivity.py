"""Whose overall level other bands, roundings, means and weights would change: two agencies, every way derived by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.errors import ListedError
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.asked_variant import Asked
from dgmm_excel.report.sensitivity import Sensitivity, sensitivity
from dgmm_excel.report.standing import Standing
from dgmm_excel.report.variants import HOWS, equal_bands

#: Pillars P1 to P3; bands from 1, 1.81, 2.61, 3.41 and 4.21, read off scores of two decimals.
MINI_FILE = Path("tests/model/data/mini.yaml")
MINI = load_edition(MINI_FILE)


def standing(code: str, **scores: str) -> Standing:
    """Return an agency with these scores; its levels by the bands as they stand above."""
    exact = {name.replace("_", "."): Fraction(score) for name, score in scores.items()}
    bands = (Fraction("1.81"), Fraction("2.61"), Fraction("3.41"), Fraction("4.21"))
    found = [exact.get(one) for one in MINI.ids]
    levels = [None if one is None else 1 + sum(round(one + Fraction(1, 10**6), 2) >= least for least in bands) for one in found]
    return Standing(Agency(code, code), MINI, "complete", 1, 1, True, False, "", tuple(found), tuple(levels))


#: X: (1 + 2 + 2.4) / 3 is 1.80, level 1; its topics' mean is 2.5. Y has P1 alone: 2.606 is shown as 2.61, level 3.
X = standing("X", overall="1.8", P1="1", P2="2", P3="2.4", A_1="1", B_1="4")
Y = standing("Y", overall="2.606", P1="2.606", A_1="3")
#: Which way moves whom, and where to.
EXPECTED = {
    "equal_bands": "X2",        # from 1.8 and 2.6 on
    "bands_up_0.01": "Y2",      # 2.61 is below 2.62
    "bands_down_0.01": "X2",
    "bands_up_0.1": "Y2",
    "bands_down_0.1": "X2",
    "unrounded": "Y2",          # 2.606 is below 2.61
    "topics": "X2",             # (1 + 4) / 2
    "least": "",                # X: 1
    "median": "X2",             # 2
    "without_P1": "X2 Y-",      # X: (2 + 2.4) / 2; nothing is left of Y
    "without_P2": "",           # X: (1 + 2.4) / 2 = 1.7
    "without_P3": "",           # X: (1 + 2) / 2
    "double_P1": "",            # X: (1 + 1 + 2 + 2.4) / 4 = 1.6
    "double_P2": "X2",          # X: (1 + 2 + 2 + 2.4) / 4 = 1.85
    "double_P3": "X2",          # X: (1 + 2 + 2.4 + 2.4) / 4 = 1.95
}


def moved(found: Sensitivity) -> dict[str, str]:
    return {one.variant.id: " ".join(f"{agency.code}{then or '-'}" for agency, _, (_, then) in one.moved) for one in found.tried}


def test_each_usual_way_moves_whom_it_moves() -> None:
    (found,) = sensitivity([MINI], [X, Y])
    assert (found.agencies, moved(found)) == (2, EXPECTED)
    counts = {one.variant.id: (one.up, one.down) for one in found.tried}
    assert counts["equal_bands"] == (1, 0) and counts["unrounded"] == (0, 1) and counts["without_P1"] == (1, 0)


def test_agencies_without_a_level_and_editions_without_agencies_are_left_out() -> None:
    assert sensitivity([MINI], [standing("Z")]) == ()
    (found,) = sensitivity([MINI, load_edition("dga-2566-province")], [X, standing("Z")])
    assert found.agencies == 1


def test_pillars_are_weighed_only_where_their_mean_is_the_overall_score() -> None:
    (found,) = sensitivity([MINI], [X, standing("W", overall="3", P1="1", P2="2")])
    assert not [one for one in found.tried if one.variant.id.startswith(("without", "double"))]


def edition(head: str, folder: Path) -> Edition:
    """Return the small edition with more keys at its head."""
    file = folder / "other.yaml"
    file.write_text(MINI_FILE.read_text("utf-8").replace("id: mini", f"id: other\n{head}"), encoding="utf-8")
    return load_edition(file)


def test_weights_of_the_edition_itself_stay_in_what_is_left_out_or_doubled(tmp_path: Path) -> None:
    # (2 * 1 + 2 + 2.4) / 4 is 1.6; without P1 (2 + 2.4) / 2; P1 twice as heavy (4 * 1 + 2 + 2.4) / 6; P2 (2 + 4 + 2.4) / 5
    weighed = edition('overall: {weights: {P1: "2"}}', tmp_path)
    one = replace(standing("X", overall="1.6", P1="1", P2="2", P3="2.4"), edition=weighed)
    (found,) = sensitivity([weighed], [one])
    scores = {way.variant.id: way.variant.score(one) for way in found.tried}
    assert scores["without_P1"] == Fraction("2.2") and scores["double_P1"] == Fraction("1.4")
    assert scores["double_P2"] == Fraction("1.68")
    assert Asked(weights="P2=2").checked([weighed])(weighed).score(one) == Fraction("1.68")  # type: ignore[misc]


def test_a_verdict_is_not_read_off_bands(tmp_path: Path) -> None:
    judged = edition('overall: {verdict: {2: [{each: pillars, at_least: 2}]}}', tmp_path)
    (found,) = sensitivity([judged], [replace(X, edition=judged)])
    assert {way.variant.id for way in found.tried}.isdisjoint({"equal_bands", "bands_up_0.01", "unrounded"})


def test_equal_bands_part_the_scale_evenly() -> None:
    assert equal_bands(MINI) == tuple(map(Fraction, ("1", "1.8", "2.6", "3.4", "4.2")))


def asked(**options: str | int | bool) -> dict[str, str]:
    (found,) = sensitivity([MINI], [X, Y], Asked(**options).checked([MINI]))  # type: ignore[arg-type]
    return moved(found)


def test_what_is_asked_for_is_tried_alone_and_together() -> None:
    assert asked(bands="1, 1.8, 2.6, 3.4, 4.2", unrounded=True) == {"asked": "X2"}
    assert asked(weights="P1=1/2") == {"asked": "X2"}, "(0.5 + 2 + 2.4) / 2.5 = 1.96"
    assert asked(how="best") == {"asked": "X2"}
    assert asked(how="best", bands="1,2.5,3,4,5") == {"asked": "Y2"}, "X: 2.4 stays 1; Y: 2.61 of 2.5 to 3"
    assert asked(digits=1) == {"asked": "Y2"}, "1.8 and 2.6"
    assert asked(digits=0) == {"asked": "X2"}, "2 and 3"
    assert Asked().checked([MINI]) is None


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(ListedError) as caught:
        Asked("1,two", "least", "P9=1,P1=x").checked([MINI])
    told = str(caught.value)
    assert "“two” is no number" in told and "P9=1 is no pillar" in told and "P1=x is no pillar" in told and "--how mean" in told
    for bands in ("1,2", "1,3,2,4,5"):
        with pytest.raises(ListedError, match="5 rising numbers"):
            Asked(bands).checked([MINI])
    for weights in ("P1=-1", "P1=0,P2=0,P3=0"):
        with pytest.raises(ListedError, match="one is above"):
            Asked(weights=weights).checked([MINI])


def test_as_data_it_has_every_agency_with_scores_as_they_are_shown() -> None:
    (found,) = sensitivity([MINI], [X, Y], Asked(unrounded=True).checked([MINI]))
    (one,) = found.as_json()["variants"]
    assert (one["up"], one["down"], one["digits"], one["how"]) == (0, 1, None, "own")
    assert one["agencies"] == [{"code": "Y", "name": "Y", "score": 2.61, "level": 3, "to_score": 2.61, "to_level": 2}]


def test_the_command_offers_every_way_of_the_overall_score() -> None:
    from dgmm_excel.cli.arguments import How

    assert [one.value for one in How] == [how for how in HOWS if how != "own"]
