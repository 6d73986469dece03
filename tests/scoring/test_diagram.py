"""A diagram has the scores of every set of answers."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.diagram import Diagram, NoDiagram, Scores, diagram, options, topic_tree
from tests.support.oracle import random_answers

DEPARTMENT, PROVINCE = "dga-2566-department", "dga-2566-province"
#: Topics whose rules compare one figure with another.
COMPARED = {DEPARTMENT: {"P4.4"}, PROVINCE: {"P4.1"}}


def scores(of: Diagram, answers: dict[str, object]) -> Scores:
    """Follow the answers through a diagram."""
    at = of.first
    for layer in of.layers:
        for part in layer.parts:
            if part.number == at:
                at = part.below[layer.options.place(answers.get(layer.options.question.id))]  # type: ignore[arg-type]
                break
    return of.scores[at]


def drawn(edition: Edition) -> dict[str, Diagram]:
    """Return the diagram of each topic that the agency answers; check which have none."""
    found: dict[str, Diagram] = {}
    for topic in edition.topics.values():
        if topic.source == "agency":
            of = diagram(edition, (topic.id,))
            assert (of is None) == (topic.id in COMPARED[edition.id]), topic.id
            if of is not None:
                found[topic.id] = of
    return found


def drawn_of(edition: Edition, *topics: str) -> Diagram:
    of = diagram(edition, topics)
    assert of is not None
    return of


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_it_gives_the_score_of_any_answers(name: str) -> None:
    edition, rng = load_edition(name), random.Random(1)
    diagrams = drawn(edition)
    for _ in range(60):
        a = score(edition, random_answers(name, rng))
        if not a.blank:
            for topic, of in diagrams.items():
                assert scores(of, dict(a.answers.values)) == (a.topics[topic].score,), topic


def test_topics_that_share_questions_have_one_diagram_of_both() -> None:
    edition, rng = load_edition(DEPARTMENT), random.Random(2)
    both = drawn_of(edition, "P5.1", "P5.1C")
    for _ in range(40):
        a = score(edition, random_answers(DEPARTMENT, rng))
        if not a.blank:
            assert scores(both, dict(a.answers.values)) == (a.topics["P5.1"].score, a.topics["P5.1C"].score)


def test_every_part_is_followed_by_later_ones() -> None:
    """So that each is passed once, on every way; and every number stands for one part or one end."""
    of = drawn_of(load_edition(DEPARTMENT), "P5.1", "P5.1C")
    left = set(of.scores)
    for layer in reversed(of.layers):
        assert all(left.issuperset(part.below) and left.issuperset(part.others) for part in layer.parts)
        left.update(part.number for part in layer.parts)
    assert left == set(range(of.size)) and of.first in left


def test_equal_parts_stand_once() -> None:
    # eight laws, counted up to seven: at the nth question one part for each count that is still open
    of = drawn_of(load_edition(DEPARTMENT), "P1.5")
    assert sum(len(layer.parts) for layer in of.layers) <= 8 * 7


def test_numbers_that_may_be_below_0_have_none() -> None:
    edition = load_edition(DEPARTMENT)
    (question,) = edition.topics["P4.10.2"].questions
    tree = topic_tree(edition, "P4.10.2")
    assert options(question, [tree]).answers[:2] == (None, 0)
    with pytest.raises(NoDiagram):
        options(replace(question, minimum=Fraction(-1)), [tree])


def test_what_does_not_apply_is_not_advised() -> None:
    of = drawn_of(load_edition(Path(__file__).parents[1] / "model" / "data" / "wide-points.yaml"), "A.2")
    layer = next(one for one in of.layers if one.options.question.id == "A.2.2")
    assert [layer.options.answers[place] for place in layer.advised] == ["no", "part", "full"]
    for part in layer.parts:
        assert [*part.others] == [*dict.fromkeys(part.below[place] for place in layer.advised)]
        for other in part.others:
            (answer,) = layer.change(part, other).values()
            assert part.below[layer.options.place(answer)] == other and answer != "na"
