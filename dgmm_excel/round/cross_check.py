"""The figures of a round made a second time, from the file of answers, and compared with those that reports print.

A way of its own: the file is read as any program reads it, each agency is scored by the public scorer, departments first, and
means are plain sums. Nothing of `report` computes here; what a program or a damaged cache got wrong on one way shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from dgmm_excel.errors import AnswerError, Mistake, RoundError
from dgmm_excel.files import plain
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.figures import Figures
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.round.answer_lines import by_agency, scoring_values
from dgmm_excel.scoring.answers import Assessment, two_decimals
from dgmm_excel.scoring.evaluate import score
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
    mean, and how many have each level; the overall median too.
    """
    sums, unusable = _sums(result, answers)
    wrong = [*unusable, *(mistake for edition in result.editions
                          for mistake in _differences(result.figures.editions[edition.id], sums[edition.id]))]
    if wrong:
        raise RoundError(str(phrase("check.figures")), wrong)


def _codes(edition: Edition) -> tuple[str, ...]:
    """Return the ids that are compared; one that a pillar and a topic share comes once."""
    return tuple(dict.fromkeys(("overall", *(pillar.id for pillar in edition.pillars), *edition.topics)))


# -- from the answers ------------------------------------------------------------------------------


def _sums(result: RoundResult, answers: Path) -> tuple[Mapping[str, _Sums], list[Mistake]]:
    """Return the sums of each edition, and a mistake for each agency whose answers cannot be scored."""
    outcomes = {plain(one.agency.code): one for one in result.outcomes}  # as the file has the codes
    parents = {one.agency.parent.casefold() for one in result.outcomes if one.edition.inherited}
    sums, kept = {edition.id: _Sums() for edition in result.editions}, dict[str, Assessment]()
    mistakes: list[Mistake] = []
    for inheriting in sorted({bool(edition.inherited) for edition in result.editions}):  # parents first
        for code, lines in by_agency(answers):
            one = outcomes.get(code)
            if one is None or bool(one.edition.inherited) is not inheriting:
                continue
            try:
                found = score(one.edition, scoring_values(one.edition, lines), parent=kept.get(one.agency.parent.casefold()))
            except AnswerError as error:
                mistakes.append(Mistake(f"{answers.name}: {code}", str(error.mistakes[0])))
                continue
            _take(sums[one.edition.id], one, found, result.counts_from)
            if one.agency.code.casefold() in parents and not found.blank:
                kept[one.agency.code.casefold()] = found
    return sums, mistakes


def _take(sums: _Sums, one: Outcome, found: Assessment, counts_from: Fraction) -> None:
    if not found.blank and found.answered >= counts_from * found.asked:
        sums.add(found, _codes(one.edition))


# -- compared --------------------------------------------------------------------------------------


def _differences(printed: Figures, sums: _Sums) -> Iterator[Mistake]:
    edition = printed.edition
    yield from _unlike(edition, "overall", "counting", printed.tally.counting, sums.counting)
    for code in _codes(edition):
        at, levels = printed.spreads[code], sums.levels.get(code, Counter[int]())
        count = levels.total()
        yield from _unlike(edition, code, "count", at.count, count)
        yield from _unlike(edition, code, "mean", at.mean, sums.scores[code] / count if count else None)
        at_level = tuple(levels[place + 1] for place in range(len(edition.levels)))
        yield from _unlike(edition, code, "levels", at.at_level, at_level)
    yield from _unlike(edition, "overall", "median", printed.spreads["overall"].median, _middle(sums.overall))


def _middle(scores: Collection[Fraction]) -> Fraction | None:
    ordered = sorted(scores)
    both = ordered[(len(ordered) - 1) // 2:len(ordered) // 2 + 1]
    return sum(both, Fraction()) / len(both) if both else None


def _unlike(edition: Edition, code: str, what: str, printed: object, counted: object) -> Iterator[Mistake]:
    """Yield a mistake if a figure is not what the answers come to."""
    if printed != counted:
        words = phrase("check.figure", what=phrase(f"check.figure_{what}"), printed=_shown(printed), counted=_shown(counted))
        yield Mistake(f"{edition.id} {code}", str(words))


def _shown(figure: object) -> str:
    if isinstance(figure, Fraction):
        return f"{two_decimals(figure)} ({figure})"
    return "–" if figure is None else ", ".join(map(str, figure)) if isinstance(figure, tuple) else str(figure)
