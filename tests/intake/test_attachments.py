"""A blank answer cell with a note, a tick box or a drawn mark on it is told, and not scored as a blank without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import column_index_from_string

from tests.support.filled_in import read
from tests.support.formatted import SLOTS, came_to, saved

YES, OTHER = "P1.1.01", "P1.1.05"
#: The column of their answers: its letter, and its number from 0, as drawings count.
_LETTER = SLOTS[YES].cell.rstrip("0123456789")
COLUMN = (_LETTER, column_index_from_string(_LETTER) - 1)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = {"vmlDrawing": "vml", "drawing": "xml"}


def emptied(book: Workbook) -> None:
    for name in (YES, OTHER):
        book[SLOTS[name].sheet][SLOTS[name].cell] = None


@cache
def blank() -> bytes:
    """Return the form with two blank answers."""
    return saved(emptied)


#: Notes, and what each is told as.
NOTES = {
    "ใช่": ["DG122"], "ไม่ใช่": ["DG122"], "ใช่ ดูเอกสารแนบ 1": ["DG122"], "somchai:\nใช่": ["DG122"], "Yes, see annex": ["DG122"],
    "รอข้อมูลจากกองแผนงาน": ["DG323"], "  ": ["DG323"],
}


def noted(notes: Iterable[str], author: str = "-") -> Iterator[tuple[str, str, list[str]]]:
    """Yield what is read and told of blank answers with a note on each, note by note, in one form."""
    notes = {f"P1.1.{number:02}": text for number, text in enumerate(notes, start=1)}

    def change(book: Workbook) -> None:
        for name, text in notes.items():
            cell = book[SLOTS[name].sheet][SLOTS[name].cell]
            cell.value, cell.comment = None, Comment(text, author)

    result = read(saved(change))
    for name, text in notes.items():
        state, value, _, told = came_to(result, name)
        assert value is None
        yield text, state, told


def test_a_note_on_a_blank_cell_is_told() -> None:
    assert {text: (told, state) for text, state, told in noted(NOTES)} == {
        text: (codes, "rejected" if codes == ["DG122"] else "blank") for text, codes in NOTES.items()}


def test_a_note_on_an_answered_cell_says_nothing() -> None:
    def change(book: Workbook) -> None:
        book[SLOTS[YES].sheet][SLOTS[YES].cell].comment = Comment("ไม่ใช่", "-")

    assert came_to(read(saved(change)), YES)[3] == []


def test_the_notes_of_a_correction_workbook_are_no_answers() -> None:
    from dgmm_excel.text import phrase

    assert list(noted(["ใช่"], phrase("correction.author").th)) == [("ใช่", "blank", [])]


def hung(part: str, kind: str, xml: str) -> bytes:
    """Return the form with two blank answers, and another part that the sheet of theirs refers to."""
    stream = BytesIO()
    with ZipFile(BytesIO(blank())) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr(f"xl/drawings/{part}", xml)
        new.writestr("xl/worksheets/_rels/sheet2.xml.rels", (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rIdX" Type="{_OFFICE}/{kind}" Target="../drawings/{part}"/></Relationships>'))
    return stream.getvalue()


def control(row: int, kind: str = "Checkbox", link: str = "", top: int = 2, last: int | None = None, left: int = 0) -> str:
    column, end = COLUMN[1] - left, row if last is None else last
    return (f'<v:shape><x:ClientData ObjectType="{kind}"><x:Anchor>{column}, 5, {row}, {top}, {column}, 60, {end}, 8</x:Anchor>'
            f"{link and f'<x:FmlaLink>{link}</x:FmlaLink>'}<x:Checked>1</x:Checked></x:ClientData></v:shape>")


@pytest.mark.parametrize(("shape", "told"), [
    (control, ["DG122"]),
    (lambda row: control(row, "Radio", "$Z$1"), ["DG122"]),
    (lambda row: control(row - 1, top=14, last=row), ["DG122"]),     # begins at the lower end of the row above
    (lambda row: control(row, link=f"${COLUMN[0]}${row + 1}"), []),  # writes into the answer's own cell
    (lambda row: control(row, "Note"), []),
    (lambda row: control(row, "Pict"), ["DG122"]),                   # of ActiveX
    (lambda row: control(row - 8, "Pict", last=row + 8), []),        # a document that was inserted
    (lambda row: control(row + 40), []),
    (lambda row: control(row) + "<br>", ["DG122"]),                  # no well-formed XML, as some programs write it
    (lambda row: control(row, left=4), ["DG122"]),                   # on the question's words
    (lambda row: control(row, left=6), ["DG122"]),                   # on its number
    (lambda row: control(row, "Radio", "$Z$1", left=4), ["DG122"]),
    (lambda row: control(row, link=f"${COLUMN[0]}${row + 1}", left=4), []),  # beside the answer's cell, which it writes into
])
def test_a_form_control_over_a_blank_cell_is_told(shape: object, told: list[str]) -> None:
    assert callable(shape)
    result = read(hung("vmlDrawing9.vml", "vmlDrawing", f"<xml>{shape(SLOTS[YES].row - 1)}</xml>"))
    assert came_to(result, YES)[3] == told
    assert came_to(result, OTHER)[3] == []


@pytest.mark.parametrize(("rows", "kind", "told"), [(0, "sp", ["DG122"]), (1, "pic", ["DG122"]), (9, "pic", []), (0, "graphicFrame", [])])
def test_a_drawn_mark_over_a_blank_cell_is_told_and_a_large_picture_is_not(rows: int, kind: str, told: list[str]) -> None:
    row = SLOTS[YES].row - 1
    space = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    corner = "<xdr:{0}><xdr:col>{3}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{1}</xdr:row><xdr:rowOff>{2}</xdr:rowOff></xdr:{0}>"
    xml = (f'<xdr:wsDr xmlns:xdr="{space}"><xdr:twoCellAnchor>{corner.format("from", row, 0, COLUMN[1])}{corner.format("to", row + rows, 150_000, COLUMN[1])}'
           f"<xdr:{kind}/></xdr:twoCellAnchor></xdr:wsDr>")
    assert came_to(read(hung("drawing9.xml", "drawing", xml)), YES)[3] == told


@pytest.mark.parametrize(("text", "told"), [("ใช่", ["DG122"]), ("ดูคู่มือหน้า 3", [])])
def test_a_note_on_the_words_of_a_blank_answer_is_told_if_it_is_one(text: str, told: list[str]) -> None:
    def change(book: Workbook) -> None:
        emptied(book)
        book[SLOTS[YES].sheet][f"C{SLOTS[YES].row}"].comment = Comment(text, "-")

    result = read(saved(change))
    assert came_to(result, YES)[3] == told
    assert came_to(result, OTHER)[3] == []


def test_a_note_on_the_words_of_an_answer_says_nothing() -> None:
    def change(book: Workbook) -> None:
        book[SLOTS[YES].sheet][f"C{SLOTS[YES].row}"].comment = Comment("ไม่ใช่", "-")

    assert came_to(read(saved(change)), YES)[3] == []
