"""An agency's faults are listed by what can be done about them: to correct, to check, about a file, taken already."""

from __future__ import annotations

from dgmm_excel import load_edition
from dgmm_excel.faults import Fault
from dgmm_excel.report.open_faults import SECTIONS, OpenFault, open_faults
from dgmm_excel.report.outcome import ReportedFault
from tests.support.one_department import FAULTS, round_of
from tests.support.returned import DEPARTMENT

EDITION = load_edition(DEPARTMENT)


def test_each_fault_stands_in_its_section_in_order() -> None:
    found = open_faults(reversed(round_of().faults), EDITION, "th")
    assert [(one.section, one.topic) for one in found] == [
        ("error", "P1.5"), ("warning", "P1.5"), ("file", ""), ("repaired", "P2.7")]
    assert [one.section for one in found] == list(SECTIONS)


def test_a_fault_says_what_is_wrong_where_and_what_to_do() -> None:
    (found, *_) = open_faults(round_of().faults, EDITION, "en")
    assert found == OpenFault(
        "error", "P1.5", "Cybersecurity Act, B.E. 2562 (2019)", "P1 นโยบาย, cell D71",
        "ไม่แน่ใจ <b>ถาม</b> [telephone number]", FAULTS[0].message("en"), "Choose an answer from the list in the cell")


def test_a_file_fault_names_its_file_and_leaves_the_coordinator_s_remedy_out() -> None:
    (found,) = open_faults(round_of(faults=[Fault("DG002")]).faults, EDITION, "th")
    assert (found.section, found.about, found.place, found.remedy) == ("file", "ทั้งไฟล์", "เก่า [หมายเลขโทรศัพท์].xlsx", "")
    assert found.wrong == "ไฟล์นี้ตั้งรหัสผ่านไว้ จึงอ่านไม่ได้"


def test_what_is_said_twice_stands_once() -> None:
    twice = [ReportedFault("D1", "a.xlsx", FAULTS[0]), ReportedFault("D1", "a.xlsx", FAULTS[0])]
    assert len(open_faults(twice, EDITION, "th")) == 1


def test_an_error_at_a_question_that_is_not_asked_is_to_be_checked() -> None:
    unasked = Fault("DG101", "P1", "D4", "P1.1.01", "x", {"allowed": "ใช่ / ไม่ใช่"}, unasked=True)
    assert open_faults([ReportedFault("D1", "a.xlsx", unasked)], EDITION, "th")[0].section == "warning"
