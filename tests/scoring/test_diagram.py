"""A diagram has the scores of every set of answers."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.diagram import Branching, Diagram, NoDiagram, Scores, diagram, options, topic_tree
from tests.support.oracle import random_answers

DEPARTMENT, PROVINCE = "dga-2566-department", "dga-2566-province"
#: Topics whose rules compare one figure with another.
COMPARED = {DEPARTMENT: {"P4.4"}, PROVINCE: {"P4.1"}}


def scores(of: Diagram, answers: dict[str, object]) -> Scores:
    """Follow the answers through a diagram."""
    while isinstance(of, Branching):
        of = of.below[of.options.place(answers.get(of.options.question.id))]  # type: ignore[arg-type]
    return of


def drawn(edition: Edition) -> dict[str, Diagram]:
    """Return the diagram of each topic that the agency answers; check which have none."""
    found: dict[str, Diagram] = {}
    for topic in edition.topics.values():
        if topic.source == "agency" and topic.id in COMPARED[edition.id]:
            with pytest.raises(NoDiagram):
                diagram(edition, (topic.id,))
        elif topic.source == "agency":
            found[topic.id] = diagram(edition, (topic.id,))
    return found


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
    both = diagram(edition, ("P5.1", "P5.1C"))
    for _ in range(40):
        a = score(edition, random_answers(DEPARTMENT, rng))
        if not a.blank:
            assert scores(both, dict(a.answers.values)) == (a.topics["P5.1"].score, a.topics["P5.1C"].score)


def size(of: Diagram) -> int:
    seen: set[int] = set()

    def count(one: Diagram) -> None:
        if isinstance(one, Branching) and id(one) not in seen:
            seen.add(id(one))
            for below in one.below:
                count(below)

    count(of)
    return len(seen)


def test_equal_parts_stand_once() -> None:
    # eight laws, counted up to seven: at the nth question one part for each count that is still open
    assert size(diagram(load_edition(DEPARTMENT), ("P1.5",))) <= 8 * 7


def test_numbers_that_may_be_below_0_have_none() -> None:
    edition = load_edition(DEPARTMENT)
    (question,) = edition.topics["P4.10.2"].questions
    tree = topic_tree(edition, "P4.10.2")
    assert options(question, [tree]).answers[:2] == (None, 0)
    with pytest.raises(NoDiagram):
        options(replace(question, minimum=Fraction(-1)), [tree])
