"""What is said of each topic of an agency: its level and why, what the next level asks, its answers, its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dgmm_excel.model.edition import Topic
from dgmm_excel.report.given_answers import GivenAnswer, given_answers, shortened
from dgmm_excel.report.outcome import Details, Outcome
from dgmm_excel.report.reasons import Why, why
from dgmm_excel.scoring.answers import TopicAssessment
from dgmm_excel.scoring.computed import computed
from dgmm_excel.text import Lang

#: The notes that a page shows: what an agency gives as evidence. Remarks are between it and its coordinator.
_EVIDENCE = "evidence."


@dataclass(frozen=True)
class TopicAccount:
    """One topic of an agency. `blank` are the questions without an answer (one whose answer cannot be used is not among them),
    `evidence` has each of its texts.
    """

    topic: Topic
    found: TopicAssessment
    why: Why
    answers: tuple[GivenAnswer, ...]
    blank: tuple[str, ...]
    evidence: tuple[str, ...]


def topic_accounts(one: Outcome, details: Details, lang: Lang) -> Mapping[str, TopicAccount]:
    """Return what is said of each topic by its id; nothing if no return was used, or a blank one."""
    assessment = details.assessment
    if assessment is None:
        return {}
    asked, found = computed(assessment.answers).asked, assessment.topics
    cells = {cell.question: cell for cell in details.answers}
    rejected = frozenset(name for name, cell in cells.items() if cell.state == "rejected")
    evidence = _evidence(details, lang)
    return {
        name: TopicAccount(
            topic, found[name], why(assessment, name, lang, rejected),
            given_answers(topic, one.edition, cells, asked, found[name].missing, lang),
            tuple(question for question in found[name].missing if question not in rejected), evidence.get(name, ()),
        )
        for name, topic in one.edition.topics.items()
    }


def _evidence(details: Details, lang: Lang) -> Mapping[str, tuple[str, ...]]:
    """Return what an agency gives as evidence, by topic; a note on a copied sheet has several texts."""
    found: dict[str, list[str]] = {}
    for note in details.notes:
        if note.id.startswith(_EVIDENCE):
            found.setdefault(note.id.removeprefix(_EVIDENCE), []).append(shortened(note.text, lang))
    return {topic: tuple(dict.fromkeys(texts)) for topic, texts in found.items()}
