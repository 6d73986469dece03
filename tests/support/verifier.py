"""Somebody who checks, at LibreOffice: types findings into verification.xlsx as the screen shows it, and saves the file.

    python3 tests/support/verifier.py SOFFICE PROFILE < job

A job is `{"file": path, "save": path, "rows": [{"question", "cells": {column: text, …}}, …]}`; a cell is found by the ids above
the table and the question's id. Printed is `{"lost": […], "offered": {column: [text, …]}}`: cells that are not there or locked,
and what the first row's lists offer. The file is also printed, as a PDF beside it.

Run by a Python that has LibreOffice's `uno`, like `office`, which it uses.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from office import opened, prop, running


def main(soffice: str, profile: str) -> None:
    """Do one job and print its result."""
    job = json.load(sys.stdin)
    with running(soffice, profile) as context:
        document = opened(context, Path(job["file"]))
        try:
            table = _Table(document)
            lost = [[row["question"], column] for row in job["rows"] for column, text in row["cells"].items()
                    if not table.type(row["question"], column, text)]
            offered = {column: table.offered(job["rows"][0]["question"], column) for column in ("finding", "verified")}
            target = Path(job["save"])
            document.storeToURL(target.as_uri(), (prop("FilterName", "Calc MS Excel 2007 XML"),))
            document.storeToURL(target.with_suffix(".pdf").as_uri(), (prop("FilterName", "calc_pdf_Export"),))
        finally:
            document.close(True)
    print(json.dumps({"lost": lost, "offered": offered}))


class _Table:
    """The table of claims, on the first sheet."""

    def __init__(self, document: Any) -> None:
        self._document, self._sheet = document, document.Sheets.getByIndex(0)
        cursor = self._sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        area = cursor.RangeAddress
        data = self._sheet.getCellRangeByPosition(0, 0, area.EndColumn, area.EndRow).DataArray
        head = next(row for row, texts in enumerate(data) if "question" in texts)
        self._columns = {str(text): column for column, text in enumerate(data[head]) if text}
        self._rows = {str(texts[self._columns["question"]]): row for row, texts in enumerate(data) if row > head}

    def type(self, question: str, column: str, text: str) -> bool:
        """Type into a cell as the keyboard does; return whether it can be typed into."""
        cell = self._cell(question, column)
        if cell.CellProtection.IsLocked:
            return False
        cell.FormulaLocal = text
        return True

    def offered(self, question: str, column: str) -> list[str]:
        """Return what the list in a cell offers."""
        source = str(self._cell(question, column).Validation.getFormula1())
        sheet, _, cells = source.replace("$", "").rpartition(".")
        texts = self._document.Sheets.getByName(sheet.strip("'")).getCellRangeByName(cells).DataArray
        return [str(row[0]) for row in texts]

    def _cell(self, question: str, column: str) -> Any:
        return self._sheet.getCellByPosition(self._columns[column], self._rows[question])


if __name__ == "__main__":
    main(*sys.argv[1:])
