"""A mail draft read back by the standard library: subject, Thai text, the attached file byte for byte; no header comes in."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import compat32, default
from typing import Any, cast

import pytest

from dgmm_excel.agency import Agency
from dgmm_excel.feedback.mail import Attachment, Letter, draft, is_as_written, letter
from dgmm_excel.text import LANGS, Lang

CONTENT = bytes(range(256)) * 40
NAME = "MOF-FPO สำนักงานเศรษฐกิจการคลัง กระทรวงการคลัง ฉบับแก้ไขครั้งที่ 1 (ก).xlsx"
SUBJECT = "สำรวจปี 2569: ขอความอนุเคราะห์ตอบแบบสำรวจ (DGMM) ภายในวันที่ 30 กันยายน 2569"
BODY = "เรียน  ผู้รับผิดชอบ\n\nขอความอนุเคราะห์ตอบแบบสำรวจ “สำรวจปี 2569”\n"
FACTS: dict[str, Any] = {
    "title": "สำรวจปี 2569", "agency": "กรมหนึ่ง", "code": "D1", "file": "D1 กรมหนึ่ง.xlsx", "due": "30 กันยายน 2569", "overdue": False,
    "contact": "กองหนึ่ง โทร. 0 2123 4567", "state": "missing", "answered": 200, "asked": 240, "open": 39, "faults": 1,
    "first": ({"place": "P1 ช่อง D14", "wrong": "ไม่ใช่ตัวเลข", "remedy": "กรอกตัวเลข"},),
}
STATES = ("missing", "blank", "other_round", "unreadable", "contradicting", "faulty", "incomplete")


def made(subject: str = SUBJECT, body: str = BODY, name: str = NAME, to: tuple[str, ...] = ("one@example.org",)) -> bytes:
    return draft(to, Letter(subject, body), Attachment(name, CONTENT))


def read(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=default)


def test_a_draft_is_read_back_as_it_was_meant() -> None:
    message = read(made(to=("one@example.org", "two@example.org")))
    text, attached = message.iter_parts()
    assert (message["Subject"], message["To"], message["X-Unsent"]) == (SUBJECT, "one@example.org, two@example.org", "1")
    assert cast(EmailMessage, text).get_content().replace("\r\n", "\n") == BODY
    assert attached.get_filename() == NAME and attached.get_payload(decode=True) == CONTENT
    assert attached.get_content_type() == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert [part.defects for part in message.walk()] == [[], [], []]


def test_the_name_of_the_file_is_written_in_both_ways_that_mail_programs_read() -> None:
    _, attached = cast(list[EmailMessage], message_from_bytes(made(), policy=compat32).get_payload())
    assert attached["Content-Type"].count("=?utf-8?b?") > 1 and "*" not in attached["Content-Type"]
    assert attached["Content-Disposition"].startswith("attachment; filename*=utf-8''MOF-FPO%20%E0%B8%AA")
    assert read(made()).get_payload(1).get_param("name") == NAME  # type: ignore[union-attr]


def test_lines_are_within_the_limits_of_mail() -> None:
    """RFC 5322: 998 characters; RFC 2047: 75 for an encoded word, 76 for a line with one. Only ASCII, lines end in CRLF."""
    data = made("ก" * 300, BODY * 50, "ก" * 75 + ".xlsx")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 998 and data.isascii() and data.count(b"\n") == len(lines) - 1
    words = [line for line in lines if b"=?utf-8?" in line]
    assert words and max(map(len, words)) <= 78
    assert max(len(word) for line in words for word in line.replace(b'"', b" ").split() if word.startswith(b"=?")) <= 75


def test_the_same_draft_gives_the_same_bytes_and_another_one_others() -> None:
    assert made() == made() and made() != made(body=BODY + "?")
    assert b"Date:" not in made() and b"Message-ID" not in made()


def test_a_draft_that_somebody_changed_is_told() -> None:
    data = made()
    assert is_as_written(data)
    for other in (data + b"\r\n", data.replace(b"one@", b"two@"), data.partition(b"\r\n")[2], b"", b"mine"):
        assert not is_as_written(other)


@pytest.mark.parametrize("bad", ["\r\nBcc: thief@example.com\r\n\r\n", "\nBcc: thief@example.com", "\u2028Bcc: x@y.zz", "\x85Bcc: x@y.zz"])
def test_no_name_brings_a_header_in(bad: str) -> None:
    facts = FACTS | {"title": f"สำรวจ{bad}", "agency": f"กรม{bad}", "code": f"D1{bad}"}
    data = draft(("one@example.org",), letter("forms", "th", **facts), Attachment(f"D1{bad}.xlsx", CONTENT))
    message = read(data)
    assert message["Bcc"] is None and len(message.keys()) == len(read(made()).keys())
    assert "\n" not in message["Subject"] and "Bcc" in message["Subject"]
    assert len(list(message.iter_parts())) == 2


@pytest.mark.parametrize("text, found", [
    ("a@b.go.th", ("a@b.go.th",)), (" a@b.go.th; c.d+e@f-g.th,h@i.th ", ("a@b.go.th", "c.d+e@f-g.th", "h@i.th")),
    ("ก@หน่วยงาน.ไทย", ()), ("x@หน่วยงาน.ไทย", ("x@xn--72c9ab8ayaw7cwk.xn--o3cw4h",)),
    ("", ()), ("not an email", ()), ("a@b", ()), ("a@b.go.th, ไม่มี", ()), ("a@b.th\nBcc:c@d.th", ()), ("<a@b.th>", ()),
    ("a..b@c.th", ()), ("a@-b.th", ()), ("a@b..th", ()), ("@b.th", ()), ("a" * 65 + "@b.th", ()), ("a@" + "b." * 130 + "th", ()),
    ("\"a\"@b.th", ()), ("a@b.th>", ()), ("a@b@c.th", ()),
])
def test_only_addresses_are_taken(text: str, found: tuple[str, ...]) -> None:
    assert Agency("D1", "กรมหนึ่ง", email=text).addresses == found


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind, state", [("forms", "missing"), ("corrections", "faulty"), *(("reminders", state) for state in STATES)])
def test_every_letter_names_round_agency_file_date_and_contact(lang: Lang, kind: str, state: str) -> None:
    words = letter(kind, lang, **FACTS | {"state": state})
    for fact in ("title", "file", "due", "contact", "agency"):
        assert FACTS[fact] in words.body, fact
    assert words.subject.startswith("สำรวจปี 2569: ") and str(FACTS["due"]) in words.subject
    late = letter(kind, lang, **FACTS | {"state": state, "overdue": True})
    assert str(FACTS["due"]) not in late.subject and ("โดยเร็ว" if lang == "th" else "as soon as you can") in late.body
    without = letter(kind, lang, **FACTS | {"state": state, "due": "", "contact": ""})
    assert str(FACTS["due"]) not in without.body and ("ตอบกลับอีเมลฉบับนี้" if lang == "th" else "reply to this message") in without.body
    for text in (words, late, without):
        assert "\n\n\n" not in text.body and "{" not in text.body and "None" not in text.body
        assert not any(line != line.rstrip() for line in text.body.splitlines())


def test_a_correction_lists_what_is_wrong() -> None:
    words = letter("corrections", "th", **FACTS)
    assert "พบคำตอบที่ยังใช้ไม่ได้ 1 ข้อ" in words.body and "1. P1 ช่อง D14: ไม่ใช่ตัวเลข\n   วิธีแก้ไข: กรอกตัวเลข\n" in words.body
    assert "ยังไม่ได้ตอบอีก 39 ข้อ" in words.body and "อีก" not in letter("corrections", "th", **FACTS | {"open": 0}).body
    one, more = (letter("corrections", "en", **FACTS | {"faults": count}) for count in (1, 2))
    assert "One answer could not be used yet. Please correct it" in one.body and "please correct one answer" in one.subject
    assert "2 answers could not be used yet. Please correct them" in more.body and "The first of them\n1. " in more.body


def test_an_incomplete_form_is_asked_for_the_rest() -> None:
    words = letter("reminders", "th", **FACTS | {"state": "incomplete"})
    assert "ตอบแล้ว 200 จาก 240 ข้อ ยังเหลืออีก 40 ข้อ" in words.body
    assert "239 of 240 questions; 1 is left" in letter("reminders", "en", **FACTS | {"state": "incomplete", "answered": 239}).body


def test_a_page_is_attached_as_one() -> None:
    _, attached = read(made(name="D1.html")).iter_parts()
    assert attached.get_content_type() == "text/html" and attached.get_content_disposition() == "attachment"
    assert attached.get_filename() == "D1.html" and attached.get_payload(decode=True) == CONTENT


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_says_what_it_rests_on_and_asks_for_what_is_left(lang: Lang) -> None:
    facts = FACTS | {"file": "D1.html"}
    complete, open_one, late = (letter("reports", lang, **facts | more) for more in (
        {"state": "complete"}, {"state": "incomplete"}, {"state": "faulty", "overdue": True}))
    for words in (complete, open_one, late):
        assert words.subject.startswith("สำรวจปี 2569: ") and "“D1.html”" in words.body and "กองหนึ่ง โทร. 0 2123 4567" in words.body
        assert {"th": "200 จาก 240 ข้อ", "en": "200 of the 240 questions"}[lang] in words.body
        assert "\n\n\n" not in words.body and "{" not in words.body
    assert "30 กันยายน" in open_one.body and "30 กันยายน" not in complete.body + late.body
    if lang == "th":
        assert "เพื่อโปรดทราบ" in complete.body and "ดำเนินการ และขอขอบคุณ" not in complete.body
