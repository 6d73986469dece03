"""Rules that ruff, mypy and import-linter cannot keep: the size of modules, exports, no name of a machine or a registry."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import dgmm_excel

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "dgmm_excel"
#: The most that a module may have.
LINES = 450
MODULES = sorted(PACKAGE.rglob("*.py"))


def _name(file: Path) -> str:
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def test_modules_are_small() -> None:
    long = {_name(file): lines for file in MODULES if (lines := len(file.read_text("utf-8").splitlines())) > LINES}
    assert not long


_EXPORTS = """
import importlib, sys
from types import ModuleType
for module in sys.argv[2:]:
    importlib.import_module(module)
package = importlib.import_module(sys.argv[1])
for _ in range(2):
    for name in package.__all__:
        assert not isinstance(getattr(package, name), ModuleType), name
"""


@pytest.mark.parametrize("package", sorted(
    _name(file) for file in MODULES if file.name == "__init__.py" and "__all__" in file.read_text("utf-8")))
def test_what_a_package_exports_is_there_whatever_was_imported_before(package: str) -> None:
    """No export shares its name with a module of the package: importing that module would put it in the export's place."""
    full = f"dgmm_excel.{package}" if package else "dgmm_excel"
    folder = PACKAGE.joinpath(*package.split(".")) if package else PACKAGE
    inner = [f"{full}.{file.stem}" for file in sorted(folder.glob("*.py")) if not file.stem.startswith("_")]
    ran = subprocess.run([sys.executable, "-c", _EXPORTS, full, *inner], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_package_keeps_its_word() -> None:
    for name in dgmm_excel.__all__:
        assert getattr(dgmm_excel, name).__doc__, name
    with pytest.raises(AttributeError):
        dgmm_excel.nothing_of_the_kind  # noqa: B018


def test_nothing_names_a_machine_or_a_registry() -> None:
    marks = [mark.replace("_", "") for mark in ("/wo_rk/", "/ro_ot/", "py_pi.org", "pythonho_sted", "np_mjs")]
    listed = subprocess.run(["git", "ls-files"], cwd=TOP, text=True, capture_output=True, check=False).stdout.splitlines()
    for name in listed:
        file = TOP / name
        if file.suffix in (".py", ".md", ".toml", ".yaml", ".csv", ".txt", "") and file.is_file():
            text = file.read_text("utf-8", errors="replace")
            assert not [mark for mark in marks if mark in text], name
