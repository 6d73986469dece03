"""Files that nobody who means well sends, and some that people send by mistake; each with the code that it must get."""

from __future__ import annotations

import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from io import BytesIO

from tests.support.damage import draft
from tests.support.formatted import SLOTS
from tests.support.forms import DEPARTMENT

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
P1 = "xl/worksheets/sheet2.xml"
TEXTS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"
#: How the cell of an answer on that sheet begins.
_CELL = f'<c r="{SLOTS["P1.1.01"].cell}"'.encode()

#: Name of the file -> what makes it, and the code it must get; "" where it is read as the good form that it is.
CASES: dict[str, tuple[Callable[[], bytes], str]] = {}


@cache
def good() -> bytes:
    """Return a filled form."""
    return draft(DEPARTMENT, "th", random.Random("hostile")).save()


def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(good())) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(members: Iterator[tuple[str, bytes]] | dict[str, bytes]) -> bytes:
    """Return a package of those members, of the same name too."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in members.items() if isinstance(members, dict) else members:
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def case(name: str, code: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register a function as a case; it returns the bytes of the file."""

    def add(made: Callable[[], bytes]) -> Callable[[], bytes]:
        CASES[name] = made, code
        return made

    return add


def _with(**changed: bytes) -> bytes:
    """Return the good form with parts replaced; `P1=…` and so on, by the names above."""
    names = {"P1": P1, "TEXTS": TEXTS, "BOOK": BOOK, "TYPES": TYPES}
    return zipped(parts() | {names[key]: content for key, content in changed.items()})


def _inserted(part: str, before: bytes, new: bytes) -> bytes:
    own = parts()
    assert before in own[part]
    own[part] = own[part].replace(before, new + before, 1)
    return zipped(own)


# -- too large -------------------------------------------------------------------------------------


@cache
def _of_spaces(size: int) -> tuple[bytes, int]:
    """So many spaces, deflated, and their checksum; never all at once. Behind a full flush the same piece is deflated alike."""
    packer, checksum, piece = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS), 0, b" " * (1 << 24)
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(size >> 24):
        checksum = zlib.crc32(piece, checksum)
    return packed * (size >> 24) + packer.flush(), checksum


def _bomb(size: int, declared: int) -> bytes:
    """Return a form whose first sheet is so many spaces."""
    packed, checksum = _of_spaces(size)
    data = bytearray(_with(P1=b""))
    with zipfile.ZipFile(BytesIO(data)) as package:
        info = package.getinfo(P1)
    start = info.header_offset
    body = start + 30 + len(P1)
    data[body:body + info.compress_size] = packed
    grown = len(packed) - info.compress_size
    struct.pack_into("<III", data, start + 14, checksum, len(packed), declared)
    end = data.rindex(b"PK\x05\x06")
    (directory,) = struct.unpack_from("<I", data, end + 16)
    struct.pack_into("<I", data, end + 16, directory + grown)
    at = directory + grown
    while data[at:at + 4] == b"PK\x01\x02":
        length, extra, comment = struct.unpack_from("<HHH", data, at + 28)
        (offset,) = struct.unpack_from("<I", data, at + 42)
        if offset > start:
            struct.pack_into("<I", data, at + 42, offset + grown)
        if data[at + 46:at + 46 + length] == P1.encode():
            struct.pack_into("<III", data, at + 16, checksum, len(packed), declared)
        at += 46 + length + extra + comment
    return bytes(data)


@case("a gigabyte of spaces.xlsx", "DG004")
def _gigabyte() -> bytes:
    return _bomb(1 << 30, 1 << 30)


@case("a gigabyte that says it is small.xlsx", "DG001")
def _lying() -> bytes:
    return _bomb(1 << 30, 1_000)


@case("smaller than it says.xlsx", "DG001")
def _lying_too() -> bytes:
    return _bomb(1 << 24, 1 << 25)


@case("many members.xlsx", "DG004")
def _members() -> bytes:
    own = parts()
    return zipped(own | {f"xl/x{number}.xml": b"" for number in range(20_000)})


@case("a quarter of a gigabyte in many members.xlsx", "")
def _total() -> bytes:
    return zipped(parts() | {f"xl/media/{number}.bin": bytes(50 << 20) for number in range(6)})


@case("forty megabytes of spaces.xlsx", "")
def _spaces() -> bytes:
    return _inserted(P1, b"</sheetData>", b" " * (40 << 20))


@case("a text of forty megabytes.xlsx", "DG113")
def _text() -> bytes:
    own = parts()
    head, _, tail = own[P1].partition(_CELL)
    _, _, tail = tail.partition(b"</c>")
    own[P1] = head + _CELL + b' t="inlineStr"><is><t>' + b"x" * (40 << 20) + b"</t></is></c>" + tail
    return zipped(own)


@case("millions of texts.xlsx", "DG004")
def _texts() -> bytes:
    return _inserted(TEXTS, b"</sst>", b"<si><t/></si>" * 2_000_000)


@case("a million rows.xlsx", "DG004")
def _rows() -> bytes:
    return _inserted(P1, b"</sheetData>", _many_rows(1_000_000))


@case("half a million rows.xlsx", "DG308")
def _fewer_rows() -> bytes:
    return _inserted(P1, b"</sheetData>", _many_rows(500_000))


@case("four large sheets.xlsx", "DG004")
def _sheets() -> bytes:
    own, rows = parts(), _many_rows(800_000)
    for number in range(2, 6):
        name = f"xl/worksheets/sheet{number}.xml"
        own[name] = own[name].replace(b"</sheetData>", rows + b"</sheetData>", 1)
    return zipped(own)


def _many_rows(count: int) -> bytes:
    return b"".join(b'<row r="%d"><c r="B%d" t="b"><v>1</v></c><c r="D%d"/></row>' % (row, row, row) for row in range(200, count + 200))


@case("a sheet of rectangles.xlsx", "DG308")
def _corner() -> bytes:
    return _inserted(P1, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


@case("a million levels deep.xlsx", "DG001")
def _deep() -> bytes:
    return _inserted(P1, b"</sheetData>", b"<row><c><is>" + b"<a>" * 300_000 + b"</a>" * 300_000 + b"</is></c></row>")


@case("a million levels deep behind the cells.xlsx", "")
def _deep_behind() -> bytes:
    return _inserted(P1, b"</worksheet>", b"<extLst>" + b"<a>" * 1_000_000 + b"</a>" * 1_000_000 + b"</extLst>")


@case("thirty sheets of blanks.xlsx", "DG321")
def _blanks() -> bytes:
    return _with_sheets(30, b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9999"><c r="RZ9999"><v>1</v></c></row>')


@case("two hundred sheets and as many thousand texts.xlsx", "")
def _odd_sheets() -> bytes:
    """Sheets that cannot be read as they are spelled, for each of which the texts must not be parsed anew."""
    own = _sheets_added(200, b"<row><c><v>1</v></c></row>")
    own[TEXTS] = own[TEXTS].replace(b"</sst>", (b"<si><t>" + b"x" * 60 + b"</t></si>") * 200_000 + b"</sst>")
    return zipped(own)


@case("a long text in thousands of cells.xlsx", "DG004")
def _repeated() -> bytes:
    own = parts()
    number = own[TEXTS].count(b"<si>")
    own[TEXTS] = own[TEXTS].replace(b"</sst>", b"<si><t>" + b"x" * (1 << 20) + b"</t></si></sst>")
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (row, row, number) for row in range(300, 3_300))
    own[P1] = own[P1].replace(b"</sheetData>", rows + b"</sheetData>")
    return zipped(own)


@case("arrays over arrays.xlsx", "")
def _arrays() -> bytes:
    """Return a form in which each of ten thousand formulas claims to fill ten thousand cells."""
    rows = (b'<row r="%d"><c r="A%d"><f t="array" ref="K300:T1299">1</f><v>1</v></c></row>' % (row, row) for row in range(300, 9_999))
    return _inserted(P1, b"</sheetData>", b"".join(rows))


def _with_sheets(count: int, rows: bytes) -> bytes:
    return zipped(_sheets_added(count, rows))


def _sheets_added(count: int, rows: bytes) -> dict[str, bytes]:
    own, links = parts(), "xl/_rels/workbook.xml.rels"
    listed = b"".join(b'<sheet name="x%d" sheetId="%d" r:id="x%d"/>' % (n, n + 900, n) for n in range(count))
    linked = b"".join(
        b'<Relationship Id="x%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        b'Target="worksheets/x%d.xml"/>' % (n, n) for n in range(count))
    own[BOOK] = own[BOOK].replace(b"</sheets>", listed + b"</sheets>")
    own[links] = own[links].replace(b"</Relationships>", linked + b"</Relationships>")
    sheet = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN.encode(), rows)
    return own | {f"xl/worksheets/x{n}.xml": sheet for n in range(count)}


# -- what begins and does not end, or begins anew in every letter ----------------------------------


@case("comments that do not end.xlsx", "DG001")
def _comments() -> bytes:
    return _inserted(P1, b"</sheetData>", (b"<!-- " + b"x" * 400) * 90_000)


@case("a million comments.xlsx", "DG004")
def _many_comments() -> bytes:
    return _inserted(P1, b"</sheetData>", b"<!---->" * 1_000_000)


@case("names that do not end.xlsx", "")
def _open_names() -> bytes:
    return _inserted(BOOK, b"</definedNames>", b"<definedName name " * 1_000_000)


@case("cells that do not end.xlsx", "DG004")
def _open_cells() -> bytes:
    return _inserted(P1, b"</sheetData>", b"<c " * 5_000_000)


@case("a cell of a million attributes.xlsx", "DG001")
def _attributes() -> bytes:
    return _inserted(P1, b"</sheetData>", b'<row r="300"><c r="A300"' + b' s="1"' * 2_000_000 + b"/></row>")


@case("a formula of ten megabytes.xlsx", "DG113")
def _formula() -> bytes:
    return _answer(_CELL + b' t="str"><f>' + b"1+" * 5_000_000 + b"1</f><v>" + b"9" * 10_000_000 + b"</v></c>")


@case("a text of a hundred thousand runs.xlsx", "DG113")
def _runs() -> bytes:
    return _answer(_CELL + b' t="inlineStr"><is>' + b"<r><t>a</t></r>" * 100_000 + b"</is></c>")


@case("a number without end.xlsx", "DG101")
def _number() -> bytes:
    return _answer(_CELL + b'><v>1e999</v></c>')


@case("a number of thousands of digits.xlsx", "DG101")
def _digits() -> bytes:
    return _answer(_CELL + b' t="inlineStr"><is><t>' + b"9" * 32_767 + b"</t></is></c>")


def _answer(cell: bytes) -> bytes:
    """Return the good form with another cell for its first answer."""
    own = parts()
    head, _, tail = own[P1].partition(_CELL)
    _, _, tail = tail.partition(b">") if tail.partition(b">")[0].endswith(b"/") else tail.partition(b"</c>")
    own[P1] = head + cell + tail
    return zipped(own)


@case("a million merged cells.xlsx", "")
def _merged() -> bytes:
    return _inserted(P1, b"</worksheet>", b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 1_000_000 + b"</mergeCells>")


@case("a million names.xlsx", "")
def _names() -> bytes:
    names = b"".join(b'<definedName name="answer.%d">Sheet1!$A$1</definedName>' % number for number in range(700_000))
    return _inserted(BOOK, b"</definedNames>", names)


# -- XML -------------------------------------------------------------------------------------------

_OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)) + b"]>"


def _declared(part: str, declaration: bytes, entity: bytes) -> bytes:
    own = parts()
    xml = own[part].partition(b"?>")[2]
    own[part] = b'<?xml version="1.0" encoding="UTF-8"?>' + declaration + xml.replace(b"<t", b"<t", 1).replace(b"</t>", entity + b"</t>", 1)
    return zipped(own)


for _part, _name in ((P1, "sheet"), (TEXTS, "texts"), (BOOK, "workbook"), ("_rels/.rels", "rels")):
    CASES[f"a file from outside in the {_name}.xlsx"] = partial(_declared, _part, _OUTSIDE, b"&e;"), "DG004"
    CASES[f"a billion laughs in the {_name}.xlsx"] = partial(_declared, _part, _LAUGHS, b"&l;"), "DG004"


@case("a declaration in UTF-16.xlsx", "DG004")
def _utf16() -> bytes:
    text = parts()[TEXTS].decode().partition("?>")[2]
    return _with(TEXTS=f'<?xml version="1.0" encoding="UTF-16"?>{_OUTSIDE.decode()}{text}'.encode("utf-16"))


@case("a shared text that is not there.xlsx", "DG121")
def _index() -> bytes:
    return _shared(b"999999999")


@case("a shared text before the first.xlsx", "DG121")
def _negative() -> bytes:
    return _shared(b"-1")


def _shared(index: bytes) -> bytes:
    return _answer(_CELL + b' t="s"><v>' + index + b"</v></c>")


# -- the package -----------------------------------------------------------------------------------


@case("names that lead out.xlsx", "")
def _paths() -> bytes:
    odd = ("../../evil.txt", "/etc/evil", "C:\\evil.exe", "..\\..\\evil", "xl/../../evil", "a\nb", "a\0b", "\u202exslx.exe", "CON", "x" * 4_000)
    return zipped(parts() | dict.fromkeys(odd, b"evil"))


@case("a sheet that is elsewhere.xlsx", "DG001")
def _target() -> bytes:
    own = parts()
    own["xl/_rels/workbook.xml.rels"] = own["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet2.xml", b"../../../../../etc/passwd")
    return zipped(own)


@case("two members of one name.xlsx", "DG004")
def _double() -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return zipped(iter([*parts().items(), (P1, b"<worksheet/>")]))


@case("two members but for capitals.xlsx", "DG004")
def _capitals() -> bytes:
    return zipped(parts() | {P1.upper(): b"<worksheet/>"})


def _marked(offset: int, value: int) -> bytes:
    """Return the good form with another number in the directory's entry of its first member."""
    data = bytearray(good())
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + offset, value)
    return bytes(data)


@case("a member with a password.xlsx", "DG002")
def _secret() -> bytes:
    return _marked(8, 1)


@case("a member packed in an unknown way.xlsx", "DG001")
def _method() -> bytes:
    return _marked(10, 99)


@case("a member of two names.xlsx", "DG001")
def _renamed() -> bytes:
    data = bytearray(good())
    data[30] ^= 1
    return bytes(data)


@case("members of one place.xlsx", "")
def _overlapping() -> bytes:
    """Nineteen hundred more entries of the directory lead to the first member."""
    data = good()
    end = data.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<HII", data, end + 10)
    directory = data[start:start + size]
    length = struct.unpack_from("<H", directory, 28)[0]
    first = directory[:46 + sum(struct.unpack_from("<HHH", directory, 28))]
    directory += b"".join(first[:46] + b"%0*d" % (length, number) + first[46 + length:] for number in range(1_900))
    return data[:start] + directory + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count + 1_900, count + 1_900, len(directory), start, 0)


@case("sizes of eight bytes.xlsx", "")
def _zip64() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts().items():
            with package.open(name, "w", force_zip64=True) as member:
                member.write(content)
    return stream.getvalue()


@case("sizes of eight bytes that lie.xlsx", "DG001")
def _zip64_lies() -> bytes:
    data = bytearray(good())
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HHII", data, end + 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    large = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, *[1 << 60] * 4)
    return bytes(data[:end]) + large + struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1) + bytes(data[end:])


@case("extra fields that lie.xlsx", "DG001")
def _extra() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts().items():
            info = zipfile.ZipInfo(name)
            info.extra = b"\x01\x00\xff\xff"
            package.writestr(info, content)
    return stream.getvalue()


@case("a directory entry for every byte.xlsx", "DG004")
def _entries() -> bytes:
    return good() + b"PK\x01\x02" * 5_000_000


@case("a list of a million parts.xlsx", "")
def _types() -> bytes:
    return _inserted(TYPES, b"</Types>", b'<Override PartName="/x" ContentType="y"/>' * 1_000_000)


@case("a million links.xlsx", "DG004")
def _links() -> bytes:
    return _inserted("xl/_rels/workbook.xml.rels", b"</Relationships>", b'<Relationship Id="z" Type="t" Target="u"/>' * 1_000_000)


@case("a sheet from the net.xlsx", "DG001")
def _net() -> bytes:
    own, links = parts(), "xl/_rels/workbook.xml.rels"
    new = re.sub(rb'Target="[^"]*worksheets/sheet2.xml"', b'Target="http://example.org/x.xml" TargetMode="External"', own[links])
    assert new != own[links]
    return zipped(own | {links: new})


@case("a million formats.xlsx", "DG004")
def _formats() -> bytes:
    return _inserted("xl/styles.xml", b"</cellXfs>", b'<xf numFmtId="14"/>' * 1_000_000)


@case("encrypted.xlsx", "DG002")
def _encrypted() -> bytes:
    return _OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(10_000)


@case("old.xls", "DG003")
def _old() -> bytes:
    return _OLE + bytes(504) + "Workbook".encode("utf-16-le") + bytes(10_000)


@case("very old.xls", "DG003")
def _very_old() -> bytes:
    return b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(1_000)


@case("binary.xlsb", "DG010")
def _binary() -> bytes:
    own = parts()
    own["_rels/.rels"] = own["_rels/.rels"].replace(b"workbook.xml", b"workbook.bin")
    own["xl/workbook.bin"] = own.pop(BOOK)
    return zipped(own)


@case("open document.ods", "DG010")
def _ods() -> bytes:
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


@case("macros renamed.xlsx", "DG010")
def _macros() -> bytes:
    own = parts()
    own[TYPES] = own[TYPES].replace(b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml").replace(
        b"application/vnd.openxmlformats-officedocument.sheet.macro", b"application/vnd.ms-excel.sheet.macro")
    own["xl/vbaProject.bin"] = _OLE + bytes(1_000)
    return zipped(own)


@case("a page.xlsx", "DG001")
def _html() -> bytes:
    return b"<html><body><table><tr><td>P1.1.01</td></tr></table></body></html>"


@case("a list.xlsx", "DG001")
def _csv() -> bytes:
    return b"P1.1.01,yes\r\n"


@case("a letter.xlsx", "DG001")
def _word() -> bytes:
    own = {TYPES: b"<Types/>", "_rels/.rels": parts()["_rels/.rels"].replace(b"xl/workbook.xml", b"word/document.xml")}
    return zipped(own | {"word/document.xml": b'<w:document xmlns:w="w"/>'})


@case("nothing.xlsx", "DG011")
def _nothing() -> bytes:
    return b""


def _cut_off(place: int) -> bytes:
    return good()[:1 + place * (len(good()) - 2) // 19]


for _place in range(20):
    CASES[f"cut off {_place:02}.xlsx"] = partial(_cut_off, _place), "DG001"
