"""The workbook of an edition, drawn: a sheet that says how, then a table a sheet, with lists and help at the cells.

Column A of each table is hidden; its cell beside the keys of the columns says which table it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO

from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from dgmm_excel.authoring.sheet import PROMPT, TITLE
from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, Page, Report
from dgmm_excel.edition_book.cells import CellValue
from dgmm_excel.edition_book.rows import Row, rows
from dgmm_excel.edition_book.tables import Field, Kind, Table, head_fields, tables
from dgmm_excel.edition_book.words import heading, help_of, title, words
from dgmm_excel.errors import OutputError
from dgmm_excel.model.shorthands import Raw
from dgmm_excel.text import NOTHING, Text, phrase
from dgmm_excel.xlsx.a1 import MAX_TEXT, column_letters, quoted

#: What the hidden cell beside a table's keys begins with.
MARK = "dgmm.edition."
#: Columns of the table of the edition that only explain, and are never read.
LABEL, ABOUT = "label", "about"
#: The last row that lists and help reach, for rows that are added.
_LAST = 3000
_MADE = datetime(2023, 1, 1)  # the same data give the same bytes
_HEAD = Look(bold=True, paper="sub_pillar", align="center", framed=True)
_KEYS = Look("small", "soft_ink", align="center", framed=True)
_TITLE = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
_ABOUT = Look("size", "soft_ink", indent=1)
_ID = Look(bold=True, framed=True, vertical="top", format="@", paper="topic")
_TEXT = Look(framed=True, vertical="top", format="@")
_COUNT = Look(framed=True, vertical="top", align="center")
_SOFT = Look("small", "soft_ink", framed=True, vertical="top")
_FIRST = Look(framed=True, vertical="top", format="@", paper="topic", bold=True)
_WIDTHS: Mapping[Kind, float] = {
    "id": 16, "word": 18, "prose": 44, "exact": 11, "whole": 11, "truth": 12, "one_of": 14, "words": 28, "data": 40}
_LONGER: Mapping[str, float] = {
    "id": 22, "key": 16, "path": 30, LABEL: 26, ABOUT: 52, "number": 9,
    **{f"{field}.{lang}": width for field, width in (("unit", 16.0), ("short", 20.0), ("row", 26.0), ("column", 26.0))
       for lang in ("th", "en")}}
_HOW_WIDTHS = (3.0, 130.0)
_TALLEST = 400.0


def workbook(data: Raw) -> bytes:
    """Return an edition, its shorthands spelled out, as an .xlsx. The same data give the same bytes.

    Raise OutputError for a text that no cell can hold.
    """
    found = rows(data)
    _check_lengths(found)
    report = Report()
    _draw_how(report, data)
    pages = {name: _draw(report, table, found[name]) for name, table in tables().items()}
    for name, page in pages.items():
        _check_cells(page, tables()[name], {other: pages[other] for other in ("pillars", "sub_pillars", "topics", "questions")})
    properties = report.book.properties
    properties.title, properties.creator = str(data["id"]), "dgmm_excel"
    properties.created = properties.modified = _MADE
    out = BytesIO()
    report.save(out)
    return out.getvalue()


def _check_lengths(found: Mapping[str, Sequence[Row]]) -> None:
    for row in (row for listed in found.values() for row in listed):
        for column, value in row.items():
            if len(str(value)) > MAX_TEXT:
                raise OutputError(str(phrase("book.too_long", column=column, longest=MAX_TEXT, count=len(str(value)))))


def _draw_how(report: Report, data: Raw) -> None:
    page = report.page(title("how"), _HOW_WIDTHS)
    named = f"{data['id']}   {data['title']['th']}"
    page.band(named, _TITLE, len(_HOW_WIDTHS), height((named, 100), name="title"))
    for number, text in enumerate(words("how").values(), start=1):
        both = f"{text.th}\n{text.en}"
        page.row([Cell(number, _COUNT), Cell(both, _TEXT)], height((both, _HOW_WIDTHS[1] - 2)))


def columns_of(table: Table) -> tuple[str, ...]:
    """Return the columns of a table as they are drawn, after the hidden one."""
    if table.name != "edition":
        return table.columns
    path, *others = table.columns
    return (path, LABEL, *others, ABOUT)


def _draw(report: Report, table: Table, found: Sequence[Row]) -> Page:
    columns = columns_of(table)
    widths = [_LONGER.get(column) or _WIDTHS[table.kinds.get(column, "prose")] for column in columns]
    frozen = f"{column_letters(3 + bool(table.parent))}5"
    page = report.page(title(table.name), [12.0, *widths], frozen=frozen, titles="3:4", wide=True)
    page.ws.column_dimensions["A"].hidden = True
    shown = min(len(columns), 6) + 1
    page.band(title(table.name), _TITLE, shown, height(("", 1), name="title"))
    about = f"{words('about')[table.name].th}   {words('about')[table.name].en}"
    page.band(about, _ABOUT, shown, height((about, sum(widths[:shown - 1]) - 2)) + 4)
    heads = [_head(table.name, column) for column in columns]
    page.row([None, *(Cell(text, _HEAD) for text in heads)], height(*zip(heads, widths, strict=True), bold=True))
    page.row([Cell(text, _KEYS) for text in (MARK + table.name, *columns)], height(("", 1), name="small"))
    for row in found:
        _draw_row(page, table, columns, widths, row)
        among = _among(head_fields().get(str(row["path"]))) if table.name == "edition" else None
        if among:
            _add(page, f"{column_letters(2 + columns.index('value'))}{page.rows}", among, NOTHING)
    page.table("Edition_" + table.name, (MARK + table.name, *columns), 4)
    return page


def _head(table: str, column: str) -> str:
    """Return the heading of a column; the two columns of a text also say the language."""
    field, _, lang = column.partition(".")
    text = heading(table, field)
    if lang:
        language = {"th": Text("ไทย", "Thai"), "en": Text("อังกฤษ", "English")}[lang]
        text = Text(f"{text.th} ({language.th})", f"{text.en} ({language.en})")
    return f"{text.th}\n{text.en}"


def _draw_row(page: Page, table: Table, columns: Sequence[str], widths: Sequence[float], row: Row) -> None:
    whole = {**row, **_explained(str(row["path"]))} if table.name == "edition" else row
    texts = [(str(whole.get(column) or ""), width - 1) for column, width in zip(columns, widths, strict=True)]
    first = table.name == "rules" and row.get("path") == "kind"
    cells = (Cell(_shown(whole.get(column)), _FIRST if first else _look(table, column)) for column in columns)
    page.row([None, *cells], min(height(*texts), _TALLEST))


def _explained(path: str) -> dict[str, CellValue]:
    """Return the cells that explain a key of the edition."""
    field = path.partition("/")[0]
    if field != path:
        return {}
    name, about = heading("edition", field), help_of("edition", field)
    return {LABEL: f"{name.th}\n{name.en}", ABOUT: f"{about.th}\n{about.en}".strip()}


def _shown(value: CellValue) -> CellValue:
    return None if value == "" else value


def _look(table: Table, column: str) -> Look:
    if column in (LABEL, ABOUT):
        return _SOFT
    kind = table.kinds[column]
    if kind == "id" or column == "path":
        return _ID
    return _COUNT if kind in ("exact", "whole", "truth", "one_of") else _TEXT


# -- lists and help --------------------------------------------------------------------------------


def _check_cells(page: Page, table: Table, others: Mapping[str, Page]) -> None:
    """Add the lists and the help of each column; added rows have them too, and take what is typed as text."""
    fields = {column: field for field in table.fields for column in field.columns}
    for place, column in enumerate(columns_of(table), start=2):
        letters = column_letters(place)
        kind = table.kinds.get(column)
        if kind not in (None, "exact", "whole"):
            page.ws.column_dimensions[letters].number_format = "@"
        if column == table.parent:
            other = others[table.of]
            at = column_letters(2 + columns_of(tables()[table.of]).index("id"))
            source: str | None = f"{quoted(other.title)}!${at}$5:${at}${_LAST}"
        else:
            source = _among(fields.get(column))
        said = column == table.parent or kind not in (None, "prose")  # texts need no message at every cell
        about = help_of(table.name, column) if said else NOTHING
        if source or about:
            _add(page, f"{letters}5:{letters}{_LAST}", source, about)


def _among(field: Field | None) -> str | None:
    among = () if field is None else ("yes", "no") if field.kind == "truth" else field.among
    return '"' + ",".join(among) + '"' if among else None


def _add(page: Page, cells: str, source: str | None, about: Text) -> None:
    check = DataValidation(type="list" if source else None, formula1=source, allow_blank=True, sqref=MultiCellRange(cells))
    if source:
        wrong, what = phrase("validation.list_title"), phrase("validation.list_error")
        check.errorStyle, check.showErrorMessage = "stop", True
        check.errorTitle, check.error = f"{wrong.th}"[:TITLE], f"{what.th}\n{what.en}"[:PROMPT]
    if about:
        check.showInputMessage = True
        check.prompt = f"{about.th}\n{about.en}"[:PROMPT]
    page.ws.data_validations.append(check)
