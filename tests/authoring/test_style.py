"""Looks of cells: those of one look share a style, and a look keeps what it does not name of the one before; widths of columns."""

from __future__ import annotations

from openpyxl import Workbook

from dgmm_excel.authoring.style import Look, colour, level_colours, widths


def test_a_look_keeps_the_paper_and_the_frame_that_it_does_not_name() -> None:
    ws = Workbook().create_sheet()
    for cell in (ws["A1"], ws["A2"]):
        Look(paper="FFEEDD", framed=True, format="0.00").dress(cell)
    for cell in (ws["A1"], ws["B1"], ws["A2"]):
        Look(bold=True, open=True).dress(cell)
    for cell in (ws["A1"], ws["A2"]):
        assert cell.fill.fgColor.rgb == "00FFEEDD" and cell.border.left.style == "thin" and cell.number_format == "0.00"
    assert ws["B1"].fill.fill_type is None and ws["B1"].border.left.style is None and ws["B1"].number_format == "General"
    assert all(cell.font.b and not cell.protection.locked for cell in (ws["A1"], ws["B1"], ws["A2"]))
    assert ws["A1"].style_id == ws["A2"].style_id != ws["B1"].style_id


def test_a_cell_that_is_changed_later_changes_alone() -> None:
    ws = Workbook().create_sheet()
    for cell in (ws["A1"], ws["A2"]):
        Look().dress(cell)
    ws["A2"].number_format = "0%"
    Look().dress(ws["A3"])
    assert [ws[name].number_format for name in ("A1", "A2", "A3")] == ["General", "0%", "General"]


def test_a_workbook_has_styles_of_its_own() -> None:
    first, second = Workbook().create_sheet(), Workbook().create_sheet()
    Look(ink="FF0000").dress(first["A1"])
    for cell in (first["A2"], second["A1"]):
        Look(ink="mend").dress(cell)
    assert first["A2"].font.color.rgb == second["A1"].font.color.rgb == f"00{colour('mend')}"


def test_a_width_may_be_that_of_a_range_of_columns() -> None:
    found = widths("criteria")
    assert list(found)[:3] == ["A", "B", "C"] and list(found)[-2:] == ["BS", "BT"]
    assert found["A"] == 12 and {found[column] for column in found if column != "A"} == {2.2}
    assert len(found) == 72  # A, and B to BT


def test_a_width_may_be_that_of_one_column() -> None:
    assert list(widths("cover")) == ["A", "B", "C", "D", "E", "F", "G"] and widths("cover")["D"] == 50


def test_levels_of_another_number_than_five_have_colours_between_those_of_the_style() -> None:
    five = level_colours()
    assert five == level_colours(5) == ("F4D9C6", "F9E7B0", "DCEBC9", "B9DDE8", "8FBEDA")
    assert level_colours(2) == (five[0], five[-1]) and level_colours(3) == five[::2]
    four = level_colours(4)
    # a third of the way from the second to the third: F9 -> DC is 249 - 29/3, E7 -> EB 231 + 4/3, B0 -> C9 176 + 25/3
    assert four[1] == bytes((239, 232, 184)).hex().upper() and (four[0], four[-1]) == (five[0], five[-1])
    assert level_colours(9)[::2] == five and all(len(set(level_colours(count))) == count for count in range(2, 11))
