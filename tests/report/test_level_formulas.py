"""Formulas over `Levels`: what they say, and which names can be their conditions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from dgmm_excel import load_edition
from dgmm_excel.report.level_formulas import Among, Condition, as_condition
from dgmm_excel.report.spread import Spread
from tests.support.returned import DEPARTMENT

FOUND = Spread(3, Fraction(401, 200), Fraction(2), (1, 1, 1, 0, 0))
NOTHING = Spread(0, None, None, (0, 0, 0, 0, 0))
OWN = f'Levels[edition],"{DEPARTMENT}",Levels[id],"P1",Levels[counts],TRUE'


def among(*tables: str, conditions: tuple[Condition, ...] = ()) -> Among:
    return Among(tables or ("Levels",), load_edition(DEPARTMENT), conditions)


def test_numbers_and_means_are_those_of_the_lines_that_count() -> None:
    assert among().count("P1", FOUND) == (f'COUNTIFS({OWN},Levels[score],">=0")', 3)
    assert among().at_level("P1", 2, FOUND) == (f"COUNTIFS({OWN},Levels[level],2)", 1)
    assert among().mean("P1", FOUND, "C9") == (f'IF(C9=0,"",ROUND(ROUND(AVERAGEIFS(Levels[exact],{OWN}),9),2))', 2.01)
    assert among().level("P1", FOUND, "D9", "C9") == ('IF(D9="","–",MATCH(D9,{1,1.81,2.61,3.41,4.21},1))', 2)
    assert (among().mean("P1", NOTHING, "C9").value, among().level("P1", NOTHING, "D9", "C9").value) == ("", "–")


def test_a_group_is_a_condition_more() -> None:
    condition = Condition("ministry", '"ก"')
    assert among(conditions=(condition,)).at_level("P1", 1, FOUND).text == f'COUNTIFS({OWN},Levels[ministry],"ก",Levels[level],1)'


def test_a_table_that_goes_on_is_added_up() -> None:
    other = OWN.replace("Levels[", "Levels2[")
    two = among("Levels", "Levels2")
    assert two.at_level("P1", 1, FOUND).text == f"COUNTIFS({OWN},Levels[level],1)+COUNTIFS({other},Levels2[level],1)"
    assert two.mean("P1", FOUND, "C9").text == (
        f'IF(C9=0,"",ROUND(ROUND((SUMIFS(Levels[exact],{OWN})+SUMIFS(Levels2[exact],{other}))/C9,9),2))')


@pytest.mark.parametrize(("name", "condition"), [
    ("กระทรวงการคลัง", '"กระทรวงการคลัง"'), ("", '"="'), ("Office (PM)", '"Office (PM)"'),
    ("กระทรวง*", None), ("=1+1", None), (">5", None), ("12", None), ("a~b", None), ('a"b', None), ("a\tb", None), ("_x0041_", None),
    ("ก" * 201, None), ("Alike", None),
])
def test_a_name_that_a_condition_would_misread_is_none(name: str, condition: str | None) -> None:
    assert as_condition(name, [name, "ALIKE", "other"]) == condition


def test_levels_off_exact_means_from_zero_are_looked_up_before_rounding() -> None:
    edition = replace(load_edition(DEPARTMENT), digits=3, bands_on="exact", lowest_level=0, bands=tuple(map(Fraction, ("0", "1/3", "1", "2", "3"))))
    of, mean = Among(("Levels",), edition), f"ROUND(AVERAGEIFS(Levels[exact],{OWN}),9)"
    assert of.mean("P1", FOUND, "C9") == (f'IF(C9=0,"",ROUND({mean},3))', 2.005)
    assert of.level("P1", FOUND, "D9", "C9") == (f'IF(D9="","–",MATCH({mean},{{0,0.333333333,1,2,3}},1)-1)', 3)
    assert of.at_level("P1", 0, FOUND) == (f"COUNTIFS({OWN},Levels[level],0)", 1)
