"""Texts of caches as few bytes, made and read back fast: a return's content, an agency's rows."""

from __future__ import annotations

import struct

from deflate import DeflateError, deflate_compress, deflate_decompress

#: The size of the text in bytes, before its raw deflate stream.
_SIZE = struct.Struct("<I")
#: The level of compression: texts of a round repeat much, and are written once and read a few times.
_LEVEL = 1
#: How many times as large as its stream a text can be at most, by the format.
_MOST_TIMES = 1032


def compressed(text: str) -> bytes:
    """Return a text for `decompressed`; half of a surrogate pair is kept."""
    data = text.encode("utf-8", "surrogatepass")
    return _SIZE.pack(len(data)) + deflate_compress(data, _LEVEL)


def decompressed(data: bytes) -> str:
    """Return the text. Raises ValueError for bytes that `compressed` did not make."""
    if len(data) < _SIZE.size:
        raise ValueError("a compressed text without its size")
    (size,), stream = _SIZE.unpack_from(data), data[_SIZE.size:]
    if size > len(stream) * _MOST_TIMES:
        raise ValueError(f"a compressed text of {size:,} bytes, which it cannot have")
    try:
        return str(deflate_decompress(stream, size), "utf-8", "surrogatepass")
    except DeflateError as error:
        raise ValueError(f"a compressed text that is damaged: {error}") from error
