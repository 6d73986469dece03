"""The package checks see what they are there to see: one fault planted at a time in a sound form."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from tests.support.forms import PROVINCE, form, packed, parts
from tests.support.package_checks import DECLARATION, area, column, faults

COVER, PILLAR, HIDDEN = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet11.xml"
BOOK, LINKS, TYPES, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml"
_CELL = '<c r="{}" t="n"><v>1</v></c>'
#: A whole formula of the hidden sheet, its stored value beside it.
_FORMULA = r"<f>[^<]*</f>"


def planted(part: str, pattern: str, new: str) -> dict[str, bytes]:
    """Return the parts of a sound form, the first match of a pattern in one of them replaced."""
    members = parts(form(PROVINCE, "en"))
    text, times = re.subn(pattern, lambda _: new, members[part].decode(), count=1, flags=re.DOTALL)
    assert times == 1, f"not in {part}: {pattern}"
    return {**members, part: text.encode()}


def formula(text: str) -> Callable[[], dict[str, bytes]]:
    """Return a form with that formula (as XML) in a cell of its hidden sheet."""
    return lambda: planted(HIDDEN, _FORMULA, f"<f>{text}</f>")


def change(part: str, pattern: str, new: str) -> Callable[[], dict[str, bytes]]:
    return lambda: planted(part, pattern, new)


def added(**members: bytes) -> Callable[[], dict[str, bytes]]:
    return lambda: {**parts(form(PROVINCE, "en")), **{name.replace("__", "/"): content for name, content in members.items()}}


#: What of a package -> fault -> how it is planted, and what must be said of it.
PLANTED: dict[str, dict[str, tuple[Callable[[], dict[str, bytes]], str]]] = {
    "parts": {
        "a part that is not well-formed": (change(PILLAR, "</sheetData>", "</sheetDat>"), "not well-formed"),
        "a character that XML has not": (change(COVER, "<is><t>", "<is><t>\x01"), "not well-formed"),
        "no declaration": (change(COVER, r"<\?xml[^>]*\?>\n", ""), "no XML declaration"),
        "another encoding declared": (change(COVER, "UTF-8", "UTF-16"), "no XML declaration in UTF-8"),
        "a document type": (change(COVER, "<worksheet ", "<!DOCTYPE worksheet><worksheet "), "a document type"),
        "content types not first": (lambda: dict(reversed(parts(form(PROVINCE, "en")).items())), "not the first member"),
        "a type without a part": (change(TYPES, "/xl/styles.xml", "/xl/style.xml"), "there is no part xl/style.xml"),
        "a part without a type": (added(**{"xl__media__image.png": DECLARATION + b"<a/>"}), "none for xl/media/image.png"),
        "a sheet that is not said to be one": (change(TYPES, "/xl/worksheets/sheet3.xml", "/xl/theme/theme1.xml"), "not said to be a worksheet"),
        "a type given twice": (change(TYPES, "/xl/worksheets/sheet3.xml", "/xl/worksheets/sheet2.xml"), "stands 2 times"),
        "a link to nothing": (change(LINKS, "worksheets/sheet3.xml", "worksheets/sheet33.xml"), "there is no part xl/worksheets/sheet33.xml"),
        "a link outside": (change(LINKS, 'Target="styles.xml"', 'Target="http://example.com/" TargetMode="External"'), "a link outside"),
        "two links of one id": (change(LINKS, 'Id="rId2"', 'Id="rId1"'), "the id rId1 stands 2 times"),
        "a macro": (added(**{"xl__vbaProject.bin": DECLARATION + b"<a/>"}), "a macro"),
        "a macro's type": (change(TYPES, "sheet.main", "sheet.macroEnabled.main"), "a macro"),
    },
    "sheets": {
        "a sheet's name of 32 characters": (change(BOOK, 'name="Cover"', f'name="{"x" * 32}"'), "of 32 characters"),
        "a sheet without a name": (change(BOOK, 'name="Cover"', 'name=""'), "of 0 characters"),
        "a colon in a sheet's name": (change(BOOK, 'name="Cover"', 'name="Co:ver"'), "no sheet's name may have"),
        "a quote around a sheet's name": (change(BOOK, 'name="Cover"', "name=\"'Cover\""), "no sheet's name may have"),
        "two sheets of one name": (change(BOOK, 'name="Results"', 'name="COVER"'), "2 sheets of this name"),
        "two sheets of one id": (change(BOOK, 'sheetId="2"', 'sheetId="1"'), "two sheets of one id"),
        "no visible sheet": (lambda: {**parts(form(PROVINCE, "en")), BOOK: parts(form(PROVINCE, "en"))[BOOK].replace(
            b'state="visible"', b'state="hidden"')}, "no visible sheet"),
        "a hidden sheet in front": (change(BOOK, 'activeTab="0"', 'activeTab="10"'), "the active sheet is not visible"),
    },
    "cells": {
        "a cell twice": (change(HIDDEN, "</row>", _CELL.format("ZZ2") * 2 + "</row>"), "not after the cell before it, or twice"),
        "cells out of order": (change(HIDDEN, "</row>", _CELL.format("ZZ2") + _CELL.format("AA2") + "</row>"), "AA2: not after"),
        "a cell in another row": (change(HIDDEN, 'r="A3"', 'r="A4"'), "A4: in row 3"),
        "a cell past the last column": (change(HIDDEN, "</row>", _CELL.format("XFE2") + "</row>"), "XFE2: in row"),
        "rows out of order": (change(HIDDEN, '<row r="3"', '<row r="5"'), "row 4 after row 5"),
        "a style that is not there": (change(PILLAR, r'(?<= )s="\d+"', 's="999"'), "style 999 of"),
        "a shared text that is not there": (change(PILLAR, r't="s"><v>\d+', 't="s"><v>99999'), "no such shared text"),
        "a number that is none": (change(HIDDEN, "<v>0</v>", "<v>zero</v>"), "'zero' is no number"),
        "an error value": (change(HIDDEN, r'(?:t="str")?><f>([^<]*)</f><v>0</v>', ' t="e"><f>1/0</f><v>#DIV/0!</v>'), "an error value"),
        "a formula without a value": (change(HIDDEN, r"<v>0</v>", ""), "a formula without a stored value"),
    },
    "formulas": {
        "a formula too long": (formula("1" + "+1" * 4096), "a formula of 8193 characters"),
        "a text too long in a formula": (formula(f'LEN("{"x" * 256}")'), "a text of"),
        "an unclosed text": (formula('LEN("x)'), "an unclosed text"),
        "an unclosed bracket": (formula("SUM(1,2"), "an unclosed bracket"),
        "a bracket too many": (formula("SUM(1,2))"), "a bracket too many"),
        "too many arguments": (formula("SUM(" + ",".join(["1"] * 256) + ")"), "more than 255 arguments"),
        "too deep": (formula("(" * 65 + "1" + ")" * 65), "65 levels"),
        "a formula that starts with =": (formula("=1"), "starts with ="),
        "a new function": (formula("_xlfn.XLOOKUP(1,A1:A2,A1:A2)"), "the function _xlfn.XLOOKUP"),
        "a function that not every program has": (formula("LET(x,1,x)"), "the function LET"),
        "a volatile function": (formula('INDIRECT("A1")'), "the volatile function INDIRECT"),
        "a function in lower case": (formula("sum(1)"), "the function sum"),
        "another workbook": (formula("[1]Sheet1!A1"), "points outside"),
        "a sheet that is not there": (formula("'Sheet 9'!A1"), "points to Sheet 9, which is no sheet"),
        "a lost reference": (formula("#REF!+1"), "points to nothing"),
    },
    "merges": {
        "overlapping merges": (change(PILLAR, r'<mergeCell ref="B2:E2"/>', '<mergeCell ref="B2:E3"/>'), "overlaps"),
        "one cell merged": (change(PILLAR, r'<mergeCell ref="B2:E2"/>', '<mergeCell ref="B2:B2"/>'), "one cell merged"),
        "a merge that is no area": (change(PILLAR, r'<mergeCell ref="B2:E2"/>', '<mergeCell ref="E2:B2"/>'), "no reference: E2:B2"),
    },
    "validations": {
        "a list too long": (change(PILLAR, "<formula1>[^<]*</formula1>", f'<formula1>"{"x" * 256}"</formula1>'), "a list of 256 characters"),
        "a prompt too long": (change(PILLAR, "<dataValidation ", f'<dataValidation prompt="{"x" * 256}" '), "prompt of 256 characters"),
        "a title too long": (change(PILLAR, 'errorTitle="[^"]*"', f'errorTitle="{"x" * 33}"'), "errorTitle of 33 characters"),
        "an error too long": (change(PILLAR, 'error="[^"]*"', f'error="{"x" * 226}"'), "error of 226 characters"),
        "two validations of one cell": (change(PILLAR, r'(?<=showErrorMessage="1" )sqref="', 'sqref="D9:D10 D9 '), "overlaps that of"),
        "a list from a sheet that is not there": (change(PILLAR, "<formula1>_lists!", "<formula1>_list!"), "points to _list, which is no sheet"),
        "a wrong count": (change(PILLAR, r'<dataValidations count="\d+"', '<dataValidations count="99"'), "a wrong count"),
        "a missing bound": (change("xl/worksheets/sheet5.xml", "<formula2>[^<]*</formula2>", ""), "a bound is missing"),
    },
    "colouring": {
        "a colour that is not there": (change(PILLAR, r'dxfId="\d+"', 'dxfId="99"'), "style 99 of"),
        "another sheet's cells in a colouring": (change(PILLAR, "<formula>K4=5</formula>", "<formula>_dgmm!$C$3=0</formula>"), "points to a sheet"),
        "a colouring's function": (change(PILLAR, "<formula>K4=5</formula>", "<formula>NOW()&gt;1</formula>"), "the volatile function NOW"),
        "two colourings of one priority": (change(PILLAR, 'priority="2"', 'priority="1"'), "two rules of one priority"),
    },
    "names": {
        "a name like a cell": (change(BOOK, 'name="level.P1"', 'name="LEV1"'), "looks like a cell"),
        "a name like a cell in the other style": (change(BOOK, 'name="level.P1"', 'name="R1C1"'), "looks like a cell"),
        "a name with a space": (change(BOOK, 'name="level.P1"', 'name="level P1"'), "cannot be a name"),
        "a name that starts with a digit": (change(BOOK, 'name="level.P1"', 'name="1level"'), "cannot be a name"),
        "a name twice but for its case": (change(BOOK, 'name="level.P1"', 'name="LEVEL.P2"'), "stands 2 times"),
        "a name of two cells": (change(BOOK, r'(?<=name="level\.P1">)[^<]*', "'Results'!$D$7:$D$8"), "is no single cell"),
        "a name of nothing": (change(BOOK, r'(?<=name="level\.P1">)[^<]*', "#REF!"), "is no single cell"),
        "a name of a sheet that is not there": (change(BOOK, r'(?<=name="level\.P1">)[^<]*', "'Result'!$D$7"), "there is no cell"),
        "a name of a cell that is not there": (change(BOOK, r'(?<=name="level\.P1">)[^<]*', "'Results'!$ZZ$7"), "there is no cell"),
    },
}


@pytest.mark.parametrize("subject", PLANTED)
def test_planted_faults_are_found(subject: str) -> None:
    """One fault at a time."""
    for fault, (plant, said) in PLANTED[subject].items():
        found = faults(packed(plant()))
        assert any(said in one for one in found), (fault, found)


def test_a_sound_form_packed_again_is_sound() -> None:
    assert faults(packed(parts(form(PROVINCE, "en")))) == []


def test_a_member_twice_is_found() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts(form(PROVINCE, "en")).items():
            package.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate name"):
            package.writestr(COVER, parts(form(PROVINCE, "en"))[COVER])
    assert f"{COVER}: stands 2 times in the zip" in faults(stream.getvalue())


def test_columns_and_areas_are_read() -> None:
    assert [column(letters) for letters in ("A", "Z", "AA", "XFD")] == [1, 26, 27, 16_384]
    assert area("B2:$D$4") == (2, 2, 4, 4)
    for wrong in ("B2:A1", "B", "1", "A1:B2:C3", "XFE1", "A1048577", ""):
        with pytest.raises(ValueError, match="no reference"):
            area(wrong)
