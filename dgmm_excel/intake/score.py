"""Score a workbook, the same on a live Excel and on the file engine, and write its record.

Everything is read once (`workbook`), then judged and computed, then the verified levels are written. Nothing is read after the
first write, so that any engine will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dgmm_excel.faults import Fault
from dgmm_excel.intake.read import at_hand, read_return
from dgmm_excel.intake.record import Status, file_record
from dgmm_excel.intake.returned_form import ReturnedForm
from dgmm_excel.intake.workbook import workbook_of
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.scoring.answers import Answers, Assessment, checked
from dgmm_excel.scoring.computed import computed
from dgmm_excel.scoring.evaluate import assess
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.a1 import Location

if TYPE_CHECKING:
    import xlwings as xw

    from dgmm_excel.xlsx.package import UnreadableBook

_KINDS = {"encrypted": "DG002", "rights": "DG012", "old_xls": "DG003", "empty": "DG011", "no_access": "DG013"}
_UNSAFE = ("too_large", "duplicate_members", "unsafe_xml")


@dataclass(frozen=True)
class Scored:
    """One returned form, scored. `assessment` is None if it was rejected."""

    form: ReturnedForm
    assessment: Assessment | None
    status: Status
    faults: tuple[Fault, ...]

    def record(self, file: str) -> dict[str, Any]:
        """Return the object that `dgmm score --json` prints."""
        return file_record(file, self.status, self.form, self.assessment, self.faults)

    @property
    def levels(self) -> Mapping[str, int | None]:
        """The level of every code of the edition; empty if it was rejected."""
        if self.assessment is None:
            return {}
        return {code: self.assessment[code].level for code in self.assessment.edition.ids}


def score_book(book: xw.Book) -> dict[str, Any]:
    """Score the workbook and write each verified level into its cell; the caller saves it.

    Returns the record that `dgmm score --json` prints. A workbook that is no form gives a record of status `rejected`.
    """
    result = scored(book)
    file = book.fullname
    write_verified(book, result)
    return result.record(file)


def scored(
    book: xw.Book, parent: Assessment | None = None, editions: Callable[[str], Edition | None] = at_hand
) -> Scored:
    """Score the workbook and write nothing.

    `parent`: the assessment that inherited topics take their scores from; `editions` finds an edition by id.
    """
    return scored_return(read_return(workbook_of(book), editions), parent)


def scored_return(
    form: ReturnedForm, parent: Assessment | None = None, *,
    override: Mapping[str, Any] | None = None, faults: Iterable[Fault] = (),
) -> Scored:
    """Score a form that was read already, with some answers replaced.

    `override` maps question ids to values as `score` takes them, None for no answer; the form's own answers and faults at these
    questions are ignored. `faults` are added after the form's. A workbook that is no form is rejected in any case. Raises
    AnswerError for an override that no form could hold.
    """
    override = override or {}
    kept = (*(fault for fault in form.faults if fault.question not in override), *faults)
    if form.edition is None:
        return Scored(form, None, "rejected", kept)
    values = {name: value for name, value in form.answers.items() if name not in override}
    values |= checked(form.edition, override).values
    answers = Answers(form.edition, MappingProxyType(values))
    assessment, weighed = assess(answers, parent), _weighed(kept, form, answers)
    return Scored(form, assessment, _status(assessment, weighed), weighed)


def _weighed(faults: tuple[Fault, ...], form: ReturnedForm, answers: Answers) -> tuple[Fault, ...]:
    """Return the faults, an error at a question that is not asked as a warning: it cannot count."""
    questions = answers.edition.questions
    wrong = {fault.question for fault in faults if fault.severity == "error"}
    conditional = [name for name, question in questions.items() if name in wrong and question.asked_when is not None]
    if not conditional:
        return faults
    asked = computed(answers).asked
    unasked = {name for name in conditional if not asked[name] and not _open(questions, form, name)}
    return tuple(replace(fault, unasked=True) if fault.question in unasked else fault for fault in faults)


def _open(questions: Mapping[str, Question], form: ReturnedForm, name: str) -> bool:
    """Return whether it is open that the question is asked, since an answer that its condition reads was rejected."""
    condition = questions[name].asked_when
    read = [use.question for use in condition.uses()] if condition is not None else []
    return any(form.entries[one].state == "rejected" or _open(questions, form, one) for one in read)


def _status(assessment: Assessment, faults: Iterable[Fault]) -> Status:
    if any(fault.severity == "error" for fault in faults):
        return "faulty"
    return "blank" if assessment.blank else "scored"


# -- writing ---------------------------------------------------------------------------------------


def write_verified(book: xw.Book, scored: Scored) -> None:
    """Write the levels into their cells, a run of cells at a time; the cell of a code without a level is emptied."""
    levels = scored.levels
    places = {place: levels.get(code) for code, place in scored.form.verified.items()}
    for sheet, column, first, values in _runs(places):
        last = first + len(values) - 1
        target = book.sheets[sheet].range((first, column), (last, column))
        target.value = [[value] for value in values] if len(values) > 1 else values[0]


def _runs(places: Mapping[Location, int | None]) -> Iterator[tuple[str, int, int, list[int | None]]]:
    """Yield cells that are one below another: sheet, column, first row, values."""
    run: tuple[str, int, int, list[int | None]] | None = None
    for sheet, row, column in sorted(places, key=lambda place: (place[0], place[2], place[1])):
        value = places[sheet, row, column]
        if run is not None and (sheet, column, row) == (run[0], run[1], run[2] + len(run[3])):
            run[3].append(value)
            continue
        if run is not None:
            yield run
        run = (sheet, column, row, [value])
    if run is not None:
        yield run


# -- files that cannot be opened --------------------------------------------------------------------


def unreadable_fault(error: UnreadableBook) -> Fault:
    """Return the fault for a file that is not a readable workbook."""
    if error.reason == "other_format":
        return Fault("DG010", params={"format": error.detail})
    code = _KINDS.get(error.reason) or ("DG004" if error.reason in _UNSAFE else "DG001")
    return Fault(code, params={"reason": phrase(f"unreadable.{error.reason}")})
