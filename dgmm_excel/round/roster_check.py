"""What is wrong with rosters that can be read: agencies of another edition's kind, and what a coordinator should look at.

A roster for another edition is refused before any form goes out, since every agency would get the wrong one. All else is told
and stops nothing: an agency without a parent is still asked.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from functools import cached_property

from dgmm_excel.errors import EditionError, Mistake, RosterError
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import load_edition
from dgmm_excel.round.roster import RosterLine, mistake
from dgmm_excel.text import Text, phrase

#: How many kinds a remedy names.
_MOST_KINDS = 3
#: The agencies of every roster of a round, each with the edition that it answers.
Lines = Sequence[tuple[RosterLine, Edition]]


# -- agencies of another edition's kind ------------------------------------------------------------


def misplaced(lines: Lines) -> dict[str, Edition]:
    """Return the edition that a roster is for, by the id of the edition that it was given to, where most agencies are of it."""
    found, editions = {}, _Editions(lines)
    for own, some in _by_edition(lines):
        others = [editions.other(line, own, by_name=True) for line in some]
        (right, count), = Counter(others).most_common(1)
        if right is not None and 2 * count > len(some):
            found[own.id] = right
    return found


def refuse_wrong_kinds(lines: Lines, order: str = "") -> None:
    """Raise RosterError if `wrong_kinds` finds any; `order` is the command that would start the round rightly, if any."""
    wrong = wrong_kinds(lines)
    if wrong:
        files = ", ".join(_file(some[0]) for _, some in _by_edition(lines))
        command = [Mistake("", str(phrase("roster.order")), order)] if order else []
        raise RosterError(str(phrase("roster.headline", file=files, count=len(wrong))), [*wrong, *command])


def wrong_kinds(lines: Lines) -> list[Mistake]:
    """Return a mistake for each roster that is for another edition, and for each agency that is while its roster is not."""
    wrong, editions = misplaced(lines), _Editions(lines)
    found: list[Mistake] = []
    for own, some in _by_edition(lines):
        right = wrong.get(own.id)
        if right is None:
            found += _strays(own, some, editions)
            continue
        count = sum(editions.other(line, own, by_name=True) is right for line in some)
        words = {"count": count, "all": len(some), "edition": own.id, "own": own.respondent, "right": right.id,
                 "kind": right.respondent, "in_round": _file(some[0]).startswith(f"roster-{own.id}.")}
        found.append(mistake(_file(some[0]), "roster.wrong_edition", **words))
    return found


def _strays(own: Edition, some: Sequence[RosterLine], editions: _Editions) -> Iterator[Mistake]:
    for line in some:
        right = editions.other(line, own)
        if right is not None:
            words = {"code": line.agency.code, "kind": line.agency.kind, "right": right.id, "own": own.kinds[0]}
            yield mistake(line.where, "roster.wrong_kind", **words)


class _Editions:
    """The editions of a round and, once one is needed, those at hand that can be read."""

    def __init__(self, lines: Lines) -> None:
        self._present = {edition.id: edition for _, edition in lines}

    @cached_property
    def _all(self) -> tuple[Edition, ...]:
        found = dict(self._present)
        for name in edition_ids():
            if name not in found:
                with suppress(EditionError):  # a broken edition says nothing of this round's rosters
                    found[name] = load_edition(name)
        return tuple(found.values())

    def other(self, line: RosterLine, own: Edition, *, by_name: bool = False) -> Edition | None:
        """Return the other edition that an agency is for by its kind; if that is empty, by how its Thai name begins."""
        kind, name = line.agency.kind, line.agency.name_th
        if not own.kinds or _claims(own, kind) or (not kind and (not by_name or _named(own, name))):
            return None
        claims = (one for one in self._all if one is not own and (_claims(one, kind) if kind else _named(one, name)))
        return next(claims, None)


def _claims(edition: Edition, kind: str) -> bool:
    return bool(kind) and _plain(kind) in map(_plain, edition.kinds)


def _named(edition: Edition, name: str) -> bool:
    return name.startswith(edition.kinds)


# -- what a coordinator should look at -------------------------------------------------------------

#: A mistake, and the first line that has it.
_Placed = tuple[RosterLine, Mistake]


def doubts(lines: Lines, issued: Collection[str] = ()) -> list[Mistake]:
    """Return what a coordinator should look at, in the rosters' order; `issued` are the codes that forms were made for."""
    order = {line.where: place for place, (line, _) in enumerate(lines)}
    found = [*_each(lines), *_parents(lines, issued), *_alike(lines)]
    return [doubt for line, doubt in sorted(found, key=lambda one: order[one[0].where])]


def _each(lines: Lines) -> Iterator[_Placed]:
    editions = _Editions(lines)
    for line, edition in lines:
        agency = line.agency
        if agency.kind and edition.kinds and not _claims(edition, agency.kind) and editions.other(line, edition) is None:
            words = {"kind": agency.kind, "allowed": ", ".join(edition.kinds[:_MOST_KINDS])}
            yield line, mistake(line.where, "roster.odd_kind", **words)
        if agency.email and not agency.addresses:
            yield line, mistake(line.where, "roster.no_address", email=agency.email, code=agency.code)
        if {_plain(word) for word in (agency.code, agency.name_th, agency.name_en)} & set(map(_plain, edition.excluded)):
            name = Text(agency.name("th"), agency.name("en"))
            yield line, mistake(line.where, "roster.excluded", name=name, kind=edition.respondent)


def _parents(lines: Lines, issued: Collection[str]) -> Iterator[_Placed]:
    """Yield what keeps inherited topics without a result: one mistake for each parent, with the lines of its agencies."""
    givers = {line.agency.code.casefold() for line, edition in lines if not edition.inherited}
    takers = {line.agency.code.casefold() for line, edition in lines if edition.inherited}
    gone = {code.casefold() for code in issued} - givers - takers
    for edition, some in _by_edition(lines):
        words = {"topics": len(edition.inherited)}
        if edition.inherited and not givers:
            base = edition.base.id if edition.base else ""
            yield some[0], mistake(_file(some[0]), "roster.no_parents", count=len(some), base=base, **words)
        for parent, those in _by_parent(some).items() if edition.inherited and givers else ():
            if parent not in givers:
                key = ("roster.no_parent" if not parent else "roster.dropped_parent" if parent in gone
                       else "roster.province_parent" if parent in takers else "roster.unknown_parent")
                said = those[0].agency.parent
                yield those[0], mistake(_span(those), key, parent=said, count=len(those), **words)


def _by_parent(some: Sequence[RosterLine]) -> dict[str, list[RosterLine]]:
    groups: dict[str, list[RosterLine]] = {}
    for line in some:
        groups.setdefault(line.agency.parent.casefold(), []).append(line)
    return groups


def _alike(lines: Lines) -> Iterator[_Placed]:
    """Yield every agency that has the name of another, or a code that differs in the script of its digits or in zeros alone."""
    names: dict[str, RosterLine] = {}
    codes: dict[str, RosterLine] = {}
    for line, _ in lines:
        agency = line.agency
        first = names.setdefault(_plain(agency.name_th), line)
        if first is not line:
            yield line, mistake(line.where, "roster.same_name", name=agency.name_th, first=first.where)
        first = codes.setdefault(_in_digits(agency.code), line)
        if first is not line:
            yield line, mistake(line.where, "roster.like_code", code=agency.code, other=first.agency.code, first=first.where)


# -- words and places ------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Return a text without spaces and capitals."""
    return "".join(text.split()).casefold()


def _in_digits(code: str) -> str:
    """Return a code with digits of any script as 0 to 9, without zeros before a number, which Excel drops."""
    text = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in unicodedata.normalize("NFKC", code)
    )
    return (text.lstrip("0") or "0" if text.isdecimal() else text).casefold()


def _by_edition(lines: Lines) -> list[tuple[Edition, list[RosterLine]]]:
    groups: dict[Edition, list[RosterLine]] = {}
    for line, edition in lines:
        groups.setdefault(edition, []).append(line)
    return list(groups.items())


def _file(line: RosterLine) -> str:
    return line.where.rpartition(":")[0]


def _span(lines: Sequence[RosterLine]) -> str:
    """Return the place of some lines of one roster: `roster.csv:2–5, 9`."""
    numbers = [int(line.where.rpartition(":")[2]) for line in lines]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    spans = (str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return f"{_file(lines[0])}:{', '.join(spans)}"
