"""The house's own rules: one import direction, spreadsheets only where they belong, nothing swallowed, nothing sprawling."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dgmm_excel

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "dgmm_excel"
#: Lowest first; a module imports from its own floor and from those below it only.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "text", "resources", "agency", "files", "faults", "progress"),
    ("model", "xlsx"),
    ("scoring", "authoring"),
    ("form",),
    ("intake",),
    ("returns", "report", "feedback"),
    ("round", "onefile", "blank"),
    ("addin", "screen"),
    ("distribution",),
    ("cli",),
)
SPREADSHEETS = {"openpyxl", "xlwings", "python_calamine"}
#: The readers of rosters and of the researchers' figures, and what draws or opens workbooks.
WITH_SPREADSHEETS = ("form.", "xlsx.", "authoring.", "intake.score", "report.", "feedback.", "addin.", "round.roster", "round.researchers", "round.demo", "onefile", "blank")
MODULES = sorted(PACKAGE.rglob("*.py"))


def _name(file: Path) -> str:
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _floor(module: str) -> int:
    top = module.partition(".")[0]
    return next(number for number, names in enumerate(FLOORS) if top in names)


def _imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names if node.module.startswith("dgmm_excel")}
    return found


def _own(file: Path) -> set[str]:
    tops = {name for names in FLOORS for name in names}
    inner = {name.removeprefix("dgmm_excel.") for name in _imports(file) if name.startswith("dgmm_excel.")}
    return {name for name in inner if name.partition(".")[0] in tops}


@pytest.mark.parametrize("file", [file for file in MODULES if _name(file)], ids=_name)
def test_imports_run_one_way(file: Path) -> None:
    mine = _floor(_name(file))
    above = {name for name in _own(file) if _floor(name) > mine}
    assert not above, f"{_name(file)} imports from above: {above}"


def test_evaluator_and_formula_compiler_never_meet() -> None:
    assert not any(name.startswith("form") for name in _own(PACKAGE / "scoring" / "evaluate.py"))
    assert not any(name.startswith("scoring.evaluate") for name in _own(PACKAGE / "form" / "formula.py"))


@pytest.mark.parametrize("file", MODULES, ids=_name)
def test_only_some_modules_know_spreadsheets(file: Path) -> None:
    used = {name.partition(".")[0] for name in _imports(file)} & SPREADSHEETS
    assert not used or _name(file).startswith(WITH_SPREADSHEETS), used


@pytest.mark.parametrize("file", MODULES, ids=_name)
def test_nothing_is_swallowed(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"bare except, line {node.lineno}"
            broad = ast.unparse(node.type) in ("Exception", "BaseException")
            # a broad one passes on what is not its own
            assert not broad or any(isinstance(step, ast.Raise) for step in ast.walk(node)), f"line {node.lineno}"


@pytest.mark.parametrize("file", MODULES, ids=_name)
def test_modules_are_small_and_say_what_they_are(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= 450
    assert ast.get_docstring(ast.parse(text)), "no docstring"


@pytest.mark.parametrize("file", MODULES, ids=_name)
def test_every_public_function_and_class_says_what_it_is(file: Path) -> None:
    public = [
        node for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert not [node.name for node in public if not ast.get_docstring(node)]


@pytest.mark.parametrize("file", [file for file in MODULES if _name(file) not in ("", "__main__")], ids=_name)
def test_no_module_takes_a_short_cut_through_the_package_s_top(file: Path) -> None:
    """`from dgmm_excel import score` would hide from which floor it comes."""
    named = {name for name in _imports(file) if name.startswith("dgmm_excel.")}
    assert not named & {f"dgmm_excel.{name}" for name in dgmm_excel.__all__}


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


def test_no_paid_part_of_xlwings_is_used() -> None:
    for file in MODULES:
        assert not any(name.startswith("xlwings.pro") for name in _imports(file)), _name(file)


def test_nothing_names_a_machine_or_a_registry() -> None:
    marks = [mark.replace("_", "") for mark in ("/wo_rk/", "/ro_ot/", "py_pi.org", "pythonho_sted", "np_mjs")]
    listed = subprocess.run(["git", "ls-files"], cwd=TOP, text=True, capture_output=True, check=False).stdout.splitlines()
    for name in listed:
        file = TOP / name
        if file.suffix in (".py", ".md", ".toml", ".yaml", ".csv", ".txt", "") and file.is_file():
            text = file.read_text("utf-8", errors="replace")
            assert not [mark for mark in marks if mark in text], name
