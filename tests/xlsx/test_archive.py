"""What is refused as a workbook and why; members copied as they are compressed."""

from __future__ import annotations

import io
import pickle
import struct
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel.errors import DgmmError
from dgmm_excel.xlsx.archive import REASONS, Archive, Limits, content_of
from dgmm_excel.xlsx.engine import open_book
from dgmm_excel.xlsx.grids import Grids
from dgmm_excel.xlsx.package import Package, UnreadableBook
from dgmm_excel.xlsx.patch import patched
from tests.support.packages import (
    EXPECTED,
    MAIN,
    SHARED,
    STYLES,
    VALUES,
    compressed,
    made,
    prefixed,
    row,
    sheet_xml,
    zipped,
)


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
        "unknown-entity": made(sheet_xml(row('<c r="A1" t="str"><v>&xxe;</v></c>'))),
        "not-well-formed": made(sheet_xml("<row><c></row>")), "sheet-cut": made(sheet_xml(VALUES)[:-40]),
        "sheet-blank": made(" "),
        "not-utf-8": made(sheet_xml(row('<c r="A1" t="str"><v>?</v></c>')).encode().replace(b"?", b"\xff")),
        "encoding": made(f'<?xml version="1.0" encoding="shift_jis"?>{sheet_xml("")}'),
        "shared-cut": made(sheet_xml(""), shared="<sst><si><t>a"),
        "shared-nested": made(sheet_xml(""), shared='<sst><sst uniqueCount="4000000000"/></sst>'),
        "nested-deeply": made(prefixed(sheet_xml("<a>" * 200 + "</a>" * 200))),
    },
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


def test_a_cell_at_no_place_of_a_sheet_is_left_out() -> None:
    """The cell after it that does not say its place either has the next one; one without content is nothing."""
    for wrong in ("XFE1", "A0", "?", "A1048577", ""):
        cells = f'<c r="A1"><v>1</v></c><c r="{wrong}"><v>2</v></c><c><v>3</v></c><c r="D1"><v>4</v></c>'
        found = Grids(Package(made(sheet_xml(row(cells)))))["A"]
        assert (found.rows, found.nowhere) == ([[1, None, 3, 4]], wrong or "?")
    assert Grids(Package(made(sheet_xml(row('<c r="XFE1"/><c r="A1"><v>1</v></c>')))))["A"].nowhere == ""


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
        list(Grids(Package(bomb, limits)).values())
    assert caught.value.reason == "too_large"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs a file that tells no size")
def test_a_file_that_grows_while_it_is_read_is_read_whole_and_held_to_the_limits() -> None:
    """Files of /proc are ordinary and say that they are empty."""
    growing = Path("/proc/self/status")
    assert growing.stat().st_size == 0 and content_of(growing).startswith(b"Name:")
    with pytest.raises(UnreadableBook, match="too_large"):
        content_of(growing, Limits(total=100))


def test_a_member_with_known_bytes_is_still_held_to_what_its_own_file_declares() -> None:
    good = made(sheet_xml(VALUES))
    assert Archive(good).read("xl/texts.xml") == Archive(good).read("xl/texts.xml") == SHARED.encode()
    for offset, what in ((16, "checksum"), (24, "size")):
        wrong = bytearray(good)
        place = central(good, "xl/texts.xml") + offset
        struct.pack_into("<I", wrong, place, struct.unpack_from("<I", good, place)[0] + 1)
        with pytest.raises(UnreadableBook, match="does not hold"):
            Archive(bytes(wrong)).read("xl/texts.xml")
        assert Archive(good).read("xl/texts.xml") == SHARED.encode(), what


def test_a_member_that_is_not_read_may_be_of_any_size() -> None:
    """A picture of a hundred megabytes spoils no answer; whoever reads all members must be safe from it."""
    file = made(sheet_xml(VALUES), **{"xl/media/image1__emf": "x" * 100_000})
    small = Limits(member=50_000)
    assert Grids(Package(file, small))["A"].rows == [EXPECTED]
    with pytest.raises(UnreadableBook, match="too_large"):
        Archive(file, small)
    with pytest.raises(UnreadableBook, match="too_large"):
        Package(file, small).archive.read("xl/media/image1.emf")


def test_members_that_are_read_are_limited_together_and_one_counts_once() -> None:
    archive = Archive(zipped({"a.bin": "a" * 600, "b.bin": "b" * 600}), Limits(total=1_000), whole=False)
    assert archive.read("a.bin") == archive.read("a.bin") == b"a" * 600
    with pytest.raises(UnreadableBook, match="too_large"):
        archive.read("b.bin")


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
