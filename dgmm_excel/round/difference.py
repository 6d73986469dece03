"""What changed between two standpoints of a round, agency by agency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dgmm_excel.round.standpoint import Standpoint, Stands

#: What was before and what is now, empty for nothing.
Pair = tuple[str, str]


@dataclass(frozen=True)
class AgencyDifference:
    """What changed of an agency: its state, and by id its levels, verified levels, answers and findings.

    An agency that is in one of the two rounds alone was added or removed, and is not compared further.
    """

    code: str
    name: str
    change: Literal["changed", "added", "removed"]
    state: Pair | None = None
    levels: Mapping[str, Pair] | None = None
    verified: Mapping[str, Pair] | None = None
    answers: Mapping[str, Pair] | None = None
    findings: Mapping[str, Pair] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what `dgmm diff --json` prints of an agency; what did not change is left out."""
        said = {name: getattr(self, name) for name in ("state", "levels", "verified", "answers", "findings")}
        return {"code": self.code, "name": self.name, "change": self.change,
                **{name: found for name, found in said.items() if found}}


@dataclass(frozen=True)
class Difference:
    """What changed since `before`; `unchanged` counts the agencies of which nothing did."""

    before: Standpoint
    now: Standpoint
    agencies: tuple[AgencyDifference, ...]
    unchanged: int

    def as_json(self) -> dict[str, Any]:
        """Return what `dgmm diff --json` prints."""
        sides = {"before": self.before, "now": self.now}
        return {
            **{name: {"source": one.source, "on": one.on.isoformat()} for name, one in sides.items()},
            "agencies": [one.as_json() for one in self.agencies], "unchanged": self.unchanged,
        }


def difference(before: Standpoint, now: Standpoint) -> Difference:
    """Return what changed, in the order of the agencies now, then of those that are gone.

    Verified levels are compared only where both know of any: a handover has the stated ones and the findings.
    """
    both = all(any(one.verified for one in side.agencies.values()) for side in (before, now))
    found = tuple(_agencies(before.agencies, now.agencies, with_verified=both))
    return Difference(before, now, found, len(now.agencies) - sum(one.change != "removed" for one in found))


def _agencies(
    before: Mapping[str, Stands], now: Mapping[str, Stands], *, with_verified: bool
) -> Iterator[AgencyDifference]:
    for code, one in now.items():
        if code not in before:
            yield AgencyDifference(code, one.name, "added")
            continue
        old = before[code]
        state = None if old.state == one.state else (old.state, one.state)
        parts = [_pairs(old.levels, one.levels), _pairs(old.verified, one.verified) if with_verified else {},
                 _pairs(old.answers, one.answers), _pairs(old.findings, one.findings)]
        if state or any(parts):
            yield AgencyDifference(code, one.name, "changed", state, *parts)
    for code in before:
        if code not in now:
            yield AgencyDifference(code, before[code].name, "removed")


def _pairs(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, Pair]:
    """Return what differs, by id: those of now in their order, then those that are gone."""
    return {name: (before.get(name, ""), now.get(name, "")) for name in dict.fromkeys((*now, *before))
            if before.get(name, "") != now.get(name, "")}
