"""What another edition would do to the levels of a consolidated round: its answers carried over and scored by the new rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dgmm_excel.errors import RoundError
from dgmm_excel.model.continuation import Continuation, continuation
from dgmm_excel.model.edition import Edition
from dgmm_excel.round.answer_lines import scoring_values
from dgmm_excel.round.old_round import OldAgency, OldRound, read_old_round, score_old_rounds
from dgmm_excel.scoring.answers import Answer, Assessment, exact
from dgmm_excel.scoring.evaluate import score
from dgmm_excel.scoring.migration import carried_answers, migrated
from dgmm_excel.text import phrase


@dataclass(frozen=True)
class Moved:
    """The levels of one agency that move: by id of the new edition the level before and after; None for none."""

    code: str
    name: str
    levels: Mapping[str, tuple[int | None, int | None]]

    def as_json(self) -> dict[str, Any]:
        """Return it as `dgmm diff --json` prints it."""
        return {"code": self.code, "name": self.name, "levels": {name: list(pair) for name, pair in self.levels.items()}}


@dataclass(frozen=True)
class Effect:
    """Which agencies' levels move, and how many agencies were scored."""

    moved: tuple[Moved, ...]
    scored: int


def edition_effect(folder: Path, old: Edition, new: Edition) -> Effect:
    """Return what the new edition would do to the agencies of a round that answered the old one.

    Answers count as they did in the round, researchers' figures with them; the old levels are those by the round's own copy.
    Raise RoundError for a folder that was not consolidated, for a round without the old edition, and where the new one does not
    follow it.
    """
    common, before = continuation(new, old), read_old_round(folder)
    if old.id not in before.editions:
        raise RoundError(str(phrase("diff.no_edition", folder=folder, edition=old.id, known=", ".join(before.editions))))
    if common is None:
        raise RoundError(str(phrase("diff.not_following", old=old.id, new=new.id)))
    assessed: dict[str, Assessment] = {}
    found: list[Moved] = []
    count = 0

    def taken(_: OldRound, agency: OldAgency, was: Assessment, lines: Sequence[Sequence[str]]) -> None:
        nonlocal count
        assessed[agency.code.casefold()] = was
        if agency.edition != old.id or was.blank:
            return
        count += 1
        parent = assessed.get(agency.parent.casefold())
        fits = parent is not None and new.base is not None and parent.edition.id == new.base.id
        after = score(new, dict(_carried(was, new, common, lines)), parent=parent if fits else None)
        levels = dict(_moved(was, after, common))
        if levels:
            found.append(Moved(agency.code, agency.name_th, levels))

    score_old_rounds([before], taken)
    return Effect(tuple(found), count)


def _carried(was: Assessment, new: Edition, common: Continuation, lines: Sequence[Sequence[str]]) -> Iterator[tuple[str, Any]]:
    """Yield the answers to the new edition: the agency's own as they migrate, and the researchers' figures."""
    values = {name: value for name, value in scoring_values(was.edition, [list(line) for line in lines]).items()
              if name in was.edition.questions}
    own: dict[str, Answer] = {name: exact(was.edition.questions[name], value) for name, value in values.items()}
    if was.edition.digest == new.digest:
        yield from own.items()
        return
    editions = (was.edition, new)
    if new.predecessor is None or new.predecessor.edition != was.edition.id:  # the same id: only its file was changed
        yield from _as_they_fit(new, own, {name: name for name in new.questions})
        return
    yield from carried_answers(migrated(editions, own, {})).items()
    figures = {after: before for after, before in common.questions.items() if new.questions[after].answered_by != "agency"}
    yield from _as_they_fit(new, own, figures)


def _as_they_fit(new: Edition, values: Mapping[str, Answer], names: Mapping[str, str]) -> Iterator[tuple[str, Answer]]:
    """Yield the answers to questions by their new ids that the new edition takes."""
    for after, before in names.items():
        if before in values:
            try:
                yield after, exact(new.questions[after], values[before])
            except ValueError:
                continue


def _moved(was: Assessment, after: Assessment, common: Continuation) -> Iterator[tuple[str, tuple[int | None, int | None]]]:
    for name, before in {**common.whole, "overall": "overall"}.items():
        pair = was[before].level, after[name].level
        if pair[0] != pair[1]:
            yield name, pair
