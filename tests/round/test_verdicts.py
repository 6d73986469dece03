"""What scoring a return gave is kept: what makes it hold, what makes it be found anew, and that it says the same."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dgmm_excel.intake.returned_form import ReturnedForm
from dgmm_excel.returns.packed import Packed
from dgmm_excel.returns.sent import packed
from dgmm_excel.returns.sent import unpacked as unpacked_here
from dgmm_excel.round import verdicts
from dgmm_excel.round.folder import Round
from tests.support.outcomes import ALL_FIGURES, look
from tests.support.rounds import edit_roster, send_back, type_figures

PARENTS_FIGURES = {**ALL_FIGURES, "P4.U.score": 0.1}


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The agencies whose returns were really unpacked."""
    found: list[str | None] = []
    unpack = Packed.unpack

    def counted(self: Packed) -> ReturnedForm:
        found.append(self.head.code)
        return unpack(self)

    monkeypatch.setattr(Packed, "unpack", counted)
    return found


def record(of: Round) -> Path:
    return of.folder / ".dgmm" / "verdicts.sqlite"


def some_returns(of: Round) -> None:
    """A complete department with a warning, a faulty one, a blank one, and a province that inherits."""
    send_back(of, "D1", cells={"agency.mission": "จัดทำนโยบาย ประสานงาน กำกับดูแล หรืออื่น ๆ"})
    send_back(of, "D2", cells={"P1.1.01": "ไม่แน่ใจ"})
    send_back(of, "D3", {})
    send_back(of, "TH-1")


def test_an_unchanged_round_is_neither_unpacked_nor_scored_and_says_the_same(of: Round, unpacked: list[str | None]) -> None:
    some_returns(of)
    first = look(of)
    assert set(unpacked) == {"D1", "D2", "D3", "TH-1"}
    unpacked.clear()
    again = look(of)
    assert unpacked == []
    assert again.result == first.result
    assert {code: used.verdict for code, used in again.used.items()} == {code: used.verdict for code, used in first.used.items()}
    assert {found.fault.code for found in again.result.faults} == {"DG302", "DG101"}


def test_a_verdict_goes_to_another_process_as_it_is_and_what_it_says_like_others_is_one_value_there(of: Round) -> None:
    some_returns(of)
    for used in look(of).used.values():
        one, other = (unpacked_here(packed(used.verdict)) for _ in range(2))
        assert one == other == used.verdict
        assert one is not other
        assert all(here is there for here, there in zip(one.attained, other.attained, strict=True))


def test_what_a_verdict_leaves_out_is_loaded_when_asked(of: Round, unpacked: list[str | None]) -> None:
    some_returns(of)
    first = {one.agency.code: one.details() for one in look(of).result.outcomes}
    unpacked.clear()
    for outcome in look(of).result.outcomes:
        details, before = outcome.details(), first[outcome.agency.code]
        assert (details.answers, details.notes, details.assessment) == (before.answers, before.notes, before.assessment)
    assert {"D1", "D2", "TH-1"} <= set(unpacked)


@pytest.mark.parametrize(("change", "anew"), [
    (lambda of: send_back(of, "D2", {"P1.1.01": True}), {"D2"}),
    (lambda of: type_figures(of, {"D3": ALL_FIGURES}), {"D3"}),
    (lambda of: edit_roster(of, "dga-2566-department", "service", "policy"), {"D1"}),
    # the province takes over what its department has at P4.U, and is scored anew with it
    (lambda of: type_figures(of, {"D1": PARENTS_FIGURES}), {"D1", "TH-1"}),
], ids=["file", "figures", "mission", "parent"])
def test_what_a_verdict_rests_on_makes_it_anew(
    of: Round, unpacked: list[str | None], change: Callable[[Round], object], anew: set[str]
) -> None:
    some_returns(of)
    look(of)
    unpacked.clear()
    changed = change(of)
    look(changed if isinstance(changed, Round) else of)
    assert set(unpacked) == anew


def test_another_state_of_the_program_judges_anew(of: Round, unpacked: list[str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    send_back(of, "D1")
    look(of)
    unpacked.clear()
    monkeypatch.setattr(verdicts, "program_state", lambda: "another state")
    look(of)
    assert unpacked == ["D1"]


@pytest.mark.parametrize("damage", [
    lambda file: file.unlink(), lambda file: file.write_bytes(b"anything"), lambda file: shutil.rmtree(file.parent),
    lambda file: _changed(file, "verdict = replace(verdict, 'complete', 'pending')"), lambda file: _changed(file, "checksum = 1"),
], ids=["gone", "foreign", "no folder", "changed", "no checksum"])
def test_a_damaged_record_is_made_anew(of: Round, unpacked: list[str | None], damage: Callable[[Path], object]) -> None:
    send_back(of, "D1")
    first = look(of)
    damage(record(of))
    unpacked.clear()
    assert look(of).result == first.result
    assert unpacked == ["D1"]


def _changed(file: Path, change: str) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        assert database.execute(f"UPDATE verdicts SET {change}").rowcount == 1


def test_a_return_whose_record_goes_while_a_run_goes_on_is_read_again(of: Round) -> None:
    send_back(of, "D1")
    done = look(of)
    outcome = done.result.outcomes[0]
    expected = outcome.assessment
    with closing(sqlite3.connect(of.folder / ".dgmm" / "returns.sqlite")) as database, database:
        database.execute("DELETE FROM returns")
    assert outcome.assessment == expected and expected is not None
