"""The common base of rules and conditions: frozen pydantic data that reports which questions it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from dgmm_excel.text import Text

QuestionType = Literal["yes_no", "choice", "integer", "number", "text"]


class Asked(Protocol):
    """What a condition needs to know of a question."""

    @property
    def label(self) -> Text: ...
    @property
    def maximum(self) -> Fraction | None: ...
    @property
    def unit(self) -> Text | None: ...
    def rank(self, key: str) -> int: ...
    def choice(self, key: str) -> Text: ...


class Questions(Protocol):
    """Questions by id."""

    def __getitem__(self, question: str, /) -> Asked: ...


def wrong(key: str, **words: object) -> PydanticCustomError:
    """Return the error of a validator whose words are the phrases `key` and `key`_remedy, filled with `words`."""
    return PydanticCustomError(key, key, words)


def _fraction(value: object) -> Fraction:
    if not isinstance(value, bool) and isinstance(value, int | str | Fraction):
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError):
            pass  # reported below
    raise wrong("flaw.exact", value=str(value))


def _text(value: object) -> Text:
    if isinstance(value, Text):
        return value
    if not isinstance(value, dict) or set(value) != {"th", "en"}:
        raise wrong("flaw.languages")
    if not all(isinstance(words, str) and words.strip() for words in value.values()):
        raise wrong("flaw.silent")
    return Text(value["th"], value["en"])


#: A number as a criteria file writes it: never a YAML float, which would not be exact.
Exact = Annotated[Fraction, BeforeValidator(_fraction)]
#: A text as a criteria file writes it: `{th: …, en: …}`.
BothLanguages = Annotated[Text, BeforeValidator(_text)]


class Data(BaseModel):
    """Base of all frozen data of a criteria file; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)


@dataclass(frozen=True, slots=True)
class Use:
    """One question that a rule or condition reads, and what it takes for granted of it.

    `kind` is the type of the question; "number" also admits an integer. `keys` are choices that the question must have;
    with `complete` it must have no others.
    """

    question: str
    kind: QuestionType
    keys: tuple[str, ...] = ()
    complete: bool = False

    def admits(self, kind: QuestionType) -> bool:
        """Whether a question of that type can be used so."""
        return kind == self.kind or (self.kind == "number" and kind == "integer")


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of conditions: the most that it asks for, the number of conditions."""

    wanted: Fraction
    of: int


class RulePart(Data):
    """Base of rules and conditions. What is not overridden is gathered from the parts inside."""

    def parts(self) -> Iterator[RulePart]:
        """Yield the rules and conditions directly inside, in the order of their fields."""
        for name in type(self).model_fields:
            yield from _parts(getattr(self, name))

    def uses(self) -> Iterator[Use]:
        """Yield each question that it reads, as it reads it; the same question may come more than once."""
        for part in self.parts():
            yield from part.uses()

    def bounds(self) -> Iterator[tuple[str, Fraction]]:
        """Yield each number that it reads with the most that it asks of it, which the number must be able to reach."""
        for part in self.parts():
            yield from part.bounds()

    def counts(self) -> Iterator[Counted]:
        """Yield each count that it takes, with the most that it asks of it."""
        for part in self.parts():
            yield from part.counts()

    def shares(self) -> Iterator[tuple[str, str]]:
        """Yield (part, whole) pairs of questions of which the first cannot be above the second."""
        for part in self.parts():
            yield from part.shares()

    def samples(self) -> Iterator[tuple[str, str]]:
        """Yield (takers, staff) pairs of questions of which the first is seldom above the second."""
        for part in self.parts():
            yield from part.samples()

    def aside(self) -> Iterator[tuple[str, str]]:
        """Yield each choice, by question and key, that is neither better nor worse than others: not applicable."""
        for part in self.parts():
            yield from part.aside()

    @property
    def choices_aside(self) -> Mapping[str, frozenset[str]]:
        """The keys of `aside` by question."""
        found: dict[str, frozenset[str]] = {}
        for name, key in self.aside():
            found[name] = found.get(name, frozenset()) | {key}
        return found

    def falling(self) -> Iterator[tuple[str, str]]:
        """Yield each question of which more may give a lower level, with the phrase that says why."""
        for part in self.parts():
            yield from part.falling()


def _parts(value: Any) -> Iterator[RulePart]:
    if isinstance(value, RulePart):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _parts(one)
    elif isinstance(value, dict):
        yield from _parts(tuple(value.values()))
