"""The page of an agency says its levels and why, its place, and what is left to do; what it wrote stays text, no person is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.agency import Agency
from dgmm_excel.intake.next_steps import NextStep, next_steps
from dgmm_excel.model.edition import MISSION
from dgmm_excel.report.agency_page import AgencyAccount, agency_page
from dgmm_excel.report.attained import attained_by
from dgmm_excel.report.changes import Snapshot, Stood
from dgmm_excel.report.outcome import Given, Outcome, RoundResult
from dgmm_excel.report.pages import Pages
from dgmm_excel.report.state import AGENCY_STATES, AgencyState
from dgmm_excel.text import LANGS, Lang, phrase
from tests.support.five_departments import five_departments
from tests.support.one_department import ANSWERS, FAULTS, NOTES, SECRETS, department, round_of
from tests.support.page_read import Page, read_page
from tests.support.returned import DEPARTMENT


def html_of(result: RoundResult, code: str = "D1") -> str:
    one = next(one for one in result.outcomes if one.agency.code == code)
    return "".join(agency_page(Pages(result, {code: f"{code}.html"}), one))


def page_of(result: RoundResult, code: str = "D1") -> Page:
    return read_page(html_of(result, code))


def account_of(result: RoundResult) -> AgencyAccount:
    (one,) = result.outcomes
    return AgencyAccount(Pages(result, {"D1": "D1.html"}), one, one.details())


def words(page: Page) -> str:
    return " ".join(page.text.split())


def test_the_scores_are_the_agency_s_with_the_mean_of_all_beside() -> None:
    rows = page_of(five_departments(), "D2").rows("คะแนนและระดับ")
    assert rows["ภาพรวม"] == ["2.61", "", "3 ระดับมีแนวทางชัดเจน", "2.80"]
    assert rows["P1 แนวนโยบายและหลักปฏิบัติ"] == ["–", "", "รอผล", "–"]
    rows = page_of(round_of(department(), lang="en")).rows("Scores and levels")
    assert rows["Overall"][:3] == ["1.04", "", "1 Initial"], "seven pillars, six at 1, P1 at 1.25"
    assert rows["S1.3 Legal & Regulation Mechanism"] == ["2.00", "", "2 Transparency", "2.00"], "P1.5 at 3, P1.6 at 1"


def test_the_place_is_among_all_and_a_small_group_says_that_it_is_compared_with_all() -> None:
    page = page_of(five_departments(lang="en"), "D2")
    ranks = page.rows("Rank")
    assert ranks["All: Department"] == ["2 of 3", "50.00%"]
    assert ranks["Ministry: กระทรวง ก *"] == ["2 of 3", "50.00%"]
    assert "fewer than 5 agencies" in words(page)


def test_a_group_of_five_has_ranks_of_its_own() -> None:
    """Six departments of two ministries; the one asked about is third of five in its own, third of six in all."""
    scores = ("1.50", "2.00", "2.50", "3.00", "3.50", "2.40")
    one, at = department(), department().edition.ids.index("overall")

    def other(place: int, score: str) -> Outcome:
        attained = list(one.attained)
        attained[at] = attained[at]._replace(score=Fraction(score), level=3)
        agency = replace(one.agency, code=f"D{place}", ministry="กระทรวง ก" if place < 6 else "กระทรวง ข")
        return replace(one, agency=agency, attained=tuple(attained))

    result = round_of(*(other(place, score) for place, score in enumerate(scores, 1)))
    assert page_of(result, "D3").rows("อันดับ") == {
        "ทั้งหมด: หน่วยงานระดับกรม": ["3 จาก 6", "60.00%"], "สังกัด: กระทรวง ก": ["3 จาก 5", "50.00%"]}


def test_the_distribution_marks_the_agency_s_own_level() -> None:
    page = page_of(five_departments(lang="en"), "D2")
    rows = page.rows("Agencies by overall level")
    assert [row for row in rows if "this agency" in row] == ["3 Defined this agency"]
    assert [rows[name][:3] for name in rows] == [
        ["4.21–5.00", "0", "0.00%"], ["3.41–4.20", "1", "33.33%"], ["2.61–3.40", "1", "33.33%"], ["1.81–2.60", "0", "0.00%"],
        ["1.00–1.80", "1", "33.33%"]]


def test_an_agency_that_does_not_count_has_no_place_and_is_told_why() -> None:
    page = page_of(five_departments(lang="en"), "D5")
    assert "Rank" not in page.tables and "Less than 50% of the questions asked have an answer" in words(page)
    assert not [row for row in page.rows("Agencies by overall level") if "this agency" in row]


@pytest.mark.parametrize("lang", LANGS)
def test_every_topic_says_why_and_what_the_next_level_asks(lang: Lang) -> None:
    text = words(page_of(round_of(department(), lang=lang)))
    assert {"th": "ระดับ 3: มี 3 จาก 8 ข้อ (ข้อ 1, 5, 8) เกณฑ์ระดับ 3 คือ 3–4 กฎหมาย จากทั้งหมด 8 กฎหมาย",
            "en": "Level 3: 3 of 8 items (1, 5, 8); level 3 is: 3–4 of 8 laws"}[lang] in text
    assert {"th": "ยังไม่ถึงระดับ 4: 5–6 กฎหมาย", "en": "Not yet level 4: 5–6 of 8 laws"}[lang] in text
    rows = page_of(round_of(department(), lang=lang)).rows({"th": "คำตอบของ P1.5", "en": "Answers to P1.5"}[lang])
    assert [row[0] for row in rows.values()][:4] == {
        "th": ["ใช่", "ใช้ไม่ได้: “ไม่แน่ใจ <b>ถาม</b> [หมายเลขโทรศัพท์]”", "ไม่ใช่", "ไม่ตอบ"],
        "en": ["Yes", "cannot be used: “ไม่แน่ใจ <b>ถาม</b> [telephone number]”", "No", "no answer"]}[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_no_person_remark_or_contact_stands_on_the_page_and_nothing_typed_is_markup(lang: Lang) -> None:
    html = html_of(round_of(department(), lang=lang))
    assert not [secret for secret in SECRETS if secret in html]
    assert "<b>ถาม" not in html and "<i>ก" not in html and "&lt;b&gt;ถาม" in html
    assert "https://dept.go.th/a?b=1&amp;c=2" in html and "<a href=\"http" not in html


def test_faults_and_blanks_are_listed_with_what_to_do() -> None:
    result = round_of(department())
    text, account = words(page_of(result)), account_of(result)
    assert "คำตอบที่ต้องแก้ไข (1)" in text and "รายการที่ขอให้ตรวจทาน (1)" in text
    assert "ไฟล์ที่ส่งกลับ (1)" in text and "รับคำตอบไว้แล้วโดยปรับรูปแบบให้ (1)" in text
    assert "โปรดเลือกคำตอบจากรายการในช่องนั้น" in text and "ขอให้หน่วยงาน" not in text
    assert sum(one.open for one in account.blanks) == 174 - 6 - 1, "asked, answered, unusable"
    assert next(one for one in account.blanks if one.topic == "P1.5")[2:] == (3, "ข้อ 4, 6, 7")
    assert f"ข้อที่ยังไม่ตอบ ({174 - 6 - 1})" in text


def without_mission() -> Outcome:
    """Return the department as it is if neither its form nor the roster has its mission."""
    found = score(load_edition(DEPARTMENT), {name: value for name, value in ANSWERS.items() if name != MISSION})
    return replace(department(), mission="", attained=attained_by(found), details=lambda: Given(found, (), NOTES))


def test_a_question_that_several_topics_need_is_blank_once() -> None:
    account = account_of(round_of(without_mission()))
    questions = [question for one in account.topics.values() for question in one.blank]
    assert MISSION in questions and sum(one.open for one in account.blanks) == len(set(questions))


def test_the_mission_is_listed_where_it_is_asked_on_the_cover() -> None:
    result = round_of(without_mission())
    cover, *topics = account_of(result).blanks
    assert cover == ("", "ปก", 1, "“ประเภทภารกิจ”") and all(one.topic for one in topics)
    assert '<th scope="row">ปก</th><td>1</td>' in html_of(result)


@pytest.mark.parametrize("state", AGENCY_STATES)
def test_each_state_says_what_to_do(state: AgencyState) -> None:
    used = state in ("faulty", "incomplete", "complete")
    one = department(state=state) if used else Outcome(department().agency, department().edition, state, asked=174)
    text = words(page_of(round_of(one, faults=FAULTS if state == "faulty" else ())))
    open_ones = 167 if used else 0
    assert str(phrase(f"agency.todo_{state}", faults=int(state == "faulty"), blank=open_ones).th) in text
    assert ("กำหนดส่ง 30 กันยายน 2569" in text) == (state != "complete")
    assert ("ยังไม่มีผลการประเมิน" in text) == (not used)


def test_what_changed_since_the_last_consolidation_is_told_if_there_is_one() -> None:
    before = Snapshot(date(2026, 11, 1), {"D1": Stood("faulty", True, Fraction(2), 2)})
    assert "การรวมผลเมื่อ 1 พฤศจิกายน 2569: ระดับ 2 คะแนน 2.00 ครั้งนี้ระดับลดลงเป็น 1" in words(page_of(round_of(department(), before=before)))
    assert "การรวมผลเมื่อ" not in words(page_of(round_of(department())))
    nothing = Snapshot(date(2026, 11, 1), {"D1": Stood("missing", False, None, None)})
    assert "การรวมผลเมื่อ" not in words(page_of(round_of(department(), before=nothing)))


def test_a_late_return_and_a_missing_one_are_told() -> None:
    assert "Received on 5 October 2026 (after the deadline)" in words(
        page_of(round_of(department(received=date(2026, 10, 5)), lang="en")))
    missing = Outcome(Agency("D1", "กรมหนึ่ง"), department().edition, "missing", asked=174)
    assert "Not received (overdue)" in words(page_of(round_of(missing, lang="en")))


def steps_of(one: Outcome) -> tuple[NextStep, ...]:
    """The next steps from its official result, in English."""
    official = one.details().verified or one.details().assessment
    return () if official is None else next_steps(official, "en")


def test_the_fewest_answers_that_lift_a_level_are_shown_and_said_to_be_no_policy() -> None:
    one = department()
    page = page_of(round_of(one, lang="en"))
    overall, *pillars = steps_of(one)
    assert len(pillars) == 7 and "no advice on policy" in words(page) and "Next steps with the fewest answers" in words(page)
    rows = page.tables["Next steps with the fewest answers: Overall"]
    assert [row[1:] for row in rows[1:]] == [[answer.now, answer.then] for answer in overall.answers.values()]
    assert f"These {len(overall.answers)} answers would give level 2 or more." in words(page)
    nothing = page_of(round_of(department(attained=(), file=None, details=Given)))
    assert phrase("steps.title").th not in words(nothing)


def test_the_steps_are_those_of_the_official_result() -> None:
    edition = load_edition(DEPARTMENT)
    stated = score(edition, {f"P1.5.{number:02}": True for number in range(1, 9)})
    one = department(details=lambda: Given(stated, (), (), score(edition, {"P1.5.01": False})))
    assert steps_of(one) != next_steps(stated, "en")
    rows = page_of(round_of(one, lang="en")).tables["Next steps with the fewest answers: Overall"]
    assert [row[1:] for row in rows[1:]] == [[answer.now, answer.then] for answer in steps_of(one)[0].answers.values()]


def test_whether_fewer_answers_may_do_is_said_of_each() -> None:
    page = words(page_of(round_of(department(), lang="en")))
    steps = steps_of(department())
    assert all(step.says in page for step in steps) and "Nothing with fewer answers does." in page


def test_there_is_no_more_than_the_highest_level() -> None:
    assert phrase("steps.lifts", count=1, level=5, highest=True).en == "This answer would give level 5."
