"""What caches keep as few bytes, made and read back fast: a return's content, an agency's rows."""

from __future__ import annotations

import struct

from deflate import DeflateError, deflate_compress, deflate_decompress

#: The size of the content, before its raw deflate stream.
_SIZE = struct.Struct("<I")
#: The level of compression: contents of a round repeat much, and are written once and read a few times.
_LEVEL = 1
#: How many times as large as its stream a content can be at most, by the format.
_MOST_TIMES = 1032


def compressed(content: bytes) -> bytes:
    """Return content for `decompressed`."""
    return _SIZE.pack(len(content)) + deflate_compress(content, _LEVEL)


def decompressed(data: bytes) -> bytes:
    """Return the content. Raises ValueError for bytes that `compressed` did not make."""
    if len(data) < _SIZE.size:
        raise ValueError("compressed content without its size")
    (size,), stream = _SIZE.unpack_from(data), data[_SIZE.size:]
    if size > len(stream) * _MOST_TIMES:
        raise ValueError(f"compressed content of {size:,} bytes, which it cannot have")
    try:
        return bytes(deflate_decompress(stream, size))
    except DeflateError as error:
        raise ValueError(f"compressed content that is damaged: {error}") from error
