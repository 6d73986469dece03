"""Libraries that no command needs are not imported, however many are installed; a program that uses the package keeps them."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dgmm_excel import unneeded
from dgmm_excel.returns import pool, worker
from dgmm_excel.returns.pool import Task, in_parallel
from tests.support.forms import form as blank_form
from tests.support.returned import DEPARTMENT

LIBRARIES = ("matplotlib", "numpy", "pandas", "plotly", "polars", "cryptography", "PIL")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder of libraries, each of which ends the process that imports it."""
    folder = tmp_path / "installed"
    folder.mkdir()
    for name in LIBRARIES:
        (folder / f"{name}.py").write_text(f"import os\nos.write(2, b'imported {name}')\nos._exit(9)\n")
    return folder


@pytest.fixture
def form(tmp_path: Path) -> Path:
    file = tmp_path / "form.xlsx"
    file.write_bytes(blank_form(DEPARTMENT))
    return file


def run(installed: Path, *words: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, *map(str, words)], capture_output=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(installed)})


def test_a_command_imports_none(installed: Path, form: Path) -> None:
    done = run(installed, "-m", "dgmm_excel", "score", "--json", form)
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_draws_workbooks_imports_none(installed: Path) -> None:
    drawing = "from dgmm_excel import unneeded; unneeded.leave_out(); from openpyxl import Workbook"
    done = run(installed, "-c", drawing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_process_that_reads_returns_imports_none(installed: Path, form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(installed))  # a process that is started takes this one's path over
    task = Task("a", (form.read_bytes(), ".xlsx"))
    (done,) = in_parallel(worker.read_packed, iter([task]), 1)
    assert done.result == worker.read_packed(*task.given)
    monkeypatch.setattr(pool, "run", worker.serve)
    assert list(in_parallel(worker.read_packed, iter([task]), 1)) == []  # it ended before it could start


def test_a_program_that_opens_a_book_has_all_that_xlwings_brings(installed: Path, form: Path) -> None:
    done = run(installed, "-c", f"import dgmm_excel; dgmm_excel.open_book({str(form)!r})")
    assert done.returncode == 9 and done.stderr.startswith(b"imported ")


def test_a_worker_looks_for_unused_objects_as_seldom_as_the_program() -> None:
    """With Python's own threshold a tenth of what workers did was looking."""
    (done,) = in_parallel(gc.get_threshold, iter([Task("", ())]), 1)
    unneeded.collect_less()
    assert done.result == gc.get_threshold() != (700, 10, 10)
