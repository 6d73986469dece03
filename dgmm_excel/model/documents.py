"""The shape of a criteria file: pydantic documents that its data are checked against.

`dgmm_excel.model.load` copies them into the frozen dataclasses of `dgmm_excel.model.edition`. There are two shapes for two
reasons: a document is what an author writes (nested, with shorthands and defaults, checked key by key so that each mistake
has a path in the file); a dataclass is what the program reads (a topic knows its pillar, a question its topic; no pydantic
outside the rules). Rules and conditions are used as they are checked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    Strict,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from dgmm_excel.model.conditions import Condition
from dgmm_excel.model.edition import AnsweredBy, Required
from dgmm_excel.model.grouping import BandsOn, How
from dgmm_excel.model.predecessor import Ending
from dgmm_excel.model.rule_data import BothLanguages, Data, Exact, QuestionType, wrong
from dgmm_excel.model.rule_kind import bound_scale
from dgmm_excel.text import Text, phrase

#: A word that says something.
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
#: The greatest effort that a question may have.
MOST_EFFORT = 1000
#: Ids become parts of names in a workbook, that of an edition the name of a file.
EDITION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_GROUP_ID = r"^[A-Z][A-Za-z0-9.]*$"


#: How many levels an edition can have.
LEVEL_COUNTS = range(2, 11)


def _edition_id(name: str) -> str:
    if EDITION_ID.fullmatch(name) is None:
        raise wrong("flaw.edition_id", id=name)
    return name


def rising(bands: Sequence[Fraction], info: ValidationInfo) -> None:
    """Raise a mistake unless there is one band for each level, rising."""
    wanted = len(bound_scale(info))
    if len(bands) != wanted or list(bands) != sorted(set(bands)):
        raise wrong("flaw.bands", wanted=wanted)


def _effort(effort: int) -> int:
    if not 1 <= effort <= MOST_EFFORT:
        raise wrong("flaw.effort", most=MOST_EFFORT)
    return effort


class QuestionDocument(Data):
    """One question. `th` and `en` are its text, read alone; `row` and `column` are its headings in a grid; `effort` is what
    changing the answer takes.
    """

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9_]+)+$")
    type: QuestionType = "yes_no"
    th: str = Field(min_length=1)
    en: str = Field(min_length=1)
    row: BothLanguages | None = None
    column: BothLanguages | None = None
    choices: dict[str, BothLanguages] = Field(default_factory=dict)
    minimum: Exact | None = None
    maximum: Exact | None = None
    unit: BothLanguages | None = None
    help: BothLanguages | None = None
    asked_when: Condition | None = None
    required: Required = "always"
    number: str | None = Field(default=None, min_length=1)
    short: BothLanguages | None = None
    specify: bool = False
    implies: dict[str, str] = Field(default_factory=dict)
    effort: Annotated[int, AfterValidator(_effort)] = 1


class BesideDocument(Data):
    """The topic before it that asks of the same items, and the two headings of the grid."""

    topic: str
    headings: tuple[BothLanguages, BothLanguages]


class TopicDocument(Data):
    """One topic. `questions` and `rule` are checked apart, once their shorthands are spelled out."""

    id: str = Field(pattern=_GROUP_ID)
    source: str
    name: BothLanguages
    ask: BothLanguages
    help: BothLanguages | None = None
    note: BothLanguages | None = None
    answered_by: AnsweredBy = "agency"
    questions: list[Any] = Field(default_factory=list)
    rule: Any = None
    inherited: bool = False
    same_as: str | None = None
    beside: BesideDocument | None = None
    bands: list[Exact] | None = None
    falling: dict[str, BothLanguages] = Field(default_factory=dict)

    @field_validator("bands")
    @classmethod
    def _rising(cls, bands: list[Fraction] | None, info: ValidationInfo) -> list[Fraction] | None:
        if bands is not None:
            rising(bands, info)
        return bands


#: A weight: exact, above 0.
Weight = Annotated[Exact, Field(gt=0)]
Weights = Annotated[dict[str, Weight], Field(min_length=1)]


def _each(said: Any) -> Any:
    listed = isinstance(said, list) and bool(said) and all(isinstance(one, str) for one in said)
    if not listed and said not in ("topics", "sub_pillars", "pillars"):
        raise wrong("flaw.verdict_each")
    return said


class WantedDocument(Data):
    """One condition of a verdict: `each` of several members, `of` one id, or the group's own `score`."""

    each: Annotated[Any, AfterValidator(_each)] = None
    of: str | None = None
    score: Exact | None = None
    at_least: Exact | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> WantedDocument:
        named = [one for one in (self.each, self.of, self.score) if one is not None]
        if len(named) != 1 or (self.at_least is None) != (self.score is not None):
            raise wrong("flaw.verdict")
        return self


class GroupDocument(Data):
    """How a group is scored and read: a key not given leaves it to the edition."""

    how: How | None = None
    weights: Weights | None = None
    bands: list[Exact] | None = None
    verdict: dict[int, Annotated[list[WantedDocument], Field(min_length=1)]] = Field(default_factory=dict)

    @field_validator("bands")
    @classmethod
    def _bands_rise(cls, bands: list[Fraction] | None, info: ValidationInfo) -> list[Fraction] | None:
        if bands is not None:
            rising(bands, info)
        return bands

    @field_validator("verdict")
    @classmethod
    def _above_lowest(cls, verdict: dict[int, Any], info: ValidationInfo) -> dict[int, Any]:
        scale = bound_scale(info)
        if not set(verdict) <= set(scale[1:]):
            raise wrong("flaw.levels_range", lowest=scale[1], highest=scale[-1])
        return verdict


class SubPillarDocument(GroupDocument):
    """A sub-pillar; its topics are checked apart."""

    id: str = Field(pattern=_GROUP_ID)
    name: BothLanguages
    topics: list[Any] = Field(min_length=1)


class PillarDocument(GroupDocument):
    """A pillar; its sub-pillars are checked apart. `levels` are its own names of the levels."""

    id: str = Field(pattern=_GROUP_ID)
    name: BothLanguages
    short: BothLanguages
    levels: list[str] | None = None
    sub_pillars: list[Any] = Field(min_length=1)

    @field_validator("levels")
    @classmethod
    def _one_for_each(cls, names: list[str] | None, info: ValidationInfo) -> list[str] | None:
        wanted = len(bound_scale(info))
        if names is not None and len(names) != wanted:
            raise wrong("flaw.level_names", count=len(names), wanted=wanted)
        return names


class PredecessorDocument(Data):
    """The edition before, by id, and what asks the same: new id -> old id; `not_carried` are old ids with the reason.

    `choices` are by new question: old key -> new key, or null where nothing means what the old choice meant.
    """

    edition: Word
    same_ids: bool = False
    topics: dict[str, str] = Field(default_factory=dict)
    questions: dict[str, str] = Field(default_factory=dict)
    choices: dict[str, dict[str, str | None]] = Field(default_factory=dict)
    not_carried: dict[str, Ending] = Field(default_factory=dict)


class EditionDocument(Data):
    """The head of an edition; its questions and pillars are checked apart.

    `survey` is what its form calls itself, `lowest_level` the number of the first of `levels`, `bands` are the lowest scores of
    the levels, read off the score as shown with `digits` decimals or off the exact one (`bands_on`), `how` how groups are
    scored that do not say it themselves, `overall` the group of the whole. `kinds` are the words of a roster's column `kind`
    for the agencies that the edition is for, `excluded` codes and names of those that it is not for, though they look like it.
    """

    id: Annotated[str, AfterValidator(_edition_id)]
    year: Annotated[int, Strict()]
    title: BothLanguages
    survey: BothLanguages = Field(default_factory=lambda: phrase("form.title"))
    respondent: BothLanguages
    source: BothLanguages
    lowest_level: Literal[0, 1] = 1
    levels: list[BothLanguages]
    bands: list[Exact]
    digits: int = Field(default=2, ge=0, le=4)
    bands_on: BandsOn = "rounded"
    how: How = "mean"
    overall: GroupDocument = Field(default_factory=GroupDocument)
    unit: BothLanguages | None = None
    notes: list[BothLanguages] = Field(default_factory=list)
    base: str | None = None
    predecessor: PredecessorDocument | None = None
    kinds: list[Word] = Field(default_factory=list)
    excluded: list[Word] = Field(default_factory=list)
    questions: list[Any] = Field(default_factory=list)
    pillars: list[Any] = Field(min_length=1)

    @field_validator("levels")
    @classmethod
    def _two_to_ten(cls, names: list[Text], info: ValidationInfo) -> list[Text]:
        wanted = len(bound_scale(info))
        if len(names) != wanted:
            raise wrong("flaw.level_names", count=len(names), wanted=wanted if len(names) in LEVEL_COUNTS else None)
        return names

    @field_validator("bands")
    @classmethod
    def _rising(cls, bands: list[Fraction], info: ValidationInfo) -> list[Fraction]:
        rising(bands, info)
        return bands
