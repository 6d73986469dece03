"""Which agency a returned file belongs to, and what keeps a file from being used."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from dgmm_excel.round.demo import fill
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.generate import generate
from dgmm_excel.xlsx.patch import patched
from tests.support.outcomes import fault_codes, look, states
from tests.support.returned import DEPARTMENT
from tests.support.rounds import form_of, send_back


def test_what_programs_leave_behind_is_no_return(of: Round) -> None:
    send_back(of, "D1")
    for name in ("~$D1 กรมหนึ่ง.xlsx", "Thumbs.db", ".DS_Store", "desktop.ini", "._D1.xlsx", ".~lock.D1.xlsx#"):
        (of.returned / name).write_bytes(b"x")
    done = look(of)
    assert states(done)["D1"] == "complete" and not done.result.faults


def test_files_that_cannot_be_used_are_named_with_what_is_wrong(of: Round, tmp_path: Path) -> None:
    folder = of.returned / "อีเมล 1"
    folder.mkdir()
    (folder / "letter.pdf").write_bytes(b"%PDF-1.4")
    (of.returned / "empty.xlsx").write_bytes(b"")
    form = form_of(of, "D1").read_bytes()
    (tmp_path / "outside.xlsx").write_bytes(form)
    (of.returned / "link.xlsx").symlink_to(tmp_path / "outside.xlsx")
    done = look(of)
    assert {(one.file, one.fault.code) for one in done.result.faults} == {
        ("empty.xlsx", "DG011"), ("link.xlsx", "DG406")}
    assert set(states(done).values()) == {"missing"}


def test_a_damaged_file_under_its_form_s_name_is_the_agency_s(of: Round) -> None:
    name = form_of(of, "D1").name
    (of.returned / name).write_bytes(form_of(of, "D1").read_bytes()[:5000])
    done = look(of)
    assert states(done)["D1"] == "unreadable" and ("D1", "DG001") in fault_codes(done)
    send_back(of, "D1", name="second try.xlsx")
    assert states(look(of))["D1"] == "complete"


def test_forms_of_other_rounds_editions_and_nobody_are_told_apart(of: Round, tmp_path: Path) -> None:
    from dgmm_excel.onefile import write_blank_form

    write_blank_form(of.editions[0], of.returned / "nobody.xlsx", "th")
    other = tmp_path / "else"
    other.mkdir()
    (other / "r.csv").write_text("code,name_th\nTH-1,สลับเกณฑ์\nX-1,หน่วยงานอื่น\n", encoding="utf-8")
    elsewhere = init(other / "round", [DEPARTMENT], [other / "r.csv"])
    generate(elsewhere)
    for code in ("TH-1", "X-1"):
        fill(form_of(elsewhere, code), of.returned / f"{code}.xlsx", {"P1.1.01": "ใช่"})
    done = look(of)
    assert {(one.file, one.agency, one.fault.code) for one in done.result.faults} == {
        ("nobody.xlsx", "", "DG404"), ("X-1.xlsx", "X-1", "DG401"), ("TH-1.xlsx", "TH-1", "DG403")}
    assert states(done)["TH-1"] == "other_round"


def test_a_form_with_another_code_typed_into_its_facts_is_told_of_whom_its_file_is_named_for(of: Round) -> None:
    """The code is of nobody in the roster; the agency is not merely missing, and nobody is asked to add that code."""
    file = send_back(of, "D2")
    cover = load_workbook(file)["ปก"]
    row = next(line[0].row for line in cover.iter_rows(max_col=1) if line[0].value == "@meta.agency.code")
    file.write_bytes(patched(file.read_bytes(), {"ปก": {(row, 2): "D99"}}))
    done = look(of)
    assert states(done)["D2"] == "contradicting"
    assert {(agency, code) for agency, code in fault_codes(done) if code.startswith(("DG0", "DG4"))} == {("D2", "DG008")}
    file.rename(file.with_name("คืน.xlsx"))
    done = look(of)
    assert states(done)["D2"] == "missing"
    assert {(agency, code) for agency, code in fault_codes(done) if code.startswith(("DG0", "DG4"))} == {("D99", "DG008")}


def test_a_form_with_the_code_of_another_agency_typed_into_its_facts_is_not_put_to_that_agency(of: Round) -> None:
    file = send_back(of, "D2")
    cover = load_workbook(file)["ปก"]
    row = next(line[0].row for line in cover.iter_rows(max_col=1) if line[0].value == "@meta.agency.code")
    file.write_bytes(patched(file.read_bytes(), {"ปก": {(row, 2): "D1"}}))
    assert (states(look(of))["D1"], states(look(of))["D2"]) == ("missing", "contradicting")
