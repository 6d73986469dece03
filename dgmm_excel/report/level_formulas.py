"""Formulas over the table `Levels` that give means and distributions again, so that a reader can check them.

They use COUNTIFS, SUMIFS and AVERAGEIFS with plain conditions, which every spreadsheet program since Excel 2007 computes alike.
A table with more lines than a sheet holds goes on as `Levels2`; then the formulas add both up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dgmm_excel.authoring.tables import Formula
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.scale import level_of_mean
from dgmm_excel.report.spread import Spread

#: Digits to which a mean is rounded before it is rounded for display: more than any difference between scores, and fewer than
#: what sums of binary fractions get wrong, so that a half is always rounded up.
_STEADY = 9
#: Names with other characters, or longer, mean something else as a condition.
_MOST = 200
_MEANING = frozenset('*?~"<>=_')


@dataclass(frozen=True)
class Condition:
    """A column of `Levels` and what it must equal, as a formula says it: a text in quotes, a cell, `TRUE`."""

    column: str
    equals: str


@dataclass(frozen=True)
class Among:
    """Some agencies of an edition: the conditions that pick their lines out of the `tables`."""

    tables: tuple[str, ...]
    edition: Edition
    conditions: tuple[Condition, ...] = ()

    def count(self, code: str, found: Spread) -> Formula:
        """Return how many of them that count have a score at an id."""
        return Formula(self._scored(code), found.count)

    def at_level(self, code: str, level: int, found: Spread) -> Formula:
        """Return how many of them that count have a level at an id."""
        return Formula(self._count(code, Condition("level", str(level))), found.at_level[self.edition.scale.index(level)])

    def mean(self, code: str, found: Spread, count: str = "") -> Formula:
        """Return their mean score at an id as it is shown; empty if there is none. `count` is a cell with their number."""
        count, shown = count or f"({self._scored(code)})", self.edition.shown(found.mean)
        mean = f"ROUND({self._steady(code, count)},{self.edition.digits})"
        return Formula(f'IF({count}=0,"",{mean})', "" if shown is None else shown)

    def level(self, code: str, found: Spread, mean: str, count: str) -> Formula:
        """Return the level of their mean score at an id; a dash if there is none, or if a verdict makes the levels.

        `mean` is a cell with the mean as it is shown, `count` one with the number of agencies.
        """
        if self.edition.grouping(code).verdict:
            return Formula('"–"', "–")
        bands = ",".join(_decimal(least) for least in self.edition.bands_of(code))
        first = self.edition.scale.start
        level = level_of_mean(self.edition, code, found.mean)
        read = self._steady(code, count) if self.edition.bands_on == "exact" else mean
        place = f"MATCH({read},{{{bands}}},1)" + (f"{first - 1:+}" if first != 1 else "")
        return Formula(f'IF({mean}="","–",{place})', "–" if level is None else level)

    def _steady(self, code: str, count: str) -> str:
        """Return their mean without what sums of binary fractions get wrong."""
        return f"ROUND({self._mean(code, count)},{_STEADY})"

    def _mean(self, code: str, count: str) -> str:
        where = self._where(code)
        if len(self.tables) == 1:
            return f"AVERAGEIFS({self.tables[0]}[exact],{_listed(self.tables[0], where)})"
        sums = "+".join(f"SUMIFS({table}[exact],{_listed(table, where)})" for table in self.tables)
        return f"({sums})/{count}"

    def _scored(self, code: str) -> str:
        return self._count(code, Condition("score", quoted(">=0")))

    def _count(self, code: str, besides: Condition) -> str:
        where = (*self._where(code), besides)
        return "+".join(f"COUNTIFS({_listed(table, where)})" for table in self.tables)

    def _where(self, code: str) -> tuple[Condition, ...]:
        own = Condition("edition", quoted(self.edition.id)), Condition("id", quoted(code)), Condition("counts", "TRUE")
        return (*own, *self.conditions)


def _listed(table: str, conditions: Sequence[Condition]) -> str:
    return ",".join(f"{table}[{one.column}],{one.equals}" for one in conditions)


def quoted(text: str) -> str:
    """Return a text as a formula holds it."""
    return '"' + text.replace('"', '""') + '"'


def as_condition(name: str, others: Sequence[str]) -> str | None:
    """Return what picks out the cells that hold a name; None where a condition cannot tell it from others.

    A condition takes some characters for signs, letters of either case for the same, and digits for numbers.
    """
    if not name:
        return quoted("=")  # cells that are empty
    alike = sum(other.casefold() == name.casefold() for other in others) > 1
    plain = name[0].isalpha() and name.isprintable() and len(name) <= _MOST and not _MEANING.intersection(name)
    return quoted(name) if plain and not alike else None


def _decimal(value: Fraction) -> str:
    return f"{float(value):.{_STEADY}f}".rstrip("0").removesuffix(".")
