"""The house's own rules: one import direction, spreadsheets only where they belong, nothing swallowed, nothing sprawling."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

import dgmm_excel

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "dgmm_excel"
#: Lowest first; a module imports from its own floor and from those below it only.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "text", "resources", "expr", "agency", "files", "progress", "yamlfile"),
    ("conditions", "spelling", "mistakes", "rulekind", "figures", "rules"),
    ("edition",),
    ("load", "measures", "describe", "answers"),
    ("evaluate", "formula"),
    ("form", "intake"),
    ("book",),
    ("report",),
    ("round", "screen"),
    ("cli",),
)
SPREADSHEETS = {"openpyxl", "xlwings", "python_calamine"}
#: The readers of rosters and of the researchers' figures, and what draws or opens workbooks.
WITH_SPREADSHEETS = ("form", "book", "report", "round.roster", "round.demo", "round.simulate", "round.blank")
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
    assert not any(name.startswith("formula") for name in _own(PACKAGE / "evaluate.py"))
    assert not any(name.startswith("evaluate") for name in _own(PACKAGE / "formula.py"))


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
