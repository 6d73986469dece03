"""Which levels of an agency findings moved: what it stated, and what counts."""

from __future__ import annotations

from typing import NamedTuple

from dgmm_excel.report.outcome import Outcome


class Move(NamedTuple):
    """An id at which the stated level and the verified one differ; None where there is none."""

    code: str
    stated: int | None
    now: int | None

    def __str__(self) -> str:
        return f"{self.code}: {self.stated or '–'}→{self.now or '–'}"


def moves(one: Outcome) -> tuple[Move, ...]:
    """Return the topics of an agency whose level findings moved, in the order of the edition."""
    return tuple(found for topic in one.edition.topics if (found := moved(one, topic)) is not None)


def moved(one: Outcome, code: str) -> Move | None:
    """Return how findings moved the level at an id; None where they did not."""
    stated, now = one.stated(code), one.at(code)
    return None if stated is None or now is None or stated.level == now.level else Move(code, stated.level, now.level)
