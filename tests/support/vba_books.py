"""Workbooks with the add-in's VBA project in them, as LibreOffice can run it, and what Python says of each formula in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from dgmm_excel import load_edition
from dgmm_excel.addin.data_sheet import SHEET, Row, facts, head
from dgmm_excel.addin.vba import project, sources
from tests.support.forms import EDITIONS, packed, parts

ASK = "ask"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_BIN = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
_LINK = ('<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
         'Target="vbaProject.bin"/>')


@cache
def known() -> tuple[Row, ...]:
    """The rows of the add-in's sheet."""
    return facts(load_edition(name) for name in EDITIONS)


@cache
def _project(changes: tuple[tuple[str, str, str], ...]) -> bytes:
    modules = sources()
    for module, old, new in changes:
        assert modules[module].count(old) == 1, (module, old)
        modules[module] = modules[module].replace(old, new)
    return project(modules)


def with_vba(
    data: bytes, formulas: Sequence[str], changes: tuple[tuple[str, str, str], ...] = (), *, lambda_too: bool = False,
) -> bytes:
    """The workbook as an .xlsm: the project, the add-in's sheet, and a sheet of formulas, one a row, in column A.

    `changes` are (module, old, new): faults planted in the sources. `lambda_too` leaves the file's LAMBDA in it.
    """
    workbook = load_workbook(BytesIO(data))
    if not lambda_too:  # a name wins over a function in LibreOffice, and it knows no LAMBDA
        workbook.defined_names.pop("DGMM_LEVEL", None)
    workbook.code_name = "ThisWorkbook"
    _facts(workbook)
    sheet = workbook.create_sheet(ASK)
    for row, formula in enumerate(formulas, start=1):
        sheet.cell(row, 1, formula)
    stream = BytesIO()
    workbook.save(stream)
    return _macros(stream.getvalue(), _project(changes))


def _facts(workbook: Workbook) -> None:
    sheet = workbook.create_sheet(SHEET)
    sheet.sheet_properties.codeName = "Sheet1"
    for row, line in enumerate((head(known()), *known()), start=1):
        for column, value in enumerate(line, start=1):
            if value != "":
                cell = sheet.cell(row, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"


def _macros(data: bytes, vba: bytes) -> bytes:
    members = parts(data)
    types = members["[Content_Types].xml"].decode().replace(_MAIN, _MACROS)
    members["[Content_Types].xml"] = re.sub(r"(<Types[^>]*>)", rf"\1{_BIN}", types).encode()
    rels = "xl/_rels/workbook.xml.rels"
    members[rels] = members[rels].decode().replace("</Relationships>", f"{_LINK}</Relationships>").encode()
    return packed(members | {"xl/vbaProject.bin": vba})


def call(code: str = "", what: str = "", agency: str = "", answers: str = "") -> str:
    """A formula; `answers` is a range. An argument left empty between commas LibreOffice gives as 0, so it is an empty text."""
    quoted = ['"' + one.replace('"', '""') + '"' for one in (code, what, agency)]
    return f"=DGMM_LEVEL({','.join([*quoted, answers]).rstrip(',')})"


def same(shown: Any, wanted: Any) -> bool:
    """Whether LibreOffice shows what Python gives; an error is None."""
    if isinstance(wanted, int | float) and isinstance(shown, int | float):
        return abs(shown - wanted) < 1e-9
    return type(shown) is type(wanted) and shown == wanted


def values(cells: Mapping[tuple[str, int, int], Any]) -> dict[tuple[str, int, int], Any]:
    """Contents without what is empty."""
    return {cell: value for cell, value in cells.items() if value not in (None, "")}
