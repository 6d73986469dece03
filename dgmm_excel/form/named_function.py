"""`=DGMM_LEVEL(code, what, agency, answers)` in a form: a name that holds a LAMBDA over the Results sheet.

Only Excel 365, 2024, for the web and for Mac know LAMBDA; elsewhere the name comes to nothing, so no cell of a form uses
it. What it gives is `lookup.dgmm_level`'s meaning; `answers` are for add-ins alone, and give #N/A.

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
#: What can be asked for, and the column of the Results sheet that says it.
_GIVES = {WHAT: "level", "score": "score", "name": "level_name", "next": "next"}
_COMMENT = 255


def define(workbook: Workbook, form: Form) -> None:
    """Give the drawn workbook of a form the name."""
    comment = phrase("lookup.comment")
    said = f"{comment.th} / {comment.en}"
    assert len(said) <= _COMMENT
    workbook.defined_names[NAME] = DefinedName(NAME, attr_text=function_text(form), comment=said)


def function_text(form: Form) -> str:
    """The LAMBDA as the file holds it, without a leading `=`.

    A text that a user gives is only compared and looked up exactly: MATCH would take its * and ? for any letters.
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
    """A parameter's text, empty where it is omitted."""
    return _tidied(f'IF(_xlfn.ISOMITTED(_xlpm.{parameter}),"",_xlpm.{parameter})')


def _tidied(text: str) -> str:
    """A text without outer spaces, of which Excel's TRIM leaves the no-break ones."""
    return f'TRIM(SUBSTITUTE({text},"\u00a0"," "))'


def _found(form: Form) -> str:
    """The cell of the id in the column that says what is wanted."""
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
