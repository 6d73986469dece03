"""A round: its folder, its forms, what comes back, and what that comes to. Nothing is overwritten, nothing lost in silence."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from dgmm_excel import open_book
from dgmm_excel.errors import RosterError, RoundError
from dgmm_excel.intake.score import scored
from dgmm_excel.round.consolidate import Assessed, assessed, consolidate, write_reminders
from dgmm_excel.round.demo import demonstrate, fill
from dgmm_excel.round.folder import Round, init, parsed_deadline
from dgmm_excel.round.generate import generate, issued_forms
from dgmm_excel.xlsx.patch import patched
from tests.support.forms import packed, parts
from tests.support.returned import DEPARTMENT, PROVINCE, RESULTS
from tests.support.rounds import NOW, edit_roster, form_of, new_round, rosters, send_back, type_figures

ALL_FIGURES = {"P3.2.mean": 70, "P3.2.takers": 90, "P3.2.staff": 100, "P4.U.score": 0.6}


@pytest.fixture
def of(tmp_path: Path) -> Round:
    return new_round(tmp_path)


def look(of: Round) -> Assessed:
    return assessed(Round.open(of.folder), NOW)


def statuses(done: Assessed) -> dict[str, str]:
    return {one.agency.code: one.status for one in done.result.outcomes}


def found(done: Assessed) -> set[tuple[str, str]]:
    return {(one.agency, one.fault.code) for one in done.result.faults}


def state(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# -- the folder ------------------------------------------------------------------------------------


def test_a_round_opens_as_it_was_made(of: Round) -> None:
    opened = Round.open(of.folder)
    assert opened == of
    assert (opened.title, opened.deadline, opened.lang) == ("รอบทดสอบ", date(2026, 9, 30), "th")
    assert list(opened.members) == ["D1", "D2", "D3", "TH-1", "TH-2"]


def test_init_never_overwrites(of: Round, tmp_path: Path) -> None:
    before = state(of.folder)
    with pytest.raises(RoundError, match="already"):
        init(of.folder, [DEPARTMENT])
    assert state(of.folder) == before
    other = tmp_path / "other"
    other.mkdir()
    (other / f"roster-{DEPARTMENT}.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(RoundError):
        init(other, [DEPARTMENT])
    assert state(other) == {f"roster-{DEPARTMENT}.csv": b"mine"}


def test_a_refused_init_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("code,name_th\nA,x\nA,y\n", encoding="utf-8")
    with pytest.raises(RosterError):
        init(tmp_path / "round", [DEPARTMENT], [tmp_path / "bad.csv"])
    with pytest.raises(RoundError):
        init(tmp_path / "round", [DEPARTMENT], deadline="someday")
    with pytest.raises(RoundError):
        init(tmp_path / "round", [DEPARTMENT, DEPARTMENT])
    with pytest.raises(RoundError):
        init(tmp_path / "round", [PROVINCE], rosters(tmp_path))
    assert not (tmp_path / "round").exists()


def test_a_folder_that_is_no_round_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(RoundError, match=r"round\.json"):
            Round.open(folder)
    for text in ("{", "[]", '{"layout": 99}', '{"layout": 1, "id": "x"}'):
        (tmp_path / "round.json").write_text(text, encoding="utf-8")
        with pytest.raises(RoundError, match=r"round\.json"):
            Round.open(tmp_path)


@pytest.mark.parametrize("text", ["2026-09-30", "30/9/2569", "30-09-2569", "30.9.2026", "2569-9-30", " 30/9/2569 "])
def test_a_deadline_is_read_as_people_write_it(text: str) -> None:
    assert parsed_deadline(text) == date(2026, 9, 30)


@pytest.mark.parametrize("text", ["30/13/2569", "9/30/2569", "30 กันยายน", "2026", "30/9/69"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(RoundError, match="2026-09-30"):
        parsed_deadline(text)


# -- forms -----------------------------------------------------------------------------------------


def test_every_agency_gets_its_own_form_and_a_line_in_the_mailing_list(of: Round) -> None:
    with (of.forms / "mailing.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["agency"], row["e-mail"]) for row in rows] == [
        ("D1", "one@example.org"), ("D2", ""), ("D3", "three@example.org"), ("TH-1", ""), ("TH-2", "two@example.org")]
    for row in rows:
        return_ = scored(open_book(of.forms / row["file"])).form
        assert (return_.agency_code, return_.round_id) == (row["agency"], of.id)
    assert rows[0]["file"] == "D1 กรมหนึ่ง.xlsx"


def test_generate_again_touches_nothing(of: Round) -> None:
    before = {path: path.stat().st_mtime_ns for path in of.folder.rglob("*")}
    done = generate(Round.open(of.folder))
    assert (len(done.unchanged), done.made, done.corrected) == (5, [], [])
    assert {path: path.stat().st_mtime_ns for path in of.folder.rglob("*")} == before


def test_generate_again_makes_additions_and_corrections_only(of: Round) -> None:
    send_back(of, "D1")
    returned = state(of.returned)
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
    assert state(of.returned) == returned
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


def test_an_extended_deadline_renews_the_forms_but_outdates_no_return(of: Round) -> None:
    send_back(of, "D1")
    settings = of.folder / "round.json"
    settings.write_text(settings.read_text(encoding="utf-8").replace("2026-09-30", "2026-10-31"), encoding="utf-8")
    done = generate(Round.open(of.folder))
    assert (len(done.corrected), done.outdated) == (5, [])


def test_names_that_start_a_formula_cannot_act_in_the_mailing_list(of: Round) -> None:
    of = edit_roster(of, DEPARTMENT, "one@example.org", "=cmd|' /C calc'!A0")
    generate(of)
    assert "'=cmd|" in (of.forms / "mailing.csv").read_text(encoding="utf-8-sig")


# -- returns ---------------------------------------------------------------------------------------


def test_each_agency_ends_scored_faulty_blank_or_missing(of: Round) -> None:
    send_back(of, "D1", name="renamed by hand.xlsx")
    send_back(of, "D2", **{"P1.1.01": "ไม่แน่ใจ"})
    send_back(of, "D3", {})
    done = look(of)
    assert statuses(done) == {"D1": "scored", "D2": "faulty", "D3": "blank", "TH-1": "missing", "TH-2": "missing"}
    assert ("D2", "DG101") in found(done)
    assert set(done.used) == {"D1", "D2"}


def test_what_programs_leave_behind_is_no_return(of: Round) -> None:
    send_back(of, "D1")
    for name in ("~$D1 กรมหนึ่ง.xlsx", "Thumbs.db", ".DS_Store", "desktop.ini", "._D1.xlsx", ".~lock.D1.xlsx#"):
        (of.returned / name).write_bytes(b"x")
    done = look(of)
    assert statuses(done)["D1"] == "scored" and not done.result.faults


def test_files_that_cannot_be_used_are_named_with_what_is_wrong(of: Round, tmp_path: Path) -> None:
    folder = of.returned / "อีเมล 1"
    folder.mkdir()
    (folder / "letter.pdf").write_bytes(b"%PDF-1.4")
    (of.returned / "empty.xlsx").write_bytes(b"")
    form = form_of(of, "D1").read_bytes()
    (of.returned / "form.xlsm").write_bytes(form)
    (tmp_path / "outside.xlsx").write_bytes(form)
    (of.returned / "link.xlsx").symlink_to(tmp_path / "outside.xlsx")
    done = look(of)
    assert {(one.file, one.fault.code) for one in done.result.faults} == {
        ("อีเมล 1/letter.pdf", "DG001"), ("empty.xlsx", "DG011"), ("form.xlsm", "DG001"), ("link.xlsx", "DG406")}
    assert set(statuses(done).values()) == {"missing"}


def test_a_damaged_file_under_its_form_s_name_is_the_agency_s(of: Round) -> None:
    name = form_of(of, "D1").name
    (of.returned / name).write_bytes(form_of(of, "D1").read_bytes()[:5000])
    done = look(of)
    assert statuses(done)["D1"] == "faulty" and ("D1", "DG001") in found(done)
    send_back(of, "D1", name="second try.xlsx")
    assert statuses(look(of))["D1"] == "scored"


def test_forms_of_other_rounds_editions_and_nobody_are_told_apart(of: Round, tmp_path: Path) -> None:
    from dgmm_excel.blank import write_blank_form

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
    assert statuses(done)["TH-1"] == "faulty"


def test_the_same_answers_twice_count_once_and_differing_ones_not_at_all(of: Round) -> None:
    send_back(of, "D1")
    send_back(of, "D1", name="copy.xlsx")
    send_back(of, "D2")
    send_back(of, "D2", {"P1.1.01": True}, name="other.xlsx")
    done = look(of)
    assert statuses(done)["D1"] == "scored" and statuses(done)["D2"] == "faulty"
    assert found(done) == {("D1", "DG405"), ("D2", "DG402")}
    assert [one.file for one in done.result.faults if one.fault.code == "DG402"] == ["D2 กรมสอง.xlsx", "other.xlsx"]
    assert done.result.outcomes[1].levels is None


def test_the_roster_s_mission_wins_where_it_has_one(of: Round) -> None:
    policy = "จัดทำนโยบาย ประสานงาน กำกับดูแล หรืออื่น ๆ"
    for code in ("D1", "D2", "D3"):
        send_back(of, code, {f"P1.1.{n:02}": True for n in (1, 2, 3, 4)}, **{"agency.mission": policy})
    done = look(of)
    assert found(done) == {("D1", "DG302")}
    levels = {one.agency.code: one.assessment.topics["P1.1"].level for one in done.result.outcomes if one.assessment}
    assert levels == {"D1": 3, "D2": 2, "D3": 2}


def test_researchers_figures_count_and_the_agency_s_own_do_not(of: Round) -> None:
    send_back(of, "D1", **{"P4.U.score": 1})
    send_back(of, "D2", **{"P4.U.score": 0.6})
    type_figures(of, {"D2": ALL_FIGURES, "D3": {"P4.U.score": 7}})
    done = look(of)
    topics = {one.agency.code: one.assessment.topics for one in done.result.outcomes if one.assessment}
    assert topics["D1"]["P4.U"].status == "pending" and topics["D1"]["P3.2"].status == "pending"
    assert topics["D2"]["P4.U"].level == 4 and topics["D2"]["P3.2"].level == 4
    assert found(done) == {("D1", "DG303"), ("D3", "DG103")}
    assert statuses(done)["D3"] == "missing"


def test_more_takers_than_staff_among_the_researchers_figures_is_told(of: Round) -> None:
    send_back(of, "D1")
    type_figures(of, {"D1": {"P3.2.mean": 50, "P3.2.takers": 60, "P3.2.staff": 40}})
    done = look(of)
    told = [one for one in done.result.faults if one.fault.code == "DG301"]
    assert [(one.agency, one.file, one.fault.question, one.fault.value) for one in told] == [
        ("D1", "researchers.xlsx", "P3.2.takers", "60")]
    assert told[0].fault.cell and "40" in told[0].fault.message("en")
    assert statuses(done)["D1"] == "scored"


def test_provinces_inherit_from_their_parent_in_the_same_round(of: Round) -> None:
    type_figures(of, {"D1": ALL_FIGURES, "TH-1": {"P4.U.score": 0.2}})
    send_back(of, "D1")
    send_back(of, "TH-1")
    send_back(of, "TH-2")
    done = look(of)
    by_code = {one.agency.code: one.assessment for one in done.result.outcomes if one.assessment}
    inherited = [topic.id for topic in of.editions[1].topics.values() if topic.source == "inherited"]
    for name in inherited:
        assert by_code["TH-1"].topics[name].score == by_code["D1"].topics[name].score
        assert by_code["TH-2"].topics[name].status == "pending"
    assert by_code["TH-1"].overall.rests_on == 29 and by_code["TH-2"].overall.rests_on == 29 - len(inherited) - 1
    send_back(of, "D2", {})
    assert look(of).result.outcomes[4].assessment.topics[inherited[0]].status == "pending"  # type: ignore[union-attr]


# -- researchers.xlsx ------------------------------------------------------------------------------


def test_researchers_figures_are_kept_when_agencies_are_added(of: Round) -> None:
    type_figures(of, {"D1": ALL_FIGURES})
    before = of.researchers.read_bytes()
    generate(of)
    assert of.researchers.read_bytes() == before
    of = edit_roster(of, DEPARTMENT, "D3,", "D7,กรมเจ็ด,,,,,,\nD3,")
    assert generate(of).researchers == 1
    type_figures(of, {"D7": {"P4.U.score": 1}})
    send_back(of, "D1")
    send_back(of, "D7")
    done = look(of)
    topics = {one.agency.code: one.assessment.topics for one in done.result.outcomes if one.assessment}
    assert topics["D1"]["P3.2"].level == 4 and topics["D7"]["P4.U"].level == 5


def test_figures_that_are_wrong_or_nobody_s_are_said(of: Round) -> None:
    type_figures(of, {"D1": {"P4.U.score": "๐.๕", "P3.2.mean": "ไม่ทราบ"}, "TH-1": {"P3.2.staff": 10}})
    of = edit_roster(of, DEPARTMENT, "D1,กรมหนึ่ง", "D8,กรมแปด")
    done = look(of)
    assert len(done.result.notes) == 2 and any("TH-1" in note.th for note in done.result.notes)


def test_a_broken_researchers_workbook_is_refused_and_left_alone(of: Round) -> None:
    of.researchers.write_bytes(b"not a workbook")
    of = edit_roster(of, DEPARTMENT, "D3,", "D7,กรมเจ็ด,,,,,,\nD3,")
    for do in (generate, look):
        with pytest.raises(RoundError, match="researchers"):
            do(of)
    assert of.researchers.read_bytes() == b"not a workbook"
    assert form_of(of, "D7").exists(), "forms come first"


def test_researchers_figures_in_a_damaged_workbook_are_refused_in_words(of: Round) -> None:
    members = parts(of.researchers.read_bytes())
    of.researchers.write_bytes(packed({**members, "xl/workbook.xml": members["xl/workbook.xml"][:200]}))
    with pytest.raises(RoundError, match=r"researchers.xlsx cannot be read \(the file is damaged\)"):
        look(of)


# -- what a consolidation writes -------------------------------------------------------------------


def test_results_hold_the_verified_levels_of_every_used_return(of: Round) -> None:
    type_figures(of, {"D1": ALL_FIGURES})
    send_back(of, "D1", name="a.xlsx")
    send_back(of, "TH-1", **{"P1.1.01": "?"})
    returned = state(of.returned)
    done = consolidate(of, NOW)
    assert sorted(path.name for path in of.results.iterdir()) == ["D1 กรมหนึ่ง.xlsx", "TH-1 จังหวัดหนึ่ง.xlsx", "index.csv"]
    assert state(of.returned) == returned
    for outcome in done.result.outcomes:
        if outcome.assessment is None:
            continue
        file = of.results / f"{outcome.agency.code} {outcome.agency.name_th}.xlsx"
        values = {row[0].value: row for row in load_workbook(file)[RESULTS].iter_rows(min_row=1)}
        column = next(cell.column for cell in values["@cols"] if cell.value == "@verified")
        for code in outcome.edition.ids:
            assert values[code][column - 1].value == outcome.assessment[code].level, (outcome.agency.code, code)


def test_results_that_no_longer_hold_are_removed_and_other_files_stay(of: Round) -> None:
    back = send_back(of, "D1")
    send_back(of, "D2")
    consolidate(of, NOW)
    (of.results / "mine.xlsx").write_bytes(b"mine")
    back.unlink()
    consolidate(of, NOW)
    assert sorted(path.name for path in of.results.iterdir()) == ["D2 กรมสอง.xlsx", "index.csv", "mine.xlsx"]


def test_the_fault_list_and_the_reminders_open_in_excel(of: Round) -> None:
    send_back(of, "D1", **{"P1.1.01": "=1+1 ไม่แน่ใจ"})
    done = consolidate(of, NOW)
    data = done.fault_list.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(data.decode("utf-8-sig").splitlines())
    assert (row["agency"], row["name"], row["code"], row["question"]) == ("D1", "กรมหนึ่ง", "DG101", "P1.1.01")
    assert row["cell"] and row["message"] and row["remedy"]
    reminders = write_reminders(of, done.result, NOW).read_text(encoding="utf-8-sig")
    assert [line.split(",")[0] for line in reminders.splitlines()] == ["code", "D2", "D3", "TH-1", "TH-2"]


def test_a_second_consolidation_says_the_same(of: Round) -> None:
    send_back(of, "D1")
    consolidate(of, NOW)
    before = state(of.results)
    consolidate(of, NOW)
    assert state(of.results) == before


# -- the demonstration -----------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The demonstration on the small rosters."""
    files = dict(zip((DEPARTMENT, PROVINCE), rosters(tmp_path), strict=True))
    monkeypatch.setattr("dgmm_excel.round.folder.own_roster", files.__getitem__)


@pytest.mark.usefixtures("small")
def test_the_demonstration_can_be_run_again_and_clears_only_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "demo"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("dgmm_excel.round.demo._return_forms", stop)
        with pytest.raises(KeyboardInterrupt):
            demonstrate(folder, NOW)
    assert issued_forms(Round.open(folder)), "cut short half-way"
    first = demonstrate(folder, NOW)
    (folder / "returned" / "mine.txt").write_text("mine", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    second = demonstrate(folder, NOW)
    assert first.forms == 5 and first.done.result.counts() == second.done.result.counts()
    assert (folder / "notes.txt").exists() and (folder / "returned" / "mine.txt").exists()
    assert set(json.loads((folder / ".dgmm-demo.json").read_text(encoding="utf-8"))["foreign"]) == {
        "notes.txt", "returned/mine.txt"}


def test_the_demonstration_takes_no_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(RoundError):
        demonstrate(tmp_path, NOW)
    with pytest.raises(RoundError):
        demonstrate(tmp_path / "file", NOW)
    assert state(tmp_path) == {"file": b"mine"}


def test_a_form_with_another_code_typed_into_its_facts_is_told_of_whom_its_file_is_named_for(of: Round) -> None:
    """The code is of nobody in the roster; the agency is not merely missing, and nobody is asked to add that code."""
    file = send_back(of, "D2")
    cover = load_workbook(file)["ปก"]
    row = next(line[0].row for line in cover.iter_rows(max_col=1) if line[0].value == "@meta.agency.code")
    file.write_bytes(patched(file.read_bytes(), {"ปก": {(row, 2): "D99"}}))
    done = look(of)
    assert statuses(done)["D2"] == "faulty"
    assert {(agency, code) for agency, code in found(done) if code.startswith(("DG0", "DG4"))} == {("D2", "DG008")}
    file.rename(file.with_name("คืน.xlsx"))
    done = look(of)
    assert statuses(done)["D2"] == "missing"
    assert {(agency, code) for agency, code in found(done) if code.startswith(("DG0", "DG4"))} == {("D99", "DG008")}
