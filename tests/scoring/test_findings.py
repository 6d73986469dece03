"""What counts once findings replace stated answers: by hand, and the lowest score against every way to answer."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dgmm_excel import AnswerError, load_edition, score
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.computed import number_of
from dgmm_excel.scoring.diagram import amount_of, topic_tree
from dgmm_excel.scoring.findings import Finding, FindingKind, counting, verified_answers
from tests.support.oracle import random_answers

DEPARTMENT, PROVINCE = "dga-2566-department", "dga-2566-province"
MINI = str(Path(__file__).parents[1] / "model" / "data" / "mini.yaml")
TRANSACTIONS: dict[str, Answer] = {"name": "ใบรับรอง", "prev_total": 100, "prev_digital": 40, "cur_total": 100, "cur_digital": 60}
ROW = {f"P4.4.1.{figure}": value for figure, value in TRANSACTIONS.items()}


def found(question: str, kind: FindingKind, value: Answer | None = None, about: Answer | None = None) -> Finding:
    return Finding(question, kind, value, "ไม่พบหลักฐาน", "สมชาย", "2026-11-29", about)


def verified(edition: str, answers: Mapping[str, Answer], *findings: Finding) -> dict[str, Answer]:
    return dict(verified_answers(load_edition(edition), answers, findings))


def test_a_claim_that_holds_changes_nothing_and_others_count_as_the_lowest_answer() -> None:
    answers: dict[str, Answer] = {"P1.5.01": True, "P1.5.02": True, "P2.7.training": "all", "P4.10.2.count": 5}
    assert verified(DEPARTMENT, answers, found("P1.5.01", "holds")) == answers
    assert verified(
        DEPARTMENT, answers, found("P1.5.01", "does_not_hold"), found("P2.7.training", "not_shown"),
        found("P4.10.2.count", "not_shown"),
    ) == {"P1.5.01": False, "P1.5.02": True, "P2.7.training": "none", "P4.10.2.count": 0}


def test_a_corrected_answer_counts_exactly() -> None:
    answers: dict[str, Answer] = {"P2.7.training": "all", "P4.10.2.count": 5}
    assert verified(
        DEPARTMENT, answers, found("P2.7.training", "corrected", "service"), found("P4.10.2.count", "corrected", Fraction(3)),
    ) == {"P2.7.training": "service", "P4.10.2.count": 3}


def test_a_total_that_is_not_shown_counts_as_not_given_since_a_lower_one_would_raise_the_share() -> None:
    # 60 of 100 after 40 of 100: grown, and from one half on, level 5. A row filled in partly is level 1.
    assert score(load_edition(DEPARTMENT), ROW)["P4.4"].level == 5
    for figure in ("cur_total", "prev_total"):
        now = verified(DEPARTMENT, ROW, found(f"P4.4.1.{figure}", "not_shown"))
        assert now == {name: value for name, value in ROW.items() if not name.endswith(figure)}
        assert score(load_edition(DEPARTMENT), now)["P4.4"].level == 1


def test_leaving_a_whole_row_unshown_never_lifts_the_level() -> None:
    # Service 2 alone holds the share back: 110 of 1,100. Without its row, 60 of 100 would be level 5.
    weak: dict[str, Answer] = {
        "P4.4.2.name": "ใบอนุญาต", "P4.4.2.prev_total": 1000, "P4.4.2.prev_digital": 40, "P4.4.2.cur_total": 1000,
        "P4.4.2.cur_digital": 50}
    stated = score(load_edition(DEPARTMENT), ROW | weak)["P4.4"].score
    assert stated == 3
    now = verified(DEPARTMENT, ROW | weak, *(found(name, "not_shown") for name in weak))
    assert score(load_edition(DEPARTMENT), now)["P4.4"].score == 1


def test_the_lowest_answer_to_whether_figures_are_unknown_is_yes() -> None:
    answers: dict[str, Answer] = {"P4.1.unknown": False, "P4.1.total": 4, "P4.1.digital": 4}
    now = verified(PROVINCE, answers, found("P4.1.unknown", "does_not_hold"))
    assert now["P4.1.unknown"] is True and score(load_edition(PROVINCE), now)["P4.1"].level == 1


def test_a_finding_counts_only_for_the_answer_that_was_checked() -> None:
    one = found("P2.7.training", "not_shown", about="service")
    assert counting({"P2.7.training": "service"}, [one]) == (one,)
    assert counting({"P2.7.training": "all"}, [one]) == counting({}, [one]) == ()
    assert verified(DEPARTMENT, {"P2.7.training": "all"}, one) == {"P2.7.training": "all"}
    assert verified(DEPARTMENT, {"P2.7.training": "service"}, one) == {"P2.7.training": "none"}
    assert verified(DEPARTMENT, {}, found("P1.5.01", "corrected", True)) == {}


def test_impossible_corrections_and_unknown_questions_are_refused_all_at_once() -> None:
    with pytest.raises(AnswerError) as told:
        verified(DEPARTMENT, {}, found("P1.5.01", "corrected", "yes"), found("P4.10.2.count", "corrected", 9),
                 found("P2.7.training", "corrected", "some"), found("P9.9", "holds"))
    assert [one.where for one in told.value.mistakes] == ["P1.5.01", "P4.10.2.count", "P2.7.training", "P9.9"]
    with pytest.raises(AnswerError, match=r"P1\.5\.01"):
        verified(DEPARTMENT, {"P1.5.01": True}, found("P1.5.01", "corrected"))


# -- against every way to answer -------------------------------------------------------------------


def every_answer(question: Question, stated: Answer) -> Sequence[Answer | None]:
    """All that could be answered instead; of numbers, those around the stated ones and the ends."""
    match question.type:
        case "yes_no":
            return False, True
        case "choice":
            return [choice.key for choice in question.choices]
        case "text":
            return None, stated
        case _:
            top = 999_999 if question.maximum is None else int(question.maximum)
            numbers = {0, 1, 2, 3, int(Fraction(stated)), int(Fraction(stated)) + 1, top}
            return None, *sorted(one for one in numbers if one <= top and one >= (question.minimum or 0))


def least(edition: Edition, topic: str, answers: Mapping[str, Answer], names: Sequence[str]) -> Fraction:
    """The lowest score that the topic can have with other answers to these questions, by its rule's expression."""
    reached = number_of(topic_tree(edition, topic))
    ways = product(*(every_answer(edition.questions[name], answers[name]) for name in names))
    scores = [reached(_entered(edition, {**answers, **dict(zip(names, way, strict=True))})) for way in ways]
    return Fraction(min(scores))


def _entered(edition: Edition, answers: Mapping[str, Answer | None]) -> Any:
    """What the expression reads: whether a question has an answer, and its amount."""
    given = {name: value for name, value in answers.items() if value is not None}
    return SimpleNamespace(
        given={name: int(name in given) for name in edition.questions},
        amount=dict.fromkeys(edition.questions, 0) | {one: amount_of(edition.questions[one], given[one]) for one in given})


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE, MINI])
def test_claims_that_do_not_hold_leave_the_lowest_score_that_any_answers_give(name: str) -> None:
    edition, rng, lowered = load_edition(name), random.Random(7), 0
    for _ in range(3):
        given = random_answers(name, rng) if name != MINI else _random(edition, rng)
        answers: dict[str, Any] = {one: value for one, value in given.items() if value is not None}
        for topic in edition.topics.values():
            own = [one.id for one in topic.questions if one.id in answers and one.answered_by == "agency"]
            if topic.source == "agency" and own:
                names = rng.sample(own, min(len(own), 2))
                now = verified_answers(edition, answers, [found(one, "not_shown") for one in names])
                reached = score(edition, now)[topic.id].score
                assert reached == least(edition, topic.id, answers, names), (topic.id, names, answers)
                lowered += reached < (score(edition, answers)[topic.id].score or 0)
    assert lowered >= 5


def _random(edition: Edition, rng: random.Random) -> dict[str, Answer | None]:
    """Answers of the agency to most questions of an edition that the oracle does not know."""
    return {one.id: rng.choice([value for value in every_answer(one, 4 if one.type != "text" else "ก") if value is not None])
            for one in edition.questions.values() if rng.random() < 0.8 and one.answered_by == "agency"}
