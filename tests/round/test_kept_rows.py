"""Rows of agencies that are kept between runs: the list of answers, people, what lifts levels."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from io import StringIO
from pathlib import Path

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.agency import Agency
from dgmm_excel.intake.next_steps import Lift, lifts_of
from dgmm_excel.intake.returned_form import Note
from dgmm_excel.report.answer_tables import long_list
from dgmm_excel.report.contacts import people_of
from dgmm_excel.report.outcome import AnswerCell, Given, Outcome
from dgmm_excel.returns.store import FOLDER
from dgmm_excel.round import kept_rows
from dgmm_excel.round.data_files import write_data
from dgmm_excel.round.folder import Round
from dgmm_excel.round.kept_rows import KeptAnswers, KeptLifts, KeptPeople
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.scoring.answers import Assessment
from tests.support.many_agencies import many_agencies
from tests.support.outcomes import ALL_FIGURES
from tests.support.rounds import NOW, send_back, type_figures

MINI = Path("tests/model/data/mini.yaml")
ONE = replace(many_agencies().outcomes[0], origin="a return")


def forgetful(one: Outcome) -> Outcome:
    """The agency, its return forgotten."""
    return replace(one, details=Given)


def kept(folder: Path, one: Outcome) -> list[list[str]]:
    with KeptAnswers(folder) as record:
        (found,) = record.of(one)
        record.prune()
        return list(csv.reader(StringIO(found.decode("utf-8", "surrogatepass"), newline="")))


def test_rows_are_made_once_for_a_return(tmp_path: Path) -> None:
    rows = list(csv.reader(StringIO(long_list(ONE).decode(), newline="")))
    assert len(rows) > 200 and kept(tmp_path, ONE) == rows
    assert kept(tmp_path, forgetful(ONE)) == rows
    (tmp_path / FOLDER / "answers.sqlite").write_bytes(b"nonsense")
    assert kept(tmp_path, forgetful(ONE)) == []


def test_half_of_a_surrogate_pair_is_kept(tmp_path: Path) -> None:
    answers = (AnswerCell("P1.1.01", "half \ud83d", "rejected"),)
    one = replace(ONE, details=lambda: Given(answers=answers, notes=(Note("officer.name", "half \ud83d", "s", "A1"),)))
    assert kept(tmp_path, one) == kept(tmp_path, forgetful(one)) != []
    with KeptPeople(tmp_path) as record:
        assert list(record.of(one)) == list(people_of(one))


@pytest.mark.parametrize("other", [
    replace(ONE, origin="another return"), replace(ONE, origin=""), replace(ONE, agency=Agency("D9", "กรม")),
], ids=["return", "none", "code"])
def test_rows_of_anything_else_are_made_anew(other: Outcome, tmp_path: Path) -> None:
    kept(tmp_path, ONE)
    assert kept(tmp_path, forgetful(other)) == []


def test_what_lifts_an_agency_is_found_once_for_a_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also numbers that are not whole come back as they were; another result, or one of no return, is looked at anew."""
    of, searched = score(load_edition(MINI), {"agency.mission": "service", "A.1.1": False}), list[str]()
    found = tuple(one._replace(changes={**one.changes, "A.3.total": Fraction(1, 3)}) for one in lifts_of(of))

    def search(official: Assessment) -> tuple[Lift, ...]:
        searched.append(official.edition.id)
        return found

    monkeypatch.setattr(kept_rows, "lifts_of", search)
    for origin, times in (("a return", 1), ("a return", 1), ("another", 2), ("", 3), ("", 4)):
        with KeptLifts(tmp_path) as record:
            assert record.of(origin, of) == found and len(searched) == times


def test_people_are_taken_from_a_return_once(tmp_path: Path) -> None:
    """What a return says of anything else is not among them."""
    notes = (Note("officer.name", "นางสาว ก", "ปก", "D36"), Note("evidence.P1.1", "แผน", "P1", "D9"))
    for one in (replace(ONE, details=lambda: Given(notes=notes)), forgetful(ONE)):
        with KeptPeople(tmp_path) as record:
            said = list(record.of(one))
        assert "นางสาว ก" in said and [text for text in said if text] == ["นางสาว ก"]
    with KeptPeople(tmp_path) as record:
        assert not any(record.of(forgetful(replace(ONE, origin="another return"))))


def test_one_new_return_is_the_only_one_whose_answers_are_listed_anew(of: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures typed since are in the list: they are part of what a return's rows are kept by."""
    seen: list[str] = []

    def counted(one: Outcome) -> object:
        seen.append(one.agency.code)
        return long_list(one)

    def written() -> str:
        seen.clear()
        write_data(of, assess_round(of, NOW).result, NOW)
        return (of.data / "answers.csv").read_text("utf-8-sig")

    monkeypatch.setattr(kept_rows, "long_list", counted)
    send_back(of, "D1")
    written()
    assert "D1" in seen
    send_back(of, "D2")
    lines = written().splitlines()
    assert "D1" not in seen and seen.count("D2") == 1
    assert {line.split(",")[0] for line in lines[1:]} == {"D1", "D2"}
    type_figures(of, {"D1": ALL_FIGURES})
    assert "D1,dga-2566-department,P3.2.staff,100,accepted" in written()
    assert "D1" in seen and "D2" not in seen
