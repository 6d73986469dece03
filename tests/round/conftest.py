"""The small round that the tests of a round start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgmm_excel.round.folder import Round
from tests.support.rounds import new_round


@pytest.fixture
def own_criteria(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget after the test the editions that its rounds put at hand."""
    monkeypatch.setenv("DGMM_CRITERIA", "")


@pytest.fixture
def of(tmp_path: Path) -> Round:
    """Provide the small round with its forms, nothing returned."""
    return new_round(tmp_path)
