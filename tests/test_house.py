"""Rules that ruff, mypy and import-linter cannot keep: the size of modules, no name of a machine or a registry."""

from __future__ import annotations

import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "dgmm_excel"
#: The most lines that a module may have.
LINES = 400
MODULES = sorted(PACKAGE.rglob("*.py"))


def _name(file: Path) -> str:
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def test_modules_are_small() -> None:
    long = {_name(file): lines for file in MODULES if (lines := len(file.read_text("utf-8").splitlines())) > LINES}
    assert not long


def test_nothing_names_a_machine_or_a_registry() -> None:
    marks = [mark.replace("_", "") for mark in ("/wo_rk/", "/ro_ot/", "py_pi.org", "pythonho_sted", "np_mjs")]
    listed = subprocess.run(["git", "ls-files"], cwd=TOP, text=True, capture_output=True, check=False).stdout.splitlines()
    for name in listed:
        file = TOP / name
        if file.suffix in (".py", ".md", ".toml", ".yaml", ".csv", ".txt", "") and file.is_file():
            text = file.read_text("utf-8", errors="replace")
            assert not [mark for mark in marks if mark in text], name
