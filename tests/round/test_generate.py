"""The forms of a round, made once and made again only where something changed."""

from __future__ import annotations

import csv

import pytest
from openpyxl import Workbook

from dgmm_excel import open_book
from dgmm_excel.errors import RosterError
from dgmm_excel.intake.score import scored
from dgmm_excel.round.demo import fill
from dgmm_excel.round.folder import Round, set_dates
from dgmm_excel.round.generate import Generated, generate
from dgmm_excel.text import phrase
from tests.support.form_cells import cover_facts
from tests.support.outcomes import contents
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.rounds import START, edit_roster, form_of, send_back
from tests.support.shown import Shown


def test_every_agency_gets_its_own_form_and_a_line_in_the_mailing_list(of: Round) -> None:
    with (of.forms / "mailing.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["รหัส"], row["อีเมล"]) for row in rows] == [
        ("D1", "one@example.org"), ("D2", ""), ("D3", "three@example.org"), ("TH-1", ""), ("TH-2", "two@example.org")]
    for row in rows:
        return_ = scored(open_book(of.forms / row["ไฟล์"])).form
        assert (return_.agency_code, return_.round_id) == (row["รหัส"], of.id)
    assert rows[0]["ไฟล์"] == "D1 กรมหนึ่ง.xlsx"


def test_generate_again_touches_nothing(of: Round) -> None:
    before, shown = {path: path.stat().st_mtime_ns for path in of.folder.rglob("*")}, Shown()
    done = generate(Round.open(of.folder), shown)
    assert (len(done.unchanged), done.made, done.corrected) == (5, [], [])
    assert shown.all == ["Making forms", "Writing researchers.xlsx"]
    assert {path: path.stat().st_mtime_ns for path in of.folder.rglob("*")} == before


def test_generate_again_makes_additions_and_corrections_only(of: Round) -> None:
    send_back(of, "D1")
    returned = contents(of.returned)
    kept = {code: form_of(of, code).stat().st_mtime_ns for code in ("D3", "TH-1")}
    of = edit_roster(of, DEPARTMENT, "D1,กรมหนึ่ง", "D1,กรมที่หนึ่ง")
    of = edit_roster(of, DEPARTMENT, "D2,กรมสอง,Department Two,กระทรวง ก,department,policy",
                     "D4,กรมสี่,,,,,,\nD2,กรมสอง,Department Two,กระทรวง ก,department,service")
    of = edit_roster(of, PROVINCE, "TH-2,", "TH-9,")
    done = generate(of)
    assert (done.made, done.corrected, done.outdated) == (["D4", "TH-9"], ["D1", "D2"], ["D1"])
    assert done.removed == ["TH-2 จังหวัดสอง.xlsx"] and (of.forms / done.removed[0]).exists()
    assert form_of(of, "D1").name == "D1 กรมที่หนึ่ง.xlsx" and not (of.forms / "D1 กรมหนึ่ง.xlsx").exists()
    assert {code: form_of(of, code).stat().st_mtime_ns for code in kept} == kept
    assert contents(of.returned) == returned
    assert generate(of).outdated == ["D1"], "said again until a new return comes"
    send_back(of, "D1", name="D1 กรมหนึ่ง.xlsx", answers={"P1.1.01": True})
    assert generate(of).outdated == []


def test_a_new_e_mail_address_makes_no_new_form(of: Round) -> None:
    of = edit_roster(of, DEPARTMENT, "one@example.org", "new@example.org")
    assert len(generate(of).unchanged) == 5
    assert "new@example.org" in (of.forms / "mailing.csv").read_text(encoding="utf-8-sig")


def test_a_form_that_somebody_changed_is_not_replaced(of: Round) -> None:
    form = form_of(of, "D1")
    fill(form, form, {"P1.1.01": "ใช่"})
    changed = form.read_bytes()
    of = edit_roster(of, DEPARTMENT, "กระทรวง ก,department,service", "กระทรวง ค,department,service")
    done = generate(of)
    assert done.kept == [form.name] and form.read_bytes() == changed
    form.unlink()
    assert generate(of).corrected == ["D1"] and form.exists()


def test_a_roster_saved_as_xlsx_takes_the_csv_s_place_but_never_both(of: Round) -> None:
    file = of.folder / f"roster-{PROVINCE}.csv"
    book = Workbook()
    for row in csv.reader(file.read_text(encoding="utf-8-sig").splitlines()):
        book.worksheets[0].append(row)
    book.save(file.with_suffix(".xlsx"))
    with pytest.raises(RosterError, match="keep one"):
        generate(Round.open(of.folder))
    file.unlink()
    assert len(generate(Round.open(of.folder)).unchanged) == 5


def test_a_form_that_was_deleted_is_made_again(of: Round) -> None:
    form = form_of(of, "D1")
    data = form.read_bytes()
    form.unlink()
    assert generate(of).made == ["D1"]
    assert form.read_bytes() == data


def test_a_moved_deadline_leaves_issued_forms_as_they_are_and_stands_on_new_ones(of: Round) -> None:
    before = {code: form_of(of, code).read_bytes() for code in of.members}
    of = set_dates(of, "31/10/2569", today=START)
    of = edit_roster(of, DEPARTMENT, "D3,", "D4,กรมสี่,,,,,,\nD3,")
    done = generate(of)
    assert (done.made, done.corrected, done.outdated, len(done.unchanged)) == (["D4"], [], [], 5)
    assert {code: form_of(of, code).read_bytes() for code in before} == before
    said = {code: cover_facts(form_of(of, code).read_bytes(), "th")["deadline"] for code in ("D1", "D4")}
    assert said == {"D1": "30 กันยายน 2569", "D4": "31 ตุลาคม 2569"}


def test_a_form_corrected_after_the_deadline_was_moved_prints_the_new_one(of: Round) -> None:
    of = set_dates(of, "31/10/2569", today=START)
    of = edit_roster(of, DEPARTMENT, "D1,กรมหนึ่ง", "D1,กรมที่หนึ่ง")
    assert generate(of).corrected == ["D1"]
    assert cover_facts(form_of(of, "D1").read_bytes(), "th")["deadline"] == "31 ตุลาคม 2569"


def test_names_that_start_a_formula_cannot_act_in_the_mailing_list(of: Round) -> None:
    of = edit_roster(of, DEPARTMENT, "one@example.org", "=cmd|' /C calc'!A0")
    generate(of)
    assert "'=cmd|" in (of.forms / "mailing.csv").read_text(encoding="utf-8-sig")


def test_the_summary_counts_the_forms_and_names_what_a_person_should_look_at() -> None:
    done = Generated(["D1"], ["D2", "D3"], [], outdated=["D2"], kept=["D4.xlsx"])
    first, *others = done.summary("generate.done", folder="forms", mailing="mailing.csv")
    assert first == phrase("generate.done", made=1, corrected=2, unchanged=0, folder="forms", mailing="mailing.csv")
    assert others == [phrase("generate.corrected", names="D2, D3"), phrase("generate.outdated", names="D2"),
                      phrase("generate.kept", names="D4.xlsx")]
