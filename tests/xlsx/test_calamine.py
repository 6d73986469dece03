"""Shared texts before calamine reads them."""

from __future__ import annotations

import re

import pytest

from dgmm_excel.xlsx import calamine
from dgmm_excel.xlsx.package import UnreadableBook
from tests.support.packages import (
    EXPECTED,
    SHARED,
    VALUES,
    grid,
    row,
    sheet_xml,
)


def test_shared_texts_that_declare_billions_cost_nothing() -> None:
    shared = SHARED.replace('count="3" uniqueCount="3"', 'count="4000000000" uniqueCount="4000000000"')
    assert grid(sheet_xml(VALUES), shared=shared).rows == [EXPECTED]


def test_a_sheet_of_many_pieces_is_read_whole() -> None:
    """What calamine gets is handed to it a mebibyte at a time; the value is in the last one."""
    assert grid(sheet_xml(" " * (5 << 20) + VALUES)).rows == [EXPECTED]


@pytest.mark.parametrize("shared", [
    "<sst><si><t>a</t></t></si><si><t>b</t></si></sst>", "<sst><si><t>a</si><si><t>b</t></si></sst>",
    "<sst><si><x:t>a</x:t></si></sst>", "<sst><si><t>a &nbsp;</t></si></sst>",
])
def test_shared_texts_whose_tags_do_not_match_are_damage(shared: str) -> None:
    with pytest.raises(UnreadableBook, match="damaged"):
        grid(sheet_xml(row('<c r="A1" t="s"><v>0</v></c>')), shared=shared)


def test_what_refuses_shared_texts_has_no_possessive_group() -> None:
    """`re` of Python 3.11.0 to 3.11.4 misses what these match: every form was refused."""
    assert not re.search(rb"\)(?:[*+?]|\{[0-9,]+\})\+", calamine._SST.pattern)


@pytest.mark.parametrize("before", [b"", b'<?xml version="1.0"?>\n', b" <?x ? > ?><?y?>\t"])
def test_shared_texts_are_found_behind_what_comes_first(before: bytes) -> None:
    found = calamine._SST.match(before + b'<a:sst count="1">')
    assert found and found[1] == b"a:sst"
    assert not calamine._SST.match(before + b"<x><sst>")
