"""The buttons of the DGMM tab, pressed in a made-up Excel in pyOpenVBA's engine: what is said, where Excel goes, what is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from pyopenvba.interpreter import VBAObject, member
from pyopenvba.interpreter._values import error

from dgmm_excel import load_edition
from dgmm_excel.addin.data_sheet import SHEET, head
from dgmm_excel.addin.vba import sources
from dgmm_excel.form.layout import layout
from dgmm_excel.resources import templates
from tests.support.forms import DEPARTMENT, form
from tests.support.vba_books import known
from tests.support.vba_engine import Book, Engine, Excel, Place, Range, Sheet
from tests.support.vba_runs import Opened

THAI, ENGLISH = 1054, 1033
WORDS = tomllib.loads((templates() / "addin" / "words.toml").read_text("utf-8"))["message"]


class Control(VBAObject):
    """The button that Excel hands over."""

    def __init__(self, name: str) -> None:
        self._name = name

    @member
    def ID(self) -> object:
        return self._name


@cache
def data() -> dict[Place, Any]:
    rows = (head(known()), *known())
    return {(row, column): value for row, line in enumerate(rows, start=1) for column, value in enumerate(line, start=1) if value != ""}


def excel(*books: Book, **more: Any) -> Excel:
    addin = Book("dgmm.xlam", [Sheet(SHEET, data())])
    return Excel(addin, list(books), active=books[0] if books else None, **more)


def own() -> Book:
    return Book("own.xlsx", [Sheet("Sheet1", {(1, 1): "full"}, unlocked=frozenset({(1, 1), (2, 2)}))])


def press(button: str, of: Excel, changes: tuple[tuple[str, str, str], ...] = ()) -> list[str]:
    """What message boxes said."""
    modules = sources()
    for module, old, new in changes:
        assert modules[module].count(old) == 1
        modules[module] = modules[module].replace(old, new)
    engine = Engine(of, modules)
    engine.run(button, [Control("button." + button)])
    assert all(title == "DGMM" for _, _, title, _ in engine.dialogs)
    return [words for _, words, _, _ in engine.dialogs]


# -- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "page", "lang"), [
    (THAI, "cp874", "th"), (THAI, "cp1252", "en"), (THAI, "cp932", "en"), (ENGLISH, "cp874", "en"), (1041, "cp932", "en"),
])
def test_a_message_box_is_thai_where_excel_is_and_its_letters_can_be_shown(language: int, page: str, lang: str) -> None:
    """MsgBox shows `????` for letters that Windows' code page has not."""
    assert press("DgmmHelp", excel(own(), language=language, code_page=page)) == [WORDS["help"][lang]]


def test_a_message_box_without_that_check_would_be_found() -> None:
    planted = (("DgmmWords", "If Not FitsCodePage(MessageWords) Then", "If False Then"),)
    assert press("DgmmHelp", excel(own(), language=THAI, code_page="cp1252"), planted) == [WORDS["help"]["th"]]


def test_labels_of_the_ribbon_are_thai_whatever_the_code_page() -> None:
    engine = Engine(excel(own(), language=THAI, code_page="cp1252"))
    assert engine.run("Words", ["label.score"]) == "ให้คะแนนแบบนี้"


# -- a formula -------------------------------------------------------------------------------------


def inserted(place: Place, changes: tuple[tuple[str, str, str], ...] = (), **more: Any) -> tuple[list[str], dict[Place, Any]]:
    book = own()
    of = excel(book, **more)
    of.cell = Range(book.sheets[0], place, place)
    return press("DgmmInsert", of, changes), book.sheets[0].written


def test_the_formula_is_written_without_an_at_sign_where_excel_has_dynamic_arrays() -> None:
    assert inserted((2, 2)) == ([], {(2, 2): "Formula2 =DGMM_LEVEL()"})


def test_an_older_excel_takes_it_as_well() -> None:
    assert inserted((2, 2), has_formula2=False) == ([], {(2, 2): "Formula =DGMM_LEVEL()"})


@pytest.mark.parametrize("place", [(1, 1), (3, 3)], ids=["full", "locked"])
@pytest.mark.parametrize("newer", [True, False])
def test_a_cell_that_is_full_or_locked_stays_as_it_is(place: Place, newer: bool) -> None:
    assert inserted(place, has_formula2=newer) == ([WORDS["no_cell"]["en"]], {})


def test_a_formula_that_is_always_written_as_before_is_found() -> None:
    assert inserted((2, 2), (("DgmmRibbon", "cell.Formula2 = text", "cell.Formula = text"),))[1] == {(2, 2): "Formula =DGMM_LEVEL()"}


# -- Python ----------------------------------------------------------------------------------------


def handed_over(run: Any, changes: tuple[tuple[str, str, str], ...] = (), system: str = "Windows") -> tuple[list[str], Excel]:
    of = excel(form_book(), Book("xlwings.xlam", []), run=run, system=system)
    return press("DgmmScore", of, changes), of


@cache
def _opened() -> Opened:
    return Opened("form.xlsx", form(DEPARTMENT))


def form_book() -> Book:
    return _opened().book


@pytest.fixture(autouse=True)
def _blank() -> Iterator[None]:
    yield
    _opened().type(dict.fromkeys(_opened()._typed))


def test_python_is_called_from_a_workbook_that_is_closed_again() -> None:
    calls: list[tuple[str, str]] = []
    said, of = handed_over(lambda macro, command: calls.append((macro, command)))
    assert said == [] and [name for name, _ in calls] == ["xlwings.xlam!RunPython"] and "press('score'" in calls[0][1]
    assert [book.name for book in of.books] == ["form.xlsx", "xlwings.xlam"]


def test_on_a_mac_python_closes_that_workbook() -> None:
    _, of = handed_over(lambda macro, command: None, system="Macintosh (Intel)")
    assert len(of.books) == 3


def fails(macro: str, command: str) -> None:
    raise error(1004, "Cannot run the macro.")


def test_the_reason_why_python_could_not_be_called_is_said() -> None:
    said, of = handed_over(fails)
    assert said == [WORDS["failed"]["en"] + "\nCannot run the macro."] and len(of.books) == 2


def test_a_reason_that_is_read_too_late_is_lost() -> None:
    """Procedures that handle errors themselves clear Err, so the words that are looked up first would leave none."""
    planted = (("DgmmPython", '& vbLf & reason', '& vbLf & Err.Description'),)
    assert handed_over(fails, planted)[0] == [WORDS["failed"]["en"] + "\n"]


def test_without_xlwings_the_button_says_what_to_install() -> None:
    assert press("DgmmScore", excel(form_book())) == [WORDS["install"]["en"]]


# -- the form --------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", ["DgmmNext", "DgmmFaults", "DgmmScore"])
def test_a_workbook_that_is_no_form_is_told(button: str) -> None:
    assert press(button, excel(own())) == [WORDS["no_form"]["en"]]


def test_excel_goes_to_the_next_open_answer_and_to_the_first_fault() -> None:
    slots = layout(load_edition(DEPARTMENT), "th").slots
    slot = slots["P1.1.02"]
    cell = slot.sheet, slot.row, ord(slot.column) - 64
    _opened().type({cell: "อาจจะ"})
    of = excel(form_book())
    of.cell = Range(form_book().sheets[0], (1, 1), (1, 1))
    assert press("DgmmFaults", of)[0].splitlines()[-1] == f"P1.1.02   {slot.sheet}!{slot.column}{slot.row}"
    of.cell = of.went[-1]
    assert (of.cell.sheet.name, *of.cell.first) == cell
    assert press("DgmmNext", of) == []
    assert of.went[-1].first == (slots["P1.1.03"].row, cell[2])
