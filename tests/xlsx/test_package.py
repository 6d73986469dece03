"""Sheets, defined names and other facts of a package."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from dgmm_excel.xlsx.grids import Grids
from dgmm_excel.xlsx.package import Package, UnreadableBook
from tests.support.packages import (
    CONTENT_TYPES,
    EXPECTED,
    OFFICE,
    RELATIONSHIPS,
    VALUES,
    made,
    sheet_xml,
    twice_named,
    zipped,
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


@pytest.mark.parametrize(("local", "central"), [
    (str, str), (lambda name: name.replace("/", "\\"), str), (str, lambda name: name.replace("/", "\\")),
    (lambda name: name.replace("odd.xml", "%6Fdd.xml"), str), (str, lambda name: name.replace("odd.xml", "o%64d.xml")), (str.upper, str),
], ids=["alike", "backslashes in the headers", "backslashes in the directory", "escapes in the headers", "escapes in the directory", "capitals"])
def test_a_part_may_be_spelled_otherwise_in_the_directory(local: Callable[[str], str], central: Callable[[str], str]) -> None:
    data = twice_named(made(sheet_xml(VALUES)), local, central)
    assert list(Grids(Package(data))["A"].rows[0]) == EXPECTED


def test_a_part_under_another_name_is_refused() -> None:
    data = twice_named(made(sheet_xml(VALUES)), lambda name: name.replace("odd", "even"), str)
    with pytest.raises(UnreadableBook, match="damaged"):
        Grids(Package(data))["A"]


@pytest.mark.parametrize("instruction", ['<?mso-application progid="Excel.Sheet"?>', "<?a b>c?><?d?>\n", "<!-- > --><?x?>"])
def test_an_instruction_may_stand_before_the_root_of_every_part(instruction: str) -> None:
    data = made(sheet_xml(VALUES))
    with zipfile.ZipFile(BytesIO(data)) as opened:
        parts = {name: opened.read(name).decode() for name in opened.namelist()}
    declared = '<?xml version="1.0" encoding="UTF-8"?>'
    again = zipped({name: declared + instruction + xml for name, xml in parts.items()})
    assert list(Grids(Package(again))["A"].rows[0]) == EXPECTED
