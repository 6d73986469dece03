"""Write a zip file: members copied as they are, compressed before, or compressed as their content came."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import IO

from deflate import crc32, deflate_compress
from zlib_ng import zlib_ng

#: What stands before a member, what the directory says of it, and what ends the file.
LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
UTF8_NAME = 0x800
#: Levels of compression: for a file of its own, with libdeflate and with zlib-ng as small as with zlib at its level 6 in less
#: than half of the time; and for one of thousands of copies, whose changed members get a sixth larger in half of that time.
SMALL, QUICK = 5, 1


@dataclass(frozen=True)
class Deflated:
    """A new member, compressed once for any number of zip files; `size` is that of its content, in bytes."""

    name: str
    raw: bytes
    crc: int
    size: int

    @classmethod
    def of(cls, name: str, content: bytes, compress: Callable[[bytes], bytes]) -> Deflated:
        """Compress the content; `compress` returns a raw deflate stream."""
        return cls(name, compress(content), crc32(content), len(content))


class Packed:
    """Content of any size, compressed as it comes, before it is known what stands before and behind it in its member.

    `file` is new and takes the compressed bytes alone, so that neither memory nor the disk ever has the content itself.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._waiting: list[bytes] = []
        self._length = 0
        #: Of the content that was compressed so far.
        self.crc, self.size = 0, 0

    def write(self, content: bytes) -> None:
        """Add content at the end."""
        self._waiting.append(content)
        self._length += len(content)
        if self._length >= _TOGETHER:
            self._pack()

    def ended(self) -> int:
        """Compress what still waits, for nothing more comes; return how many compressed bytes there are."""
        self._pack()
        self._file.write(self._packer.flush(zlib_ng.Z_FULL_FLUSH))
        del self._packer
        return self._file.tell()

    def pieces(self) -> Iterator[bytes]:
        """Yield the compressed bytes, after the end: a raw deflate stream up to a whole byte, which others continue."""
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            yield piece

    def _pack(self) -> None:
        content = b"".join(self._waiting)
        self._waiting, self._length = [], 0
        self.crc, self.size = crc32(content, self.crc), self.size + len(content)
        self._file.write(self._packer.compress(content))

    @cached_property
    def _packer(self) -> zlib_ng._Compress:
        """What compresses; it takes a third of a megabyte, so short content has it at the end only."""
        return _packer()


#: How many bytes of content wait before they are compressed together.
_TOGETHER = 1 << 16


def _packer() -> zlib_ng._Compress:
    return zlib_ng.compressobj(SMALL, zlib_ng.DEFLATED, -zlib_ng.MAX_WBITS)


def _apart(content: bytes, ending: int) -> bytes:
    """Return a piece of a member's content, compressed without looking at those before it; `ending` is a way to flush."""
    packer = _packer()
    return packer.compress(content) + packer.flush(ending)


class ZipWriter:
    """Write a zip file into `out`, from its start, with members that are copied, deflated or stored.

    `out` can be read and sought in. No member gets the time of the day.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._central: list[bytes] = []
        self._offset = 0
        #: Each member's name, where its compressed bytes begin and how many they are.
        self._members: list[tuple[str, int, int]] = []

    def copy(self, info: zipfile.ZipInfo, raw: bytes) -> None:
        """Add a member whose compressed bytes are known."""
        self._add(info, raw, info.compress_type, info.CRC, info.file_size)

    def deflate(self, info: zipfile.ZipInfo, content: bytes, level: int) -> None:
        """Add new content under a member's name and attributes; the same on every system."""
        self._add(info, bytes(deflate_compress(content, level)), DEFLATED, crc32(content), len(content))

    def add(self, member: Deflated) -> None:
        """Add a new member that is already compressed; the same on every system."""
        self._add(_new(member.name), member.raw, DEFLATED, member.crc, member.size)

    def store(self, name: str, content: bytes) -> None:
        """Add a new member, uncompressed."""
        self._add(zipfile.ZipInfo(name), content, STORED, crc32(content), len(content))

    def frame(self, name: str, head: bytes, content: Packed, tail: bytes) -> None:
        """Add a new member of any size, of which all but the begin and the end was compressed as it came.

        Each of the three pieces looks back at nothing before it, and all but the last end with a whole byte: together they are
        one stream.
        """
        info, first, last = _new(name), _apart(head, zlib_ng.Z_FULL_FLUSH), _apart(tail, zlib_ng.Z_FINISH)
        packed = len(first) + content.ended() + len(last)
        crc = crc32(tail, zlib_ng.crc32_combine(crc32(head), content.crc, content.size))
        facts = _facts(info, DEFLATED, crc, packed, len(head) + content.size + len(tail))
        self._out.writelines(chain((_local(info, facts), first), content.pieces(), (last,)))
        self._list(info, facts, packed)

    def packed(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield each member that was added, by name, with its bytes as they are in the file, in pieces."""
        for name, start, size in self._members:
            self._out.seek(start)
            yield name, (self._out.read(min(_PIECE, size - done)) for done in range(0, size, _PIECE))
        self._out.seek(self._offset)

    def _add(self, info: zipfile.ZipInfo, raw: bytes, method: int, crc: int, size: int) -> None:
        facts = _facts(info, method, crc, len(raw), size)
        self._out.write(_local(info, facts))
        self._out.write(raw)
        self._list(info, facts, len(raw))

    def _list(self, info: zipfile.ZipInfo, facts: _Facts, packed: int) -> None:
        """Add a member, which was written last, to the directory."""
        self._central.append(_entry(info, facts, self._offset))
        start = self._offset + LOCAL.size + len(name_bytes(info))
        self._members.append((info.filename, start, packed))
        self._offset = start + packed

    def finish(self, comment: bytes = b"") -> None:
        """Write the directory."""
        directory = b"".join(self._central)
        self._out.write(directory + _end(len(self._members), len(directory), self._offset, comment))

    def begun(self) -> Begun:
        """Return what was added so far, all of it and nothing else being in the file, for zip files that begin so."""
        self._out.seek(0)
        return Begun(self._out.read(self._offset), b"".join(self._central), len(self._members))


@dataclass(frozen=True)
class Begun:
    """The members that many zip files begin with, as they are in the file, and their entries in the directory."""

    members: bytes
    directory: bytes
    count: int

    def ended(self, *last: Deflated) -> tuple[bytes, bytes]:
        """Return a zip file with these members and some more, in two pieces; the first, most of it, is not copied."""
        more, entries, offset, size = list[bytes](), list[bytes](), len(self.members), len(self.directory)
        for one in last:
            info = _new(one.name)
            facts = _facts(info, DEFLATED, one.crc, len(one.raw), one.size)
            header, entry = _local(info, facts), _entry(info, facts, offset)
            more += header, one.raw
            entries.append(entry)
            offset, size = offset + len(header) + len(one.raw), size + len(entry)
        return self.members, b"".join((*more, self.directory, *entries, _end(self.count + len(last), size, offset)))


#: How much of a member is read at a time, in bytes.
_PIECE = 1 << 18


#: What a member's header and its entry in the directory both say, in order; last the length of its name.
_Facts = tuple[int, ...]


@lru_cache(maxsize=64)
def _new(name: str) -> zipfile.ZipInfo:
    """Return the attributes of a new member, the same on every system; nobody changes them."""
    info = zipfile.ZipInfo(name)
    info.create_system = 0
    return info


def _local(info: zipfile.ZipInfo, facts: _Facts) -> bytes:
    """Return what stands before a member's bytes."""
    return LOCAL.pack(LOCAL_MARK, 20, *facts, 0) + name_bytes(info)


def _entry(info: zipfile.ZipInfo, facts: _Facts, offset: int) -> bytes:
    """Return what the directory says of a member that begins at that offset."""
    return CENTRAL.pack(
        CENTRAL_MARK, info.create_system << 8 | 20, 20, *facts, 0, len(info.comment), 0, info.internal_attr, info.external_attr,
        offset,
    ) + name_bytes(info) + info.comment


def _end(count: int, size: int, offset: int, comment: bytes = b"") -> bytes:
    """Return what ends a zip file whose directory has that size and begins at that offset."""
    return END.pack(END_MARK, 0, 0, count, count, size, offset, len(comment)) + comment


def _facts(info: zipfile.ZipInfo, method: int, crc: int, packed: int, size: int) -> _Facts:
    flags = info.flag_bits & UTF8_NAME  # the header has the sizes, so no data descriptor follows
    year, month, day, hour, minute, second = info.date_time
    time, date = hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
    return flags, method, time, date, crc, packed, size, len(name_bytes(info))


def name_bytes(info: zipfile.ZipInfo) -> bytes:
    """Return a member's name as a zip file spells it."""
    name = info.orig_filename
    return name.encode("utf-8" if info.flag_bits & UTF8_NAME or name.isascii() else "cp437")
