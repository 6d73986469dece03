"""Numbers and texts of cells, brought to one shape."""

from __future__ import annotations

import datetime
from fractions import Fraction

from dgmm_excel.intake.tidy import clipped, number_in, plain_text


def test_numbers_and_texts_of_cells() -> None:
    assert number_in("0.25") == Fraction(1, 4)
    assert number_in(".5") == Fraction(1, 2)
    assert plain_text(datetime.datetime(2023, 5, 1, 8, 30)) == "2023-05-01 08:30:00"
    assert plain_text(1e20) == "100000000000000000000"
    assert clipped("กขค", 2) == "ก…"
