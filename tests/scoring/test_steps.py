"""What one step at a topic does to the whole."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.model.describe import level_above
from dgmm_excel.scoring.steps import lifting, overall_after
from tests.support.oracle import STRUCTURE, level_of
from tests.support.proof_editions import NAMES, edition_of, random_answers
from tests.support.returned import DEPARTMENT, some_answers


def mean(scores: list[Fraction | None]) -> Fraction | None:
    there = [one for one in scores if one is not None]
    return sum(there, Fraction()) / len(there) if there else None


def test_the_level_is_that_of_the_mean_of_pillars_with_the_topic_changed() -> None:
    edition = load_edition(DEPARTMENT)
    found = score(edition, some_answers(edition))
    scores = {code: found[code].score for code in edition.ids}
    seen = set()
    for topic in edition.topics:
        for level in range(1, 6):
            changed = scores | {topic: Fraction(level)}
            overall = mean([mean([mean([changed[one] for one in topics]) for topics in subs.values()])
                            for subs in STRUCTURE[DEPARTMENT].values()])
            assert overall is not None
            assert overall_after(edition, scores, topic, level) == level_of(overall)
            seen.add(level_of(overall))
    assert seen, "P4.U, which is pending, gets a score too"


def test_a_step_can_move_the_whole_over_the_edge_of_a_band() -> None:
    """All topics at level 1 but those of P7, a pillar of one topic: (6 + 5) / 7 = 1.57 and (6 + 7) / 7 = 1.86."""
    edition = load_edition(DEPARTMENT)
    scores: dict[str, Fraction | None] = dict.fromkeys(edition.ids, Fraction(1))
    assert overall_after(edition, scores, "P7", 5) == 1
    scores |= {code: Fraction(3) for code in edition.ids if code.startswith(("P1", "S1"))}
    assert overall_after(edition, scores, "P7", 4) == 1  # (3 + 5 + 4) / 7 = 1.71
    assert overall_after(edition, scores, "P7", 5) == 2  # 13 / 7 = 1.86
    assert scores["P7"] == 1, "what was given stays"


@pytest.mark.parametrize("name", [DEPARTMENT, *NAMES])
def test_the_topics_that_lift_are_those_after_which_the_level_is_higher(name: str) -> None:
    """By what they weigh, and by computing the whole anew with the topic changed; some lift and some do not."""
    edition, rng, seen = load_edition(name) if name == DEPARTMENT else edition_of(name), Random(name), Counter[bool]()
    for _ in range(60):
        found = score(edition, random_answers(edition, rng))
        level = found.level_at("overall")
        if level is not None:
            scores = {code: found[code].score for code in edition.ids}
            levels = {topic: found[topic].level for topic in edition.topics}
            steps = {topic: above for topic, now in levels.items()
                     if now is not None and (above := level_above(edition, topic, now)) is not None}
            lift = {topic: (overall_after(edition, scores, topic, above) or 0) > level for topic, above in steps.items()}
            assert lifting(edition, scores, level, steps) == [topic for topic, lifts in lift.items() if lifts]
            seen.update(lift.values())
    assert seen[False]
    assert seen[True] or name in ("cyfun-like", "percent"), "a step at one topic lifts none of these two"
