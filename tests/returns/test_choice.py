"""Which of several returns of one agency counts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.round.demo import fill
from dgmm_excel.round.folder import Round
from dgmm_excel.text import LANGS, Text
from dgmm_excel.xlsx.patch import patched
from tests.support.forms import packed as package_of
from tests.support.forms import parts
from tests.support.outcomes import found, look, state, used
from tests.support.returned import typed
from tests.support.rounds import form_of, send_back


def saved_at(path: Path, moment: str) -> None:
    """The file, as if saved then: its own date, the file system's left alone."""
    members = parts(path.read_bytes())
    core = members["docProps/core.xml"].replace(b"2023-01-01T00:00:00Z", moment.encode())
    assert core != members["docProps/core.xml"]
    path.write_bytes(package_of(members | {"docProps/core.xml": core}))


def two(of: Round, older: str = "older.xlsx", newer: str = "newer.xlsx") -> tuple[Path, Path]:
    """Two returns of D1 with differing answers and one file time."""
    first = send_back(of, "D1", {"P1.1.01": True}, older)
    second = send_back(of, "D1", {"P1.1.01": False}, newer)
    for file in (first, second):
        os.utime(file, (1_000_000, 1_000_000))
    return first, second


def test_a_tie_of_differing_answers_counts_for_none(of: Round) -> None:
    two(of)
    assert (state(of, "D1"), used(of, "D1")) == ("contradicting", None)
    assert found(of) == {("D1", "older.xlsx", "DG402"), ("D1", "newer.xlsx", "DG402")}


def test_the_newer_file_counts(of: Round) -> None:
    _, second = two(of)
    os.utime(second, (1_000_100, 1_000_100))
    assert (state(of, "D1"), used(of, "D1")) == ("incomplete", "newer.xlsx")
    assert found(of) == {("D1", "older.xlsx", "DG410")}
    os.utime(second, (1_000_001, 1_000_001))  # so close that a zip could not tell them apart
    assert used(of, "D1") is None


def test_the_one_saved_later_counts_whatever_its_file_s_time(of: Round) -> None:
    first, second = two(of)
    saved_at(first, "2026-11-02T08:00:00Z")
    saved_at(second, "2026-11-03T08:00:00Z")
    os.utime(first, (2_000_000, 2_000_000))
    os.utime(second, (1_000_000, 1_000_000))
    assert used(of, "D1") == "newer.xlsx"
    (told,) = [one.fault for one in look(of).result.faults]
    assert (told.code, told.params["taken"], told.params["reason"]) == (
        "DG410", "newer.xlsx", Text("ไฟล์ที่ใช้บันทึกภายหลัง", "that one was saved later"))


def test_the_higher_correction_counts_whenever_it_was_saved(of: Round) -> None:
    first, second = two(of)
    member = of.members["D1"]
    corrected = template(FormSpec(member.edition, of.lang, of.id, of.title, of.deadline)).stamp(member.agency, correction=1)
    second.write_bytes(corrected)
    os.utime(first, (2_000_000, 2_000_000))
    os.utime(second, (1_000_000, 1_000_000))
    assert used(of, "D1") == "older.xlsx"  # the correction holds no answers yet
    fill(second, second, {"P1.1.01": "ไม่ใช่"})
    os.utime(second, (1_000_000, 1_000_000))
    assert used(of, "D1") == "newer.xlsx"


def test_the_same_answers_count_once(of: Round) -> None:
    one = send_back(of, "D1", {"P1.1.01": True}, "a.xlsx")
    (of.returned / "b.xlsx").write_bytes(one.read_bytes())
    assert (state(of, "D1"), used(of, "D1")) == ("incomplete", "a.xlsx")
    assert found(of) == {("D1", "b.xlsx", "DG405")}


def noted_form(of: Round, name: str, note: str) -> Path:
    """A return of D1 whose answers are always the same, with a remark."""
    file = send_back(of, "D1", {"P1.1.01": True}, name)
    sheet, cell = layout(of.members["D1"].edition, of.lang).notes["remark.P1.1"]
    file.write_bytes(patched(file.read_bytes(), {sheet: {coordinate_to_tuple(cell): note}}))
    return file


def test_of_the_same_answers_the_later_file_counts_with_its_remarks(of: Round) -> None:
    """The remark was added later; whichever file comes first by name."""
    for first, second in (("a.xlsx", "b.xlsx"), ("d.xlsx", "c.xlsx")):
        for file in of.returned.iterdir():
            file.unlink()
        os.utime(noted_form(of, first, "ฉบับแรก"), (1_000_000, 1_000_000))
        os.utime(noted_form(of, second, "เพิ่มหมายเหตุ"), (2_000_000, 2_000_000))
        assert used(of, "D1") == second
        assert found(of) == {("D1", first, "DG405")}
        (outcome,) = (one for one in look(of).result.outcomes if one.agency.code == "D1")
        assert [note.text for note in outcome.details().notes] == ["เพิ่มหมายเหตุ"]


@pytest.mark.parametrize("moment", ["2569-11-20T08:00:00Z", "2031-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"])
def test_a_date_of_saving_that_cannot_be_says_nothing(of: Round, moment: str) -> None:
    """Some programs write the Buddhist year; some clocks are wrong. The files' own times decide then."""
    first, second = two(of)
    saved_at(first, moment)
    saved_at(second, "2026-11-03T08:00:00Z")
    os.utime(first, (1_000_000, 1_000_000))
    os.utime(second, (2_000_000, 2_000_000))
    assert used(of, "D1") == "newer.xlsx"
    os.utime(first, (2_000_000, 2_000_000))
    assert (state(of, "D1"), used(of, "D1")) == ("contradicting", None)


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-13-45T08:00:00Z", "20/11/2569", "0001-01-01T00:00:00+14:00"])
def test_a_malformed_date_of_saving_says_nothing(of: Round, moment: str) -> None:
    first, second = two(of)
    saved_at(first, moment)
    os.utime(first, (1_000_000, 1_000_000))
    os.utime(second, (1_000_100, 1_000_100))
    assert used(of, "D1") == "newer.xlsx"


def of_last_year(of: Round, answers: dict[str, Any], name: str) -> Path:
    """D1's return on the form of another round, of the same edition, the second correction even."""
    member = of.members["D1"]
    file = of.returned / name
    fill_form = template(FormSpec(member.edition, of.lang, "20251120-abc123", "รอบก่อน")).stamp(member.agency, correction=2)
    file.write_bytes(fill_form)
    fill(file, file, {q: typed(member.edition, of.lang, q, value) for q, value in answers.items()})
    return file


def test_a_form_of_another_round_does_not_count_and_that_round_is_named_by_its_title(of: Round) -> None:
    of_last_year(of, {"P1.1.01": True}, "old.xlsx")
    assert (state(of, "D1"), used(of, "D1")) == ("other_round", None)
    assert found(of) == {("D1", "old.xlsx", "DG411")}
    (told,) = [one.fault for one in look(of).result.faults]
    assert told.severity == "error"
    for lang in LANGS:
        assert "“รอบก่อน" in told.message(lang) and "20251120-abc123" not in told.message(lang)
    assert not look(of).used


def test_a_form_of_another_round_without_a_title_is_named_by_that_round_s_id(of: Round) -> None:
    file = of_last_year(of, {"P1.1.01": True}, "old.xlsx")
    cover = load_workbook(file)["ปก"]
    (row,) = (line[0].row for line in cover.iter_rows(min_col=4, max_col=4) if str(line[0].value).startswith("รอบก่อน"))
    file.write_bytes(patched(file.read_bytes(), {"ปก": {(int(row or 0), 4): ""}}))
    assert state(of, "D1") == "other_round"
    (told,) = [one.fault for one in look(of).result.faults]
    assert "“20251120-abc123”" in told.message("th")


def test_two_forms_of_another_round_are_both_told_and_neither_counts(of: Round) -> None:
    of_last_year(of, {"P1.1.01": True}, "old.xlsx")
    of_last_year(of, {"P1.1.01": False}, "older.xlsx")
    assert (state(of, "D1"), used(of, "D1")) == ("other_round", None)
    assert found(of) == {("D1", "old.xlsx", "DG411"), ("D1", "older.xlsx", "DG411")}


def test_a_form_of_this_round_counts_before_one_of_another(of: Round) -> None:
    """Whatever its correction, and however new it is."""
    os.utime(send_back(of, "D1", {"P1.1.01": True}, "new.xlsx"), (1_000_000, 1_000_000))
    os.utime(of_last_year(of, {"P1.1.01": False}, "old.xlsx"), (2_000_000, 2_000_000))
    assert (state(of, "D1"), used(of, "D1")) == ("incomplete", "new.xlsx")
    assert found(of) == {("D1", "old.xlsx", "DG410")}


def test_a_blank_form_never_sets_answers_aside(of: Round) -> None:
    send_back(of, "D1", {"P1.1.01": True}, "filled.xlsx")
    (of.returned / "late.xlsx").write_bytes(form_of(of, "D1").read_bytes())
    os.utime(of.returned / "filled.xlsx", (1_000_000, 1_000_000))
    assert (state(of, "D1"), used(of, "D1")) == ("incomplete", "filled.xlsx")
    assert found(of) == {("D1", "late.xlsx", "DG410")}


def test_a_return_in_dispute_counts_for_nobody(of: Round) -> None:
    file = send_back(of, "D1", {"P1.1.01": True}, "x.xlsx")
    members = parts(file.read_bytes())
    cover = members["xl/worksheets/sheet1.xml"]
    assert cover.count(b">D1<") == 2  # what people see, and what the form knows
    place = cover.index(b">D1<")
    members["xl/worksheets/sheet1.xml"] = cover[:place] + b">D2<" + cover[place + 4:]
    file.write_bytes(package_of(members))
    assert found(of) == {("D1", "x.xlsx", "DG007")}
    assert (state(of, "D1"), state(of, "D2"), used(of, "D1")) == ("contradicting", "missing", None)
    send_back(of, "D1", {"P1.1.01": False}, "y.xlsx")
    assert (state(of, "D1"), used(of, "D1")) == ("incomplete", "y.xlsx")
