"""A returned workbook's grids become answers and faults; no answer cell is passed over in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from dgmm_excel.edition import Edition
from dgmm_excel.errors import Fault
from dgmm_excel.intake.checks import checked_together
from dgmm_excel.intake.entries import Entry, Note, Return
from dgmm_excel.intake.judge import BLANK, Judge, Judgement, judged, judges
from dgmm_excel.intake.locate import GridLike, Located, Spot, locate
from dgmm_excel.intake.tidy import clipped, is_blank, plain_text, visible
from dgmm_excel.load import edition_ids, load_edition
from dgmm_excel.text import Lang

_LONGEST_ID = 60


def at_hand(name: str) -> Edition | None:
    """The edition of that id; None where it is not at hand. Raises EditionError where its own file has mistakes."""
    return load_edition(name) if name in edition_ids() else None


def read_return(grids: Sequence[GridLike], editions: Callable[[str], Edition | None] = at_hand) -> Return:
    """What the grids of a returned workbook come to.

    Every question of the edition gets an entry; every value that is not simply accepted gets a fault. Never raises for
    what stands in the grids. `editions` finds an edition by id.
    """
    located = locate(grids)
    if located.edition is None or not located.answers:
        return _unread(located, Fault("DG005"))
    edition = editions(located.edition)
    if edition is None:
        said = clipped(located.edition, _LONGEST_ID)
        return _unread(located, Fault("DG006", value=said, params={"edition": said}))
    if not any(question.topic and name in located.answers for name, question in edition.questions.items()):
        return _unread(located, Fault("DG005"))
    return _read(located, edition)


def _read(located: Located, edition: Edition) -> Return:
    lang = _lang(located)
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    for name, judge in judges(edition, lang).items():
        spots = located.answers.get(name)
        if spots is None:
            entry, found = _lost(edition, lang, name)
        elif len(spots) == 1:
            entry, found = _taken(name, judge, spots[0])
        else:
            entry, found = _one_of(name, judge, spots)
        entries[name] = entry
        faults += found
    entries, between = checked_together(edition, entries)
    return _returned(located, edition, entries, (*faults, *between, *_unknown(located, edition)))


# -- one question ----------------------------------------------------------------------------------


def _taken(name: str, judge: Judge, spot: Spot) -> tuple[Entry, Sequence[Fault]]:
    judgement, raw = _judgement(judge, spot)
    entry = Entry(name, judgement.state, judgement.value, raw, spot.grid.name, spot.cell)
    if not judgement.notes:
        return entry, ()
    return entry, [_fault(code, entry, params) for code, params in judgement.notes]


def _judgement(judge: Judge, spot: Spot) -> tuple[Judgement, object]:
    """What stands at the spot, and what it comes to."""
    grid, place = spot.grid, (spot.row, spot.column)
    raw, error = spot.raw, grid.errors.get(place)
    formula, uncached = place in grid.formulas, place in grid.uncached
    if raw is None and error is None and not uncached:
        return BLANK, None
    return judged(judge, raw, error=error, formula=formula, uncached=uncached), error or raw


def _one_of(name: str, judge: Judge, spots: Sequence[Spot]) -> tuple[Entry, Sequence[Fault]]:
    """A question that stands more than once: one of equal answers, the only one filled in, or none of several."""
    taken = [_taken(name, judge, spot) for spot in spots]
    filled = [one for one in taken if one[0].state != "blank"]
    if not filled:
        return taken[0]
    first = min(filled, key=lambda one: ("accepted", "repaired", "rejected").index(one[0].state))
    if all(_same(first[0], entry) for entry, _ in filled):
        return first
    entry = filled[0][0]
    rejected = Entry(name, "rejected", None, entry.raw, entry.sheet, entry.cell)
    return rejected, [_fault("DG108", entry, {}) for entry, _ in filled]


def _same(one: Entry, other: Entry) -> bool:
    if one.value is None or other.value is None:
        return one.value is other.value and plain_text(one.raw) == plain_text(other.raw)
    return one.value == other.value


def _lost(edition: Edition, lang: Lang, name: str) -> tuple[Entry, Sequence[Fault]]:
    sheet, cell = _places(edition, lang)[name]
    entry = Entry(name, "rejected", None, None, sheet, cell)
    return entry, [Fault("DG107", entry.sheet, entry.cell, name)]


@cache
def _places(edition: Edition, lang: Lang) -> Mapping[str, tuple[str, str]]:
    from dgmm_excel.form import places

    return places(edition, lang)


def _fault(code: str, entry: Entry, params: Mapping[str, str]) -> Fault:
    return Fault(code, entry.sheet, entry.cell, entry.question, clipped(plain_text(entry.raw)), params)


def _unknown(located: Located, edition: Edition) -> Iterator[Fault]:
    """Values that stand where a question is that the edition does not know."""
    for name, spots in located.answers.items():
        for spot in spots if name not in edition.questions else ():
            if not is_blank(spot.raw):
                value = clipped(plain_text(spot.raw))
                yield Fault("DG304", spot.grid.name, spot.cell, clipped(name, _LONGEST_ID), value)


# -- the whole -------------------------------------------------------------------------------------


def _lang(located: Located) -> Lang:
    return "en" if located.meta.get("lang") == "en" else "th"


def _returned(
    located: Located, edition: Edition | None, entries: Mapping[str, Entry], faults: tuple[Fault, ...]
) -> Return:
    meta = located.meta
    codes = () if edition is None else edition.ids
    return Return(
        edition, located.edition, meta.get("agency.code") or None, meta.get("agency.name") or None, _lang(located),
        meta.get("round") or None, meta.get("fingerprint") or None, entries, faults,
        {code: (spot.grid.name, spot.row, spot.column) for code, spot in located.verified.items() if code in codes},
        tuple(_notes(located)),
    )


def _notes(located: Located) -> Iterator[Note]:
    """Every note that says something; one that stands twice, by a sheet that was copied, with each of its texts."""
    for name, spots in located.notes.items():
        first = {visible(plain_text(spot.raw)): spot for spot in reversed(spots)}
        for text, spot in first.items():
            if text:
                yield Note(name, text, spot.grid.name, spot.cell)


def _unread(located: Located, fault: Fault) -> Return:
    return _returned(located, None, {}, (fault,))
