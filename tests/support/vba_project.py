"""A VBA project read by olefile and olevba, and compared with the one that Excel wrote, record by record.

Excel's own is the empty project of pyOpenVBA's template (Microsoft 365, build 30228). A project that is made for an add-in
may differ from it in the names, the number and the sources of its modules, and has no compiled cache and no cookies: in
nothing else.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import olefile
from pyopenvba import ExcelFile

with warnings.catch_warnings():  # oletools calls pyparsing by its old names
    warnings.simplefilter("ignore")
    from oletools.olevba import decompress_stream

#: Ids of records of the `dir` stream (MS-OVBA 2.3.4.2) that are looked at one by one.
VERSION, MODULES, COOKIE, MODULE, END = 0x09, 0x0F, 0x13, 0x19, 0x10
NAME_UNICODE, STREAM, STREAM_UNICODE, OFFSET, MODULE_COOKIE, PROCEDURAL, DOCUMENT, MODULE_END = 0x47, 0x1A, 0x32, 0x31, 0x2C, 0x21, 0x22, 0x2B
#: `_VBA_PROJECT` without a cache: any Excel compiles the sources (MS-OVBA 2.3.4.1; EPPlus and other writers have the same bytes).
UNCOMPILED = bytes.fromhex("cc61ffff000000")
#: What a cookie is where one is written (MS-OVBA 2.3.4.2.3).
NO_COOKIE = b"\xff\xff"
Record = tuple[int, bytes]


@dataclass(frozen=True)
class Project:
    """What a project's file holds: its streams by path, and what those say that name its modules."""

    streams: dict[str, bytes]
    misplaced: tuple[str, ...]

    @classmethod
    def read(cls, data: bytes) -> Project:
        """Return the project in the bytes of a `vbaProject.bin`."""
        with olefile.OleFileIO(BytesIO(data)) as file:
            streams = {"/".join(path): file.openstream(path).read() for path in file.listdir()}
            return cls(streams, tuple(_misplaced(file)))

    @property
    def records(self) -> list[Record]:
        """The records of the `dir` stream."""
        return list(_records(decompress_stream(bytearray(self.streams["VBA/dir"]))))

    @property
    def information(self) -> list[Record]:
        """The records before the modules: properties and references."""
        return self.records[:_index(self.records, MODULES)]

    @property
    def modules(self) -> list[list[Record]]:
        """The records of each module."""
        found: list[list[Record]] = []
        for record in self.records[_index(self.records, COOKIE) + 1:]:
            if record[0] == MODULE:
                found.append([])
            if record[0] != END:
                found[-1].append(record)
        return found

    @property
    def names(self) -> list[str]:
        """The names of the modules, in order."""
        return [dict(module)[MODULE].decode() for module in self.modules]

    @property
    def lines(self) -> list[str]:
        """The lines of the PROJECT stream."""
        return self.streams["PROJECT"].decode("cp1252").split("\r\n")


def _index(records: Sequence[Record], number: int) -> int:
    return [one for one, _ in records].index(number)


def _records(data: bytes) -> Iterator[Record]:
    place = 0
    while place < len(data):
        number, size = struct.unpack_from("<HI", data, place)
        size += {VERSION: 2, END: 4}.get(number, 0)  # both are longer than they say
        yield number, data[place + 6:place + 6 + size]
        place += 6 + size


def _misplaced(file: olefile.OleFileIO) -> Iterator[str]:
    """The entries of the compound file that its tree of names does not lead to: shorter names first, then by capital letters."""
    for entry in file.direntries:
        if entry is not None and entry.kids:
            in_order = [one.name for one in _in_order(file, entry.sid_child)]
            if in_order != sorted(in_order, key=lambda name: (len(name), name.upper())):
                yield entry.name


def _in_order(file: olefile.OleFileIO, place: int) -> Iterator[olefile.OleDirectoryEntry]:
    if place != olefile.NOSTREAM:
        entry = file.direntries[place]
        yield from _in_order(file, entry.sid_left)
        yield entry
        yield from _in_order(file, entry.sid_right)


@cache
def by_excel() -> Project:
    """The project that Excel wrote: ThisWorkbook, Sheet1 and Module1."""
    with TemporaryDirectory() as folder, ExcelFile.create_new(Path(folder, "excel.xlam")) as book:
        return Project.read(book.vba_project_bytes())


def findings(data: bytes, documents: Sequence[str], others: Sequence[str]) -> list[str]:
    """What a project of these modules has that Excel would have written otherwise."""
    try:
        made = Project.read(data)
        return [*_streams(made, [*documents, *others]), *_dir(made, documents, others), *_text(made, documents, others)]
    except (KeyError, ValueError, IndexError, struct.error) as error:
        return [f"cannot be read: {error!r}"]


def _streams(made: Project, names: Sequence[str]) -> Iterator[str]:
    wanted = {"PROJECT", "PROJECTwm", "VBA/dir", "VBA/_VBA_PROJECT", *(f"VBA/{name}" for name in names)}
    yield from (f"stream {name}" for name in sorted(made.streams.keys() ^ wanted))
    yield from (f"order of names in {name}" for name in made.misplaced)
    if made.streams["VBA/_VBA_PROJECT"] != UNCOMPILED:
        yield "_VBA_PROJECT"
    if made.streams["PROJECTwm"] != b"".join(name.encode() + b"\0" + name.encode("utf-16-le") + b"\0\0" for name in names) + b"\0\0":
        yield "PROJECTwm"


def _dir(made: Project, documents: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    excel = by_excel()
    for ours, theirs in zip(made.information, excel.information, strict=True):
        if ours != theirs:
            yield f"dir record {ours[0]:#x}"
    if made.names != [*documents, *others]:
        yield "order of modules in dir"
    head = dict(made.records)
    if head[MODULES] != struct.pack("<H", len(made.names)) or head[COOKIE] != NO_COOKIE:
        yield "number of modules"
    for name, module in zip(made.names, made.modules, strict=True):
        of_excel = excel.modules[0 if name in documents else -1]
        if module != _named(of_excel, name):
            yield f"dir records of {name}"


def _named(module: list[Record], name: str) -> list[Record]:
    """Excel's records of a module, for another name and a source without a compiled cache before it."""
    own = {MODULE: name.encode(), STREAM: name.encode(), NAME_UNICODE: name.encode("utf-16-le"), STREAM_UNICODE: name.encode("utf-16-le"),
           OFFSET: bytes(4), MODULE_COOKIE: NO_COOKIE}
    return [(number, own.get(number, value)) for number, value in module]


def _text(made: Project, documents: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    wanted: list[str] = []
    for line in by_excel().lines:
        if line.startswith("Module1="):
            wanted += [f"{name}=0, 0, 0, 0, C" for name in others]
        elif line.startswith("Module="):
            wanted += [f"Module={name}" for name in others]
        else:
            wanted.append(line)
    if made.lines != wanted:
        yield "PROJECT: " + ", ".join(sorted(set(made.lines) ^ set(wanted)) or ["order"])
