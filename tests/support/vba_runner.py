"""LibreOffice runs a workbook's VBA: sets of contents are typed into it, and a column of formulas is read.

    python3 tests/support/vba_runner.py SOFFICE PROFILE < job       one JSON list a set: what each formula shows

A job is `{"form": path, "cells": [[sheet, row, column], …], "sets": [[content, …], …], "ask": sheet, "rows": how many,
"others": [path, …], "asked": [[row, …], …]}`, the others open beside it, the last one active; of each set only the formulas in
the rows asked are calculated, from 0, and the others show an empty text. A cell that shows an error reads as null, and so does #N/A. Macros run (MacroExecutionMode 4), and every formula is computed anew for each set.

Run by a Python that has LibreOffice's `uno`, like `office`, which it uses.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from calculator import _type
from office import prop, running, service

_ALWAYS = 4
_FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA
#: How LibreOffice shows what VBA's `CVErr(xlErrNA)` gives.
_NOT_AVAILABLE = "Error 2042"


def main(soffice: str, profile: str) -> None:
    """Print what the formulas show, set by set."""
    job = json.load(sys.stdin)
    with running(soffice, profile) as context:
        desktop = service(context, "com.sun.star.frame.Desktop")
        opened = []
        try:
            for path in (job["form"], *job["others"]):
                opened.append(desktop.loadComponentFromURL(
                    Path(path).as_uri(), "_blank", 0, (prop("Hidden", True), prop("MacroExecutionMode", _ALWAYS))))
            _answer(opened[0], job)
        finally:
            for document in opened:
                document.close(True)


def _answer(document: Any, job: dict[str, Any]) -> None:
    sheets = {sheet.Name: sheet for sheet in document.Sheets}
    for sheet in sheets.values():
        sheet.unprotect("")
    cells = [sheets[sheet].getCellByPosition(column - 1, row - 1) for sheet, row, column in job["cells"]]
    area = sheets[job["ask"]].getCellRangeByPosition(0, 0, 0, job["rows"] - 1)
    typed: list[Any] = [None] * len(cells)
    formulas = area.FormulaArray
    document.enableAutomaticCalculation(False)
    for contents, asked in zip(job["sets"], map(set, job["asked"]), strict=True):
        area.clearContents(_FORMULAS)  # they are volatile, and would be computed with the form as well
        for cell, old, new in zip(cells, typed, contents, strict=True):
            if (type(old), old) != (type(new), new):
                _type(cell, new)
        typed = contents
        document.calculate()  # the form comes first
        area.setFormulaArray([line if row in asked else ("",) for row, line in enumerate(formulas)])
        document.calculateAll()
        print(json.dumps([None if line[0] == _NOT_AVAILABLE else line[0] for line in area.DataArray]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
