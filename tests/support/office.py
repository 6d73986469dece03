"""LibreOffice asked about forms: the height that each text needs, and which cells come onto which page.

    python3 tests/support/office.py SOFFICE PROFILE < questions       one JSON object a form, in the order of the questions

A question is `{"form": path, "cells": [[sheet, row, column, last column, look, [text, …], linked], …]}`, all numbers from 1;
`look` is any text that is the same for cells that look the same, the texts are what the cell may say at other times, `linked`
tells whether it leads somewhere. The answer has `pages` and, one a cell, `says`, `longest` (of all that it may say), `needed`,
the height that this takes, and `beyond`, how much of a linked one is wider than its cells. Each form is also printed, as a PDF
beside it. `PROFILE` is the URL of a user profile. Lengths are in hundredths of a millimetre.

Run by a Python that has LibreOffice's `uno` (the system's own, as a rule), which the project's environment has not; so this
file imports nothing but the standard library.

LibreOffice leaves merged cells out of a row's optimal height. So every text is copied into a row of its own on a scratch
sheet, in a column as wide as its cells, and that row is measured. A call takes a millisecond: what can be asked for a whole
sheet is, and what looks and reads alike, in whatever form, is measured once.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

_PATIENCE = 60.0
#: What LibreOffice adds to a text's width for a column.
_MARGIN = 200
#: A column of the scratch sheet beyond all others.
_SPARE = 1000
#: A text, how it looks, and how wide its cells are.
_Text = tuple[str, str, int]


def main(soffice: str, profile: str) -> None:
    """Print LibreOffice's answer to each question."""
    questions = json.load(sys.stdin)
    known: dict[_Text, int] = {}
    with running(soffice, profile) as context:
        for question in questions:
            file = Path(question["form"])
            document = opened(context, file)
            try:
                document.storeToURL(file.with_suffix(".pdf").as_uri(), (prop("FilterName", "calc_pdf_Export"),))
                # measuring adds a sheet, so it comes last
                answer = {"pages": list(_pages(document)), **_measured(document, question["cells"], known)}
            finally:
                document.close(True)
            print(json.dumps(answer), flush=True)


@contextmanager
def running(soffice: str, profile: str) -> Iterator[Any]:
    """Provide the context of a LibreOffice of our own, ended with everything that it started."""
    pipe = f"dgmm{os.getpid()}"
    office = subprocess.Popen(
        [soffice, f"-env:UserInstallation={profile}", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )
    try:
        context = _connected(office, f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        yield context
        with suppress(_uno().getClass("com.sun.star.lang.DisposedException")):  # it may end before it has answered
            service(context, "com.sun.star.frame.Desktop").terminate()
        office.wait(_PATIENCE)
    finally:
        if office.poll() is None:
            # the command is a script; the program itself is its child
            os.killpg(office.pid, signal.SIGKILL)


def _connected(office: subprocess.Popen[bytes], address: str) -> Any:
    """Return the context of the program just started, as soon as it answers."""
    uno = _uno()
    local, unanswered = uno.getComponentContext(), uno.getClass("com.sun.star.connection.NoConnectException")
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return resolver.resolve(address)
        except unanswered:
            if time.monotonic() > end or office.poll() is not None:
                raise
            time.sleep(0.2)


def service(context: Any, name: str) -> Any:
    """One of the program's services."""
    return context.ServiceManager.createInstanceWithContext(name, context)


def opened(context: Any, file: Path) -> Any:
    """Return a document opened without a window."""
    desktop = service(context, "com.sun.star.frame.Desktop")
    return desktop.loadComponentFromURL(file.as_uri(), "_blank", 0, (prop("Hidden", True),))


def _uno() -> Any:
    return import_module("uno")


def prop(name: str, value: object) -> Any:
    return _uno().createUnoStruct("com.sun.star.beans.PropertyValue", name, 0, value, 0)


def _pages(document: Any) -> Iterator[dict[str, Any]]:
    """Yield each printed page: its sheet, and the first and last of its columns and rows, from 1."""
    names = document.Sheets.ElementNames
    for number in range(document.getRendererCount(document, ())):
        settings = {setting.Name: setting.Value for setting in document.getRenderer(number, document, ())}
        area = settings["SourceRange"]
        yield {
            "sheet": names[area.Sheet],
            "columns": (area.StartColumn + 1, area.EndColumn + 1), "rows": (area.StartRow + 1, area.EndRow + 1),
        }


def _measured(
    document: Any, cells: list[tuple[str, int, int, int, str, list[str], bool]], known: dict[_Text, int]
) -> dict[str, Any]:
    """Return what each cell says, the tallest text of those that it may say, and the height that this needs."""
    widest: dict[str, int] = {}
    for name, _, _, last, *_ in cells:
        widest[name] = max(last, widest.get(name, 0))
    sheets = {sheet.Name: _Sheet(sheet, widest.get(sheet.Name, 0)) for sheet in document.Sheets}
    scratch = _Scratch(document)
    says: list[str] = []
    wanted: list[list[_Text]] = []
    beyond: list[int] = []
    for name, row, column, last, look, others, linked in cells:
        sheet = sheets[name]
        value, width = sheet.value(row, column), sheet.width(column, last)
        says.append(str(value))
        beyond.append(scratch.line(sheet.address(row, column), str(value)) - width if linked else 0)
        wanted.append([(text, look, width) for text in (str(value), *others)])
        for text in wanted[-1]:
            if text not in known:
                now = text[0] == str(value)
                result = (value if now else text[0]) if sheet.is_formula(row, column) or not now else None
                scratch.take(text, sheet.address(row, column), result)
    known |= scratch.heights()
    tallest = [max(texts, key=known.__getitem__) for texts in wanted]
    return {
        "says": says, "beyond": beyond,
        "longest": [text[0] for text in tallest], "needed": [known[text] for text in tallest],
    }


class _Sheet:
    """What is on a sheet, asked for once. Rows and columns from 1."""

    def __init__(self, sheet: Any, asked: int) -> None:
        """`asked` is the last column that is asked for: cells merged over columns without a cell of their own end beyond the used."""
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        self._number = cursor.RangeAddress.Sheet
        used = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
        self._values, self._formulas = used.DataArray, used.FormulaArray
        columns = (sheet.Columns.getByIndex(column) for column in range(max(asked, cursor.RangeAddress.EndColumn + 1)))
        self._widths = [column.Width if column.IsVisible else 0 for column in columns]

    def value(self, row: int, column: int) -> str | float:
        """Return what a cell says; a formula's result."""
        return self._values[row - 1][column - 1]  # type: ignore[no-any-return]

    def is_formula(self, row: int, column: int) -> bool:
        return str(self._formulas[row - 1][column - 1]).startswith("=")

    def width(self, first: int, last: int) -> int:
        """Return the width of some columns together, without the hidden ones."""
        return sum(self._widths[first - 1:last])

    def address(self, row: int, column: int) -> Any:
        """Return a cell, for a copy of it."""
        return _uno().createUnoStruct(
            "com.sun.star.table.CellRangeAddress", self._number, column - 1, row - 1, column - 1, row - 1
        )


class _Scratch:
    """A sheet at the end: each text in a row of its own, each width a column of its own."""

    def __init__(self, document: Any) -> None:
        self.rows: dict[_Text, int] = {}
        self._columns: dict[int, int] = {}
        self._number = document.Sheets.Count
        document.Sheets.insertNewByName("scratch", self._number)
        self._sheet = document.Sheets.getByIndex(self._number)
        # an empty cell claims a line of its font
        self._sheet.CharHeight = 1

    def take(self, text: _Text, source: Any, result: str | float | None) -> None:
        """Copy a cell as it looks, once; of a formula, which could mean something else here, a result."""
        if text in self.rows:
            return
        row, column = self.rows.setdefault(text, len(self.rows)), self._column(text[2])
        self._sheet.copyRange(_uno().createUnoStruct("com.sun.star.table.CellAddress", self._number, column, row), source)
        if result is not None:
            cell = self._sheet.getCellByPosition(column, row)
            if isinstance(result, str):
                cell.String = result
            else:
                cell.Value = result

    def line(self, source: Any, text: str) -> int:
        """Return the width of a linked text: LibreOffice shows one on a single line, whatever breaks are in it."""
        self._sheet.copyRange(_uno().createUnoStruct("com.sun.star.table.CellAddress", self._number, _SPARE, 0), source)
        cell = self._sheet.getCellByPosition(_SPARE, 0)
        cell.String = text.replace("\n", "")
        cell.IsTextWrapped = False
        columns = cell.Columns
        columns.OptimalWidth = True
        return int(columns.getByIndex(0).Width) - _MARGIN

    def heights(self) -> dict[_Text, int]:
        """Return what each text needs."""
        if not self.rows:
            return {}
        taken = self._sheet.getCellRangeByPosition(0, 0, len(self._columns), len(self.rows) - 1)
        taken.merge(False)
        taken.Rows.OptimalHeight = True
        rows = self._sheet.Rows
        return {text: rows.getByIndex(row).Height for text, row in self.rows.items()}

    def _column(self, width: int) -> int:
        if width not in self._columns:
            self._columns[width] = len(self._columns)
            self._sheet.Columns.getByIndex(self._columns[width]).Width = width
        return self._columns[width]


if __name__ == "__main__":
    main(*sys.argv[1:])
