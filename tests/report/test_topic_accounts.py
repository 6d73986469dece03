"""Each topic's account has its level, its reason, its answers, what is blank, and the evidence: never a remark or a person."""

from __future__ import annotations

from dgmm_excel.report.outcome import Given
from dgmm_excel.report.topic_accounts import topic_accounts
from tests.support.one_department import department


def test_a_topic_tells_its_level_why_and_what_is_blank() -> None:
    one = department()
    found = topic_accounts(one, one.details(), "th")
    assert list(found) == list(one.edition.topics)
    account = found["P1.5"]
    assert account.found.level == 3 and account.blank == ("P1.5.04", "P1.5.06", "P1.5.07")
    assert account.why.reason.startswith("ระดับ 3: มี 3 จาก 8 ข้อ (ข้อ 1, 5, 8)")
    assert account.why.next == "ยังไม่ถึงระดับ 4: 5–6 กฎหมาย จากทั้งหมด 8 กฎหมาย"
    assert [one.standing for one in account.answers] == ["yes", "unusable", "no", "blank", "yes", "blank", "blank", "yes"]


def test_evidence_is_shown_without_contacts_and_no_other_note() -> None:
    one = department()
    found = topic_accounts(one, one.details(), "en")
    assert found["P1.5"].evidence == ("ประกาศ <i>ก</i> https://dept.go.th/a?b=1&c=2 โทร [telephone number] [e-mail]",)
    (long,) = found["P2.7"].evidence
    assert long.endswith(" … (shortened; 3,000 characters in all)") and len(long) < 560
    assert found["P1.1"].evidence == ()


def test_without_a_return_nothing_is_told() -> None:
    assert topic_accounts(department(), Given(), "th") == {}
