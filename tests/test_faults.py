"""The catalogue of faults is complete, and every fault of it is reported of a real file or round: code, place, words, remedy."""

from __future__ import annotations

import ast
import pickle
import string
from pathlib import Path

import pytest

import dgmm_excel
from dgmm_excel import load_edition
from dgmm_excel.faults import SEVERITIES, Fault, catalogue
from dgmm_excel.model.edition import Question
from tests.support.fault_files import FILES, ROUNDS, Told
from tests.support.forms import DEPARTMENT
from tests.support.remedies import BY_NOBODY, IN_FILES, IN_PROGRAM, IN_ROUNDS

PACKAGE = Path(dgmm_excel.__file__).parent
CODES = sorted(catalogue())


# -- the catalogue ---------------------------------------------------------------------------------


def codes_in_package() -> set[str]:
    """Every code that a module of the package names: a string constant `DG` and three digits."""
    constants = (node.value for file in PACKAGE.rglob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))
                 if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in constants if len(text) == 5 and text.startswith("DG") and text[2:].isdigit()}


def test_the_package_uses_the_codes_of_the_catalogue_and_no_others() -> None:
    assert sorted(codes_in_package()) == CODES


def test_names_are_unique() -> None:
    assert len({kind.name for kind in catalogue().values()}) == len(CODES)


@pytest.mark.parametrize("code", CODES)
def test_an_entry_is_complete(code: str) -> None:
    kind = catalogue()[code]
    assert kind.severity in SEVERITIES
    assert kind.severity == {"1": "error", "2": "repaired", "3": "warning"}.get(code[2], kind.severity)
    for text in filter(None, (kind.what, kind.remedy, kind.agency)):
        assert text.th.strip() and text.en.strip()
        assert any("\u0e01" <= char <= "\u0e5b" for char in text.th)
        assert not any("\u0e01" <= char <= "\u0e5b" for char in text.en)


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", CODES)
def test_a_text_fills_in_the_same_in_both_languages(code: str) -> None:
    kind = catalogue()[code]
    for text in filter(None, (kind.what, kind.remedy, kind.agency)):
        assert braces(text.th) == braces(text.en)
    said = braces(kind.what.en) | braces(kind.remedy.en)
    assert kind.agency is None or braces(kind.agency.en) <= said
    if code.startswith("DG1") and code not in SAID_OTHERWISE:
        assert "allowed" in said


def test_an_agency_reads_its_own_remedy_where_there_is_one() -> None:
    own, shared = Fault("DG105", params={"allowed": "0–8"}), Fault("DG103", params={"allowed": "0–8"})
    assert own.remedy_for_agency("en") == "Choose or type the answer again in this cell (0–8)" != own.remedy("en")
    assert shared.remedy_for_agency() == shared.remedy()


def test_a_fault_is_sent_between_processes() -> None:
    fault = Fault("DG103", "P1", "D14", "P1.1.03", "9", {"allowed": "0–8"})
    assert pickle.loads(pickle.dumps(fault)) == fault


def test_an_unknown_code_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        Fault("DG999").message()


# -- reported of real files ------------------------------------------------------------------------


def test_every_code_has_its_file() -> None:
    assert sorted([*FILES, *ROUNDS]) == sorted(catalogue())


def test_every_code_has_its_remedy_done_or_says_why_no_program_can() -> None:
    """`tests/proofs/test_remedies.py` does them."""
    assert sorted([*IN_FILES, *IN_ROUNDS, *IN_PROGRAM, *BY_NOBODY]) == sorted(catalogue())
    assert {*IN_FILES, *IN_PROGRAM} <= set(FILES)
    assert set(IN_ROUNDS) <= set(ROUNDS)


QUESTIONS = load_edition(DEPARTMENT).questions


def what_is_allowed(question: Question) -> str:
    """The beginning of what may stand in the question's cell of a Thai form."""
    match question.type:
        case "yes_no":
            return "(ใช่ / ไม่ใช่)"
        case "choice":
            return f"({question.choices[0].label.th}"[:50]
        case "text":
            return "(ข้อความ)"
        case _:
            return "(จำนวนเต็ม 0–" if question.type == "integer" else "(ตัวเลข 0–"


@pytest.mark.parametrize("code", sorted(FILES))
def test_a_file_of_each_kind_is_told(code: str) -> None:
    _told(code, FILES[code]().told)


@pytest.mark.parametrize("code", sorted(ROUNDS))
def test_a_round_with_each_kind_is_told(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _told(code, ROUNDS[code](tmp_path, monkeypatch))


#: DG109 names the total; a finding is no answer, and says what it may be itself.
SAID_OTHERWISE = {"DG109", *(code for code in CODES if "DG461" <= code <= "DG474" and code != "DG466")}


def _told(code: str, told: Told) -> None:
    faults, sheet, cell = told
    own = [fault for fault in faults if fault.code == code]
    assert own, [(fault.code, fault.sheet, fault.cell) for fault in faults]
    assert (sheet, cell) in [(fault.sheet, fault.cell) for fault in own]
    for fault in own:
        if fault.severity == "error" and fault.question is not None and fault.question in QUESTIONS and code not in SAID_OTHERWISE:
            allowed = what_is_allowed(QUESTIONS[fault.question])
            assert any(allowed in said for said in (fault.message("th"), fault.remedy("th"))), (code, allowed)
        for said in (*(fault.message(lang) for lang in ("th", "en", "both")), *(fault.remedy(lang) for lang in ("th", "en", "both"))):
            assert said.strip()
            assert not set("{}") & set(said)
        assert fault.message() == f"{fault.message('th')} / {fault.message('en')}"
        assert any("\u0e01" <= char <= "\u0e5b" for char in fault.message("th"))
