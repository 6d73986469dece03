"""Bytes compressed as a VBA project holds them (MS-OVBA 2.4.1).

ms-ovba comes with a packer of its own, which garbles what is longer than a thousand bytes or so: this one stands in for it.
"""

from __future__ import annotations

import struct

_CHUNK, _LEAST = 4096, 3


def compressed(data: bytes) -> bytes:
    """The container of a stream."""
    return b"\x01" + b"".join(_chunk(data[start:start + _CHUNK]) for start in range(0, len(data), _CHUNK))


def _chunk(data: bytes) -> bytes:
    tokens = _tokens(data)
    body = b"".join(_group(tokens[start:start + 8]) for start in range(0, len(tokens), 8))
    if len(body) > _CHUNK:
        raise ValueError("nothing in this chunk repeats: it would have to be stored, which only a whole chunk can be")
    return struct.pack("<H", 0xB000 | (len(body) - 1)) + body


def _group(tokens: list[bytes]) -> bytes:
    """Eight tokens after a byte of flags: which of them are copies."""
    flags = sum(1 << place for place, token in enumerate(tokens) if len(token) == 2)
    return bytes([flags]) + b"".join(tokens)


def _tokens(data: bytes) -> list[bytes]:
    """Literals of one byte, and copies of two: how far back, how many."""
    found: list[bytes] = []
    seen: dict[bytes, list[int]] = {}
    place = 0
    while place < len(data):
        bits = max((place - 1).bit_length(), 4)
        start, length = _longest(data, place, seen.get(data[place:place + _LEAST], []), (0xFFFF >> bits) + _LEAST)
        if length < _LEAST:
            found.append(data[place:place + 1])
            length = 1
        else:
            found.append(struct.pack("<H", (place - start - 1) << (16 - bits) | (length - _LEAST)))
        for one in range(place, place + length):
            seen.setdefault(data[one:one + _LEAST], []).append(one)
        place += length
    return found


def _longest(data: bytes, place: int, starts: list[int], most: int) -> tuple[int, int]:
    """Where the longest run of what comes next begins, and its length; the nearest of equals."""
    best, longest = 0, 0
    for start in reversed(starts):
        length = 0
        while length < most and place + length < len(data) and data[start + length] == data[place + length]:
            length += 1
        if length > longest:
            best, longest = start, length
    return best, longest
