"""What a consolidation writes, and that a second one writes the same."""

from __future__ import annotations

import csv
from pathlib import Path

from openpyxl import load_workbook

from dgmm_excel.form.cover import contact_cells
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round
from tests.support.outcomes import ALL_FIGURES, contents
from tests.support.returned import RESULTS
from tests.support.rounds import NOW, send_back, type_figures
from tests.support.shown import Shown


def test_results_hold_the_verified_levels_of_every_used_return(of: Round) -> None:
    type_figures(of, {"D1": ALL_FIGURES})
    send_back(of, "D1", name="a.xlsx")
    send_back(of, "TH-1", cells={"P1.1.01": "?"})
    returned = contents(of.returned)
    done = consolidate(of, NOW)
    assert sorted(path.name for path in of.results.iterdir()) == ["D1 กรมหนึ่ง.xlsx", "TH-1 จังหวัดหนึ่ง.xlsx", "index.csv"]
    assert contents(of.returned) == returned
    for outcome in done.result.outcomes:
        if outcome.assessment is None:
            continue
        file = of.results / f"{outcome.agency.code} {outcome.agency.name_th}.xlsx"
        values = {row[0].value: row for row in reversed(list(load_workbook(file)[RESULTS].iter_rows()))}  # next steps are below
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
    send_back(of, "D1", cells={"P1.1.01": "=1+1 ไม่แน่ใจ"})
    done = consolidate(of, NOW)
    data = done.fault_list.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(data.decode("utf-8-sig").splitlines())
    assert (row["รหัส"], row["หน่วยงาน"], row["รหัสข้อผิดพลาด"], row["ข้อ"]) == ("D1", "กรมหนึ่ง", "DG101", "P1.1.01")
    assert row["ชนิด"] == "ต้องแก้ไข" and row["ช่อง"] and row["สิ่งที่พบ"] and row["วิธีแก้"]
    reminders = done.reminders.read_text(encoding="utf-8-sig")
    assert done.reminders == of.reminders
    assert [line.split(",")[0] for line in reminders.splitlines()] == ["รหัส", "D1", "D2", "D3", "TH-1", "TH-2"]


def test_a_second_consolidation_says_the_same_and_each_of_its_steps_is_shown(of: Round) -> None:
    send_back(of, "D1")
    shown = Shown()
    consolidate(of, NOW, shown)
    assert shown.all == [
        "Reading returns", "Sorting returns by agency", "Scoring, writing results and corrections",
        "Drawing the sheets of results", "Drawing the tables", "Drawing the table of faults",
        "Drawing the list of contacts", "Writing faults.csv", "Writing agencies.csv", "Writing levels.csv", "Writing answers.csv",
    ]
    before = contents(of.results)
    consolidate(of, NOW)
    assert contents(of.results) == before


def test_people_stand_in_the_contacts_and_not_beside_the_results(of: Round) -> None:
    back = send_back(of, "D1")
    names = {f"{who}.{part}": f"สมมุติ {who} {part}" for who in ("officer", "approver") for part in ("name", "contact")}
    book = load_workbook(back)
    for name, cell in contact_cells().items():
        if name in names:
            book["ปก"][cell].value = names[name]
    book.save(back)
    done = consolidate(of, NOW)
    assert set(names.values()) <= _texts(done.contacts) and {"one@example.org", "two@example.org"} <= _texts(done.contacts)
    assert not {text for text in _texts(done.workbook) if "สมมุติ" in text}


def _texts(file: Path) -> set[str]:
    book = load_workbook(file)
    return {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None}


def test_a_workbook_with_a_sheet_of_one_s_own_is_kept_and_that_is_said(of: Round) -> None:
    first = consolidate(of, NOW)
    assert not first.kept and not first.told
    book = load_workbook(first.workbook)
    book.create_sheet("ของฉัน")["A1"] = "บันทึก"
    book.save(first.workbook)
    second = consolidate(of, NOW)
    assert second.workbook == of.consolidated and "ของฉัน" not in load_workbook(of.consolidated).sheetnames
    assert load_workbook(second.kept["consolidated.xlsx"])["ของฉัน"]["A1"].value == "บันทึก"
    (said,) = second.told
    assert second.kept["consolidated.xlsx"].name in said.th and "was changed since it was written" in said.en
    assert not consolidate(of, NOW).kept


def test_every_answer_cell_of_every_return_that_counts_is_in_the_data(of: Round) -> None:
    type_figures(of, {"D1": ALL_FIGURES})
    send_back(of, "D1", cells={"P1.1.01": "?"})
    consolidate(of, NOW)
    lines = list(csv.DictReader((of.data / "answers.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [line["question"] for line in lines] == list(of.members["D1"].edition.questions)
    found = {line["question"]: (line["agency"], line["value"], line["state"]) for line in lines}
    assert found["P1.1.01"] == ("D1", "?", "rejected") and found["P1.1.05"] == ("D1", "true", "accepted")
    assert found["agency.mission"] == ("D1", "service", "accepted") and found["P4.U.score"] == ("D1", "0.6", "accepted")
