"""`=DGMM_LEVEL()` of a form, calculated by ironcalc, which knows LAMBDA."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ironcalc
from openpyxl.utils import column_index_from_string

from dgmm_excel import load_edition
from dgmm_excel.form.layout import layout
from dgmm_excel.form.named_function import NAME
from dgmm_excel.text import Lang
from tests.support.forms import DEPARTMENT, form, packed, parts
from tests.support.recalculated import typed

BOOK = "xl/workbook.xml"
#: A count in one cell.
ONE_CELL = re.compile(r"(COUNTIF\((?:'[^']+'!|\w+!)?)(\$?[A-Z]+\$?\d+),")


def as_ranges(data: bytes) -> bytes:
    """Return the form with counts over ranges: ironcalc 0.9.1 counts one cell as #VALUE!, but a range from it to itself rightly."""
    return packed({
        part: ONE_CELL.sub(r"\1\2:\2,", text.decode()).encode() if part.startswith("xl/worksheets/") else text
        for part, text in parts(data).items()
    })


class Calculated:
    """A form in ironcalc; answers are typed into its cells, calls into a sheet that a user adds."""

    def __init__(self, name: str, lang: Lang, folder: Path, data: bytes | None = None) -> None:
        self.form = layout(load_edition(name), lang)
        file = folder / "form.xlsx"
        file.write_bytes(as_ranges(data or form(name, lang)))
        self.model = ironcalc.load_from_xlsx(str(file), "en", "UTC", "en")
        self.sheets = {one["name"]: place for place, one in enumerate(self.model.get_worksheets_properties())}
        self.model.new_sheet()
        self.own = len(self.sheets)
        self.calls: list[str] = []

    def answer(self, answers: Mapping[str, Any]) -> None:
        for name, slot in self.form.slots.items():
            value = answers.get(name)
            # ironcalc takes an empty cell that has a style for a number, and one with an empty text for what it is
            text = "" if value is None else str(typed(slot.question, value, self.form.lang))
            self.model.set_user_input(self.sheets[slot.sheet], slot.row, column_index_from_string(slot.column), text)

    def ask(self, calls: Sequence[str]) -> None:
        """Write the calls, one below the other."""
        for row, call in enumerate(calls, start=1):
            self.model.set_user_input(self.own, row, 1, f"={call}")
        self.calls = list(calls)

    def says(self, answers: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the value of each call."""
        if answers is not None:
            self.answer(answers)
        self.model.evaluate()
        return {call: self.model.get_cell_value(self.own, row, 1) for row, call in enumerate(self.calls, start=1)}


def with_function(change: Callable[[str], str]) -> bytes:
    """Return the department's form, the text of its function changed."""
    members = parts(form(DEPARTMENT, "th"))
    text = members[BOOK].decode()
    head, function, tail = re.split(f'(<definedName [^>]*name="{NAME}">[^<]*</definedName>)', text)
    assert change(function) != function
    return packed({**members, BOOK: (head + change(function) + tail).encode()})
