"""A zip file: its members, read within limits, and written again with some members replaced.

A returned file can come from anyone, so nothing is trusted: declared sizes are limited, a member must inflate to exactly the
size that it declares, and its checksum must match. Every failure is an `UnreadableBook`; no error of zipfile or zlib escapes.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote

from deflate import DeflateError, crc32, deflate_decompress

from dgmm_excel.errors import DgmmError
from dgmm_excel.xlsx.compound import START, top_parts
from dgmm_excel.xlsx.file_bytes import FileBytes
from dgmm_excel.xlsx.zip_writer import (
    CENTRAL_MARK,
    DEFLATED,
    END,
    END_MARK,
    LOCAL,
    LOCAL_MARK,
    QUICK,
    STORED,
    UTF8_NAME,
    ZipWriter,
    name_bytes,
)

#: Why a file cannot be read as a workbook.
REASONS = (
    "empty",              # no bytes at all
    "not_zip",            # something else: HTML, CSV, a folder
    "encrypted",          # an opening password
    "rights",             # opened only by those whom rights management (IRM, a sensitivity label) names
    "old_xls",            # the binary format before 2007
    "damaged",            # cut off, or inconsistent
    "too_large",          # more members or bytes than any form
    "duplicate_members",  # two members of one name: programs differ in which one they read
    "unsafe_xml",         # XML with a document type declaration
    "not_workbook",       # a zip, but of another kind
    "other_format",       # a workbook but no .xlsx; `detail` is its kind's ending
    "no_access",          # the file exists but the system refuses to read it
)

#: What a compound file holds whose content is under rights management; and how such a file of any kind begins.
_RIGHTS = tuple(word.encode("utf-16-le") for word in ("DRMEncrypted", "\tDRMContent", "DRMContent"))
_RIGHTS_START = b".pfile"
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
#: How much of a file tells what it is, in bytes.
_LONGEST_START = 4096
_ENCRYPTED = 0x1
#: The largest member that is inflated at once, into memory of its declared size.
_LARGEST_AT_ONCE = 4 * 1024 * 1024
#: How much of a member is returned at a time as it is in the file, in bytes.
_PIECE = 1 << 20
#: The largest member that is kept with its content, in bytes: compressed, and inflated.
_LONGEST_KEPT, _LARGEST_KEPT = 65_536, 262_144


class UnreadableBook(DgmmError):
    """A file that is not a readable workbook: `reason` is one of `REASONS`, `detail` says more in English."""

    def __init__(self, reason: str, detail: str = "") -> None:
        if reason not in REASONS:
            raise ValueError(f"no such reason: {reason}")
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}" if detail else reason)

    def anew(self) -> UnreadableBook:
        """Return the same error, to keep or to raise later: one that was raised holds the frames that it came through, and with
        them all that was read of the file.
        """
        return UnreadableBook(self.reason, self.detail)

    def __reduce__(self) -> tuple[type[UnreadableBook], tuple[str, str]]:
        return type(self), (self.reason, self.detail)  # so that it survives pickling, from a worker process


@dataclass(frozen=True)
class Limits:
    """The limits of what is read of a form. Sizes in bytes, uncompressed."""

    members: int = 20_000
    member: int = 64 * 1024 * 1024
    total: int = 256 * 1024 * 1024


LIMITS = Limits()


def content_of(path: Path, limits: Limits = LIMITS) -> bytes:
    """Return a file's bytes, no more than all its members may have.

    Raises FileNotFoundError if it does not exist; any other error of the system becomes UnreadableBook.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise UnreadableBook("not_zip", "a folder")
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableBook("not_zip", "no ordinary file")  # a pipe would wait for its writer
        with path.open("rb") as file:
            data = file.read(min(found.st_size, limits.total) + 1)
            if len(data) > found.st_size:  # it has grown
                data += file.read(limits.total + 1 - len(data))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableBook("no_access", error.strerror or str(error)) from None
    if len(data) > limits.total:
        raise UnreadableBook("too_large", f"the file has more than {limits.total:,} bytes")
    return data


def key(name: str) -> str:
    """Return the key by which members are compared, as OPC compares part names: without case and escapes; a backslash is a
    slash.
    """
    plain = unquote(name) if "%" in name else name
    return plain.replace("\\", "/").lstrip("/").lower()


class Archive:
    """The members of a zip file. Raises UnreadableBook if the file is not a sound zip within `limits`.

    `data`: its bytes, those of a large file as `FileBytes`. `whole`: all members must be within the limits, since any reader
    may read them all; otherwise those that are read.
    """

    def __init__(self, data: bytes | FileBytes, limits: Limits = LIMITS, *, whole: bool = True) -> None:
        _check_start(data)
        self._data = data
        self._limits = limits
        self._afforded: set[str] = set()
        self._total = 0
        self._infos, self._comment = _directory(data, limits)
        self._by_key = {key(info.filename): info for info in self._infos}
        if len(self._by_key) != len(self._infos):
            raise UnreadableBook("duplicate_members", _first_duplicate(self._infos))
        for info in self._infos if whole else ():
            self._afford(info)

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names as written, in order."""
        return tuple(info.filename for info in self._infos)

    def __contains__(self, name: str) -> bool:
        return key(name) in self._by_key

    def saved(self, name: str) -> tuple[int, int, int, int, int, int]:
        """Return when a member was last changed, by the clock of the program that packed it; even seconds only."""
        return self._info(name).date_time

    def size(self, name: str) -> int:
        """Return the declared size of a member, in bytes."""
        return self._info(name).file_size

    def read(self, name: str) -> bytes:
        """Return a member, inflated and checked. Raises UnreadableBook `damaged` if it is missing or does not match its
        checksum, `too_large` if it, or it and those read before, is beyond the limits.
        """
        info = self._info(name)
        self._afford(info)
        raw = self._raw(info)
        may_be_known = len(raw) <= _LONGEST_KEPT and info.file_size <= _LARGEST_KEPT
        checked = _checked if may_be_known else _checked.__wrapped__
        try:
            content = checked(raw, info.compress_type, info.file_size, info.CRC)
        except zlib.error:
            raise UnreadableBook("damaged", f"{info.filename} cannot be decompressed") from None
        if content is None:
            raise UnreadableBook("damaged", f"{info.filename}: size or checksum does not hold")
        return content

    def packed(self, name: str) -> Iterator[bytes]:
        """Yield a member's bytes as they are in the file, unchecked, in pieces. Raises UnreadableBook `damaged` if it is
        missing or cut off.
        """
        info = self._info(name)
        begin = self._begin(info)
        for done in range(0, info.compress_size, _PIECE):
            yield self._part(info, begin + done, min(_PIECE, info.compress_size - done))

    def replaced(
        self, contents: Mapping[str, bytes], added: Mapping[str, bytes] | None = None, dropped: Collection[str] = (),
    ) -> bytes:
        """Return the file with some members' contents replaced; the compressed bytes of all others are copied unchanged.

        Order, dates and attributes are kept; `added` members come last, `dropped` ones are removed. The same input gives the
        same bytes.
        """
        new = {key(name): content for name, content in contents.items()}
        gone = {key(name) for name in dropped}
        for name in (*new, *gone):
            self._info(name)
        data = BytesIO()
        writer = ZipWriter(data)
        for name, info in self._by_key.items():
            content = new.get(name)
            if name in gone:
                continue
            if content is None:
                writer.copy(info, self._raw(info))
            else:
                writer.deflate(info, content, QUICK)
        for name, content in (added or {}).items():
            if name in self:
                raise ValueError(f"{name} is there already")
            writer.deflate(zipfile.ZipInfo(name), content, QUICK)
        writer.finish(self._comment)
        return data.getvalue()

    def _info(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._by_key[key(name)]
        except KeyError:
            raise UnreadableBook("damaged", f"{name} is missing") from None

    def _afford(self, info: zipfile.ZipInfo) -> None:
        """Count a member among those that are read; one that is read again counts once."""
        if info.filename in self._afforded:
            return
        if info.file_size > self._limits.member or self._total + info.file_size > self._limits.total:
            raise UnreadableBook("too_large", f"{info.filename} would take {info.file_size:,} bytes")
        self._afforded.add(info.filename)
        self._total += info.file_size

    def _raw(self, info: zipfile.ZipInfo) -> bytes:
        """Return the compressed bytes."""
        return self._part(info, self._begin(info), info.compress_size)

    def _part(self, info: zipfile.ZipInfo, start: int, size: int) -> bytes:
        """Return so many bytes of a member."""
        part = self._data[start:start + size]
        if len(part) != size:
            raise UnreadableBook("damaged", f"{info.filename} is cut off")
        return part

    def _begin(self, info: zipfile.ZipInfo) -> int:
        """Return where the compressed bytes begin: after the *local* header, whose extra field differs from the central
        one's.
        """
        start = info.header_offset
        header = self._data[start:start + LOCAL.size]
        if len(header) < LOCAL.size or header[:4] != LOCAL_MARK:
            raise UnreadableBook("damaged", f"{info.filename}: no member where the directory says")
        name_length: int
        extra_length: int
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        name_start = start + LOCAL.size
        name = self._data[name_start:name_start + name_length]
        if name != name_bytes(info) and _spelled_key(name, header) != key(info.filename):
            raise UnreadableBook("damaged", f"{info.filename}: the member has another name than the directory says")
        return name_start + name_length + extra_length


def _spelled_key(name: bytes, header: bytes) -> str:
    """Return the key of a member's name as its own header spells it."""
    (flags,) = struct.unpack_from("<H", header, 6)
    return key(name.decode("utf-8" if flags & UTF8_NAME else "cp437", "replace"))


_LOCATOR_MARK, _LOCATOR_SIZE = b"PK\x06\x07", 20


def _check_start(data: bytes | FileBytes) -> None:
    head = data[:_LONGEST_START]
    if not head:
        raise UnreadableBook("empty", "the file holds no bytes")
    if head.startswith(_RIGHTS_START):
        raise _of_rights()
    if head.startswith(START):
        _refuse_compound(data[:])
    if head[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08"):
        raise UnreadableBook("old_xls", "an Excel file of the format before 2007")
    if not head.startswith(_ZIP_STARTS):
        raise UnreadableBook("not_zip", _what_it_looks_like(head))


def _refuse_compound(data: bytes) -> NoReturn:
    if any(word in data for word in _RIGHTS):
        raise _of_rights()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableBook("encrypted", "an Office file with an opening password")
    parts = top_parts(data)
    if parts and not parts & {"Workbook", "WORKBOOK", "Book", "BOOK"}:
        raise UnreadableBook("not_zip", "an old Office file, but no workbook")
    raise UnreadableBook("old_xls", "an Office file of the format before 2007")


def _of_rights() -> UnreadableBook:
    return UnreadableBook("rights", "an Office file under rights management")


def _what_it_looks_like(start: bytes) -> str:
    head = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return "a web page (HTML)"
    if head.startswith(b"<?xml"):
        return "an XML file"
    if head.startswith(b"%pdf"):
        return "a PDF file"
    return "no zip file begins like this"


def _directory(data: bytes | FileBytes, limits: Limits) -> tuple[list[zipfile.ZipInfo], bytes]:
    """Return the members in order, and the file's comment."""
    # Counted before zipfile builds an object for each of a million entries.
    if data[_directory_start(data):].count(CENTRAL_MARK) > limits.members:
        raise UnreadableBook("too_large", f"more than {limits.members} members")
    try:
        with zipfile.ZipFile(data.file if isinstance(data, FileBytes) else BytesIO(data)) as opened:
            infos, comment = opened.infolist(), opened.comment
    except (zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, NotImplementedError, ValueError, OverflowError, OSError):
        raise UnreadableBook("damaged", "the zip directory cannot be read; the file may be cut off") from None
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableBook("encrypted", f"{info.filename} has a zip password")
        if info.compress_type not in (STORED, DEFLATED):
            raise UnreadableBook("damaged", f"{info.filename}: compression method {info.compress_type}")
    return infos, comment


def _directory_start(data: bytes | FileBytes) -> int:
    """Return where the directory begins, by the record at the end, so that directories of nested zips are not counted; 0 if
    that record does not say.
    """
    end = data.rfind(END_MARK)
    if end < 0 or len(data) < end + END.size:
        return 0
    size: int = END.unpack(data[end:end + END.size])[5]
    is_large = data[end - _LOCATOR_SIZE:end].startswith(_LOCATOR_MARK)  # then another record is valid
    return end - size if size <= end and not is_large else 0


def _first_duplicate(infos: list[zipfile.ZipInfo]) -> str:
    seen: set[str] = set()
    for info in infos:
        if key(info.filename) in seen:
            return info.filename
        seen.add(key(info.filename))
    return ""


@lru_cache(maxsize=64)  # the returns of a round have parts that nobody changed
def _checked(raw: bytes, method: int, size: int, checksum: int) -> bytes | None:
    """Return the content of a member; None if it has not that size and checksum. Raises zlib.error."""
    content = raw if method == STORED else _inflated(raw, size)
    return content if len(content) == size and crc32(content) == checksum else None


def _inflated(raw: bytes, size: int) -> bytes:
    """Inflate at most one byte more than declared, so that a member with a false size costs nothing."""
    if size <= _LARGEST_AT_ONCE:
        with suppress(DeflateError):
            return bytes(deflate_decompress(raw, size))
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, size + 1)
