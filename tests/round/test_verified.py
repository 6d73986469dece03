"""A round after checking: stated and verified results side by side in every output, each recomputed by the oracle."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from dgmm_excel.errors import RoundError
from dgmm_excel.feedback.step_texts import step_texts
from dgmm_excel.form.anchors import STEP_HEADS
from dgmm_excel.report.agency_page import agency_page
from dgmm_excel.report.pages import Pages
from dgmm_excel.report.round_page import round_page
from dgmm_excel.round.cross_check import cross_check
from dgmm_excel.round.feedback_files import INDEX
from dgmm_excel.round.folder import Round
from dgmm_excel.round.lists import read_list
from dgmm_excel.round.old_round import read_old_round, score_old_rounds
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.xlsx.grids import Grids
from dgmm_excel.xlsx.package import Package
from tests.support import oracle
from tests.support.consolidated_books import rows
from tests.support.filled_in import read
from tests.support.outcomes import contents, look
from tests.support.round_figures import Known, differences, known
from tests.support.rounds import send_back
from tests.support.verified_round import CHECKER, COUNTS, REASON, data, log, verified_round


@cache
def book(values: bool = True) -> Workbook:
    return load_workbook(verified_round()[0].consolidated, data_only=values)


@cache
def expected() -> Sequence[Known]:
    of, _ = verified_round()
    agencies = [(member.agency, member.edition.id) for member in of.members.values()]
    return known(agencies, rows(book(), "Agencies"), data(of, "answers"), findings=COUNTS)


def shown(score: object, level: object) -> tuple[float | None, int | None]:
    """Numbers of a file of data as values."""
    return (float(str(score)) if score not in ("", None) else None), (int(str(level)) if level not in ("", None) else None)


def score_and_level(scores: object, code: str) -> tuple[float | None, int | None]:
    score = scores.get(code)  # type: ignore[attr-defined]
    return (None, None) if score is None else (float(oracle.rounded(score)), oracle.level_of(score))


def test_findings_of_all_kinds_move_what_the_oracle_says() -> None:
    """By hand: D1's three claims less of twelve at P1.1, and no training at P2.7, which its province inherits."""
    of = {one.agency.code: one for one in expected()}
    assert [code for code, one in of.items() if one.verified] == ["D1", "D2", "TH-1", "TH-2"]
    assert {"P1.1", "P2.7"} <= {code for code, score in of["D1"].scores.items() if score != of["D1"].stated[code]}
    assert of["TH-1"].scores["P2.7"] == of["D1"].scores["P2.7"] != of["TH-1"].stated["P2.7"]
    assert of["D2"].scores == of["D2"].stated and of["TH-2"].scores == of["TH-2"].stated


def test_every_stated_and_verified_level_of_data_and_workbook_is_the_oracle_s() -> None:
    of, done = verified_round()
    lines = {(line["agency"], line["id"]): line for line in data(of, "levels")}
    table = {(line["agency"], line["id"]): line for line in rows(book(), "Levels")}
    assert len(lines) == len(table) == sum(len(one.edition.ids) for one in done.result.outcomes)
    for one in expected():
        for code in of.members[one.agency.code].edition.ids:
            stated, official = (score_and_level(scores, code) for scores in (one.stated, one.scores))
            verified = official if one.verified else (None, None)
            line, row = lines[one.agency.code, code], table[one.agency.code, code]
            assert shown(line["score"], line["level"]) == stated, (one.agency.code, code)
            assert shown(line["verified_score"], line["verified_level"]) == verified, (one.agency.code, code)
            assert (row["stated_score"], row["stated_level"]) == stated
            assert (row["verified_score"], row["verified_level"]) == verified
            assert (row["score"], row["level"]) == official


def test_agencies_have_both_results() -> None:
    of, _ = verified_round()
    lines, table = ({line["code"]: line for line in some} for some in (data(of, "agencies"), rows(book(), "Agencies")))
    for one in expected():
        line, row = lines[one.agency.code], table[one.agency.code]
        stated, official = (score_and_level(scores, "overall") for scores in (one.stated, one.scores))
        verified = official if one.verified else (None, None)
        assert shown(line["score"], line["level"]) == stated == (row["stated_score"], row["stated_level"])
        assert shown(line["verified_score"], line["verified_level"]) == verified == (row["verified_score"], row["verified_level"])
        assert (row["score"], row["level"]) == official


def test_sheets_for_people_give_official_figures() -> None:
    _, done = verified_round()
    assert list(differences(book(), expected(), done.result.editions, "th")) == []


def test_findings_are_data_without_those_who_made_them() -> None:
    of, _ = verified_round()
    lines = list(data(of, "findings"))
    assert {(line["agency"], line["question"], line["finding"]) for line in lines} == {
        (code, question, kind) for code, some in COUNTS.items() for question, kind, _ in some}
    counted = {line["question"]: line["counted"] for line in lines if line["agency"] == "D1"}
    assert counted == {"P1.1.01": "true", "P1.1.02": "false", "P1.1.03": "false", "P1.1.04": "false",
                       "P2.1.open.catalog": "none", "P2.7.training": "none"}
    package = json.loads((of.data / "datapackage.json").read_text(encoding="utf-8"))
    assert "findings" in [one["name"] for one in package["resources"]] and "verified_" in package["description"]
    table = {(line["agency"], line["question"]): line for line in rows(book(), "Findings")}
    assert len(table) == len(lines)
    row = table["D1", "P1.1.02"]
    assert (row["stated"], row["finding"], row["counted"], row["topic"], row["stated_level"]) == (
        "true", "does_not_hold", "false", "P1.1", 5)
    assert row["verified_level"] == {one.agency.code: one for one in expected()}["D1"].level("P1.1") != 5
    assert row["reason"] == REASON.replace("081 234 5678", "[หมายเลขโทรศัพท์]")


def test_the_reason_of_a_level_says_what_was_found() -> None:
    reasons = {(line["agency"], line["id"]): line["reason"] for line in rows(book(), "Levels")}
    assert "นับเป็น “ไม่ใช่” เหตุผล: ไม่มีคำสั่งแต่งตั้ง" in reasons["D1", "P1.1"] and "20 พฤศจิกายน 2569" in reasons["D1", "P1.1"]
    assert "ตรวจแล้วเป็นตามที่ตอบ" in reasons["D2", "P1.1"]
    assert "ผลการตรวจ" not in reasons["D3", "P1.1"] + reasons["D1", "P1.3A"]


def test_nobody_who_checked_is_named_in_any_output() -> None:
    of, _ = verified_round()
    assert CHECKER in of.findings.read_text(encoding="utf-8-sig")
    texts = [str(cell) for sheet in book(False).worksheets for row in sheet.iter_rows(values_only=True) for cell in row]
    texts += [content.decode("utf-8", "replace") for name, content in contents(of.data).items()]
    assert not [text for text in texts if "สมหญิง" in text or "081 234 5678" in text]


def test_a_planted_fault_in_a_verified_level_is_found() -> None:
    of, done = verified_round()
    cross_check(done.result, of.data / "answers.csv")
    planted = look(of).result  # its own, since figures of a result are made once
    one = planted.outcomes[0]
    object.__setattr__(one, "verified", one.attained)
    with pytest.raises(RoundError) as stopped:
        cross_check(planted, of.data / "answers.csv")
    assert {"dga-2566-department P1.1", "dga-2566-department overall"} <= {mistake.where for mistake in stopped.value.mistakes}
    assert not [mistake for mistake in stopped.value.mistakes if mistake.where.endswith("stated")]
    planted = look(of).result
    object.__setattr__(planted.outcomes[0], "attained", planted.outcomes[0].verified)
    with pytest.raises(RoundError) as stopped:
        cross_check(planted, of.data / "answers.csv")
    assert "dga-2566-department P1.1 stated" in {mistake.where for mistake in stopped.value.mistakes}


def test_a_new_finding_is_scored_at_its_agency_and_its_province_alone(of: Round) -> None:
    for code in ("D1", "D2", "TH-1"):
        send_back(of, code)
    before = {one.agency.code: one.origin for one in look(of).result.outcomes}
    log(of, "D1", "P2.7.training", "does_not_hold")
    done = look(of).result
    assert [one.agency.code for one in done.outcomes if one.origin != before[one.agency.code]] == ["D1", "TH-1"]
    verified = {one.agency.code: one.verified for one in done.outcomes}
    assert verified["D1"] and verified["TH-1"] and not verified["D2"]


def test_a_finding_about_an_answer_that_changed_since_does_not_count(of: Round) -> None:
    send_back(of, "D1", {"P1.1.01": False})
    send_back(of, "TH-1")
    log(of, "D1", "P1.1.01", "does_not_hold")  # it said yes when it was checked
    done = look(of)
    assert not done.result.verified and done.result.outcomes[0].findings == ()
    assert look(of).result == done.result  # as kept, too


def test_the_sheet_of_verified_agencies_has_both_results_and_what_moved() -> None:
    lines = {str(row[0]): row for row in book()["ผลที่ตรวจแล้ว"].iter_rows(min_row=4, values_only=True) if row[0]}
    of = {one.agency.code: one for one in expected()}
    assert list(lines) == ["D1", "D2", "TH-1", "TH-2"]
    for code, row in lines.items():
        assert row[3:5] == score_and_level(of[code].stated, "overall") and row[5:7] == score_and_level(of[code].scores, "overall")
        topics = [topic for topic in verified_round()[0].members[code].edition.topics
                  if score_and_level(of[code].stated, topic)[1] != of[code].level(topic)]
        assert [word.partition(":")[0] for word in str(row[8] or "").split("   ") if word] == topics
    assert lines["D1"][7] == 6 and lines["TH-2"][7] == 0 and "P2.7: 5→1" in str(lines["TH-1"][8])


def test_sheets_of_levels_show_the_stated_one_in_brackets_where_it_differs() -> None:
    sheet = next(sheet for sheet in book().worksheets if sheet.title.endswith("รายหัวข้อ") and "จังหวัด" not in sheet.title)
    ids = [cell.value for cell in sheet[5]]
    row = next(row for row in sheet.iter_rows() if row[0].value == "D1")
    cell = row[ids.index("P2.7")]
    assert cell.value == 1 and cell.number_format == '0" (5)"' and row[ids.index("P1.3A")].number_format == "General"


def test_how_to_read_and_the_summary_say_which_result_is_official() -> None:
    texts = [str(cell) for sheet in (book().worksheets[0], book()["วิธีอ่าน"]) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("ผลทางการคือผลที่ตรวจแล้ว" in text for text in texts)
    assert sum("ตรวจแล้ว 2 หน่วยงาน" in text for text in texts) == 2


def test_the_page_says_what_checking_did_to_the_means() -> None:
    some = [one for one in expected() if one.edition == oracle.DEPARTMENT and one.counts]
    means = [sum(found, Fraction()) / len(found) for found in (
        [Fraction(one.stated["overall"] or 0) for one in some], [Fraction(one.scores["overall"] or 0) for one in some])]
    stated, now = (f"{float(oracle.rounded(mean)):.2f}" for mean in means)
    assert f"คือ {stated} หลังการตรวจคือ {now}" in pages()[""] and stated != now


def test_the_figures_of_the_round_say_both() -> None:
    of, _ = verified_round()
    department, province = json.loads((of.data / "round.json").read_text(encoding="utf-8"))["editions"]
    some = [one for one in expected() if one.edition == oracle.DEPARTMENT and one.counts]
    assert department["verified"] == province["verified"] == 2
    for found, scores in ((department, [one.scores for one in some]), (department["stated"], [one.stated for one in some])):
        for code, at in {"overall": found["overall"], **found["topics"]}.items():
            there = [score for one in scores if (score := one.get(code)) is not None]
            mean = float(oracle.rounded(sum(there, Fraction()) / len(there))) if there else None
            assert at["mean"] == mean, code


@cache
def pages() -> dict[str, str]:
    _, done = verified_round()
    all_pages = Pages(done.result, {one.agency.code: f"{one.agency.code}.html" for one in done.result.outcomes})
    found = {one.agency.code: "".join(agency_page(all_pages, one)) for one in done.result.outcomes}
    return found | {"": "".join(round_page(all_pages))}


def part(page: str, name: str) -> str:
    return pages()[page].partition(f'<section id="{name}"')[2].partition("</section>")[0]


def test_the_round_s_page_has_both_results_and_what_moved() -> None:
    shown_there = part("", "verified")
    assert shown_there.count("<tr data-of=") == 4 and "P1.1: 5→4, P2.7: 5→1" in shown_there
    of = {one.agency.code: one for one in expected()}
    for scores in (of["D1"].stated, of["D1"].scores):
        assert f"<td>{score_and_level(scores, 'overall')[0]:.2f}</td>" in shown_there
    assert "<td class=a>1 (5)" in pages()[""] and "ผลทางการคือผลที่ตรวจแล้ว" in part("", "reading")


def test_an_agency_s_page_says_which_findings_moved_which_level() -> None:
    lines = part("D1", "findings").partition("<tbody>")[2].split("</tr>")[:-1]
    moved = [[word for word in ("P1.1: 5→4", "P2.7: 5→1") if word in line] for line in lines]
    assert moved == [[], ["P1.1: 5→4"], ["P1.1: 5→4"], ["P1.1: 5→4"], [], ["P2.7: 5→1"]]  # what holds moved nothing
    card = pages()["D1"].partition('<article class="card" id="P1.1">')[2].partition("</article>")[0]
    assert card.index('class="badge b4"') < card.index('class="badge b5"') and "นับเป็น “ไม่ใช่” เหตุผล" in card
    assert "ผลนี้เป็นผลที่ตรวจแล้ว" in pages()["D1"] and "ยังไม่ใช่ผลที่ตรวจหลักฐานแล้ว" in pages()["D3"]
    assert part("TH-2", "findings") == "" and "คะแนนตามที่ตอบ" in part("TH-2", "summary")
    assert "คะแนนตามที่ตอบ" not in pages()["D3"]


def test_pages_name_nobody_who_checked() -> None:
    assert not [page for page in pages().values() if "สมหญิง" in page or "081 234 5678" in page]


def test_a_later_round_compares_with_what_was_official(tmp_path: Path) -> None:
    of, _ = verified_round()
    found: dict[str, Assessment] = {}
    score_old_rounds([read_old_round(of.folder)], lambda _, one, assessment, __: found.update({one.code: assessment}))
    for one in expected():
        for code in of.members[one.agency.code].edition.ids:
            assert (found[one.agency.code].score_at(code), found[one.agency.code].level_at(code)) == score_and_level(one.scores, code)
    shutil.copytree(of.folder, tmp_path / "changed")
    findings = tmp_path / "changed" / "data" / "findings.csv"
    findings.write_bytes(findings.read_bytes().replace(b"not_shown,false", b"not_shown,true"))
    with pytest.raises(RoundError) as stopped:
        read_old_round(tmp_path / "changed")
    assert "data/findings.csv is not as the program wrote it" in str(stopped.value.mistakes[0])


def test_the_copies_tell_the_next_steps_of_the_official_result() -> None:
    """Also the fresh forms that list findings; of a checked agency they are not those of what it stated."""
    of, done = verified_round()
    copies = {line["code"]: of.results / line["file"] for line in read_list(of.results / INDEX)}
    moved = set[str]()
    for one in done.result.outcomes:
        if one.agency.code in copies:
            details, form = one.details(), read(copies[one.agency.code].read_bytes()).form
            assert details.assessment is not None
            grids = Grids(Package(copies[one.agency.code].read_bytes()))
            said = {code: grids[sheet].value(row, column) for code, (sheet, row, column) in form.steps.items() if code not in STEP_HEADS}
            stated = step_texts(details.assessment, form.lang)
            assert said == (stated if details.verified is None else step_texts(details.verified, form.lang))
            assert not any(row in grids[sheet].hidden.rows for sheet, row, _ in form.steps.values())
            moved |= {one.agency.code} if said != stated else set()
    assert {"D1", "TH-1"} <= moved <= {"D1", "D2", "TH-1", "TH-2"} < copies.keys()
