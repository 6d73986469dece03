"""What cannot be scored. What scores come to: `test_scenarios.py`, and the proof against the oracle."""

from __future__ import annotations

import pytest

from dgmm_excel import score


def test_an_edition_that_is_not_loaded_is_told() -> None:
    with pytest.raises(TypeError, match=r"score\(load_edition\('dga-2566-department'\), answers\)"):
        score("dga-2566-department", {})  # type: ignore[arg-type]
