"""Cells that differ from copy to copy: their texts are the end of the shared texts, and may be numbers."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from openpyxl import Workbook, load_workbook

from dgmm_excel.authoring.package import Stamp, finished
from dgmm_excel.authoring.shared_texts import PART
from dgmm_excel.authoring.stamped_cells import StampedCells, shared_item, token_of

HEAD = b'<sst count="3"><si><t>Yes</t></si>'


def token(key: str) -> bytes:
    return f"<si><t>{token_of(key)}</t></si>".encode()


def test_texts_stand_where_their_tokens_were_behind_all_others() -> None:
    made = StampedCells("part", HEAD + token("@P1.1") + token("P1.1.01") + b"</sst>")
    assert made.keys == ("@P1.1", "P1.1.01")
    filled = made.filled([shared_item("3"), shared_item("a & b")])
    content = zlib.decompress(filled.raw, -zlib.MAX_WBITS)
    assert content == HEAD + b"<si><t>3</t></si><si><t>a &amp; b</t></si></sst>"
    assert (filled.name, filled.size, filled.crc) == ("part", len(content), zlib.crc32(content))


def test_outer_spaces_and_what_looks_like_a_token_are_kept() -> None:
    assert shared_item(" a") == b'<si><t xml:space="preserve"> a</t></si>'
    assert shared_item(token_of("y")) == token("y")
    assert shared_item("_x000D_\x01") == b"<si><t>_x005F_x000D__x0001_</t></si>"


def test_the_sheets_of_copies_are_the_same_and_show_each_its_own() -> None:
    book = Workbook()
    sheet, own = book.active, book.create_sheet("own")
    assert sheet is not None
    sheet["A1"] = "Yes"
    for row, text in enumerate(("zz", token_of("b"), token_of("a"), token_of("b")), start=1):
        own[f"D{row}"] = text
    parts = finished(book, {}, sheet.title)
    stamp, cells = Stamp(parts, PART), StampedCells(PART, parts.parts[PART])
    assert cells.keys == ("a", "b"), "a text is shared by all its cells"
    copies = [b"".join(stamp.copy({}, cells.filled(map(shared_item, texts)))) for texts in (("1", "Yes"), ("x", "2.5"))]
    assert [[cell.value for cell in load_workbook(BytesIO(copy))["own"]["D"]] for copy in copies] == [
        ["zz", "Yes", "1", "Yes"], ["zz", "2.5", "x", "2.5"]]
    read = [zipfile.ZipFile(BytesIO(copy)) for copy in copies]
    assert {name for name in read[0].namelist() if read[0].read(name) != read[1].read(name)} == {PART}
    ignored = b'<ignoredErrors><ignoredError numberStoredAsText="1" sqref="D2:D4"/></ignoredErrors></worksheet>'
    assert read[0].read(parts.sheets["own"]).endswith(ignored)
    assert b"ignoredErrors" not in read[0].read(parts.sheets[sheet.title])
