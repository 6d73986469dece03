"""Answers that may be in the wrong place are rejected."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

import pytest
from openpyxl import Workbook

from dgmm_excel.form.anchors import COLUMNS
from dgmm_excel.xlsx.a1 import address, column_number
from tests.support.filled_in import read
from tests.support.formatted import SLOTS, came_to, saved
from tests.support.forms_read import ANSWERS, NAMES, PLACES, codes, read_grids
from tests.support.returned import Draft, file_grids, put

#: The row of the third question, and the column after the words beside its answer.
ROW, AFTER = NAMES["P1.1.03"][1], NAMES["P1.1.03"][2] + 2


def test_an_answer_beside_its_cell_is_no_blank() -> None:
    grids = file_grids(answers={k: v for k, v in ANSWERS.items() if k != "P1.1.03"})
    put(next(grid for grid in grids if grid.name == "P1 นโยบาย"), ROW, AFTER, "ใช่")
    returned = read_grids(grids)
    assert codes(returned) == [("DG110", "P1.1.03", PLACES["P1.1.03"])]
    assert (returned.faults[0].params["place"], returned.faults[0].value) == (f"P1 นโยบาย!{address(ROW, AFTER)}", "ใช่")
    assert returned.entries["P1.1.03"].state == "rejected"


def test_an_answer_typed_over_its_words_is_no_blank() -> None:
    """The ids still lead to its cell; what stands in place of the words may be the answer, a number as well."""
    grids = file_grids(answers={k: v for k, v in ANSWERS.items() if k not in ("P1.1.03", "G4.successes")})
    for name, value in (("P1.1.03", "ใช่"), ("G4.successes", 5)):
        grid, row = next(grid for grid in grids if grid.name == SLOTS[name].sheet), SLOTS[name].row
        put(grid, row, 3, value)
        returned = read_grids(grids)
        assert ("DG110", name, SLOTS[name].cell) in codes(returned)
        assert [fault.params["place"] for fault in returned.faults if fault.question == name] == [f"{grid.name}!C{row}"]
        assert name not in returned.answers


def test_the_number_of_a_line_whose_words_were_cleared_is_no_answer() -> None:
    grids = file_grids(answers={k: v for k, v in ANSWERS.items() if k != "G4.successes"})
    put(next(grid for grid in grids if grid.name == SLOTS["G4.successes"].sheet), SLOTS["G4.successes"].row, 3, None)
    assert codes(read_grids(grids)) == []


def test_an_answer_typed_above_its_cell_is_no_blank() -> None:
    """In the row of the explanation, over hidden markers, or in a row that somebody inserted."""
    name, below = "P1.1.01", "P1.1.04"
    grids = file_grids(answers={k: v for k, v in ANSWERS.items() if k not in (name, below)})
    sheet = next(grid for grid in grids if grid.name == SLOTS[name].sheet)
    column, up = column_number(SLOTS[name].column), SLOTS[name].row - 1
    while sheet.rows[up - 1][0] is not None:
        up -= 1
    assert up == SLOTS[name].row - 2, "a row of markers stands between"
    put(sheet, up, column, "ไม่ใช่")
    sheet.rows.insert(SLOTS[below].row - 1, [None] * (column - 1) + ["ใช่"])
    returned = read_grids(grids)
    assert codes(returned) == [("DG110", name, SLOTS[name].cell), ("DG110", below, f"{SLOTS[below].column}{SLOTS[below].row + 1}")]
    assert [fault.value for fault in returned.faults] == ["ไม่ใช่", "ใช่"]


def test_other_answers_and_levels_above_a_blank_answer_are_none_of_it() -> None:
    """An answer above, and the level in the line of the topic where the explanations were deleted and formulas pasted as values."""
    whole = [f"P1.1.{number:02}" for number in range(1, 13)]
    grids = file_grids(answers={k: v for k, v in ANSWERS.items() if k not in whole[1::2]})
    assert codes(read_grids(grids)) == []
    name = "P3.2.mean"
    grids = file_grids(answers={k: v for k, v in ANSWERS.items() if k != name})
    sheet = next(grid for grid in grids if grid.name == SLOTS[name].sheet)
    above, column = SLOTS[name].row - 2, column_number(SLOTS[name].column)
    assert sheet.rows[above][0] == COLUMNS
    put(sheet, above, column, 3)
    assert ("DG110", name, SLOTS[name].cell) in codes(read_grids(grids))
    put(sheet, above, 2, "P3.2")
    assert codes(read_grids(grids)) == []


def test_answers_out_of_place_are_told_of_a_sheet_that_was_copied_too() -> None:
    """The copy says the same, and stands before the sheet; its names stay with the sheet."""
    answers = {k: v for k, v in ANSWERS.items() if k not in ("P1.1.03", "P1.1.05")}
    names = {name: place for name, place in NAMES.items() if name != "P1.1.06"} | {"P1.1.05": NAMES["P1.1.06"]}
    grids = file_grids(answers=answers)
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    put(sheet, ROW, AFTER, "ใช่")
    for place in (1, len(grids)):
        copy = Draft("P1 นโยบาย (2)", [list(row) for row in sheet.rows], formulas=set(sheet.formulas))
        returned = read_grids([*grids[:place], copy, *grids[place:]], names)
        assert [(code, question) for code, question, _ in codes(returned)] == [
            ("DG110", "P1.1.03"), ("DG110", "P1.1.05"), ("DG112", "P1.1.06")]
        assert not {"P1.1.03", "P1.1.05", "P1.1.06"} & set(returned.answers)


def test_words_beside_a_blank_answer_are_no_answer() -> None:
    grids = file_grids(answers={k: v for k, v in ANSWERS.items() if k != "P1.1.03"})
    put(next(grid for grid in grids if grid.name == "P1 นโยบาย"), ROW, AFTER, "รอข้อมูลจากกองแผน")
    assert codes(read_grids(grids)) == []


def test_an_answer_dragged_onto_another_spoils_both() -> None:
    """Excel moves the name along; the answer that stood there before is gone."""
    answers = {k: v for k, v in ANSWERS.items() if k != "P1.1.03"} | {"P1.1.04": False}
    names = {name: place for name, place in NAMES.items() if name != "P1.1.04"} | {"P1.1.03": NAMES["P1.1.04"]}
    returned = read_grids(file_grids(answers=answers), names)
    assert codes(returned) == [("DG110", "P1.1.03", PLACES["P1.1.03"]), ("DG112", "P1.1.04", PLACES["P1.1.04"])]
    assert {returned.entries[q].state for q in ("P1.1.03", "P1.1.04")} == {"rejected"}
    assert not {"P1.1.03", "P1.1.04"} & set(returned.answers)


def test_answers_that_moved_up_when_a_cell_was_deleted_are_not_taken_for_others() -> None:
    """One answer cell deleted, those below it moved up with their names, while ids and words stay: as Excel does it where no
    merged cells are in its way.
    """
    questions = [f"P1.1.{number:02}" for number in range(1, 13)]
    answers = ANSWERS | {name: place % 2 == 0 for place, name in enumerate(questions)}
    grids = file_grids(answers=answers)
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    rows = [NAMES[name][1] for name in questions]
    column = NAMES["P1.1.03"][2]
    assert rows == list(range(rows[0], rows[0] + 12))
    for row in rows[2:-1]:
        put(sheet, row, column, sheet.rows[row][column - 1])
    put(sheet, rows[-1], column, None)
    names = {name: place for name, place in NAMES.items() if name != "P1.1.03"}
    names |= {name: (place[0], place[1] - 1, place[2]) for name, place in NAMES.items() if name in questions[3:]}
    returned = read_grids(grids, names, broken=frozenset({"P1.1.03"}))
    assert {(code, q) for code, q, _ in codes(returned)} == {("DG112", name) for name in questions[2:]}
    assert returned.answers == {name: value for name, value in answers.items() if name not in questions[2:]}


def test_rows_sorted_with_their_ids_but_not_their_names_are_no_fault() -> None:
    """Excel's sort moves cells and leaves names; an answer that is blank now lies where another's name points."""
    answers = {k: v for k, v in ANSWERS.items() if k not in ("P1.1.03", "P1.1.05")}
    grids = file_grids(answers=answers)
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    first = ROW - 2
    sheet.rows[first:first + 4] = [sheet.rows[first + place] for place in (3, 1, 0, 2)]
    returned = read_grids(grids, NAMES)
    assert {code for code, _, _ in codes(returned)} == {"DG208"}
    assert returned.answers == answers


def test_an_answer_dragged_out_of_its_table_is_found_by_its_name() -> None:
    grids = file_grids(answers={k: v for k, v in ANSWERS.items() if k != "P1.1.03"})
    put(next(grid for grid in grids if grid.name == "P1 นโยบาย"), 22, 10, "ใช่")
    returned = read_grids(grids, NAMES | {"P1.1.03": ("P1 นโยบาย", 22, 10)})
    assert codes(returned) == [("DG110", "P1.1.03", PLACES["P1.1.03"])]


@pytest.mark.parametrize("saved", [
    str, lambda text: text.replace("\n", "\r\n").replace(" ", "\u00a0"), lambda text: f"{text} ",
    lambda text: normalize("NFKD", text),
], ids=["as issued", "other breaks and spaces", "a space more", "letters taken apart"])
def test_rows_sorted_without_their_ids_are_told(saved: Callable[[str], str]) -> None:
    """The words and answers of three rows change places; the hidden ids stay where they are. Some programs respell texts."""
    grids = file_grids(answers=ANSWERS | {"P1.1.02": False})
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    sheet.rows = [[*row[:2], saved(row[2]) if isinstance(row[2], str) else row[2], *row[3:]] for row in sheet.rows]
    first = ROW - 2
    ids = [sheet.rows[first + place][0] for place in (0, 1, 2)]
    moved = [sheet.rows[first + place][1:] for place in (1, 2, 0)]
    sheet.rows[first:first + 3] = [[anchor, *rest] for anchor, rest in zip(ids, moved, strict=True)]
    returned = read_grids(grids)
    assert codes(returned) == [("DG111", "P1.1.02", PLACES["P1.1.02"]), ("DG111", "P1.1.03", PLACES["P1.1.03"]), ("DG111", "P1.1.04", PLACES["P1.1.04"])]
    assert not {"P1.1.02", "P1.1.03", "P1.1.04"} & set(returned.answers)


def test_rows_moved_with_their_ids_are_no_fault() -> None:
    grids = file_grids(answers=ANSWERS | {"P1.1.02": False})
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    first = ROW - 2
    sheet.rows[first:first + 3] = [sheet.rows[first + place] for place in (2, 0, 1)]
    returned = read_grids(grids)
    assert (returned.faults, returned.answers) == ((), ANSWERS | {"P1.1.02": False})


def test_answers_that_a_merge_emptied_are_no_blanks() -> None:
    """Somebody merged three answer cells to say yes to all of them; Excel keeps the first alone."""
    def change(book: Workbook) -> None:
        sheet = book[SLOTS["P1.1.02"].sheet]
        sheet[PLACES["P1.1.02"]] = "ใช่"
        sheet.merge_cells(f"{PLACES['P1.1.02']}:{PLACES['P1.1.04']}")

    result = read(saved(change))
    assert came_to(result, "P1.1.02") == ("accepted", True, "ใช่", [])
    assert came_to(result, "P1.1.03") == ("rejected", None, None, ["DG114"])
    assert came_to(result, "P1.1.04") == ("rejected", None, None, ["DG114"])
    told = [(fault.cell, fault.value, fault.params["place"]) for fault in result.faults]
    assert told == [(PLACES[name], "ใช่", f"P1 นโยบาย!{PLACES['P1.1.02']}") for name in ("P1.1.03", "P1.1.04")]


def test_an_answer_merged_into_its_words_is_no_blank() -> None:
    def change(book: Workbook) -> None:
        sheet = book[SLOTS["P1.1.03"].sheet]
        words = f"C{ROW}"
        for area in [area for area in sheet.merged_cells.ranges if words in area]:
            sheet.unmerge_cells(str(area))
        sheet.merge_cells(f"{words}:{PLACES['P1.1.03']}")

    assert came_to(read(saved(change)), "P1.1.03")[3] == ["DG114"]


def test_blank_cells_merged_together_are_blank() -> None:
    def change(book: Workbook) -> None:
        sheet = book[SLOTS["P1.1.02"].sheet]
        sheet[PLACES["P1.1.02"]] = None
        sheet.merge_cells(f"{PLACES['P1.1.02']}:{PLACES['P1.1.04']}")

    result = read(saved(change))
    assert result.faults == ()
    assert {result.form.entries[f"P1.1.{n:02}"].state for n in (2, 3, 4)} == {"blank"}


@pytest.mark.parametrize(("where", "text"), [
    ("number", "✓"), ("number", "ใช่"), ("number", "{number} ✓"), ("number", "ใช่ {number}"),
    ("words", "{words}  ใช่"), ("words", "{words} : ไม่ใช่"), ("words", "ใช่ - {words}"), ("words", "{words} (✓)"),
])
def test_an_answer_on_the_number_or_the_words_of_its_line_is_told(where: str, text: str) -> None:
    grids = file_grids(answers=ANSWERS)
    sheet, row, column = NAMES["P1.1.05"]
    grid = next(grid for grid in grids if grid.name == sheet)
    number, words = grid.rows[row - 1][1:3]
    put(grid, row, column, None)
    put(grid, row, 2 if where == "number" else 3, text.format(number=number, words=words))
    told = [(code, name) for code, name, _ in codes(read_grids(grids, NAMES))]
    assert told == [("DG110", "P1.1.05")]


@pytest.mark.parametrize("text", ["{number}", "99", "1", "{number}.", "{number}) ", "ข้อ {number}"])
def test_a_line_numbered_anew_is_no_answer(text: str) -> None:
    grids = file_grids(answers=ANSWERS)
    sheet, row, column = NAMES["P1.1.05"]
    grid = next(grid for grid in grids if grid.name == sheet)
    put(grid, row, column, None)
    put(grid, row, 2, text.format(number=grid.rows[row - 1][1]))
    assert codes(read_grids(grids, NAMES)) == []
