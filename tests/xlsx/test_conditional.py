"""Conditional formats that strike out, hide or show otherwise, and whether their condition holds for a value."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from dgmm_excel.xlsx.conditional import conditional_formats, rules_of, with_conditions
from dgmm_excel.xlsx.grid import Run
from tests.support.forms import parts

STRIKE = "<dxf><font><strike/></font></dxf>"


def styles(*formats: str) -> bytes:
    return f'<styleSheet><dxfs count="{len(formats)}">{"".join(formats)}</dxfs><tableStyles/></styleSheet>'.encode()


def sheet(rule: str, where: str = "B2", formula: str = "") -> bytes:
    inside = f"<formula>{formula}</formula>" if formula else ""
    return (f'<worksheet><sheetData/><conditionalFormatting sqref={quoteattr(where)}><cfRule {rule} dxfId="0" priority="1">{inside}'
            "</cfRule></conditionalFormatting></worksheet>").encode()


def seen(xml: bytes, value: Any, made: str = STRIKE, place: tuple[int, int] = (2, 2)) -> set[str]:
    """What the condition makes of a value, at a place of a sheet that has nothing else."""
    rows: list[list[Any]] = [[None] * place[1] for _ in range(place[0])]
    rows[-1][-1] = value
    looks = with_conditions({}, rows, list(rules_of(xml, conditional_formats(styles(made)))))
    assert set(looks) <= {place}
    return {way for run in looks.get(place, ()) for way in run.ways or ()}


@pytest.mark.parametrize(("made", "value", "expected"), [
    (STRIKE, "ใช่", {"struck"}), ('<dxf><font><b/><strike val="1"/></font></dxf>', 3, {"struck"}),
    ('<dxf><font><color rgb="FFFFFFFF"/></font></dxf>', "ใช่", {"unseen"}),
    ('<dxf><fill><patternFill><bgColor rgb="FF000000"/></patternFill></fill></dxf>', "ใช่", {"unseen"}),
    ('<dxf><numFmt numFmtId="164" formatCode=";;;"/></dxf>', 3, {"unseen"}),
    ('<dxf><numFmt numFmtId="164" formatCode="#,##0,"/></dxf>', 3000, {"otherwise"}),
    ('<dxf><numFmt numFmtId="164" formatCode="#,##0,"/></dxf>', "ใช่", set()),
    ('<dxf><font><strike val="0"/></font></dxf>', "ใช่", set()), ('<dxf><font><color rgb="FF9C0006"/></font></dxf>', "ใช่", set()),
    ('<dxf><font><color rgb="FFFFFFFF"/></font><fill><patternFill><bgColor rgb="FF0B4F71"/></patternFill></fill></dxf>', 3, set()),
])
def test_what_a_conditional_format_makes_of_a_value(made: str, value: Any, expected: set[str]) -> None:
    assert seen(sheet('type="expression"', formula="TRUE"), value, made) == expected


@pytest.mark.parametrize(("rule", "formula", "value", "holds"), [
    ('type="cellIs" operator="equal"', '"ใช่"', "ใช่", True), ('type="cellIs" operator="equal"', '"ใช่"', "ไม่ใช่", False),
    ('type="cellIs" operator="equal"', '"YES"', "yes", True), ('type="cellIs" operator="equal"', "5", 5, True),
    ('type="cellIs" operator="equal"', "5", 6, False), ('type="cellIs" operator="equal"', "5", "5", False),
    ('type="cellIs" operator="notEqual"', "5", 6, True), ('type="cellIs" operator="lessThan"', "5", 6, False),
    ('type="cellIs" operator="greaterThan"', "-0.5", 0, True), ('type="cellIs" operator="greaterThan"', "10", 7.5, False),
    ('type="cellIs" operator="between"', "1", 6, True),               # not decided: it may hold
    ('type="cellIs" operator="equal"', "$A$1", 6, True), ('type="cellIs" operator="equal"', '"a"&amp;"b"', "c", True),
    ('type="cellIs" operator="equal"', '"say ""ใช่"""', 'say "ใช่"', True),
    ('type="containsText" operator="containsText" text="ไม่"', 'NOT(ISERROR(SEARCH("ไม่",B2)))', "ไม่ใช่", True),
    ('type="containsText" operator="containsText" text="ไม่"', 'NOT(ISERROR(SEARCH("ไม่",B2)))', "ใช่", False),
    ('type="notContainsText" text="ไม่"', "", "ใช่", True), ('type="beginsWith" text="Y"', "", "yes", True),
    ('type="endsWith" text="x"', "", "yes", False), ('type="containsBlanks"', "LEN(TRIM(B2))=0", "ใช่", False),
    ('type="notContainsBlanks"', "LEN(TRIM(B2))&gt;0", "ใช่", True), ('type="containsErrors"', "ISERROR(B2)", "ใช่", False),
    ('type="expression"', "FALSE", "ใช่", False), ('type="expression"', "0", "ใช่", False), ('type="expression"', "1", "ใช่", True),
    ('type="expression"', "$A1=2", "ใช่", True), ('type="duplicateValues"', "", "ใช่", True),
])
def test_a_condition_is_decided_by_constants_alone(rule: str, formula: str, value: Any, holds: bool) -> None:
    assert bool(seen(sheet(rule, formula=formula), value)) is holds


@pytest.mark.parametrize(("where", "place", "covered"), [
    ("A1 B2:B3", (2, 2), True), ("A1 B2:B3", (4, 2), False), ("B:B", (9, 2), True), ("2:2", (2, 7), True), ("$B$2", (2, 2), True),
    ("nowhere", (2, 2), False), ("A1:XFD1048576", (30, 4), True),
])
def test_a_format_has_its_cells(where: str, place: tuple[int, int], covered: bool) -> None:
    assert bool(seen(sheet('type="expression"', where, "TRUE"), "ใช่", place=place)) is covered


def test_however_it_is_spelled() -> None:
    xml = sheet('type="expression"', formula="TRUE").replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
    prefixed = styles(STRIKE).replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
    (rule,) = rules_of(xml.replace(b'"', b"'"), conditional_formats(prefixed))
    assert rule.may_hold("ใช่") and rule.format.ways == {"struck"}


#: A rule that refers to another sheet, as Excel spells it.
_EXTENDED = (
    '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings><x14:conditionalFormatting>'
    '<x14:cfRule type="expression" priority="2" id="{00}"><xm:f>FORMULA</xm:f><x14:dxf>FORMAT</x14:dxf></x14:cfRule>'
    "<xm:sqref>B2:C2 E5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
)


@pytest.mark.parametrize(("made", "formula", "place", "expected"), [
    ("<font><strike/></font>", "'ของเรา'!$A$1=1", (2, 2), {"struck"}), ("<font><strike/></font>", "'ของเรา'!$A$1=1", (5, 5), {"struck"}),
    ("<font><strike/></font>", "'ของเรา'!$A$1=1", (3, 2), set()), ("<font><strike/></font>", "FALSE", (2, 2), set()),
    ("<font><b/></font>", "'ของเรา'!$A$1=1", (2, 2), set()),
])
def test_a_rule_in_the_list_of_extensions(made: str, formula: str, place: tuple[int, int], expected: set[str]) -> None:
    inside = _EXTENDED.replace("FORMULA", formula).replace("FORMAT", made).encode()
    xml = sheet('type="expression"', "A1", "TRUE").replace(b"</worksheet>", inside)
    assert seen(xml, "ใช่", place=place) == expected
    assert seen(xml, "ใช่", "<dxf><font><b/></font></dxf>", place) == expected  # and without any format of the workbook's own


def test_it_changes_a_look_that_a_cell_has_already() -> None:
    before = {(1, 1): (Run("เดิม", frozenset({"struck"})), Run("ใหม่", None))}
    formats = conditional_formats(styles('<dxf><font><color rgb="FFFFFFFF"/></font></dxf>'))
    rules = list(rules_of(sheet('type="expression"', "A1", "TRUE"), formats))
    after = with_conditions(before, [["เดิมใหม่", "ใช่"]], rules)
    assert after == {(1, 1): (Run("เดิม", frozenset({"struck", "unseen"})), Run("ใหม่", frozenset({"unseen"})))}


def test_no_more_rules_and_blocks_are_looked_at_than_a_form_could_have() -> None:
    xml = sheet('type="expression"', " ".join(["B2"] * 100), "TRUE")
    start, end = xml.index(b"<conditional"), xml.index(b"</worksheet>")
    formats = conditional_formats(styles(STRIKE))
    rules = list(rules_of(xml[:start] + xml[start:end] * 1_200 + xml[end:], formats))
    assert len(rules) == 1_000 and sum(len(rule.areas) for rule in rules) == 20_000
    rule = xml[xml.index(b"<cfRule"):xml.index(b"</conditional")]
    block = xml[start:end].replace(rule, rule * 1_200)
    assert len(list(rules_of(xml[:start] + block * 3 + xml[end:], formats))) == 1_000


def test_no_more_formats_are_looked_at_than_excel_has() -> None:
    found = conditional_formats(styles("<dxf/>" * 65_489 + "<dxf><font><strike/></font></dxf>" * 3))
    assert list(found) == ["65489"] and found["65489"].ways == {"struck"}


def test_enormous_ranges_end() -> None:
    rules = list(rules_of(sheet('type="expression"', " ".join(["A1:XFD1048576"] * 500), "TRUE"), conditional_formats(styles(STRIKE))))
    assert with_conditions({}, [["x"] * 500] * 500, rules)


@pytest.mark.parametrize("form", sorted((Path(__file__).parents[2] / "dist" / "forms").glob("*.xlsx")), ids=lambda file: file.stem)
def test_the_forms_own_conditions_hide_nothing(form: Path) -> None:
    xml = parts(form.read_bytes())["xl/styles.xml"]
    assert xml.count(b"<dxf>") > 5 and conditional_formats(xml) == {}
