"""The buttons of the DGMM tab that need Python. Like the command line: parse, call, report.

The add-in's VBA calls `press` through xlwings' `RunPython`. The argument arrives as hexadecimal digits of UTF-16: a name or a
path may have characters that a command line, a shell or AppleScript would interpret.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from dgmm_excel.addin.excel import CallingExcel
from dgmm_excel.errors import DgmmError, RoundError, internal_error, reason_of
from dgmm_excel.files import is_litter
from dgmm_excel.form.template import Function
from dgmm_excel.intake.score import Scored, scored, write_verified
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.report.fault_table import FAULT_COLUMNS, fault_row
from dgmm_excel.report.outcome import ReportedFault
from dgmm_excel.round.consolidate import Consolidation
from dgmm_excel.round.consolidate import consolidate as bring_together
from dgmm_excel.round.folder import SETTINGS, Round, init
from dgmm_excel.round.generate import generate, issued_forms
from dgmm_excel.text import Lang, phrase

#: The first column of the table `Faults` that is about one form, and the widths from there on.
_OF_A_FORM = 2
_WIDTHS = (8, 10, 24, 8, 16, 24, 60, 60)


class Message(NamedTuple):
    """The text that a button shows at the end, and whether it reports a failure."""

    words: str
    wrong: bool = False


def press(button: str, given: str, lang: Lang) -> None:
    """Run a button: `score` takes the name of an open workbook, `consolidate` and `forms` a folder.

    `given` is in hexadecimal digits. Show what was done, or why it failed, in a message box of Excel.
    """
    if not os.environ.get("DGMM_DEBUG"):
        sys.excepthook = _own_fault
    excel = CallingExcel.here(lang)
    try:
        message = _done(button, excel, text_of(given))
    finally:
        excel.leave()
    if message is not None:
        excel.tell(message.words, wrong=message.wrong)


def text_of(digits: str) -> str:
    """Return the text of hexadecimal digits of UTF-16, high byte first. Raises ValueError for anything else."""
    return bytes.fromhex(digits).decode("utf-16-be", "surrogatepass")


def _done(button: str, excel: CallingExcel, given: str) -> Message | None:
    try:
        return _BUTTONS[button](excel, given)
    except DgmmError as error:
        return Message(str(error), wrong=True)
    except OSError as error:
        return Message(reason_of(error), wrong=True)


def _own_fault(kind: type[BaseException], error: BaseException, _: object) -> None:
    """Write a failure of this program itself as one line, which xlwings shows."""
    sys.stderr.write(internal_error(kind, error))


# -- one form --------------------------------------------------------------------------------------


def _score(excel: CallingExcel, name: str) -> Message:
    """Write the verified levels into the form; list the faults of its answers in a new workbook."""
    book, lang = excel.book(name), excel.lang
    result = scored(book)
    write_verified(book, result)
    if result.faults:
        rows = [FAULT_COLUMNS, *(fault_row(ReportedFault("", name, fault), lang) for fault in result.faults)]
        excel.show([row[_OF_A_FORM:] for row in rows], _WIDTHS)
    head = phrase(f"ribbon.{result.status}", name=name)[lang]
    return Message(_lines(head, _overall(result, lang), _counts(result, lang)), wrong=result.status == "rejected")


def _overall(result: Scored, lang: Lang) -> str | None:
    if result.assessment is None or result.assessment.overall.level is None:
        return None
    overall, edition = result.assessment.overall, result.assessment.edition
    return phrase("ribbon.overall", level=overall.level, name=overall.name, score=edition.score_text(overall.score),
                  topics=overall.rests_on)[lang]


def _counts(result: Scored, lang: Lang) -> str | None:
    counts = {kind: sum(fault.severity == kind for fault in result.faults) for kind in ("error", "warning", "repaired")}
    return phrase("ribbon.counts", **counts)[lang] if result.faults else None


# -- a round ---------------------------------------------------------------------------------------


def _consolidate(excel: CallingExcel, given: str) -> Message | None:
    """Consolidate the returns of the round and open the consolidated workbook."""
    folder = excel.folder(given)
    if folder is None:
        return None
    of = _round(folder)
    if of is None:
        raise RoundError(phrase("ribbon.no_round", folder=folder)[excel.lang])
    done = bring_together(of, datetime.now(), excel.track)
    excel.open(done.workbook)
    return Message(_came_to(of, done, excel.lang))


def _came_to(of: Round, done: Consolidation, lang: Lang) -> str:
    states = done.result.figures.tally.states
    statuses = "   ".join(f"{phrase(f'state.{state}')[lang]} {count}" for state, count in states.items() if count)
    return _lines(
        phrase("ribbon.consolidated", title=of.title)[lang], statuses,
        phrase("ribbon.found", faults=len(done.result.faults), corrections=done.corrections, folder=of.corrections)[lang],
        *(one[lang] for one in (*done.told, *done.result.notes)),
    )


def _forms(excel: CallingExcel, given: str) -> Message | None:
    """Make the forms of a round. An empty folder first becomes a round, whose rosters are then to be checked."""
    folder = excel.folder(given)
    if folder is None:
        return None
    of = _round(folder)
    if of is None:
        return Message(_started(folder, excel.lang))
    done = generate(of, excel.track, _function(of))
    summary = (line[excel.lang] for line in done.summary("ribbon.made", folder=of.forms))
    return Message(_lines(*summary), wrong=bool(done.kept))


def _function(of: Round) -> Function:
    """Return where the forms' DGMM_LEVEL comes from: as in earlier forms, else from the add-in, whose button was pressed."""
    return next((one.function for one in issued_forms(of).values()), "none")


def _started(folder: Path, lang: Lang) -> str:
    """Create a round of all editions. Raises RoundError if the folder holds other files."""
    if folder.is_dir() and not all(is_litter(one.name) for one in folder.iterdir()):
        raise RoundError(phrase("ribbon.not_empty", folder=folder)[lang])
    of = init(folder, edition_ids())
    rosters = ", ".join(one.file for one in of.rosters)
    return phrase("ribbon.started", folder=folder, count=len(of.members), rosters=rosters)[lang]


def _round(folder: Path) -> Round | None:
    """Return the round in that folder or in its parent (people may choose `returned`); None if there is none."""
    found = next((one for one in (folder, folder.parent) if (one / SETTINGS).is_file()), None)
    return None if found is None else Round.open(found)


def _lines(*parts: str | None) -> str:
    """Join the parts that are not empty, a line each."""
    return "\n".join(part for part in parts if part)


_BUTTONS: Mapping[str, Callable[[CallingExcel, str], Message | None]] = {
    "score": _score, "consolidate": _consolidate, "forms": _forms,
}
