"""The figures of a round: all that its workbook, pages and data files say of more than one agency. They print; this computes.

Figures are exact and made from light rows (`standing`), each part when it is first asked for. Two sets of rows, such as what
agencies state and what was verified, or two years, give two sets of figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dgmm_excel.model.edition import Edition
from dgmm_excel.report.peers import Grouping, Place, group_of, places_in_groups, places_of_all
from dgmm_excel.report.spread import Spread, spreads
from dgmm_excel.report.standing import Standing
from dgmm_excel.report.tally import Tally, tally
from dgmm_excel.report.topic_steps import TopicSteps, topic_steps

#: How many of the strongest and of the weakest topics are named.
NAMED = 3


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of some agencies of one edition, in the order of the roster; compared by identity.

    `name` is what they have in common: a ministry, a mission, a kind; empty for all of the edition, and where none is stated.
    """

    edition: Edition
    agencies: tuple[Standing, ...]
    name: str = ""

    @cached_property
    def tally(self) -> Tally:
        """How far they have come."""
        return tally(self.agencies)

    @cached_property
    def spreads(self) -> Mapping[str, Spread]:
        """The distribution at each id, over those that count."""
        return spreads(self.agencies, self.edition.ids, self.edition.scale)

    @cached_property
    def complete(self) -> Spread:
        """The overall distribution of those that have answered everything."""
        return self._overall(one for one in self.agencies if one.state == "complete")

    @cached_property
    def incomplete(self) -> Spread:
        """The overall distribution of those that count and have not answered everything, or not usably."""
        return self._overall(one for one in self.agencies if one.state != "complete")

    def by(self, grouping: Grouping) -> tuple[Figures, ...]:
        """Return the figures of each ministry, mission or kind, in the order of the roster, that without a name last.

        They are put together once: the workbook shows them, and `data/`.
        """
        if grouping not in self._groups:
            self._groups[grouping] = self._by(grouping)
        return self._groups[grouping]

    @cached_property
    def _groups(self) -> dict[Grouping, tuple[Figures, ...]]:
        return {}

    def _by(self, grouping: Grouping) -> tuple[Figures, ...]:
        members: dict[str, list[Standing]] = {}
        for one in self.agencies:
            members.setdefault(group_of(one, grouping), []).append(one)
        names = sorted(members, key=lambda name: not name)
        return tuple(Figures(self.edition, tuple(members[name]), name) for name in names)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """The place among all, by code, of each agency that counts and has an overall score."""
        return places_of_all(self.agencies)

    def places_by(self, grouping: Grouping) -> Mapping[str, Place]:
        """Return the places within the ministries, missions or kinds."""
        return places_in_groups(self.agencies, grouping)

    @cached_property
    def steps(self) -> Mapping[str, TopicSteps]:
        """What each topic does to the overall level of those that count."""
        return topic_steps(self.edition, self.agencies)

    @cached_property
    def strongest(self) -> tuple[str, ...]:
        """The topics with the highest means, the highest first, of equal ones the first of the edition."""
        return self._topics(-1)

    @cached_property
    def weakest(self) -> tuple[str, ...]:
        """The topics with the lowest means, the lowest first, of equal ones the first of the edition."""
        return self._topics(1)

    @cached_property
    def lifting_most(self) -> tuple[str, ...]:
        """The topics at which one step would lift most agencies, the best first; none that would lift nobody."""
        steps = {topic: found.lifting for topic, found in self.steps.items() if found.lifting}
        return tuple(sorted(steps, key=lambda topic: -steps[topic])[:NAMED])

    def _topics(self, sign: int) -> tuple[str, ...]:
        means = [(topic, self.spreads[topic].mean) for topic in self.edition.topics]
        known = [(topic, mean) for topic, mean in means if mean is not None]
        return tuple(topic for topic, _ in sorted(known, key=lambda pair: sign * pair[1])[:NAMED])

    def _overall(self, some: Iterable[Standing]) -> Spread:
        return spreads(some, ("overall",), self.edition.scale)["overall"]


@dataclass(frozen=True, eq=False)
class RoundFigures:
    """The figures of a round; `editions` by the edition's id, in the order of the round."""

    editions: Mapping[str, Figures]

    @cached_property
    def tally(self) -> Tally:
        """How far all agencies have come."""
        return tally(self.agencies)

    @property
    def agencies(self) -> tuple[Standing, ...]:
        """The agencies of all editions, edition by edition."""
        return tuple(one for figures in self.editions.values() for one in figures.agencies)


def figures(editions: Iterable[Edition], agencies: Iterable[Standing]) -> RoundFigures:
    """Return the figures of a round from its light rows."""
    found: dict[str, list[Standing]] = {edition.id: [] for edition in editions}
    known = {edition.id: edition for edition in editions}
    for one in agencies:
        found[one.edition.id].append(one)
    return RoundFigures({name: Figures(known[name], tuple(rows)) for name, rows in found.items()})
