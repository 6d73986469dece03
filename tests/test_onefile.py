"""One file outside of a round: it is read without what draws, and drawn without what reads. What they do: `cli/test_cli.py`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.forms import form as blank_form
from tests.support.returned import DEPARTMENT

_SHOW = "import sys; print(*(name for name in ('openpyxl', 'urllib.request', 'xlwings') if name in sys.modules))"


def imported(*lines: str) -> list[str]:
    """Those of the three that a process has imported after these lines."""
    script = "\n".join(("from pathlib import Path", *lines, _SHOW))
    return subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout.decode().split()


def test_scoring_a_file_imports_nothing_that_draws(tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    file.write_bytes(blank_form(DEPARTMENT))
    assert imported("from dgmm_excel.onefile import score_files", f"list(score_files([Path({str(file)!r})]))") == ["xlwings"]


def test_drawing_a_form_imports_nothing_that_reads(tmp_path: Path) -> None:
    found = imported(
        "from dgmm_excel.onefile import write_blank_form", "from dgmm_excel.model.load import load_edition",
        f"write_blank_form(load_edition({DEPARTMENT!r}), Path({str(tmp_path / 'form.xlsx')!r}), 'en')")
    assert "openpyxl" in found and "xlwings" not in found
