"""What caches keep, compressed."""

from __future__ import annotations

import struct

import pytest

from dgmm_excel.returns.compressed import compressed, decompressed

CONTENT = "ระดับ 3 · ไม่มี\0\1\n".encode() * 400


@pytest.mark.parametrize("content", [CONTENT, b"", b"\xff"])
def test_content_comes_back_as_it_was(content: bytes) -> None:
    assert decompressed(compressed(content)) == content


def test_content_that_repeats_takes_few_bytes() -> None:
    assert len(compressed(CONTENT)) < len(CONTENT) / 20


@pytest.mark.parametrize("damaged", [
    b"", b"\0\0\0", compressed(CONTENT)[:-5], b"\1" + compressed(CONTENT)[1:], struct.pack("<I", 2**32 - 1) + compressed(CONTENT)[4:],
], ids=["empty", "without its size", "cut short", "of another size", "said to be huge"])
def test_bytes_that_were_damaged_are_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError):
        decompressed(damaged)
