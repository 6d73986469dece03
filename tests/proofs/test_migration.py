"""Forms, and all of a round, go over into a new edition: no answer is lost in silence, no person goes along, nothing is replaced."""

from __future__ import annotations

import csv
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition, open_book
from dgmm_excel.agency import Agency
from dgmm_excel.errors import EditionError, OutputError
from dgmm_excel.feedback.prefilled_form import prefilled_form
from dgmm_excel.form.template import FormSpec
from dgmm_excel.intake.score import Scored, scored
from dgmm_excel.migrate import COLUMNS, LIST, migrate_file, migrate_round
from dgmm_excel.text import LANGS, Lang
from tests.support.last_year import PART, last_year, next_edition
from tests.support.returned import DEPARTMENT
from tests.support.successors import ANSWERS, successors

LONG = bool(os.environ.get("DGMM_LONG"))
NOTES = {"evidence.A.1": "=หลักฐาน", "remark.B.1": "หมายเหตุ", "evidence.A.3": "x", "officer.name": "นางสาวใจดี", "officer.phone": "021234567"}


def returned(folder: Path, lang: Lang = "th") -> Path:
    """Write the first edition's form, filled in, as it is returned."""
    edition = load_edition(folder / "mini.yaml")
    given = {name: value for name, value in ANSWERS.items() if edition.questions[name].answered_by == "agency"}
    file = folder / f"form-{lang}.xlsx"
    file.write_bytes(prefilled_form(FormSpec(edition, lang), Agency("A1", "กรมหนึ่ง", "One", mission="service"), given, NOTES))
    return file


def read(file: Path) -> Scored:
    book = open_book(file)
    try:
        return scored(book)
    finally:
        book.close()


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as data:
        read = list(csv.reader(data))
    return [dict(zip(COLUMNS, row, strict=True)) for row in read[1:]]


@pytest.mark.parametrize("lang", LANGS if LONG else LANGS[:1])
def test_a_form_goes_over_with_its_answers_and_notes_but_no_person(lang: Lang, tmp_path: Path) -> None:
    _, second, _ = successors(tmp_path)
    file = returned(tmp_path, lang)
    before = file.read_bytes()
    done = migrate_file(file, str(second))
    assert done.place == tmp_path / f"form-{lang} second.xlsx" and done.listed == done.place.with_suffix(".csv")
    assert file.read_bytes() == before and not done.is_whole
    found = read(done.place)
    assert found.form.edition is not None and found.form.edition.id == "second" and found.form.lang == lang and not found.faults
    assert (found.form.agency_code, found.form.recognised.surety) == ("A1", "certain")
    assert found.form.answers == {
        "agency.mission": "service", "A.1.9": False, "A.3.has": True, "A.3.how": "partly", "A.3.total": 10, "A.3.done": 4, "B.3.2": "4",
        "C.3.1.name": "บริการหนึ่ง"}
    notes = {note.id: note.text for note in found.form.notes}
    assert notes == {"evidence.A.1": "=หลักฐาน", "remark.B.1": "หมายเหตุ", "evidence.A.3": "x"}
    listed = rows(done.listed)
    assert len(listed) == len(done.moves) == len(ANSWERS) - 1  # the researchers' figure is in no form
    assert {row["question"]: row["new_question"] for row in listed if "mapped" in row["state"]} == {"A.1.2": "A.1.9", "A.3.how": "A.3.how"}
    assert [row["question"] for row in listed if "not carried" in row["state"]] == [
        "A.1.1", "A.1.3", "A.2.count", "B.1.x.1", "B.2.use", "B.3.1"]
    assert next(row for row in listed if row["question"] == "A.2.count") | {"text": "", "agency": "", "name": ""} == {
        "agency": "", "name": "", "question": "A.2.count", "text": "", "answer": "7", "state": "ไม่ได้ย้าย / not carried",
        "why": "อยู่นอกช่วงที่เกณฑ์ใหม่รับ โปรดกรอกใหม่ / outside the new limits; enter it anew", "edition": "second", "new_question": "",
        "new_answer": ""}
    said = "\n".join(map(str, done.summary))
    assert "Of 14 old answers 6 are carried, 2 mapped, 6 not carried" in said and "2 not carried: the choice is no longer there" in said
    assert "นางสาวใจดี" not in done.listed.read_text("utf-8-sig")


def test_nothing_is_replaced_and_what_is_no_form_is_refused(tmp_path: Path) -> None:
    _, second, third = successors(tmp_path)
    file = returned(tmp_path)
    done = migrate_file(file, str(third), tmp_path / "new.xlsx")
    assert {move.old: move.new for move in done.moves}["A.1.2"] == "A.1.7"
    kept = done.place.read_bytes()
    for target in (done.place, tmp_path / "new.xlsx"):
        with pytest.raises(OutputError, match="may hold somebody's work"):
            migrate_file(file, str(second), target)
    assert done.place.read_bytes() == kept
    for target in (tmp_path / "a.csv", tmp_path / "none" / "a.xlsx"):
        with pytest.raises(OutputError):
            migrate_file(file, str(second), target)
    with pytest.raises(EditionError, match="does not follow"):
        migrate_file(file, "dga-2566-department")


def test_a_form_filled_in_ahead_takes_no_impossible_answer(tmp_path: Path) -> None:
    edition = load_edition(successors(tmp_path)[0])
    wrong: dict[str, Any] = {"A.2.count": Fraction(99)}
    with pytest.raises(ValueError, match="one answer cannot be"):
        prefilled_form(FormSpec(edition), Agency("A1", "กรม"), wrong, {})


@pytest.mark.skipif(not LONG, reason="draws and consolidates a round: DGMM_LONG=1")
def test_a_round_goes_over_and_every_answer_of_every_agency_is_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """D1 has answered all, D2 in part, D3 nothing; the provinces' edition is not continued. Five questions go on otherwise."""
    new = next_edition(tmp_path, "same_ids: true", "questions: {P1.1.02: P1.1.01, P1.1.01: P1.1.02}",
                       "not_carried: {P2.7.training: changed, P1.1.03: removed}", 'choices: {P2.9.use: {"5": "4"}}')
    old = last_year(tmp_path)
    published = {name: (old / "data" / name).read_bytes() for name in ("answers.csv", "agencies.csv")}
    done = migrate_round(old, [str(new)], tmp_path / "out")
    assert (done.forms, done.left, done.is_whole) == (3, ("TH-1", "TH-2"), False)
    assert {name: (old / "data" / name).read_bytes() for name in published} == published
    files = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert len(files) == 4 and files[-1] == LIST and [name.split()[0] for name in files[:3]] == ["D1", "D2", "D3"]
    listed = rows(tmp_path / "out" / LIST)
    with (old / "data" / "answers.csv").open(encoding="utf-8-sig", newline="") as data:
        given = {(row["agency"], row["question"]): row["value"] for row in csv.DictReader(data)
                 if row["edition"] == DEPARTMENT and row["value"] and row["state"] != "blank"}
    assert len(listed) == len(given) and {(row["agency"], row["question"]) for row in listed} == set(given)
    swapped = {"P1.1.01": "P1.1.02", "P1.1.02": "P1.1.01"}
    for row in listed:
        code, name = row["agency"], row["question"]
        if name in ("P2.7.training", "P1.1.03") or name.startswith(("P4.U.", "P3.2.")):
            assert "not carried" in row["state"] and row["why"] and not row["new_question"], row
        elif name == "P2.9.use" and given[code, name] == "5":
            assert "mapped" in row["state"] and row["new_question"] == name
        else:
            assert row["new_question"] == swapped.get(name, name) and row["answer"] == row["new_answer"], row
    monkeypatch.setenv("DGMM_CRITERIA", str(tmp_path))
    form = read(tmp_path / "out" / files[1]).form
    assert form.edition is not None and (form.edition.id, form.agency_code, form.round_id) == ("next-department", "D2", None)
    mission = given["D2", "agency.mission"]
    assert form.answers == {"agency.mission": mission, **{swapped.get(name, name): value for name, value in PART.items()
                            if name in form.edition.questions and name != "P2.7.training"}}
    assert not read(tmp_path / "out" / files[2]).form.answers.keys() - {"agency.mission"}
    with pytest.raises(OutputError, match="may hold somebody's work"):
        migrate_round(old, [str(new)], tmp_path / "out")
    with pytest.raises(EditionError, match="does not follow"):
        migrate_round(old, [DEPARTMENT])
