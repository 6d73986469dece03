"""The rows and columns that a sheet hides, however it is spelled."""

from __future__ import annotations

import pytest

from dgmm_excel.xlsx.hidden import hidden


@pytest.mark.parametrize("row", [
    b'<row r="5" hidden="1">', b"<row hidden='true' r='5'>", b'<x:row r="5" spans="1:9" hidden="1"/>',
])
def test_rows(row: bytes) -> None:
    found = hidden(b'<row r="4">' + row + b'<row r="6" hidden="0" ht="0.5"><c r="A6" hidden="1"/>')
    assert found.rows == {5}
    assert found.covers((5, 900))
    assert not found.covers((4, 1))


@pytest.mark.parametrize("column", [b'<col min="3" max="4" hidden="1"/>', b'<x:col hidden="true" width="9" max="4" min="3"/>'])
def test_columns(column: bytes) -> None:
    found = hidden(b'<col min="1" max="2" width="10"/>' + column)
    assert [found.covers((1, place)) for place in range(1, 6)] == [False, False, True, True, False]


def test_columns_side_by_side_are_told_together() -> None:
    columns = b"".join(b'<col min="%d" max="%d" hidden="1"/>' % ends for ends in ((3, 4), (5, 5), (7, 7), (6, 6)))
    assert hidden(columns).columns == (range(3, 6), range(7, 8), range(6, 7))


def test_nothing_is_hidden() -> None:
    assert not any(hidden(b'<sheetFormatPr zeroHeight="1"/><cols><col min="1" max="2"/></cols><row r="1" collapsed="1"/><row hidden="1"/>'))
