"""The form's live formulas, recalculated by other engines, show what Python says: level, score, status and all the rest."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.scoring.answers import checked
from dgmm_excel.text import Lang
from tests.conftest import LONG
from tests.support import oracle
from tests.support.answer_sets import EDITIONS, AnswerSet, edition_of, plain, searching
from tests.support.office_sets import recalculated_sets
from tests.support.planted_formula import planted_formula
from tests.support.reach import Corner, Reach, corners, is_tie
from tests.support.recalculated import Cell, LiveForm, Said, differs, place, shows, status_words, told

SETS, CHUNKS = (10_000, 8) if LONG else (1_000, 4)
#: Of so many sets one is compared in every formula's cell, not on the Results sheet alone.
EVERY = 10
IN_LIBREOFFICE = 200 if LONG else 25
#: What the last score of a level and the first of the next are shown as.
EDGES = tuple(bound - step for bound in load_edition(oracle.DEPARTMENT).bands[1:] for step in (Fraction(1, 100), 0))


def expected(made: AnswerSet, lang: Lang) -> Said:
    """Return what the Results sheet must say."""
    edition, found = edition_of(made.edition), made.assessed()
    levels = {code: (edition.shown(found[code].score), found[code].level) for code in edition.ids}
    return levels, {
        code: status_words(edition, code, topic.status, found.blank, lang) for code, topic in found.topics.items()
    }


def differing(said: Said, wanted: Said) -> dict[str, Any]:
    """Return each code where sheet and Python differ, with what the sheet says and what Python says: the spot to look at."""
    (levels, statuses), (own_levels, own_statuses) = said, wanted
    found: dict[str, Any] = {c: (levels[c], own_levels[c]) for c in own_levels if levels[c] != own_levels[c]}
    return found | {
        f"status of {c}": (statuses[c], own_statuses[c]) for c in own_statuses if statuses[c] != own_statuses[c]
    }


def unlike(values: Iterable[Any], live_form: Any, made: AnswerSet) -> dict[Cell, Any]:
    """Return each formula's cell that does not show what Python says, with both; `values` in the order of `shows`."""
    wanted = told(live_form, made)
    return {cell: (value, wanted[cell]) for cell, value in zip(wanted, values, strict=True) if differs(value, wanted[cell])}


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("name", EDITIONS)
def test_sheet_and_python_agree(name: str, chunk: int, tell: Callable[[str], None]) -> None:
    """On random sets, as forms come back: every level, score and status; of every tenth set every formula's cell."""
    lang: Lang = "en" if chunk == 0 else "th"
    live = LiveForm(load_edition(name), lang)
    cells = list(shows(live.edition, lang))
    rng = random.Random(f"parity {name} {chunk}")
    for number in range(SETS // CHUNKS):
        made = plain(name, rng)
        assert not differing(live.says(made), expected(made, lang)), made
        if number % EVERY == 0:
            assert not unlike(live.values(cells), live.form, made), made
    tell(f"{name}: {SETS // CHUNKS} random sets in {lang}, {len(cells)} formulas")


@pytest.mark.parametrize("name", EDITIONS)
def test_every_formula_agrees_on_sets_made_to_hurt(name: str) -> None:
    """With a parent's scores, with gaps, and with what is no answer in the cells: it counts as if they were blank."""
    live = LiveForm(load_edition(name))
    cells = list(shows(live.edition, "th"))
    assert set(cells) == set(live.formulas), "a formula of which it is not known what it must show"
    for made in islice(searching(name, random.Random(f"hurting {name}")), 300 if LONG else 60):
        assert not differing(live.says(made), expected(made, "th")), made
        assert not unlike(live.values(cells), live.form, made), made


# -- edges and ties --------------------------------------------------------------------------------

_CORNERS = [(oracle.DEPARTMENT, False), (oracle.PROVINCE, False), (oracle.PROVINCE, True)]


@pytest.mark.parametrize(("name", "with_parent"), _CORNERS)
def test_edges_of_bands_and_ties_agree(name: str, with_parent: bool, tell: Callable[[str], None]) -> None:
    """Every mean just below and just above every band's edge, and every one that ends in exactly half a hundredth."""
    found = corners(name, with_parent)
    live = LiveForm(load_edition(name))
    for corner in found:
        assert corner.made.assessed()[corner.code].score == corner.score, corner
        assert not differing(live.says(corner.made), expected(corner.made, "th")), corner
    _are_what_they_should_be(found, name)
    ties = sum(is_tie(corner.score) for corner in found)
    tell(f"{name}{' with a parent' if with_parent else ''}: {len(found) - ties} scores next to edges, {ties} ties")


def _are_what_they_should_be(found: tuple[Corner, ...], name: str) -> None:
    """The corners are there that there must be."""
    overall = {oracle.rounded(corner.score) for corner in found if corner.code == "overall"}
    assert set(EDGES) <= overall, "the overall score can be shown as each edge: 1.80, 1.81, 2.60 …"
    ties = [corner.score for corner in found if is_tie(corner.score)]
    # Half a hundredth is k/200 with k odd: in lowest terms eighths, fortieths or two-hundredths. Eighths come of means of four
    # halves; the five in fortieths of the ten processes, or of five sub-pillars. Two-hundredths would take two fives in one
    # mean, and no score has them; so no tie lies on an edge itself (1.805 is 361/200).
    denominators = {tie.denominator for tie in ties}
    assert denominators == {8, 40} or (denominators == {8} and name == oracle.PROVINCE)
    assert not {tie + Fraction(1, 200) for tie in ties} & set(EDGES)
    # rounding halves to even, and rounding the nearest double, get some of them wrong
    assert any(round(tie, 2) != oracle.rounded(tie) for tie in ties)
    assert any(round(float(tie), 2) != float(oracle.rounded(tie)) for tie in ties)
    # a mean of up to three whole levels ends in .00, .33, .50 or .67, so that no sub-pillar can be shown as an edge, but for
    # the one with the ten processes
    tenths = {"S4.1"} if name == oracle.DEPARTMENT else set()
    plain_means = set(load_edition(name).sub_pillars) - tenths
    assert not {oracle.rounded(corner.score) for corner in found if corner.code in plain_means} & set(EDGES)


def test_scores_that_can_be_reached_are_all_there() -> None:
    """The corners rest on this: of the simplest means, every one that arithmetic allows is found."""
    reach = Reach(oracle.DEPARTMENT)
    assert reach.scores("P4.3") == tuple(Fraction(tenths, 10) for tenths in range(10, 51))
    assert reach.scores("S1.2") == tuple(Fraction(halves, 2) for halves in range(2, 11))
    assert reach.scores("S2.4") == reach.scores("S5.1") == tuple(Fraction(thirds, 3) for thirds in range(3, 16))
    assert reach.scores("P1") == tuple(Fraction(eighths, 8) for eighths in range(8, 41))
    assert {(value * 2520).denominator for value in reach.scores("overall")} == {1}


# -- other engines, other states -------------------------------------------------------------------


@pytest.mark.parametrize("name", EDITIONS)
def test_libreoffice_agrees(name: str, soffice: str, uno_python: str, tmp_path: Path, tell: Callable[[str], None]) -> None:
    """A form without stored values, opened, filled in and recalculated by LibreOffice: every formula's cell."""
    edition, rng = load_edition(name), random.Random(f"libreoffice {name}")
    hurting = searching(name, rng)
    sets = [AnswerSet(name, {}), *(plain(name, rng) for _ in range(IN_LIBREOFFICE)), *_some_corners(name)]
    sets += [next(hurting) for _ in range(IN_LIBREOFFICE // 5)]
    form, formulas = layout(edition, "th"), 0
    for made, found in zip(sets, recalculated_sets(edition, sets, soffice, uno_python, tmp_path), strict=True):
        formulas = len(found)
        assert not unlike(list(found.values()), form, made), made
    tell(f"{name}: {len(sets)} sets in LibreOffice, {formulas} formulas")


def _some_corners(name: str) -> list[AnswerSet]:
    """Return the corners of the overall score and of some other means; in a long run those of all pillars."""
    found = [corner for edition, with_parent in _CORNERS if edition == name for corner in corners(name, with_parent)]
    whole = [corner.made for corner in found if corner.code == "overall"]
    others = [corner.made for corner in found if corner.code.startswith("P")]
    return whole[:: 1 if LONG else 12] + others[:: 2 if LONG else 20]


@pytest.mark.parametrize("name", EDITIONS)
def test_a_blank_form_shows_nothing(name: str) -> None:
    levels, statuses = LiveForm(load_edition(name)).says({})
    assert set(levels.values()) == {(None, None)}
    assert set(statuses.values()) == {""}


@pytest.mark.parametrize("name", EDITIONS)
def test_cached_values_are_what_the_sheet_calculates(name: str) -> None:
    """Every formula of the form, for some sets of answers: the cached value that we would store is what it calculates to."""
    edition = load_edition(name)
    live = LiveForm(edition)
    rng = random.Random(f"stored {name}")
    for _ in range(12):
        # a cell of spaces alone is no answer; no program of ours writes one
        answers = {one: value for one, value in oracle.random_answers(name, rng).items() if not oracle.is_blank(value)}
        live.type(AnswerSet(name, answers))
        values = template(FormSpec(edition, "th")).cached.for_answers(checked(edition, answers))
        wanted = {place(sheet, cell): value for sheet, there in values.items() for cell, value in there.items()}
        found = zip(wanted, live.values(wanted), strict=True)
        assert not {cell: (value, wanted[cell]) for cell, value in found if differs(value, wanted[cell])}, answers


# -- planted faults --------------------------------------------------------------------------------


@pytest.mark.parametrize(("measure", "find", "replace"), [
    ("exact.P1.1", "&gt;=10", "&gt;=11"),  # a threshold
    ("exact.P2.8.1", "&gt;=3", "&gt;=4"),  # a place among choices
    ("level.overall", "&gt;=2.61", "&gt;=2.71"),  # a band
    ("score.P4", "+0.5)", "+0.4)"),  # the rounding
    ("exact.S3.1", "/COUNT(", "*COUNT("),  # a mean
    ("status.G4", "=0", "=1"),  # a status
], ids=lambda value: value)
def test_a_planted_fault_is_found(measure: str, find: str, replace: str) -> None:
    """By the Results sheet on random sets, at the code where it was planted."""
    name = oracle.DEPARTMENT
    edition = load_edition(name)
    live = LiveForm(edition, "th", planted_formula(edition, measure, find, replace))
    rng = random.Random(3)
    sets = (plain(name, rng) for _ in range(1_000))
    found = next(filter(None, (differing(live.says(made), expected(made, "th")) for made in sets)))
    code = measure.partition(".")[2]
    assert any(code in spot for spot in found), f"the fault in {measure} shows elsewhere: {found}"
