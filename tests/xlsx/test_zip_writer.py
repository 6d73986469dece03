"""Zip files in pieces: a common beginning, a member compressed as its content came; what is in them is whole."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest

from dgmm_excel.xlsx.zip_writer import Begun, Deflated, ZipWriter
from tests.support.packages import packed

CONTENTS = {"[Content_Types].xml": b"types" * 9, "xl/answers.xml": b"answers" * 50, "empty.xml": b""}


def member(name: str, content: bytes) -> Deflated:
    return Deflated.of(name, content, lambda data: zlib.compress(data, wbits=-15))


def begun() -> Begun:
    writer = ZipWriter(BytesIO())
    for name, content in CONTENTS.items():
        writer.add(member(name, content))
    return writer.begun()


def test_a_file_from_a_common_beginning_is_the_one_written_member_by_member() -> None:
    last, file = member("xl/cover.xml", b"cover" * 30), BytesIO()
    writer = ZipWriter(file)
    for one in (*(member(name, content) for name, content in CONTENTS.items()), last):
        writer.add(one)
    writer.finish()
    assert b"".join(begun().ended(last)) == file.getvalue()


def test_every_file_from_a_common_beginning_is_whole_and_has_its_own_last_member() -> None:
    start = begun()
    for content in (b"", b"short", bytes(range(256)) * 40):
        zipped = ZipFile(BytesIO(b"".join(start.ended(member("own.xml", content)))))
        assert zipped.testzip() is None
        assert {name: zipped.read(name) for name in zipped.namelist()} == {**CONTENTS, "own.xml": content}
        assert zipped.namelist() == [*CONTENTS, "own.xml"]
        assert all(not one.flag_bits & 0x8 for one in zipped.infolist()), "a data descriptor follows"


#: Content of which a part is as long as is compressed at once, and comes again at a distance.
ROWS = b"".join(b'<c r="B%d"><v>%d</v></c>' % (number, number * number % 97) for number in range(9000))
END = len(ROWS)


@pytest.mark.parametrize("cuts", [
    (0, 0), (0, END), (END, END), (1, END - 1), (1, 1, 1, 2), (9, 70_000, 70_001, 140_000, END), (100, 65_636, 131_172, 131_173),
    tuple(range(50, END, 777)),
])
def test_a_member_compressed_as_its_content_came_is_whole_wherever_its_pieces_begin(cuts: Sequence[int]) -> None:
    head, *content, tail = (ROWS[start:end] for start, end in pairwise((0, *cuts, END)))
    file = BytesIO()
    writer = ZipWriter(file)
    writer.store("before", b"1")
    writer.frame("rows.xml", head, packed(content), tail)
    writer.add(member("behind", b"2"))
    writer.finish()
    zipped = ZipFile(file)
    assert zipped.testzip() is None and zipped.namelist() == ["before", "rows.xml", "behind"]
    assert zipped.read("rows.xml") == ROWS and (zipped.read("before"), zipped.read("behind")) == (b"1", b"2")
    assert {name: b"".join(pieces) for name, pieces in writer.packed()}["behind"] == member("behind", b"2").raw
    assert zipped.getinfo("rows.xml").compress_size < END / 4
