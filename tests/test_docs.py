"""What the documents say holds: links lead somewhere, commands and modules that they name exist, every command is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

import dgmm_excel
from dgmm_excel.cli import app

TOP = Path(__file__).resolve().parent.parent
_AWAY = {".venv", ".venv-uv", "build", "dgmm-demo", "node_modules"}
DOCUMENTS = sorted(
    file for file in TOP.rglob("*.md")
    if not any(part in _AWAY or part.startswith(".") for part in file.relative_to(TOP).parts) and file != TOP / "templates" / "dist.md"
)
READMES = ("README.md", "README.th.md")
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PACKAGE = TOP / "dgmm_excel"


def _anchor(heading: str) -> str:
    """The anchor that a heading gets on the web: lower case, hyphens for blanks, no other signs."""
    kept = (char for char in heading.lower() if char.isalnum() or char in " -_" or "\u0e30" <= char <= "\u0e4e")
    return "".join(kept).replace(" ", "-")


def test_there_are_documents() -> None:
    names = {file.relative_to(TOP).as_posix() for file in DOCUMENTS}
    assert names >= {"README.md", "README.th.md", "CHANGELOG.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "tests/proofs/README.md"}


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.relative_to(TOP).as_posix())
def test_links_lead_somewhere(file: Path) -> None:
    for link in _LINK.findall(file.read_text("utf-8")):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        assert target.exists(), link
        if anchor:
            assert anchor in map(_anchor, _HEADING.findall(target.read_text("utf-8"))), link


@pytest.mark.parametrize("file", READMES)
def test_every_command_is_in_the_readme(file: str) -> None:
    text = (TOP / file).read_text("utf-8")
    missing = {name for name in COMMANDS if f"dgmm {name}" not in text} - {"build"}  # for developers: CONTRIBUTING.md
    assert not missing
    assert "dgmm build" in (TOP / "CONTRIBUTING.md").read_text("utf-8")


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.relative_to(TOP).as_posix())
def test_commands_that_are_named_exist(file: Path) -> None:
    if file.name == "CHANGELOG.md":
        return
    named = set(re.findall(r"(?:^ {4}|`|uv run )dgmm ([a-z][a-z-]*)", file.read_text("utf-8"), re.MULTILINE))
    assert named <= COMMANDS


@pytest.mark.parametrize("file", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_modules_that_are_named_exist(file: str) -> None:
    """Modules are named by their path in the package, or from the top."""
    named = re.findall(r"\b((?:[a-z_]+/)+[a-z_]+\.py)\b", (TOP / file).read_text("utf-8"))
    assert len(named) > 5
    assert not [name for name in named if not (_PACKAGE / name).is_file() and not (TOP / name).is_file()]


def test_the_two_readmes_show_the_same_commands_and_pictures() -> None:
    shown = [
        [re.split(r"\s{3,}", line.strip())[0] for line in (TOP / name).read_text("utf-8").splitlines()
         if line.startswith("    ") and not re.search(r"^ {4}(from|edition|result|advise|dgmm_level|score_book)\b", line)]
        for name in READMES
    ]
    assert shown[0] == shown[1] and len(shown[0]) > 15


def test_the_newest_version_of_the_changelog_is_the_package_s() -> None:
    newest = re.search(r"^## (\S+)", (TOP / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None and newest[1] in (dgmm_excel.__version__, "Unreleased")
