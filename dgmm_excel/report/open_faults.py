"""The faults of an agency's files as its page lists them: what is wrong, where, and what the agency can do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from dgmm_excel.faults import Fault
from dgmm_excel.intake.answer_words import shortened
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.outcome import ReportedFault
from dgmm_excel.text import Lang, said

#: `error`: an answer to correct; `warning`: something to check; `file`: something about a file that only its sender and the
#: coordinator can settle; `repaired`: an answer taken after a change, nothing to do.
Section = Literal["error", "warning", "file", "repaired"]
SECTIONS: tuple[Section, ...] = get_args(Section)


@dataclass(frozen=True, slots=True)
class OpenFault:
    """One fault. `about` is the question, `place` its cell, or the name of the file if the fault is of the whole file; `value`
    what stands there. `topic` is the question's, empty if it has none.
    """

    section: Section
    topic: str
    about: str
    place: str
    value: str
    wrong: str
    remedy: str


def open_faults(faults: Iterable[ReportedFault], edition: Edition, lang: Lang) -> tuple[OpenFault, ...]:
    """Return an agency's faults in the order of the sections, then of the form; what is said twice stands once."""
    order = {name: place for place, name in enumerate(edition.questions)}
    placed = sorted(faults, key=lambda one: (SECTIONS.index(_section(one.fault)), order.get(one.fault.question or "", -1)))
    return tuple(dict.fromkeys(_open_fault(one, edition, lang) for one in placed))


def _section(fault: Fault) -> Section:
    """Return where a fault is listed: what has words for the agency neither at a question nor at all is about a file."""
    if fault.severity == "repaired":
        return "repaired"
    return fault.severity if fault.question or fault.kind.agency else "file"


def _open_fault(one: ReportedFault, edition: Edition, lang: Lang) -> OpenFault:
    fault, section = one.fault, _section(one.fault)
    question = edition.questions.get(fault.question or "")
    place = fault.sheet or ""
    if fault.sheet and fault.cell:
        place = said("correction.place", lang, sheet=fault.sheet, cell=fault.cell)
    return OpenFault(
        section, (question.topic if question is not None else None) or "",
        said("correction.whole", lang) if question is None else question.text[lang],
        shortened(place or one.file, lang), shortened(fault.value or "", lang), shortened(fault.message(lang), lang),
        "" if section == "file" else shortened(fault.remedy_for_agency(lang), lang),
    )
