"""researchers.xlsx: figures are kept, judged, and refused in words."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from dgmm_excel import load_edition
from dgmm_excel.errors import RoundError
from dgmm_excel.round.folder import Round
from dgmm_excel.round.generate import generate
from dgmm_excel.round.researchers import read_figures
from tests.support.forms import packed, parts
from tests.support.outcomes import ALL_FIGURES, look
from tests.support.returned import DEPARTMENT
from tests.support.rounds import edit_roster, form_of, send_back, type_figures


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


def test_a_code_with_the_look_of_a_spelled_character_is_found_again(of: Round) -> None:
    of = edit_roster(of, DEPARTMENT, "D1,กรมหนึ่ง", "D_x0041_1,กรม_x0042_")
    generate(of)
    book = load_workbook(of.researchers)
    assert {("D_x005F_x0041_1", "กรม_x005F_x0042_")} <= set(book.worksheets[0].iter_rows(max_col=2, values_only=True))
    type_figures(of, {"D_x005F_x0041_1": {"P4.U.score": 1}})
    assert generate(of).researchers == 0
    assert read_figures(of.researchers, {"D_x0041_1": load_edition(DEPARTMENT)}).values == {"D_x0041_1": {"P4.U.score": 1}}


def test_figures_are_shown_as_typed_and_head_counts_with_commas(of: Round) -> None:
    """In `#,##0.##` Excel shows the point also where nothing follows it: `80.`."""
    (sheet,) = load_workbook(of.researchers).worksheets
    rows = list(sheet.iter_rows())
    place = next(place for place, row in enumerate(rows) if row[0].value == "code")
    formats = {name.value: cell.number_format for name, cell in zip(rows[place], rows[place + 1], strict=True)}
    assert {name: formats[name] for name in ("P3.2.mean", "P3.2.takers", "P3.2.staff", "P4.U.score")} == {
        "P3.2.mean": "General", "P3.2.takers": "#,##0", "P3.2.staff": "#,##0", "P4.U.score": "General"}
