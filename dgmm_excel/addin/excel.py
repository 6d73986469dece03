"""The Excel in which a button of the DGMM tab was pressed, as the buttons need it, through xlwings' object model alone.

`RunPython` hands over from a new workbook that was made for that alone, the go-between: xlwings takes settings and code from
the active workbook and from the folder that it lies in, and a returned form may be neither.
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
#: What Excel for Mac has no dialog for.
_CHOOSE = 'POSIX path of (choose folder with prompt "{prompt}")'


class Desk:
    """Speaks to the Excel of the go-between, in the language that its buttons are in."""

    def __init__(self, between: xw.Book, lang: Lang) -> None:
        self._between, self._app, self.lang = between, between.app, lang

    @classmethod
    def here(cls, lang: Lang) -> Desk:
        """The Excel that called this Python."""
        return cls(xw.Book.caller(), lang)

    def book(self, name: str) -> xw.Book:
        """An open workbook. Raises OutputError where it is closed by now."""
        for book in self._app.books:
            if book.name == name:
                return book
        raise OutputError(phrase("ribbon.closed", name=name)[self.lang])

    def open(self, file: Path) -> None:
        """Opens a workbook that this program wrote."""
        self._app.books.open(str(file))

    def show(self, rows: Sequence[Sequence[Any]], widths: Sequence[float]) -> None:
        """Rows in a new workbook, the first being the headings; a text is shown as it is and never a formula."""
        sheet = self._app.books.add().sheets[0]
        sheet.range((1, 1), (len(rows), len(widths))).value = [[_typed(value) for value in row] for row in rows]
        for column, width in enumerate(widths, start=1):
            cells = sheet.range((1, column), (len(rows), column))
            cells.column_width = width
            cells.wrap_text = True

    def tell(self, words: str, *, wrong: bool = False) -> None:
        """A message box."""
        short = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
        self._app.alert(short, TITLE, mode="critical" if wrong else "info")

    def track(self, items: Sequence[T], doing: Text, /) -> Iterable[T]:
        """The items, with how far the work is in Excel's status bar. A `dgmm_excel.progress.Track`."""
        told = 0.0
        try:
            for number, item in enumerate(items, start=1):
                if monotonic() - told > _OFTEN:
                    self._app.status_bar, told = f"{doing[self.lang]} {number}/{len(items)}", monotonic()
                yield item
        finally:
            self._app.status_bar = False  # Excel's own words again

    def folder(self, given: str) -> Path | None:
        """The folder that was chosen; on a Mac it is chosen here. None where nobody wants one."""
        if given or sys.platform != "darwin":
            return Path(given) if given else None
        return self._chosen()

    def _chosen(self) -> Path | None:
        script = _CHOOSE.format(prompt=phrase("ribbon.choose")[self.lang])
        done = subprocess.run(["osascript", "-e", script], capture_output=True, text=True, encoding="utf-8", check=False)
        return Path(done.stdout.strip()) if done.returncode == 0 and done.stdout.strip() else None

    def leave(self) -> None:
        """Closes the go-between, which holds nothing."""
        self._between.close()


def _typed(value: Any) -> Any:
    """A value as a person would type it: Excel reads what is put into a cell, but nothing behind an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value else value
