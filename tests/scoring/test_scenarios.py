"""Every scenario in `criteria/*.scenarios.yaml`: derived by hand from the model's text, held by the engine."""

from __future__ import annotations

from typing import Any

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.model.at_hand import edition_ids
from tests.support.scenarios import scenarios


def _scenarios() -> list[Any]:
    return [
        pytest.param(edition, scenario, id=f"{edition}: {scenario['name']}")
        for edition in edition_ids()
        for scenario in scenarios(edition)
    ]


@pytest.mark.parametrize(("name", "scenario"), _scenarios())
def test_the_engine_holds_the_scenario(name: str, scenario: dict[str, Any]) -> None:
    edition = load_edition(name)
    parent = scenario.get("parent")
    department = load_edition("dga-2566-department")
    above = score(department, parent.get("answers", parent)) if parent is not None else None
    found = score(edition, scenario["answers"], above)
    for code, expected in scenario.get("expect", {}).items():
        if isinstance(expected, dict):
            said = {"score": f"{found.score_at(code):.2f}", "level": found[code].level}
            assert said == expected, code
        else:
            assert found[code].level == expected, code
    for topic, status in (scenario.get("status") or {}).items():
        assert found.topics[topic].status == status, topic
    for topic, missing in (scenario.get("missing") or {}).items():
        assert list(found.topics[topic].missing) == missing, topic
