"""DGMM_LEVEL means the same in all four implementations: one table over the same filled forms, one over consolidated workbooks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from dgmm_excel import dgmm_level, load_edition, score
from dgmm_excel.agency import Agency
from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.scoring.lookup import WHATS
from dgmm_excel.text import LANGS
from tests.conftest import LONG
from tests.support import level_table, vba_books
from tests.support.answer_sets import AnswerSet, patchwork
from tests.support.calculated import with_function
from tests.support.consolidated_books import given, written
from tests.support.excel_machinery import Machinery, machinery
from tests.support.forms import DEPARTMENT, EDITIONS, FORMS, PROVINCE
from tests.support.level_table import LevelTable
from tests.support.one_meaning import SHARE, Four, Ranges, consolidated_table, messy, sets
from tests.support.recalculated import filled
from tests.support.vba_runs import Office, PyOpenVba

#: Forms of each edition and language, 500 in all; in each part the first is blank and the second has faults alone.
PARTS = (42, 42, 41) if LONG else (3,)
#: VBA is run by pyOpenVBA's engine for a share of the calls in each form, and by LibreOffice for the rest of what can be asked.
IMPLEMENTATIONS = ["Python", "LAMBDA", "VBA", "pyOpenVBA", "UDF"]
VBA = {"VBA", "pyOpenVBA"}


@pytest.fixture(scope="module")
def excel() -> Iterator[Machinery]:
    with machinery() as running:
        yield running


@pytest.fixture
def four(soffice: str, uno_python: str, excel: Machinery, tmp_path: Path) -> Four:
    return Four(Office(soffice, uno_python, tmp_path), excel, tmp_path)


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_the_same_forms_say_the_same_to_all_four(name: str, lang: Any, four: Four, tell_levels: Callable[[LevelTable], None]) -> None:
    made = [one for part, many in enumerate(PARTS)
            for one in islice(sets(name, lang, random.Random(f"one meaning {name} {lang} {part}")), many)]
    table = four.table(name, lang, made)
    assert table.differences == []
    assert list(table.counts) == IMPLEMENTATIONS
    asked = table.asked()
    assert asked["LAMBDA"] == asked["UDF"] == asked["Python"] and table.forms == len(made)
    assert all(asked["VBA"][what] + asked["pyOpenVBA"][what] == asked["Python"][what] for what in WHATS)
    assert sum(asked["pyOpenVBA"].values()) >= len(made) * (sum(asked["Python"].values()) // len(made) // SHARE)
    tell_levels(table)


def differing(table: LevelTable) -> set[str]:
    return {name for name, *_ in table.differences}


def some() -> list[Any]:
    return list(islice(sets(PROVINCE, "en", random.Random("planted")), 2, 4))


def test_a_fault_planted_in_the_lambda_is_found(four: Four) -> None:
    planted = with_function(lambda text: text.replace("$F$", "$D$", 1))
    made = list(islice(sets(DEPARTMENT, "th", random.Random("planted")), 2, 4))
    table = Four(four.office, four.excel, four.folder, function=planted).table(DEPARTMENT, "th", made)
    assert differing(table) == {"LAMBDA"}


def test_a_fault_planted_in_vba_is_found(four: Four) -> None:
    planted = (("DgmmAsked", "If own <= level And", "If own < level And"),)
    assert differing(Four(four.office, four.excel, four.folder, planted).table(PROVINCE, "en", some())) == VBA


def test_a_fault_planted_in_the_udf_is_found(four: Four, monkeypatch: pytest.MonkeyPatch) -> None:
    from dgmm_excel.addin import workbooks

    real = dgmm_level
    monkeypatch.setattr(workbooks, "dgmm_level", lambda found, code, what, *rest, **more: real(found, code or "P1", what, *rest, **more))
    assert differing(four.table(PROVINCE, "en", some())) == {"UDF"}


def test_a_fault_planted_in_python_is_found(four: Four, monkeypatch: pytest.MonkeyPatch) -> None:
    real = dgmm_level
    monkeypatch.setattr(level_table, "dgmm_level", lambda found, code, *rest, **more: real(found, code or "P1", *rest, **more))
    assert differing(four.table(PROVINCE, "en", some())) == {"LAMBDA", "UDF", *VBA}


# -- over a range of answers -----------------------------------------------------------------------

RANGES = 5 if LONG else 1


def in_ranges(name: str, rng: random.Random, many: int) -> list[dict[str, Any]]:
    """What stands in the ranges: nothing, and spellings by chance, also with most of it left blank."""
    questions = load_edition(name).questions.values()
    return [{}, *({one.id: messy(one, rng) for one in questions if rng.random() < share}
                  for _ in range(many) for share in (rng.choice((1, 1, 0.9, 0.1)),))]


@pytest.mark.parametrize("begun", [True, False] if LONG else [True])
@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_ranges_say_the_same_in_vba_and_the_udf(
    name: str, lang: Any, begun: bool, soffice: str, uno_python: str, excel: Machinery, tmp_path: Path, tell_levels: Callable[[LevelTable], None],
) -> None:
    """In every spelling, in a form that has answers and in a blank one."""
    rng, edition = random.Random(f"ranges {name} {lang} {begun}"), load_edition(name)
    data = filled(edition, patchwork(name, rng, ("high", "half", "count")).answers if begun else {}, lang)
    made, turn = in_ranges(name, rng, RANGES), LANGS.index(lang) + len(LANGS) * begun
    table = Ranges(Office(soffice, uno_python, tmp_path), excel).table(name, lang, data, made, turn)
    assert table.differences == []
    tell_levels(table)


@pytest.mark.parametrize("name", EDITIONS)
def test_ranges_say_the_same_without_a_form(name: str, soffice: str, uno_python: str, excel: Machinery, tmp_path: Path) -> None:
    made = in_ranges(name, random.Random(f"no form {name}"), RANGES)
    table = Ranges(Office(soffice, uno_python, tmp_path), excel).table(name, "th", None, made, 2 * len(LANGS))
    assert table.differences == []


def test_a_fault_planted_in_what_vba_reads_is_found(soffice: str, uno_python: str, excel: Machinery, tmp_path: Path) -> None:
    planted = (("DgmmJudge", "ChrW(tone) & ChrW(3635)", "ChrW(3635) & ChrW(tone)"), ("DgmmJudge", "If code >= 65 And code <= 90", "If code = 0"))
    made = in_ranges(DEPARTMENT, random.Random("planted"), 4)
    table = Ranges(Office(soffice, uno_python, tmp_path), excel, planted).table(DEPARTMENT, "th", None, made)
    assert differing(table) == VBA


# -- consolidated workbooks ------------------------------------------------------------------------


def round_of(lang: Any, rng: random.Random) -> RoundResult:
    """Departments and provinces: filled by chance, full, faulty, blank, missing; a province whose department has returned."""
    department, province = load_edition(DEPARTMENT), load_edition(PROVINCE)
    high = score(department, patchwork(DEPARTMENT, rng, ("high",)).answers)
    chance = [score(department, patchwork(DEPARTMENT, rng, gaps=gaps).answers) for gaps in (0, 0.5)]
    outcomes = (
        given(Outcome(Agency("D1", "กรมหนึ่ง", "One"), department, "complete", "1.xlsx"), assessment=high),
        given(Outcome(Agency("D2", "กรมสอง", "Two"), department, "faulty", "2.xlsx"), assessment=chance[0]),
        given(Outcome(Agency("0103", "กรมสาม", "Three"), department, "complete", "3.xlsx"), assessment=chance[1]),
        Outcome(Agency("D4", "กรมสี่", "Four"), department, "missing"),
        Outcome(Agency("D5", "กรมห้า", "Five"), department, "blank", "5.xlsx"),
        given(Outcome(Agency("TH-1", "จังหวัดหนึ่ง", parent="D1"), province, "complete", "6.xlsx"),
              assessment=score(province, patchwork(PROVINCE, rng).answers, high)),
        given(Outcome(Agency("TH-2", "จังหวัดสอง"), province, "complete", "7.xlsx"),
              assessment=score(province, patchwork(PROVINCE, rng).answers)),
        Outcome(Agency("TH-4", "จังหวัดสี่"), province, "missing"),
    )
    return RoundResult("รอบทดสอบ", lang, date(2026, 11, 22), None, (department, province), outcomes, ())


@pytest.mark.parametrize("lang", LANGS)
def test_a_consolidated_workbook_says_the_same_to_all(
    lang: Any, soffice: str, uno_python: str, excel: Machinery, tmp_path: Path, tell_levels: Callable[[LevelTable], None],
) -> None:
    of = round_of(lang, random.Random(f"consolidated {lang}"))
    table = consolidated_table(of, Office(soffice, uno_python, tmp_path), excel, step=(3 if lang == "th" else 13) if LONG else 29)
    assert table.differences == []
    assert table.forms == len(of.outcomes) + 1 and list(table.counts) == ["Python", "VBA", "pyOpenVBA", "UDF"]
    assert len({str(count) for name, count in table.asked().items() if name != "pyOpenVBA"}) == 1
    tell_levels(table)


def test_a_fault_planted_in_what_vba_reads_of_tables_is_found(
    soffice: str, uno_python: str, excel: Machinery, tmp_path: Path
) -> None:
    planted = (("DgmmBook", "mLevels.Add cells(row, level)", "mLevels.Add cells(row, score)"),)
    of = round_of("th", random.Random("planted"))
    assert differing(consolidated_table(of, Office(soffice, uno_python, tmp_path), excel, planted, step=13)) == VBA


# -- answers that intake repairs -------------------------------------------------------------------

#: What stands in the cell of P1.3A.01 of a Thai form with three other yes: the level by LAMBDA, VBA and UDF. Steps are 1, 4, 7, 10.
REPAIRED = {
    "ใช่": (3, 3, 3),  # accepted: nothing to repair
    "Yes": (2, 2, 3), "yes": (2, 2, 3), "✓": (2, 2, 3), "y": (2, 2, 3), 1: (2, 2, 3), "ใช่\u200b": (2, 2, 3), "ใช่\u00a0": (2, 2, 3),
}
#: The same of G4.successes where the DCIO pushes: none is level 2, 5 are level 5.
NUMBERS: dict[Any, tuple[int, int, int]] = {5: (5, 5, 5), "๕": (2, 2, 5), "５": (2, 2, 5), "5\u200b": (2, 2, 5)}


@pytest.mark.parametrize(("code", "question", "answers", "cells"), [
    ("P1.3A", "P1.3A.01", {"P1.3A.02": True, "P1.3A.03": True, "P1.3A.04": True}, REPAIRED),
    ("G4", "G4.successes", {"G2.dcio": True, "G4.pushing": True}, NUMBERS),
])
def test_what_intake_repairs_counts_in_a_form_only_where_answers_are_read(
    code: str, question: str, answers: dict[str, Any], cells: dict[Any, tuple[int, int, int]], four: Four,
) -> None:
    """The form's formulas mark such a cell as unusable and leave it out, and the LAMBDA and VBA say what the form says; the
    UDF, as Python, says what it comes to when it is returned. It is the only difference between the four."""
    made = [AnswerSet(DEPARTMENT, answers, None, {question: cell}) for cell in cells]
    table = four.table(DEPARTMENT, "th", made)
    by_name: dict[tuple[str, int], Any] = {
        ("VBA" if name in VBA else name, int(form.rsplit(" ", 1)[1])): value for name, form, call, value, _ in table.differences if call == (code, "level")
    }
    without = score(load_edition(DEPARTMENT), answers)[code].level
    found = {cell: tuple(by_name.get((name, number), without) for name in ("LAMBDA", "VBA", "UDF"))
             for number, cell in enumerate(cells)}
    assert found == cells


# -- which workbook --------------------------------------------------------------------------------

#: LibreOffice tells a function nothing of the cell that calls it, so that cell's workbook is put in its place.
CALLER = (("DgmmBook", "If Not cell Is Nothing Then Set CallersBook = cell.Worksheet.Parent", "Set CallersBook = ThisWorkbook"),)
P1_1 = [vba_books.call("P1.1"), vba_books.call("P1.1", "level", "D1")]


def three_yes() -> bytes:
    """A department's form at P1.1 level 2: its mission is service, three of twelve (1, 4, 7, 10)."""
    return filled(load_edition(DEPARTMENT), {"agency.mission": "service", "P1.1.01": True, "P1.1.02": True, "P1.1.03": True})


def full() -> bytes:
    return filled(load_edition(DEPARTMENT), {"agency.mission": "service", **{f"P1.1.{n:02}": True for n in range(1, 13)}})


def own() -> bytes:
    """A workbook that is neither a form nor consolidated."""
    stream = BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


WORKBOOKS = [
    (own, [], (), None),
    (own, [three_yes], (), 2),  # the only one that can be asked, though the formula's own is active or not
    (own, [three_yes, own], (), 2),
    (own, [own, three_yes], CALLER, 2),
    (own, [three_yes, full], (), None),
    (own, [three_yes, full], CALLER, None),
    (three_yes, [full], CALLER, 2),  # its own, while another form is the active one
    (full, [three_yes], CALLER, 5),
    (three_yes, [own], (), 2),
]


@pytest.mark.parametrize(("host", "others", "said"), [(host, others, said) for host, others, _, said in WORKBOOKS])
def test_vba_means_that_workbook_by_the_cell_that_calls(host: Any, others: list[Any], said: Any) -> None:
    """PyOpenVBA's engine is told which cell calls, as Excel does."""
    book = vba_books.with_vba(host(), P1_1)
    [shown] = PyOpenVba().shows(book, [], [[]], len(P1_1), [other() for other in others])
    assert shown == [said, None]


@pytest.mark.parametrize(("host", "others", "changes", "said"), WORKBOOKS if LONG else WORKBOOKS[1::3])
def test_vba_means_the_workbook_of_the_formula_else_the_only_one_and_never_the_active_one(
    host: Any, others: list[Any], changes: Any, said: Any, soffice: str, uno_python: str, tmp_path: Path,
) -> None:
    office = Office(soffice, uno_python, tmp_path)
    book = vba_books.with_vba(host(), P1_1, changes)
    [shown] = office.shows(book, [], [[]], len(P1_1), [other() for other in others])
    assert shown == [said, None]  # no form here is issued to an agency


def test_vba_asks_the_only_consolidated_workbook_by_agency(soffice: str, uno_python: str, tmp_path: Path) -> None:
    of = round_of("th", random.Random("other"))
    [shown] = Office(soffice, uno_python, tmp_path).shows(
        vba_books.with_vba(own(), P1_1), [], [[]], len(P1_1), [written(consolidated(of))])
    assert shown == [None, 5]  # D1 has every answer; without an agency nobody is meant


def test_a_name_in_the_file_wins_over_the_function_in_libreoffice(soffice: str, uno_python: str, tmp_path: Path) -> None:
    """So a form carries the LAMBDA or relies on the add-in; LibreOffice, which knows no LAMBDA, then shows an error of its own."""
    office, formula = Office(soffice, uno_python, tmp_path), [vba_books.call("P1.1")]
    [without] = office.shows(vba_books.with_vba(three_yes(), formula), [], [[]], 1)
    [with_it] = office.shows(vba_books.with_vba(three_yes(), formula, lambda_too=True), [], [[]], 1)
    assert without == [2] and with_it != [2] and not isinstance(with_it[0], int | float)
