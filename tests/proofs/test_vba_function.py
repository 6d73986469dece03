"""DGMM_LEVEL in VBA gives what Python gives, in pyOpenVBA's engine and in LibreOffice; a fault planted in it is found in each.

LibreOffice is the faster of the two once it runs (about 1 ms a call, 3 s to start), pyOpenVBA's engine starts at once and takes
2 ms in a form and some 30 to 130 ms over tables and ranges: so it is asked a share of those.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyopenvba.interpreter import VBACompileError

from dgmm_excel.report.consolidated import consolidated as drawn
from tests.support import vba_cases
from tests.support.consolidated_books import result, written
from tests.support.forms import DEPARTMENT, FORMS, PROVINCE
from tests.support.vba_cases import Changes, Sampled
from tests.support.vba_runs import Office, PyOpenVba, Runner

ENGINE = PyOpenVba()
#: Faults of which each shows in one kind of workbook: forms, ranges of answers, consolidated workbooks.
IN_FORMS: Changes = (("DgmmAsked", "If own <= level And", "If own < level And"),)
IN_RANGES: Changes = (("DgmmMachine", 'JoinTruths many, first = "&"', 'JoinTruths many, first = "|"'),)
IN_TABLES: Changes = (("DgmmBook", "mLevels.Add cells(row, level)", "mLevels.Add cells(row, score)"),)


@pytest.fixture
def office(soffice: str, uno_python: str, tmp_path: Path) -> Office:
    return Office(soffice, uno_python, tmp_path)


# -- in pyOpenVBA's engine -------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_forms(name: str, lang: str, tell: Callable[[str], None]) -> None:
    found = vba_cases.forms(ENGINE, name, lang, vba_cases.some(name, 1, lang))  # type: ignore[arg-type]
    assert not found.differences
    tell(f"DGMM_LEVEL in VBA, pyOpenVBA, {name} {lang}: {found.values:,} values, 0 differences")


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_ranges_of_answers(name: str, lang: str, tell: Callable[[str], None]) -> None:
    found = vba_cases.ranges(Sampled(ENGINE, 7), name, lang, vba_cases.some(name, 1, lang))  # type: ignore[arg-type]
    assert not found.differences
    tell(f"DGMM_LEVEL over answers in VBA, pyOpenVBA, {name} {lang}: {found.values:,} values, 0 differences")


def test_a_consolidated_workbook() -> None:
    of = result()
    found = vba_cases.consolidated(Sampled(ENGINE, 9), of, written(drawn(of)))
    assert not found.differences and found.values > 50


def test_planted_faults_are_found() -> None:
    of = result()
    assert vba_cases.forms(ENGINE, DEPARTMENT, "th", vba_cases.some(DEPARTMENT, 1), IN_FORMS).differences
    assert vba_cases.ranges(Sampled(ENGINE, 7), DEPARTMENT, "th", vba_cases.some(DEPARTMENT, 1), IN_RANGES).differences
    assert vba_cases.consolidated(Sampled(ENGINE, 9), of, written(drawn(of)), IN_TABLES).differences


def test_what_does_not_compile_is_told() -> None:
    """LibreOffice gives the cell an error, as Excel does."""
    planted = (("DgmmAsked", "row = FindFact(\"id\", \"\", code)", "rwo = FindFact(\"id\", \"\", code)"),)
    with pytest.raises(VBACompileError, match="rwo"):
        vba_cases.forms(Sampled(ENGINE, 50), DEPARTMENT, "th", vba_cases.some(DEPARTMENT, 1), planted)


# -- in LibreOffice: a sample ----------------------------------------------------------------------


def check_forms(runner: Runner, changes: Changes = ()) -> vba_cases.Compared:
    return vba_cases.forms(runner, DEPARTMENT, "th", vba_cases.some(DEPARTMENT, 2), changes)


def test_forms_in_libreoffice(office: Office, tell: Callable[[str], None]) -> None:
    found = check_forms(office)
    assert not found.differences
    tell(f"DGMM_LEVEL in VBA, LibreOffice: {found.values:,} values, 0 differences")


def test_ranges_of_answers_in_libreoffice(office: Office, tell: Callable[[str], None]) -> None:
    found = vba_cases.ranges(office, PROVINCE, "th", vba_cases.some(PROVINCE, 1))
    assert not found.differences
    tell(f"DGMM_LEVEL over answers in VBA, LibreOffice: {found.values:,} values, 0 differences")


def test_a_planted_fault_is_found_in_libreoffice(office: Office) -> None:
    assert check_forms(office, IN_FORMS).differences
