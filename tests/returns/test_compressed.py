"""Texts of caches, compressed."""

from __future__ import annotations

import struct

import pytest

from dgmm_excel.returns.compressed import compressed, decompressed

TEXT = "ระดับ 3 \ud83d · ไม่มี\0\1\n" * 400


@pytest.mark.parametrize("text", [TEXT, "", "ก"])
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert decompressed(compressed(text)) == text


def test_a_text_that_repeats_takes_few_bytes() -> None:
    assert len(compressed(TEXT)) < len(TEXT.encode("utf-8", "surrogatepass")) / 20


@pytest.mark.parametrize("damaged", [
    b"", b"\0\0\0", compressed(TEXT)[:-5], b"\1" + compressed(TEXT)[1:], struct.pack("<I", 2**32 - 1) + compressed(TEXT)[4:],
    struct.pack("<I", 3) + b"\1\3\0\xfc\xff\xff\xff\xff",
], ids=["empty", "without its size", "cut short", "of another size", "said to be huge", "no text"])
def test_bytes_that_were_damaged_are_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError):
        decompressed(damaged)
