"""Sheets of another form in the workbook are told and fill no blank; an answer of a copied sheet is noted."""

from __future__ import annotations

from dgmm_excel.form.anchors import seal
from dgmm_excel.intake.returned_form import ReturnedForm
from tests.support.forms_read import ANSWERS, NAMES, codes, cover, meta_row, read_grids
from tests.support.returned import PROVINCE, Draft, file_grids, put

KEPT = {name: value for name, value in ANSWERS.items() if name not in ("P1.1.01", "P1.1.02")}


def of_round(grids: list[Draft], **facts: str) -> list[Draft]:
    """Return the sheets as those of a form with other facts, under their own seal, named as Excel names copies."""
    page = cover(grids)
    said = {row[0][6:]: str(row[1] or "") for row in page.rows if str(row[0]).startswith("@meta.")} | facts
    for key, text in {**said, "seal": seal(said)}.items():
        put(page, meta_row(page, key), 2, text)
    for grid in grids:
        grid.rename(f"{grid.name[:27]} (2)")
    return grids


def told(returned: ReturnedForm) -> list[tuple[str, str | None]]:
    return [(fault.code, fault.sheet) for fault in returned.faults]


def test_the_last_round_s_form_beside_this_one_fills_no_blank() -> None:
    own, last = file_grids(answers=KEPT), of_round(file_grids(answers=ANSWERS), round="2500-1")
    for grids in ([*own, *last], [*last, *own]):
        returned = read_grids(grids, NAMES)
        assert returned.answers == KEPT
        assert returned.round_id != "2500-1"
        assert {code for code, _ in told(returned)} == {"DG322"}
        assert [sheet for _, sheet in told(returned)] == [grid.name for grid in last if grid.name[0] in "Pป"]


def test_without_names_the_form_s_own_sheets_are_those_with_their_issued_titles() -> None:
    own, last = file_grids(answers=KEPT), of_round(file_grids(answers=ANSWERS), round="2500-1")
    assert read_grids([*last, *own]).answers == KEPT


def test_another_correction_of_the_form_fills_no_blank() -> None:
    own, other = file_grids(answers=KEPT), of_round(file_grids(answers=ANSWERS), correction="1")
    returned = read_grids([*other, *own], NAMES)
    assert (returned.answers, returned.correction) == (KEPT, 0)


def test_a_cover_whose_seal_is_broken_is_not_the_form_s_own_where_another_s_holds() -> None:
    own, other = file_grids(answers=KEPT), of_round(file_grids(answers=ANSWERS), round="2500-1")
    put(cover(other), meta_row(cover(other), "seal"), 2, "0" * 12)
    assert read_grids([*other, *own]).answers == KEPT


def test_a_sheet_that_says_another_round_is_told_without_its_cover() -> None:
    own, last = file_grids(answers=KEPT), file_grids(answers=ANSWERS)[1]
    for grid in own:
        if grid.name[0] in "Pป":
            put(grid, 1, 4, "2569-1")
    put(last, 1, 4, "2500-1")
    last.rename("P1 (2)")
    returned = read_grids([last, *own], NAMES)
    assert returned.answers == KEPT
    assert told(returned) == [("DG322", "P1 (2)")]


def test_an_answer_that_only_a_copied_sheet_has_is_noted() -> None:
    own, copy = file_grids(answers=KEPT), file_grids(answers=ANSWERS)[1]
    copy.rename("P1 (2)")
    for grids in ([*own, copy], [copy, *own]):
        returned = read_grids(grids, NAMES)
        assert returned.answers == ANSWERS
        assert [(code, name) for code, name, _ in codes(returned)] == [("DG221", "P1.1.01"), ("DG221", "P1.1.02")]
        assert returned.entries["P1.1.01"].state == "repaired"
        assert returned.entries["P1.1.03"].state == "accepted"


def test_more_sheets_of_another_edition_than_of_the_form_do_not_make_it_that_edition_s() -> None:
    own, other = file_grids(answers=KEPT), file_grids(PROVINCE)
    for grid in (*other, *file_grids(PROVINCE)):
        grid.rename(f"{grid.name} (2)")
    returned = read_grids([*other, *own], NAMES)
    assert returned.answers == KEPT
    assert {code for code, _ in told(returned)} == {"DG305"}
