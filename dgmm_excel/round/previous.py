"""The earlier rounds that a round keeps a copy of, so that their folders may move, change or go.

    previous/1/round.json        id, title, year, editions
    previous/1/agencies.jsonl    an agency a line: code, names, edition, state, scores, levels, answers (no texts, no persons)
    previous/1/criteria/         editions that the earlier round kept itself

They are written when the round is started and never again. Levels and answers of an agency are found by its code; a code in
two of the rounds is that of the first of them whose edition goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from dgmm_excel.errors import RoundError
from dgmm_excel.files import plain, write_atomically
from dgmm_excel.model.continuation import continuation
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import edition_files, load_edition
from dgmm_excel.round.old_round import OldAgency, OldRound, score_old_rounds
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.scoring.past import Past, PastRound
from dgmm_excel.text import phrase

FOLDER = "previous"
_FACTS, _AGENCIES, _CRITERIA = "round.json", "agencies.jsonl", "criteria"
_LAYOUT = 1  # of both
_COUNTED = ("accepted", "repaired")


class KeptAgency(NamedTuple):
    """An agency of an earlier round. `at` is where its line begins in the file, `digest` a hash of that line."""

    code: str
    name_th: str
    name_en: str
    edition: str
    counts: bool
    scores: Mapping[str, Fraction]
    levels: Mapping[str, int]
    at: int
    digest: str


@dataclass(frozen=True, eq=False)
class KeptRound:
    """An earlier round, as a later one keeps it."""

    folder: Path
    facts: PastRound
    editions: Mapping[str, Edition]

    @cached_property
    def agencies(self) -> Mapping[str, KeptAgency]:
        """Every agency by code, in small letters."""
        found, at = dict[str, KeptAgency](), 0
        try:
            with (self.folder / _AGENCIES).open("rb") as file:
                for line in file:
                    one = _agency(json.loads(line), at, line)
                    found[one.code.casefold()] = one
                    at += len(line)
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise _damaged(self.folder / _AGENCIES, error) from error
        return found

    def said(self, one: KeptAgency) -> Mapping[str, str]:
        """Return what an agency had answered, as data files spell it, without texts."""
        with (self.folder / _AGENCIES).open("rb") as file:
            file.seek(one.at)
            answers: Mapping[str, str] = json.loads(file.readline())["answers"]
        return answers


@dataclass(frozen=True, eq=False)
class Previous:
    """All earlier rounds that a round keeps; none for most."""

    rounds: tuple[KeptRound, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rounds)

    def known(self, code: str) -> Iterator[tuple[KeptRound, KeptAgency]]:
        """Yield the earlier rounds in which a code was, with the agency."""
        for kept in self.rounds:
            one = kept.agencies.get(plain(code).casefold())
            if one is not None:
                yield kept, one

    def of(self, code: str, edition: Edition) -> Past | None:
        """Return what the agency of a code, which answers an edition now, had reached; None where nothing can be compared."""
        for kept, one in self.known(code):
            before = kept.editions.get(one.edition)
            common = None if before is None else continuation(edition, before)
            if before is not None and common is not None and one.levels:
                said = partial(kept.said, one)
                return Past(kept.facts, before, common, one.counts, one.scores, one.levels, said, one.digest)
        return None

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that results rest on."""
        return tuple(kept.folder / _AGENCIES for kept in self.rounds)


def previous_of(folder: Path) -> Previous:
    """Return the earlier rounds that the round in a folder keeps. Raise RoundError if they cannot be read."""
    places = (folder / FOLDER).glob(f"*/{_FACTS}")
    return Previous(tuple(_kept(file.parent) for file in sorted(places, key=lambda file: (len(file.parent.name), file))))


def _kept(folder: Path) -> KeptRound:
    file = folder / _FACTS
    try:
        said = json.loads(file.read_bytes())
        if said["layout"] != _LAYOUT:
            raise ValueError("layout")
        facts = PastRound(str(said["id"]), str(said["title"]), int(said["year"]))
        return KeptRound(folder, facts, {str(name): _edition(folder, str(name)) for name in said["editions"]})
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise _damaged(file, error) from error


def _edition(folder: Path, name: str) -> Edition:
    own = folder / _CRITERIA / f"{name}.yaml"
    return load_edition(own if own.is_file() else name)


def _damaged(file: Path, error: Exception) -> RoundError:
    return RoundError(str(phrase("previous.damaged", file=file, reason=error)))


def _agency(said: Mapping[str, Any], at: int, line: bytes) -> KeptAgency:
    scores = {str(code): _fraction(text) for code, text in said["scores"].items()}
    return KeptAgency(
        said["code"], said["name_th"], said["name_en"], said["edition"], bool(said["counts"]), scores,
        {str(code): int(level) for code, level in said["levels"].items()}, at, sha256(line).hexdigest())


@lru_cache(maxsize=4096)  # agencies share most scores
def _fraction(text: str) -> Fraction:
    return Fraction(text)


# -- kept ------------------------------------------------------------------------------------------


def keep(folder: Path, olds: Sequence[OldRound]) -> None:
    """Copy what a new round needs of the earlier ones into its folder. Raise RoundError, OutputError."""
    lines: dict[str, dict[str, bytes]] = {one.facts.id: {} for one in olds}

    def taken(old: OldRound, one: OldAgency, found: Assessment, said: Sequence[Sequence[str]]) -> None:
        lines[old.facts.id][one.code] = _line(one, old.editions[one.edition], found, said)

    score_old_rounds(olds, taken)
    for number, old in enumerate(olds, start=1):
        place = folder / FOLDER / str(number)
        place.mkdir(parents=True, exist_ok=True)
        _keep_editions(old, place / _CRITERIA)
        known = lines[old.facts.id]
        write_atomically(place / _AGENCIES, b"".join(known.get(code) or _line(one) for code, one in old.agencies.items()))
        facts = {"layout": _LAYOUT, "id": old.facts.id, "title": old.facts.title, "year": old.facts.year}
        write_atomically(place / _FACTS, _json(facts | {"editions": list(old.editions)}))


def _keep_editions(old: OldRound, place: Path) -> None:
    """Copy the editions that an old round kept itself, each with its base."""
    for name, file in old.own.items():
        place.mkdir(exist_ok=True)
        own, *base = edition_files(file)
        for source, kept in ((own, f"{name}.yaml"), *((one, one.name) for one in base)):
            write_atomically(place / kept, source.read_bytes())


def _line(
    one: OldAgency, edition: Edition | None = None, found: Assessment | None = None, said: Sequence[Sequence[str]] = ()
) -> bytes:
    """Return the line of an agency; without scores, levels and answers where it had returned nothing."""
    scores, levels = dict[str, str](), dict[str, int]()
    if edition is not None and found is not None and not found.blank:
        at = {code: found[code] for code in edition.ids}
        scores = {code: str(of.score) for code, of in at.items() if of.score is not None}
        levels = {code: of.level for code, of in at.items() if of.level is not None}
    answers = {name: text for _, _, name, text, state in said
               if edition is not None and text and state in _COUNTED and edition.questions[name].type != "text"}
    return _json({
        "code": one.code, "name_th": one.name_th, "name_en": one.name_en, "edition": one.edition, "state": one.state,
        "counts": one.counts, "scores": scores, "levels": levels, "answers": answers,
    })


def _json(said: Mapping[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False) + "\n").encode()
