"""Ctrl-C where Python cannot raise it: it is not lost, and a library's user keeps the hooks of his own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from dgmm_excel import interruption
from dgmm_excel.xlsx.guarded import reading

_IN_A_FINALISER = """
import time
import pytest

from dgmm_excel import interruption
interruption.watch()
class Last:
    def __del__(self):
        raise KeyboardInterrupt
try:
    Last()
    for _ in range(100):
        time.sleep(0.1)
    print("lost")
except KeyboardInterrupt:
    print("raised")
"""


def test_an_interruption_in_a_finaliser_is_raised_after_it() -> None:
    done = subprocess.run([sys.executable, "-c", _IN_A_FINALISER], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("raised", "")


def test_nothing_is_silenced_where_nobody_watches() -> None:
    before = sys.unraisablehook
    interruption.silence()
    assert sys.unraisablehook is before


class Named:
    """What is told its name while a class is made: an interruption comes then."""

    def __set_name__(self, owner: type, name: str) -> None:
        raise KeyboardInterrupt


def test_an_interruption_while_a_class_is_made_is_one() -> None:
    with pytest.raises((RuntimeError, KeyboardInterrupt)) as found:
        type("Document", (), {"part": Named()})
    assert interruption.caused(found.value)
    assert not interruption.caused(RuntimeError("another"))


class Interrupted:
    """A number that is being converted as the interruption comes."""

    def __float__(self) -> float:
        raise KeyboardInterrupt


def test_an_interruption_while_openpyxl_converts_a_value_is_one() -> None:
    with pytest.raises(TypeError) as found:
        Font(sz=Interrupted())
    assert interruption.caused(found.value)
    assert not interruption.caused(TypeError("another"))


def test_an_interruption_while_a_workbook_is_read_is_no_damage_of_it(tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    Workbook().save(file)
    with pytest.raises(KeyboardInterrupt), reading(file):
        Font(sz=Interrupted())
