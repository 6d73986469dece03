"""The sheets that compare with last year: what stands in their cells is what the answers of both years come to."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO

from openpyxl import Workbook, load_workbook

from dgmm_excel.authoring.tables import Report
from dgmm_excel.report.data_tables import MOVEMENT, lines
from dgmm_excel.report.line_table import table_looks
from dgmm_excel.report.movement_sheet import MOVEMENT_COLUMNS, draw_movement_table, movement_sheets
from dgmm_excel.text import said
from tests.support import oracle
from tests.support.consolidated_books import written
from tests.support.many_agencies import many_agencies, many_book
from tests.support.moved_round import both_years, moved, moved_round


def book() -> Workbook:
    report = Report(table_looks(()))
    for draw in movement_sheets(report, moved_round()):
        draw()
    draw_movement_table(report, moved_round())
    return load_workbook(BytesIO(written(report)))


def shown(score: Fraction | None) -> float | None:
    return None if score is None else float(oracle.rounded(score))


def test_sheets_and_table_say_what_the_answers_of_both_years_come_to() -> None:
    made = book()
    for edition in moved_round().editions:
        sheet = made[said("movement.sheet", "th", who=edition.respondent)[:31]]
        rows = {row[0] or row[1]: row[2:] for row in sheet.iter_rows(values_only=True) if isinstance(row[2], int)}
        codes = [code for code in edition.ids if code != "overall"]
        called = said("form.overall", "th")
        for code in ("overall", *codes):
            count, before, now, raised, lowered = moved(edition.id, code)
            row = rows[next(key for key in (code, *(key for key in rows if str(key).startswith("ภาพรวม"))) if key in rows)]
            assert (row[0], row[1], row[2], row[5], row[6]) == (count, shown(before), shown(now), raised, lowered), (code, called)
            assert row[4] == ("–" if now is None else oracle.level_of(now))
        note = str(sheet["A2"].value)
        both = sum(one.counted and one.counts for one in both_years().values() if one.edition == edition.id)
        assert f"({both} หน่วยงาน)" in note and "รอบปีก่อน (2565)" in note
    table = made["Movement"]
    head, *lines_ = table.iter_rows(values_only=True)
    assert head == MOVEMENT_COLUMNS
    found = {(row[0], row[4]): (row[6], row[7], row[9], row[10]) for row in lines_}
    assert found == {
        (agency, code): (shown(one.then[code]), shown(one.now[code]), oracle.level_of(one.then[code]), oracle.level_of(one.now[code]))
        for agency, one in both_years().items() if one.then and one.now for code in one.now if code in one.then}
    _, *data = lines(MOVEMENT, moved_round())
    assert {(row[0], row[2]): (row[3], row[4], row[6], row[7]) for row in data} == found


def test_a_workbook_without_an_earlier_round_has_no_such_sheet() -> None:
    assert "Movement" not in many_book().sheetnames and not any("ปีก่อน" in title for title in many_book().sheetnames)
    assert not list(movement_sheets(Report(table_looks(())), many_agencies()))
