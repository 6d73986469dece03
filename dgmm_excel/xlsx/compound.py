"""The top of a compound file, as Office wrote before 2007 and still does around a password: what its parts are called."""

from __future__ import annotations

import struct
from collections.abc import Iterator

#: How every compound file begins.
START = bytes.fromhex("d0cf11e0a1b11ae1")
_ENTRY, _NONE, _END = 128, 0xFFFFFFFF, 0xFFFFFFFA
_MOST = 4_096


def top_parts(data: bytes) -> frozenset[str]:
    """Return the names of the streams and folders at the top; empty if the directory cannot be read."""
    try:
        entries = b"".join(_directory(data))
        return frozenset(_siblings(entries, _pointer(entries, 0, 76))) - {""}
    except (struct.error, UnicodeError):
        return frozenset()


def _directory(data: bytes) -> Iterator[bytes]:
    """Yield the directory, sector by sector, as far as the first table of sectors leads."""
    size = 1 << min(max(struct.unpack_from("<H", data, 30)[0], 7), 16)
    table = struct.unpack_from("<109I", data, 76)
    sector, seen = struct.unpack_from("<I", data, 48)[0], set[int]()
    while sector < _END and sector not in seen and len(seen) < _MOST:
        seen.add(sector)
        yield data[(sector + 1) * size:(sector + 2) * size]
        page, place = divmod(sector, size // 4)
        if page >= len(table) or table[page] >= _END:
            return
        sector = struct.unpack_from("<I", data, (table[page] + 1) * size + 4 * place)[0]


def _siblings(entries: bytes, first: int) -> Iterator[str]:
    """Yield the names of an entry and all beside it."""
    left, seen = [first], set[int]()
    while left and len(seen) < _MOST:
        entry = left.pop()
        if entry == _NONE or entry in seen:
            continue
        seen.add(entry)
        length = struct.unpack_from("<H", entries, entry * _ENTRY + 64)[0]
        yield entries[entry * _ENTRY:entry * _ENTRY + min(length, 64)].decode("utf-16-le").rstrip("\0")
        left += _pointer(entries, entry, 68), _pointer(entries, entry, 72)


def _pointer(entries: bytes, entry: int, offset: int) -> int:
    found: int = struct.unpack_from("<I", entries, entry * _ENTRY + offset)[0]
    return found
