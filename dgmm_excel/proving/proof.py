"""What a proof says: for each property whether it holds, on what it was looked at, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from dgmm_excel.model.edition import Edition
from dgmm_excel.proving.subject import Witness
from dgmm_excel.text import Text, phrase

PropertyName = Literal["total", "reachable", "monotone", "alive", "described", "bands"]
#: In the order in which they are told.
PROPERTIES: tuple[PropertyName, ...] = ("total", "reachable", "monotone", "alive", "described", "bands")
#: `flaw`: the property does not hold; `open`: it could be neither shown nor refuted; `exception`: declared, and shown to be so.
Kind = Literal["flaw", "open", "exception"]


@dataclass(frozen=True)
class Found:
    """One thing found about a property: the id that it is about, in words, with a witness where there is one.

    `where` is the line of the criteria file, `file:line`; empty where the edition was not read from a file.
    """

    property: PropertyName
    kind: Kind
    id: str
    words: Text
    witness: Witness | None = None
    where: str = ""

    def at(self, where: str) -> Found:
        """Return the same at a line of a file."""
        return replace(self, where=where)


@dataclass(frozen=True)
class Shown:
    """What a property was shown for: so many cases of so many topics or groups, with the witnesses of those that need one."""

    cases: int = 0
    witnesses: tuple[Witness, ...] = ()
    found: tuple[Found, ...] = ()

    def __add__(self, other: Shown) -> Shown:
        return Shown(self.cases + other.cases, self.witnesses + other.witnesses, self.found + other.found)


@dataclass(frozen=True)
class Property:
    """One property of an edition. `cases` counts what it was shown for, `subjects` the topics (for bands: the groups)."""

    name: PropertyName
    subjects: int
    cases: int
    witnesses: tuple[Witness, ...]
    found: tuple[Found, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it, and nothing is left open."""
        return all(one.kind == "exception" for one in self.found)

    @property
    def title(self) -> Text:
        """What it is called."""
        return phrase(f"proof.{self.name}")

    @property
    def meaning(self) -> Text:
        """What it says."""
        return phrase(f"proof.{self.name}_means")

    @property
    def count(self) -> Text:
        """On what it was looked at."""
        return phrase(f"proof.{self.name}_count", cases=f"{self.cases:,}", subjects=self.subjects)

    @property
    def exceptions(self) -> tuple[Found, ...]:
        """The declared exceptions."""
        return tuple(one for one in self.found if one.kind == "exception")

    @property
    def flaws(self) -> tuple[Found, ...]:
        """What speaks against it, and what is left open."""
        return tuple(one for one in self.found if one.kind != "exception")


@dataclass(frozen=True)
class Proof:
    """The proof of an edition. `sets` is the number of sets of answers that were told apart, of all topics together, `free`
    that of authors' texts in descriptions, of which nothing is proven but that their numbers are the rule's.
    """

    edition: Edition
    properties: Mapping[PropertyName, Property]
    sets: int
    free: int

    @property
    def holds(self) -> bool:
        """Whether every property holds."""
        return all(one.holds for one in self.properties.values())

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        """Every witness: of flaws first, then of exceptions, then of levels and questions."""
        found = [one for shown in self.properties.values() for one in shown.found]
        in_order = sorted((one for one in found if one.witness is not None), key=lambda one: one.kind == "exception")
        of_found = tuple(one.witness for one in in_order if one.witness is not None)
        return of_found + tuple(witness for shown in self.properties.values() for witness in shown.witnesses)

    @property
    def flaws(self) -> tuple[Found, ...]:
        """Everything that speaks against a property, and what is left open."""
        return tuple(one for shown in self.properties.values() for one in shown.flaws)
