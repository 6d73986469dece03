"""The add-in's VBA in pyOpenVBA's engine, which runs VBA in Python, with an Excel made up around it: no LibreOffice is needed.

The engine has the language alone. What stands here is as much of Excel's object model as the add-in calls; a member that the
add-in does not call yet raises an error that names it. Cells hold what a source of values gives: a mapping by row and column.

Two things of the engine are replaced. Its `Collection` searches its keys one by one, which takes minutes over the add-in's
data; this one has an index. And it has no `StrConv`, which is the code page's here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    NOTHING,
    HostBridge,
    VBAArray,
    VBACollection,
    VBADate,
    VBAErrorValue,
    VBAInt,
    VBAObject,
    member,
    method,
    setter,
    to_text,
)
from pyopenvba.interpreter._runtime import UNRESOLVED
from pyopenvba.interpreter._values import error

from dgmm_excel.addin.vba import DOCUMENTS, sources
from tests.support.vba_interpreter import Vba

NOT_AVAILABLE = 2042
#: What a cell shows for an error, as openpyxl and the calculators give it, and Excel's number.
ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": NOT_AVAILABLE}
_ERROR_TEXTS = {number: text for text, number in ERRORS.items()}
#: Row and column, both from 1.
Place = tuple[int, int]
Values = Mapping[Place, Any]


def long(number: int) -> VBAInt:
    """A whole number as Excel gives one."""
    return VBAInt(number, "Long")


def in_units(text: str) -> str:
    """A text as VBA counts it, in units of UTF-16: two of them for a letter beyond the first 65,536."""
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(units[place:place + 2].decode("utf-16-le", "surrogatepass") for place in range(0, len(units), 2))


def in_letters(text: str) -> str:
    """A text of VBA's as Python counts it."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def into_vba(value: Any) -> Any:
    """A cell's value as `Range.Value` gives it: every number is a Double."""
    if value is None:
        return EMPTY
    if isinstance(value, str):
        return VBAErrorValue(ERRORS[value]) if value in ERRORS else in_units(value)
    if isinstance(value, bool):
        return value
    return VBADate(value) if isinstance(value, datetime) else float(value)


# -- Excel -----------------------------------------------------------------------------------------


class Range(VBAObject):
    """Cells of a sheet from `first` to `last`."""

    vba_type_name = "Range"

    def __init__(self, sheet: Sheet, first: Place, last: Place) -> None:
        self.sheet, self.first, self.last = sheet, first, last

    @member(default=True)
    def Value(self) -> object:
        if self.first == self.last:
            return self.sheet.at(self.first)
        rows, columns = self.last[0] - self.first[0] + 1, self.last[1] - self.first[1] + 1
        # VBA keeps an array column by column
        cells = [self.sheet.at((row, column)) for column in range(self.first[1], self.last[1] + 1)
                 for row in range(self.first[0], self.last[0] + 1)]
        return VBAArray([(1, rows), (1, columns)], items=cells)

    @setter("Value")
    def _value(self, value: object) -> None:
        self.sheet.written[self.first] = value

    @member
    def Cells(self, RowIndex: object = MISSING, ColumnIndex: object = MISSING) -> object:
        place = self.first[0] + int(RowIndex) - 1, self.first[1] + int(ColumnIndex) - 1  # type: ignore[call-overload]
        return Range(self.sheet, place, place)

    @member
    def Rows(self) -> object:
        return Many(self.last[0] - self.first[0] + 1)

    @member
    def Columns(self) -> object:
        return Many(self.last[1] - self.first[1] + 1)

    @member
    def Row(self) -> object:
        return long(self.first[0])

    @member
    def Column(self) -> object:
        return long(self.first[1])

    @member
    def Worksheet(self) -> object:
        return self.sheet

    @member
    def Address(self) -> object:
        return f"${chr(64 + self.first[1])}${self.first[0]}"

    @member
    def Locked(self) -> object:
        return self.first not in self.sheet.unlocked

    @member
    def Formula(self) -> object:
        return self.sheet.written.get(self.first, "")

    @setter("Formula")
    def _formula(self, text: object) -> None:
        self.sheet.write(self.first, f"Formula {text}")

    @member
    def Formula2(self) -> object:
        return self.sheet.written.get(self.first, "")

    @setter("Formula2")
    def _formula2(self, text: object) -> None:
        if not self.sheet.book.excel.has_formula2:
            raise error(438)
        self.sheet.write(self.first, f"Formula2 {text}")


class Many(VBAObject):
    """Rows, columns or sheets, of which only the number is asked."""

    def __init__(self, count: int) -> None:
        self.count = count

    @member
    def Count(self) -> object:
        return long(self.count)


class Sheet(VBAObject):
    """A sheet over values; `unlocked` are the cells that can be edited."""

    vba_type_name = "Worksheet"

    def __init__(self, name: str, values: Values, extent: Place | None = None, unlocked: frozenset[Place] = frozenset()) -> None:
        self.name, self.values, self.unlocked = name, values, unlocked
        self.extent = extent or (max((row for row, _ in values), default=1), max((column for _, column in values), default=1))
        self.written: dict[Place, Any] = {}
        self.book: Book

    def at(self, place: Place) -> object:
        return into_vba(self.values.get(place))

    def write(self, place: Place, text: str) -> None:
        if place not in self.unlocked:
            raise error(1004)
        self.written[place] = text

    @member
    def Name(self) -> object:
        return self.name

    @member
    def Index(self) -> object:
        return long(self.book.sheets.index(self) + 1)

    @member
    def Parent(self) -> object:
        return self.book

    @member
    def Cells(self, RowIndex: object = MISSING, ColumnIndex: object = MISSING) -> object:
        place = int(RowIndex), int(ColumnIndex)  # type: ignore[call-overload]
        return Range(self, place, place)

    @member
    def Range(self, Cell1: object = MISSING, Cell2: object = MISSING) -> object:
        if isinstance(Cell1, str):
            assert Cell1[0].isalpha() and Cell1[1:].isdigit(), Cell1
            place = int(Cell1[1:]), ord(Cell1[0]) - 64
            return Range(self, place, place)
        assert isinstance(Cell1, Range) and isinstance(Cell2, Range)
        return Range(self, Cell1.first, Cell2.first)

    @member
    def UsedRange(self) -> object:
        return Range(self, (1, 1), self.extent)


class Listed(VBACollection):
    """Objects by number or name."""

    def __init__(self, items: Sequence[Any], name: Callable[[Any], str]) -> None:
        self._items, self._name = items, name

    def vba_items(self) -> list[object]:
        return list(self._items)

    def vba_lookup(self, index: object, items: list[object]) -> object:
        if isinstance(index, str):
            for one in items:
                if self._name(one).lower() == index.lower():
                    return one
            raise error(9)
        return super().vba_lookup(index, items)


class Name(VBAObject):
    """A defined name."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @member
    def RefersToRange(self) -> object:
        return self.cells


class Book(VBAObject):
    """An open workbook: sheets, and its names by what they refer to (sheet, row, column)."""

    vba_type_name = "Workbook"

    def __init__(self, name: str, sheets: Sequence[Sheet], names: Mapping[str, tuple[str, int, int]] | None = None) -> None:
        self.name, self.sheets, self.excel = name, list(sheets), Excel.none()
        self.closed = False
        by_name = {sheet.name: sheet for sheet in sheets}
        self.names = {key.lower(): (by_name[sheet], (row, column)) for key, (sheet, row, column) in (names or {}).items()}
        for sheet in sheets:
            sheet.book = self

    @member(name="Name")
    def name_(self) -> object:
        return self.name

    @member
    def Worksheets(self, Index: object = MISSING) -> object:
        found = Listed(self.sheets, lambda sheet: sheet.name)
        return found if Index is MISSING else found.Item(Index)

    @member
    def Names(self, Index: object = MISSING) -> object:
        try:
            sheet, place = self.names[to_text(Index).lower()]
        except KeyError:
            raise error(1004) from None
        return Name(Range(sheet, place, place))

    @method
    def Close(self, SaveChanges: object = MISSING) -> object:
        self.closed = True
        self.excel.books.remove(self)
        return EMPTY


class LanguageSettings(VBAObject):
    """Which language Office speaks."""

    def __init__(self, language: int) -> None:
        self.language = language

    @member
    def LanguageID(self, Id: object = MISSING) -> object:
        return long(self.language)


@dataclass
class Excel:
    """An Excel: its workbooks, the cell that calls, and what it can do."""

    own: Book
    books: list[Book] = field(default_factory=list)
    active: Book | None = None
    caller: Range | None = None
    cell: Range | None = None
    language: int = 1033
    code_page: str = "cp874"
    system: str = "Windows (64-bit) NT 10.00"
    has_formula2: bool = True
    went: list[Range] = field(default_factory=list)
    #: What `Application.Run` does.
    run: Callable[..., None] | None = None

    @staticmethod
    @cache
    def none() -> Any:
        """What a workbook that is not open has for an Excel."""
        return None


class Application(VBAObject):
    """Excel as VBA sees it."""

    vba_type_name = "Application"

    def __init__(self, excel: Excel) -> None:
        self.excel = excel

    @method
    def Volatile(self) -> object:
        return EMPTY

    @member
    def Caller(self) -> object:
        return NOTHING if self.excel.caller is None else self.excel.caller

    @member
    def Workbooks(self, Index: object = MISSING) -> object:
        found = Workbooks(self.excel)
        return found if Index is MISSING else found.Item(Index)

    @member(name="LanguageSettings")
    def languages(self) -> object:
        return LanguageSettings(self.excel.language)

    @member
    def OperatingSystem(self) -> object:
        return self.excel.system

    @method
    def Goto(self, Reference: object = MISSING) -> object:
        assert isinstance(Reference, Range)
        self.excel.went.append(Reference)
        return EMPTY

    @method
    def Run(self, Macro: object = MISSING, Arg1: object = MISSING) -> object:
        assert self.excel.run is not None
        self.excel.run(to_text(Macro), to_text(Arg1))
        return EMPTY


class Workbooks(Listed):
    """The open workbooks."""

    def __init__(self, excel: Excel) -> None:
        super().__init__(excel.books, lambda book: book.name)
        self._excel = excel

    @method
    def Add(self) -> object:
        book = Book(f"Book{len(self._excel.books)}", [Sheet("Sheet1", {})])
        book.excel = self._excel
        self._excel.books.append(book)
        return book


class Host(HostBridge):
    """The names that Excel puts before a project."""

    def __init__(self, excel: Excel) -> None:
        self.excel = excel
        self._globals: dict[str, Callable[[], Any]] = {
            "application": lambda: Application(excel), "thisworkbook": lambda: excel.own,
            "activeworkbook": lambda: excel.active, "activecell": lambda: excel.cell,
        }

    def global_object(self, name: str) -> object:
        found = self._globals.get(name.lower())
        if found is None:
            return UNRESOLVED
        value = found()
        return NOTHING if value is None else value


# -- the engine ------------------------------------------------------------------------------------


class Engine(Vba):
    """The add-in's modules in an Excel."""

    def __init__(self, excel: Excel, modules: Mapping[str, str] | None = None) -> None:
        self.excel = excel
        for book in (excel.own, *excel.books):
            book.excel = excel
        code = {name: text for name, text in (modules or sources()).items() if name not in DOCUMENTS}  # these have no code
        super().__init__(Host(excel), code, excel.code_page)

    def asked(self, function: str, *args: Any) -> Any:
        """What a function of sheets shows; `#N/A` and its like for errors."""
        value = self.run(function, [arg if isinstance(arg, VBAObject) else into_vba(arg) for arg in args])
        if isinstance(value, VBAErrorValue):
            return _ERROR_TEXTS[value.number]
        return in_letters(value) if isinstance(value, str) else value
