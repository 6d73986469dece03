"""Good files of many programs, changed at random in bytes and XML: each is refused, or read as an independent reader reads it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dgmm_excel.xlsx import grids
from dgmm_excel.xlsx.grids import Grids
from dgmm_excel.xlsx.package import Package
from tests.conftest import LONG
from tests.support import plain_reader
from tests.support.dialects import DIALECTS, Dialect, written
from tests.support.filled_in import read
from tests.support.forms import FORMS
from tests.support.mutations import BATCH, FIRST_OF_DIALECTS, MEGABYTES, PER_DIALECT, attempt, base, mutated, place_of

MUTATIONS = 2 * FIRST_OF_DIALECTS
#: The first of each batch, and how many are tried from there.
FIRST, COUNT = (range(0, MUTATIONS, BATCH), BATCH) if LONG else ((0, FIRST_OF_DIALECTS, MUTATIONS - BATCH), 100)
WRITERS = 2 + len(DIALECTS)
#: A form in each dialect but the strict one, which openpyxl does not read.
IN_DIALECTS = [(2 + number) * len(FORMS) + 3 for number, dialect in enumerate(DIALECTS) if not dialect.strict]


@pytest.mark.parametrize("first", FIRST)
def test_mutated_files(first: int, tell: Callable[[str], None]) -> None:
    """In a process of its own, so that a crash would be seen and memory is counted."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.mutations", str(first), str(COUNT)],
        cwd=Path(__file__).parent.parent.parent, capture_output=True, text=True, encoding="utf-8", check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["megabytes"] < MEGABYTES
    assert found["counts"].get("read", 0) > COUNT // 5
    said = ", ".join(f"{number:,} {state}" for state, number in sorted(found["counts"].items()))
    tell(f"mutations {first:,} ff.: {said}; at most {found['megabytes']:.0f} MB")


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
def test_forms_are_read_alike_whoever_wrote_them(dialect: Dialect, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same answers, in the same cells, with nothing to tell; row by row as by calamine."""
    form = len(FORMS) - 1
    before, after = read(base(form)), read(written(base(form), dialect))
    assert dict(after.form.entries) == dict(before.form.entries)
    assert after.faults == before.faults == ()
    assert len(after.form.answers) > 100
    package = Package(written(base(form), dialect))
    by_rows = dict(Grids(package))
    monkeypatch.setattr(grids, "plain_sheets", lambda *_: defaultdict(lambda: None))
    assert dict(Grids(package)) == by_rows


def test_mutations_change_forms_of_every_writer() -> None:
    assert {place_of(number) // len(FORMS) for number in range(MUTATIONS)} == set(range(WRITERS))
    assert {place_of(number) % len(FORMS) for number in range(FIRST_OF_DIALECTS)} == set(range(len(FORMS)))
    of_dialects = range(FIRST_OF_DIALECTS, FIRST_OF_DIALECTS + len(DIALECTS) * PER_DIALECT, PER_DIALECT)
    assert {place_of(first) // len(FORMS) for first in of_dialects} == set(range(2, WRITERS))
    for first in of_dialects:
        assert len({mutated(number)[1] for number in range(first, first + 10)}) > 8


@pytest.mark.parametrize("place", [*range(2 * len(FORMS)), *(IN_DIALECTS if LONG else ())])
def test_the_independent_reader_reads_as_openpyxl_does(place: int) -> None:
    """A third reader agrees on every cell of the forms, before they are changed."""
    plain, book = plain_reader.read(base(place)), load_workbook(BytesIO(base(place)), data_only=True)
    assert list(plain.sheets) == book.sheetnames
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                found = plain.at(sheet.title, cell.coordinate)
                if found in ([], [""]):
                    assert cell.value in (None, "")
                elif isinstance(cell.value, int | float | bool):
                    assert found == [cell.value]
                else:
                    assert [str(one[1] if isinstance(one, tuple) else one) for one in found] == [cell.value]


def test_the_independent_reader_knows_every_way_to_write_a_cell() -> None:
    sheet = plain_reader._sheet(
        b'<worksheet xmlns="m"><sheetData><row r="2"><c r="B2" t="s"><v>1</v></c><c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r>'
        b'<rPh><t>no</t></rPh></is></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row><row><c><v>1.5</v></c><c t="str"><f>A1</f><v>x</v></c>'
        b'<c t="s"><v>9</v></c><c><f>1</f></c><c t="s"><v></v></c></row></sheetData></worksheet>'
    )
    book = plain_reader.Book({"x": sheet}, ("p", "q"))
    cells = ("B2", "C2", "D2", "E2", "A3", "B3", "C3", "D3", "E3")
    assert [book.at("x", cell) for cell in cells] == [
        ["q"], ["ab"], [True], [("error", "#N/A")], [1.5], ["x"], [("error", "no shared text 9")], [], []]


def test_mutations_are_the_same_every_time_and_differ() -> None:
    assert mutated(3) == mutated(3)
    assert len({mutated(number)[1] for number in range(20)}) == 20


def test_a_reader_that_loses_an_answer_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from dgmm_excel.xlsx.grid import Grid

    number = next(number for number in range(100) if attempt(number) == ("read", []))
    right = Grid.value
    monkeypatch.setattr(Grid, "value", lambda self, row, column: None if row % 2 else right(self, row, column))
    assert attempt(number)[1]
