"""Who gets which draft with which file; drafts are not written twice, changed ones stay, those not needed any more go."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from dgmm_excel.round.chase_list import renew_lists
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round, init, set_dates
from dgmm_excel.round.mail_drafts import Drafts, MailKind, reported, write_drafts
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.round.report import report
from tests.support.filled_in import bad
from tests.support.outcomes import contents
from tests.support.returned import DEPARTMENT, some_answers
from tests.support.rounds import NOW, edit_roster, form_of, rosters, send_back

D1, D3, TH2 = "D1 กรมหนึ่ง.eml", "D3 กรมสาม.eml", "TH-2 จังหวัดสอง.eml"
BEFORE = datetime(2026, 9, 1, 9, 0)


def drafted(of: Round, kind: MailKind, now: datetime = NOW) -> Drafts:
    assessed = assess_round(of, now)
    chased = renew_lists(of, assessed, now).chased
    return write_drafts(of, kind, reported(of, assessed, chased) if kind == "reports" else chased, now)


def names(of: Round, kind: str) -> list[str]:
    return sorted(path.name for path in (of.mail / kind).iterdir())


def read(file: Path) -> tuple[EmailMessage, str, EmailMessage]:
    """A draft, its text, and its attachment."""
    message = message_from_bytes(file.read_bytes(), policy=default)
    text, attached = message.iter_parts()
    return message, cast(EmailMessage, text).get_content().replace("\r\n", "\n"), cast(EmailMessage, attached)


def test_everyone_who_has_returned_nothing_gets_the_form_that_was_issued(of: Round) -> None:
    send_back(of, "TH-2")
    done = drafted(of, "forms", BEFORE)
    assert names(of, "forms") == [D1, D3] and done.written == (D1, D3)
    for code, name in (("D1", D1), ("D3", D3)):
        message, text, attached = read(of.mail / "forms" / name)
        assert message["To"] == {"D1": "one@example.org", "D3": "three@example.org"}[code]
        assert message["Subject"] == "รอบทดสอบ: ขอความอนุเคราะห์ตอบแบบสำรวจ ภายในวันที่ 30 กันยายน 2569"
        assert attached.get_filename() == form_of(of, code).name
        assert attached.get_payload(decode=True) == form_of(of, code).read_bytes()
        assert "ส่งกลับภายในวันที่ 30 กันยายน 2569" in text and f"รหัสหน่วยงาน ({code})" in text


def test_who_has_no_usable_address_is_listed(of: Round) -> None:
    more = edit_roster(of, DEPARTMENT, "three@example.org", "ไม่มี")
    done = drafted(more, "forms")
    assert names(more, "forms") == [D1, TH2] and done.to_look_at
    assert [one.agency.code for one in done.without] == ["D2", "D3", "TH-1"]
    with (of.mail / "without-email.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["รหัส"], row["อีเมล"], row["ไฟล์"]) for row in csv.DictReader(file)] == [
            ("D2", "", "forms/D2 กรมสอง.xlsx"), ("D3", "ไม่มี", "forms/D3 กรมสาม.xlsx"), ("TH-1", "", "forms/TH-1 จังหวัดหนึ่ง.xlsx")]


def test_the_same_drafts_are_not_written_again_and_the_day_changes_none(of: Round) -> None:
    drafted(of, "reminders", NOW)
    before = {path: path.stat().st_mtime_ns for path in (of.mail / "reminders").iterdir()}
    done = drafted(of, "reminders", NOW.replace(day=28))
    assert (done.written, done.unchanged, done.removed) == ((), 3, ())
    assert {path: path.stat().st_mtime_ns for path in (of.mail / "reminders").iterdir()} == before


def test_another_deadline_renews_the_drafts(of: Round) -> None:
    drafted(of, "forms", BEFORE)
    moved = set_dates(of, "15/10/2569", today=BEFORE.date())
    assert drafted(moved, "forms", BEFORE).written == (D1, D3, TH2)
    assert "ภายในวันที่ 15 ตุลาคม 2569" in read(of.mail / "forms" / D1)[1]
    late = drafted(moved, "forms", NOW)
    assert len(late.written) == 3 and "โดยเร็ว (ครบกำหนดเมื่อวันที่ 15 ตุลาคม 2569)" in read(of.mail / "forms" / D1)[1]


def test_drafts_of_who_is_done_go_and_those_that_somebody_changed_stay(of: Round) -> None:
    drafted(of, "forms")
    (of.mail / "forms" / "mine.eml").write_bytes(b"mine")
    changed = (of.mail / "forms" / D3).read_bytes().replace(b"three@", b"four@")
    (of.mail / "forms" / D3).write_bytes(changed)
    moved = set_dates(of, "15/12/2569", today=NOW.date())
    done = drafted(moved, "forms")
    assert done.kept == (D3,) and done.written == (D1, TH2) and (of.mail / "forms" / D3).read_bytes() == changed
    for code in ("D1", "D3"):
        send_back(of, code)
    done = drafted(moved, "forms")
    assert (done.removed, done.kept) == ((D1,), (D3,)) and names(of, "forms") == [D3, TH2, "mine.eml"]


def test_a_draft_that_a_power_cut_left_empty_is_written_again(of: Round) -> None:
    drafted(of, "forms")
    (of.mail / "forms" / D1).write_bytes(b"")
    assert drafted(of, "forms").written == (D1,)


def test_a_faulty_return_gets_its_correction_and_no_reminder(of: Round) -> None:
    cells = bad(DEPARTMENT)
    send_back(of, "D1", cells=cells)
    first = drafted(of, "corrections")
    assert [one.agency.code for one in first.unmade] == ["D1"] and names(of, "corrections") == [] and first.to_look_at
    moved = set_dates(of, corrections="30/11/2569", today=NOW.date())
    consolidate(moved, NOW)
    done = drafted(moved, "corrections")
    assert names(of, "corrections") == [D1] and not done.unmade
    message, text, attached = read(of.mail / "corrections" / D1)
    assert message["Subject"] == "รอบทดสอบ: ขอความร่วมมือแก้ไขแบบสำรวจ 7 ข้อ ภายในวันที่ 30 พฤศจิกายน 2569"
    assert attached.get_payload(decode=True) == (of.corrections / "D1 กรมหนึ่ง.xlsx").read_bytes()
    assert "พบคำตอบที่ยังใช้ไม่ได้ 7 ข้อ" in text and "\n5. " in text and "\n6. " not in text and "วิธีแก้ไข: " in text
    drafted(moved, "reminders")
    assert names(of, "reminders") == [D3, TH2]


def test_every_agency_that_is_not_done_is_in_one_kind_of_mail(of: Round) -> None:
    """A return that was left out in part, a blank one, a broken one and none: each gets a reminder of its own kind."""
    send_back(of, "D1", {q: v for q, v in some_answers(of.editions[0]).items() if q not in ("agency.mission", "P1.1.01")})
    send_back(of, "D3", {})
    (of.returned / form_of(of, "TH-2").name).write_bytes(b"no workbook")
    consolidate(of, NOW)
    assert drafted(of, "reminders").written == (D1, D3, TH2) and drafted(of, "corrections").written == ()
    message, text, attached = read(of.mail / "reminders" / D1)
    assert "ยังเหลืออีก 1 ข้อ" in text and message["Subject"].startswith("รอบทดสอบ: ขอความร่วมมือตอบแบบสำรวจให้ครบถ้วน")
    assert attached.get_payload(decode=True) == (of.results / "D1 กรมหนึ่ง.xlsx").read_bytes()
    assert "ยังไม่มีคำตอบ" in read(of.mail / "reminders" / D3)[1]
    assert "เปิดอ่านเป็นแบบสำรวจไม่ได้" in read(of.mail / "reminders" / TH2)[1]
    assert read(of.mail / "reminders" / TH2)[2].get_payload(decode=True) == form_of(of, "TH-2").read_bytes()


def test_without_forms_there_is_nothing_to_attach(of: Round) -> None:
    form_of(of, "D1").unlink()
    done = drafted(of, "forms")
    assert [one.agency.code for one in done.unmade] == ["D1"] and done.written == (D3, TH2)


def test_the_contact_of_the_round_is_in_every_mail(tmp_path: Path, of: Round) -> None:
    made = init(tmp_path / "new", [DEPARTMENT], rosters(tmp_path)[:1], contact=" กองหนึ่ง\nโทร. 0 2123 4567 ")
    assert Round.open(made.folder).contact == "กองหนึ่ง\nโทร. 0 2123 4567" and of.contact == ""
    settings = json.loads((of.folder / "round.json").read_text(encoding="utf-8"))
    (of.folder / "round.json").write_text(json.dumps(settings | {"contact": "กองสอง\nโทร. 1"}), encoding="utf-8")
    drafted(of, "forms")
    assert "ตอบกลับอีเมลฉบับนี้\n" in read(of.mail / "forms" / D1)[1]
    drafted(Round.open(of.folder), "forms")
    assert "โปรดติดต่อ\nกองสอง\nโทร. 1\n" in read(of.mail / "forms" / D1)[1]


def test_names_that_are_not_legal_on_windows_are_made_so(of: Round) -> None:
    more = edit_roster(of, DEPARTMENT, "กรมหนึ่ง,", "\"กรม: \"\"หนึ่ง\"\" /?*\",")
    from dgmm_excel.round.generate import generate

    generate(more)
    drafted(more, "forms")
    assert "D1 กรม หนึ่ง.eml" in names(of, "forms")
    assert read(of.mail / "forms" / "D1 กรม หนึ่ง.eml")[2].get_filename() == "D1 กรม หนึ่ง.xlsx"


def test_drafting_touches_nothing_but_mail_and_the_lists(of: Round) -> None:
    before = {folder: contents(of.folder / folder) for folder in ("forms", "returned")}
    drafted(of, "forms")
    assert {folder: contents(of.folder / folder) for folder in ("forms", "returned")} == before


def test_it_says_that_nobody_is_to_get_a_mail_and_asks_for_nothing(of: Round) -> None:
    done = drafted(of, "reports")  # nothing has come back: no agency has a result
    assert [line.en for line in done.summary(replace(of, contact=""))][1:] == ["No agency is to get a mail of this kind now"]


def test_a_report_goes_to_everyone_with_a_result_once_it_is_there(of: Round) -> None:
    """D1 is complete, D2 too but without an address, D3 has answers left; the provinces sent nothing."""
    for code in ("D1", "D2"):
        send_back(of, code)
    send_back(of, "D3", {"P1.5.01": True})
    first = drafted(of, "reports")
    assert [one.agency.code for one in first.unmade] == ["D1", "D2", "D3"] and first.written == () and first.to_look_at
    assert f"dgmm report {of.folder}" in "\n".join(line.en for line in first.summary(of))
    report(of, NOW)
    done = drafted(of, "reports")
    assert done.written == (D1, D3) and not done.unmade and [one.agency.code for one in done.without] == ["D2"]
    message, text, attached = read(of.mail / "reports" / D1)
    assert message["To"] == "one@example.org" and "ขอส่งรายงานผลการประเมิน" in message["Subject"]
    assert (attached.get_filename(), attached.get_content_type()) == ("D1.html", "text/html")
    assert attached.get_payload(decode=True) == (of.report / "D1.html").read_bytes()
    assert "รายการที่ต้องแก้ไขหรือตอบเพิ่ม" in read(of.mail / "reports" / D3)[1] and "รายการที่ต้องแก้ไข" not in text
    with (of.mail / "without-email.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["รหัส"], row["สถานะ"], row["ไฟล์"]) for row in csv.DictReader(file)] == [("D2", "ครบถ้วน", "report/D2.html")]


def test_a_page_that_no_longer_holds_is_not_sent(of: Round) -> None:
    send_back(of, "D1")
    report(of, NOW, "en")
    assert drafted(of, "reports").written == (D1,), "in another language than the round's"
    send_back(of, "D3")
    stale = drafted(of, "reports")
    assert {one.agency.code for one in stale.unmade} == {"D1", "D3"} and stale.removed == (D1,)
    report(of, NOW)
    assert drafted(of, "reports").written == (D1, D3)
    (of.report / "D1.html").write_text("changed by somebody", encoding="utf-8")
    assert [one.agency.code for one in drafted(of, "reports").unmade] == ["D1"]


def test_a_report_of_yesterday_is_up_to_date_where_nothing_else_changed(of: Round) -> None:
    send_back(of, "D1")
    today = datetime.now()
    drafted(of, "forms", today)  # the day on which the return came is known from here on
    report(of, today)
    assert drafted(of, "reports", today + timedelta(days=1)).written == (D1,)


def test_no_more_names_are_said_than_a_screen_takes(of: Round) -> None:
    send_back(of, "D1")
    done = drafted(of, "reports")
    line = str(next(line for line in replace(done, unmade=done.unmade * 41, without=()).summary(of) if "dgmm report" in str(line)))
    assert line.count("D1") == 2 * 40 and "41 หน่วยงาน" in line and "for 41 agencies" in line and line.endswith("D1 …")
