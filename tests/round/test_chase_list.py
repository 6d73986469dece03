"""The chase list: everyone who is not done and no one else, what each lacks, how late it is, and the file to send."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from dgmm_excel.round.chase_list import renew_lists
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round, set_dates
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.text import phrase
from tests.support.filled_in import bad, good, read, typed_in
from tests.support.returned import DEPARTMENT, some_answers, typed
from tests.support.rounds import NOW, edit_roster, form_of, send_back

BEFORE = datetime(2026, 9, 30, 9, 0)


def renewed(of: Round, now: datetime = NOW) -> dict[str, dict[str, str]]:
    """The lines of reminders.csv by the agency's code."""
    file = renew_lists(of, assess_round(of, now), now).reminders
    return rows(file)


def rows(file: Path) -> dict[str, dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return {line["รหัส"]: line for line in csv.DictReader(opened)}


def some(of: Round, code: str, *left_out: str) -> dict[str, object]:
    return {q: value for q, value in some_answers(of.members[code].edition).items() if q != "agency.mission" and q not in left_out}


def test_the_list_has_everyone_who_is_not_done(of: Round) -> None:
    """The deadline is 30 September, today 22 November 2026: 53 days."""
    (of.returned / form_of(of, "D1").name).write_bytes(b"no workbook")
    send_back(of, "D2")
    send_back(of, "TH-1", {})
    send_back(of, "TH-2", some(of, "TH-2", "P1.1.01"))
    listed = renewed(of)
    assert list(listed) == ["D1", "D3", "TH-1", "TH-2"]
    assert listed["D1"] == {
        "รหัส": "D1", "หน่วยงาน": "กรมหนึ่ง", "สังกัด": "กระทรวง ก", "อีเมล": "one@example.org", "สถานะ": "อ่านไม่ได้",
        "สิ่งที่ยังขาด": "ไฟล์ที่ส่งมาอ่านไม่ได้", "เกินกำหนด (วัน)": "53", "ไฟล์": "forms/D1 กรมหนึ่ง.xlsx",
    }
    assert [(one["สถานะ"], one["สิ่งที่ยังขาด"], one["ไฟล์"]) for one in list(listed.values())[1:]] == [
        ("ยังไม่ส่ง", "ยังไม่ส่งแบบสำรวจ", "forms/D3 กรมสาม.xlsx"),
        ("ส่งแบบว่าง", "แบบสำรวจที่ส่งมาไม่มีคำตอบ", "forms/TH-1 จังหวัดหนึ่ง.xlsx"),
        ("ตอบไม่ครบ", "ยังไม่ตอบ 1 ข้อ", "forms/TH-2 จังหวัดสอง.xlsx")]


def test_nobody_is_late_on_the_last_day_or_without_one(of: Round) -> None:
    assert {one["เกินกำหนด (วัน)"] for one in renewed(of, BEFORE).values()} == {""}
    assert {one["เกินกำหนด (วัน)"] for one in renewed(of, BEFORE.replace(month=10, day=1)).values()} == {"1"}


def test_those_who_contradict_themselves_or_sent_another_round_s_form_are_on_it(of: Round) -> None:
    send_back(of, "D1")
    send_back(of, "D1", {"P1.1.01": True}, name="other.xlsx")
    send_back(of, "D2")
    one = renewed(of)["D1"]
    assert (one["สถานะ"], one["สิ่งที่ยังขาด"]) == ("ข้อมูลขัดแย้ง", "ไฟล์ที่ส่งมาขัดแย้งกัน") and "D2" not in renewed(of)
    file = of.folder / "round.json"
    file.write_text(file.read_text(encoding="utf-8").replace(of.id, "20270101-abcdef"), encoding="utf-8")
    other = renewed(Round.open(of.folder))["D2"]
    assert (other["สถานะ"], other["สิ่งที่ยังขาด"]) == ("แบบของรอบอื่น", "ส่งแบบสำรวจของรอบอื่น")
    assert one["ไฟล์"] == "forms/D1 กรมหนึ่ง.xlsx" and other["ไฟล์"] == "forms/D2 กรมสอง.xlsx"


def test_a_faulty_return_is_answered_with_its_correction_once_that_is_made(of: Round) -> None:
    """Seven answers cannot be used; P1.1.02 is left out besides. Corrections are due on their own day."""
    cells = bad(DEPARTMENT)
    answers = some(of, "D1", "P1.1.02", *cells)
    send_back(of, "D1", answers, cells=cells)
    before = renewed(of)["D1"]
    assert before["ไฟล์"] == ""
    done = consolidate(of, NOW)
    after = rows(done.reminders)["D1"]
    assert after["ไฟล์"] == "corrections/D1 กรมหนึ่ง.xlsx" and after["สถานะ"] == "มีข้อผิดพลาด"
    assert after["สิ่งที่ยังขาด"] == "ต้องแก้ไข 7 ข้อ ยังไม่ตอบ 1 ข้อ" and after["เกินกำหนด (วัน)"] == "53"
    moved = set_dates(of, corrections="30/11/2569", today=NOW.date())
    assert renewed(moved)["D1"]["เกินกำหนด (วัน)"] == "" and renewed(moved)["D2"]["เกินกำหนด (วัน)"] == "53"


def test_a_correction_of_an_earlier_return_is_not_sent_again(of: Round) -> None:
    send_back(of, "D1", cells=bad(DEPARTMENT))
    consolidate(of, NOW)
    again = {one: typed(of.editions[0], of.lang, one, good(DEPARTMENT)[one]) for one in list(bad(DEPARTMENT))[2:]}
    content = (of.corrections / "D1 กรมหนึ่ง.xlsx").read_bytes()
    (of.returned / "D1 กรมหนึ่ง.xlsx").write_bytes(typed_in(content, DEPARTMENT, of.lang, again))
    listed = renewed(of)["D1"]
    assert listed["ไฟล์"] == "" and listed["สิ่งที่ยังขาด"] == "ต้องแก้ไข 2 ข้อ"
    consolidate(of, NOW)
    assert read((of.folder / renewed(of)["D1"]["ไฟล์"]).read_bytes()).form.correction == 2


def test_who_left_questions_out_goes_on_with_the_answers_given(of: Round) -> None:
    send_back(of, "D1", some(of, "D1", "P1.1.01", "P1.1.02"))
    done = consolidate(of, NOW)
    line = rows(done.reminders)["D1"]
    assert (line["ไฟล์"], line["สิ่งที่ยังขาด"]) == ("results/D1 กรมหนึ่ง.xlsx", "ยังไม่ตอบ 2 ข้อ")


def test_an_english_round_has_english_headings(of: Round) -> None:
    file = of.folder / "round.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"lang": "th"', '"lang": "en"'), encoding="utf-8")
    english = Round.open(of.folder)
    text = renew_lists(english, assess_round(english, NOW), NOW).reminders.read_text(encoding="utf-8-sig")
    assert text.splitlines()[:2] == [
        "code,name,ministry,e-mail,state,lacking,days late,file",
        "D1,Department One,กระทรวง ก,one@example.org,Missing,no form yet,53,forms/D1 กรมหนึ่ง.xlsx"]


def test_agencies_added_later_have_no_file_until_their_form_is_made(of: Round) -> None:
    line = "D3,กรมสาม,,กระทรวง ข,department,,,three@example.org\n"
    more = edit_roster(of, DEPARTMENT, line, line + "D4,กรมสี่,,,department,service,,\n")
    assert renewed(more)["D4"]["ไฟล์"] == ""


def test_receipts_are_kept_and_their_mistakes_told(of: Round) -> None:
    send_back(of, "D2")
    first = assess_round(of, BEFORE)
    assert renew_lists(of, first, BEFORE).notes == ()
    (of.folder / ".dgmm").rename(of.folder / "gone")
    later = assess_round(of, NOW)
    one = next(one for one in later.result.outcomes if one.agency.code == "D2")
    assert str(one.received) == "2026-09-30" and not later.result.late(one)
    of.receipts.write_text(of.receipts.read_text(encoding="utf-8-sig").replace(",30/9/2569,", ",30/9/2569,31/9/2569"), encoding="utf-8")
    (note,) = assess_round(of, NOW).result.notes
    assert note == phrase("receipts.no_date", where="receipts.csv:2", column=phrase("list.received"), text="31/9/2569")
