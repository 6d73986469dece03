"""The buttons of the DGMM tab that Python does: like the command line, it takes words, calls and tells.

The add-in's VBA calls `press` through xlwings' `RunPython`. What a button is given comes as hexadecimal digits of UTF-16: a
name or a path has letters that a command line, a shell or an AppleScript would take for something else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from dgmm_excel.addin.excel import Desk
from dgmm_excel.errors import DgmmError, RoundError, internal_error, reason_of
from dgmm_excel.files import is_litter
from dgmm_excel.form.template import Function
from dgmm_excel.intake.score import Scored, scored, write_verified
from dgmm_excel.model.load import edition_ids
from dgmm_excel.report.outcome import AGENCY_STATUSES, ReportedFault
from dgmm_excel.report.tables import FAULT_COLUMNS, fault_row
from dgmm_excel.round.consolidate import Consolidation
from dgmm_excel.round.consolidate import consolidate as bring_together
from dgmm_excel.round.folder import SETTINGS, Round, init
from dgmm_excel.round.generate import generate, issued_forms
from dgmm_excel.scoring.answers import two_decimals
from dgmm_excel.text import Lang, phrase

#: From here on the columns of the table `Faults` tell about one form; and how wide they are.
_OF_A_FORM = 2
_WIDTHS = (8, 10, 24, 8, 16, 24, 60, 60)


class Said(NamedTuple):
    """What a button says in the end, and whether that is that it could not be done."""

    words: str
    wrong: bool = False


def press(button: str, given: str, lang: Lang) -> None:
    """Do what a button is for: `score` is given the name of an open workbook, `consolidate` and `forms` a folder.

    `given` is in hexadecimal digits. Tells what was done, or why it could not be, in a message box of Excel.
    """
    if not os.environ.get("DGMM_DEBUG"):
        sys.excepthook = _own_fault
    desk = Desk.here(lang)
    try:
        said = _done(button, desk, text_of(given))
    finally:
        desk.leave()
    if said is not None:
        desk.tell(said.words, wrong=said.wrong)


def text_of(digits: str) -> str:
    """A text from the hexadecimal digits of its UTF-16, high byte first. Raises ValueError for anything else."""
    return bytes.fromhex(digits).decode("utf-16-be", "surrogatepass")


def _done(button: str, desk: Desk, given: str) -> Said | None:
    try:
        return _BUTTONS[button](desk, given)
    except DgmmError as error:
        return Said(str(error), wrong=True)
    except OSError as error:
        return Said(reason_of(error), wrong=True)


def _own_fault(kind: type[BaseException], error: BaseException, _: object) -> None:
    """A fault of this program itself: one line, which xlwings shows."""
    sys.stderr.write(internal_error(kind, error))


# -- one form --------------------------------------------------------------------------------------


def _score(desk: Desk, name: str) -> Said:
    """Writes the verified levels into the form; what is to be said of its answers goes into a workbook of its own."""
    book, lang = desk.book(name), desk.lang
    result = scored(book)
    write_verified(book, result)
    if result.faults:
        rows = [FAULT_COLUMNS, *(fault_row(ReportedFault("", name, fault), lang) for fault in result.faults)]
        desk.show([row[_OF_A_FORM:] for row in rows], _WIDTHS)
    head = phrase(f"ribbon.{result.status}", name=name)[lang]
    return Said(_lines(head, _overall(result, lang), _counts(result, lang)), wrong=result.status == "rejected")


def _overall(result: Scored, lang: Lang) -> str | None:
    if result.assessment is None or result.assessment.overall.level is None:
        return None
    overall = result.assessment.overall
    return phrase("ribbon.overall", level=overall.level, name=overall.name, score=f"{two_decimals(overall.score):.2f}",
                  topics=overall.rests_on)[lang]


def _counts(result: Scored, lang: Lang) -> str | None:
    counts = {kind: sum(fault.severity == kind for fault in result.faults) for kind in ("error", "warning", "repaired")}
    return phrase("ribbon.counts", **counts)[lang] if result.faults else None


# -- a round ---------------------------------------------------------------------------------------


def _consolidate(desk: Desk, given: str) -> Said | None:
    """Brings the returns of the round together and opens the consolidated workbook."""
    folder = desk.folder(given)
    if folder is None:
        return None
    of = _round(folder)
    if of is None:
        raise RoundError(phrase("ribbon.no_round", folder=folder)[desk.lang])
    done = bring_together(of, datetime.now(), desk.track)
    desk.open(done.workbook)
    return Said(_came_to(of, done, desk.lang))


def _came_to(of: Round, done: Consolidation, lang: Lang) -> str:
    counts = done.result.counts()
    statuses = "   ".join(f"{phrase(f'status.{status}')[lang]} {counts[status]}" for status in AGENCY_STATUSES)
    beside = (phrase("cli.beside", name=name, kept=kept) for name, kept in done.beside.items())
    return _lines(
        phrase("ribbon.consolidated", title=of.title)[lang], statuses,
        phrase("ribbon.found", faults=len(done.result.faults), corrections=done.corrections, folder=of.corrections)[lang],
        *(one[lang] for one in (*beside, *done.result.notes)),
    )


def _forms(desk: Desk, given: str) -> Said | None:
    """Makes the forms of a round. An empty folder becomes a round first, whose rosters are then to be checked."""
    folder = desk.folder(given)
    if folder is None:
        return None
    of = _round(folder)
    if of is None:
        return Said(_started(folder, desk.lang))
    done = generate(of, desk.track, _function(of))
    summary = (line[desk.lang] for line in done.summary("ribbon.made", folder=of.forms))
    return Said(_lines(*summary), wrong=bool(done.kept))


def _function(of: Round) -> Function:
    """Where DGMM_LEVEL of the forms comes from: as before; at first from the add-in, which whoever presses the button has."""
    return next((one.function for one in issued_forms(of).values()), "none")


def _started(folder: Path, lang: Lang) -> str:
    """A new round for all editions. Raises RoundError for a folder that holds something else."""
    if folder.is_dir() and not all(is_litter(one.name) for one in folder.iterdir()):
        raise RoundError(phrase("ribbon.not_empty", folder=folder)[lang])
    of = init(folder, edition_ids())
    rosters = ", ".join(one.file for one in of.rosters)
    return phrase("ribbon.started", folder=folder, count=len(of.members), rosters=rosters)[lang]


def _round(folder: Path) -> Round | None:
    """The round of that folder, or the one that the folder lies in; people choose `returned` just as well."""
    found = next((one for one in (folder, folder.parent) if (one / SETTINGS).is_file()), None)
    return None if found is None else Round.open(found)


def _lines(*parts: str | None) -> str:
    """The parts that are there, one below the other."""
    return "\n".join(part for part in parts if part)


_BUTTONS: Mapping[str, Callable[[Desk, str], Said | None]] = {
    "score": _score, "consolidate": _consolidate, "forms": _forms,
}
