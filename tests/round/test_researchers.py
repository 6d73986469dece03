"""researchers.xlsx: figures are kept, judged, and refused in words."""

from __future__ import annotations

import pytest

from dgmm_excel.errors import RoundError
from dgmm_excel.round.folder import Round
from dgmm_excel.round.generate import generate
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
