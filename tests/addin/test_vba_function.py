"""DGMM_LEVEL in VBA, run by LibreOffice, gives what Python gives; a fault planted in it is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dgmm_excel.report.consolidated import consolidated as drawn
from tests.report.test_consolidated import result
from tests.support import vba_cases
from tests.support.forms import DEPARTMENT, EDITIONS, PROVINCE


@pytest.fixture
def office(soffice: str, uno_python: str, tmp_path: Path) -> vba_cases.Office:
    return vba_cases.Office(soffice, uno_python, tmp_path)


@pytest.mark.parametrize("name", EDITIONS)
def test_forms(office: vba_cases.Office, name: str, tell: Callable[[str], None]) -> None:
    found = vba_cases.forms(office, name, "th", vba_cases.some(name, 2))
    assert not found.differences
    tell(f"DGMM_LEVEL in VBA, {name}: {found.values:,} values, 0 differences")


def test_an_english_form(office: vba_cases.Office) -> None:
    assert not vba_cases.forms(office, PROVINCE, "en", vba_cases.some(PROVINCE, 1, "en")).differences


@pytest.mark.parametrize("name", EDITIONS)
def test_ranges_of_answers(office: vba_cases.Office, name: str, tell: Callable[[str], None]) -> None:
    found = vba_cases.ranges(office, name, "th", vba_cases.some(name, 1))
    assert not found.differences
    tell(f"DGMM_LEVEL over answers in VBA, {name}: {found.values:,} values, 0 differences")


def test_a_consolidated_workbook(office: vba_cases.Office) -> None:
    of = result()
    assert not vba_cases.consolidated(office, of, drawn(of)).differences


def test_a_planted_fault_is_found(office: vba_cases.Office) -> None:
    planted = (("DgmmAsked", "If own <= level And", "If own < level And"),)
    assert vba_cases.forms(office, DEPARTMENT, "th", vba_cases.some(DEPARTMENT, 1), planted).differences
