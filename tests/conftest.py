"""What tests share: where LibreOffice is, and that its absence is said aloud; how much is tried; figures that tests report."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.worksheet import merge as merges_of_openpyxl

from dgmm_excel import unneeded
from dgmm_excel.authoring.merges import Merged
from tests.support.level_table import LevelTable, together

#: What a part of the table of DGMM_LEVEL's implementations is recorded as.
TABLE = "DGMM_LEVEL"

#: Whether the tests that try many inputs try all that they are made for (as in CI), or fewer.
LONG = bool(os.environ.get("DGMM_LONG"))


def pytest_configure(config: pytest.Config) -> None:
    """Heed Ctrl-C, and let the programs that tests start heed it: a shell that runs tests in the background has them ignore it.

    Where Python is told to keep no bytecode, keep it beside pytest's own cache: tests start some hundred processes, and each
    would compile the package and all that it imports.

    Workbooks are read with our merged cells (`authoring/test_merges.py`: the same cells as with openpyxl's): a third less time.
    """
    merges_of_openpyxl.MergedCellRange = Merged  # type: ignore[misc]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.dont_write_bytecode:
        kept = str(config.rootpath / ".pytest_cache" / "bytecode")
        sys.dont_write_bytecode, sys.pycache_prefix = False, kept
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = kept


def pytest_collection_finish() -> None:
    """Have Python look for unused circles of objects less often, as the program does, and never among what is imported by now.

    Workbooks are made of hundreds of thousands of objects, and tests keep what they share: looking took a seventh of the time.
    """
    gc.collect()
    gc.freeze()
    unneeded.collect_less()


def pytest_sessionfinish() -> None:
    """Look for unused objects once more, for what complains as it goes: pytest looks five times, and would find all that is kept."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked as `long`, unless everything is tried."""
    if LONG:
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice's command. Without it the test is skipped, or fails where DGMM_REQUIRE_LIBREOFFICE is set (as in CI)."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return found
    if os.environ.get("DGMM_REQUIRE_LIBREOFFICE"):
        pytest.fail("LibreOffice is required here and is missing: install libreoffice-calc-nogui")
    pytest.skip("needs LibreOffice (Debian: libreoffice-calc-nogui python3-uno fonts-thai-tlwg)")


@pytest.fixture(scope="session")
def uno_python(soffice: str) -> str:
    """Provide a Python that can speak to LibreOffice: Debian's own, or the one that comes with LibreOffice."""
    pythons = (shutil.which("python3", path="/usr/bin"), Path(soffice).resolve().with_name("python"), shutil.which("python3"))
    for python in pythons:
        if python and shutil.which(python) and not subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode:
            return str(python)
    if os.environ.get("DGMM_REQUIRE_LIBREOFFICE"):
        pytest.fail("LibreOffice's uno is required here and is missing: install python3-uno")
    pytest.skip("needs LibreOffice's uno (Debian: python3-uno)")


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say how much was tried; it is printed at the end of the run."""
    return lambda figures: record_property("figures", figures)


@pytest.fixture
def tell_levels(record_property: Callable[[str, object], None]) -> Callable[[LevelTable], None]:
    """Tell a part of the table of DGMM_LEVEL's implementations; all parts are printed as one table for each kind of workbook."""
    return lambda table: record_property(TABLE, table.told())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of all tests, and whether this was a short run."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    told = [value for report in reports for name, value in report.user_properties if name == "figures"]
    told += ["\n".join(table.lines()) for table in together(value for report in reports
                                                            for name, value in report.user_properties if name == TABLE)]
    if told:
        terminalreporter.section("tried" if LONG else "tried, in short (DGMM_LONG=1: all)")
        for line in sorted(map(str, told)):
            terminalreporter.write_line(line)
