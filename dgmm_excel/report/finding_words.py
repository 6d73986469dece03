"""What was found on checking an agency's answers, in words: the question, what was stated, what counts instead, and why.

Who checked stands nowhere in it: results are handed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from dgmm_excel.intake.answer_words import about_question, answer_in_words, numbered, shortened
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.report.outcome import Details
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.findings import Finding
from dgmm_excel.text import Lang, long_date, said


@dataclass(frozen=True)
class FindingWords:
    """One finding. `about` has the topic, then the question with its number on the form; `answer` is what was stated, `counted`
    what counts, `says` the whole in one sentence, for the reason of a level.
    """

    question: Question
    finding: Finding
    stated: Answer | None
    counts: Answer | None
    about: tuple[str, str]
    kind: str
    answer: str
    counted: str
    reason: str
    day: str
    says: str


def finding_words(edition: Edition, findings: Sequence[Finding], details: Details, lang: Lang) -> tuple[FindingWords, ...]:
    """Return the findings about an agency that count, in the order of the questions."""
    if not findings:
        return ()
    order = {name: place for place, name in enumerate(edition.questions)}
    in_order = sorted(findings, key=lambda finding: order[finding.question])
    return tuple(_words(edition, finding, details, lang) for finding in in_order)


def with_findings(reason: str, found: Iterable[FindingWords], lang: Lang) -> str:
    """Return the reason for a level, followed by the findings that bear on it."""
    says = "; ".join(one.says for one in found)
    return "\n".join(filter(None, (reason, said("verified.found", lang, findings=says) if says else "")))


def by_topic(edition: Edition, found: tuple[FindingWords, ...]) -> Mapping[str, tuple[FindingWords, ...]]:
    """Return the findings by each topic whose level they bear on; topics without any are left out."""
    if not found:
        return {}
    under = {topic: tuple(one for one in found if one.question.id in _read(edition, topic)) for topic in edition.topics}
    return {topic: some for topic, some in under.items() if some}


@cache
def _read(edition: Edition, code: str) -> frozenset[str]:
    """Return the questions that the level of a topic rests on, with those that their conditions read."""
    topic = edition.topics[code]
    rule = topic.rule.uses() if topic.rule is not None and topic.source == "agency" else ()
    names, more = {use.question for use in rule}, {question.id for question in topic.questions}
    while more := {name for name in more if name in edition.questions} - names:
        names |= more
        conditions = (edition.questions[name].asked_when for name in names if name in edition.questions)
        more = {use.question for condition in conditions if condition is not None for use in condition.uses()}
    return frozenset(names)


def _words(edition: Edition, finding: Finding, details: Details, lang: Lang) -> FindingWords:
    question = edition.questions[finding.question]
    stated, counts = (None if found is None else found.answers.values.get(finding.question)
                      for found in (details.assessment, details.verified))
    item = numbered(edition, [(question.id,)], lang)
    reason, day = shortened(finding.reason, lang), _day(finding.day, lang)
    answer, counted = (_answer(question, value, lang) for value in (stated, counts))
    says = said("verified.says", lang, item=item, kind=finding.kind, counted=counted, reason=reason, day=day)
    kind = said(f"verified.{finding.kind}", lang)
    about = about_question(edition, question, lang)
    return FindingWords(question, finding, stated, counts, about, kind, answer, counted, reason, day, says)


def _answer(question: Question, value: Answer | None, lang: Lang) -> str:
    return said("agency.blank", lang) if value is None else answer_in_words(question, value, lang)


def _day(day: str, lang: Lang) -> str:
    """Return a day written out; as it is where it is no date."""
    try:
        return long_date(date.fromisoformat(day), lang)
    except ValueError:
        return day
