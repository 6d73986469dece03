"""The add-in as a package: the same bytes each time, its VBA what the sources say, nothing in it that runs by itself."""

from __future__ import annotations

import re
import warnings
from io import BytesIO

import olefile
from lxml import etree
from openpyxl import load_workbook

from dgmm_excel import load_edition
from dgmm_excel.addin.vba import built, project, sources
from dgmm_excel.addin.xlam import xlam
from tests.forms import EDITIONS, packed, parts

with warnings.catch_warnings():  # oletools calls pyparsing by its old names
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Scanner, decompress_stream

#: What olevba finds suspicious, and why it is there.
EXPLAINED = {
    "open": "a name and a word of comments: which question is open", "run": "Application.Run hands over to xlwings' add-in",
    "windows": "a word of comments", "chrw": "the no-break space",
}


def made() -> bytes:
    return xlam(load_edition(name) for name in EDITIONS)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert made() == made()


def test_what_stands_beside_the_sources_is_built_of_them() -> None:
    assert project(sources()) == built()


def test_every_module_reads_back_as_its_source() -> None:
    project_file = olefile.OleFileIO(BytesIO(parts(made())["xl/vbaProject.bin"]))
    for name, text in sources().items():
        packed = bytearray(project_file.openstream(["VBA", name]).read())
        assert decompress_stream(packed).decode("ascii") == text.replace("\n", "\r\n"), name
        assert "Option Explicit" in text and "Declare " not in text and "CreateObject" not in text


def test_nothing_runs_by_itself_and_what_looks_suspicious_is_explained() -> None:
    found = [(kind, word) for text in sources().values() for kind, word, _ in VBA_Scanner(text).scan()]
    assert not [word for kind, word in found if kind == "AutoExec"]
    assert not {word.lower() for kind, word in found if kind == "Suspicious"} - set(EXPLAINED) - {"hex strings", "base64 strings"}


def test_it_opens_as_a_workbook() -> None:
    members = parts(made())  # openpyxl knows no add-ins: it is read as the workbook that it is otherwise
    types = members["[Content_Types].xml"].replace(b"ms-excel.addin.", b"ms-excel.sheet.")
    sheet = load_workbook(BytesIO(packed(members | {"[Content_Types].xml": types}))).worksheets[0]
    assert sheet["A1"].value == sheet.max_row - 1


def test_every_callback_of_the_ribbon_is_there() -> None:
    code = sources()["DgmmRibbon"]
    for node in etree.fromstring(parts(made())["customUI/customUI14.xml"]).iter():
        for key, value in node.attrib.items():
            if key == "onAction":
                assert f"Public Sub {value}(ByVal control As IRibbonControl)\n" in code
            elif key.startswith("get"):
                assert re.search(rf"Public Sub {value}\(ByVal control As IRibbonControl, ByRef returned As Variant\)", code)
