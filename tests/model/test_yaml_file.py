"""A YAML file as plain data: the same from the parser in C as from the one in Python, and mistakes in the words of the latter."""

from __future__ import annotations

from pathlib import Path

import pytest
import ruamel.yaml.main
from ruamel.yaml import YAML

from dgmm_excel.errors import EditionError
from dgmm_excel.model import yaml_file
from dgmm_excel.model.yaml_file import read_yaml
from dgmm_excel.resources import criteria

MISTAKES = {
    "a key given twice": ("a: 1\nb: 2\na: 3\n", 3),
    "a bracket that is not closed": ("a: 1\nb: [1, 2\nc: 3\n", 2),
    "a tab for indentation": ("a:\n\tb: 1\n", 2),
    "a quote that is not closed": ("a: 'b\n", 1),
}


@pytest.fixture(params=["own", "another's", "own, without C"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of files that are parsed in C, in Python, and in Python since nothing else is installed."""
    assert vars(ruamel.yaml.main)["CParser"] is not None
    if request.param != "another's":
        monkeypatch.setattr(yaml_file, "criteria", lambda: tmp_path)
    if request.param == "own, without C":
        monkeypatch.setattr(ruamel.yaml.main, "CParser", None)
    return tmp_path


@pytest.mark.parametrize("file", sorted(criteria().glob("*.yaml")), ids=lambda file: str(file.stem))
def test_an_edition_is_read_alike(file: Path) -> None:
    """In C here, and as any reader of YAML 1.2 reads it."""
    assert read_yaml(file) == YAML(typ="safe", pure=True).load(file.read_text("utf-8"))


def test_no_is_a_text(folder: Path) -> None:
    """As in YAML 1.2; in YAML 1.1 it was false."""
    file = folder / "a.yaml"
    file.write_text("a: no\nb: 0o17\nc: 1.5\nd: ไม่\n", encoding="utf-8")
    assert read_yaml(file) == {"a": "no", "b": 15, "c": 1.5, "d": "ไม่"}


@pytest.mark.parametrize(("text", "line"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_line(text: str, line: int, folder: Path) -> None:
    file = folder / "a.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EditionError) as refused:
        read_yaml(file)
    (told,) = refused.value.mistakes
    assert str(told).startswith(f"a.yaml:{line}: ")


def test_brackets_without_end_never_end_the_process(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: " + "[" * 200_000, encoding="utf-8")
    with pytest.raises(EditionError, match=r"a\.yaml:1: .*brackets within brackets go too deep"):
        read_yaml(file)
