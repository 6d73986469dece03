"""Workbooks whose VBA is run: by pyOpenVBA's engine in this process, or by LibreOffice; both are given the same files."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import ironcalc
from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from pyopenvba import ExcelFile

from tests.support import vba_books
from tests.support.calculated import as_ranges
from tests.support.recalculated import Cell
from tests.support.vba_engine import Book, Engine, Excel, Place, Range, Sheet

RUNNER = Path(__file__).with_name("vba_runner.py")


class Runner(Protocol):
    """Runs a workbook's VBA."""

    def shows(
        self, data: bytes, cells: Sequence[Cell], sets: Sequence[Sequence[Any]], rows: int, others: Sequence[bytes] = (),
    ) -> list[list[Any]]:
        """What the formulas of a workbook show for each set of contents of the cells; `others` are open beside it. #N/A is None."""


@dataclass(frozen=True)
class Office:
    """LibreOffice, and a folder to work in."""

    soffice: str
    python: str
    folder: Path

    def shows(
        self, data: bytes, cells: Sequence[Cell], sets: Sequence[Sequence[Any]], rows: int, others: Sequence[bytes] = (),
    ) -> list[list[Any]]:
        return [list(line.values()) for line in self.some(data, cells, sets, rows, [range(rows)] * len(sets), others)]

    def some(
        self, data: bytes, cells: Sequence[Cell], sets: Sequence[Sequence[Any]], rows: int, asked: Sequence[Iterable[int]],
        others: Sequence[bytes] = (),
    ) -> list[dict[int, Any]]:
        """The same of the formulas that are asked for each set, by number from 0."""
        asked = [sorted(numbers) for numbers in asked]
        file = self.folder / "book.xlsm"
        file.write_bytes(data)
        beside = [self.folder / f"other {number}.xlsx" for number in range(len(others))]
        for path, content in zip(beside, others, strict=True):
            path.write_bytes(content)
        job = {"form": str(file), "cells": cells, "sets": sets, "ask": vba_books.ASK, "rows": rows, "others": list(map(str, beside)),
               "asked": asked}
        done = subprocess.run(
            [self.python, str(RUNNER), self.soffice, (self.folder / "profile").as_uri()], input=json.dumps(job), text=True,
            capture_output=True, check=True,
        )
        lines = map(json.loads, done.stdout.splitlines())
        return [{number: line[number] for number in numbers} for numbers, line in zip(asked, lines, strict=True)]


@dataclass(frozen=True)
class PyOpenVba:
    """pyOpenVBA's engine, with ironcalc for the formulas of forms. The cell that calls is the formula's own, as in Excel."""

    excel: Mapping[str, Any] = field(default_factory=dict)

    def shows(
        self, data: bytes, cells: Sequence[Cell], sets: Sequence[Sequence[Any]], rows: int, others: Sequence[bytes] = (),
    ) -> list[list[Any]]:
        return [list(shown.values()) for shown in self.sample(data, cells, sets, rows, 1, others)]

    def sample(
        self, data: bytes, cells: Sequence[Cell], sets: Sequence[Sequence[Any]], rows: int, step: int, others: Sequence[bytes] = (),
    ) -> list[dict[int, Any]]:
        """The same of one formula of so many, by number from 0: other formulas for each set."""
        host = Opened("book.xlsm", data)
        beside = [Opened(f"other {number}.xlsx", content) for number, content in enumerate(others)]
        excel = Excel(host.book, [host.book, *(one.book for one in beside)], active=(beside or [host])[-1].book, **self.excel)
        engine = Engine(excel, modules(data))
        calls = [_call(str(host.workbook[vba_books.ASK].cell(row, 1).value)) for row in range(1, rows + 1)]
        found = []
        for turn, contents in enumerate(sets):
            host.type(dict(zip(cells, contents, strict=True)))
            found.append({number: self._shown(engine, host, number + 1, *calls[number]) for number in range(turn % step, rows, step)})
        return found

    @staticmethod
    def _shown(engine: Engine, host: Opened, row: int, function: str, args: Sequence[str]) -> Any:
        sheet = host.sheets[vba_books.ASK]
        engine.excel.caller = Range(sheet, (row, 1), (row, 1))
        value = engine.asked(function, *(_argument(sheet, arg) for arg in args))
        return None if value == "#N/A" else value


def modules(data: bytes) -> dict[str, str]:
    """The sources of the modules in a workbook with macros."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "book.xlsm")
        file.write_bytes(data)
        with ExcelFile(file) as book:
            return dict(book.vba_modules())


def _call(formula: str) -> tuple[str, list[str]]:
    """A function of sheets and its arguments: texts in quotation marks, numbers, areas."""
    function, inner = re.fullmatch(r"=(\w+)\((.*)\)", formula, re.DOTALL).groups()  # type: ignore[union-attr]
    return function, re.findall(r'"(?:[^"]|"")*"|[^,]+', inner, re.DOTALL)


def _argument(sheet: Sheet, text: str) -> Any:
    if text.startswith('"'):
        return text[1:-1].replace('""', '"')
    if ":" in text:
        first, last = (coordinate_to_tuple(end) for end in text.split(":"))
        return Range(sheet, first, last)
    return float(text)


class Opened:
    """A workbook in the engine's Excel: constants as they are in the file, contents that are typed, formulas by ironcalc."""

    def __init__(self, name: str, data: bytes) -> None:
        self._data = data
        self._model: ironcalc.Model | None = None
        self._numbers: dict[str, int] = {}
        self.workbook: Workbook = load_workbook(BytesIO(data))
        self.values = {sheet.title: _Cells(self, sheet) for sheet in self.workbook}
        self.sheets = {title: Sheet(title, cells, cells.extent, cells.unlocked) for title, cells in self.values.items()}
        self.book = Book(name, list(self.sheets.values()), _names(self.workbook))
        self._typed: dict[Cell, Any] = {}

    def type(self, contents: Mapping[Cell, Any]) -> None:
        """Put contents into cells; None empties one."""
        for (sheet, row, column), value in contents.items():
            self.values[sheet].typed[row, column] = value
        self._typed |= contents
        for cells in self.values.values():
            cells.computed.clear()
        self._model = None if self._model is None else self._filled(self._model)

    def computed(self, sheet: str, place: Place) -> Any:
        """What a formula shows."""
        if self._model is None:
            with TemporaryDirectory() as folder:
                file = Path(folder, "form.xlsx")
                file.write_bytes(as_ranges(self._data))
                self._model = ironcalc.load_from_xlsx(str(file), "en", "UTC", "en")
            self._numbers = {one["name"]: number for number, one in enumerate(self._model.get_worksheets_properties())}
            # ironcalc takes an empty cell that has a style for a number, and one with an empty text for what it is
            for name, (title, row, column) in _names(self.workbook).items():
                if name.startswith("answer.") and (row, column) not in self.values[title].full:
                    self._model.set_user_input(self._numbers[title], row, column, "")
            self._filled(self._model)
        return self._model.get_cell_value(self._numbers[sheet], *place)

    def _filled(self, model: ironcalc.Model) -> ironcalc.Model:
        for (sheet, row, column), value in self._typed.items():
            if sheet != vba_books.ASK:
                model.set_user_input(self._numbers[sheet], row, column, "" if value is None else str(value))
        model.evaluate()
        return model


class _Cells(Mapping[Place, Any]):
    """The values of a sheet's cells."""

    def __init__(self, of: Opened, sheet: Any) -> None:
        self._of, self._title = of, sheet.title
        cells = [cell for row in sheet.iter_rows() for cell in row]
        self._formulas = {(cell.row, cell.column) for cell in cells if cell.data_type == "f"}
        self._constants = {(cell.row, cell.column): cell.value for cell in cells if cell.value is not None and cell.data_type != "f"}
        self.extent = sheet.max_row, sheet.max_column
        self.full = self._formulas | self._constants.keys()
        self.unlocked = frozenset((cell.row, cell.column) for cell in cells if not cell.protection.locked)
        self.typed: dict[Place, Any] = {}
        self.computed: dict[Place, Any] = {}

    def get(self, place: Place, default: Any = None) -> Any:
        """A cell's value; None where it is empty."""
        if place in self.typed:
            return self.typed[place]
        if place not in self._formulas:
            return self._constants.get(place)
        if place not in self.computed:
            self.computed[place] = self._of.computed(self._title, place)
        return self.computed[place]

    def __getitem__(self, place: Place) -> Any:
        return self.get(place)

    def __iter__(self) -> Any:
        return iter({*self._constants, *self._formulas, *self.typed})

    def __len__(self) -> int:
        return len(list(iter(self)))


def _names(workbook: Workbook) -> dict[str, tuple[str, int, int]]:
    """The names that refer to one cell."""
    found: dict[str, tuple[str, int, int]] = {}
    for name, defined in workbook.defined_names.items():
        place = re.fullmatch(r"(?:'((?:[^']|'')+)'|(\w+))!\$([A-Z]+)\$(\d+)", str(defined.attr_text))
        if place is not None:
            found[name] = ((place[1] or place[2]).replace("''", "'"), *coordinate_to_tuple(place[3] + place[4]))
    return found
