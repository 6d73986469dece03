"""DGMM_LEVEL and its companions as xlwings functions, through xlwings' own machinery: the same as Python, never an old value."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import pytest
import xlwings as xw

from dgmm_excel import load_edition, open_book, score
from dgmm_excel.addin.cell_cache import LONGEST, CellCache
from dgmm_excel.addin.workbooks import scored_form
from dgmm_excel.agency import Agency
from dgmm_excel.form.layout import layout
from dgmm_excel.model.edition import MISSION
from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.report.reasons import why
from dgmm_excel.scoring.lookup import RESULTS, WHATS, dgmm_level
from dgmm_excel.text import Lang
from tests.support import oracle
from tests.support.consolidated_books import result, written
from tests.support.excel_machinery import NA, Machinery, Variant, machinery
from tests.support.forms import DEPARTMENT, EDITIONS, PROVINCE, SOME_FORMS, form
from tests.support.level_table import LevelTable, by_python, calls_of
from tests.support.returned import typed

AGENCY = Agency("D001", "กรมทดสอบ", "Department of Tests", mission="service")
#: The proof of one meaning asks the same of 500 forms.
SETS = 6
_NAMES = count(1)


@pytest.fixture(scope="module")
def excel() -> Iterator[Machinery]:
    with machinery() as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_else_open() -> Iterator[None]:
    yield
    for book in list(open_books()):
        book.close()


def open_books() -> Any:
    return xw.engines["dgmm"].impl.app.books


def blank(name: str = DEPARTMENT, lang: Lang = "th", agency: Agency | None = None) -> xw.Book:
    return open_book(form(name, lang, agency), f"form {next(_NAMES)}.xlsx")


def own_cell(book: xw.Book) -> xw.Range:
    """A cell of the workbook for a formula of one's own."""
    return book.sheets[book.sheets[0].name].range("Z500")


def type_in(book: xw.Book, name: str, lang: Lang, answers: Mapping[str, Any]) -> None:
    edition = load_edition(name)
    slots = layout(edition, lang).slots
    for question, value in answers.items():
        raw = None if value is None else typed(edition, lang, question, value)
        book.sheets[slots[question].sheet].range((slots[question].row, ord(slots[question].column) - 64)).value = raw


def fill(book: xw.Book, name: str, lang: Lang, answers: Mapping[str, Any]) -> None:
    """These answers and no others."""
    type_in(book, name, lang, dict.fromkeys(load_edition(name).questions) | dict(answers))


def said(excel: Machinery, book: xw.Book, calls: list[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    found = excel.cells([("dgmm_level", call) for call in calls], own_cell(book))
    return dict(zip(calls, found, strict=True))


# -- the wrapper -----------------------------------------------------------------------------------


def test_the_wrapper_has_the_three_functions_volatile_with_optional_arguments(excel: Machinery) -> None:
    wrapper = excel.wrapper()
    functions = [block.strip().splitlines()[:2] for block in wrapper.split("End Function") if block.strip()]
    assert functions == [
        ["Function dgmm_explain(Optional code, Optional agency)", "    Application.Volatile"],
        ["Function dgmm_level(Optional code, Optional what, Optional agency, Optional answers)", "    Application.Volatile"],
        ["Function dgmm_next(Optional code, Optional agency)", "    Application.Volatile"],
    ]
    assert wrapper.isascii()


def test_every_argument_has_help_in_both_languages_that_the_wizard_can_show(excel: Machinery) -> None:
    for name in ("dgmm_level", "dgmm_next", "dgmm_explain"):
        info = getattr(excel.module, name).__xlfunc__
        helps = [info["ret"]["doc"], *(arg["doc"] for arg in info["args"] if arg["name"] != "caller")]
        assert info["category"] == "DGMM" and info["volatile"]
        assert all(" / " in text and len(text) <= 255 and "Positional" not in text for text in helps)


# -- the same as Python ----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_every_code_and_every_what_gives_what_python_gives(
    name: str, lang: Lang, excel: Machinery, tell: Any,
) -> None:
    edition, rng = load_edition(name), random.Random(f"udf {name} {lang}")
    calls, table, book = calls_of([*edition.ids, "P9", ""]), LevelTable(), blank(name, lang)
    for number in range(max(2, SETS // len(SOME_FORMS))):
        answers = oracle.random_answers(name, rng)
        fill(book, name, lang, answers)
        table.add(str(number), by_python(score(edition, answers), calls, lang), UDF=said(excel, book, calls))
    assert table.differences == []
    for line in table.lines():
        tell(f"{name} {lang}: {line}")


def test_a_planted_fault_is_found(excel: Machinery, monkeypatch: pytest.MonkeyPatch) -> None:
    edition, book, calls = load_edition(DEPARTMENT), blank(), [("P1.1", "level"), ("overall", "next")]
    answers = {MISSION: "service", "P1.1.01": True}
    fill(book, DEPARTMENT, "th", answers)
    monkeypatch.setitem(RESULTS, "level", lambda standing, code, level, lang: 5)
    spoilt = said(excel, book, calls)
    monkeypatch.undo()
    table = LevelTable()
    table.add("1", by_python(score(edition, answers), calls, "th"), UDF=spoilt)
    assert [(name, call) for name, _, call, _, _ in table.differences] == [("UDF", ("P1.1", "level"))]


def test_a_fault_counts_as_blank_and_what_waits_is_an_empty_text(excel: Machinery) -> None:
    book = blank()
    slot = layout(load_edition(DEPARTMENT), "th").slots["P1.1.01"]
    book.sheets[slot.sheet].range((slot.row, ord(slot.column) - 64)).value = "อาจจะ"
    assert said(excel, book, [("P1.1", "level"), ("overall", "")]) == {("P1.1", "level"): "", ("overall", ""): ""}
    type_in(book, DEPARTMENT, "th", {MISSION: "service", "P1.1.02": True})
    assert said(excel, book, [("p1.1 ", " LEVEL"), ("P3.2", "score")]) == {("p1.1 ", " LEVEL"): 2, ("P3.2", "score"): ""}


def test_next_and_explain(excel: Machinery) -> None:
    book, edition = blank(lang="en"), load_edition(DEPARTMENT)
    answers = {MISSION: "service", "P1.1.01": True, "P1.3A.01": True}
    fill(book, DEPARTMENT, "en", answers)
    found = score(edition, answers)
    for code in edition.ids:
        assert excel.call("dgmm_next", [code], own_cell(book)) == dgmm_level(found, code, "next", "en")
        words = why(found, code, "en")
        said = excel.call("dgmm_explain", [code], own_cell(book))
        assert said == ("\n".join(filter(None, (words.reason, words.next))) if found[code].level else "")
    assert excel.call("dgmm_explain", [], own_cell(book)).splitlines()[0] == (
        f"Level 1: a mean score of {dgmm_level(found, 'overall', 'score'):.2f}")
    assert excel.call("dgmm_explain", ["P9"], own_cell(book)) == "#N/A"


def test_another_s_code_and_ranges_for_words_are_not_available(excel: Machinery) -> None:
    book = blank(agency=AGENCY)
    type_in(book, DEPARTMENT, "th", {"P1.1.01": True})
    cell = own_cell(book)
    assert excel.call("dgmm_level", ["P1.1", "level", "d001"], cell) == 2
    assert excel.call("dgmm_level", ["P1.1", "level", "D002"], cell) == "#N/A"
    assert excel.call("dgmm_level", [book.sheets[0].range("Z1:Z2")], cell) == "#N/A"
    assert excel.call("dgmm_level", [book.sheets[0].range("Z1")], cell) == 1  # a blank cell counts as omitted


# -- which workbook --------------------------------------------------------------------------------


def other() -> xw.Book:
    from io import BytesIO

    from openpyxl import Workbook

    stream = BytesIO()
    Workbook().save(stream)
    return open_book(stream.getvalue(), f"own {next(_NAMES)}.xlsx")


def test_the_workbook_meant_is_the_caller_s_or_the_only_one_that_can_be_asked(excel: Machinery) -> None:
    mine = other()
    cell = own_cell(mine)
    assert excel.call("dgmm_level", ["P1.1"], cell) == "#N/A"
    first = blank()
    type_in(first, DEPARTMENT, "th", {MISSION: "service", "P1.1.01": True})
    assert excel.call("dgmm_level", ["P1.1"], cell) == 2
    second = blank()
    assert excel.call("dgmm_level", ["P1.1"], cell) == "#N/A"
    assert excel.call("dgmm_level", ["P1.1"], own_cell(first)) == 2
    assert excel.call("dgmm_level", ["P1.1"], own_cell(second)) == ""


def test_consolidated_workbooks_are_asked_by_agency(excel: Machinery) -> None:
    of = result()
    book = open_book(written(consolidated(of)), f"consolidated {next(_NAMES)}.xlsx")
    cell, edition = own_cell(book), load_edition(DEPARTMENT)
    found = of.outcomes[0].assessment
    assert found is not None
    for code in edition.ids:
        for what in WHATS:
            assert excel.call("dgmm_level", [code, what, " d1"], cell) == dgmm_level(found, code, what), (code, what)
        words = why(found, code, "th").reason if found[code].level else ""
        assert excel.call("dgmm_explain", [code, "D1"], cell).startswith(words)
    assert excel.call("dgmm_level", ["P1.1", "", "D2"], cell) == ""  # has not returned
    assert excel.call("dgmm_level", ["P1.1", "", "TH-1"], cell) == ""  # blank
    assert excel.call("dgmm_level", ["P1.1"], cell) == "#N/A"
    assert excel.call("dgmm_level", ["P1.1", "", "D9"], cell) == "#N/A"
    assert excel.call("dgmm_level", ["P9.9", "", "D1"], cell) == "#N/A"


# -- answers that stand elsewhere ------------------------------------------------------------------


@pytest.mark.parametrize("name", EDITIONS)
def test_a_range_of_answers_for_every_topic(name: str, excel: Machinery) -> None:
    edition, rng, book = load_edition(name), random.Random(f"range {name}"), blank(name)
    sheet, tried = book.sheets[0], 0
    for _ in range(2):
        own, elsewhere = oracle.random_answers(name, rng), oracle.random_answers(name, rng)
        fill(book, name, "th", own)
        for topic in edition.topics.values():
            if not topic.questions:
                continue
            ids = [question.id for question in topic.questions]
            values = [typed(edition, "en", q, elsewhere[q]) if elsewhere.get(q) is not None else None for q in ids]
            area = sheet.range((600, 1), (599 + len(ids), 1))
            area.value = [[value] for value in values]
            mixed = {q: v for q, v in own.items() if q not in ids} | {q: elsewhere[q] for q in ids if q in elsewhere}
            omitted = values == [None]  # a single blank cell counts as that
            wanted = score(edition, own if omitted else mixed)
            for what in WHATS:
                tried += 1
                assert excel.call("dgmm_level", [topic.id, what, "", area], own_cell(book)) == dgmm_level(wanted, topic.id, what)
            longer = sheet.range((600, 1), (600 + len(ids), 1))
            assert excel.call("dgmm_level", [topic.id, "", "", longer], own_cell(book)) == "#N/A"
            area.value = [[None]] * len(ids)
    assert tried >= 160
    assert excel.call("dgmm_level", ["P1", "", "", sheet.range("A600:A601")], own_cell(book)) == "#N/A"


def test_answers_without_a_form(excel: Machinery) -> None:
    book = other()
    area = book.sheets[0].range("A1:A11")
    area.value = [["Yes"], ["ใช่"], ["no"], *[[None]] * 8]
    assert excel.call("dgmm_level", ["P1.3A", "level", "", area], own_cell(book)) == 2


@pytest.mark.parametrize("cell", [None, "", " ", "\u00a0", "\u200b"])
def test_a_single_blank_cell_counts_as_omitted(cell: Any, excel: Machinery) -> None:
    """As in the LAMBDA and in VBA: it is the form that is asked, not a topic with one blank answer."""
    book = blank()
    type_in(book, DEPARTMENT, "th", {MISSION: "service", "P2.9.use": "3", "P1.1.01": True})
    area = book.sheets[0].range("Y500")
    area.value = cell
    assert excel.call("dgmm_level", ["P2.9", "level", "", area], own_cell(book)) == 3
    assert excel.call("dgmm_level", ["P1.1", "level", "", area], own_cell(book)) == 2  # of any topic, as any empty argument
    area.value = "n/a"
    assert excel.call("dgmm_level", ["P2.9", "level", "", area], own_cell(book)) == 1
    assert excel.call("dgmm_level", ["P1.1", "level", "", area], own_cell(book)) == "#N/A"


# -- never an old value, and not read forty times --------------------------------------------------


class Counting:
    """The file engine's blocks of cells, counted as they are read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from dgmm_excel.addin import cell_cache

        self.scored = 0
        real = scored_form

        def counted(return_: Any) -> Any:
            self.scored += 1
            return real(return_)

        monkeypatch.setattr(cell_cache, "scored_form", counted)


def test_forty_cells_score_once_and_every_change_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    counting, now, edition = Counting(monkeypatch), [0.0], load_edition(DEPARTMENT)
    cache, book = CellCache(lambda: now[0]), blank()

    def level(code: str = "P1.1") -> Any:
        source = cache.source_for(book)
        assert source is not None
        return source.given(code, "level", "")

    type_in(book, DEPARTMENT, "th", {MISSION: "service", "P1.1.01": True})
    assert {level() for _ in range(40)} == {2} and counting.scored == 1
    book.sheets[0].range("Z500").value = "a cell that asks"
    assert level() == 2 and counting.scored == 1
    beside = layout(edition, "th").slots["P1.1.01"]
    for words in ("a word beside an answer", "another"):
        book.sheets[beside.sheet].range((beside.row, 3)).value = words
        assert [level(), level()] == [2, 2] and counting.scored == 1
    rng = random.Random("changes")
    for _ in range(20):  # at the same instant: no clock is relied on
        answers = oracle.random_answers(DEPARTMENT, rng)
        fill(book, DEPARTMENT, "th", answers)
        wanted = score(edition, answers)
        assert [level(code) for code in edition.ids] == [dgmm_level(wanted, code) for code in edition.ids]
    before = counting.scored
    now[0] += LONGEST
    level()
    assert counting.scored == before + 1


# -- what cannot be given --------------------------------------------------------------------------


def test_not_available_is_an_error_value_and_never_a_text_of_python(
    excel: Machinery, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    book = blank()
    raw = excel.xlwings_udfs.call_udf(excel.module.__name__, "dgmm_level", ("P9", "", "", "", None), None, own_cell(book).impl)
    assert raw == [[Variant(10, NA)]]

    def broken(book: xw.Book) -> Any:
        raise RuntimeError("planted")

    monkeypatch.setattr(excel.module.CACHE, "source_for", broken)
    assert excel.call("dgmm_level", ["P1.1"], own_cell(book)) == "#N/A"
    assert "planted" in caplog.text
    monkeypatch.setenv("DGMM_DEBUG", "1")
    with pytest.raises(RuntimeError):
        excel.call("dgmm_level", ["P1.1"], own_cell(book))


def test_where_the_add_in_is_open_its_cell_is_given_back(excel: Machinery, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from dgmm_excel.xlsx import engine

    cell = object()
    addin = SimpleNamespace(Name="DGMM.xlam", Names=lambda name: SimpleNamespace(RefersToRange=cell) if name == "DGMM_NA" else None)
    monkeypatch.setattr(engine.App, "Workbooks", [SimpleNamespace(Name="a.xlsx"), addin])
    assert excel.call("dgmm_level", ["P9"], own_cell(blank())) is cell


def test_without_windows_the_functions_are_plain_python(monkeypatch: pytest.MonkeyPatch) -> None:
    from dgmm_excel.addin import udfs

    monkeypatch.delitem(sys.modules, "pythoncom", raising=False)
    book = blank(PROVINCE)
    assert udfs.dgmm_level("P9", caller=own_cell(book)) == NA
    assert udfs.dgmm_level("P1.1", caller=own_cell(book)) == ""
