"""A handover, as it is written and read: a zip with a list (`handover.json`) and the record of each agency that returned.

Everything in it is JSON of the classes below, and nothing else of it is ever used. Persons have no place in it.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

VERSION = 1
#: The list, what the zip says to people, and the folder of the records.
LIST, ABOUT, RECORDS = "handover.json", "README.txt", "agencies/"
#: The most bytes of a list and of a record.
LARGEST_LIST, LARGEST_RECORD = 16 * 1024 * 1024, 1024 * 1024

_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Title = Annotated[str, Field(max_length=1000)]
_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
_Text = Annotated[str, Field(max_length=40_000)]


class _Document(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SourceDocument(_Document):
    """A round: its id and its title."""

    id: _Name
    title: _Title


class EditionDocument(_Document):
    """An edition and the hash of what its criteria file says."""

    id: _Name
    digest: _Hash


class AgencyDocument(_Document):
    """An agency of the round, its state there, and the member with its record; None if it returned nothing that counts."""

    code: _Name
    name: _Title
    state: _Name
    record: _Name | None


class ListDocument(_Document):
    """The list of a handover. `members` has the SHA-256 of every other member of the zip, `seal` that of the list itself."""

    format: Literal["dgmm-handover"]
    version: int
    program: _Name
    round: SourceDocument
    year: int
    editions: list[EditionDocument]
    agencies: list[AgencyDocument]
    members: dict[_Name, _Hash]
    seal: str = ""

    @property
    def sealed(self) -> ListDocument:
        """The list with its seal: a checksum against slips, no signature."""
        return self.model_copy(update={"seal": sha256(self.model_dump_json(exclude={"seal"}).encode()).hexdigest()})

    @property
    def holds(self) -> bool:
        """Whether the seal is that of the list."""
        return self.seal == self.sealed.seal


class VersionDocument(BaseModel):
    """What the list of any version has, also of one to come."""

    format: Literal["dgmm-handover"]
    version: int


class FindingDocument(_Document):
    """What was found on checking the stated answer `about`, and why; by whom is not handed up."""

    question: _Name
    kind: _Name
    value: _Text | None
    reason: _Text
    day: Annotated[str, Field(max_length=40)]
    about: _Text | None


class FromDocument(_Document):
    """Where answers come from: the hash of the returned file, the day of its receipt, the rounds that it came through."""

    sha256: str
    received: _Day | None
    rounds: Annotated[list[SourceDocument], Field(min_length=1, max_length=50)]


class RecordDocument(_Document):
    """What an agency answered, as `answers.csv` spells it, and the levels that its round computed.

    `repaired` are the questions whose answer was accepted after a change, `rejected` has what could not be accepted.
    """

    agency: _Name
    name: _Title
    edition: _Name
    lang: Literal["th", "en"]
    correction: Annotated[int, Field(ge=0, le=100_000)]
    modified: _Name | None
    answers: dict[_Name, _Text]
    repaired: list[_Name]
    rejected: dict[_Name, _Text]
    notes: dict[_Name, _Text]
    levels: dict[_Name, Annotated[int, Field(ge=0, le=10)] | None]
    findings: list[FindingDocument]
    source: FromDocument
