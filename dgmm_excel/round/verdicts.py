"""What scoring a return gave, in short: enough for everything but the files that show its answers.

Kept in the round's folder of caches, so that an unchanged return is neither unpacked nor scored again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from hashlib import sha256
from itertools import starmap
from pathlib import Path
from sys import intern
from types import TracebackType
from typing import Any, Self

from dgmm_excel.faults import Fault
from dgmm_excel.intake.record import Status
from dgmm_excel.intake.score import Scored
from dgmm_excel.model.edition import MISSION
from dgmm_excel.model.measures import TopicStatus
from dgmm_excel.report.attained import Attained, attained_by, shared
from dgmm_excel.returns.cache import program_state
from dgmm_excel.returns.packed import fault_of, plain_fault
from dgmm_excel.returns.returns import Returned
from dgmm_excel.returns.store import Store
from dgmm_excel.round.folder import Member
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.findings import Finding
from dgmm_excel.text import Lang


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a return that counts gave: its status and faults with those of the round, the language and the number of its form,
    how many questions are answered and asked, its scores and levels (none of a blank one), the mission that they rest on;
    where findings bear on it, the scores and levels from the verified answers, and the questions with a finding that counts.
    """

    status: Status
    faults: tuple[Fault, ...]
    lang: Lang
    correction: int
    answered: int
    asked: int
    attained: tuple[Attained, ...]
    mission: str
    verified: tuple[Attained, ...] = ()
    found: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """Return the same for another process, as it is kept: what the verdicts of a round say alike is one value there."""
        return verdict_in, (kept_verdict(self),)


def verdict_of(scored: Scored, verified: Assessment | None = None, findings: Sequence[Finding] = ()) -> Verdict:
    """Return the verdict of a return that was scored, and scored from its verified answers where findings bear on it.

    `findings` are those that count. Raise ValueError for a return that is no form.
    """
    found = scored.assessment
    if found is None:
        raise ValueError("a file that is no form of an edition at hand has no verdict")
    form, mission = scored.form, "" if found.blank else found.answers.values.get(MISSION, "")
    return Verdict(scored.status, scored.faults, form.lang, form.correction, found.answered, found.asked, attained_by(found),
                   str(mission), () if verified is None else attained_by(verified), tuple(one.question for one in findings))


def origin_of(
    file: Returned, member: Member, figures: Mapping[str, Answer], inherited: Sequence[Fraction | None],
    findings: Sequence[Finding] = (), verified: Sequence[Fraction | None] | None = None,
) -> str:
    """Return a hash of all that a verdict rests on: the file, the mission, the researchers' figures, the parent's scores, the
    findings, the parent's verified scores (None where nothing of the parent was verified).
    """
    facts = file.sha256, file.arrival.kind, member.edition.id, member.agency.mission, sorted(figures.items()), inherited
    checked = (findings, verified) if findings or verified is not None else ()
    return sha256(repr((program_state(), *facts, *checked)).encode("utf-8", "surrogatepass")).hexdigest()


class Verdicts:
    """The verdicts of one round, by their origin; a context manager."""

    def __init__(self, folder: Path) -> None:
        self._store = Store(folder, "verdicts", ("origin",), ("verdict",))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the record. After a complete run, first delete what it did not use, if that is most."""
        if kind is None:
            self._store.prune()
        self._store.close()

    def find(self, origin: str) -> Verdict | None:
        """Return the verdict of that origin; None if the return must be scored."""
        row = self._store.find(origin)
        return None if row is None else verdict_in(row[0])

    def add(self, origin: str, verdict: bytes) -> None:
        """Keep a verdict that is as it is kept."""
        self._store.gather((origin,), (verdict,))


def kept_verdict(verdict: Verdict) -> bytes:
    """Return a verdict as it is kept."""
    facts = verdict.status, [plain_fault(fault) for fault in verdict.faults], verdict.lang, verdict.correction
    rest = verdict.answered, verdict.asked, _plain(verdict.attained), verdict.mission, _plain(verdict.verified), verdict.found
    return json.dumps([*facts, *rest], ensure_ascii=True, separators=(",", ":")).encode()


def verdict_in(kept: bytes) -> Verdict:
    """Return what is kept; what the verdicts of a round say alike is one value."""
    return _unpacked(json.loads(kept))


def _unpacked(facts: list[Any]) -> Verdict:
    status, faults, lang, correction, answered, asked, levels, mission, verified, found = facts
    stated, checked = (tuple(starmap(_attained, some)) for some in (levels, verified))
    alike: Iterable[Any] = map(intern, (status, lang, mission))
    status, lang, mission = alike
    return Verdict(status, tuple(map(fault_of, faults)), lang, correction, answered, asked, stated, mission, checked,
                   tuple(found))


def _plain(attained: Sequence[Attained]) -> list[list[str | int | None]]:
    return [[None if one.score is None else str(one.score), one.level, one.status] for one in attained]


@cache
def _attained(score: str | None, level: int | None, status: TopicStatus | None) -> Attained:
    return shared(None if score is None else Fraction(score), level, status)
