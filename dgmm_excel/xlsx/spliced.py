"""Members of zip files that differ from file to file in some places: what is common to all files is compressed once.

A deflate stream is a row of blocks, and blocks that refer to nothing before them may stand behind any others. What is common is
kept as such blocks; what is a file's own is put between or behind them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

from deflate import crc32

from dgmm_excel.xlsx.zip_writer import Deflated

#: What comes before the bytes of a block that is stored as it is: a mark, how many they are, and that number inverted.
_STORED = struct.Struct("<BHH")
#: The most bytes that such a block can hold.
_LONGEST = 65_535
#: The longest own content in a place between others that is stored as it is, in bytes.
_SHORT = 255
_THOROUGH, _FAST = 9, 1


class Spliced:
    """A member with a file's own content, most often short, in places between common pieces, one more than there are places."""

    def __init__(self, name: str, common: Sequence[bytes]) -> None:
        self._name = name
        self._common = tuple((piece, _blocks(piece, _THOROUGH)) for piece in common)

    def filled(self, own: Sequence[bytes]) -> Deflated:
        """Return the member with a file's own content in each place."""
        blocks, crc, size = list[bytes](), 0, 0
        for content, (piece, packed) in zip((b"", *own), self._common, strict=True):
            crc = crc32(piece, crc32(content, crc))
            size += len(content) + len(piece)
            blocks += _own_blocks(content), packed
        return Deflated(self._name, b"".join((*blocks, _END)), crc, size)


class Prolonged:
    """A member whose beginning is common; a file's own content follows, as long as it likes.

    It is stored as it is: some kilobytes, which take longer to compress than the rest of a form takes to be put together.
    """

    def __init__(self, name: str, common: bytes) -> None:
        self._name = name
        self._begins, self._crc, self._size = _blocks(common, _THOROUGH), crc32(common), len(common)

    def ended(self, own: bytes) -> Deflated:
        """Return the member with a file's own content at its end."""
        return Deflated(self._name, b"".join((self._begins, *_stored(own))), crc32(own, self._crc), self._size + len(own))


def _stored(content: bytes) -> Iterator[bytes]:
    """Yield content as blocks that are stored as they are, the last one marked."""
    starts = range(0, max(len(content), 1), _LONGEST)
    for start in starts:
        piece = content[start:start + _LONGEST]
        yield _STORED.pack(start == starts[-1], len(piece), len(piece) ^ 0xFFFF)
        yield piece


def _own_blocks(content: bytes) -> bytes:
    if len(content) > _SHORT:
        return _blocks(content, _FAST)
    return _STORED.pack(0, len(content), len(content) ^ 0xFFFF) + content


def _blocks(content: bytes, level: int) -> bytes:
    """Compress content to whole blocks, none of them the last, that refer to nothing before and to which nothing refers."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)


#: The last block, which is empty.
_END = zlib.compressobj(wbits=-zlib.MAX_WBITS).flush()
