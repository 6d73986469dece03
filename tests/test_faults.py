"""Every fault of the catalogue is reported of a real file or round: code, place, words and remedy in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgmm_excel import load_edition
from dgmm_excel.errors import CATALOGUE
from dgmm_excel.model.edition import Question
from tests.support.fault_files import FILES, ROUNDS, Told
from tests.support.forms import DEPARTMENT


def test_every_code_has_its_file() -> None:
    assert sorted([*FILES, *ROUNDS]) == sorted(CATALOGUE)


QUESTIONS = load_edition(DEPARTMENT).questions


def what_is_allowed(question: Question) -> str:
    """The beginning of what may stand in the question's cell of a Thai form."""
    match question.type:
        case "yes_no":
            return "(ไม่ใช่ / ใช่)"
        case "choice":
            return f"({question.choices[0].label.th}"[:50]
        case "text":
            return "(ข้อความ)"
        case _:
            return "(จำนวนเต็ม 0–" if question.type == "integer" else "(ตัวเลข 0–"


@pytest.mark.parametrize("code", sorted(FILES))
def test_a_file_of_each_kind_is_told(code: str) -> None:
    _told(code, FILES[code]())


@pytest.mark.parametrize("code", sorted(ROUNDS))
def test_a_round_with_each_kind_is_told(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _told(code, ROUNDS[code](tmp_path, monkeypatch))


def _told(code: str, told: Told) -> None:
    faults, sheet, cell = told
    own = [fault for fault in faults if fault.code == code]
    assert own, [(fault.code, fault.sheet, fault.cell) for fault in faults]
    assert (sheet, cell) in [(fault.sheet, fault.cell) for fault in own]
    for fault in own:
        if fault.severity == "error" and fault.question in QUESTIONS and code != "DG109":  # that one names the total
            allowed = what_is_allowed(QUESTIONS[fault.question])
            assert any(allowed in said for said in (fault.message("th"), fault.remedy("th"))), (code, allowed)
        for said in (*(fault.message(lang) for lang in ("th", "en", "both")), *(fault.remedy(lang) for lang in ("th", "en", "both"))):
            assert said.strip()
            assert not set("{}") & set(said)
        assert fault.message() == f"{fault.message('th')} / {fault.message('en')}"
        assert any("\u0e01" <= char <= "\u0e5b" for char in fault.message("th"))
        assert fault.record()["code"] == code
