"""What is said of each topic of an agency: its level and why, what the next level asks, its answers, its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dgmm_excel.intake.answer_words import shortened
from dgmm_excel.model.edition import Topic
from dgmm_excel.report.finding_words import FindingWords, by_topic, finding_words
from dgmm_excel.report.given_answers import GivenAnswer, given_answers
from dgmm_excel.report.moves import Move, moved
from dgmm_excel.report.outcome import Details, Outcome
from dgmm_excel.report.reasons import Why, why
from dgmm_excel.scoring.answers import TopicAssessment
from dgmm_excel.scoring.computed import computed
from dgmm_excel.text import Lang

#: The notes that a page shows: what an agency gives as evidence. Remarks are between it and its coordinator.
_EVIDENCE = "evidence."


@dataclass(frozen=True)
class TopicAccount:
    """One topic of an agency, with its official result. `blank` are the questions without an answer (one whose answer cannot be
    used is not among them), `evidence` has each of its texts, `findings` are those that bear on its level, `move` is how they
    moved it, if they did.
    """

    topic: Topic
    found: TopicAssessment
    why: Why
    answers: tuple[GivenAnswer, ...]
    blank: tuple[str, ...]
    evidence: tuple[str, ...]
    findings: tuple[FindingWords, ...] = ()
    move: Move | None = None


def topic_accounts(one: Outcome, details: Details, lang: Lang) -> Mapping[str, TopicAccount]:
    """Return what is said of each topic by its id; nothing if no return was used, or a blank one."""
    assessment = details.assessment
    if assessment is None:
        return {}
    asked, stated, official = computed(assessment.answers).asked, assessment.topics, details.verified or assessment
    findings = by_topic(one.edition, finding_words(one.edition, one.findings, details, lang))
    cells = {cell.question: cell for cell in details.answers}
    rejected = frozenset(name for name, cell in cells.items() if cell.state == "rejected")
    evidence = _evidence(details, lang)
    return {
        name: TopicAccount(
            topic, official.topics[name], why(official, name, lang, rejected),
            given_answers(topic, one.edition, cells, asked, stated[name].missing, lang),
            tuple(question for question in stated[name].missing if question not in rejected), evidence.get(name, ()),
            findings.get(name, ()), moved(one, name),
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
