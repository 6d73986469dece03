"""An Excel with a desk, made up: workbooks of the strictest engine, message boxes, a status bar, and what was done with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings as xw

from tests.support import strict_engine
from tests.support.returned import Draft


class _EngineImpl(strict_engine._EngineImpl):
    type = "desktop"


class _AppImpl(strict_engine._AppImpl):
    """`told`: what message boxes said, with their mode. `opened`: files that were opened. `bars`: what the status bar showed."""

    engine = _EngineImpl()

    def __init__(self) -> None:
        self.told: list[tuple[str, str | None]] = []
        self.opened: list[Path] = []
        self.bars: list[Any] = []
        self.books = _BooksImpl(self)

    @property
    def status_bar(self) -> Any:
        return self.bars[-1] if self.bars else False

    @status_bar.setter
    def status_bar(self, words: Any) -> None:
        self.bars.append(words)

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: str | None) -> str:
        assert (title, buttons, callback) == ("DGMM", "ok", None)
        self.told.append((prompt, mode))
        return "ok"


class _BooksImpl:
    def __init__(self, app: _AppImpl) -> None:
        self.app, self.all = app, list[BookImpl]()

    def __iter__(self) -> Iterator[BookImpl]:
        return iter(self.all)

    def __call__(self, name: str) -> BookImpl:
        for book in self.all:
            if book.name == name:
                return book
        raise KeyError(name)

    def add(self) -> BookImpl:
        return self.take([Draft("Sheet1", [])], f"Book{len(self.all) + 1}")

    def open(self, fullname: str, *_: Any) -> BookImpl:
        self.app.opened.append(Path(fullname))
        return self.take([], fullname)

    def take(self, grids: list[Draft], name: str) -> BookImpl:
        self.all.append(BookImpl(self, grids, name))
        return self.all[-1]


class BookImpl(strict_engine.BookImpl):
    """A workbook that is open."""

    def __init__(self, books: _BooksImpl, grids: list[Draft], name: str) -> None:
        super().__init__(grids, name)
        self._books = books

    @property
    def app(self) -> _AppImpl:
        return self._books.app

    def close(self) -> None:
        self._books.all.remove(self)


class MadeUpExcel:
    """The Excel, with a go-between open, as the add-in's VBA makes one."""

    def __init__(self) -> None:
        self.app = _AppImpl()
        self.between = self.app.books.add()

    def form(self, grids: list[Draft], name: str = "returned.xlsx") -> BookImpl:
        return self.app.books.take(grids, name)

    @property
    def caller(self) -> xw.Book:
        return xw.Book(impl=self.between)

    @property
    def names(self) -> list[str]:
        return [book.name for book in self.app.books]

    def said(self) -> str:
        """The one message box."""
        ((words, _),) = self.app.told
        return words
