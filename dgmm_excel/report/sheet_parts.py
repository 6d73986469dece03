"""Looks and rows that the sheets for people of a consolidated workbook share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, Formula, Page, looks_of_levels
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.level_formulas import Among
from dgmm_excel.report.scale import level_of_mean
from dgmm_excel.report.spread import Spread
from dgmm_excel.report.state import AgencyState
from dgmm_excel.text import Lang, said
from dgmm_excel.xlsx.a1 import column_letters

TITLE = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
UNDER = Look("heading", "pillar_ink", paper="pillar", indent=1)
SECTION = Look("heading", "pillar", bold=True)
HEAD = Look(bold=True, paper="sub_pillar", align="center", framed=True)
WORDS, BOLD = Look(framed=True, indent=1), Look(framed=True, bold=True, paper="topic", indent=1)
COUNT = Look(framed=True, align="center", format="#,##0")
SHARE = Look(framed=True, align="center", format="0.00%")
NONE = Look("small", "soft_ink", framed=True, align="center", paper="locked")
NOTE = Look("small", "soft_ink")
PLAIN, WARNING = Look(framed=True, align="center", ink="soft_ink"), Look(framed=True, align="center", ink="warn", bold=True)
STATE: Mapping[AgencyState, Look] = {
    "missing": PLAIN, "blank": PLAIN, "other_round": WARNING, "unreadable": WARNING, "contradicting": WARNING,
    "faulty": WARNING, "incomplete": Look(framed=True, align="center", ink="warn"),
    "complete": Look(framed=True, align="center", ink="good"),
}
LINE = height(("", 1))
#: The columns of a distribution before those of the levels: agencies, mean, median, level.
_BEFORE_LEVELS = 4


@cache
def score_look(edition: Edition) -> Look:
    """Return the look of a score of an edition."""
    return Look(framed=True, align="center", format=edition.score_format)


def score_cell(edition: Edition, score: Fraction | None) -> Cell:
    """Return a cell with a score as the edition shows it; empty without one."""
    return Cell(edition.shown(score), score_look(edition))


@cache
def level_looks(edition: Edition, number: str | None = None) -> Mapping[int, Look]:
    """Return the look of each level of an edition; `number` is the format of its number."""
    return looks_of_levels(edition.scale, format=number)


def level_look(edition: Edition, level: int | None) -> Look:
    """Return the look of a level; that of an empty cell for none."""
    return NONE if level is None else level_looks(edition)[level]


def level_cell(edition: Edition, level: int | None, none: str | None = "–") -> Cell:
    """Return a cell with a level in its colour; `none` stands where there is no level."""
    return Cell(none if level is None else level, level_look(edition, level))


def title(page: Page, text: str, columns: int, note: str = "", width: float = 0) -> None:
    """Add the title of a sheet, with a note beneath that is as wide as the sheet, in characters."""
    page.band(text, TITLE, columns, height(("", 1), name="title"))
    if note:
        page.band(note, NOTE, columns, height((note, width), name="small"))


def section(page: Page, text: str, columns: int) -> None:
    """Add the heading of a part of a sheet."""
    page.band(text, SECTION, columns, height(("", 1), name="heading"))


def distribution_heads(edition: Edition, lang: Lang) -> list[str]:
    """Return the headings of the columns of a distribution."""
    count, mean, median, level = (said(f"report.{key}", lang) for key in ("resting", "mean", "median", "level"))
    heads = [count, mean + edition.unit_text(lang), median + edition.unit_text(lang), level]
    return heads + [said("report.at_level", lang, level=level) for level in edition.scale]


def distribution(page: Page, first: int, among: Among | None, edition: Edition, code: str, found: Spread) -> list[Cell]:
    """Return the cells of a distribution for the row added next, from column `first` on, from 1.

    With `among`, all but the median are formulas; without, they are values.
    """
    row = page.rows + 1
    level = level_of_mean(edition, code, found.mean)
    if among is None:
        at_level: list[int | Formula] = list(found.at_level)
        cells = [Cell(found.count, COUNT), score_cell(edition, found.mean), score_cell(edition, found.median),
                 level_cell(edition, level)]
    else:
        own, mean_at = (f"{column_letters(first + place)}{row}" for place in range(2))
        at_level = [among.at_level(code, one, found) for one in edition.scale]
        cells = [Cell(among.count(code, found), COUNT), Cell(among.mean(code, found, own), score_look(edition)),
                 score_cell(edition, found.median), Cell(among.level(code, found, mean_at, own), level_look(edition, level))]
    return [*cells, *(Cell(one, COUNT) for one in at_level)]


def distribution_columns(edition: Edition) -> int:
    """Return the number of columns of a distribution."""
    return _BEFORE_LEVELS + len(edition.levels)


def first_level_column(first: int) -> int:
    """Return the column of the lowest level, of a distribution from column `first` on."""
    return first + _BEFORE_LEVELS


def filtered(page: Page, head: int, columns: int) -> None:
    """Add a filter to the rows below the headings in row `head`."""
    page.ws.auto_filter.ref = f"A{head}:{column_letters(columns)}{max(page.rows, head + 1)}"


def heads(texts: Sequence[str]) -> list[Cell]:
    """Return the cells of headings."""
    return [Cell(text, HEAD) for text in texts]
