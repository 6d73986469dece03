"""`=DGMM_LEVEL(code, what, agency, answers)` in a form: a defined name that holds a LAMBDA over the Results sheet.

Only Excel 365, 2024, for the web and for Mac know LAMBDA; elsewhere the name is an error, so no cell of a form uses it. It
means the same as `lookup.dgmm_level`; `answers` is for add-ins only, and gives #N/A.

In a file an optional parameter is declared with `_xlop.`, each of its uses is `_xlpm.`, and functions later than Excel 2010
are `_xlfn.`.
"""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from dgmm_excel.form import cover
from dgmm_excel.form.layout import Form
from dgmm_excel.form.results import RESULT_COLUMNS, result_rows
from dgmm_excel.scoring.lookup import CODE, WHAT
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.a1 import quoted

NAME = "DGMM_LEVEL"
_PARAMETERS = ("code", "what", "agency", "answers")
#: What can be asked for, and the column of the Results sheet that holds it.
_GIVES = {WHAT: "level", "score": "score", "name": "level_name", "next": "next"}
_COMMENT = 255


def define(workbook: Workbook, form: Form) -> None:
    """Define the name in the drawn workbook of a form."""
    comment = phrase("lookup.comment")
    said = f"{comment.th} / {comment.en}"
    assert len(said) <= _COMMENT
    workbook.defined_names[NAME] = DefinedName(NAME, attr_text=function_text(form), comment=said)


def function_text(form: Form) -> str:
    """Return the LAMBDA as the file holds it, without a leading `=`.

    A user's text is only compared and looked up exactly: MATCH would take its * and ? for any letters.
    """
    own = f"{quoted(form.cover)}!{_absolute(cover.meta_cell('agency.code'))}"
    steps = {
        "sought": _given("code"), "wanted": _given("what"), "other": _given("agency"),
        "place": f'IF(_xlpm.sought="","{CODE}",_xlpm.sought)',
        "alone": "IF(_xlfn.ISOMITTED(_xlpm.answers),TRUE,"
                 'IF(ROWS(_xlpm.answers)*COLUMNS(_xlpm.answers)=1,_xlpm.answers="",FALSE))',
        "own": f'OR(_xlpm.other="",_xlpm.other={_tidied(own)})',
    }
    named = ",".join(f"_xlpm.{name},{text}" for name, text in steps.items())
    declared = ",".join(f"_xlop.{name}" for name in _PARAMETERS)
    body = f"IF(AND(_xlpm.alone,_xlpm.own),{_found(form)},NA())"
    return f"_xlfn.LAMBDA({declared},_xlfn.LET({named},{body}))"


def _given(parameter: str) -> str:
    """Return a parameter's text; empty if it is omitted."""
    return _tidied(f'IF(_xlfn.ISOMITTED(_xlpm.{parameter}),"",_xlpm.{parameter})')


def _tidied(text: str) -> str:
    """Return a text without outer spaces; Excel's TRIM alone keeps the no-break ones."""
    return f'TRIM(SUBSTITUTE({text},"\u00a0"," "))'


def _found(form: Form) -> str:
    """Return the lookup of the id in the column that holds what is wanted."""
    text = "NA()"
    for what, column in reversed(_GIVES.items()):
        wanted = f'_xlpm.wanted="{what}"'
        is_wanted = f'OR(_xlpm.wanted="",{wanted})' if what == WHAT else wanted
        looked_up = f"_xlfn.XLOOKUP(_xlpm.place,{_column(form, 'A')},{_column(form, RESULT_COLUMNS[column])})"
        text = f"IF({is_wanted},{looked_up},{text})"
    return text


def _column(form: Form, column: str) -> str:
    places = result_rows(form).values()
    return f"{quoted(form.results)}!${column}${min(places)}:${column}${max(places)}"


def _absolute(cell: str) -> str:
    column = cell.rstrip("0123456789")
    return f"${column}${cell.removeprefix(column)}"
