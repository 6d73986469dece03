"""Comments on cells, which every spreadsheet program shows: the part with their texts, and the drawing of their boxes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import ceil

from dgmm_excel.authoring.style import colour, face, size
from dgmm_excel.xlsx.a1 import position
from dgmm_excel.xlsx.markup import cell_text

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
#: A box's width in points, the characters of a line in it, the height of a line in points.
_WIDE, _LETTERS, _LINE = 260, 46, 20
#: Points per pixel, points per character of a column's width, and the points of a column's padding.
_PIXEL, _LETTER, _BESIDE = 0.75, 5.25, 3.75
_ROW = re.compile(r'<row (?:customHeight="1" )?(hidden="1" )?ht="([\d.]+)"[^>]*? r="(\d+)"')
_COLUMN = re.compile(r'<col (?=[^>]*\bmin="(\d+)")(?=[^>]*\bmax="(\d+)")(?=[^>]*\bwidth="([\d.]+)")[^>]*>')


def comments_part(notes: Mapping[str, str], author: str) -> str:
    """Return the part with the comments of a sheet, given by cell."""
    return (
        f'{_HEAD}<comments xmlns="{_MAIN}"><authors><author>{cell_text(author)}</author></authors><commentList>'
        + "".join(_comment(cell, text) for cell, text in _in_order(notes)) + "</commentList></comments>"
    )


def _in_order(notes: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(notes.items(), key=lambda note: position(note[0]) or (0, 0))


def _comment(cell: str, text: str) -> str:
    return (
        f'<comment ref="{cell}" authorId="0"><text><r><rPr><sz val="{size("size")}"/>'
        f'<color rgb="FF{colour("ink")}"/><rFont val="{face()}"/></rPr>'
        f'<t xml:space="preserve">{cell_text(text)}</t></r></text></comment>'
    )


def boxes_part(notes: Mapping[str, str], sheet: str) -> str:
    """Return the drawing of the comments of a sheet (given as its part): boxes hidden until the mouse is over the cell."""
    grid = _Grid(sheet)
    shapes = "".join(_box(number, cell, text, grid) for number, (cell, text) in enumerate(_in_order(notes), start=1))
    return (
        f'{_HEAD}<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
        '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        f"{shapes}</xml>"
    )


class _Grid:
    """The visible heights of rows and widths of columns of a sheet, in points; both from 1."""

    def __init__(self, sheet: str) -> None:
        self._rows = {int(row): 0.0 if hidden else float(tall) for hidden, tall, row in _ROW.findall(sheet)}
        self._columns = {
            column: 0.0 if 'hidden="1"' in found[0] else float(found[3]) * _LETTER + _BESIDE
            for found in _COLUMN.finditer(sheet, 0, sheet.find("<sheetData"))
            for column in range(int(found[1]), int(found[2]) + 1)
        }

    def anchor(self, row: int, column: int, tall: float) -> str:
        """Return the anchor of a box beside a cell: first and last columns and rows, from 0, with pixels into each."""
        above = max(0, row - 2)
        last_column, x = _end(self._columns, column, 11 + _WIDE, 48)
        last_row, y = _end(self._rows, above, 8 + tall, 15)
        return f"{column}, 15, {above}, 10, {last_column}, {x}, {last_row}, {y}"


def _end(sizes: Mapping[int, float], start: int, length: float, other: float) -> tuple[int, int]:
    """Return the row or column (from 0) in which a length from the start of one ends, and the pixels into it."""
    while length > sizes.get(start + 1, other):
        length -= sizes.get(start + 1, other)
        start += 1
    return start, round(length / _PIXEL)


def _box(number: int, cell: str, text: str, grid: _Grid) -> str:
    row, column = position(cell) or (1, 1)
    lines = sum(max(1, ceil(len(line) / _LETTERS)) for line in text.split("\n"))
    tall = _LINE * lines + 12
    return (
        f'<v:shape id="_x0000_s{1024 + number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
        f'width:{_WIDE}pt;height:{tall}pt;z-index:{number};visibility:hidden" fillcolor="#{colour("answer")}"'
        f' strokecolor="#{colour("mend")}" o:insetmode="auto"><v:fill color2="#{colour("answer")}"/>'
        '<v:shadow on="t" color="#999999" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{grid.anchor(row, column, tall)}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )


# -- in the package --------------------------------------------------------------------------------


def with_comment_links(rels: str, number: int) -> str:
    """Return the relationships of a sheet's part (empty: none yet) with those of its comments, number `number`."""
    rels = rels or f'{_HEAD}<Relationships xmlns="{_PACKAGE}"></Relationships>'
    new = (
        f'<Relationship Id="rIdNotes" Type="{_RELATIONS}/comments" Target="../comments{number}.xml"/>'
        f'<Relationship Id="rIdBoxes" Type="{_RELATIONS}/vmlDrawing" Target="../drawings/vmlDrawing{number}.vml"/>'
    )
    return rels.replace("</Relationships>", f"{new}</Relationships>")


def with_boxes(sheet: str) -> str:
    """Return a sheet's part with a reference to the drawing of its comments."""
    return sheet.replace("</worksheet>", f'<legacyDrawing xmlns:r="{_RELATIONS}" r:id="rIdBoxes"/></worksheet>')


def with_comment_types(content_types: str, numbers: list[int]) -> str:
    """Return the content types with those of the comments of these numbers."""
    new = f'<Default ContentType="{_VML}" Extension="vml"/>'
    parts = "".join(f'<Override ContentType="{_COMMENTS}" PartName="/xl/comments{n}.xml"/>' for n in numbers)
    head, mark, rest = content_types.partition("<Override")
    return f"{head}{new}{mark}{rest}".replace("</Types>", f"{parts}</Types>")
