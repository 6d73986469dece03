"""An engine for xlwings that opens .xlsx files without Excel: `xw.engines["dgmm"]`. It uses only the BSD parts of xlwings and
needs no licence key. A function written for a live workbook runs on a file:

    book = open_book("returned.xlsx")
    book.sheets["P1"].range("D4").value = 3
    book.save()

It reads values, error cells, defined names and cached values of formulas, and it writes values. It computes nothing: a
formula cell that is written to keeps its formula and gets the value as its cached one, and a text that starts with `=` stays
a text. It is never made the active engine, so `xw.Book(…)` still means Excel where there is one.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import os
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings as xw
from xlwings import base_classes

from dgmm_excel.errors import DgmmError
from dgmm_excel.files import write_atomically
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.a1 import Position
from dgmm_excel.xlsx.archive import UnreadableBook, content_of
from dgmm_excel.xlsx.grids import Grids
from dgmm_excel.xlsx.objects import CellError, Name, Names, Range, Sheets, naming_what_is_missing
from dgmm_excel.xlsx.package import DefinedName, Package
from dgmm_excel.xlsx.patch import Changes, Scalar, patched

__all__ = ["ENGINE", "Book", "CellError", "Engine", "Range", "open_book"]

_NAMES = itertools.count(1)


class NoSuchBook(DgmmError, FileNotFoundError):
    """Raised for the path of a file that does not exist."""


def open_book(source: str | os.PathLike[str] | bytes, name: str | None = None) -> xw.Book:
    """Open an .xlsx from a path or from its bytes; `name` is the name of a book opened from bytes.

    The file is not read again, so it may be deleted. Raises UnreadableBook if it is not a readable workbook, NoSuchBook
    (a FileNotFoundError) if it does not exist.
    """
    if isinstance(source, bytes):
        return xw.Book(impl=ENGINE.app.books.take(Book(source, None, name or f"Book{next(_NAMES)}.xlsx")))
    path = Path(source).absolute()
    try:
        content = content_of(path)
    except FileNotFoundError:
        raise NoSuchBook(str(phrase("scoring.no_file", file=source))) from None
    return xw.Book(impl=ENGINE.app.books.take(Book(content, path, path.name)))


class Engine:
    """The engine that `xw.Engine` wraps. There is one, `ENGINE`, with one app."""

    name = "dgmm"
    type = "desktop"

    def __init__(self) -> None:
        self.app = App(self)
        self.apps = Apps(self.app)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: dict[str, Any]) -> Scalar:
        """Convert a value to what is written into a cell. Raises ValueError for a value that no cell can hold."""
        if hasattr(value, "item") and not isinstance(value, (str, bytes)):
            value = value.item()  # a NumPy scalar
        if isinstance(value, CellError):
            return str(value)
        if isinstance(value, float) and math.isnan(value):
            return None
        if value is None or isinstance(value, (bool, int, float, str, dt.date)):
            return value
        raise ValueError(f"a cell takes no {type(value).__name__}")

    @staticmethod
    def clean_value_data(
        data: list[list[Any]], datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[Any]]:
        """Convert values read from cells as the options of the range ask for."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime):
                return datetime_builder(
                    year=value.year, month=value.month, day=value.day, hour=value.hour, minute=value.minute,
                    second=value.second, microsecond=value.microsecond, tzinfo=None,
                )
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


@naming_what_is_missing
class Apps(base_classes.Apps):
    """The one app."""

    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        return [self._app.pid]

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        return self._app

    def __iter__(self) -> Iterator[App]:
        yield self._app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        if pid != self._app.pid:
            raise KeyError(pid)
        return self._app

    @staticmethod
    def cleanup() -> None:
        """There are no processes to clean up."""


@naming_what_is_missing
class App(base_classes.App):
    """The owner of the open books; there is no application. Its settings have no effect."""

    visible = False
    screen_updating = False
    display_alerts = False
    enable_events = False
    interactive = False
    calculation = "manual"

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._books = Books(self)

    @property
    def api(self) -> Any:
        return self

    @property
    def books(self) -> Books:
        return self._books

    @property
    def pid(self) -> int:
        """The process id of Python itself."""
        return os.getpid()

    def activate(self, steal_focus: bool = False) -> None:
        """Do nothing: there is no window."""

    def quit(self) -> None:
        for book in list(self.books):
            book.close()


@naming_what_is_missing
class Books(base_classes.Books):
    """The open books. A book that nothing refers to any more is dropped, closed or not."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._books: weakref.WeakValueDictionary[int, Book] = weakref.WeakValueDictionary()

    @property
    def api(self) -> Any:
        return self

    @property
    def active(self) -> Book:
        """The book opened last."""
        books = list(self)
        if not books:
            raise KeyError("no book is open")
        return books[-1]

    def take(self, book: Book) -> Book:
        """Add a book to the open ones."""
        self._books[id(book)] = book
        return book

    def leave(self, book: Book) -> None:
        """Remove a book from the open ones."""
        self._books.pop(id(book), None)

    def open(self, fullname: str, *_: Any, **__: Any) -> Book:
        book: Book = open_book(fullname).impl
        return book

    def __call__(self, name_or_index: str | int) -> Book:
        if isinstance(name_or_index, int):
            return list(self)[name_or_index - 1]
        for book in self:
            if name_or_index in (book.name, book.fullname):
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self._books)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._books.values()))


@naming_what_is_missing
class Book(base_classes.Book):
    """An open file: its bytes as read, and the changes written since."""

    def __init__(self, data: bytes, path: Path | None, name: str) -> None:
        self.package = Package(data)
        if self.package.macros:
            raise UnreadableBook("other_format", ".xlsm")
        self.changes: dict[str, dict[Position, Scalar]] = {}
        self._path = path
        self._name = name
        self._grids = Grids(self.package)
        self._names: dict[tuple[str | None, str], DefinedName] | None = None

    def grids(self) -> Grids:
        """Return the sheets as they were read, with formulas and error cells, without later changes."""
        return self._grids

    @property
    def api(self) -> Any:
        return self

    @property
    def app(self) -> App:
        return ENGINE.app

    @property
    def name(self) -> str:
        return self._name

    @property
    def fullname(self) -> str:
        return str(self._path) if self._path else self._name

    @property
    def sheets(self) -> Sheets:
        # Created on each access: a book that held its sheets, which hold the book, would live until the garbage collector runs.
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self, list(self.package.names))

    def find_name(self, name: str, sheet: str) -> Name | None:
        """Return the name as seen from a sheet: its own before the workbook's."""
        if self._names is None:
            self._names = {(defined.sheet, defined.name.casefold()): defined for defined in self.package.names}
        found = self._names.get((sheet, name.casefold())) or self._names.get((None, name.casefold()))
        return Name(self, found) if found else None

    def write(self, changes: Changes) -> None:
        """Write many cells at once, as setting each range's value would: a formula stays, with a new cached value."""
        for sheet, cells in changes.items():
            self.changes.setdefault(sheet, {}).update(cells)

    def content(self) -> bytes:
        """Return the file as `save` would write it."""
        return patched(self.package.data, self.changes)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Write the file in place, or to `path`, which becomes the book's own. The file is replaced as a whole.

        Raises ValueError for a book that has no path, and for values that no cell can hold; OutputError if the file cannot be
        written, and then the old one is unchanged.
        """
        if password is not None:
            raise NotImplementedError("Book.save with a password is not supported on files (engine dgmm)")
        target = Path(path).absolute() if path else self._path
        if target is None:
            raise ValueError(f"{self.name} was not opened from a file: save it to a path")
        data = self.content()
        write_atomically(target, data)
        self._path, self._name = target, target.name
        if data != self.package.data:
            self._reread(data)

    def _reread(self, data: bytes) -> None:
        # Existing sheets and ranges ask the book again on each access.
        self.package, self.changes, self._names = Package(data), {}, None
        self._grids = Grids(self.package)

    def activate(self) -> None:
        """Do nothing: there is no window."""

    def close(self) -> None:
        self.app.books.leave(self)


ENGINE = Engine()
if ENGINE.name not in xw.engines.engines_by_name:
    xw.engines.add(xw.Engine(impl=ENGINE))
