"""The add-in as a package: the same bytes each time, its VBA what the sources say, nothing in it that runs by itself."""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from types import SimpleNamespace

import pytest
from lxml import etree
from openpyxl import load_workbook
from openxml_audit.context import ValidationContext
from openxml_audit.schema.validator import SchemaValidator, get_constraint_for_tag

from dgmm_excel import load_edition
from dgmm_excel.addin.vba import sources
from dgmm_excel.addin.xlam import xlam
from tests.support.forms import EDITIONS, packed, parts

with warnings.catch_warnings():  # oletools calls pyparsing by its old names
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Parser

#: What olevba finds suspicious, and why it is there.
EXPLAINED = {
    "open": "a name and a word of comments: which question is open", "run": "Application.Run hands over to xlwings' add-in",
    "windows": "a word of comments", "chrw": "the no-break space, the sign for what is left out, Thai marks and small letters as answers are compared",
    "hex strings": "names that happen to be letters from a to f", "base64 strings": "names that happen to be of so many letters",
}


def made() -> bytes:
    return xlam(load_edition(name) for name in EDITIONS)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert made() == made()


def read_by_olevba(data: bytes) -> VBA_Parser:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return VBA_Parser("dgmm.xlam", data=data)


def test_olevba_reads_every_module_back_as_its_source() -> None:
    parser = read_by_olevba(made())
    read = {name.rpartition(".")[0]: code.replace("\r\n", "\n").strip() for _, _, name, code in parser.extract_macros()}
    assert read == {name: text.strip() for name, text in sources().items()}
    assert not parser.detect_vba_stomping()
    for text in sources().values():
        assert "Option Explicit" in text and "Declare " not in text and "CreateObject" not in text


def test_nothing_runs_by_itself_and_what_looks_suspicious_is_explained() -> None:
    found = read_by_olevba(made()).analyze_macros()
    assert not [word for kind, word, _ in found if kind == "AutoExec"]
    assert {word.lower() for kind, word, _ in found if kind == "Suspicious"} == set(EXPLAINED)
    assert {kind for kind, _, _ in found} == {"Suspicious"}


def test_it_opens_as_a_workbook() -> None:
    members = parts(made())  # openpyxl knows no add-ins: it is read as the workbook that it is otherwise
    types = members["[Content_Types].xml"].replace(b"ms-excel.addin.", b"ms-excel.sheet.")
    sheet = load_workbook(BytesIO(packed(members | {"[Content_Types].xml": types}))).worksheets[0]
    assert sheet["A1"].value == sheet.max_row - 1


RIBBON = parts(made())["customUI/customUI14.xml"].decode()


def against_schema(xml: str) -> list[str]:
    """What openxml-audit, which has the schema of customUI14 as the Open XML SDK has it, finds; it passes over foreign attributes."""
    root = etree.fromstring(xml.encode())
    errors = SchemaValidator(validate_unknown_elements=True).validate_part(
        SimpleNamespace(uri="/customUI/customUI14.xml", xml=root), ValidationContext())
    found = [str(error) for error in errors]
    for element in root.iter():
        constraint = get_constraint_for_tag(element.tag, element)
        known = {attribute.local_name for attribute in constraint.attributes} if constraint is not None else set()
        found += [f"{element.tag} has no attribute {name}" for name in element.attrib if name not in known]
    return found


def test_the_ribbon_keeps_its_schema() -> None:
    assert against_schema(RIBBON) == []
    ids = re.findall(r'\bid="([^"]+)"', RIBBON)
    assert len(ids) == len(set(ids)) == 11


@pytest.mark.parametrize(("old", "new"), [
    ('size="large"', 'size="huge"'), ('imageMso="Help"', 'imageMso="He lp"'), ('onAction="DgmmHelp"', 'onAction=""'),
    (' getLabel="DgmmLabel" getScreentip', ' getLabels="DgmmLabel" getScreentip'), ("<tabs>", "<tabs><button/>"),
    ("2009/07/customui", "2009/08/customui"),
])
def test_a_fault_in_the_ribbon_is_found(old: str, new: str) -> None:
    assert old in RIBBON and against_schema(RIBBON.replace(old, new, 1))


#: Of Microsoft's lists of Excel's control ids (OfficeDev/office-fluent-ui-command-identifiers), those in all four: 2013, 2016, 2019
#: and Microsoft 365. An id of another program (`FindDialog`, Access's `ImportExcel`) has no icon in Excel.
ICONS = {"CalculateNow", "Consolidate", "ErrorChecking", "FileNew", "FindDialogExcel", "FunctionWizard", "GoTo", "Help"}


def test_the_ribbon_has_its_seven_buttons_each_with_an_icon() -> None:
    buttons = [node.attrib for node in etree.fromstring(RIBBON.encode()).iter("{*}button")]
    assert [one["id"].removeprefix("button.") for one in buttons] == ["score", "next", "faults", "forms", "consolidate", "insert", "help"]
    assert len({one["imageMso"] for one in buttons}) == len(buttons)
    assert {one["imageMso"] for one in buttons} <= ICONS


def test_only_the_function_shows_among_the_functions_of_sheets() -> None:
    """What is public in a module that is not private to the project shows in Excel's list of functions."""
    shown = {name for text in sources().values() if "Option Private Module" not in text
             for name in re.findall(r"^(?:Public )?Function (\w+)", text, re.MULTILINE)}
    assert shown == {"DGMM_LEVEL"}


def test_every_callback_of_the_ribbon_is_there() -> None:
    code = sources()["DgmmRibbon"]
    for node in etree.fromstring(parts(made())["customUI/customUI14.xml"]).iter():
        for key, value in node.attrib.items():
            if key == "onAction":
                assert f"Public Sub {value}(ByVal control As IRibbonControl)\n" in code
            elif key.startswith("get"):
                assert re.search(rf"Public Sub {value}\(ByVal control As IRibbonControl, ByRef returned As Variant\)", code)
