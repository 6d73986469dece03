"""LibreOffice as a calculator: a form is opened once, sets of contents are typed into it, and its cells are read.

    python3 tests/support/calculator.py SOFFICE PROFILE < job       one JSON list a set: what each cell asked for shows

A job is `{"form": path, "cells": [[sheet, row, column], …], "sets": [[content, …], …], "read": [[sheet, row, column], …]}`,
numbers from 1; a set has a content for each of `cells`, null where it is empty. A cell that shows an error reads as null.

Run by a Python that has LibreOffice's `uno`, like `office`, which it uses.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from office import opened, running


def main(soffice: str, profile: str) -> None:
    """Print what the cells show, set by set."""
    job = json.load(sys.stdin)
    with running(soffice, profile) as context:
        document = opened(context, Path(job["form"]))
        try:
            sheets = {sheet.Name: sheet for sheet in document.Sheets}
            for sheet in sheets.values():
                sheet.unprotect("")  # researchers' and inherited figures stand in locked cells
            cells = [sheets[sheet].getCellByPosition(column - 1, row - 1) for sheet, row, column in job["cells"]]
            areas = {name: _area(sheets[name], job["read"]) for name in dict.fromkeys(sheet for sheet, *_ in job["read"])}
            typed: list[Any] = [None] * len(cells)
            document.enableAutomaticCalculation(False)
            for contents in job["sets"]:
                for cell, old, new in zip(cells, typed, contents, strict=True):
                    if (type(old), old) != (type(new), new):
                        _type(cell, new)
                typed = contents
                document.calculate()
                shown = {name: area.DataArray for name, area in areas.items()}
                print(json.dumps([shown[sheet][row - 1][column - 1] for sheet, row, column in job["read"]]), flush=True)
        finally:
            document.close(True)


def _area(sheet: Any, cells: list[tuple[str, int, int]]) -> Any:
    """Return the part of a sheet from its first cell that holds all of its cells."""
    own = [(row, column) for name, row, column in cells if name == sheet.Name]
    return sheet.getCellRangeByPosition(0, 0, max(column for _, column in own) - 1, max(row for row, _ in own) - 1)


def _type(cell: Any, content: Any) -> None:
    if content is None:
        cell.Formula = ""
    elif isinstance(content, str):
        cell.String = content
    else:
        cell.Value = content


if __name__ == "__main__":
    main(*sys.argv[1:])
