"""What `dgmm_excel` exports: every name of `__all__` is importable, documented, and seen by type checkers; one version."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import dgmm_excel

PACKAGE = Path(dgmm_excel.__file__).parent


def test_every_exported_name_is_importable_and_documented() -> None:
    for name in dgmm_excel.__all__:
        assert getattr(dgmm_excel, name).__doc__, name


def test_exported_names_are_sorted_and_unique() -> None:
    assert list(dgmm_excel.__all__) == sorted(set(dgmm_excel.__all__))


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        dgmm_excel.nothing_of_the_kind  # noqa: B018


def test_type_checkers_see_what_is_exported_from_where_it_comes() -> None:
    imports = [node for node in ast.walk(ast.parse(Path(dgmm_excel.__file__).read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    seen = {alias.name: node.module for node in imports for alias in node.names if str(node.module).startswith("dgmm_excel.")}
    assert sorted(seen) == list(dgmm_excel.__all__)
    for name, home in seen.items():
        assert getattr(dgmm_excel, name).__module__ == home


_EXPORTS = """
import importlib, sys
from types import ModuleType
for module in sys.argv[1:]:
    importlib.import_module(module)
import dgmm_excel
for _ in range(2):
    for name in dgmm_excel.__all__:
        assert not isinstance(getattr(dgmm_excel, name), ModuleType), name
"""


def test_no_module_takes_the_place_of_an_exported_name() -> None:
    """Importing a module of the package sets an attribute of its name on the package."""
    modules = [f"dgmm_excel.{file.stem}" for file in sorted(PACKAGE.glob("*.py")) if not file.stem.startswith("_")]
    ran = subprocess.run([sys.executable, "-c", _EXPORTS, *modules], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_version_is_that_of_the_installed_distribution() -> None:
    assert dgmm_excel.__version__ == version("dgmm-excel")


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
