"""Zip files that begin alike: what is made from the common beginning is what is written member by member."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZipFile

from dgmm_excel.xlsx.zip_writer import Begun, Deflated, ZipWriter

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
