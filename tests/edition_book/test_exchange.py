"""An edition goes into a workbook and back: the same edition, the same bytes; mistakes in it are told; no work is replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from dgmm_excel.edition_book.exchange import write_criteria, write_workbook
from dgmm_excel.edition_book.words import title
from dgmm_excel.errors import EditionError, OutputError
from dgmm_excel.model.load import load_edition
from tests.support.edition_books import MINI, assert_same, cell, is_told, told

#: Mistakes in rows of their own, none of which hides another.
TOGETHER = (
    "no id", "Thai digits in a year", "a number for a text", "an open bracket", "no pillar", "a date for a fraction", "a formula",
    "a key of two choices", "a value beside texts", "a row that belongs nowhere",
)


def test_an_edition_comes_back_and_is_the_same_bytes_from_then_on(tmp_path: Path) -> None:
    book = write_workbook(str(MINI), tmp_path / "one.xlsx")
    file, made = write_criteria(book)
    assert file == tmp_path / "one.yaml"
    assert_same(made, load_edition(MINI))
    again = write_workbook(str(file), tmp_path / "two.xlsx")
    assert again.read_bytes() == book.read_bytes()
    assert write_criteria(again)[0].read_bytes() == file.read_bytes()
    assert load_edition(tmp_path / "two.yaml").digest == made.digest


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(str(MINI), tmp_path_factory.mktemp("book") / "mini.xlsx")


# -- mistakes; each kind alone: tests/proofs/test_edition_books.py ------------------------------------


def test_mistakes_are_told_all_at_once(mini: Path, tmp_path: Path) -> None:
    said = told(mini, tmp_path, *TOGETHER)
    assert [name for name in TOGETHER if not is_told(name, said)] == []


def test_a_lost_column_is_told_without_what_only_follows(mini: Path, tmp_path: Path) -> None:
    said = told(mini, tmp_path, "a deleted column")
    assert len(said) == 1 and is_told("a deleted column", said)


def test_a_stray_space_is_told_once(mini: Path, tmp_path: Path) -> None:
    """What names the question still finds it."""
    assert len(told(mini, tmp_path, "spaces around an id")) == 1


def test_rows_may_move_between_those_of_other_topics_and_columns_change_places(mini: Path, tmp_path: Path) -> None:
    book = load_workbook(mini)
    sheet = book[title("questions")]
    rows = [[one.value for one in row] for row in sheet.iter_rows(min_row=4)]
    moved = [rows[0], *sorted(rows[1:], key=lambda row: str(row[1]), reverse=True)]  # the topics backwards, each in its order
    turned = [[row[0], *reversed(row[1:])] for row in moved]
    for number, row in enumerate(turned, start=4):
        for place, value in enumerate(row, start=1):
            sheet.cell(number, place).value = value
    sheet.insert_rows(2, 3)
    book.save(tmp_path / "moved.xlsx")
    assert_same(write_criteria(tmp_path / "moved.xlsx")[1], load_edition(MINI))


def test_a_number_typed_over_a_text_and_a_logical_value_say_the_same(mini: Path, tmp_path: Path) -> None:
    book = load_workbook(mini)
    for row, value in (("B.3.1 1", 1), ("B.3.1 2", 2)):
        cell(book, "choices", row, "key").value = value
    cell(book, "rules", "A.3 cumulative", "value").value = True
    cell(book, "edition", "year", "value").value = "2566"
    cell(book, "levels", "สอง Two", "band").value = 1.81
    book.save(tmp_path / "typed.xlsx")
    assert_same(write_criteria(tmp_path / "typed.xlsx")[1], load_edition(MINI))


@pytest.mark.parametrize(("content", "said"), [(b"", "the file is empty"), (b"PK\x03\x04 no", "cannot read"), (b"id,th", "its content is not .xlsx")])
def test_a_file_that_is_no_workbook_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(EditionError, match=said):
        write_criteria(tmp_path / "a.xlsx")
    with pytest.raises(EditionError, match="there is no file"):
        write_criteria(tmp_path / "b.xlsx")


# -- files that are there --------------------------------------------------------------------------


def test_a_workbook_that_somebody_changed_is_not_replaced(tmp_path: Path) -> None:
    file = write_workbook(str(MINI), tmp_path / "a.xlsx")
    before = file.read_bytes()
    assert write_workbook(str(MINI), file).read_bytes() == before  # as it was written
    newer = tmp_path / "newer.yaml"
    newer.write_text(MINI.read_text("utf-8").replace("year: 2566", "year: 2567"), "utf-8")
    assert write_workbook(str(newer), file).read_bytes() != before
    book = load_workbook(file)
    book.save(file)
    saved = file.read_bytes()
    with pytest.raises(OutputError, match="may hold somebody's work"):
        write_workbook(str(MINI), file)
    assert file.read_bytes() == saved


def test_a_criteria_file_that_somebody_wrote_is_not_replaced(mini: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    write_criteria(mini, file)
    changed = load_workbook(mini)
    cell(changed, "edition", "year", "value").value = 2567
    changed.save(tmp_path / "changed.xlsx")
    assert write_criteria(tmp_path / "changed.xlsx", file)[1].year == 2567  # nobody has touched it
    file.write_text(file.read_text("utf-8") + "# mine\n", "utf-8")
    with pytest.raises(OutputError, match="-o "):
        write_criteria(mini, file)
    assert file.read_text("utf-8").endswith("# mine\n")


def test_names_of_other_kinds_and_missing_folders_are_refused(mini: Path, tmp_path: Path) -> None:
    for call in (lambda: write_workbook(str(MINI), tmp_path / "a.yaml"), lambda: write_criteria(mini, tmp_path / "a.txt"),
                 lambda: write_workbook(str(MINI), tmp_path / "none" / "a.xlsx")):
        with pytest.raises(OutputError):
            call()
    assert list(tmp_path.iterdir()) == []
