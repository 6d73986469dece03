"""The figures of a round made a second time, from the file of answers, and compared with those that reports print.

A way of its own: the file is read as any program reads it, each agency is scored by the public scorer, departments first, once
more from the answers after findings, and means are plain sums. Nothing of `report` computes here; what a program or a damaged
cache got wrong on one way shows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import NamedTuple

from dgmm_excel.errors import AnswerError, Mistake, RoundError
from dgmm_excel.files import plain
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.figures import Figures
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.round.answer_lines import AnswerLine, by_agency, scoring_values
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.scoring.evaluate import score
from dgmm_excel.scoring.findings import verified_answers
from dgmm_excel.text import phrase


@dataclass
class _Sums:
    """What the agencies of an edition that count come to: at each id the sum of scores, and how many have each level."""

    counting: int = 0
    overall: list[Fraction] = field(default_factory=list)
    scores: dict[str, Fraction] = field(default_factory=dict)
    levels: dict[str, Counter[int]] = field(default_factory=dict)

    def add(self, found: Assessment, codes: Iterable[str]) -> None:
        """Add an agency that counts."""
        self.counting += 1
        if found.overall.score is not None:
            self.overall.append(found.overall.score)
        for code in codes:
            one = found[code]
            if one.score is not None and one.level is not None:
                self.scores[code] = self.scores.get(code, Fraction()) + one.score
                self.levels.setdefault(code, Counter())[one.level] += 1


def cross_check(result: RoundResult, answers: Path) -> None:
    """Raise RoundError, with every difference, where the figures of a round are not those of its file of answers.

    Compared are, of each edition: agencies that count, and at overall, every pillar and every topic how many have a score, its
    mean, and how many have each level; the overall median too. Once anything was verified, also what they are as stated.
    """
    counted = _counted(result, answers)
    pairs = [("", result.figures, counted.official)]
    if result.verified:
        pairs.append((" stated", result.stated_figures, counted.stated))
    wrong = counted.unusable + [
        mistake for mark, figures, sums in pairs for edition in result.editions
        for mistake in _differences(figures.editions[edition.id], sums[edition.id], mark)]
    if wrong:
        raise RoundError(str(phrase("check.figures")), wrong)


def _codes(edition: Edition) -> tuple[str, ...]:
    """Return the ids that are compared; one that a pillar and a topic share comes once."""
    return tuple(dict.fromkeys(("overall", *(pillar.id for pillar in edition.pillars), *edition.topics)))


# -- from the answers ------------------------------------------------------------------------------


class _Scored(NamedTuple):
    """An agency from its answers as it stated them, and from those that findings replaced; the same where there are none."""

    stated: Assessment
    official: Assessment


@dataclass
class _Counted:
    """The sums of each edition, official and as stated, and a mistake for each agency whose answers cannot be scored."""

    official: dict[str, _Sums] = field(default_factory=lambda: defaultdict(_Sums))
    stated: dict[str, _Sums] = field(default_factory=lambda: defaultdict(_Sums))
    unusable: list[Mistake] = field(default_factory=list)

    def add(self, one: Outcome, found: _Scored, counts_from: Fraction) -> None:
        """Add an agency, if it counts."""
        if not found.stated.blank and found.stated.answered >= counts_from * found.stated.asked:
            self.official[one.edition.id].add(found.official, _codes(one.edition))
            self.stated[one.edition.id].add(found.stated, _codes(one.edition))


def _counted(result: RoundResult, answers: Path) -> _Counted:
    """Return what the answers of all agencies come to."""
    outcomes = {plain(one.agency.code): one for one in result.outcomes}  # as the file has the codes
    parents = {one.agency.parent.casefold() for one in result.outcomes if one.edition.inherited}
    counted, kept = _Counted(), dict[str, _Scored]()
    for inheriting in sorted({bool(edition.inherited) for edition in result.editions}):  # parents first
        for code, lines in by_agency(answers):
            one = outcomes.get(code)
            if one is None or bool(one.edition.inherited) is not inheriting:
                continue
            try:
                found = _scored(one, lines, kept.get(one.agency.parent.casefold()))
            except AnswerError as error:
                counted.unusable.append(Mistake(f"{answers.name}: {code}", str(error.mistakes[0])))
                continue
            counted.add(one, found, result.counts_from)
            if one.agency.code.casefold() in parents and not found.stated.blank:
                kept[one.agency.code.casefold()] = found
    return counted


def _scored(one: Outcome, lines: Iterable[AnswerLine], parent: _Scored | None) -> _Scored:
    """Score an agency's answers, and the answers after findings about it or about what it inherits."""
    stated = score(one.edition, scoring_values(one.edition, lines), parent=None if parent is None else parent.stated)
    if not one.findings and (parent is None or parent.official is parent.stated):
        return _Scored(stated, stated)
    verified = verified_answers(one.edition, stated.answers.values, one.findings)
    return _Scored(stated, score(one.edition, verified, parent=None if parent is None else parent.official))


# -- compared --------------------------------------------------------------------------------------


def _differences(printed: Figures, sums: _Sums, mark: str) -> Iterator[Mistake]:
    """Yield a mistake for each figure that is not what the answers come to; `mark` says of which figures these are."""
    edition = printed.edition
    unlike = partial(_unlike, edition, mark)
    yield from unlike("overall", "counting", printed.tally.counting, sums.counting)
    for code in _codes(edition):
        at, levels = printed.spreads[code], sums.levels.get(code, Counter[int]())
        count = levels.total()
        yield from unlike(code, "count", at.count, count)
        yield from unlike(code, "mean", at.mean, sums.scores[code] / count if count else None)
        at_level = tuple(levels[level] for level in edition.scale)
        yield from unlike(code, "levels", at.at_level, at_level)
    yield from unlike("overall", "median", printed.spreads["overall"].median, _middle(sums.overall))


def _middle(scores: Collection[Fraction]) -> Fraction | None:
    ordered = sorted(scores)
    both = ordered[(len(ordered) - 1) // 2:len(ordered) // 2 + 1]
    return sum(both, Fraction()) / len(both) if both else None


def _unlike(edition: Edition, mark: str, code: str, what: str, printed: object, counted: object) -> Iterator[Mistake]:
    """Yield a mistake if a figure is not what the answers come to."""
    if printed != counted:
        both = {"printed": _shown(edition, printed), "counted": _shown(edition, counted)}
        words = phrase("check.figure", what=phrase(f"check.figure_{what}"), **both)
        yield Mistake(f"{edition.id} {code}{mark}", str(words))


def _shown(edition: Edition, figure: object) -> str:
    if isinstance(figure, Fraction):
        return f"{edition.shown(figure)} ({figure})"
    return "–" if figure is None else ", ".join(map(str, figure)) if isinstance(figure, tuple) else str(figure)
