"""How the agencies and the topics of a round stand to those of the earlier rounds that it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dgmm_excel.errors import Mistake
from dgmm_excel.files import plain
from dgmm_excel.model.continuation import continuation
from dgmm_excel.model.edition import Edition
from dgmm_excel.round.folder import Round
from dgmm_excel.round.previous import FOLDER, KeptAgency
from dgmm_excel.round.roster import mistake
from dgmm_excel.text import Text, phrase

#: How many agencies or topics a line names.
_MOST_NAMED = 20


class Matched(NamedTuple):
    """The agencies of a round by what is known of them from earlier ones, as codes with what is said of each.

    `past` can be compared. The others cannot: `new` were in no earlier round, `silent` had returned nothing, `apart` answered
    an edition that does not go on. `renamed` have their code and another name. `gone` are agencies of earlier rounds alone;
    `moved`, among them, have the name of a new one: perhaps the same agency under another code.
    """

    past: Sequence[str]
    new: Sequence[str]
    silent: Sequence[str]
    apart: Sequence[str]
    renamed: Sequence[str]
    gone: Sequence[str]
    moved: Sequence[str]


def matched(of: Round) -> Matched:
    """Return how the agencies of a round and of the earlier rounds match, by their codes alone."""
    groups: dict[str, list[str]] = {name: [] for name in Matched._fields}
    names = {member.agency.name_th: code for code, member in of.members.items() if not any(of.previous.known(code))}
    for code, member in of.members.items():
        known = [one for _, one in of.previous.known(code)]
        groups[_standing(of, code, member.edition, known)].append(code)
        if known and known[0].name_th != member.agency.name_th:
            groups["renamed"].append(f"{code} ({known[0].name_th} → {member.agency.name_th})")
    here = {plain(code).casefold() for code in of.members}
    for one in {one.code.casefold(): one for kept in of.previous.rounds for one in kept.agencies.values()}.values():
        if one.code.casefold() not in here:
            groups["gone"].append(f"{one.code} ({one.name_th})")
            if one.name_th in names:
                groups["moved"].append(f"{one.code} → {names[one.name_th]} ({one.name_th})")
    return Matched(**groups)


def _standing(of: Round, code: str, edition: Edition, known: Sequence[KeptAgency]) -> str:
    if not known:
        return "new"
    if of.previous.of(code, edition) is not None:
        return "past"
    return "apart" if any(one.levels for one in known) else "silent"


def compared_with(of: Round) -> Iterator[Text]:
    """Yield how many agencies can be compared with earlier rounds; nothing where there are none."""
    if of.previous:
        rounds = ", ".join(f"{kept.facts.title} ({kept.facts.year})" for kept in of.previous.rounds)
        yield phrase("previous.matched", count=len(matched(of).past), all=len(of.members), rounds=rounds)


def unlike_before(of: Round) -> Iterator[Mistake]:
    """Yield a line for each way in which agencies or topics are not those of the earlier rounds, if there are any."""
    if not of.previous:
        return
    found = matched(of)._asdict()
    for group in ("moved", "renamed", "new", "gone", "silent", "apart"):
        if found[group]:
            yield mistake(f"{FOLDER}/", f"previous.{group}", count=len(found[group]), names=_named(found[group]))
    for edition, before in _pairs(of):
        common = continuation(edition, before)
        if common is not None and (common.begun or common.ended):
            words = {"begun": _named(common.begun) or "–", "ended": _named(common.ended) or "–", "before": before.id}
            yield mistake(f"{FOLDER}/", "previous.topics", edition=edition.id, count=len(common.topics), **words)


def _pairs(of: Round) -> Iterator[tuple[Edition, Edition]]:
    """Yield each edition of a round with each of the earlier rounds."""
    for edition in of.editions:
        yield from ((edition, before) for kept in of.previous.rounds for before in kept.editions.values())


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
