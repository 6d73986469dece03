"""Random answer sets (20,000 an edition in a long run): topics, sub-pillars, pillars and the overall score match the oracle."""

from __future__ import annotations

import random

import pytest

from dgmm_excel import load_edition, score
from tests.conftest import LONG
from tests.support import oracle

SETS, CHUNKS = (20_000, 10) if LONG else (2_000, 2)


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("name", ["dga-2566-department", "dga-2566-province"])
def test_engine_and_oracle_agree(name: str, chunk: int) -> None:
    edition, department = load_edition(name), load_edition("dga-2566-department")
    rng = random.Random(f"{name} {chunk}")
    for _ in range(SETS // CHUNKS):
        parent = oracle.random_answers("dga-2566-department", rng) if "province" in name and rng.random() < 0.3 else None
        answers = oracle.random_answers(name, rng)
        above = None if parent is None else score(department, parent)
        expected = oracle.assess(name, answers, None if parent is None else oracle.assess("dga-2566-department", parent))
        found = score(edition, answers, above)
        for topic, result in expected.topics.items():
            mine = found.topics[topic]
            assert (mine.score, mine.level, mine.status, mine.missing) == (
                result.score, result.level, result.status, tuple(result.missing)), (topic, answers)
        groups = {**expected.sub_pillars, **expected.pillars}
        for code, group in groups.items():
            own = found.sub_pillars.get(code) or found.pillars[code]
            assert (own.score, own.level, own.rests_on) == (group.score, group.level, group.rests_on), (code, answers)
        whole = expected.overall
        assert (found.overall.score, found.overall.level, found.overall.rests_on) == (
            whole.score, whole.level, whole.rests_on), answers
