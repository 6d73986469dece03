"""The figures of a round as data: what `data/round.json` holds. Its JSON Schema is made from these models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from importlib.metadata import version
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dgmm_excel.model.edition import Edition
from dgmm_excel.report.figures import Figures
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.peers import GROUPINGS, Grouping
from dgmm_excel.report.scale import level_of_mean
from dgmm_excel.report.spread import Spread
from dgmm_excel.report.state import AgencyState
from dgmm_excel.report.tally import Tally
from dgmm_excel.text import Text

Count = Annotated[int, Field(ge=0)]
Score = Annotated[float, Field(ge=0, description="Rounded half up to the decimals of its edition.")]
Level = Annotated[int, Field(ge=0, le=10)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Names(_Model):
    """A text in Thai and in English."""

    th: str
    en: str


class Response(_Model):
    """How far agencies have come. Each of those `sent` a form is in exactly one of `states`."""

    sent: Count
    counting: Count = Field(description="Agencies that count in means: those that have answered enough.")
    late: Count
    rate: Annotated[float, Field(ge=0, le=1)] | None = Field(description="The part that counts; null of no agency.")
    states: dict[AgencyState, Count]


class Distribution(_Model):
    """Agencies that count and have a score there. `level` is that of the mean; `at_level` has the number at each level."""

    count: Count
    mean: Score | None
    median: Score | None
    level: Level | None
    at_level: dict[str, Count]


class TopicDistribution(Distribution):
    """The distribution at a topic, and what it does to overall levels."""

    holding: Count = Field(description="Agencies with no higher level here than overall, though they could have one.")
    lifting: Count = Field(description="Agencies whose overall level one step at this topic alone would raise.")


class Group(_Model):
    """Agencies that have a ministry, a mission or a kind in common; the name is empty where none is stated."""

    name: str
    response: Response
    overall: Distribution
    pillars: dict[str, Distribution]


class EditionFigures(_Model):
    """The figures of the agencies that answer one edition; all but `response` are over those that count."""

    id: str
    title: Names
    names: dict[str, Names] = Field(description="The name of each pillar, sub-pillar and topic.")
    response: Response
    overall: Distribution
    complete: Distribution = Field(description="The overall level of those that have answered everything.")
    incomplete: Distribution = Field(description="The overall level of those that have not, or not usably.")
    pillars: dict[str, Distribution]
    sub_pillars: dict[str, Distribution]
    topics: dict[str, TopicDistribution]
    strongest: list[str] = Field(description="The topics with the highest means, the highest first.")
    weakest: list[str] = Field(description="The topics with the lowest means, the lowest first.")
    groups: dict[Grouping, list[Group]]


class StatedFigures(_Model):
    """The distributions as they would be without any finding."""

    overall: Distribution
    pillars: dict[str, Distribution]
    sub_pillars: dict[str, Distribution]
    topics: dict[str, Distribution]


class VerifiedEditionFigures(EditionFigures):
    """The figures in a round in which anything was verified: over verified results, where there are none over stated ones."""

    verified: Count = Field(description="Agencies with a verified result.")
    stated: StatedFigures


class RoundData(_Model):
    """The figures of a round on a day. `inputs` is the SHA-256 of the list of all files that they rest on."""

    title: str
    on: date
    deadline: date | None
    counts_from: str = Field(description="The part of its questions that an agency must answer to count, as 1/2.")
    program: str = Field(description="The version of dgmm_excel.")
    inputs: str
    response: Response
    editions: list[VerifiedEditionFigures | EditionFigures]


def round_data(result: RoundResult) -> RoundData:
    """Return the figures of a round as data."""
    return RoundData(
        title=result.title, on=result.on, deadline=result.deadline, counts_from=str(result.counts_from),
        program=version("dgmm-excel"), inputs=result.inputs, response=_response(result.figures.tally),
        editions=[_verified(result, figures) if result.verified else _edition(figures)
                  for figures in result.figures.editions.values()],
    )


def as_json(data: RoundData) -> bytes:
    """Return the content of `data/round.json`."""
    return (data.model_dump_json(indent=1) + "\n").encode()


def _edition(of: Figures) -> EditionFigures:
    edition, spreads = of.edition, of.spreads
    return EditionFigures(
        id=edition.id, title=_names(edition.title), names=_all_names(edition), response=_response(of.tally),
        overall=_distribution(edition, "overall", spreads["overall"]),
        complete=_distribution(edition, "overall", of.complete), incomplete=_distribution(edition, "overall", of.incomplete),
        pillars=_at(of, (pillar.id for pillar in edition.pillars)), sub_pillars=_at(of, edition.sub_pillars),
        topics={topic: _topic(of, topic) for topic in edition.topics},
        strongest=list(of.strongest), weakest=list(of.weakest),
        groups={grouping: [_group(one) for one in of.by(grouping)] for grouping in GROUPINGS},
    )


def _verified(result: RoundResult, of: Figures) -> VerifiedEditionFigures:
    edition, stated = of.edition, result.stated_figures.editions[of.edition.id]
    figures = StatedFigures(
        overall=_distribution(edition, "overall", stated.spreads["overall"]),
        pillars=_at(stated, (one.id for one in edition.pillars)), sub_pillars=_at(stated, edition.sub_pillars),
        topics=_at(stated, edition.topics))
    verified = sum(bool(one.verified) for one in result.of(edition))
    return VerifiedEditionFigures(**dict(_edition(of)), verified=verified, stated=figures)


def _group(of: Figures) -> Group:
    overall = _distribution(of.edition, "overall", of.spreads["overall"])
    return Group(name=of.name, response=_response(of.tally), overall=overall,
                 pillars=_at(of, (pillar.id for pillar in of.edition.pillars)))


def _at(of: Figures, codes: Iterable[str]) -> dict[str, Distribution]:
    return {code: _distribution(of.edition, code, of.spreads[code]) for code in codes}


def _topic(of: Figures, topic: str) -> TopicDistribution:
    steps, found = of.steps[topic], _distribution(of.edition, topic, of.spreads[topic])
    return TopicDistribution(**dict(found), holding=steps.holding, lifting=steps.lifting)


def _distribution(edition: Edition, code: str, of: Spread) -> Distribution:
    at_level = {str(level): count for level, count in zip(edition.scale, of.at_level, strict=True)}
    mean, median = edition.shown(of.mean), edition.shown(of.median)
    return Distribution(
        count=of.count, mean=mean, median=median, level=level_of_mean(edition, code, of.mean), at_level=at_level)


def _response(of: Tally) -> Response:
    rate = None if of.rate is None else float(of.rate)
    return Response(sent=of.sent, counting=of.counting, late=of.late, rate=rate, states=dict(of.states))


def _all_names(edition: Edition) -> dict[str, Names]:
    groups = {pillar.id: pillar.name for pillar in edition.pillars} | {one.id: one.name for one in edition.sub_pillars.values()}
    names: Mapping[str, Text] = groups | {topic.id: topic.name for topic in edition.topics.values()}
    return {code: _names(name) for code, name in names.items()}


def _names(text: Text) -> Names:
    return Names(th=text.th, en=text.en)
