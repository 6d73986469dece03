"""Answers carried over to a new edition: of one returned form, or of every agency of a consolidated round.

What was carried stands in new forms; a list says of each old answer what became of it. Persons are not carried over: neither
names nor telephone numbers. Evidence and remarks go along in a form of one's own, where their topic goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from dgmm_excel.agency import Agency
from dgmm_excel.errors import EditionError, OutputError, RoundError
from dgmm_excel.feedback.entered import issued_to, notes_of, worded
from dgmm_excel.feedback.prefilled_form import prefilled_form
from dgmm_excel.files import csv_bytes, make_folder, write_atomically
from dgmm_excel.form.template import FormSpec
from dgmm_excel.model.at_hand import file_of
from dgmm_excel.model.continuation import continuation
from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.model.lineage import lineage
from dgmm_excel.onefile import scored_file
from dgmm_excel.progress import Track, silent
from dgmm_excel.resources import put_criteria_first
from dgmm_excel.round.folder import SETTINGS
from dgmm_excel.round.names import form_name
from dgmm_excel.round.old_round import OldAgency, OldRound, read_old_round
from dgmm_excel.scoring.answers import Answer, exact, from_data
from dgmm_excel.scoring.migration import Move, carried_answers, migrated, reasons, states
from dgmm_excel.text import Lang, Text, as_argument, phrase

LIST = "migration.csv"
#: The columns of the list.
COLUMNS = ("agency", "name", "question", "text", "answer", "state", "why", "edition", "new_question", "new_answer")
_TAKEN = ("accepted", "repaired")
#: The notes that go along, by the beginnings of their ids; others are of persons.
_NOTES = ("evidence.", "remark.")


@dataclass(frozen=True)
class Migrated:
    """What was written: where, how many forms, what became of every answer. `left` are agencies whose edition ends."""

    place: Path
    listed: Path
    forms: int
    moves: tuple[Move, ...]
    left: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every answer was carried that the agencies gave themselves."""
        return not self.left and all(move.state != "not_carried" or move.why == "researchers" for move in self.moves)

    @property
    def summary(self) -> Iterator[Text]:
        """Yield the lines to report."""
        counts = {str(state): count for state, count in states(self.moves).items()}
        yield phrase("migrate.done", forms=self.forms, place=self.place, file=self.listed, total=len(self.moves), **counts)
        for why, count in reasons(self.moves):
            yield phrase("migrate.reason", count=count, why=phrase(f"migrate.why_{why}"))
        if self.left:
            yield phrase("migrate.left", count=len(self.left), codes=", ".join(self.left))


# -- one form --------------------------------------------------------------------------------------


def migrate_file(file: Path, to: str, output: Path | None = None) -> Migrated:
    """Carry the answers of a returned form over into a new form, with a list beside it.

    The form's own edition may be at hand, or beside the file of the new one.
    Raise OutputError for a file that is no form, and where a file is there already; EditionError where nothing leads from its
    edition to the new one.
    """
    if file_of(to) is None and Path(to).is_file():
        put_criteria_first(Path(to).parent)
    scored = scored_file(file)
    if scored is None or scored.form.edition is None:
        raise OutputError(str(phrase("migrate.no_form", file=file)))
    form = scored.form
    assert form.edition is not None
    editions = lineage(to, form.edition)
    new, target = editions[-1], output or file.with_name(f"{file.stem} {editions[-1].id}.xlsx")
    listed = target.with_suffix(".csv")
    _check_free(target, listed)
    rejected = {name: entry.raw for name, entry in form.entries.items() if entry.state == "rejected"}
    moves = migrated(editions, {name: one for name, one in form.answers.items() if name not in rejected}, rejected)
    answers = carried_answers(moves)
    agency = replace(issued_to(form), mission=str(answers.get(MISSION, "")))
    notes = dict(_notes_over(editions, notes_of(form)))
    write_atomically(target, prefilled_form(FormSpec(new, form.lang), agency, answers, notes))
    write_atomically(listed, csv_bytes(_rows(editions, agency, moves, form.lang)))
    return Migrated(target, listed, 1, moves)


def _notes_over(editions: Sequence[Edition], notes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the notes of topics that go on, by their new ids."""
    for name, text in notes.items():
        start = next((one for one in _NOTES if name.startswith(one)), None)
        topic = _topic_over(editions, name.removeprefix(start)) if start else None
        if topic is not None:
            yield f"{start}{topic}", text


def _topic_over(editions: Sequence[Edition], topic: str) -> str | None:
    """Return the id in the last of the editions of a topic of the first; None where it does not go on."""
    now: str | None = topic
    for old, new in pairwise(editions):
        common = continuation(new, old)
        now = next((after for after, before in common.topics.items() if before == now), None) if common else None
    return now


# -- a round ---------------------------------------------------------------------------------------


def migrate_round(folder: Path, to: Sequence[str], output: Path | None = None, track: Track = silent) -> Migrated:
    """Carry the answers of a consolidated round over: a form for each agency of it, and one list, in a folder of its own.

    Answers are those that counted, after findings. An agency goes to the first of the editions that its own leads to. Raise
    RoundError for a folder that was not consolidated; OutputError where something is there already; EditionError where no
    edition of the round leads to a new one.
    """
    old = _read(folder)
    ways = _ways(old, to)
    place = output or folder.resolve().with_name(f"{folder.resolve().name}-{next(iter(ways.values()))[-1].id}")
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise _taken(place)
    if not place.parent.is_dir():
        raise OutputError(str(phrase("round.no_folder", folder=place.parent)))
    make_folder(place)
    answered = dict(old.lines())
    rows, moves, made = list[Sequence[str]](), list[Move](), 0
    for code, agency in track(list(old.agencies.items()), phrase("migrate.doing")):
        editions = ways.get(agency.edition)
        if editions is None:
            continue
        own = migrated(editions, *_said(editions[0], answered.get(code, ())))
        answers = carried_answers(own)
        whose = _agency(agency, str(answers.get(MISSION, "")))
        spec = FormSpec(editions[-1], old.lang)
        write_atomically(place / form_name(whose, old.lang), prefilled_form(spec, whose, answers, {}), durable=False)
        rows += list(_rows(editions, whose, own, old.lang))[1:]
        moves += own
        made += 1
    write_atomically(place / LIST, csv_bytes([_headings(), *rows]))
    left = tuple(code for code, agency in old.agencies.items() if agency.edition not in ways)
    return Migrated(place, place / LIST, made, tuple(moves), left)


def _read(folder: Path) -> OldRound:
    if not (folder / SETTINGS).is_file():
        raise RoundError(str(phrase("migrate.no_round", folder=folder)))
    try:
        return read_old_round(folder)
    except RoundError as error:
        raise RoundError(str(phrase("migrate.refused", folder=folder)), error.mistakes) from None


def _ways(old: OldRound, to: Sequence[str]) -> Mapping[str, tuple[Edition, ...]]:
    """Return by the id of each edition of the round that goes on the editions up to the new one."""
    found, refused = dict[str, tuple[Edition, ...]](), list[EditionError]()
    for name in to:
        for edition in old.editions.values():
            if edition.id not in found:
                try:
                    found[edition.id] = lineage(name, edition)
                except EditionError as error:
                    if error.mistakes:  # a file with mistakes
                        raise
                    refused.append(error)
    if not found:
        raise refused[0]
    return found


def _said(edition: Edition, lines: Iterable[Sequence[str]]) -> tuple[dict[str, Answer], dict[str, Any]]:
    """Return what an agency had answered, and what could not be taken."""
    taken, rejected = dict[str, Answer](), dict[str, Any]()
    for _, _, name, text, state in lines:
        if not text or state == "blank" or name not in edition.questions:
            continue
        question = edition.questions[name]
        try:
            if state not in _TAKEN:
                raise ValueError(state)
            taken[name] = exact(question, from_data(question, text))
        except ValueError:
            rejected[name] = text
    return taken, rejected


def _agency(one: OldAgency, mission: str) -> Agency:
    return Agency(one.code, one.name_th, one.name_en, ministry=one.ministry, mission=mission, parent=one.parent)


# -- the list, and what is there already -----------------------------------------------------------


def _headings() -> list[str]:
    return [str(phrase(f"migrate.{column}")) for column in COLUMNS]


def _rows(editions: Sequence[Edition], agency: Agency, moves: Sequence[Move], lang: Lang) -> Iterator[Sequence[str]]:
    """Yield the headings, then a row for each old answer; what was not carried first."""
    yield _headings()
    old, new = editions[0], editions[-1]
    for move in sorted(moves, key=lambda move: move.state != "not_carried"):
        question = old.questions[move.old]
        why = "" if move.why is None else str(phrase(f"migrate.why_{move.why}"))
        before = str(move.value) if move.why == "rejected" else str(worded(question, move.value, lang))
        now = "" if move.new is None or move.now is None else str(worded(new.questions[move.new], move.now, lang))
        state = str(phrase(f"migrate.{move.state}"))
        yield (agency.code, agency.name(lang), move.old, str(question.text), before, state, why, move.at, move.new or "", now)


def _check_free(*files: Path) -> None:
    for file in files:
        if file.exists():
            raise _taken(file)
        if not file.parent.is_dir():
            raise OutputError(str(phrase("round.no_folder", folder=file.parent)))
    if files[0].suffix.lower() != ".xlsx":
        raise OutputError(str(phrase("blank.not_xlsx", file=files[0].with_suffix(".xlsx"))))


def _taken(place: Path) -> OutputError:
    other = as_argument(place.with_name(f"{place.stem}-2{place.suffix}"))
    return OutputError(str(phrase("book.taken", file=place, other=other)))
