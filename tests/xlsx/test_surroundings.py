"""What a sheet says of its cells outside of them, with its cells and without."""

from __future__ import annotations

import pytest

from dgmm_excel.xlsx.a1 import Area
from dgmm_excel.xlsx.scan import parted
from dgmm_excel.xlsx.surroundings import surroundings
from tests.support import packages

STYLES = b"<dxfs><dxf><font><strike/></font></dxf><dxf><font><b/></font></dxf></dxfs>"
SHEET = (
    b'<worksheet><cols><col min="2" max="3" hidden="1"/></cols><sheetData>%b</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    b'<conditionalFormatting sqref="A1:A9"><cfRule type="cellIs" operator="equal" dxfId="0"><formula>1</formula></cfRule>'
    b'</conditionalFormatting></worksheet>'
)


@pytest.mark.parametrize("cells", [b"", b'<row r="1"><c r="A1"><f>B1</f><v>1</v></c></row>'])
def test_what_stands_around_the_cells(cells: bytes) -> None:
    xml = SHEET % cells
    parts = parted(xml)
    assert parts is not None
    found = surroundings(STYLES)[parts.around]
    assert found == surroundings(STYLES)[xml]
    assert found.covered == {(1, 2): (1, 1)}
    assert found.hidden.columns == (range(2, 4),)
    (rule,) = found.rules
    assert (rule.areas, rule.constant) == ((Area(1, 1, 9, 1),), 1.0)


def test_the_styles_say_what_a_condition_makes_of_a_cell() -> None:
    assert len(surroundings(STYLES)[SHEET % b""].rules) == 1
    assert surroundings(STYLES.replace(b"strike", b"i"))[SHEET % b""].rules == ()


def test_conditions_that_begin_before_the_cells_go_on_among_them() -> None:
    """The first formula behind the condition is its constant, although no program writes it so."""
    before = '<conditionalFormatting sqref="A1:B1"><cfRule type="cellIs" operator="equal" dxfId="0"/>'
    cells = packages.row('<c r="A1"><f>1</f><v>1</v></c><c r="B1"><v>2</v></c>')
    styles = packages.STYLES.replace("</styleSheet>", f"{STYLES.decode()}</styleSheet>")
    found = packages.grid(packages.sheet_xml(cells, before), **{"xl/styles__xml": styles})
    assert set(found.looks) == {(1, 1)}
