"""The names at the top of compound files, which tell old workbooks, messages and documents apart."""

from __future__ import annotations

import struct

import pytest

from dgmm_excel.xlsx.compound import top_parts
from tests.support.compound import compound


def test_parts_at_the_top_are_named_and_those_in_folders_are_not() -> None:
    """A document that a workbook has inside does not make it one."""
    data = compound("Workbook", "\x05SummaryInformation", inside=("WordDocument",))
    assert top_parts(data) == {"Workbook", "\x05SummaryInformation", "MBD0001"}
    assert top_parts(compound(*(f"Stream {number}" for number in range(9)))) == {f"Stream {number}" for number in range(9)}


@pytest.mark.parametrize("data", [b"", bytes.fromhex("d0cf11e0a1b11ae1"), bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 2_000, b"\0" * 2_000])
def test_what_is_no_directory_has_no_names(data: bytes) -> None:
    assert top_parts(data) == frozenset()


def test_a_directory_in_a_circle_ends() -> None:
    data = bytearray(compound("Workbook", "Other"))
    start = (struct.unpack_from("<I", data, 48)[0] + 1) * 512
    struct.pack_into("<I", data, start + 128 + 72, 1)  # the first entry follows itself
    assert top_parts(bytes(data)) == {"Workbook"}
