"""`dgmm demo`: a whole round on the rosters that come with the program, filled in as people would, scored and consolidated.

Forms are filled in as corrections are. Those in which something goes wrong are filled as people and programs do it: value by
value into the answer cells of the file, through xlwings, and read again to see what their formulas take of it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic
from typing import TYPE_CHECKING, Any

from dgmm_excel.errors import RoundError
from dgmm_excel.feedback.entered import Entered, worded
from dgmm_excel.feedback.filled_form import FilledForm, issued_form
from dgmm_excel.files import write_atomically
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.returned_form import Entry
from dgmm_excel.intake.workbook import workbook_of
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.edition import MISSION, Question
from dgmm_excel.model.figure_pairs import shares
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.report.state import AGENCY_STATES
from dgmm_excel.round.consolidate import Consolidation, consolidate
from dgmm_excel.round.folder import Member, Round, init
from dgmm_excel.round.generate import form_spec, generate, issued_forms
from dgmm_excel.round.report import ReportPages, report_of
from dgmm_excel.round.researchers import researcher_questions
from dgmm_excel.round.simulate import answers_of, persona
from dgmm_excel.scoring.answers import Answer, Answers
from dgmm_excel.text import Lang, phrase
from dgmm_excel.xlsx.a1 import position
from dgmm_excel.xlsx.engine import open_book

if TYPE_CHECKING:
    import xlwings as xw

MARKER = ".dgmm-demo.json"
_SEED = "dgmm 2566"
_OPEN_DAYS = 30
#: Part of the agencies that name an item “others” in the remark.
_NAMED = 0.9
#: What happens to an agency's form, in percent of agencies.
_FATES = {"whole": 78, "half": 8, "blank": 3, "missing": 7, "damaged": 4}


@dataclass(frozen=True)
class Demonstration:
    """A demonstration: its round, the result, its report, the seconds that it took, and the codes of some agencies to show."""

    of: Round
    done: Consolidation
    report: ReportPages
    forms: int
    returned: int
    worth_showing: tuple[str, ...]
    seconds: float


def demonstrate(folder: Path, now: datetime, track: Track = silent, lang: Lang = "th") -> Demonstration:
    """Make the demonstration in `folder`. Delete the files of an earlier demonstration there, and nothing else.

    Raises RoundError if the folder holds files but no demonstration.
    """
    start = monotonic()
    foreign = _clear(folder)
    _mark(folder, foreign, None)
    deadline = (now + timedelta(days=_OPEN_DAYS)).date().isoformat()
    of = init(folder, edition_ids(), title=phrase("demo.title")[lang], deadline=deadline, lang=lang, today=now.date())
    generate(of, track)
    _return_forms(of, track)
    _enter_figures(of)
    done = consolidate(of, now, track)
    pages = report_of(of, done.result, now, track)
    _mark(folder, foreign, sorted(set(_files(folder)) - set(foreign)))
    return Demonstration(
        of, done, pages, len(of.members), sum(path.is_file() for path in of.returned.rglob("*")),
        _worth_showing(done.result.outcomes), monotonic() - start,
    )


# -- the folder ------------------------------------------------------------------------------------


def _clear(folder: Path) -> list[str]:
    """Delete the files of an earlier demonstration; return the names of all other files.

    The marker lists the files made. If that list is missing, the demonstration was interrupted: then every file is its own
    except those that it found at its start.
    """
    if folder.exists() and not folder.is_dir():
        raise RoundError(str(phrase("round.no_folder", folder=folder)))
    present = _files(folder)
    if not present:
        return []
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        made, foreign = marker["made"], set(marker["foreign"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RoundError(str(phrase("demo.foreign", folder=folder))) from error
    for name in present:
        if name in made if made is not None else name not in foreign:
            (folder / name).unlink()
    return [name for name in _files(folder) if name != MARKER]


def _mark(folder: Path, foreign: Sequence[str], made: Sequence[str] | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    marker = {"foreign": list(foreign), "made": None if made is None else list(made)}
    write_atomically(folder / MARKER, json.dumps(marker, ensure_ascii=False, indent=0).encode())


def _files(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink()]


# -- filling in ------------------------------------------------------------------------------------


def _return_forms(of: Round, track: Track) -> None:
    """Fill in and return each agency's form: whole, in part, blank, damaged, or not at all."""
    issued = issued_forms(of)
    parents = {member.agency.parent for member in of.members.values()}
    damages = list(_DAMAGES)
    for member in track(list(of.members.values()), phrase("demo.filling")):
        form = of.forms / issued[member.code].file
        random = Random(f"{_SEED} fate {member.code}")
        fate = "whole" if member.code in parents else random.choices(list(_FATES), list(_FATES.values()))[0]
        if fate == "missing":
            continue
        back = of.returned / form.name
        if fate == "blank":
            shutil.copyfile(form, back)
            continue
        answers = answers_of(member.edition, persona(f"{_SEED} {member.code}", of.lang))
        if fate == "half":
            answers = dict(list(answers.items())[: round(len(answers) * random.uniform(0.3, 0.7))])
        remarks = _remarks(member, answers, of.lang)
        if fate != "damaged":
            back.write_bytes(filled(of, member, answers, remarks))
            continue
        asked = member.edition.questions
        cells = {name: worded(asked[name], value, of.lang) for name, value in answers.items()}
        damage = damages.pop(0)
        damages.append(damage)
        after = damage(_Filled(of, member, random, cells))
        fill(form, back, cells, remarks, form_spec(of, member.edition))
        if after is not None:
            after(back)
    (of.returned / f"{phrase('demo.letter')[of.lang]}.pdf").write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n%%EOF\n")


def filled(of: Round, member: Member, answers: Mapping[str, Answer], remarks: Mapping[str, str]) -> bytes:
    """Return the agency's form, filled in with answers by question id and with remarks by topic id."""
    agency, edition = member.agency, member.edition
    spec = form_spec(of, edition)
    mission = spec.mission(agency)
    seen = {**({MISSION: mission} if mission else {}), **answers}
    form = FilledForm(issued_form(spec, mission), agency)
    form.enter(Entered(
        {name: worded(edition.questions[name], value, of.lang) for name, value in answers.items()},
        {f"remark.{topic}": text for topic, text in remarks.items()},
        Answers(edition, {name: seen[name] for name in edition.questions if name in seen}), frozenset(),
    ))
    return form.finished()


def _remarks(member: Member, answers: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    """Return the remarks of topics in which most agencies name the item “others” that they answered yes to."""
    random = Random(f"{_SEED} remarks {member.code}")
    topics = dict.fromkeys(str(question.topic) for name, question in member.edition.questions.items()
                           if question.specify and answers.get(name) is True)
    return {topic: phrase("demo.others")[lang] for topic in topics if random.random() < _NAMED}


def fill(
    form: Path, target: Path, cells: Mapping[str, Any], remarks: Mapping[str, str] | None = None, spec: FormSpec | None = None
) -> None:
    """Write values into the form's answer cells and texts into the remarks of topics, and save it as `target`.

    `cells` are by question id, as people type them, `remarks` by topic id. `spec` is the form's specification, if that is at
    hand: its template is drawn already.
    """
    book = open_book(form)
    try:
        read = read_return(workbook_of(book))
        for name, value in cells.items():
            _type(book, read.entries[name], value)
        assert read.edition is not None and read.lang is not None
        for topic, text in (remarks or {}).items():
            sheet, cell = layout(read.edition, read.lang).notes[f"remark.{topic}"]
            book.sheets[sheet].range(cell).value = text
        _calculate(book, spec or FormSpec(read.edition, read.lang))
        book.save(target)
    finally:
        book.close()


def _calculate(book: xw.Book, spec: FormSpec) -> None:
    """Store the value of each formula with it, as the agency's own Excel does on saving.

    The form's formulas take an answer only if it is one of the list or within the limits; intake repairs more than that.
    """
    form = read_return(workbook_of(book))
    seen = {name: entry.value for name, entry in form.entries.items() if entry.state == "accepted" and entry.value is not None}
    unusable = [name for name, entry in form.entries.items() if entry.state != "blank" and name not in seen]
    cached = template(spec).cached.for_answers(Answers(spec.edition, seen), unusable)
    book.impl.write({
        sheet: {position(cell): value for cell, value in values.items()} for sheet, values in cached.items()
    })


def _type(book: xw.Book, entry: Entry, value: Any) -> None:
    assert entry.sheet is not None and entry.cell is not None
    book.sheets[entry.sheet].range(entry.cell).value = value


# -- what goes wrong -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Filled:
    """A form before it is returned. `cells`: question id -> what is typed; a damage may change them."""

    of: Round
    member: Member
    random: Random
    cells: dict[str, Any]

    def some(self, *types: str) -> list[str]:
        """Return the ids of up to three answered questions of those types."""
        of_types = [name for name in self.cells if self.member.edition.questions[name].type in types]
        return self.random.sample(of_types, min(3, len(of_types)))


_After = Callable[[Path], object] | None


def _pasted(form: _Filled) -> _After:
    """Paste a doubtful answer over a cell with a list."""
    for name in form.some("yes_no", "choice"):
        form.cells[name] = phrase("demo.doubt")[form.of.lang]
    return None


def _thai_digits(form: _Filled) -> _After:
    """Type numbers in Thai digits, which intake accepts."""
    digits = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    for name in form.some("integer"):
        form.cells[name] = f"{form.cells[name]:,}".translate(digits)
    return None


def _words_for_numbers(form: _Filled) -> _After:
    for name in form.some("integer")[:2]:
        form.cells[name] = phrase("demo.about")[form.of.lang]
    return None


def _cut_off(form: _Filled) -> _After:
    """Truncate the file."""
    return lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size * 3 // 5])


def _too_many(form: _Filled) -> _After:
    """Make a part exceed its whole."""
    for part, whole in shares(form.member.edition):
        if part in form.cells and whole in form.cells:
            form.cells[part] = form.cells[whole] + 7
            break
    return None


def _renamed(form: _Filled) -> _After:
    """Rename the file. The code in the form still identifies the agency."""
    return lambda file: file.rename(file.with_name(f"{phrase('demo.renamed')[form.of.lang]}.xlsx"))


def _twice(form: _Filled) -> _After:
    """Return the form twice with different answers, so that neither counts."""
    def again(file: Path) -> None:
        other = file.with_name(f"{phrase('demo.again', name=file.stem)[form.of.lang]}.xlsx")
        name = next(name for name in form.cells if form.member.edition.questions[name].type == "yes_no")
        yes, no = (phrase(f"answer.{word}")[form.of.lang] for word in ("yes", "no"))
        fill(file, other, {name: no if form.cells[name] == yes else yes}, spec=form_spec(form.of, form.member.edition))

    return again


_DAMAGES: tuple[Callable[[_Filled], _After], ...] = (
    _pasted, _thai_digits, _cut_off, _words_for_numbers, _twice, _too_many, _renamed,
)


# -- researchers -----------------------------------------------------------------------------------


def _enter_figures(of: Round) -> None:
    """Type most of the researchers' figures into their cells."""
    book = open_book(of.researchers)
    try:
        sheet = book.sheets[0]
        rows = sheet.used_range.options(ndim=2).value
        head, ids = next((place, row) for place, row in enumerate(rows) if "code" in row and "edition" in row)
        for place, row in enumerate(rows[head + 1:], start=head + 2):
            member = of.members.get(str(row[ids.index("code")]))
            if member is not None:
                for name, figure in _figures(member).items():
                    sheet.range((place, ids.index(name) + 1)).value = figure
        book.save(of.researchers)
    finally:
        book.close()


def _figures(member: Member) -> dict[str, float]:
    random = Random(f"{_SEED} figures {member.code}")
    if random.random() < 0.08:
        return {}
    level = persona(f"{_SEED} {member.code}", "th").near(0.1)
    return {name: _figure(question, level, random) for name, question in researcher_questions(member.edition).items()}


def _figure(question: Question, level: float, random: Random) -> float:
    """Return a score within its limits, or a number of people."""
    low, high = float(question.minimum or 0), float(question.maximum or 0)
    if question.type == "integer":
        # the number of staff, whose minimum is not 0, is larger than that of test takers
        return random.randint(120, 900) if low else random.randint(40, 400)
    return round(low + (high - low) * min(1.0, max(0.0, random.gauss(level, 0.1))), 2)


def _worth_showing(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Return the codes of the best and the weakest agencies of each edition, and one of each other state."""
    chosen: dict[str, None] = {}
    for edition in dict.fromkeys(one.edition for one in outcomes):
        ranked = sorted(
            ((overall.score, one.agency.code) for one in outcomes
             if one.edition is edition and one.state == "complete"
             and (overall := one.at("overall")) is not None and overall.score is not None),
            reverse=True,
        )
        chosen |= dict.fromkeys(code for _, code in (*ranked[:3], *ranked[-1:]))
    for state in reversed(AGENCY_STATES[:-1]):
        chosen |= dict.fromkeys([one.agency.code for one in outcomes if one.state == state][:1])
    return tuple(chosen)
