"""The rows of agencies in the table of levels: everything that has a score, with the reason and what the next level asks.

What they say of an id is kept, as they are drawn, for the agencies that stand alike there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from dgmm_excel.authoring.tables import Report, Row, whole_row
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.attained import status_at
from dgmm_excel.report.finding_words import FindingWords, with_findings
from dgmm_excel.report.line_table import Columns
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.report.reasons import names, rests_on, why
from dgmm_excel.report.standing import mission_of
from dgmm_excel.scoring.answers import Assessment, TopicAssessment
from dgmm_excel.text import Lang

#: Everything that has a score, with the reason and what the next level asks. `count` of `of` things that the topic counts were
#: there; `unanswered` questions counted as no. `score` is rounded, `exact` is not; `counts` is whether the
#: agency counts in means; `mission` is the one that it was scored by.
LEVEL_COLUMNS = (
    "agency", "edition", "id", "name", "score", "level", "status", "rests_on", "reason", "next", "count", "of", "unanswered",
    "ministry", "mission", "kind", "counts", "exact",
)
LEVELS = Columns("Levels", LEVEL_COLUMNS, (14, 24, 12, 44, 10, 10, 14, 12, 90, 70, 10, 10, 14, 40, 12, 14, 10, 14),
                 common=("id", "name", "rests_on", "reason", "next"))
#: The places of columns: those of `agency` and from `ministry` on differ from agency to agency whatever its answers are.
_CODE, _EDITION, _SCORE, _WHOSE, _LAST = map(LEVEL_COLUMNS.index, ("agency", "edition", "score", "ministry", "exact"))
#: What stands for the cells of those columns, and in no text that XML can hold.
_GAP = "\1"
#: How many rows are kept, without these cells.
_KEPT = 4096

Findings = Mapping[str, Sequence[FindingWords]]


class _Parts(NamedTuple):
    """A drawn row: what stands before the agency, behind it, and behind the cells of what it is."""

    before: bytes
    between: bytes
    after: bytes


class LevelRows:
    """Draws the rows of agencies of one edition, in one language."""

    def __init__(self, report: Report, edition: Edition, lang: Lang) -> None:
        self._edition, self._lang = edition, lang
        self._ruled = ruled = LEVELS.ruled(report, edition.digits)
        self._named = {code: ruled.cells(_EDITION, edition.id, code, name) for code, name in names(edition, lang).items()}
        self._read = {code: rests_on(edition, code) for code in edition.topics}
        places = {code: place for place, code in enumerate(edition.topics)}
        self._under: Mapping[str, Callable[[list[Any]], Any]] = {
            code: itemgetter(*(places[topic.id] for topic in edition.topics_under(code)))
            for code in edition.ids if code not in edition.topics}
        self._kept: dict[Hashable, _Parts] = {}

    def of(self, outcome: Outcome, found: Assessment, rejected: Collection[str], findings: Findings) -> tuple[Row, ...]:
        """Return the rows of an agency with that result; `rejected` are the questions whose answers could not be used,
        `findings` those that bear on a topic.
        """
        agency, parts = outcome.agency, self._kept.get
        code = self._ruled.cells(_CODE, agency.code).encode()
        whose = self._ruled.cells(_WHOSE, agency.ministry, mission_of(agency, found), agency.kind, outcome.counts).encode()
        rows = []
        for key in self._alike(found, rejected):
            one = None if key[0] in findings else parts(key)
            if one is None:
                one = self._drawn(outcome, found, key[0], rejected, findings.get(key[0], ()))
                if key[0] not in findings:
                    self._keep(key, one)
            before, between, after = one
            rows.append(Row(b"".join((before, code, between, whose, after))))
        return tuple(rows)

    def _keep(self, key: Hashable, parts: _Parts) -> None:
        if len(self._kept) >= _KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = parts

    def _alike(self, found: Assessment, rejected: Collection[str]) -> Iterator[tuple[Any, ...]]:
        """Yield each id with what its row follows from, but for findings: the answers that a topic's rule and its conditions
        read, or the score that it inherits; a group's score and how its topics stand.
        """
        given, topics = found.answers.values.get, found.topics
        for code, read in self._read.items():
            one = topics[code]
            unusable = tuple(filter(rejected.__contains__, one.missing)) if rejected else ()
            inherited = () if one.score is None or self._edition.topics[code].rule is not None else one.score
            yield code, one.level, unusable, inherited, *map(given, read)
        stand = [(one.level, one.status) for one in topics.values()]
        for code, under in self._under.items():
            at = found[code]
            yield code, at.score and at.score.as_integer_ratio(), at.level, under(stand)

    def _drawn(
        self, outcome: Outcome, found: Assessment, code: str, rejected: Collection[str], findings: Sequence[FindingWords]
    ) -> _Parts:
        edition, ruled, one = self._edition, self._ruled, found[code]
        said = why(found, code, self._lang, rejected, keep=False)
        reason, above = with_findings(said.reason, findings, self._lang) if findings else said.reason, said.next or None
        cells = ruled.cells(
            _SCORE, edition.shown(one.score), one.level, status_at(outcome.official, edition, code),
            None if isinstance(one, TopicAssessment) else one.rests_on, reason, above, said.count, said.of, said.blank)
        exact = ruled.cells(_LAST, None if one.score is None else float(one.score))
        tall = LEVELS.tall((reason, above))
        return _Parts(*whole_row(f"{_GAP}{self._named[code]}{cells}{_GAP}{exact}", tall).split(_GAP.encode()))
