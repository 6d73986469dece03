"""Every edition goes into a workbook and back; every mistake that is planted in a workbook is told at its cell."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dgmm_excel.edition_book.exchange import write_criteria, write_workbook
from dgmm_excel.model.load import load_edition
from tests.support.edition_books import MINI, PLANTED, assert_same, is_told, told
from tests.support.forms import EDITIONS
from tests.support.successors import successors

LONG = bool(os.environ.get("DGMM_LONG"))
TESTS = Path(__file__).parents[1]
#: Editions of other models, and of the whole language.
OTHERS = sorted(str(file) for folder in (TESTS / "editions", TESTS / "model" / "data") for file in folder.glob("*.yaml")
                if not file.stem.endswith(".scenarios"))
_NAMES = [*EDITIONS, *OTHERS]


@pytest.mark.parametrize("name", _NAMES if LONG else EDITIONS[:1])
def test_an_edition_comes_back_and_is_the_same_bytes_from_then_on(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DGMM_CRITERIA", "" if name in EDITIONS else str(Path(name).parent))  # where a base is
    book = write_workbook(name, tmp_path / "one.xlsx")
    file, made = write_criteria(book)
    assert_same(made, load_edition(name))
    again = write_workbook(str(file), tmp_path / "two.xlsx")
    assert again.read_bytes() == book.read_bytes()
    assert write_criteria(again)[0].read_bytes() == file.read_bytes()


def test_what_an_edition_says_of_the_one_before_comes_back(tmp_path: Path) -> None:
    _, second, _ = successors(tmp_path)
    file, made = write_criteria(write_workbook(str(second), tmp_path / "second-2.xlsx"))
    assert_same(made, load_edition(second))
    assert made.predecessor is not None and made.predecessor.choices["B.3.1"] == {"2": None}
    assert "not_carried: {A.1.3: changed, B.1.x.1: split}" in file.read_text("utf-8")


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(str(MINI), tmp_path_factory.mktemp("book") / "mini.xlsx")


@pytest.mark.parametrize("name", PLANTED if LONG else list(PLANTED)[::4])
def test_a_planted_mistake_is_told_at_its_cell(name: str, mini: Path, tmp_path: Path) -> None:
    assert is_told(name, told(mini, tmp_path, name))
