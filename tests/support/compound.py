"""Compound files made by hand: streams of that name at the top, and a folder with others."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_NONE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_FIRST = bytes.fromhex("d0cf11e0a1b11ae1")


def compound(*streams: str, inside: Sequence[str] = ()) -> bytes:
    """Return a compound file of sectors of 512 bytes: the header, the table of sectors, the directory. The streams are empty."""
    names = [*streams, *(["MBD0001"] if inside else []), *inside]
    top = len(streams) + bool(inside)
    entries = [_entry("Root Entry", 5, child=1)]
    for number, name in enumerate(names, start=1):
        is_last = number in (top, len(names))
        is_folder = bool(inside) and number == top
        entries.append(_entry(name, 1 if is_folder else 2, right=_NONE if is_last else number + 1, child=top + 1 if is_folder else _NONE))
    directory = b"".join(entries)
    directory += bytes(-len(directory) % 512)
    sectors = len(directory) // 512
    table = [_FAT, *range(2, sectors + 1), _END]
    header = _FIRST + bytes(16) + struct.pack("<HHHHH6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _NONE) * 108
    return header + struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff") + directory


def _entry(name: str, kind: int, *, right: int = _NONE, child: int = _NONE) -> bytes:
    raw = name.encode("utf-16-le")
    return raw.ljust(64, b"\0") + struct.pack("<HBB3I16sIQQIQ", len(raw) + 2, kind, 1, _NONE, right, child, b"", 0, 0, 0, _END, 0)
