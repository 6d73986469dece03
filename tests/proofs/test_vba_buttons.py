"""What the buttons of the DGMM tab do in VBA, run by pyOpenVBA's engine: the words, what is counted and where, and what goes to Python.

Excel calls the buttons with a control of its own. `test_vba_press` presses them; here what they call in turn is asked for. LibreOffice
runs a sample.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.addin import ribbon
from dgmm_excel.addin.vba import project, sources
from dgmm_excel.form.layout import layout
from dgmm_excel.model.edition import MISSION
from dgmm_excel.resources import templates
from tests.support import vba_books
from tests.support.forms import DEPARTMENT, form, packed, parts
from tests.support.made_up_excel import MadeUpExcel
from tests.support.recalculated import Cell
from tests.support.returned import some_answers, typed
from tests.support.rounds import new_round, send_back
from tests.support.vba_runs import Office, PyOpenVba, Runner

#: Functions of sheets that call what the buttons call, with the workbook that they stand in.
PROBE = """Attribute VB_Name = "Probe"
Option Explicit

Public Function PROBE_COMMAND(ByVal button As String, ByVal given As String) As String
    PROBE_COMMAND = PythonCommand(button, given)
End Function

Public Function PROBE_COUNTS(ByVal trigger As Variant) As String
    PROBE_COUNTS = FaultCounts(ThisWorkbook)
End Function

Public Function PROBE_FIRST(ByVal trigger As Variant) As String
    Dim cell As Object
    Set cell = FirstFault(ThisWorkbook)
    If Not cell Is Nothing Then PROBE_FIRST = cell.Address
End Function

Public Function PROBE_NEXT(ByVal here As String) As String
    Dim cell As Object
    Set cell = NextOpen(ThisWorkbook, ThisWorkbook.Names(here).RefersToRange)
    If Not cell Is Nothing Then PROBE_NEXT = cell.Worksheet.Name & "!" & cell.Address
End Function

Public Function PROBE_WORDS(ByVal key As String) As String
    PROBE_WORDS = Words(key)
End Function
"""


def shows(formulas: Sequence[str], contents: dict[Cell, Any] | None = None, runner: Runner | None = None) -> list[Any]:
    """What the formulas show in a Thai form of departments that holds the contents."""
    book = parts(vba_books.with_vba(form(DEPARTMENT), formulas))
    book["xl/vbaProject.bin"] = project(sources() | {"Probe": PROBE})
    cells = contents or {}
    (shown,) = (runner or PyOpenVba()).shows(packed(book), list(cells), [list(cells.values())], len(formulas))
    return shown


def place(question: str) -> Cell:
    slot = layout(load_edition(DEPARTMENT), "th").slots[question]
    return slot.sheet, slot.row, ord(slot.column) - 64


def address(question: str) -> str:
    _, row, column = place(question)
    return f"{chr(64 + column)}{row}"


def test_what_is_missing_and_what_is_wrong_is_counted_and_named() -> None:
    edition = load_edition(DEPARTMENT)
    given: dict[str, Any] = {MISSION: "service", "P1.1.01": True, "G2.dcio": False, "P4.4.1.name": "ใบอนุญาต", "P4.4.1.prev_total": 5,
                             "P4.4.1.prev_digital": 1, "P4.4.1.cur_total": 5}
    cells = {place(name): typed(edition, "th", name, value) for name, value in given.items()}
    cells |= {place("P1.1.02"): "อาจจะ", place("G2.01"): "ใช่", place("P4.4.1.cur_digital"): 9}
    counts, first, following = shows([
        "=PROBE_COUNTS(1)", "=PROBE_FIRST(1)", '=PROBE_NEXT("answer.P1.1.01")'], cells)
    # not the mission, which is on the cover; not P1.1.02, which is no answer, nor the digital figure above its total
    answered = len(given) - 1
    # whatever else is asked stands empty; the two that cannot be used do not
    missing = still_missing(given) - {"P1.1.02", "P4.4.1.cur_digital"}
    lines = counts.splitlines()
    assert lines[:4] == [f"Answered: {answered}", f"Missing: {len(missing)}", "Cannot be used: 2", "Answered though not asked: 1"]
    assert lines[4:] == ["Cells to correct:"] + [
        f"{name}   {place(name)[0]}!{address(name)}" for name in ("P1.1.02", "P4.4.1.cur_digital")]
    assert first.replace("$", "") == address("P1.1.02")
    # P1.1.02 holds something; the next that is empty is P1.1.03
    assert following.replace("$", "") == f"{place('P1.1.03')[0]}!{address('P1.1.03')}"


def still_missing(given: dict[str, Any]) -> set[str]:
    return {name for topic in score(load_edition(DEPARTMENT), given).topics.values() for name in topic.missing}


def test_the_next_open_question_is_one_that_is_missing_until_none_is() -> None:
    edition = load_edition(DEPARTMENT)
    given = {name: value for name, value in some_answers(edition).items() if not name.startswith("P4.4.") or name.startswith("P4.4.1.")}
    assert still_missing(given) == set()  # rows of services that are not used are not missing
    cells = {place(name): typed(edition, "th", name, value) for name, value in given.items()}
    counts, following = shows(["=PROBE_COUNTS(1)", '=PROBE_NEXT("answer.P1.1.01")'], cells)
    assert counts.splitlines()[1] == "Missing: 0" and following == ""
    del given["P4.4.1.cur_total"], cells[place("P4.4.1.cur_total")]
    assert still_missing(given) == {"P4.4.1.cur_total"}
    counts, following = shows(["=PROBE_COUNTS(1)", '=PROBE_NEXT("answer.P1.1.01")'], cells)
    assert counts.splitlines()[1] == "Missing: 1"
    assert following.replace("$", "") == f"{place('P4.4.1.cur_total')[0]}!{address('P4.4.1.cur_total')}"


def test_libreoffice_shows_the_same(soffice: str, uno_python: str, tmp_path: Path) -> None:
    cells = {place("P1.1.02"): "อาจจะ", place("P1.1.01"): "ใช่"}
    formulas = ["=PROBE_COUNTS(1)", "=PROBE_FIRST(1)", '=PROBE_NEXT("answer.P1.1.01")', '=PROBE_WORDS("message.help")', '=PROBE_COMMAND("score","ก.xlsx")']
    assert shows(formulas, cells, Office(soffice, uno_python, tmp_path)) == shows(formulas, cells)


def test_a_form_without_faults_names_none() -> None:
    counts, first = shows(["=PROBE_COUNTS(1)", "=PROBE_FIRST(1)"])
    assert counts.splitlines()[2:] == ["Cannot be used: 0", "Answered though not asked: 0"] and first == ""


def test_what_goes_to_python_does_there_what_the_button_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "งาน & 100% 'รอบ' (𐌰)"
    folder.mkdir()
    of = new_round(folder)
    send_back(of, "D1")
    (command,) = shows([f'=PROBE_COMMAND("consolidate","{of.folder}")'])
    # cmd.exe, a shell and AppleScript would take these for something else
    assert command.isascii() and not set(command) & set('"%&^|<>!`$\\\r\n')
    excel = MadeUpExcel()
    monkeypatch.setattr("xlwings.Book.caller", lambda: excel.caller)
    monkeypatch.setattr("sys.excepthook", None)
    exec(compile(command, "<string>", "exec"), {"__name__": "__main__"})  # as `python -c` does
    assert excel.app.opened == [of.consolidated] and of.consolidated.exists()
    assert "Complete 1" in excel.said()


def test_a_python_without_the_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    (command,) = shows(['=PROBE_COMMAND("score","x.xlsx")'])
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(ribbon, "press", lambda *_: pytest.fail("it was called all the same"))
    with pytest.raises(SystemExit, match=r"pip install dgmm-excel"):
        exec(compile(command, "<string>", "exec"), {"__name__": "__main__"})


def test_every_word_that_the_ribbon_and_the_code_ask_for_is_there() -> None:
    words = tomllib.loads((templates() / "addin" / "words.toml").read_text("utf-8"))
    known = {f"{group}.{key}": text for group, entries in words.items() for key, text in entries.items()}
    xml = (templates() / "addin" / "customUI14.xml").read_text("utf-8")
    buttons, tabs = set(re.findall(r'id="button\.(\w+)"', xml)), set(re.findall(r'id="(tab\.\w+)"', xml))
    code = "".join(sources().values())
    asked = tabs | {f"label.{name}" for name in buttons} | {f"tip.{name}" for name in buttons} | set(re.findall(r'"(message\.\w+)"', code))
    assert asked == set(known)
    assert shows([f'=PROBE_WORDS("{key}")' for key in sorted(asked)]) == [known[key]["en"] for key in sorted(asked)]
