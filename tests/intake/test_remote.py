"""`score_book` on every engine of xlwings: run on the remote one, with what an Office.js client sends; on the others, every member
that it calls is looked up in their source."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from dgmm_excel import load_edition, open_book, score_book
from dgmm_excel.form.layout import layout
from dgmm_excel.text import Lang
from tests.support import oracle
from tests.support.engines import ENGINES, Use, lacking, members, uses_of
from tests.support.forms import DEPARTMENT, FORMS, form
from tests.support.returned import OTHERS, others_in, some_answers, typed

KEY = {"XLWINGS_LICENSE_KEY": "noncommercial"}

# -- run on the remote engine ----------------------------------------------------------------------

_SCORE = """
import json, sys
import xlwings as xw
from dgmm_excel import score_book
for line in sys.stdin:
    book = xw.Book(json=json.loads(line))
    record = score_book(book)
    print(json.dumps({"record": record, "actions": book.json()["actions"]}))
    book.close()
"""


def python(code: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("XLWINGS")}
    return subprocess.run([sys.executable, "-c", code], input=given, capture_output=True, text=True, check=False,
                          env=plain | environment | {"PYTHONIOENCODING": "utf-8"})


@pytest.fixture(scope="module")
def remote() -> Callable[[str], list[dict[str, Any]]]:
    """Scores payloads, one a line, on xlwings' remote engine."""
    ran = python("import xlwings as xw; print(xw.__pro__)", **KEY)
    if find_spec("xlwings.pro") is None or ran.stdout.strip() != "True":
        if os.environ.get("DGMM_REQUIRE_REMOTE"):
            pytest.fail("xlwings' remote engine is required here and is missing: install the extra `server`")
        pytest.skip("needs xlwings' pro parts, PolyForm Noncommercial, and the key `noncommercial` (extra: server)")

    def score(payloads: str) -> list[dict[str, Any]]:
        done = python(_SCORE, payloads, **KEY)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return score


def payload(book: xw.Book, name: str) -> dict[str, Any]:
    """What an Office.js client of xlwings sends of a workbook: values from A1 on, "" for a blank cell, errors as texts."""
    return {
        "client": "Office.js", "version": "0.0.0",
        "book": {"name": name, "active_sheet_index": 0, "selection": "A1"},
        "names": [{"name": one.name, "sheet_index": None, "address": None, "book_scope": True} for one in book.names],
        "sheets": [_sheet(sheet) for sheet in book.sheets],
    }


def _sheet(sheet: xw.Sheet) -> dict[str, Any]:
    used = sheet.used_range
    rows = sheet.range((1, 1), (used.row + used.shape[0] - 1, used.column + used.shape[1] - 1))
    values = rows.options(ndim=2, empty="", err_to_str=True).value
    return {"name": sheet.name, "values": values, "used_range_address": used.address.replace("$", ""), "pictures": [], "tables": []}


def filled(name: str, lang: Lang, answers: Mapping[str, Any], cells: Mapping[str, Any]) -> xw.Book:
    """A real form, with answers typed in and with what else stands in cells."""
    edition = load_edition(name)
    book, slots = open_book(form(name, lang)), layout(edition, lang).slots
    for question, value in {**{q: typed(edition, lang, q, v) for q, v in answers.items() if v is not None}, **cells}.items():
        book.sheets[slots[question].sheet].range((slots[question].row, ord(slots[question].column) - 64)).value = value
    for topic in others_in(edition, answers):
        sheet, cell = layout(edition, lang).notes[f"remark.{topic}"]
        book.sheets[sheet].range(cell).value = OTHERS
    content = book.impl.content()
    return open_book(content, f"{name} {lang}.xlsx")


def cases() -> Iterator[tuple[str, xw.Book]]:
    for name, lang in FORMS:
        rng = random.Random(f"remote {name} {lang}")
        yield f"{name} {lang} blank", filled(name, lang, {}, {})
        yield f"{name} {lang} all", filled(name, lang, some_answers(load_edition(name)), {})
        faulty = {"P1.1.01": "อาจจะ", "P1.1.02": "yes", "P1.1.03": "#N/A"}
        for number in range(3):
            yield f"{name} {lang} {number}", filled(name, lang, oracle.random_answers(name, rng), faulty if number else {})


def written(actions: list[dict[str, Any]], sheets: list[str]) -> dict[tuple[str, int, int], Any]:
    """The cells that the actions set, and that they do nothing else."""
    found = {}
    for action in actions:
        assert action["func"] == "setValues", action["func"]
        assert (len(action["values"]), len(action["values"][0])) == (action["row_count"], action["column_count"])
        for down, row in enumerate(action["values"]):
            for across, value in enumerate(row):
                place = (sheets[action["sheet_position"]], action["start_row"] + 1 + down, action["start_column"] + 1 + across)
                found[place] = None if value == "" else value
    return found


def test_the_remote_engine_gives_what_the_file_engine_gives(remote: Callable[[str], list[dict[str, Any]]], tell: Any) -> None:
    books = list(cases())
    sent = "\n".join(json.dumps(payload(book, book.fullname), ensure_ascii=True) for _, book in books)
    cells = 0
    for (name, book), got in zip(books, remote(sent), strict=True):
        record = score_book(book)
        # what a file tells beside its values, the names that confirm ids, is not asked of a live engine
        assert got["record"]["recognised"].pop("confirmed") == 0 < record["recognised"].pop("confirmed")
        assert got["record"] == json.loads(json.dumps(record)), name
        here = {(sheet, *place): value for sheet, at in book.impl.changes.items() for place, value in at.items()}
        there = written(got["actions"], [sheet.name for sheet in book.sheets])
        assert there == here and len(here) == len(load_edition(record["edition"]).ids), name
        cells += len(here)
    tell(f"score_book on xlwings' remote engine: {len(books)} forms, {cells} verified cells, as on the file engine")


def test_a_workbook_that_is_no_form_is_rejected_and_nothing_written(remote: Callable[[str], list[dict[str, Any]]]) -> None:
    empty = {"client": "Office.js", "version": "0.0.0", "book": {"name": "b.xlsx", "active_sheet_index": 0, "selection": "A1"},
             "names": [], "sheets": [{"name": "Sheet1", "values": [[]], "used_range_address": None, "pictures": [], "tables": []}]}
    (got,) = remote(json.dumps(empty))
    assert got["record"]["status"] == "rejected" and got["actions"] == []


_DEFAULT = """
import sys
import dgmm_excel, xlwings as xw
from dgmm_excel import open_book, score_book
import dgmm_excel.addin.udfs, dgmm_excel.cli, dgmm_excel.round.consolidate
score_book(open_book(sys.argv[1] if len(sys.argv) > 1 else FILE))
print(xw.__pro__, sorted(name for name in sys.modules if name.startswith("xlwings.pro")))
"""


def test_no_pro_part_is_there_by_default(tmp_path: Path) -> None:
    """Xlwings itself looks whether there is a key, in `xlwings.pro.utils`, and there it ends."""
    file = tmp_path / "form.xlsx"
    file.write_bytes(form(DEPARTMENT))
    ran = python(_DEFAULT.replace("FILE", repr(str(file))))
    own = python("import sys, xlwings; print(sorted(name for name in sys.modules if name.startswith('xlwings.pro')))")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == f"False {own.stdout.strip()}" and own.stdout.strip() in ("[]", "['xlwings.pro.utils']")


# -- member by member ------------------------------------------------------------------------------

@pytest.mark.parametrize("engine", ENGINES)
def test_every_member_that_scoring_calls_is_there(engine: str) -> None:
    uses = uses_of(score_book)
    assert {("Book", "fullname", False, None), ("Range", "raw_value", True, None), ("Sheet", "used_range", False, None)} <= uses
    assert lacking(uses, members(*ENGINES[engine])) == set()


@pytest.mark.parametrize(("planted", "engines"), [
    (lambda book: book.sheets[0].range((1, 1)).formula, {"files"}),
    (lambda book: book.to_pdf("x.pdf"), {"remote", "files"}),
    (lambda book: book.sheets[0].charts, {"files"}),
    (lambda book: book.sheets[0].used_range.impl.of_no_engine, {"Windows", "Mac", "remote", "files"}),
])
def test_a_planted_call_that_an_engine_lacks_is_found(planted: Callable[[xw.Book], Any], engines: set[str]) -> None:
    def run(book: xw.Book) -> None:
        score_book(book)
        planted(book)

    found = {engine for engine in ENGINES if lacking(uses_of(run), members(*ENGINES[engine]))}
    assert found == engines


def test_a_call_with_too_many_arguments_is_found() -> None:
    uses: set[Use] = {("Sheet", "range", False, 5)}
    assert all(lacking(uses, members(*files)) == uses for files in ENGINES.values())
