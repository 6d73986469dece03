"""Forms on the screen and on paper: no text is cut off, nothing fails to show, pages are neither too wide nor empty; next steps
begin a page."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from dgmm_excel import load_edition, score
from dgmm_excel.feedback.results_copy import results_copy
from dgmm_excel.form.anchors import STEP_HEADS
from dgmm_excel.form.layout import Form, Slot, layout
from dgmm_excel.text import Lang
from dgmm_excel.xlsx.a1 import Location
from dgmm_excel.xlsx.package import Package
from tests.conftest import LONG
from tests.support.filled_in import AGENCY, filled_in, read, spec
from tests.support.forms import DEPARTMENT, FORMS, PROVINCE, packed, parts
from tests.support.rendering import LOW, Case, answers, drawn, profile

#: What shows in place of a number that has no room, or of a result that is none.
_SPOILT = re.compile(r"#{3,}|Err:\d+|#(?:NAME\?|VALUE!|REF!|DIV/0!|N/A|NUM!|NULL!)")
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
#: Points become hundredths of a millimetre, and those are whole.
_POINT, _ROUNDING = 2540 / 72, 5
#: A line of the forms' font at the size that footers have.
_LINE = 24
#: What a row without a height gets, whatever it holds.
_STANDARD_HEIGHT = 15.0
_PACKAGES = "libreoffice-calc-nogui python3-uno fonts-thai-tlwg poppler-utils"


@dataclass(frozen=True)
class Cell:
    """A cell that is shown and holds something, in points high.

    `last` is the last row and column that it is merged over, `others` is what it may say for other answers, `linked` tells
    whether it leads somewhere.
    """

    sheet: str
    row: int
    column: int
    last: tuple[int, int]
    look: str
    height: float
    others: list[str]
    linked: bool

    @property
    def name(self) -> str:
        return f"{self.sheet}!{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True)
class Seen:
    """A form as LibreOffice shows and prints it: what each cell says, the height that it needs and for what; the pages.

    `beyond`: how much a text that does not wrap is wider than its cell.
    """

    file: Path
    cells: Sequence[Cell]
    says: Sequence[str]
    longest: Sequence[str]
    needed: Sequence[int]
    beyond: Sequence[int]
    pages: Sequence[dict[str, Any]]
    paper: Sequence[str]

    @cached_property
    def said(self) -> dict[str, str]:
        """By sheet and cell, what each cell says."""
        return {cell.name: text for cell, text in zip(self.cells, self.says, strict=True)}


@dataclass(frozen=True)
class Office:
    """LibreOffice, and a Python that can speak to it."""

    soffice: str
    python: str

    def look(self, folder: Path, files: Sequence[Path]) -> list[Seen]:
        """Return each form as one LibreOffice shows it, and print them to PDF beside the files."""
        cells = [list(_shown_cells(load_workbook(file, rich_text=True))) for file in files]
        found = self._asked(folder, [
            {"form": str(file), "cells": [
                (c.sheet, c.row, c.column, c.last[1], c.look, c.others, c.linked) for c in shown
            ]}
            for file, shown in zip(files, cells, strict=True)
        ])
        return [
            Seen(file, shown, **one, paper=_paper(file.with_suffix(".pdf")))
            for file, shown, one in zip(files, cells, found, strict=True)
        ]

    def pages(self, folder: Path, files: Sequence[Path]) -> list[list[dict[str, Any]]]:
        """Return the printed pages of each workbook."""
        return [one["pages"] for one in self._asked(folder, [{"form": str(file), "cells": []} for file in files])]

    def _asked(self, folder: Path, questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        said = subprocess.run(
            [self.python, str(Path(__file__).parent.parent / "support" / "office.py"), self.soffice, profile(folder / "profile")],
            input=json.dumps(questions), text=True, encoding="utf-8", capture_output=True, timeout=300, check=False,
        )
        assert said.returncode == 0, said.stderr
        return [json.loads(line) for line in said.stdout.splitlines()]


@pytest.fixture(scope="session")
def office(soffice: str, uno_python: str) -> Office:
    """Provide LibreOffice, fonts and pdftotext; if one is missing, the test is skipped, or fails, as without LibreOffice."""
    fonts = _works(["fc-list"]) and re.search("laksaman|sarabun", _output(["fc-list"]), re.IGNORECASE)
    if fonts and shutil.which("pdftotext"):
        return Office(soffice, uno_python)
    if os.environ.get("DGMM_REQUIRE_LIBREOFFICE"):
        pytest.fail(f"required here and missing; install {_PACKAGES}")
    pytest.skip(f"needs LibreOffice with uno, Thai fonts and pdftotext (Debian: {_PACKAGES})")


def _works(command: Sequence[str]) -> bool:
    return bool(shutil.which(command[0])) and subprocess.run(command, capture_output=True, check=False).returncode == 0


def _output(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def _paper(pdf: Path) -> list[str]:
    """Return the text of each page."""
    return _output(["pdftotext", str(pdf), "-"]).split("\f")[:-1]


# -- what is shown ---------------------------------------------------------------------------------


def _shown_cells(workbook: Workbook) -> Iterator[Cell]:
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            merged = {(area.min_row, area.min_col): (area.max_row, area.max_col) for area in sheet.merged_cells.ranges}
            hidden = set(_hidden_columns(sheet))
            looks: dict[int, str] = {}
            for place, cell in sorted(sheet._cells.items()):
                if cell.value is not None and place[1] not in hidden and not sheet.row_dimensions[place[0]].hidden:
                    last = merged.get(place, place)
                    look = looks.get(cell.style_id) or looks.setdefault(cell.style_id, _look(cell))
                    high = _height(sheet, place[0], last[0])
                    linked = cell.hyperlink is not None or str(cell.value).startswith("=HYPERLINK(")
                    yield Cell(sheet.title, *place, last, look, high, _others(cell.value), linked)


def _look(cell: Any) -> str:
    """Return all that decides how much room a cell's text needs."""
    font, lie = cell.font, cell.alignment
    return repr((font.name, font.sz, font.b, font.i, cell.number_format, lie.horizontal, lie.indent, lie.wrap_text, lie.textRotation))


def _others(value: Any) -> list[str]:
    """Return the texts in a formula, such as the names of all levels, but for the places that links lead to."""
    texts = _LITERAL.findall(value) if str(value).startswith("=") else []
    return [text.replace('""', '"') for text in texts if text.strip() and not text.startswith("#")]


def _hidden_columns(sheet: Worksheet) -> Iterator[int]:
    for columns in sheet.column_dimensions.values():
        if columns.hidden:
            assert columns.min is not None and columns.max is not None
            yield from range(columns.min, columns.max + 1)


def _height(sheet: Worksheet, first: int, last: int) -> float:
    """Return what some rows together are set to, in points."""
    rows = (sheet.row_dimensions[row] for row in range(first, last + 1))
    return sum(_STANDARD_HEIGHT if row.height is None else row.height for row in rows if not row.hidden)


# -- what can be wrong -----------------------------------------------------------------------------


def clipped(seen: Seen, but: Sequence[str] = ()) -> list[str]:
    """Return each text that cells, but for some, say or may say though it is taller than their rows."""
    found: dict[tuple[str, str], list[str]] = {}
    for cell, text, needed in zip(seen.cells, seen.longest, seen.needed, strict=True):
        if needed > cell.height * _POINT + _ROUNDING and cell.name not in but:
            where = found.setdefault((cell.sheet, f"needs {needed / _POINT:.1f} pt, has {cell.height:.1f}: {text!r}"), [])
            where.append(cell.name.partition("!")[2])
    return [f"{sheet}!{', '.join(where)}: cut off, {text}" for (sheet, text), where in found.items()] + [
        f"{cell.name}: cut off on the right, {beyond / _POINT:.1f} pt too wide for a link, which does not wrap: {text!r}"
        for cell, text, beyond in zip(seen.cells, seen.says, seen.beyond, strict=True) if beyond > _ROUNDING
    ]


def spoilt(seen: Seen) -> list[str]:
    """Return each printed line that has no room for a number, or no result."""
    return [
        f"page {number} shows {line}"
        for number, page in enumerate(seen.paper, start=1) for line in page.splitlines() if _SPOILT.search(line)
    ]


def misprinted(seen: Seen) -> list[str]:
    """Return each page that holds what its sheet has no room for in width, or nothing at all; each footer without room."""
    found = [] if len(seen.pages) == len(seen.paper) else [f"{len(seen.paper)} pages are printed, not {len(seen.pages)}"]
    found += _low_footers(load_workbook(seen.file))
    first: dict[str, int] = {}
    for number, page in enumerate(seen.pages, start=1):
        (left, right), (top, bottom) = page["columns"], page["rows"]
        if left > first.setdefault(page["sheet"], left):
            found.append(f"page {number}: {page['sheet']} is wider than a page")
        if not any(
            text.strip() for cell, text in zip(seen.cells, seen.says, strict=True)
            if cell.sheet == page["sheet"] and top <= cell.row <= bottom and left <= cell.column <= right
        ):
            found.append(f"page {number}: nothing in rows {top}–{bottom} of {page['sheet']}")
    return found


def _low_footers(workbook: Workbook) -> Iterator[str]:
    """A footer begins at its own margin and ends where the cells do; LibreOffice shows what fits between."""
    rooms = {
        sheet.title: 72 * (sheet.page_margins.bottom - sheet.page_margins.footer) for sheet in workbook.worksheets
        if sheet.sheet_state == "visible" and any(part.text for part in _footer(sheet))
    }
    low = [sheet for sheet, room in rooms.items() if room < _LINE]
    if low:
        yield f"the footer is cut off, needs {_LINE} pt, has {min(rooms.values()):.1f}: {', '.join(low)}"


def _footer(sheet: Worksheet) -> Iterator[Any]:
    footer: Any = sheet.oddFooter
    yield from (footer.left, footer.center, footer.right)


# -- the forms -------------------------------------------------------------------------------------


def _form(folder: Path, case: Case) -> Path:
    file = folder / f"{case.name}.xlsx"
    drawn(case, file)
    return file


def _typed_texts(form: Form) -> list[str]:
    """Return the cells that take texts: how long these become, and how tall people make their rows, is theirs."""
    return [f"{slot.sheet}!{slot.cell}" for slot in form.slots.values() if slot.question.type == "text"]


#: The most pages that a form takes, blank or full.
_PAGES = {DEPARTMENT: 20, PROVINCE: 14}


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_forms_look_right_and_take_few_pages(name: str, lang: Lang, office: Office, tmp_path: Path) -> None:
    """With answers that the form has most to say about, with answers as long as they can be, and blank."""
    cases = [Case(name, lang, state) for state in (LOW, "full", "blank")]
    form = layout(load_edition(name), lang)
    found: dict[str, list[str]] = {}
    for case, seen in zip(cases, office.look(tmp_path, [_form(tmp_path, case) for case in cases]), strict=True):
        # nothing could be wrong with results that were never computed
        level = score(form.edition, answers(case)).overall.level
        assert str(seen.said[_cell_of(seen.file, "level.overall")]) == ("" if level is None else f"{level:.1f}")
        faults = clipped(seen, but=_typed_texts(form)) + spoilt(seen) + misprinted(seen)
        for fault in faults:
            found.setdefault(fault, []).append(case.state)
        assert case.state == LOW or len(seen.paper) <= _PAGES[name]
    assert not found, "\n".join(f"{fault} ({', '.join(states)})" for fault, states in found.items())


def _cell_of(file: Path, name: str) -> str:
    target = str(load_workbook(file).defined_names[name].attr_text)
    return target.replace("'", "").replace("$", "")


# -- next steps ------------------------------------------------------------------------------------


#: Copies of returns with as many next steps as there are, and one of a return with few, whose form has room for them below its table.
_MANY = [(name, lang, LOW) for name, lang in FORMS]
_COPIES = [*_MANY, (PROVINCE, "en", "few")] if LONG else [one for one in _MANY if one[:2] == (PROVINCE, "th")]


def _copy(folder: Path, name: str, lang: Lang, state: str) -> tuple[Path, Mapping[str, Location]]:
    """Write a copy with results; return it, and where its next steps stand."""
    data = _form(folder, Case(name, lang, LOW)).read_bytes() if state == LOW else filled_in(name, lang)
    scored = read(data)
    copy = results_copy(data, scored, spec(name, lang), AGENCY)
    assert copy.fault is None and set(STEP_HEADS) < scored.form.steps.keys()
    file = folder / f"results-{name}-{lang}-{state}.xlsx"
    file.write_bytes(copy.content)
    return file, scored.form.steps


def _without_breaks(file: Path, sheet: str) -> Path:
    """Return a copy of a workbook whose sheet has no page breaks of its own."""
    data = file.read_bytes()
    part = Package(data).worksheet(sheet).part
    xml, removed = re.subn(rb"<rowBreaks.*?</rowBreaks>", b"", parts(data)[part])
    assert removed == 1
    other = file.with_stem(f"{file.stem}-without")
    other.write_bytes(packed({**parts(data), part: xml}))
    return other


def _parted(pages: Sequence[Mapping[str, Any]], steps: Mapping[str, Location]) -> bool:
    """Whether the title, its note and the first step are on different pages."""
    heads = [steps[code] for code in (*STEP_HEADS[1:], "overall")]
    return len({
        next(number for number, page in enumerate(pages) if page["sheet"] == sheet and page["rows"][0] <= row <= page["rows"][1])
        for sheet, row, _ in heads
    }) > 1


def test_next_steps_begin_a_page(office: Office, tmp_path: Path) -> None:
    """A copy takes at most one page more than its form. Without the break a title is left alone."""
    copies = [(name, *_copy(tmp_path, name, lang, state)) for name, lang, state in _COPIES]
    planted, steps = next(one[1:] for one in copies if one[1].stem.endswith(f"{PROVINCE}-th-{LOW}"))
    planted = _without_breaks(planted, layout(load_edition(PROVINCE), "th").results)
    *seen, without = office.pages(tmp_path, [*(file for _, file, _ in copies), planted])
    assert _parted(without, steps)
    for (name, file, steps), pages in zip(copies, seen, strict=True):
        sheet, first, _ = steps[STEP_HEADS[0]]
        assert [page["rows"][0] for page in pages if page["sheet"] == sheet][-1] == first, file.name
        assert not _parted(pages, steps), file.name
        assert len(pages) <= _PAGES[name] + 1, file.name


# -- planted faults --------------------------------------------------------------------------------


def _plant(file: Path, form: Form, total: Slot) -> int:
    """Plant one fault of each kind; returns the row that is cut."""
    workbook = load_workbook(file, rich_text=True)
    heights = workbook[form.pillars[0].title].row_dimensions
    cut = max((row for row in heights if not heights[row].hidden), key=lambda row: heights[row].height or 0)
    heights[cut].height = 27
    workbook[total.sheet].column_dimensions[total.column].width = 5
    cover = workbook[form.cover]
    below = cover.max_row + 2
    cover[f"C{below}"] = "=1/0"
    link = cover[f"C{below + 1}"]
    link.value, link.hyperlink = "wide " * 20, Hyperlink(ref=link.coordinate, location=f"'{form.results}'!A1")
    wide = workbook[form.criteria]
    assert wide.sheet_properties.pageSetUpPr is not None
    wide.sheet_properties.pageSetUpPr.fitToPage = False
    wide.column_dimensions["D"].width = 150
    # a blank is printed though it says nothing
    workbook[form.results]["B400"] = " "
    workbook[form.results].page_margins.footer = workbook[form.results].page_margins.bottom
    workbook.save(file)
    return cut


def test_planted_faults_are_found(office: Office, tmp_path: Path) -> None:
    """A row of one line for a long text, a link too long for its cell, a column too narrow for its numbers, an error, a
    sheet too wide, an empty page, a footer without room."""
    form = layout(load_edition(DEPARTMENT), "th")
    total = form.slots["P4.4.1.cur_total"]
    file = _form(tmp_path, Case(DEPARTMENT, "th", "full"))
    cut = _plant(file, form, total)
    (seen,) = office.look(tmp_path, [file])
    assert any(re.match(rf"{form.pillars[0].title}!.*\b[A-Z]+{cut}\b.*: cut off", one) for one in clipped(seen))
    assert any(re.match(rf"{form.cover}!C\d+: cut off on the right", one) and "wide wide" in one for one in clipped(seen))
    assert any("###" in one for one in spoilt(seen))
    assert any("#DIV/0!" in one for one in spoilt(seen))
    assert any(f"{form.criteria} is wider" in one for one in misprinted(seen))
    assert any(one.startswith("the footer is cut off") and form.results in one for one in misprinted(seen))
    assert any("nothing in rows" in one and form.results in one for one in misprinted(seen))
