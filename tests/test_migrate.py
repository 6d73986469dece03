"""What `migrate` refuses, before anything is written. What it writes: tests/proofs/test_migration.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgmm_excel.errors import OutputError, RoundError
from dgmm_excel.migrate import migrate_file, migrate_round
from dgmm_excel.scoring.migration import WHYS, Move
from dgmm_excel.text import phrase
from tests.support.successors import successors


@pytest.fixture(autouse=True)
def own_criteria(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget after the test the folder of editions that it puts at hand."""
    monkeypatch.setenv("DGMM_CRITERIA", "")


def test_what_is_no_form_and_what_is_no_round_are_refused(tmp_path: Path) -> None:
    _, second, _ = successors(tmp_path)
    with pytest.raises(OutputError, match=r"second\.yaml is no form of an edition at hand"):
        migrate_file(second, str(second))
    with pytest.raises(OutputError):
        migrate_file(tmp_path / "none.xlsx", str(second))
    with pytest.raises(RoundError, match=r"it has no round\.json"):
        migrate_round(tmp_path, [str(second)])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["mini.yaml", "second.yaml", "third.yaml"]


def test_every_reason_is_said_in_both_languages() -> None:
    said = [phrase(f"migrate.why_{why}") for why in WHYS]
    assert len({one.th for one in said}) == len({one.en for one in said}) == len(WHYS)


def test_an_answer_is_mapped_where_its_question_or_its_value_is_another() -> None:
    assert Move("A.1", True, "A.1", True).state == "carried"
    assert Move("A.1", True, "A.2", True).state == Move("A.1", "x", "A.1", "y").state == "mapped"
    assert Move("A.1", True, why="split").state == "not_carried"
