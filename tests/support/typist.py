"""A person at LibreOffice: reads a form as the screen shows it, types into the cells it shows, saves the file.

    python3 tests/support/typist.py SOFFICE PROFILE < job

A job is `{"form": path, "save": path, "answers": [{"topic", "words", "heading", "number", "text"}, …], "notes": [{"topic",
"label", "text"}, …], "people": [[label, column, text], …], "names": [name, …]}`. A cell is found by what people see: under the
bars of its topic, in the line that begins with `words` (or, where a line has none, is number `number`), below `heading`. Printed
is `{"lost": […], "jumped": {name: [sheet, cell]}}`: what was not found or is locked, where a link to each name leads.

Run by a Python that has LibreOffice's `uno`, like `office`, which it uses.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from office import opened, prop, running

#: Columns as people see them, from 0: the number of a line, its words, its answers, what is said last.
_NUMBER, _WORDS, _FIRST, _LAST = 1, 2, 2, 8


def main(soffice: str, profile: str) -> None:
    """Do one job and print its result."""
    job = json.load(sys.stdin)
    with running(soffice, profile) as context:
        document = opened(context, Path(job["form"]))
        try:
            person = _Person(document)
            lost = [one for one in job["answers"] if not person.answer(one)]
            lost += [one for one in job["notes"] if not person.note(one)]
            lost += [one for one in job["people"] if not person.beside(*one)]
            jumped = {name: person.follows(name) for name in job["names"]}
            document.storeToURL(Path(job["save"]).as_uri(), (prop("FilterName", "Calc MS Excel 2007 XML"),))
        finally:
            document.close(True)
    print(json.dumps({"lost": lost, "jumped": jumped}))


class _Person:
    """Looks at visible sheets only, and enters texts as the keyboard does: LibreOffice makes of them what it makes of keys."""

    def __init__(self, document: Any) -> None:
        self._names = document.NamedRanges
        self._sheets = [sheet for sheet in document.Sheets if sheet.IsVisible]
        self._texts = {sheet.Name: _texts(sheet) for sheet in self._sheets}

    def answer(self, one: dict[str, Any]) -> bool:
        for sheet in self._sheets:
            texts = self._texts[sheet.Name]
            for first, last in _blocks(texts, one["topic"]):
                place = _in_block(texts[first:last], one)
                if place:
                    row, column = first + place[0], place[1]
                    return self._types(sheet, row, _right_of(sheet, row, _WORDS) if column is None else column, one["text"])
        return False

    def note(self, one: dict[str, Any]) -> bool:
        for sheet in self._sheets:
            texts = self._texts[sheet.Name]
            for first, last in _blocks(texts, one["topic"]):
                for row in range(first, last):
                    column = next((at for at, text in enumerate(texts[row]) if text.startswith(one["label"])), None)
                    if column is not None:
                        return self._types(sheet, row, _right_of(sheet, row, column), one["text"])
        return False

    def beside(self, label: str, column: int, text: str) -> bool:
        cover = self._sheets[0]
        for row, texts in enumerate(self._texts[cover.Name]):
            if texts[_WORDS].startswith(label):
                return self._types(cover, row, column, text)
        return False

    def follows(self, name: str) -> list[str]:
        """Return the cell that a link to the name leads to."""
        cell = self._names.getByName(name).ReferredCells
        return [cell.Spreadsheet.Name, cell.AbsoluteName.rpartition(".")[2].replace("$", "")]

    def _types(self, sheet: Any, row: int, column: int, text: str) -> bool:
        cell = sheet.getCellByPosition(column, row)
        if cell.CellProtection.IsLocked:
            return False  # the sheet is protected: keys do nothing
        cell.FormulaLocal = text
        return True


def _right_of(sheet: Any, row: int, column: int) -> int:
    """Return the column right of a cell, or of the cells that it is merged with."""
    cursor = sheet.createCursorByRange(sheet.getCellByPosition(column, row))
    cursor.collapseToMergedArea()
    return int(cursor.RangeAddress.EndColumn) + 1


def _texts(sheet: Any) -> list[list[str]]:
    """Return what the rows that are shown say; those hidden say nothing."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress.EndRow
    data = sheet.getCellRangeByPosition(0, 0, _LAST, last).DataArray
    shown = [sheet.Rows.getByIndex(row).IsVisible for row in range(last + 1)]
    return [[str(value) if seen else "" for value in row] for row, seen in zip(data, shown, strict=True)]


def _blocks(texts: list[list[str]], topic: str) -> list[tuple[int, int]]:
    """Return the rows from below a topic's bar to the next bar that follows lines of questions."""
    starts = [row for row, line in enumerate(texts) if line[_NUMBER] == topic]
    return [(start, _end(texts, start)) for start in starts]


def _end(texts: list[list[str]], start: int) -> int:
    asked = False
    for row in range(start + 1, len(texts)):
        number = texts[row][_NUMBER]
        asked = asked or _is_item(number)
        if asked and re.match(r"[A-Z]\d", number):
            return row
    return len(texts)


def _is_item(number: str) -> bool:
    """Whether it is the number of an item: 3, 1.2, or a dash where the source gives none."""
    return number.replace(".", "").isdigit() or number == "–"


def _main(text: str) -> str:
    """Return a text without its other language, which is beneath or beside it."""
    return re.split(r"\n| {3}", text)[0]


def _in_block(lines: list[list[str]], one: dict[str, Any]) -> tuple[int, int | None] | None:
    """Return the line and the column of an answer in its topic's block; without a column it is right of the words."""
    heads: dict[str, int] = {}
    for row, line in enumerate(lines):
        if not _is_item(line[_NUMBER]):
            found = {_main(text): column for column, text in enumerate(line) if column >= _FIRST and text}
            heads = found if len(found) > 1 else heads
            continue
        said = _main(line[_WORDS])
        if one["heading"] is None:
            if said == one["words"]:
                return row, None
            continue
        for words, heading in ((one["words"], one["heading"]), (one["heading"], one["words"])):
            if heading in heads and (said == words or (one["number"] and line[_NUMBER] == one["number"])):
                return row, heads[heading]
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
