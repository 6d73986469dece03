"""DGMM_LEVEL, DGMM_NEXT and DGMM_EXPLAIN for desktop Excel on Windows, as functions of xlwings.

xlwings writes a VBA wrapper for each (`Import Functions`), named as it is here; VBA does not tell cases apart. They read
the answers of the open workbook, so it does not matter whether its formulas were computed. They are volatile, since
`=DGMM_LEVEL("P1.1")` names no cell that it depends on. The wrapper would show the text of any exception, so none leaves this
module: a missing result is #N/A. The first line of a function's docstring is its text in Excel's function wizard.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import xlwings as xw

from dgmm_excel.addin.cell_cache import CellCache
from dgmm_excel.addin.workbooks import LevelSource, ScoredForm, with_answers, word
from dgmm_excel.errors import NotAvailable
from dgmm_excel.intake.tidy import is_blank
from dgmm_excel.text import phrase

#: The category of the function wizard, and the longest text that it shows.
CATEGORY = "DGMM"
LONGEST_HELP = 255
#: Excel's #N/A as a COM error code (CVErr(xlErrNA)).
NOT_AVAILABLE = -2146826246
#: Where the add-in keeps a cell that holds #N/A, and the name of that cell.
ADDIN, NOT_AVAILABLE_CELL = "dgmm.xlam", "DGMM_NA"

CACHE = CellCache()
_LOG = logging.getLogger(__name__)


class _Omitted:
    """An omitted argument, as opposed to a blank cell."""

    def __repr__(self) -> str:
        return "omitted"


OMITTED = _Omitted()


def _help(key: str) -> str:
    return str(phrase(f"addin.{key}"))[:LONGEST_HELP]


@xw.func(volatile=True, category=CATEGORY)
@xw.arg("code", doc=_help("code_help"), err_to_str=True)
@xw.arg("what", doc=_help("what_help"), err_to_str=True)
@xw.arg("agency", doc=_help("agency_help"), err_to_str=True)
@xw.arg("answers", doc=_help("answers_help"), ndim=2, err_to_str=True)
def dgmm_level(code: Any = "", what: Any = "", agency: Any = "", answers: Any = OMITTED, caller: Any = None) -> Any:
    """ระดับ คะแนน ชื่อระดับ หรือสิ่งที่ระดับถัดไปต้องมี / The level, score, name of the level, or what the next level asks"""

    def asked() -> Any:
        cells = _cells(answers)
        if cells is None:
            return _source(caller).given(_word(code), _word(what), _word(agency))
        source = _source_or_none(caller)
        return with_answers(_word(code), _word(what), cells, source if isinstance(source, ScoredForm) else None, _word(agency))

    return _or_not_available(asked, caller)


@xw.func(volatile=True, category=CATEGORY)
@xw.arg("code", doc=_help("code_help"), err_to_str=True)
@xw.arg("agency", doc=_help("agency_help"), err_to_str=True)
def dgmm_next(code: Any = "", agency: Any = "", caller: Any = None) -> Any:
    """สิ่งที่ระดับถัดไปต้องมี หรือหัวข้อที่ควรยกระดับ / What the next level asks, or the topics to lift"""
    return _or_not_available(lambda: _source(caller).given(_word(code), "next", _word(agency)), caller)


@xw.func(volatile=True, category=CATEGORY)
@xw.arg("code", doc=_help("code_help"), err_to_str=True)
@xw.arg("agency", doc=_help("agency_help"), err_to_str=True)
def dgmm_explain(code: Any = "", agency: Any = "", caller: Any = None) -> Any:
    """เหตุผลที่อยู่ในระดับนี้ / Why it stands at its level"""
    return _or_not_available(lambda: _source(caller).explained(_word(code), _word(agency)), caller)


def _source_or_none(caller: Any) -> LevelSource | None:
    return None if caller is None else CACHE.source_for(caller.sheet.book)


def _source(caller: Any) -> LevelSource:
    found = _source_or_none(caller)
    if found is None:
        raise NotAvailable(str(phrase("addin.no_workbook")))
    return found


def _cells(answers: Any) -> list[Any] | None:
    """Return the values of a range row by row; None if it was omitted or is a single blank cell, which counts as omitted."""
    if answers is OMITTED or answers is None:
        return None
    cells = [value for row in answers for value in row] if isinstance(answers, list | tuple) else [answers]
    return None if len(cells) == 1 and is_blank(cells[0]) else cells


def _word(value: Any) -> str:
    """Return an argument as a word. Raises NotAvailable for more than one cell."""
    if isinstance(value, list | tuple):
        raise NotAvailable(str(phrase("addin.one_cell")))
    return word(value)


def _or_not_available(asked: Callable[[], Any], caller: Any) -> Any:
    """Return the result; Excel's #N/A if there is none, or if this program fails (the failure is logged)."""
    try:
        return asked()
    except NotAvailable:
        return not_available(caller)
    except Exception:
        if os.environ.get("DGMM_DEBUG"):
            raise
        _LOG.exception("DGMM")
        return not_available(caller)


def not_available(caller: Any) -> Any:
    """Return Excel's #N/A as pywin32 can send it.

    pywin32 has no value that arrives as #N/A: of `VARIANT(VT_ERROR, code)` it drops the code and sends “argument missing”,
    another error; an int arrives as a number. If a Range is returned, VBA assigns its value. So if the add-in is open, return
    its cell with #N/A, else the error without a code. Without pywin32 return `NOT_AVAILABLE` itself.
    """
    pythoncom: Any = sys.modules.get("pythoncom")
    if pythoncom is None:
        return NOT_AVAILABLE
    books = caller.sheet.book.app.api.Workbooks if caller is not None else ()
    for book in books:
        if str(book.Name).casefold() == ADDIN:
            return book.Names(NOT_AVAILABLE_CELL).RefersToRange
    client: Any = import_module("win32com.client")
    return client.VARIANT(pythoncom.VT_ERROR, NOT_AVAILABLE)
