"""What pages say of last year: of an edition a table by id, of an agency the ids at which it stands elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from dgmm_excel.model.edition import Edition
from dgmm_excel.report.movement import EditionMovement, Movement, Step, explained_steps, shown_change
from dgmm_excel.report.movement_sheet import notes, reading_order
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.peers import group_name
from dgmm_excel.report.reasons import names
from dgmm_excel.text import Lang


class MovedLine(NamedTuple):
    """An id with its name, how the agency moved there, the change as it is shown, and the answers that moved a topic."""

    code: str
    name: str
    step: Step
    change: str
    why: str


def moved_lines(result: RoundResult, one: Outcome) -> Sequence[MovedLine]:
    """Return the whole and every pillar, and the topics with another level; nothing of an agency without a past."""
    called = names(one.edition, result.lang)
    found = {code: MovedLine(code, called[code], at, signed(one.edition, at.change), why)
             for code, at, why in explained_steps(result, one, result.lang)}
    shown = {"overall", *(pillar.id for pillar in one.edition.pillars)}
    return [found[code] for code in reading_order(one.edition) if code in found and (
        code in shown or (code in one.edition.topics and found[code].step.level != found[code].step.level_before))]


def signed(edition: Edition, change: Fraction | None) -> str:
    """Return a change as a page shows it: with its sign, a dash for none."""
    shown = shown_change(edition, change)
    return "–" if shown is None else f"{shown:+.{edition.digits}f}" if shown else f"{0:.{edition.digits}f}"


@dataclass(frozen=True, eq=False)
class MovedPart:
    """What the page of a round says of how the agencies of an edition moved."""

    of: EditionMovement
    lang: Lang

    @property
    def notes(self) -> Sequence[str]:
        """What a reader must know of the comparison."""
        return list(notes(self.of, self.lang))

    @cached_property
    def lines(self) -> Sequence[tuple[str, str, Movement, str]]:
        """Each id with its name, how agencies moved there, and the change as it is shown."""
        edition, called = self.of.edition, names(self.of.edition, self.lang)
        codes = [code for code in reading_order(edition) if code not in edition.sub_pillars]
        return [(code, called[code], self.of.at[code], signed(edition, self.of.at[code].change)) for code in codes]

    @cached_property
    def ministries(self) -> Sequence[tuple[str, str, Movement, str]]:
        """Each ministry likewise, overall."""
        return [("", group_name(self.of.edition, "ministry", name, self.lang), at, signed(self.of.edition, at.change))
                for name, at in self.of.ministries.items()]
