"""Looks and rows that the sheets for people of a consolidated workbook share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, Formula, Page, looks_of_levels
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.figures import levels_of
from dgmm_excel.report.level_formulas import Among
from dgmm_excel.report.spread import Spread
from dgmm_excel.report.state import AgencyState
from dgmm_excel.scoring.answers import two_decimals
from dgmm_excel.text import Lang, said
from dgmm_excel.xlsx.a1 import column_letters

TITLE = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
UNDER = Look("heading", "pillar_ink", paper="pillar", indent=1)
SECTION = Look("heading", "pillar", bold=True)
HEAD = Look(bold=True, paper="sub_pillar", align="center", framed=True)
WORDS, BOLD = Look(framed=True, indent=1), Look(framed=True, bold=True, paper="topic", indent=1)
COUNT = Look(framed=True, align="center", format="#,##0")
SHARE = Look(framed=True, align="center", format="0.00%")
MEAN = Look(framed=True, align="center", format="0.00")
NONE = Look("small", "soft_ink", framed=True, align="center", paper="locked")
NOTE = Look("small", "soft_ink")
PLAIN, WARNING = Look(framed=True, align="center", ink="soft_ink"), Look(framed=True, align="center", ink="warn", bold=True)
STATE: Mapping[AgencyState, Look] = {
    "missing": PLAIN, "blank": PLAIN, "other_round": WARNING, "unreadable": WARNING, "contradicting": WARNING,
    "faulty": WARNING, "incomplete": Look(framed=True, align="center", ink="warn"),
    "complete": Look(framed=True, align="center", ink="good"),
}
LEVEL = looks_of_levels(range(1, 6))
LINE = height(("", 1))
#: The columns of a distribution before those of the levels: agencies, mean, median, level.
_BEFORE_LEVELS = 4


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
    heads = [said(f"report.{key}", lang) for key in ("resting", "mean", "median", "level")]
    return heads + [said("report.at_level", lang, level=level) for level in levels_of(edition)]


def distribution(page: Page, first: int, among: Among | None, edition: Edition, code: str, found: Spread) -> list[Cell]:
    """Return the cells of a distribution for the row added next, from column `first` on, from 1.

    With `among`, all but the median are formulas; without, they are values.
    """
    row, levels = page.rows + 1, levels_of(edition)
    level = edition.level_of(found.mean)
    if among is None:
        at_level: list[int | Formula] = list(found.at_level)
        count, mean = found.count, two_decimals(found.mean)
        cells = [Cell(count, COUNT), Cell(mean, MEAN), _median(found), Cell(level or "–", LEVEL[level] if level else NONE)]
    else:
        own, mean_at = (f"{column_letters(first + place)}{row}" for place in range(2))
        at_level = [among.at_level(code, one, found) for one in levels]
        cells = [Cell(among.count(code, found), COUNT), Cell(among.mean(code, found, own), MEAN), _median(found),
                 Cell(among.level(found, mean_at), LEVEL[level] if level else NONE)]
    return [*cells, *(Cell(one, COUNT) for one in at_level)]


def _median(found: Spread) -> Cell:
    return Cell(two_decimals(found.median), MEAN)


def distribution_columns(edition: Edition) -> int:
    """Return the number of columns of a distribution."""
    return _BEFORE_LEVELS + len(levels_of(edition))


def first_level_column(first: int) -> int:
    """Return the column of the lowest level, of a distribution from column `first` on."""
    return first + _BEFORE_LEVELS


def filtered(page: Page, head: int, columns: int) -> None:
    """Add a filter to the rows below the headings in row `head`."""
    page.ws.auto_filter.ref = f"A{head}:{column_letters(columns)}{max(page.rows, head + 1)}"


def heads(texts: Sequence[str]) -> list[Cell]:
    """Return the cells of headings."""
    return [Cell(text, HEAD) for text in texts]
