"""The page of a round: headline, groups, ranking, topics, levels of all agencies, response, how to read.

Without its script it is whole. What a large round has too much of is folded, by ministry or in blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dgmm_excel.model.edition import Edition
from dgmm_excel.report.attained import none_applies
from dgmm_excel.report.changes import LISTED, changes
from dgmm_excel.report.figures import Figures
from dgmm_excel.report.heat_cells import heat_cells
from dgmm_excel.report.how_to_read import how_to_read
from dgmm_excel.report.moved_lines import MovedPart
from dgmm_excel.report.movement import movements
from dgmm_excel.report.moves import means_moved, moves
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.pages import INDEX, Pages, page
from dgmm_excel.report.peers import LEAST_PEERS, Grouping, Place, group_name
from dgmm_excel.report.scale import scale_words
from dgmm_excel.report.standing import Standing
from dgmm_excel.report.state import AGENCY_STATES, AgencyState

#: The most rows that stand in one table of agencies; more are folded.
ROWS = 500
#: The states of agencies of which no form counts.
_WAITING: tuple[AgencyState, ...] = AGENCY_STATES[:AGENCY_STATES.index("faulty")]


def round_page(pages: Pages) -> Iterator[str]:
    """Yield the page of the round, in pieces."""
    result = pages.result
    changed = None if result.before is None else changes(result.before, result.figures)
    parts = [EditionPart(pages, of) for of in result.figures.editions.values()]
    return page(
        "round", INDEX, result.lang, pages=pages, result=result, tally=result.figures.tally, parts=parts, changed=changed,
        listed=LISTED, waiting=_waiting(result), states=AGENCY_STATES, reading=list(how_to_read(result, "page")),
        cells=heat_cells, least=LEAST_PEERS, moved=[MovedPart(of, result.lang) for of in movements(result)],
        verified=[one for one in result.outcomes if one.verified], moves=moves, means_moved=means_moved,
        scales=scale_words(result.editions, result.lang),
        none_apply=any(none_applies(one.official) for one in result.outcomes),
    )


def _waiting(result: RoundResult) -> Mapping[AgencyState, Sequence[Outcome]]:
    """Return the agencies of which no form counts, by state."""
    found = {state: [one for one in result.outcomes if one.state == state] for state in _WAITING}
    return {state: some for state, some in found.items() if some}


@dataclass(frozen=True, eq=False)
class EditionPart:
    """What the page says of the agencies of one edition."""

    pages: Pages
    of: Figures

    @property
    def edition(self) -> Edition:
        """The edition."""
        return self.of.edition

    @property
    def levels(self) -> range:
        """The levels, the lowest first."""
        return self.edition.scale

    @cached_property
    def groups(self) -> Mapping[Grouping, Sequence[tuple[str, Figures]]]:
        """The ministries, and missions and kinds if there are several: each one's name and figures."""
        found = self.pages.groups[self.edition.id]
        return {grouping: [(group_name(self.edition, grouping, one.name, self.pages.result.lang), one) for one in some]
                for grouping, some in found.items() if grouping == "ministry" or len(some) > 1}

    @cached_property
    def within(self) -> Mapping[Grouping, Mapping[str, Place]]:
        """The places of agencies within their groups, of the groupings that the ranking shows."""
        places = self.pages.places[self.edition.id]
        return {grouping: places[grouping] for grouping in ("ministry", "mission") if grouping in self.groups}

    @cached_property
    def ranking(self) -> Sequence[Sequence[Standing]]:
        """The agencies that have a place, the best first, in blocks."""
        places = self.of.places
        ranked = sorted((one for one in self.of.agencies if one.agency.code in places),
                        key=lambda one: places[one.agency.code].rank)
        return [ranked[start:start + ROWS] for start in range(0, len(ranked), ROWS)]

    @cached_property
    def heat(self) -> Sequence[tuple[str, Sequence[Outcome]]]:
        """All agencies in one table without a name; if these are too many, those of each ministry in one."""
        outcomes = {one.agency.code: one for one in self.pages.result.of(self.edition)}
        if len(outcomes) <= ROWS:
            return [("", list(outcomes.values()))]
        return [(name, [outcomes[one.agency.code] for one in of.agencies]) for name, of in self.groups["ministry"]]
