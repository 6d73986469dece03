"""Which topics hold agencies back, and at which one step would lift them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from dgmm_excel import load_edition
from dgmm_excel.report.standing import Standing
from dgmm_excel.report.topic_steps import topic_steps
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.standings import standing


def all_at(**levels: int) -> Standing:
    """A department with level 2 at every id, or at the pillar that begins so the given one; overall level 2."""
    edition = load_edition(DEPARTMENT)
    found = [levels.get(code[:2].replace("S", "P"), 2) if code != "overall" else 2 for code in edition.ids]
    return replace(standing("a", "2"), scores=tuple(map(Fraction, found)), levels=tuple(found))


def test_a_topic_holds_those_that_are_not_above_their_overall_level_there() -> None:
    found = topic_steps(load_edition(DEPARTMENT), [all_at(P1=3), all_at(), replace(all_at(), counts=False)])
    assert (found["P1.1"].holding, found["P2.1"].holding, found["P7"].holding) == (1, 2, 2)


def test_a_step_lifts_those_whose_overall_level_it_raises() -> None:
    """Seven pillars, four at 3: 18/7 = 2.57, of a level up to 2.60. One step at P7, alone in its pillar, gives 19/7 = 2.71, at
    P1.1, alone in one of four sub-pillars, 18/7 + 1/28 = 2.61, at P1.3A, one of two topics of another, 18/7 + 1/56 = 2.59.
    """
    near = all_at(P1=3, P2=3, P3=3, P4=3)
    near = replace(near, scores=(*near.scores[:-1], Fraction(18, 7)) if near.edition.ids[-1] == "overall" else near.scores)
    found = topic_steps(load_edition(DEPARTMENT), [near, all_at()])
    assert [found[topic].lifting for topic in ("P7", "P1.1", "P1.3A")] == [1, 1, 0]


def test_inherited_topics_lift_nobody() -> None:
    edition = load_edition(PROVINCE)
    count = len(edition.ids)
    one = replace(standing("a", "2"), edition=edition, scores=(Fraction(13, 5),) * count, levels=(2,) * count)
    found = topic_steps(edition, [one])
    assert {topic.id for topic in edition.inherited} <= {code for code, steps in found.items() if steps.lifting == 0}
    assert any(steps.lifting for steps in found.values())
