"""The Excel in which a button of the DGMM tab was pressed, through xlwings' object model alone.

`RunPython` is called from a new, temporary workbook: xlwings takes settings and code from the active workbook and from its
folder, and a returned form must not supply either.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import xlwings as xw

from dgmm_excel.errors import OutputError
from dgmm_excel.text import Lang, Text, phrase

T = TypeVar("T")

TITLE = "DGMM"
#: The longest text that a message box shows.
LONGEST = 1000
#: How often the status bar is written, in seconds.
_OFTEN = 0.5
#: AppleScript for choosing a folder, for which Excel for Mac has no dialog.
_CHOOSE = 'POSIX path of (choose folder with prompt "{prompt}")'


class CallingExcel:
    """The Excel that has the temporary workbook open, with the language of its buttons."""

    def __init__(self, temporary: xw.Book, lang: Lang) -> None:
        self._temporary, self._app, self.lang = temporary, temporary.app, lang

    @classmethod
    def here(cls, lang: Lang) -> CallingExcel:
        """Return the Excel that called this Python."""
        return cls(xw.Book.caller(), lang)

    def book(self, name: str) -> xw.Book:
        """Return an open workbook by name. Raises OutputError if it has been closed."""
        for book in self._app.books:
            if book.name == name:
                return book
        raise OutputError(phrase("ribbon.closed", name=name)[self.lang])

    def open(self, file: Path) -> None:
        """Open a workbook that this program wrote."""
        self._app.books.open(str(file))

    def show(self, rows: Sequence[Sequence[Any]], widths: Sequence[float]) -> None:
        """Show rows in a new workbook, the first being the headings; a text is shown as it is, never as a formula."""
        sheet = self._app.books.add().sheets[0]
        sheet.range((1, 1), (len(rows), len(widths))).value = [[_typed(value) for value in row] for row in rows]
        for column, width in enumerate(widths, start=1):
            cells = sheet.range((1, column), (len(rows), column))
            cells.column_width = width
            cells.wrap_text = True

    def tell(self, words: str, *, wrong: bool = False) -> None:
        """Show a message box."""
        short = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
        self._app.alert(short, TITLE, mode="critical" if wrong else "info")

    def track(self, items: Sequence[T], doing: Text, /) -> Iterable[T]:
        """Yield the items and show progress in Excel's status bar. A `dgmm_excel.progress.Track`."""
        told = 0.0
        try:
            for number, item in enumerate(items, start=1):
                if monotonic() - told > _OFTEN:
                    self._app.status_bar, told = f"{doing[self.lang]} {number}/{len(items)}", monotonic()
                yield item
        finally:
            self._app.status_bar = False  # back to Excel's own text

    def folder(self, given: str) -> Path | None:
        """Return the chosen folder; on a Mac ask for it here. None if the choice was cancelled."""
        if given or sys.platform != "darwin":
            return Path(given) if given else None
        return self._chosen()

    def _chosen(self) -> Path | None:
        script = _CHOOSE.format(prompt=phrase("ribbon.choose")[self.lang])
        done = subprocess.run(["osascript", "-e", script], capture_output=True, text=True, encoding="utf-8", check=False)
        return Path(done.stdout.strip()) if done.returncode == 0 and done.stdout.strip() else None

    def leave(self) -> None:
        """Close the temporary workbook, which holds nothing."""
        self._temporary.close()


def _typed(value: Any) -> Any:
    """Return a value as a person would type it: Excel interprets what is put into a cell, except after an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value else value
