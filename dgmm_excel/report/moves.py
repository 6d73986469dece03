"""What findings did: which levels of an agency they moved, and what the mean of all was without them."""

from __future__ import annotations

from typing import NamedTuple

from dgmm_excel.model.edition import Edition
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.scale import score_words
from dgmm_excel.text import Text, phrase


class Move(NamedTuple):
    """An id at which the stated level and the verified one differ; None where there is none."""

    code: str
    stated: int | None
    now: int | None

    def __str__(self) -> str:
        return f"{self.code}: {level_words(self.stated)}→{level_words(self.now)}"


def level_words(level: int | None) -> str:
    """Return the number of a level; a dash for none."""
    return "–" if level is None else str(level)


def moves(one: Outcome) -> tuple[Move, ...]:
    """Return the topics of an agency whose level findings moved, in the order of the edition."""
    return tuple(found for topic in one.edition.topics if (found := moved(one, topic)) is not None)


def moved(one: Outcome, code: str) -> Move | None:
    """Return how findings moved the level at an id; None where they did not."""
    stated, now = one.stated(code), one.at(code)
    return None if stated is None or now is None or stated.level == now.level else Move(code, stated.level, now.level)


def means_moved(result: RoundResult, edition: Edition) -> Text | None:
    """Return how many agencies of an edition were verified and what that did to their mean; None if none was."""
    count = sum(bool(one.verified) for one in result.of(edition))
    if not count:
        return None
    both = {key: figures.editions[edition.id].spreads["overall"].mean
            for key, figures in (("stated", result.stated_figures), ("now", result.figures))}
    shown = {key: score_words(edition, mean) for key, mean in both.items()}
    return phrase("verified.means", count=count, **shown)
