"""The figures made a second time from the file of answers: equal ones pass, and every planted difference is found."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.errors import RoundError
from dgmm_excel.files import csv_bytes
from dgmm_excel.report.attained import Attained
from dgmm_excel.report.data_tables import lines
from dgmm_excel.report.outcome import AnswerCell, RoundResult
from dgmm_excel.returns.store import Store
from dgmm_excel.round.cross_check import cross_check
from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.round.report import report
from tests.support.consolidated_books import result
from tests.support.many_agencies import many_agencies
from tests.support.outcomes import ALL_FIGURES, contents
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.rounds import NOW, send_back, type_figures


def written(of: RoundResult, folder: Path, change: Callable[[str], str] = str) -> Path:
    """The round's file of answers, changed."""
    file = folder / "answers.csv"
    text = csv_bytes(lines("answers", of)).decode("utf-8-sig")
    assert change is str or change(text) != text
    file.write_bytes(change(text).encode("utf-8-sig"))
    return file


def found(of: RoundResult, answers: Path) -> list[str]:
    """Where and in what the figures differ from the file."""
    with pytest.raises(RoundError) as stopped:
        cross_check(of, answers)
    assert ".dgmm" in stopped.value.headline and " / " in stopped.value.headline
    return [f"{mistake.where} {mistake.what.partition(' / ')[2].partition(' reported')[0]}".strip() for mistake in stopped.value.mistakes]


def lifted(of: RoundResult, code: str) -> RoundResult:
    """The round with another level and score for its first agency at an id."""
    first = of.outcomes[0]
    place = first.edition.ids.index(code)
    other = Attained(Fraction(1, 2) + (first.attained[place].score or 1), 1, first.attained[place].status)
    made = replace(first, attained=(*first.attained[:place], other, *first.attained[place + 1:]))
    return replace(of, outcomes=(made, *of.outcomes[1:]))


def test_figures_of_departments_and_of_provinces_that_inherit_are_those_of_their_answers(tmp_path: Path) -> None:
    of = many_agencies()
    assert any(one.edition.inherited and one.counts for one in of.outcomes)
    cross_check(of, written(of, tmp_path))
    turned = replace(of, editions=of.editions[::-1], outcomes=(*of.of(of.editions[1]), *of.of(of.editions[0])))
    cross_check(turned, written(turned, tmp_path))


@pytest.mark.parametrize("code", ["overall", "P1", "P1.1"])
def test_a_figure_that_was_changed_is_found(code: str, tmp_path: Path) -> None:
    of = many_agencies()
    where = found(lifted(of, code), written(of, tmp_path))
    assert f"{DEPARTMENT} {code} mean" in where and all(one.startswith(f"{DEPARTMENT} {code} ") for one in where)


def test_an_agency_that_is_counted_and_should_not_be_is_found(tmp_path: Path) -> None:
    of = many_agencies()
    where = found(replace(of, outcomes=(replace(of.outcomes[0], counts=False), *of.outcomes[1:])), written(of, tmp_path))
    assert f"{DEPARTMENT} overall agencies that count" in where and f"{DEPARTMENT} overall agencies with a score" in where


@pytest.mark.parametrize(("change", "where"), [
    (lambda text: re.sub(r"(D000,dga-2566-department,P1\.1\.\d+),true", r"\1,false", text), f"{DEPARTMENT} P1.1 mean"),
    (lambda text: text.replace("D000,", "D999,"), f"{DEPARTMENT} overall agencies that count"),
    (lambda text: text.replace("D000,dga-2566-department,P1.1.01,true", "D000,dga-2566-department,P1.1.01,maybe"), "answers.csv: D000"),
    (lambda text: text.replace("D000,dga-2566-department,P1.1.01,", "D000,dga-2566-department,P9.9.99,"), "answers.csv: D000"),
], ids=["answers", "agency", "no value", "no question"])
def test_a_line_of_the_file_that_was_changed_is_found(change: Callable[[str], str], where: str, tmp_path: Path) -> None:
    of = many_agencies()
    assert where in found(of, written(of, tmp_path, change))


def test_the_message_says_both_figures(tmp_path: Path) -> None:
    """One department with a score of 2 at everything, and no answer at all in the file."""
    edition = load_edition(DEPARTMENT)
    one = replace(result().outcomes[0], attained=tuple(
        Attained(Fraction(2), 2, "complete" if code in edition.topics else None) for code in edition.ids))
    of = replace(result(), outcomes=(one,))
    answers = tmp_path / "answers.csv"
    answers.write_bytes(csv_bytes([("agency", "edition", "question", "value", "state")]))
    with pytest.raises(RoundError, match=r"(?s)overall: คะแนนเฉลี่ยในรายงานเป็น 2\.0 \(2\) แต่คำตอบให้ – / mean reported as 2\.0 \(2\), but"):
        cross_check(of, answers)


def test_codes_that_a_spreadsheet_would_calculate_are_known_in_the_file(tmp_path: Path) -> None:
    of = many_agencies()
    first = replace(of.outcomes[0], agency=Agency("=D0", "กรม"))
    hostile = replace(of, outcomes=(first, *(one for one in of.outcomes[1:] if one.edition.id != PROVINCE)))
    cross_check(hostile, written(hostile, tmp_path))


def test_a_digital_share_above_its_total_counts_as_answered(of: Round, tmp_path: Path) -> None:
    """P4.1.digital is rejected (DG109) and scores level 1 all the same: facts, P4.1 of the province."""
    type_figures(of, {"D1": ALL_FIGURES})
    send_back(of, "D1")
    send_back(of, "TH-1", cells={"P4.1.total": 5, "P4.1.digital": 9})
    done = assess_round(of, NOW).result
    cells = {cell.question: cell for cell in done.outcomes[3].details().answers}
    assert cells["P4.1.digital"] == AnswerCell("P4.1.digital", 9, "rejected")
    edge = replace(done, counts_from=Fraction(done.outcomes[3].answered, done.outcomes[3].asked))
    assert edge.outcomes[3].counts
    cross_check(edge, written(edge, tmp_path))


def test_a_report_whose_figures_do_not_follow_from_the_answers_replaces_nothing(of: Round) -> None:
    """A cache of verdicts says that D1 has the highest level overall; what the message says to do is the remedy."""
    send_back(of, "D1")
    report(of, NOW)
    before = {name: data for name, data in contents(of.folder).items() if not name.startswith(".dgmm")}
    with closing(sqlite3.connect(of.folder / ".dgmm" / "verdicts.sqlite")) as database:
        ((origin, verdict),) = database.execute("SELECT origin, verdict FROM verdicts").fetchall()
    facts = json.loads(verdict)
    facts[6][-1] = ["5", 5, None]
    store = Store(of.folder, "verdicts", ("origin",), ("verdict",))
    assert store.put((origin,), (json.dumps(facts).encode(),))
    store.close()
    later = NOW + timedelta(days=1)
    with pytest.raises(RoundError, match=r"ลบโฟลเดอร์ \.dgmm"):
        report(of, later)
    assert {name: data for name, data in contents(of.folder).items() if not name.startswith(".dgmm")} == before
    shutil.rmtree(of.folder / ".dgmm")
    report(of, later)
    assert (of.data / "datapackage.json").read_bytes() != before["data/datapackage.json"]
