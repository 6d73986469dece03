"""The file engine: packages read safely, values told from blanks and errors, values written back and nothing else touched."""

from __future__ import annotations

import datetime as dt
import io
import pickle
import re
import struct
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.workbook.defined_name import DefinedName

from dgmm_excel.errors import DgmmError
from dgmm_excel.xlsx.a1 import MAX_TEXT, position
from dgmm_excel.xlsx.archive import REASONS, Archive, Limits
from dgmm_excel.xlsx.engine import ENGINE, CellError, open_book
from dgmm_excel.xlsx.grid import Grid
from dgmm_excel.xlsx.grids import Grids
from dgmm_excel.xlsx.markup import cell_text
from dgmm_excel.xlsx.package import Package, UnreadableBook
from dgmm_excel.xlsx.patch import patched
from tests.support.forms import packed, parts

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/parts/odd.xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/texts.xml" ContentType="{TYPE}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/></Types>'
)
SHARED = f'<sst xmlns="{MAIN}" count="3" uniqueCount="3"><si><t>zero</t></si><si><t>one</t></si><si><t>สอง</t></si></sst>'
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>'
    '<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/></cellXfs>'
    '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def sheet_xml(cells: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{cells}</sheetData>{after}</worksheet>'


def row(cells: str, number: int = 1) -> str:
    return f'<row r="{number}">{cells}</row>'


def prefixed(xml: str) -> str:
    return xml.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")


def made(sheet: str | bytes, *, workbook: str | None = None, shared: str | bytes = SHARED, **members: str | bytes) -> bytes:
    """A workbook by hand: one sheet, “A”, in a part that nobody would guess; `members` replace or add parts ("." as "__")."""
    related = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            [("worksheet", "parts/odd.xml"), ("sharedStrings", "/xl/texts.xml"), ("styles", "../xl/styles.xml")]
        )
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{RELATIONSHIPS}">'
                       f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": workbook or f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
                                       '<sheets><sheet name="A" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{related}</Relationships>',
        "xl/texts.xml": shared,
        "xl/styles.xml": STYLES,
        "xl/parts/odd.xml": sheet,
    }
    parts |= {name.replace("__", "."): content for name, content in members.items()}
    return zipped({name: content for name, content in parts.items() if content != ""})


def zipped(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return file.getvalue()


def grid(sheet: str | bytes, **options: Any) -> Grid:
    return Grids(Package(made(sheet, **options)))["A"]


def saved(workbook: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def member(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return opened.read(name)


def compressed(data: bytes) -> dict[str, bytes]:
    """Each member's compressed bytes, in order."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        for info in opened.infolist():
            start = info.header_offset + 30 + sum(struct.unpack_from("<HH", data, info.header_offset + 26))
            found[info.filename] = data[start:start + info.compress_size]
    return found


@pytest.fixture
def form() -> bytes:
    """A small form as openpyxl writes it: a formula without a value, a name, validations, a hidden sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "ด้าน 1"
    for spot, value in {"B2": "P1.1.01", "C2": "คำถาม", "D2": "ใช่", "D3": 12, "D4": 2.5, "D5": True}.items():
        sheet[spot] = value
    sheet["D6"] = "=SUM(D3:D4)"
    sheet["D7"] = dt.datetime(2026, 1, 31, 9, 30)
    sheet["C9"].number_format = "0.00"
    sheet["D2"].font = openpyxl.styles.Font(bold=True)
    sheet.add_data_validation(openpyxl.worksheet.datavalidation.DataValidation("list", formula1='"ใช่,ไม่ใช่"', sqref="D2"))
    other = workbook.create_sheet("It's & more")
    other["A1"] = "x"
    workbook.create_sheet("hidden").sheet_state = "veryHidden"
    workbook.defined_names["answer.P1.1.01"] = DefinedName("answer.P1.1.01", attr_text="'ด้าน 1'!$D$2")
    workbook.defined_names["block"] = DefinedName("block", attr_text="'It''s & more'!$A$1:$B$3")
    workbook.defined_names["number"] = DefinedName("number", attr_text="42")
    sheet.defined_names["own"] = DefinedName("own", attr_text="'ด้าน 1'!$D$3")
    return saved(workbook)


# -- reading: values ---------------------------------------------------------------------------------


def test_grids_of_a_workbook_by_openpyxl(form: bytes) -> None:
    grids = Grids(Package(form))
    assert list(grids) == ["ด้าน 1", "It's & more", "hidden"]
    found = grids["ด้าน 1"]
    assert found.rows[0] == [None] * 4
    assert found.rows[1] == [None, "P1.1.01", "คำถาม", "ใช่"]
    assert [found.value(number, 4) for number in range(3, 8)] == [12.0, 2.5, True, None, dt.datetime(2026, 1, 31, 9, 30)]
    assert found.formulas == found.uncached == {(6, 4)}
    assert (found.errors, found.value(99, 99)) == ({}, None)
    assert grids["hidden"].rows == []
    with pytest.raises(KeyError):
        grids["no such sheet"]


VALUES = row(
    '<c r="A1" t="s"><v>2</v></c><c r="B1"><v>3</v></c><c r="C1" t="b"><v>0</v></c><c r="D1" t="inlineStr"><is><r><t>a</t></r>'
    '<r><t xml:space="preserve"> b</t></r></is></c><c r="E1" s="1"/><c r="F1" t="str"><v>x &lt; y_x000D_</v></c>'
    '<c r="G1" s="1"><v>45000</v></c><c r="H1" s="1"><v>45000.25</v></c><c r="I1" s="2"><v>5</v></c>'
    '<c r="J1" s="1"><v>0.5</v></c>'
)
EXPECTED = [
    "สอง", 3.0, False, "a b", None, "x < y\r", dt.datetime(2023, 3, 15), dt.datetime(2023, 3, 15, 6), 5.0, 0.5,
]


SPELLINGS = {
    "plain": lambda xml: xml,
    "prefixed": prefixed,
    "utf-16": lambda xml: xml.encode("utf-16"),
    "utf-16-declared": lambda xml: f'<?xml version="1.0" encoding="UTF-16"?>{xml}'.encode("utf-16"),
    "utf-16-without-mark": lambda xml: xml.encode("utf-16-le"),
    "utf-8-mark": lambda xml: b"\xef\xbb\xbf" + xml.encode(),
    "comments-and-spaces": lambda xml: xml.replace("<c r=", "<!-- <c r='Z9'><v>9</v></c> --><c  r = "),
    "cdata": lambda xml: xml.replace("<v>3</v>", "<v><![CDATA[3]]></v>"),
    "space-before-slash": lambda xml: xml.replace('s="1"/>', 's="1" />'),
    "no-positions": lambda xml: re.sub(' r="[A-Z]+1"', "", xml),
    "more-attributes": lambda xml: xml.replace('t="s">', 't="s" cm="1">'),
    "extensions": lambda xml: xml.replace("</v></c>", "</v><extLst><ext><v>9</v></ext></extLst></c>"),
    "false-dimension": lambda xml: xml.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_reads_alike(spelling: Any) -> None:
    found = grid(spelling(sheet_xml(VALUES)))
    assert found.rows == [EXPECTED]
    assert [type(value) for value in found.rows[0]] == [type(value) for value in EXPECTED]


MARKED = row(
    '<c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C1" t="str"><f>""</f><v></v></c>'
    '<c r="D1"><f>1+1</f></c><c r="E1"><f>1+1</f><v></v></c><c r="F1" s="1"><f>A9</f><v/></c><c r="G1"><f t="shared" si="0"/>'
    '<v>7</v></c><c r="H1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="I1"/><c r="J1" t="str"><f>A1</f></c>'
    '<c r="K1"><f t="array" ref="K1:L2">X</f><v>1</v></c><c r="L1"><v>-2</v></c>'
)


@pytest.mark.parametrize("spelling", [lambda xml: xml, prefixed], ids=["plain", "prefixed"])
def test_errors_formulas_and_blanks_are_told_apart(spelling: Any) -> None:
    found = grid(spelling(sheet_xml(MARKED)))
    assert found.errors == {(1, 1): "#REF!", (1, 2): "#DIV/0!"}
    assert found.formulas == {(1, column) for column in (2, 3, 4, 5, 6, 7, 8, 10, 11, 12)} | {(2, 11), (2, 12)}
    assert found.uncached == {(1, 4), (1, 5), (1, 6), (1, 10)}
    assert found.rows == [[None, None, "", None, None, None, 7.0, "ab", None, None, 1.0, -2.0]]


def test_an_error_that_calamine_does_not_know_spoils_nothing() -> None:
    found = grid(sheet_xml(row('<c r="A1" t="e"><v>#SPILL!</v></c><c r="B1"><v>1</v></c>')))
    assert (found.errors, found.rows) == ({(1, 1): "#SPILL!"}, [[None, 1.0]])


@pytest.mark.parametrize(
    ("number", "value"),
    [("-5", -5.0), ("1e10", 1e10), ("2958466", 2958466.0), ("1", dt.datetime(1900, 1, 1)), ("NaN", "NaN"), ("1e999", "1e999")],
)
def test_numbers_in_date_cells_are_never_mistaken(number: str, value: Any) -> None:
    found = grid(sheet_xml(row(f'<c r="A1" s="1"><v>{number}</v></c><c r="B1" s="1"><v>45000</v></c>')))
    assert found.rows == [[value, dt.datetime(2023, 3, 15)]]


def test_numbers_without_end_are_texts_in_plain_cells_too() -> None:
    assert grid(sheet_xml(row('<c r="A1"><v>1e999</v></c><c r="B1"><f>1</f><v>inf</v></c>'))).rows == [["1e999", "inf"]]
    assert grid(sheet_xml(row('<c r="A1"><v>1e999</v></c>'))).rows == [["1e999"]]


def test_the_calendar_of_1904() -> None:
    workbook = (f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="1"/>'
                '<sheets><sheet name="A" sheetId="1" r:id="r0"/></sheets></workbook>')
    assert grid(sheet_xml(row('<c r="A1" s="1"><v>43538</v></c>')), workbook=workbook).rows == [[dt.datetime(2023, 3, 15)]]


def test_shared_texts_that_declare_billions_cost_nothing() -> None:
    shared = SHARED.replace('count="3" uniqueCount="3"', 'count="4000000000" uniqueCount="4000000000"')
    assert grid(sheet_xml(VALUES), shared=shared).rows == [EXPECTED]


def test_a_far_cell_without_content_is_no_far_cell() -> None:
    cells = row('<c r="A1"><v>1</v></c>') + row('<c r="XFD1048576" s="1"/>', 1_048_576)
    assert grid(sheet_xml(cells)).rows == [[1.0]]


def test_elements_of_another_format_are_no_cells() -> None:
    read = grid(sheet_xml(row('<c r="A1"><v>1</v></c><x:c xmlns:x="u" r="B1"><x:v>2</x:v></x:c>')))
    assert (read.rows, read.beyond) == ([[1.0]], None)


@pytest.mark.parametrize("cells", [
    row('<x:c r="A1"><x:v>1</x:v></x:c>'), row('<c r="A1" t="inlineStr"><is><t>a</is></c><c r="B1"><v>1</v></c>'),
    row('<c r="A1"><v>1</v></c>') + "</sheetData><sheetData>" + row('<c r="A2"><v>1</v>', 2),
])
def test_a_sheet_that_is_not_well_formed_is_never_half_read(cells: str) -> None:
    with pytest.raises(UnreadableBook, match="damaged"):
        grid(sheet_xml(cells))


@pytest.mark.parametrize("shared", [
    "<sst><si><t>a</t></t></si><si><t>b</t></si></sst>", "<sst><si><t>a</si><si><t>b</t></si></sst>",
    "<sst><si><x:t>a</x:t></si></sst>", "<sst><si><t>a &nbsp;</t></si></sst>",
])
def test_shared_texts_whose_tags_do_not_match_are_damage(shared: str) -> None:
    with pytest.raises(UnreadableBook, match="damaged"):
        grid(sheet_xml(row('<c r="A1" t="s"><v>0</v></c>')), shared=shared)


NEAR = row('<c r="A1"><v>1</v></c>')


@pytest.mark.parametrize(("far", "beyond"), [
    (row('<c r="XFD1048576"><v>1</v></c>', 1_048_576), (1_048_576, 16_384)),
    (row('<c r="A20001"><v>1</v></c>', 20_001), (20_001, 1)),
    (row('<c r="SS2"><v>1</v></c>', 2), (2, 513)),
    (row('<c r="SR20000"><v>1</v></c>', 20_000), (20_000, 512)),
    (row('<c r="XFD1048576"><f>1</f></c>', 1_048_576), (1_048_576, 16_384)),
    ('<row r="99999999999"><c><v>1</v></c></row>', (99_999_999, 1)),
])
def test_cells_far_out_are_left_unread_and_told(far: str, beyond: tuple[int, int]) -> None:
    read = grid(sheet_xml(NEAR + far))
    assert (read.rows[0], read.beyond) == ([1.0], beyond)
    assert len(read.rows) <= 2
    assert grid(sheet_xml(NEAR)).beyond is None


def test_only_the_sheet_that_is_asked_for_can_fail() -> None:
    workbook = openpyxl.Workbook()
    workbook["Sheet"]["A1"] = "fine"
    workbook.create_sheet("cut")["A1"] = 1
    members = parts(saved(workbook))
    grids = Grids(Package(packed(members | {"xl/worksheets/sheet2.xml": b"<worksheet><sheetData><row>"})))
    assert grids["Sheet"].rows == [["fine"]]
    with pytest.raises(UnreadableBook, match="damaged"):
        grids["cut"]


# -- reading: packages -------------------------------------------------------------------------------


def test_sheets_states_names_and_extras(form: bytes) -> None:
    package = Package(form)
    assert [(sheet.name, sheet.state, sheet.kind) for sheet in package.sheets] == [
        ("ด้าน 1", "visible", "worksheet"), ("It's & more", "visible", "worksheet"), ("hidden", "veryHidden", "worksheet"),
    ]
    assert {(name.name, name.text, name.sheet) for name in package.names} == {
        ("answer.P1.1.01", "'ด้าน 1'!$D$2", None), ("block", "'It''s & more'!$A$1:$B$3", None), ("number", "42", None),
        ("own", "'ด้าน 1'!$D$3", "ด้าน 1"),
    }
    assert (package.macros, package.external_links, package.date1904) == (False, False, False)


def test_macros_and_external_links_are_noted_not_refused() -> None:
    related = (f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r0" '
               f'Type="{OFFICE}/worksheet" Target="parts/odd.xml"/>'
               f'<Relationship Id="r8" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>')
    types = CONTENT_TYPES.replace("sheet.main", "sheet.macroEnabled.main")
    package = Package(made(sheet_xml(""), **{"xl/_rels/workbook__xml__rels": related, "[Content_Types]__xml": types}))
    assert (package.macros, package.external_links) == (True, True)


def test_part_names_are_found_without_case_and_with_backslashes() -> None:
    data = made(sheet_xml(VALUES), **{"xl/parts/odd__xml": "", "xl\\Parts\\Odd__xml": sheet_xml(VALUES)})
    assert Grids(Package(data))["A"].rows == [EXPECTED]


def central(data: bytes, name: str) -> int:
    """Where the directory's entry of a member begins."""
    return data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))


def lying() -> bytes:
    """A member that says it has ten bytes, and has a million."""
    data = bytearray(made(sheet_xml(""), **{"xl/texts__xml": "x" * 1_000_000}))
    struct.pack_into("<I", data, central(bytes(data), "xl/texts.xml") + 24, 10)
    return bytes(data)


def flipped(data: bytes, name: str) -> bytes:
    """A member with one bit turned."""
    start = data.index(compressed(data)[name])
    return data[:start + 20] + bytes([data[start + 20] ^ 1]) + data[start + 21:]


def twice(name: str) -> bytes:
    """A workbook whose styles are there once more, under that name."""
    file = io.BytesIO(GOOD)
    with warnings.catch_warnings(), zipfile.ZipFile(file, "a") as opened:
        warnings.simplefilter("ignore")
        opened.writestr(name, STYLES)
    return file.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
GOOD = made(sheet_xml(VALUES))
WRONG = {
    "empty": {"no-bytes": b""},
    "not_zip": {
        "text": b"code,name\n1,2\n", "html": b"\r\n<HTML><table></table>", "zeros": bytes(1000), "pdf": b"%PDF-1.7",
        "xml": b'<?xml version="1.0"?><Workbook/>',
    },
    "old_xls": {"ole": OLE + "Workbook".encode("utf-16-le"), "biff": b"\x09\x08\x10\x00" + bytes(99)},
    "encrypted": {"ole": OLE + "EncryptedPackage".encode("utf-16-le")},
    "duplicate_members": {
        "same": twice("xl/styles.xml"), "by-case": twice("XL/Styles.xml"), "by-slash": twice("xl\\styles.xml"),
    },
    "unsafe_xml": {
        "entity": made(f'<!DOCTYPE x [<!ENTITY a "b">]>{sheet_xml("")}'),
        "workbook": made(sheet_xml(""), workbook="<!DOCTYPE x><x/>"),
        "utf-16": made(f'<!DOCTYPE x SYSTEM "file:///etc/passwd">{sheet_xml("")}'.encode("utf-16")),
        "shared": made(sheet_xml(""), shared=f"<!DOCTYPE x>{SHARED}"),
    },
    "not_workbook": {
        "zip": zipped({"a.txt": "hello"}), "no-members": zipped({}),
        "document": made("", workbook='<w:document xmlns:w="urn:w"/>'),
    },
    "damaged": {
        "truncated": GOOD[:len(GOOD) // 2], "end-missing": GOOD[:-10], "only-the-magic": b"PK\x03\x04",
        "middle-gone": GOOD[:200] + GOOD[400:], "flipped": flipped(GOOD, "xl/parts/odd.xml"), "lying": lying(),
        "sheet-missing": made(""), "relationships-missing": made(sheet_xml(""), **{"xl/_rels/workbook__xml__rels": ""}),
        "workbook-missing": made(sheet_xml(""), **{"xl/workbook__xml": ""}),
        "no-sheets": made(sheet_xml(""), workbook=f'<workbook xmlns="{MAIN}"><sheets/></workbook>'),
        "index-negative": made(sheet_xml(row('<c r="A1" t="s"><v>-1</v></c>'))),
        "index-out-of-range": made(sheet_xml(row('<c r="A1" t="s"><v>3</v></c>'))),
        "index-no-number": made(sheet_xml(row('<c r="A1" t="s"><v>one</v></c>'))),
        "index-huge": made(sheet_xml(row('<c r="A1" t="s"><v>99999999999999999999</v></c>'))),
        "unknown-type": made(sheet_xml(row('<c r="A1" t="zzz"><v>1</v></c>'))),
        "unknown-entity": made(sheet_xml(row('<c r="A1" t="str"><v>&xxe;</v></c>'))),
        "not-well-formed": made(sheet_xml("<row><c></row>")), "sheet-cut": made(sheet_xml(VALUES)[:-40]),
        "sheet-blank": made(" "),
        "not-utf-8": made(sheet_xml(row('<c r="A1" t="str"><v>?</v></c>')).encode().replace(b"?", b"\xff")),
        "encoding": made(f'<?xml version="1.0" encoding="windows-874"?>{sheet_xml("")}'),
        "shared-cut": made(sheet_xml(""), shared="<sst><si><t>a"),
        "shared-nested": made(sheet_xml(""), shared='<sst><sst uniqueCount="4000000000"/></sst>'),
        "nested-deeply": made(prefixed(sheet_xml("<a>" * 200 + "</a>" * 200))),
    },
    "far_cells": {"beyond": made(sheet_xml(row('<c r="XFE1"><v>1</v></c>')))},
    "other_format": {
        "ods": zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
        "numbers": zipped({"Index/Document.iwa": "x", "Metadata/Properties.plist": "x"}),
    },
}


@pytest.mark.parametrize(("reason", "name"), [(reason, name) for reason, files in WRONG.items() for name in files])
def test_what_is_no_readable_workbook_says_why(reason: str, name: str, tmp_path: Path) -> None:
    """No error of zipfile, zlib, expat or calamine comes through, and nothing of them is dragged along as a cause."""
    path = tmp_path / "returned.xlsx"
    path.write_bytes(WRONG[reason][name])
    with pytest.raises(UnreadableBook) as caught:
        list(open_book(path).impl.grids().values())
    assert caught.value.reason == reason
    assert caught.value.__cause__ is None and (caught.value.__context__ is None or caught.value.__suppress_context__)


def test_the_good_file_that_the_wrong_ones_are_made_from() -> None:
    assert Grids(Package(GOOD))["A"].rows == [EXPECTED]


def test_a_folder_and_a_path_where_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(UnreadableBook, match="not_zip: a folder"):
        open_book(tmp_path)
    with pytest.raises(FileNotFoundError):
        open_book(tmp_path / "none.xlsx")


@pytest.mark.parametrize("limits", [Limits(members=5), Limits(member=1_000), Limits(total=1_500)], ids=str)
def test_what_is_larger_than_any_form_is_not_inflated(limits: Limits) -> None:
    bomb = made(sheet_xml(" " * 1_000_000))
    assert len(bomb) < 5_000
    with pytest.raises(UnreadableBook) as caught:
        Package(bomb, limits)
    assert caught.value.reason == "too_large"


def test_the_standing_limits_refuse_a_gigabyte() -> None:
    packer_input, file = b" " * (1 << 20), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as opened, opened.open("xl/x.xml", "w") as bomb:
        for _ in range(65):
            bomb.write(packer_input)
    with pytest.raises(UnreadableBook, match="too_large"):
        Archive(file.getvalue())


def test_the_error_is_one_of_the_project_and_survives_a_worker() -> None:
    error = UnreadableBook("damaged", "cut off")
    assert isinstance(error, DgmmError) and str(error) == "damaged: cut off"
    back = pickle.loads(pickle.dumps(error))
    assert (back.reason, back.detail) == ("damaged", "cut off")
    assert set(WRONG) <= set(REASONS)
    with pytest.raises(ValueError, match="no such reason"):
        UnreadableBook("because")


# -- writing -----------------------------------------------------------------------------------------


def test_exactly_one_member_changes_and_the_others_stay_as_compressed(form: bytes) -> None:
    changed = patched(form, {"ด้าน 1": {(2, 4): "ไม่ใช่"}})
    before, after = compressed(form), compressed(changed)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    assert patched(form, {"ด้าน 1": {(2, 4): "ไม่ใช่"}}) == changed
    assert patched(form, {}) == form
    assert patched(form, {"ด้าน 1": {}}) == form


def test_local_headers_with_extra_fields_and_descriptors_are_copied_right() -> None:
    """The trap: a member's bytes begin after the *local* header, whose extra field is longer than the directory's."""

    class Unseekable(io.RawIOBase):
        def __init__(self) -> None:
            self.held = io.BytesIO()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            return self.held.write(data)

    file = Unseekable()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened, zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        for name in good.namelist():
            with opened.open(name, "w", force_zip64=True) as target:
                target.write(good.read(name))
    data = file.held.getvalue()
    assert data[6] & 8 and struct.unpack_from("<H", data, 28)[0] > 0
    changed = patched(data, {"A": {(1, 2): 4}})
    assert Grids(Package(changed))["A"].rows == [[EXPECTED[0], 4.0, *EXPECTED[2:]]]
    assert [a == b for a, b in zip(compressed(data).values(), compressed(changed).values(), strict=True)].count(False) == 1


def test_styles_formulas_and_all_around_them_stay(form: bytes) -> None:
    changed = patched(form, {"ด้าน 1": {(2, 4): "ไม่ใช่", (6, 4): 14.5, (9, 3): 1}})
    sheet = openpyxl.load_workbook(io.BytesIO(changed))["ด้าน 1"]
    assert (sheet["D2"].value, sheet["D2"].font.bold) == ("ไม่ใช่", True)
    assert sheet["D6"].value == "=SUM(D3:D4)"
    assert (sheet["C9"].value, sheet["C9"].number_format) == (1, "0.00")
    assert sheet.data_validations.dataValidation[0].sqref.ranges
    found = Grids(Package(changed))["ด้าน 1"]
    assert (found.value(6, 4), found.formulas, found.uncached) == (14.5, {(6, 4)}, frozenset())


TEXTS = ["=1+1", "+1", "-1", "@x", "<b>&\"'", " spaced ", "two\nlines", "_x0041_", "tab\tbell\x07", "ก็ ๑", "TRUE"]


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_text(text: str, form: bytes) -> None:
    """In a cell that was there, in one that was not, and as a formula's stored value."""
    changed = patched(form, {"ด้าน 1": {(2, 4): text, (30, 9): text, (6, 4): text}})
    found = Grids(Package(changed))["ด้าน 1"]
    assert [found.value(*spot) for spot in ((2, 4), (30, 9), (6, 4))] == [text] * 3
    assert found.formulas == {(6, 4)}
    xml = member(changed, "xl/worksheets/sheet1.xml")
    assert xml.count(b"<f>") == member(form, "xl/worksheets/sheet1.xml").count(b"<f>") == 1
    if text.isprintable() and "_x" not in text:
        sheet = openpyxl.load_workbook(io.BytesIO(changed))["ด้าน 1"]
        assert (sheet["D2"].value, sheet["D2"].data_type) == (text, "s")
        assert (sheet["I30"].value, sheet["I30"].data_type) == (text, "s")


@pytest.mark.parametrize("value", [0, 1, -3, 2.5, 1e300, -0.125, 10**20, True, False, 1 / 3])
def test_numbers_and_truth_values_come_back(value: Any, form: bytes) -> None:
    found = Grids(Package(patched(form, {"ด้าน 1": {(2, 4): value, (6, 4): value}})))["ด้าน 1"]
    for spot in ((2, 4), (6, 4)):
        assert found.value(*spot) == value and isinstance(found.value(*spot), bool) == isinstance(value, bool)


def test_dates_are_written_as_their_numbers(form: bytes) -> None:
    changes = {(7, 4): dt.datetime(2027, 2, 3, 12), (8, 4): dt.date(1900, 1, 1)}
    found = Grids(Package(patched(form, {"ด้าน 1": changes})))["ด้าน 1"]
    assert (found.value(7, 4), found.value(8, 4)) == (dt.datetime(2027, 2, 3, 12), 1.0)


def test_none_clears(form: bytes) -> None:
    changed = patched(form, {"ด้าน 1": {(2, 4): None, (6, 4): None, (40, 40): None}})
    found = Grids(Package(changed))["ด้าน 1"]
    assert (found.value(2, 4), found.uncached) == (None, {(6, 4)})
    assert len(found.rows) < 40
    assert openpyxl.load_workbook(io.BytesIO(changed))["ด้าน 1"]["D2"].font.bold


IMPOSSIBLE = [float("nan"), float("inf"), 10**400, "x" * (MAX_TEXT + 1), dt.date(1899, 1, 1), object(), b"x"]


@pytest.mark.parametrize("value", IMPOSSIBLE, ids=lambda value: type(value).__name__)
def test_what_no_cell_can_hold_is_refused(value: Any, form: bytes) -> None:
    with pytest.raises(ValueError, match="a cell takes"):
        patched(form, {"ด้าน 1": {(2, 4): value}})


def test_where_no_cell_is_nothing_is_written(form: bytes) -> None:
    for spot in ((0, 1), (1, 0), (1_048_577, 1), (1, 16_385)):
        with pytest.raises(ValueError, match="no sheet has a cell"):
            patched(form, {"ด้าน 1": {spot: 1}})
    with pytest.raises(KeyError):
        patched(form, {"none": {(1, 1): 1}})


INSERTS = [(1, 1), (1, 3), (2, 1), (3, 2), (3, 30), (4, 4), (5, 1), (9, 9)]


@pytest.mark.parametrize(
    "cells",
    [
        "",
        row('<c r="B1"><v>1</v></c>') + row("", 3) + row('<c r="D5"><v>4</v></c>', 5),
        '<row r="1" spans="2:4"><c r="B1"/><c r="D1"/></row><row r="3" spans="2:4" /><row r="4"/>',
        "<row><c/><c><v>1</v></c></row><row/><row><c/><c/><c/><c><v>5</v></c></row>",
    ],
    ids=["empty", "gaps", "spans", "no-positions"],
)
@pytest.mark.parametrize("spelling", [lambda xml: xml, prefixed], ids=["plain", "prefixed"])
def test_new_cells_find_their_places_in_order(cells: str, spelling: Any) -> None:
    xml = spelling(sheet_xml(cells, before='<dimension ref="B1:D5"/>').replace("<sheetData></sheetData>", "<sheetData/>"))
    before = grid(xml)
    changed = patched(made(xml), {"A": {spot: f"{spot}" for spot in INSERTS}})
    found = Grids(Package(changed))["A"]
    for number in range(1, 10):
        for column in range(1, 31):
            expected = f"{(number, column)}" if (number, column) in INSERTS else before.value(number, column)
            assert found.value(number, column) == expected
    sheet = openpyxl.load_workbook(io.BytesIO(changed))["A"]
    assert sheet.cell(3, 30).value == "(3, 30)"
    text = member(changed, "xl/parts/odd.xml").decode()
    assert 'ref="A1:AD9"' in text
    places = [position(part.split('"')[0]) for part in text.replace("x:", "").split('<c r="')[1:]]
    assert places == sorted(places, key=lambda place: place or (0, 0)) and len(set(places)) == len(places)
    if "spans" in cells:
        assert 'spans="1:4"' in text and 'spans="2:30"' in text


def test_new_cells_take_the_style_of_their_row_or_column() -> None:
    xml = sheet_xml('<row r="2" s="2" customFormat="1"/>', before='<cols><col min="2" max="3" style="1"/></cols>')
    text = member(patched(made(xml), {"A": {(1, 2): 1, (1, 5): 1, (2, 5): 1}}), "xl/parts/odd.xml").decode()
    assert '<c r="B1" s="1">' in text and '<c r="E1">' in text and '<c r="E2" s="2">' in text


def test_a_cell_of_any_kind_is_replaced_whole() -> None:
    cells = ('<c r="A1" s="1" t="inlineStr"><is><r><t>rich</t></r></is></c><c r="B1" t="e" vm="3"><v>#VALUE!</v></c>'
             '<c r="C1" cm="1"><f t="array" ref="C1">F(1&lt;2)</f><v>1</v><extLst><ext uri="u"/></extLst></c>')
    changed = patched(made(sheet_xml(row(cells))), {"A": {(1, 1): 1, (1, 2): "x", (1, 3): "y"}})
    text = member(changed, "xl/parts/odd.xml").decode()
    assert '<c r="A1" s="1"><v>1</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c>' in text
    assert '<c r="C1" cm="1" t="str"><f t="array" ref="C1">F(1&lt;2)</f><v>y</v><extLst><ext uri="u"/></extLst></c>' in text


def test_comments_and_strange_bytes_around_the_cells_stay() -> None:
    strange = "<x:y xmlns:x='urn:x' a = 'b'>\r\n<![CDATA[ก]]></x:y>"
    xml = sheet_xml(row('<c r="A1"><v>1</v></c><!-- <c r="B1"/> -->'), after=strange)
    before = member(made(xml), "xl/parts/odd.xml")
    after = member(patched(made(xml), {"A": {(1, 1): 2}}), "xl/parts/odd.xml")
    assert after == before.replace(b"<v>1</v>", b"<v>2</v>")


# -- the engine --------------------------------------------------------------------------------------


@pytest.fixture
def book(form: bytes, tmp_path: Path) -> xw.Book:
    path = tmp_path / "หน่วยงาน.xlsx"
    path.write_bytes(form)
    return open_book(path)


def test_the_engine_stands_beside_the_others() -> None:
    assert xw.engines["dgmm"].impl is ENGINE
    assert [engine.name for engine in xw.engines].count("dgmm") == 1
    assert xw.engines.active is None or xw.engines.active.name != "dgmm"


def test_no_licence_and_no_part_of_pro() -> None:
    """xlwings itself looks whether its paid parts are there; this engine asks for no more of them."""
    code = ("import sys, xlwings; before = {name for name in sys.modules if 'xlwings.pro' in name};"
            "import dgmm_excel.xlsx.engine; after = {name for name in sys.modules if 'xlwings.pro' in name};"
            "assert before == after and not xlwings.__pro__, after - before")
    subprocess.run([sys.executable, "-c", code], check=True, env={"PATH": "", "HOME": "/nonexistent"})


def test_the_book_and_its_sheets(book: xw.Book, tmp_path: Path) -> None:
    assert (book.name, Path(book.fullname)) == ("หน่วยงาน.xlsx", tmp_path / "หน่วยงาน.xlsx")
    assert book.sheet_names == ["ด้าน 1", "It's & more", "hidden"]
    assert [sheet.visible for sheet in book.sheets] == [True, True, False]
    assert [sheet.index for sheet in book.sheets] == [1, 2, 3]
    assert book.sheets["ด้าน 1"] == book.sheets[0] == book.sheets.active
    assert "it's & more" in book.sheets and "none" not in book.sheets
    assert book.sheets["IT'S & MORE"].name == "It's & more"
    with pytest.raises(KeyError):
        book.sheets["none"]
    assert book.app.engine.name == "dgmm"
    assert book in list(book.app.books)


def test_ranges_and_values(book: xw.Book) -> None:
    sheet = book.sheets[0]
    assert sheet.used_range.address == "$B$2:$D$7"
    assert sheet.used_range.last_cell.address == "$D$7"
    assert (sheet.used_range.rows.count, sheet.used_range.columns.count, sheet.used_range.shape) == (6, 3, (6, 3))
    assert sheet["D3"].value == 12.0 and sheet["D3"].options(numbers=int).value == 12
    assert sheet.range((2, 2), (3, 4)).value == [["P1.1.01", "คำถาม", "ใช่"], [None, None, 12.0]]
    assert sheet.range("B2:D2").value == ["P1.1.01", "คำถาม", "ใช่"]
    assert sheet.range("D2:D4").value == ["ใช่", 12.0, 2.5]
    assert sheet.range("D2").options(ndim=2).value == [["ใช่"]]
    assert sheet["D7"].value == dt.datetime(2026, 1, 31, 9, 30)
    assert sheet["D7"].options(dates=dt.date).value == dt.date(2026, 1, 31)
    assert sheet[1, 3].value == sheet["$d$2"].value == "ใช่"
    assert sheet.range(sheet["D2"], sheet["D3"]).value == ["ใช่", 12.0]
    assert sheet["B2:D7"].rows[0].address == "$B$2:$D$2"
    assert sheet["B2:D7"](2, 3).value == sheet["B2:D7"](6).value == 12.0
    assert sheet["D2"].offset(1, 0).value == 12.0 and sheet["D2"].resize(2, 1).value == ["ใช่", 12.0]
    assert sheet["D2"].get_address(False, True, include_sheetname=True) == "'ด้าน 1'!$D2"
    assert sheet["A1"].value is None and sheet["ZZ9999"].value is None and sheet["D6"].value is None
    assert sheet["B:B"].shape == (1_048_576, 1)
    assert book.sheets["hidden"].used_range.address == "$A$1"
    for wrong in ("no.name", "A0", "XFE1"):
        with pytest.raises(ValueError, match="neither an address nor a name"):
            sheet.range(wrong)
    with pytest.raises(IndexError):
        sheet.range((0, 1))


def test_error_cells_come_through() -> None:
    sheet = open_book(made(sheet_xml(MARKED))).sheets[0]
    assert sheet["A1:C1"].value == [None, None, None]
    assert sheet["A1:C1"].options(err_to_str=True).value == ["#REF!", "#DIV/0!", None]
    assert sheet["A1"].raw_value == "#REF!" and isinstance(sheet["A1"].raw_value, CellError)
    assert sheet["C1"].raw_value == "" and sheet["I1"].raw_value is None
    assert sheet["A1:C1"].options(empty="-").value == [None, None, "-"]
    assert sheet.used_range.address == "$A$1:$L$2"
    sheet["A1"].value = 5
    assert sheet["A1"].options(err_to_str=True).value == 5


def test_names(book: xw.Book) -> None:
    assert len(book.names) == 4 and "answer.P1.1.01" in book.names and "none" not in book.names
    assert book.names["ANSWER.p1.1.01"].refers_to_range.value == "ใช่"
    assert book.names["block"].refers_to_range.get_address(external=True) == "'[หน่วยงาน.xlsx]It''s & more'!$A$1:$B$3"
    assert book.names["number"].refers_to == "=42"
    with pytest.raises(ValueError, match="refers to no single range"):
        _ = book.names["number"].refers_to_range
    with pytest.raises(KeyError):
        book.names["none"]
    assert [name.name for name in book.sheets[0].names] == ["'ด้าน 1'!own"]
    assert book.sheets[0]["own"].value == 12.0 and book.sheets[0]["answer.P1.1.01"].value == "ใช่"
    with pytest.raises(ValueError, match="another sheet"):
        book.sheets[1].range("answer.P1.1.01")
    assert {name.name for name in book.names} == {"answer.P1.1.01", "block", "number", "'ด้าน 1'!own"}


def test_what_was_written_is_read(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["D2"].value = "ไม่ใช่"
    sheet["F10"].value = [[1, "=x"], [None, True]]
    sheet["H1:H3"].value = 7
    sheet.range((20, 2), (21, 2)).value = [[3], [None]]
    assert sheet["D2"].value == "ไม่ใช่" and sheet["F10:G11"].value == [[1, "=x"], [None, True]]
    assert sheet["H1:H4"].value == [7, 7, 7, None] and sheet.used_range.address == "$B$1:$H$20"
    sheet["B2:D2"].clear_contents()
    assert sheet["B2:D2"].value == [None] * 3
    assert book.impl.grids()["ด้าน 1"].value(2, 4) == "ใช่"
    with pytest.raises(ValueError, match="do not have the shape"):
        sheet["A1:B2"].raw_value = [[1]]


def test_save_in_place_and_elsewhere(book: xw.Book, form: bytes, tmp_path: Path) -> None:
    path = tmp_path / "หน่วยงาน.xlsx"
    book.sheets[0]["D2"].value = "ไม่ใช่"
    book.save()
    assert path.read_bytes() == patched(form, {"ด้าน 1": {(2, 4): "ไม่ใช่"}})
    assert book.sheets[0]["D2"].value == "ไม่ใช่" and book.impl.grids()["ด้าน 1"].value(2, 4) == "ไม่ใช่"
    book.sheets[1]["A1"].value = 2
    (tmp_path / "out").mkdir()
    book.save(tmp_path / "out" / "copy.xlsx")
    assert book.fullname == str(tmp_path / "out" / "copy.xlsx") and book.name == "copy.xlsx"
    assert open_book(tmp_path / "out" / "copy.xlsx").sheets[1]["A1"].value == 2
    assert open_book(path).sheets[1]["A1"].value == "x"
    assert sorted(found.name for found in tmp_path.rglob("*")) == ["copy.xlsx", "out", "หน่วยงาน.xlsx"]


def test_a_save_that_fails_leaves_the_old_file(
    book: xw.Book, form: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    book.sheets[0]["D2"].value = "ไม่ใช่"
    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(DgmmError):
        book.save()
    monkeypatch.undo()
    assert [found.name for found in tmp_path.iterdir()] == ["หน่วยงาน.xlsx"]
    assert (tmp_path / "หน่วยงาน.xlsx").read_bytes() == form
    book.save()
    assert open_book(tmp_path / "หน่วยงาน.xlsx").sheets[0]["D2"].value == "ไม่ใช่"


def test_a_book_from_bytes_has_no_path(form: bytes, tmp_path: Path) -> None:
    book = open_book(form, name="a.xlsx")
    assert (book.name, book.fullname) == ("a.xlsx", "a.xlsx")
    with pytest.raises(ValueError, match="save it to a path"):
        book.save()
    book.save(tmp_path / "b.xlsx")
    assert (tmp_path / "b.xlsx").read_bytes() == form


def test_books_are_gone_when_nobody_holds_them(form: bytes) -> None:
    count = len(ENGINE.app.books)
    book = open_book(form)
    name = book.names["own"]
    assert name.refers_to_range.value == 12
    assert len(ENGINE.app.books) == count + 1
    del book, name
    assert len(ENGINE.app.books) == count
    book = open_book(form)
    book.close()
    assert len(ENGINE.app.books) == count


def test_xlwings_own_ways_of_opening(form: bytes, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(form)
    book = xw.Book(path, mode="r", engine="dgmm")
    assert book.sheets[0]["D2"].value == "ใช่"
    assert xw.engines["dgmm"].apps.active.books["form.xlsx"] == book
    with xw.engines["dgmm"].apps.active.books.open(path) as again:
        assert again.sheets[0]["D3"].value == 12


@pytest.mark.parametrize("member_", ["charts", "pictures", "shapes", "tables", "page_setup", "freeze_panes"])
def test_what_a_file_cannot_give_is_named(member_: str, book: xw.Book) -> None:
    with pytest.raises(NotImplementedError, match=f"Sheet.{member_} is not supported on files"):
        getattr(book.sheets[0], member_)


def test_more_of_what_a_file_cannot_give(book: xw.Book) -> None:
    cell = book.sheets[0]["D2"]
    for name, act in {
        "Range.formula": lambda: cell.formula,
        "Range.color": lambda: setattr(cell, "color", 1),
        "Range.end": lambda: cell.end("down"),
        "Sheets.add": lambda: book.sheets.add("new", after=book.sheets[0]),
        "Sheet.name": lambda: setattr(book.sheets[0], "name", "x"),
        "Names.add": lambda: book.names.add("x", "=1"),
        "Book.to_pdf": lambda: book.impl.to_pdf("x", 1),
        "Book.save with a password": lambda: book.save(password="x"),
        "Books.add": lambda: book.app.books.add(),
    }.items():
        with pytest.raises(NotImplementedError, match=name):
            act()


# -- small parts -------------------------------------------------------------------------------------


def test_texts_as_cells_spell_them() -> None:
    assert cell_text("a<b>&c") == "a&lt;b&gt;&amp;c"
    assert cell_text("\x00\r\ud800\uffff_x0041_ _x") == "_x0000__x000D__xD800__xFFFF__x005F_x0041_ _x"
