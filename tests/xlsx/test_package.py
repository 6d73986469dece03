"""Sheets, defined names and other facts of a package."""

from __future__ import annotations

from dgmm_excel.xlsx.grids import Grids
from dgmm_excel.xlsx.package import Package
from tests.support.packages import (
    CONTENT_TYPES,
    EXPECTED,
    OFFICE,
    RELATIONSHIPS,
    VALUES,
    made,
    sheet_xml,
)


def test_sheets_states_names_and_extras(form: bytes) -> None:
    package = Package(form)
    assert [(sheet.name, sheet.state, sheet.kind) for sheet in package.sheets] == [
        ("ด้าน 1", "visible", "worksheet"), ("It's & more", "visible", "worksheet"), ("hidden", "veryHidden", "worksheet"),
    ]
    assert {(name.name, name.text, name.sheet) for name in package.names} == {
        ("answer.P1.1.01", "'ด้าน 1'!$D$2", None), ("block", "'It''s & more'!$A$1:$B$3", None), ("number", "42", None),
        ("own", "'ด้าน 1'!$D$3", "ด้าน 1"),
    }
    assert (package.macros, package.external_links, package.date1904) == (False, False, False)


def test_macros_and_external_links_are_noted_not_refused() -> None:
    related = (f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r0" '
               f'Type="{OFFICE}/worksheet" Target="parts/odd.xml"/>'
               f'<Relationship Id="r8" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>')
    types = CONTENT_TYPES.replace("sheet.main", "sheet.macroEnabled.main")
    package = Package(made(sheet_xml(""), **{"xl/_rels/workbook__xml__rels": related, "[Content_Types]__xml": types}))
    assert (package.macros, package.external_links) == (True, True)


def test_part_names_are_found_without_case_and_with_backslashes() -> None:
    data = made(sheet_xml(VALUES), **{"xl/parts/odd__xml": "", "xl\\Parts\\Odd__xml": sheet_xml(VALUES)})
    assert Grids(Package(data))["A"].rows == [EXPECTED]
