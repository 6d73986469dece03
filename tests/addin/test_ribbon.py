"""The buttons of the DGMM tab that Python does: what they do, what they say, and that Excel has what they ask of it."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw
from openpyxl import load_workbook

from dgmm_excel.addin import ribbon
from dgmm_excel.addin.excel import CallingExcel
from dgmm_excel.errors import OutputError
from dgmm_excel.round.folder import SETTINGS, Round
from dgmm_excel.round.generate import issued_forms
from dgmm_excel.text import Lang, phrase
from tests.support.engines import ENGINES, lacking, members, recording
from tests.support.made_up_excel import BookImpl, MadeUpExcel
from tests.support.returned import PROVINCE, form_grids, some_answers, spot
from tests.support.rounds import new_round, send_back


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch) -> MadeUpExcel:
    made = MadeUpExcel()
    monkeypatch.setattr(xw.Book, "caller", lambda: made.caller)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    return made


def digits(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def press(button: str, given: Any, lang: Lang = "en") -> None:
    ribbon.press(button, digits(str(given)), lang)


def rows_of(book: BookImpl) -> list[list[Any]]:
    (grid,) = book.grid_list
    last = max(row for _, row, _ in book.written)
    return [[book.written[grid.name, row, column] for column in range(1, 9)] for row in range(1, last + 1)]


def answers() -> dict[str, Any]:
    from dgmm_excel import load_edition

    return some_answers(load_edition(PROVINCE))


# -- Score this form -------------------------------------------------------------------------------


def test_a_form_is_scored_and_its_levels_written(excel: MadeUpExcel) -> None:
    form = excel.form(form_grids(PROVINCE, answers={"P1.1.01": True}), "แบบ =1+1.xlsx")
    press("score", form.name)
    # P1.1 has one item of twelve: level 2; whatever else was not answered is at its lowest; what waits has no level
    levels = {form.grid_list[-1].rows[row - 1][0]: value for (_, row, _), value in form.written.items()}
    assert (levels["P1.1"], levels["P1.2"], levels["P2.7"]) == (2, 1, "")
    assert excel.names == [form.name]  # the go-between is gone, and there is nothing to list
    said = excel.said()
    assert said.startswith(f"Scored {form.name};") and "\nOverall: level 1 " in said


def test_every_fault_is_listed_as_text(excel: MadeUpExcel) -> None:
    grids = form_grids(PROVINCE, answers=answers(), cells={"P1.1.01": "=cmd|' /C calc'!A0", "P1.1.02": " yes ", "P4.1.total": "many"})
    form = excel.form(grids)
    press("score", form.name)
    (listing,) = (book for book in excel.app.books if book is not form)
    head, *rows = rows_of(listing)
    assert head == ["'code", "'severity", "'sheet", "'cell", "'question", "'value", "'message", "'remedy"]
    found = {row[4]: row for row in rows}
    assert set(found) == {"'P1.1.01", "'P1.1.02", "'P4.1.total"}
    grid, row, column = spot(grids, "P1.1.01", PROVINCE)
    assert found["'P1.1.01"][:6] == ["'DG101", "'error", f"'{grid.name}", f"'{chr(64 + column)}{row}", "'P1.1.01", "'=cmd|' /C calc'!A0"]
    assert found["'P1.1.02"][1] == "'repaired"
    # nothing that Excel could take for a formula, whatever it begins with
    assert all(value is None or value.startswith("'") for line in (head, *rows) for value in line)
    assert "To correct: 2. To check: 0. Taken after tidying: 1." in excel.said()


def test_what_is_no_form_any_more_is_said(excel: MadeUpExcel) -> None:
    excel.form([], "other.xlsx")
    press("score", "other.xlsx")
    ((said, mode),) = excel.app.told
    assert mode == "critical" and said.startswith("other.xlsx cannot be read as a DGMM form")


def test_a_form_that_was_closed_is_said(excel: MadeUpExcel) -> None:
    press("score", "gone.xlsx", "th")
    ((said, mode),) = excel.app.told
    assert mode == "critical" and said == "gone.xlsx ถูกปิดไปแล้ว โปรดเปิดใหม่แล้วกดปุ่มอีกครั้ง"
    assert excel.names == []


# -- Consolidate a folder --------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", ["", "returned"])
def test_a_round_is_consolidated_and_opened(excel: MadeUpExcel, tmp_path: Path, chosen: str) -> None:
    of = new_round(tmp_path)
    send_back(of, "D1")
    send_back(of, "D2", {"P1.1.01": True}, cells={"P1.1.05": "ไม่แน่ใจ"})
    press("consolidate", of.folder / chosen)
    assert excel.app.opened == [of.consolidated]
    with closing(load_workbook(of.consolidated, read_only=True)) as book:
        statuses = {row[0]: row[4] for row in book["Agencies"].iter_rows(min_row=2, values_only=True)}
    assert statuses == {"D1": "complete", "D2": "faulty", "D3": "missing", "TH-1": "missing", "TH-2": "missing"}
    said = excel.said()
    assert "Missing 3   Faulty 1   Complete 1" in said and "Correction workbooks to send out: 1" in said
    assert excel.app.bars[-1] is False and any("/" in str(bar) for bar in excel.app.bars)


def test_a_folder_that_is_no_round_is_said(excel: MadeUpExcel, tmp_path: Path) -> None:
    press("consolidate", tmp_path)
    ((said, mode),) = excel.app.told
    assert mode == "critical" and str(tmp_path) in said and "Make forms" in said
    assert list(tmp_path.iterdir()) == []


def test_nothing_chosen_does_nothing(excel: MadeUpExcel) -> None:
    press("consolidate", "")
    assert excel.app.told == [] and excel.names == []


# -- Make forms ------------------------------------------------------------------------------------


def test_an_empty_folder_becomes_a_round_and_then_has_forms(excel: MadeUpExcel, tmp_path: Path) -> None:
    folder = tmp_path / "รอบ 2569 & 'ใหม่'"
    folder.mkdir()
    press("forms", folder)
    assert (folder / SETTINGS).exists() and not list((folder / "forms").iterdir())
    assert "238 agencies" in excel.said() and "roster-dga-2566-province.csv" in excel.said()
    for file in folder.glob("roster-*.csv"):  # two agencies are enough
        file.write_text("\n".join(file.read_text("utf-8-sig").splitlines()[:2]) + "\n", encoding="utf-8-sig")
    excel.app.told.clear()
    excel.between = excel.app.books.add()
    press("forms", folder)
    of = Round.open(folder)
    assert len(list(of.forms.glob("*.xlsx"))) == 2
    assert "Forms made: 2, corrected: 0, unchanged: 0" in excel.said()
    # whoever presses the button has the add-in's DGMM_LEVEL: the forms bring none of their own
    assert {one.function for one in issued_forms(of).values()} == {"none"}


def test_a_round_keeps_the_function_that_its_forms_were_made_with(excel: MadeUpExcel, tmp_path: Path) -> None:
    of = new_round(tmp_path)
    before = {file.name: file.read_bytes() for file in of.forms.iterdir()}
    press("forms", of.folder)
    assert {file.name: file.read_bytes() for file in of.forms.iterdir()} == before
    assert "unchanged: 5" in excel.said()


def test_a_folder_with_other_files_is_left_alone(excel: MadeUpExcel, tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"x")
    press("forms", tmp_path)
    ((said, mode),) = excel.app.told
    assert mode == "critical" and "holds other files" in said
    assert [file.name for file in tmp_path.iterdir()] == ["letter.docx"]


# -- what goes wrong -------------------------------------------------------------------------------


def test_a_fault_of_the_program_is_one_line(excel: MadeUpExcel, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(excel: CallingExcel, given: str) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(ribbon, "_BUTTONS", {"score": broken})
    with pytest.raises(RuntimeError) as caught:
        press("score", "a.xlsx")
    sys.excepthook(caught.type, caught.value, caught.tb)
    assert capsys.readouterr().err == "dgmm: ข้อผิดพลาดของโปรแกรม / internal error: RuntimeError: planted\n"
    assert excel.names == []


def test_a_disk_that_refuses_is_said(excel: MadeUpExcel, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(excel: CallingExcel, given: str) -> None:
        raise OSError(28, "No space left on device", "x.xlsx")

    monkeypatch.setattr(ribbon, "_BUTTONS", {"score": full})
    press("score", "a.xlsx")
    assert excel.app.told == [("x.xlsx: No space left on device", "critical")]


@pytest.mark.parametrize("text", ["", "a", "กรมสรรพากร", "C:\\งาน & '\"%PATH%$`|;\\𐌰", "'); import os; ('"])
def test_texts_come_back_from_their_digits(text: str) -> None:
    assert ribbon.text_of(digits(text)) == text


def test_on_a_mac_the_folder_is_asked_for_here(excel: MadeUpExcel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[list[str]] = []

    def run(words: list[str], **_: Any) -> Any:
        asked.append(words)
        return SimpleNamespace(returncode=len(asked) - 1, stdout=f"{tmp_path}\n" if len(asked) == 1 else "")

    calling = CallingExcel(excel.caller, "th")
    monkeypatch.setattr("dgmm_excel.addin.excel.sys", SimpleNamespace(platform="darwin"))
    monkeypatch.setattr("dgmm_excel.addin.excel.subprocess", SimpleNamespace(run=run))
    assert calling.folder("") == tmp_path
    assert calling.folder("") is None  # cancelled
    assert asked[0] == ["osascript", "-e", 'POSIX path of (choose folder with prompt "เลือกโฟลเดอร์รอบสำรวจ")']


def test_a_long_text_is_cut_for_the_message_box(excel: MadeUpExcel) -> None:
    CallingExcel(excel.caller, "th").tell("ก" * 3000)
    ((said, mode),) = excel.app.told
    assert len(said) <= 1023 and said.endswith("…") and mode == "info"


# -- what Excel must have --------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["Windows", "Mac"])
def test_every_member_that_a_desk_asks_for_is_there(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(recording.__globals__["_KINDS"], "_BooksImpl", "Books")
    made, uses = MadeUpExcel(), set[Any]()
    file = tmp_path / "a.xlsx"
    file.touch()
    made.form([], "form.xlsx")
    calling = CallingExcel(xw.Book(impl=recording(made.between, uses)), "th")
    assert calling.book("form.xlsx").name == "form.xlsx"
    with pytest.raises(OutputError):
        calling.book("other.xlsx")
    calling.open(file)
    calling.show([("a", "b"), ("c", None)], (10, 20))
    calling.tell("done")
    assert list(calling.track([1, 2], phrase("generate.doing"))) == [1, 2]
    calling.leave()
    assert {("App", "alert", False, 5), ("App", "status_bar", True, None), ("Books", "add", False, 0), ("Book", "close", False, 0),
            ("Range", "column_width", True, None), ("Range", "wrap_text", True, None), ("Range", "raw_value", True, None)} <= uses
    assert lacking(uses, members(*ENGINES[engine])) == set()
