"""The page of one agency: its levels and why it has them, its place among its peers, what is left to do.

Persons' data stand nowhere on it: of what an agency wrote beside its answers it shows the evidence alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, partial
from importlib.metadata import version
from typing import NamedTuple

from dgmm_excel.intake.answer_words import numbered
from dgmm_excel.intake.next_steps import Lift, lifts_of, next_steps
from dgmm_excel.model.describe import band, bands, to_lift
from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.report.attained import Attained, Without, without_score
from dgmm_excel.report.changes import Stood
from dgmm_excel.report.figures import Figures
from dgmm_excel.report.finding_words import FindingWords, finding_words
from dgmm_excel.report.moved_lines import moved_lines
from dgmm_excel.report.open_faults import SECTIONS, OpenFault, open_faults
from dgmm_excel.report.outcome import Details, Outcome
from dgmm_excel.report.pages import Pages, page
from dgmm_excel.report.peers import LEAST_PEERS, Grouping, Place, group_name, group_of
from dgmm_excel.report.reasons import names
from dgmm_excel.report.scale import scale_words
from dgmm_excel.report.topic_accounts import TopicAccount, topic_accounts
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.text import Lang, said

#: Why there is no score.
_WITHOUT: Mapping[Without, str] = {"pending": "agency.pending", "not_applicable": "agency.not_applicable"}
#: The groups of peers that a page names, beside all agencies of the edition.
_GROUPINGS: tuple[Grouping, ...] = ("ministry", "mission")
#: What finds what lifts an agency's official result, an assessment that its outcome's `origin` stands for.
KeptLiftsOf = Callable[[str, Assessment], tuple[Lift, ...]]


def agency_page(pages: Pages, one: Outcome, lifts: KeptLiftsOf = lambda _, of: lifts_of(of)) -> Iterator[str]:
    """Yield the page of an agency, in pieces."""
    details, lang = one.details(), pages.result.lang
    official = details.verified or details.assessment
    return page(
        "agency", pages.names[one.agency.code], lang, own=AgencyAccount(pages, one, details),
        result=pages.result, moved=moved_lines(pages.result, one), one=one, edition=one.edition, least=LEAST_PEERS,
        bands=bands(one.edition), version=_version(), scales=scale_words((one.edition,), lang),
        steps=() if official is None else next_steps(official, lang, partial(lifts, one.origin)),
    )


@cache
def _version() -> str:
    return version("dgmm-excel")


class ScoreLine(NamedTuple):
    """The whole, a pillar or a sub-pillar: what the agency attained there, officially and as it stated, and the mean of all
    agencies that count.
    """

    code: str
    name: str
    tier: str
    at: Attained | None
    stated: Attained | None
    mean: Fraction | None


class PeerLine(NamedTuple):
    """A group of peers by its name, and the agency's place in it."""

    what: str
    name: str
    place: Place


class LevelLine(NamedTuple):
    """A level: its scores, how many agencies have it and what part of all they are, and whether this one is among them."""

    level: int
    scores: tuple[str, ...]
    agencies: int
    part: Fraction | None
    own: bool


class Blank(NamedTuple):
    """The questions of a topic that are left open: how many, and which by their numbers. `topic` is empty for those on the
    cover, which are of no topic.
    """

    topic: str
    name: str
    open: int
    questions: str


@dataclass(frozen=True, eq=False)
class AgencyAccount:
    """What the page says of an agency. `details` are loaded once."""

    pages: Pages
    one: Outcome
    details: Details

    @property
    def _lang(self) -> Lang:
        return self.pages.result.lang

    @property
    def _edition(self) -> Edition:
        return self.one.edition

    @property
    def _figures(self) -> Figures:
        return self.pages.result.figures.editions[self._edition.id]

    @cached_property
    def topics(self) -> Mapping[str, TopicAccount]:
        """What is said of each topic by its id; nothing if no return was used, or a blank one."""
        return topic_accounts(self.one, self.details, self._lang)

    @cached_property
    def findings(self) -> Sequence[FindingWords]:
        """What was found on checking its answers."""
        return finding_words(self._edition, self.one.findings, self.details, self._lang)

    @cached_property
    def faults(self) -> Mapping[str, Sequence[OpenFault]]:
        """Its faults by section."""
        found = open_faults(self.pages.faults.get(self.one.agency.code, ()), self._edition, self._lang)
        return {section: [fault for fault in found if fault.section == section] for section in SECTIONS}

    @cached_property
    def scores(self) -> Sequence[ScoreLine]:
        """The whole, then each pillar with its sub-pillars."""
        called, means = self.called, self._figures.spreads
        codes = [("overall", "overall")]
        for pillar in self._edition.pillars:
            codes += [(pillar.id, "pillar"), *((sub.id, "sub_pillar") for sub in pillar.sub_pillars if sub.id != pillar.id)]
        return [ScoreLine(code, called[code], tier, self.one.at(code), self.one.stated(code), means[code].mean)
                for code, tier in codes]

    def without_score(self, code: str) -> str:
        """Return why an id has no score, in words."""
        return said(_WITHOUT[without_score(self.one.official, self._edition, code)], self._lang)

    @cached_property
    def called(self) -> Mapping[str, str]:
        """The name of each id."""
        return names(self._edition, self._lang)

    @cached_property
    def lift(self) -> Sequence[str]:
        """The topics to lift so that the overall level rises."""
        if not self.topics:
            return ()
        levels = self.pages.result.standing(self.one).levels
        return to_lift(self._edition, "overall", dict(zip(self._edition.ids, levels, strict=True)))

    @cached_property
    def peers(self) -> Sequence[PeerLine]:
        """Its place among all, and within its groups where there are several; nothing if it has none."""
        code, found = self.one.agency.code, self._figures
        if code not in found.places:
            return []
        lines = [PeerLine(said("agency.all", self._lang), self._edition.respondent[self._lang], found.places[code])]
        standing = self.pages.result.standing(self.one)
        for grouping in _GROUPINGS:
            if len(self.pages.groups[self._edition.id][grouping]) > 1:
                name = group_name(self._edition, grouping, group_of(standing, grouping), self._lang)
                place = self.pages.places[self._edition.id][grouping][code]
                lines.append(PeerLine(said(f"report.grouping_{grouping}", self._lang), name, place))
        return lines

    @cached_property
    def distribution(self) -> Sequence[LevelLine]:
        """The overall levels of all agencies that count, the highest first."""
        spread, own = self._figures.spreads["overall"], self.one.at("overall") if self.one.counts else None
        verdict = self._edition.grouping("overall").verdict
        return [LevelLine(level, ("–",) if verdict else band(self._edition, level), count,
                          Fraction(count, spread.count) if spread.count else None, own is not None and own.level == level)
                for level, count in reversed(list(zip(self._edition.scale, spread.at_level, strict=True)))]

    @cached_property
    def before(self) -> Stood | None:
        """Where it stood at the last consolidation that gave another result; None if there is none or it had no level."""
        before = self.pages.result.before
        found = None if before is None else before.agencies.get(self.one.agency.code)
        return found if found is not None and found.level is not None else None

    @cached_property
    def blanks(self) -> Sequence[Blank]:
        """What is left open, first on the cover, then by topic; a question that several topics need stands at the first."""
        left, seen = dict[str, list[str]]({"": []}), set[str]()
        for code, one in self.topics.items():
            for question in one.blank:
                if question not in seen:
                    left.setdefault(code if self._edition.questions[question].topic else "", []).append(question)
            seen.update(one.blank)
        return [Blank(code, self._called(code), len(some), numbered(self._edition, ((one,) for one in some), self._lang))
                for code, some in left.items() if some]

    def _called(self, topic: str) -> str:
        return self._edition.topics[topic].name[self._lang] if topic else said("form.cover", self._lang)

    @property
    def mission(self) -> str:
        """The mission that it is scored by, in words; empty if the edition has none or none is stated."""
        key = self.pages.result.standing(self.one).mission
        return self._edition.questions[MISSION].choice(key)[self._lang] if key and MISSION in self._edition.questions else ""

    @property
    def parent(self) -> str:
        """The name of the agency that it inherits from; empty if it inherits from none."""
        parent = self.pages.agencies.get(self.one.agency.parent)
        return parent.name(self._lang) if parent is not None and self._edition.inherited else ""
