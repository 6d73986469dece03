"""A worksheet under construction: openpyxl's worksheet, and what computes the cached values of its formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from dgmm_excel.authoring import style
from dgmm_excel.authoring.merges import merge
from dgmm_excel.authoring.style import Look
from dgmm_excel.text import Bilingual, Lang, Text, phrase
from dgmm_excel.xlsx.a1 import column_letters, quoted
from dgmm_excel.xlsx.markup import spelled

#: A formula's cached value, which the file stores beside the formula: a number or a text.
CachedValue = int | float | str
#: Computes a formula's cached value from the state that a workbook is drawn for; None stands for an empty text.
#: The state is whatever the drawer of the workbook computes with; sheets only keep the function.
CachedValueOf = Callable[[Any], CachedValue | None]
#: Excel's longest prompt or message of a validation, and its longest title, in characters.
PROMPT, TITLE = 255, 32
#: Sizes of paper, as Excel numbers them.
A4, A3 = 9, 8


def _rich(words: Bilingual, look: Look | None) -> CellRichText:
    """Return rich text with the other language smaller and softer; on a dark background in the cell's own ink."""
    ink = look.ink if look and look.ink.endswith("_ink") else "soft_ink"
    other = InlineFont(rFont=style.face(), sz=style.size("other"), color=Color(style.colour(ink)))
    return CellRichText(spelled(words.text), TextBlock(other, spelled(words.joint + words.other)))


@dataclass
class Sheet:
    """One worksheet, and what computes the cached value of each of its formulas, by cell."""

    ws: Worksheet
    cached: dict[str, CachedValueOf] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.ws.title)

    def put(self, cell: str, value: Any, look: Look | None = None) -> None:
        """Write a value, never as a formula; the other language of a `Bilingual` text is smaller."""
        target = self.ws[cell]
        if isinstance(value, Bilingual):
            value = _rich(value, look) if value.other else value.text
        if value is not None and value != "":
            target.value = spelled(value) if isinstance(value, str) else value
            if isinstance(value, str):
                target.data_type = "s"
        if look:
            look.dress(target)

    def formula(self, cell: str, text: str, cached: CachedValueOf, look: Look | None = None) -> None:
        """Write a formula (without its `=`) and keep what computes its cached value."""
        target = self.ws[cell]
        target.value = f"={text}"
        self.cached[cell] = cached
        if look:
            look.dress(target)

    def span(self, first: str, last: str, look: Look) -> None:
        """Dress every cell from first to last and merge them."""
        for cell in dict.fromkeys((first, last)):
            look.dress(self.ws[cell])
        if first != last:
            merge(self.ws, f"{first}:{last}")

    def widths(self, kind: str) -> dict[str, float]:
        """Set the column widths of that kind of sheet, hide the first column, and return the widths."""
        widths = style.widths(kind)
        for column, width in widths.items():
            self.ws.column_dimensions[column].width = width
        self.ws.column_dimensions["A"].hidden = True
        return widths

    def tall(self, row: int, points: float) -> None:
        self.ws.row_dimensions[row].height = points

    def height(self, row: int) -> float:
        """Return the height of a row, in points."""
        return float(self.ws.row_dimensions[row].height or 15)

    def hide(self, row: int) -> None:
        self.ws.row_dimensions[row].hidden = True
        self.tall(row, 15)

    def break_pages(self, blocks: Iterable[Sequence[int]], page: float, evenly: bool = False) -> None:
        """End printed pages between blocks of rows, so that none is parted; a page holds `page` points of them.

        `evenly`: as many pages, but none much emptier than the others.
        """
        tall = {rows[0]: sum(self.height(row) for row in rows) for rows in blocks}
        starts = _page_starts(tall, page)
        if evenly:
            least = int(sum(tall.values()) / (1 + len(starts)))
            tried = (_page_starts(tall, lower) for lower in range(least, int(page)))
            starts = next((one for one in tried if len(one) == len(starts)), starts)
        for row in starts:
            self.ws.row_breaks.append(Break(id=row - 1))

    def shrink(self) -> None:
        """Make validations name runs of cells, not each cell."""
        for validation in self.ws.data_validations.dataValidation:
            cells = sorted((one.min_col, one.min_row, one.max_row) for one in validation.sqref.ranges)
            validation.sqref = MultiCellRange(_runs(cells))

    def finish(
        self, freeze: str | None, landscape: bool = True, titles: str | None = None, start: str | None = None
    ) -> None:
        """Protect the sheet without a password, set up pages and panes, hide grid lines; `start` is the selected cell."""
        ws = self.ws
        self.shrink()
        ws.sheet_view.showGridLines = False
        ws.freeze_panes = freeze
        for selection in ws.sheet_view.selection:
            selection.activeCell = selection.sqref = start or selection.activeCell
        ws.protection.sheet = True
        ws.protection.formatColumns = False
        ws.protection.formatRows = False
        set_up_pages(ws, landscape=landscape, titles=titles)

    def link(self, cell: str, words: str, target: str, look: Look) -> None:
        """Write a link to another sheet of the workbook."""
        self.put(cell, words, look)
        location = f"{quoted(target)}!B2"
        self.ws[cell].hyperlink = Hyperlink(ref=cell, location=location, display=spelled(words))

    def rule(self, cells: str, formula: str, ink: str, paper: str | None, bold: bool = False) -> None:
        """Colour cells if a formula (relative to the first cell) holds; without `paper` only their text."""
        ground = PatternFill("solid", bgColor=style.colour(paper)) if paper else None
        rule = Rule("expression", formula=[formula], stopIfTrue=True,
                    dxf=DifferentialStyle(font=Font(color=style.colour(ink), b=bold or None), fill=ground))
        self.ws.conditional_formatting.add(cells, rule)


def set_up_pages(ws: Worksheet, *, landscape: bool = True, titles: str | None = None, paper: int = A4) -> None:
    """Set up printing: fit to the paper's width, sheet name and page number in the footer, rows `titles` on every page."""
    ws.page_setup.paperSize = paper
    ws.page_setup.orientation = "landscape" if landscape else "portrait"
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    ws.print_options.horizontalCentered = True
    ws.page_margins.left = ws.page_margins.right = 0.4
    ws.page_margins.top, ws.page_margins.bottom = 0.4, 0.56
    ws.page_margins.header = ws.page_margins.footer = 0.2
    footer: Any = ws.oddFooter
    footer.left.text, footer.right.text = "&A", "&P / &N"
    ws.print_title_rows = titles


def _page_starts(tall: Mapping[int, float], page: float) -> list[int]:
    """Return the first row of every page but the first; `tall` are the heights of blocks by their first rows."""
    starts, used = [], 0.0
    for row, height in tall.items():
        if used and used + height > page:
            starts.append(row)
            used = 0.0
        used += height
    return starts


def _runs(cells: list[tuple[int, int, int]]) -> list[str]:
    """Return cells, sorted by column and row, as ranges of one column each."""
    runs: list[tuple[int, int, int]] = []
    for column, first, last in cells:
        if runs and runs[-1][0] == column and runs[-1][2] + 1 == first:
            runs[-1] = (column, runs[-1][1], last)
        else:
            runs.append((column, first, last))
    return [f"{column_letters(column)}{first}:{column_letters(column)}{last}" for column, first, last in runs]


class Validations:
    """One sheet's data validations: cells with the same rule share one."""

    def __init__(self, sheet: Sheet, lang: Lang) -> None:
        self._sheet, self._lang = sheet, lang
        self._by_key: dict[tuple[Any, ...], DataValidation] = {}

    def listed(self, cell: str, source: str, prompt: str = "") -> None:
        """Let the cell accept only an entry of the range `source`."""
        refusal = phrase("validation.list_title"), phrase("validation.list_error")
        self._add(cell, ("list", source, prompt), prompt, refusal, type="list", formula1=source)

    def number(self, cell: str, whole: bool, low: Any, high: Any, limits: str, prompt: str = "") -> None:
        """Let the cell accept only a number within limits (inclusive; `high` None: no upper limit).

        `limits` says the same in words.
        """
        between = high is not None
        error = phrase("validation.whole_error" if whole else "validation.number_error", limits=limits)
        self._add(
            cell, ("number", whole, low, high, prompt), prompt, (phrase("validation.number_title"), error),
            type="whole" if whole else "decimal", operator="between" if between else "greaterThanOrEqual", formula1=str(low),
            formula2=str(high) if between else None,
        )

    def free(self, cell: str, prompt: str) -> None:
        """Let the cell accept any text; show a prompt."""
        self._add(cell, ("free", prompt), prompt, None, type=None)

    def sealed(self, cell: str, title: Text, error: Text) -> None:
        """Let the cell refuse typing with that message; only a program writes there."""
        self._add(cell, ("sealed", title, error), "", (title, error), type="custom", formula1="FALSE")

    def _add(
        self, cell: str, key: tuple[Any, ...], prompt: str, refusal: tuple[Text, Text] | None, **rule: Any
    ) -> None:
        """Add the cell to the validation of that key. `refusal` is the title and the text of the error message."""
        validation = self._by_key.get(key)
        if validation is None:
            validation = DataValidation(allow_blank=True, **rule)
            if refusal is not None:
                title, error = refusal
                validation.errorStyle, validation.showErrorMessage = "stop", True
                validation.errorTitle = spelled(title[self._lang][:TITLE])
                validation.error = spelled(error[self._lang][:PROMPT])
            if prompt:
                validation.showInputMessage = True
                validation.prompt = spelled(prompt[:PROMPT])
            self._sheet.ws.data_validations.append(validation)
            self._by_key[key] = validation
        validation.sqref.ranges.add(CellRange(cell))  # `add` compares with all that it has
