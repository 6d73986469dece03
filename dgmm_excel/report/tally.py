"""How far some agencies have come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dgmm_excel.report.standing import Standing
from dgmm_excel.report.state import AGENCY_STATES, AgencyState


@dataclass(frozen=True)
class Tally:
    """The number of agencies in each state, the number that counts in means, the number that is late."""

    states: Mapping[AgencyState, int]
    counting: int
    late: int

    @property
    def sent(self) -> int:
        """The number of agencies that were asked; each is in exactly one state."""
        return sum(self.states.values())

    @property
    def rate(self) -> Fraction | None:
        """The response rate: the part that counts in means; None of no agency."""
        return Fraction(self.counting, self.sent) if self.sent else None


def tally(agencies: Iterable[Standing]) -> Tally:
    """Return how far the agencies have come."""
    states = dict.fromkeys(AGENCY_STATES, 0)
    counting = late = 0
    for one in agencies:
        states[one.state] += 1
        counting += one.counts
        late += one.late
    return Tally(states, counting, late)
