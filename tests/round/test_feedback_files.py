"""What a round gives back: correction workbooks for faulty returns, results for all; nobody else's file is touched."""

from __future__ import annotations

import csv
import json
import shutil
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dgmm_excel.model.edition import half_up
from dgmm_excel.round.consolidate import Consolidation, consolidate
from dgmm_excel.round.feedback_files import FeedbackFolders
from dgmm_excel.round.folder import SETTINGS, Round, set_dates
from dgmm_excel.round.generate import ISSUED, generate, issued_forms
from dgmm_excel.xlsx.patch import patched
from tests.support.filled_in import bad, good, read, typed_in
from tests.support.forms import parts
from tests.support.outcomes import ALL_FIGURES
from tests.support.returned import DEPARTMENT, PROVINCE, RESULTS, typed
from tests.support.rounds import NOW, START, send_back, type_figures

D1, D2, TH1 = "D1 กรมหนึ่ง.xlsx", "D2 กรมสอง.xlsx", "TH-1 จังหวัดหนึ่ง.xlsx"


def run(of: Round) -> Consolidation:
    return consolidate(of, NOW)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def mended(of: Round, file: str, name: str, some: int = 0) -> None:
    """The correction comes back, mended but for its first `some` faults."""
    right = {one: typed(of.editions[0], of.lang, one, good(name)[one]) for one in list(bad(name))[some:]}
    (of.returned / file).write_bytes(typed_in((of.corrections / file).read_bytes(), name, of.lang, right))


def test_each_faulty_agency_gets_a_correction_and_no_other(of: Round) -> None:
    send_back(of, "D1", cells=bad(DEPARTMENT))
    send_back(of, "D2")
    send_back(of, "TH-1", cells=bad(PROVINCE))
    done = run(of)
    assert names(of.corrections) == [D1, TH1, "faults.csv", "index.csv"]
    assert [(row["รหัส"], row["ไฟล์"], row["ไฟล์ที่ส่งกลับ"], row["สถานะ"]) for row in rows(of.corrections / "index.csv")] == [
        ("D1", D1, D1, "มีข้อผิดพลาด"), ("TH-1", TH1, TH1, "มีข้อผิดพลาด")]
    assert done.corrections == 2 and done.beside == {}
    back = read((of.corrections / D1).read_bytes()).form
    assert (back.correction, back.agency_code, back.round_id) == (1, "D1", of.id)
    assert names(of.results) == [D1, D2, TH1, "index.csv"]


@pytest.mark.parametrize(("deadline", "corrections", "said", "cover"), [
    ("30/9/2569", "", "โดยเร็ว", "โปรดส่งกลับโดยเร็ว"),
    ("30/9/2569", "22/11/2569", "ภายในวันที่ 22 พฤศจิกายน 2569", "22 พฤศจิกายน 2569"),
    ("30/11/2569", "", "ภายในวันที่ 30 พฤศจิกายน 2569", "30 พฤศจิกายน 2569"),
])
def test_corrections_are_asked_for_by_a_date_that_can_be_kept_or_in_polite_words(
    of: Round, deadline: str, corrections: str, said: str, cover: str
) -> None:
    """The test's day is 22 November: the forms were due on 30 September."""
    of = set_dates(of, deadline, corrections, today=START)
    send_back(of, "D1", cells=bad(DEPARTMENT))
    run(of)
    book = load_workbook(of.corrections / D1)
    texts = [str(cell.value) for row in book.worksheets[0].iter_rows(max_row=5) for cell in row if cell.value]
    assert sum(f"ส่งกลับ{said}" in text for text in texts) == 2, texts
    shown = [str(cell.value) for row in book["ปก"].iter_rows(max_row=15) for cell in row if cell.value]
    assert cover in shown and not any("30 กันยายน 2569" in text for text in (*texts, *shown))
    result = load_workbook(of.results / D1)["ปก"]
    assert any(cell.value == "30 กันยายน 2569" for row in result.iter_rows(max_row=15) for cell in row), "as it was issued"


def test_without_any_date_a_correction_names_none(of: Round) -> None:
    settings = of.folder / SETTINGS
    settings.write_text(json.dumps(json.loads(settings.read_text("utf-8")) | {"deadline": None}), encoding="utf-8")
    of = Round.open(of.folder)
    send_back(of, "D1", cells=bad(DEPARTMENT))
    run(of)
    sheet = load_workbook(of.corrections / D1).worksheets[0]
    texts = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=5) for cell in row)
    assert "ส่งกลับ" in texts and not any(words in texts for words in ("ส่งกลับภายใน", "ส่งกลับโดยเร็ว"))


def test_consolidating_again_changes_nothing(of: Round) -> None:
    send_back(of, "D1", cells=bad(DEPARTMENT))
    run(of)
    before = state(of.corrections), state(of.results)
    run(of)
    assert (state(of.corrections), state(of.results)) == before


def test_a_correction_that_comes_back_is_the_return_and_the_number_goes_up(of: Round) -> None:
    send_back(of, "D1", cells=bad(DEPARTMENT))
    run(of)
    mended(of, D1, DEPARTMENT, some=2)
    done = run(of)
    assert {one.agency.code: one.state for one in done.result.outcomes}["D1"] == "faulty"
    assert read((of.corrections / D1).read_bytes()).form.correction == 2
    run(of)
    assert read((of.corrections / D1).read_bytes()).form.correction == 2
    mended(of, D1, DEPARTMENT)
    done = run(of)
    assert {one.agency.code: one.state for one in done.result.outcomes}["D1"] == "complete"
    assert done.corrections == 0 and names(of.corrections) == ["faults.csv", "index.csv"]


def test_a_file_of_somebody_else_s_stays(of: Round) -> None:
    of.corrections.mkdir(exist_ok=True)
    for folder in (of.corrections, of.results):
        (folder / D1).write_bytes(b"mine")
        (folder / "mine.xlsx").write_bytes(b"mine")
    send_back(of, "D1", cells=bad(DEPARTMENT))
    done = run(of)
    beside = "D1 กรมหนึ่ง (new 2026-11-22 1530).xlsx"
    assert set(done.beside) == {f"corrections/{D1}", f"results/{D1}"}
    for folder in (of.corrections, of.results):
        assert [(folder / name).read_bytes() for name in (D1, "mine.xlsx")] == [b"mine", b"mine"]
        assert beside in names(folder)
    (of.returned / D1).unlink()
    run(of)
    assert names(of.corrections) == [D1, "faults.csv", "index.csv", "mine.xlsx"]
    assert names(of.results) == [D1, "index.csv", "mine.xlsx"]


def test_an_index_that_somebody_changed_cannot_remove_other_files(of: Round) -> None:
    of.corrections.mkdir(exist_ok=True)
    (of.corrections / "index.csv").write_text("agency,file\nD1,../roster.xlsx\nD1,faults.csv\n", encoding="utf-8")
    (of.folder / "roster.xlsx").write_bytes(b"mine")
    run(of)
    assert (of.folder / "roster.xlsx").read_bytes() == b"mine"
    assert names(of.corrections) == ["faults.csv", "index.csv"]


def test_results_in_a_fresh_form_are_told_everywhere(of: Round) -> None:
    file = send_back(of, "D1")
    sheet, row, _ = read(file.read_bytes()).form.verified["P1"]
    file.write_bytes(patched(file.read_bytes(), {sheet: {(row, 1): None}}))
    before = file.read_bytes()
    done = run(of)
    assert [(one.agency, one.file) for one in done.result.faults if one.fault.code == "DG501"] == [("D1", D1)]
    assert [row["รหัส"] for row in rows(of.corrections / "faults.csv") if row["รหัสข้อผิดพลาด"] == "DG501"] == ["D1"]
    with closing(load_workbook(of.consolidated, read_only=True, data_only=True)) as told:
        assert any("DG501" in line for one in told.worksheets for line in one.iter_rows(values_only=True))
    assert file.read_bytes() == before
    fresh = read((of.results / D1).read_bytes())
    assert fresh.form.agency_code == "D1" and fresh.status == "scored"
    assert RESULTS in load_workbook(of.results / D1).sheetnames


def test_corrections_of_forms_without_the_function_have_none(of: Round) -> None:
    shutil.rmtree(of.forms)
    generate(of, function="none")
    assert {one.function for one in issued_forms(of).values()} == {"none"}
    send_back(of, "D1", cells=bad(DEPARTMENT))
    run(of)
    assert b"DGMM_LEVEL" not in parts((of.corrections / D1).read_bytes())["xl/workbook.xml"]


def test_a_record_from_before_the_function_was_told_is_read(of: Round) -> None:
    file = of.forms / ISSUED
    record = json.loads(file.read_text(encoding="utf-8"))
    for one in record["forms"].values():
        del one["function"]
    file.write_text(json.dumps(record), encoding="utf-8")
    assert {one.function for one in issued_forms(of).values()} == {"lambda"}
    done = generate(of)
    assert done.made == done.corrected == []
    assert {one.function for one in issued_forms(of).values()} == {"lambda"}


def test_the_index_has_the_official_score_and_says_where_the_roster_s_mission_decided(of: Round) -> None:
    type_figures(of, {"D2": ALL_FIGURES})
    send_back(of, "D1")
    send_back(of, "D2", cells={"agency.mission": "ภารกิจหลักในการให้บริการ"})  # the roster says policy
    result = run(of).result
    official = {one.agency.code: one.assessment.overall for one in result.outcomes if one.assessment is not None}
    lines = {row["รหัส"]: row for row in rows(of.results / "index.csv")}
    for code, overall in official.items():
        assert (lines[code]["คะแนนทางการ"], lines[code]["ระดับทางการ"]) == (f"{float(half_up(overall.score or Fraction(), 2)):.2f}", str(overall.level))
    assert lines["D1"]["หมายเหตุ"] == ""
    assert lines["D2"]["หมายเหตุ"].endswith("ใช้ตามทะเบียน (จัดทำนโยบาย ประสานงาน กำกับดูแล หรืออื่น ๆ)")
    for code, note in (("D1", ""), ("D2", "\nใช้ภารกิจตามทะเบียน: จัดทำนโยบาย ประสานงาน กำกับดูแล หรืออื่น ๆ")):
        sheet = load_workbook(of.results / {"D1": D1, "D2": D2}[code])[RESULTS]
        assert f"{sheet['G2'].value:.2f}" == lines[code]["คะแนนทางการ"]
        assert sheet["H2"].value == f"คะแนนทางการ ระดับ {lines[code]['ระดับทางการ']}{note}"


def test_the_index_says_where_a_form_has_no_cell_for_the_official_score(of: Round) -> None:
    type_figures(of, {"D2": ALL_FIGURES})
    send_back(of, "D1")
    file = next(of.returned.iterdir())
    file.write_bytes(patched(file.read_bytes(), {RESULTS: {(2, 1): None}}))
    run(of)
    (line,) = rows(of.results / "index.csv")
    assert line["หมายเหตุ"] == "แบบสำรวจฉบับนี้ไม่มีช่องคะแนนทางการ โปรดแจ้งคะแนนในรายการนี้ให้หน่วยงาน"
    assert load_workbook(of.results / D1)[RESULTS]["G2"].value is None


def test_what_a_run_that_was_cut_short_wrote_is_the_program_s_own(of: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is replaced where the return is another by then, and removed where none counts any more; what somebody else put there
    under such a name meanwhile stays.
    """
    for code in ("D1", "D2"):
        send_back(of, code, cells=bad(DEPARTMENT))
    with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
        cut.setattr(FeedbackFolders, "finish", interrupted)
        run(of)
    assert names(of.results) == [D1, D2] and names(of.corrections) == [D1, D2]
    back = send_back(of, "D1")
    (of.returned / D2).unlink()
    (of.corrections / TH1).write_bytes(b"somebody's")
    done = run(of)
    assert done.beside == {} and names(of.results) == [D1, "index.csv"]
    assert read((of.results / D1).read_bytes()).form.entries["P1.1.01"] == read(back.read_bytes()).form.entries["P1.1.01"]
    assert names(of.corrections) == [TH1, "faults.csv", "index.csv"]


def interrupted(folders: FeedbackFolders) -> None:
    raise KeyboardInterrupt
