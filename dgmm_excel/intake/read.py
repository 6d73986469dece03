"""Read a returned workbook: its grids become answers and faults. No answer cell is skipped silently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from dgmm_excel.faults import Fault
from dgmm_excel.form.layout import layout, places
from dgmm_excel.intake.by_words import wording
from dgmm_excel.intake.checks import checked_together, to_confirm
from dgmm_excel.intake.displayed import Seen, as_shown, seen
from dgmm_excel.intake.hidden_answers import answers_hidden
from dgmm_excel.intake.identity import identity_faults, known_facts, round_title
from dgmm_excel.intake.judge import BLANK, Judge, Judgement, judged, judges
from dgmm_excel.intake.last_year import without_last_year
from dgmm_excel.intake.locate import Located, locate
from dgmm_excel.intake.misplaced import put_in_doubt
from dgmm_excel.intake.own_sheets import own_sheets
from dgmm_excel.intake.recognise import Found, edition_by_words, lang_by_words, recognised
from dgmm_excel.intake.returned_form import Entry, Note, ReturnedForm
from dgmm_excel.intake.reworded import reworded
from dgmm_excel.intake.tidy import clipped, is_blank, plain_text, visible
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.model.load import edition_at_hand
from dgmm_excel.text import LANGS, Lang, phrase
from dgmm_excel.xlsx.a1 import MAX_TEXT, Location, address
from dgmm_excel.xlsx.grid import Grid, GridCell, Value

_LONGEST_ID, _LONGEST_NUMBER = 60, 6
_NOT_BY_IDS = {"names": "DG206", "texts": "DG207"}


def at_hand(name: str) -> Edition | None:
    """Return the edition of that id; None if it is not at hand. Raises EditionError if its own file has mistakes."""
    return edition_at_hand(name)


def read_return(workbook: PlainWorkbook, editions: Callable[[str], Edition | None] = at_hand) -> ReturnedForm:
    """Read the answers, notes and identity of a returned workbook.

    Every question of the edition gets an entry; every value that is not simply accepted gets a fault. Never raises for any
    content of the sheets, but UnreadableBook where a part of the form may be on a sheet that cannot be read. `editions` finds
    an edition by id.
    """
    form = _read(workbook, editions)
    for reason in workbook.unread.values():
        if form.edition is None or form.recognised.lost:
            raise reason.anew()
    return form


def _read(workbook: PlainWorkbook, editions: Callable[[str], Edition | None]) -> ReturnedForm:
    workbook = without_last_year(workbook)
    grids = workbook.grids
    located = locate(grids, workbook.names)
    name, lang = located.edition, _lang(located)
    if name is None or not located.answers:
        seen = edition_by_words(grids, [name] if name else edition_ids(), editions)
        name, lang = seen or (name, lang)
    if name is None:
        return _unread(located, workbook, Fault("DG005"))
    edition = editions(name)
    if edition is None:
        said = clipped(name, _LONGEST_ID)
        return _unread(located, workbook, Fault("DG006", value=said, params={"edition": said}))
    located = own_sheets(located, workbook.names, _titles(edition))
    lang = _lang(located) or lang or lang_by_words(grids, edition)
    found = recognised(located, grids, workbook.names, edition, lang)
    if not any(question.topic and name in found.answers for name, question in edition.questions.items()):
        return _unread(located, workbook, Fault("DG005"))
    return _Reader(edition, lang, workbook, located, found).read()


@cache
def _titles(edition: Edition) -> frozenset[str]:
    """Return the titles of the edition's sheets as they are issued."""
    forms = [layout(edition, lang) for lang in LANGS]
    return frozenset(title for form in forms for title in (form.cover, form.results, *(sheet.title for sheet in form.pillars)))


def _lang(located: Located) -> Lang | None:
    """Return the language that the form names."""
    return next((lang for lang in LANGS if lang == located.meta.get("lang")), None)


@dataclass(frozen=True)
class _Reader:
    """A recognised form, which is read question by question."""

    edition: Edition
    lang: Lang
    workbook: PlainWorkbook
    located: Located
    found: Found

    def read(self) -> ReturnedForm:
        edition, lang, found, names = self.edition, self.lang, self.found, self.workbook.names
        entries: dict[str, Entry] = {}
        faults: list[Fault] = []
        for name, judge in judges(edition, lang).items():
            entries[name], own = self._entry(name, judge)
            faults += own
        entries, doubts = put_in_doubt(
            edition, entries, found, self.workbook, judges(edition, lang), wording(edition, lang)
        )
        doubted = {fault.question for fault in doubts if fault.severity == "error"}
        entries, between = checked_together(edition, entries)
        faults = [fault for fault in faults if fault.question not in doubted]
        codes = edition.ids
        return replace(
            _returned(self.located, known_facts(self.located, found), lang, self.workbook),
            edition=edition, edition_id=edition.id, entries=entries,
            faults=(*self._whole(), *answers_hidden(entries.values(), self.workbook.grids), *faults, *doubts, *between,
                    *to_confirm(edition, entries, found.notes), *self._unknown()),
            verified={code: cell for code, cell in self._results(self.located.verified) if code in codes},
            official=dict(self._results(self.located.official)), steps=dict(self._results(self.located.steps)),
            notes=tuple(_notes(found)), recognised=found.counted(edition, names),
            round_title=round_title(found, lang),
        )

    def _results(self, places: Mapping[str, Sequence[GridCell]]) -> Iterator[tuple[str, Location]]:
        """Yield where results are written: of copied result sheets, on the one with the name that it was issued with."""
        issued = layout(self.edition, self.lang).results
        for name, cells in places.items():
            there = cells if len(cells) == 1 else [cell for cell in cells if cell.grid.name == issued]
            yield name, (there or cells)[0].location

    # -- one question ------------------------------------------------------------------------------

    def _entry(self, name: str, judge: Judge) -> tuple[Entry, Sequence[Fault]]:
        cells = self.found.answers.get(name)
        if cells is None:
            return self._lost(name, judge)
        return self._taken(name, judge, cells[0]) if len(cells) == 1 else self._one_of(name, judge, cells)

    def _taken(self, name: str, judge: Judge, cell: GridCell) -> tuple[Entry, Sequence[Fault]]:
        judgement, raw = _judgement(self.edition.questions[name], judge, cell)
        if judgement.reasons and [code for code, _ in judgement.reasons] == ["DG101"]:
            judgement = reworded(self.edition.questions[name], self.lang, raw, self._lists) or judgement
        state, value, reasons = judgement
        way = self.found.how.get(name)
        if way and state in ("accepted", "repaired"):
            state, reasons = "repaired", (*reasons, (_NOT_BY_IDS[way], {}))
        grid, row, column = cell
        entry = Entry(name, state, value, raw, grid.name, address(row, column))
        return entry, [entry.fault(code, **params) for code, params in reasons] if reasons else ()

    @cached_property
    def _lists(self) -> Grid | None:
        return self.workbook.lists()

    def _one_of(self, name: str, judge: Judge, cells: Sequence[GridCell]) -> tuple[Entry, Sequence[Fault]]:
        """Read a question that occurs more than once: one of equal answers, the only one filled in, or none of several. An
        answer that only a copied sheet has is repaired.
        """
        taken = [self._of_cell(name, judge, cell) for cell in sorted(cells, key=self._is_copy)]
        filled = [one for one in taken if one[0].state != "blank"]
        if not filled:
            return taken[0]
        first = min(filled, key=lambda one: ("accepted", "repaired", "rejected").index(one[0].state))
        if all(_same(first[0], entry) for entry, _ in filled):
            return first
        entry = filled[0][0]
        rejected = Entry(name, "rejected", None, entry.raw, entry.sheet, entry.cell)
        return rejected, [entry.fault("DG108", allowed=judge.allowed) for entry, _ in filled]

    def _is_copy(self, cell: GridCell) -> bool:
        return cell.location in self.located.copies

    def _of_cell(self, name: str, judge: Judge, cell: GridCell) -> tuple[Entry, Sequence[Fault]]:
        entry, faults = self._taken(name, judge, cell)
        if entry.state not in ("accepted", "repaired") or not self._is_copy(cell):
            return entry, faults
        return entry._replace(state="repaired"), [*faults, entry.fault("DG221")]

    def _lost(self, name: str, judge: Judge) -> tuple[Entry, Sequence[Fault]]:
        """Reject a cell that is not in the file, at the place that its name refers to, or else where the form had it."""
        sheet, cell = places(self.edition, self.lang)[name]
        if name in self.workbook.names:
            sheet, row, column = self.workbook.names[name]
            cell = address(row, column)
        return Entry(name, "rejected", None, None, sheet, cell), [
            Fault("DG107", sheet, cell, name, params={"allowed": judge.allowed})]

    # -- the whole ---------------------------------------------------------------------------------

    def _whole(self) -> Iterator[Fault]:
        yield from identity_faults(self.located, self.found, self.edition, self.lang)
        yield from (Fault("DG321", sheet) for sheet in self.workbook.unread)
        forms = {cell.grid.name for cells in self.found.answers.values() for cell in cells}
        for grid in self.workbook.grids:
            if grid.beyond is not None and grid.name in forms:
                yield Fault("DG308", grid.name, address(*grid.beyond))
            if grid.nowhere:
                yield Fault("DG014" if grid.name in forms else "DG321", grid.name, value=clipped(visible(grid.nowhere)))

    def _unknown(self) -> Iterator[Fault]:
        """Yield the values at questions that the edition does not have."""
        for name in [name for name in self.found.answers if name not in self.edition.questions]:
            for cell in self.found.answers[name]:
                if not is_blank(cell.value):
                    value = clipped(plain_text(cell.value))
                    yield Fault("DG304", cell.grid.name, cell.address, clipped(name, _LONGEST_ID), value)


def _judgement(question: Question, judge: Judge, cell: GridCell) -> tuple[Judgement, Value]:
    """Judge the value of the cell as people see it there; return the judgement and that value."""
    grid, row, column = cell
    place, raw = (row, column), grid.value(row, column)
    error = grid.errors.get(place)
    if raw is None and error is None and place not in grid.uncached:
        return BLANK, None
    look = grid.looks.get(place)
    if place in grid.units or isinstance(raw, float):
        raw = as_shown(question, raw, grid.units.get(place))
    if look is not None and error is None and not is_blank(raw):
        return _judged_by_look(judge, seen(question, raw, look), formula=place in grid.formulas)
    formula, uncached = place in grid.formulas, place in grid.uncached
    judgement = judged(judge, raw, error=error, formula=formula, uncached=uncached)
    return judgement, error or (raw[:MAX_TEXT] if isinstance(raw, str) else raw)


def _judged_by_look(judge: Judge, found: Seen, *, formula: bool) -> tuple[Judgement, Value]:
    """Judge what people see of a value whose look changes it."""
    if found.doubt is not None:
        doubt = {"how": phrase(f"look.{found.doubt}"), "allowed": judge.allowed}
        return Judgement("rejected", None, (("DG115", doubt),)), found.value
    judgement = judged(judge, found.value, formula=formula)
    if not found.is_cut or judgement.value is None:
        return judgement, found.value
    taken = ("DG209", {"taken": clipped(plain_text(found.value))})
    return Judgement("repaired", judgement.value, (*judgement.reasons, taken)), found.value


def _same(one: Entry, other: Entry) -> bool:
    if one.value is None or other.value is None:
        return one.value is other.value and plain_text(one.raw) == plain_text(other.raw)
    return one.value == other.value


def _notes(found: Found) -> Iterator[Note]:
    """Yield every note that is not empty; a note on a copied sheet comes with each of its texts."""
    for name, cells in found.notes.items():
        first = {visible(plain_text(cell.value)[:MAX_TEXT]): cell for cell in reversed(cells) if cell.value is not None}
        for text, cell in first.items():
            if text:
                yield Note(name, text, cell.grid.name, cell.address)


def _returned(located: Located, meta: Mapping[str, str], lang: Lang, workbook: PlainWorkbook) -> ReturnedForm:
    """Return the file's own facts, without any answers."""
    return ReturnedForm(
        None, located.edition, meta.get("agency.code") or None, meta.get("agency.name") or None, lang,
        meta.get("round") or None, meta.get("fingerprint") or None, {}, (), {},
        correction=_whole_number(meta.get("correction", "")), modified=workbook.modified,
    )


def _whole_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else 0


def _unread(located: Located, workbook: PlainWorkbook, fault: Fault) -> ReturnedForm:
    return replace(_returned(located, located.meta, _lang(located) or "th", workbook), faults=(fault,))
