"""What a handover adds to an agency's answers: where they come from, and what was found about them below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dgmm_excel.scoring.findings import Finding


class Source(NamedTuple):
    """A round that answers came through: its id and its title."""

    id: str
    title: str


@dataclass(frozen=True)
class Handed:
    """The provenance of answers that were handed up.

    `sha256` is that of the file that the agency returned, `received` the day on which its own round received it, `rounds` are
    the rounds that it came through, its own first. `levels` are those that the last of them computed, by id, `findings` those
    that count there.
    """

    sha256: str
    received: date | None
    rounds: tuple[Source, ...]
    levels: Mapping[str, int | None]
    findings: tuple[Finding, ...] = ()

    @property
    def way(self) -> str:
        """The titles of the rounds, the agency's own first."""
        return " → ".join(one.title for one in self.rounds)
