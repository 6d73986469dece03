"""Everything returned becomes one result: each agency of the roster scored, faulty, blank or missing.

The roster's mission and the researchers' figures take the place of what a form says; provinces come after the departments
whose results they inherit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from dgmm_excel.faults import Fault
from dgmm_excel.files import csv_bytes, sweep, write_or_keep_beside
from dgmm_excel.intake.returned_form import DISPUTES, ReturnedForm
from dgmm_excel.intake.score import Scored, scored_return
from dgmm_excel.intake.tidy import clipped, plain_text
from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.report.outcome import Came, Found, Given, Outcome, RoundResult
from dgmm_excel.returns.choice import chosen
from dgmm_excel.returns.returns import Returned, name_code, read_returns
from dgmm_excel.round.copies import FAULT_LIST, write_copies, write_faults
from dgmm_excel.round.folder import Member, Round
from dgmm_excel.round.generate import issued_forms
from dgmm_excel.round.researchers import Figures, questions, read_figures
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.text import phrase

_LONGEST_ID = 60


@dataclass(frozen=True)
class Assessed:
    """A round as it stands: what it came to, and for each agency whose return was used that return, scored."""

    result: RoundResult
    used: Mapping[str, tuple[Returned, Scored]]


@dataclass(frozen=True)
class Consolidated:
    """What a consolidation wrote. `beside`: files kept beside one that another program holds open, by the latter's name.

    `corrections` counts the correction workbooks that are to be sent out.
    """

    result: RoundResult
    workbook: Path
    fault_list: Path
    beside: Mapping[str, Path]
    corrections: int = 0


def assessed(of: Round, now: datetime, track: Track = silent) -> Assessed:
    """The round as it stands; writes nothing. Raises RosterError, RoundError."""
    figures = read_figures(of.researchers, {code: member.edition for code, member in of.members.items()})
    desk = _Desk(of, figures, now)
    desk.sort(read_returns(of.returned, of.folder, track))
    for member in track(desk.in_order(), phrase("generate.scoring")):
        desk.judge(member)
    return desk.result()


def consolidate(of: Round, now: datetime, track: Track = silent) -> Consolidated:
    """Writes `consolidated.xlsx`, `results/` and `corrections/`. Raises RosterError, RoundError, OutputError."""
    for folder in (of.folder, of.results, of.corrections, of.forms):
        sweep(folder)
    done = assessed(of, now, track)
    copies = write_copies(of, done.used, now, track)
    result = replace(done.result, faults=_in_order(of, (*done.result.faults, *copies.faults)))
    workbook = write_or_keep_beside(of.consolidated, consolidated(result), now)
    fault_list = write_faults(of, result, now)
    pairs = [(of.consolidated, workbook), (of.corrections / FAULT_LIST, fault_list), *copies.written]
    beside = {wanted.relative_to(of.folder).as_posix(): got for wanted, got in pairs if got != wanted}
    return Consolidated(result, workbook, fault_list, beside, copies.corrections)


def _in_order(of: Round, faults: Iterable[Found]) -> tuple[Found, ...]:
    """The faults by agency, those of no agency of the roster last."""
    order = {code: place for place, code in enumerate(of.members)}
    return tuple(sorted(faults, key=lambda found: order.get(found.agency, len(order))))


def write_reminders(of: Round, result: RoundResult, now: datetime) -> Path:
    """Writes the list of those to remind, who have not returned or sent a blank form; returns where it stands."""
    issued = issued_forms(of)
    rows = [("code", "name", "e-mail", "file", "status")]
    for one in result.outcomes:
        if one.status in ("missing", "blank"):
            form = issued.get(one.agency.code)
            rows.append((one.agency.code, one.agency.name(of.lang), one.agency.email, form.file if form else "", one.status))
    return write_or_keep_beside(of.reminders, csv_bytes(rows), now)


# -- who returned what -----------------------------------------------------------------------------


@dataclass
class _Desk:
    """Returns on their way to outcomes."""

    of: Round
    figures: Figures
    now: datetime
    files: dict[str, list[Returned]] = field(default_factory=dict)
    faults: dict[str, list[Found]] = field(default_factory=dict)
    strays: list[Found] = field(default_factory=list)
    came: list[tuple[str, Returned]] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    used: dict[str, tuple[Returned, Scored]] = field(default_factory=dict)

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        """The roster's codes by their small letters: people change capitals."""
        return {code.casefold(): code for code in self.of.members}

    def sort(self, files: Iterable[Returned]) -> None:
        """Puts every file to its agency, or among the strays with what is wrong."""
        for file in files:
            code = self._codes.get((file.code or "").casefold())
            self.came.append((code or file.code or "", file))
            if code is None:
                self._stray(file)
            elif file.head.edition != self.of.members[code].edition.id:
                self._add(code, file.name, _misplaced(file, self.of.members[code].edition))
            else:
                self.files.setdefault(code, []).append(file)
        for code, fault in self.figures.faults:
            self._add(code, self.of.researchers.name, [fault])

    def _stray(self, file: Returned) -> None:
        """A file of nobody in the roster: of an agency that its name presumes, if what it says itself cannot be relied on."""
        if file.head.edition is None:
            faults = list(file.unpack().faults)
        elif file.head.disputed:
            faults = _disputes(file)
        else:
            faults = [Fault("DG401", params={"agency": file.code}) if file.code else Fault("DG404")]
        presumed = self._codes.get(name_code(file.name)) if not file.code or file.head.disputed else None
        if presumed is not None:
            self._add(presumed, file.name, faults)
        else:
            self.strays += [Found(file.code or "", file.name, fault) for fault in faults]

    def _add(self, code: str, file: str, faults: Iterable[Fault]) -> None:
        self.faults.setdefault(code, []).extend(Found(code, file, fault) for fault in faults)

    def in_order(self) -> list[Member]:
        """The agencies, those that others inherit from first."""
        return sorted(self.of.members.values(), key=lambda member: _inherits(member.edition))

    def judge(self, member: Member) -> None:
        """The outcome of one agency. What it inherits from must have its own already."""
        code, agency = member.code, member.agency
        file = self._one(code)
        if file is None:
            unusable = any(found.file != self.of.researchers.name for found in self.faults.get(code, ()))
            self.outcomes[code] = Outcome(agency, member.edition, "faulty" if unusable else "missing")
            return
        return_ = file.unpack()
        override, faults = _override(member, return_, self.figures.values.get(code, {}))
        if return_.round_id not in (None, self.of.id):
            faults.append(Fault("DG411", params={"round": clipped(return_.round_id, _LONGEST_ID)}))
        scored = scored_return(return_, self._parent(agency.parent), override=override, faults=faults)
        assert scored.assessment is not None
        self._add(code, file.name, scored.faults)
        if scored.status != "blank":
            self.used[code] = file, scored
        self.outcomes[code] = Outcome(
            agency, member.edition, scored.status if scored.status != "rejected" else "faulty", file.name,
            scored.assessment, tuple(_given(return_, override)), return_.notes,
        )

    def _one(self, code: str) -> Returned | None:
        """The return that counts; what is to be said of the others is put to the agency."""
        files = self.files.get(code, [])
        choice = chosen(files, self.of.id, self.now)
        for file in files:
            if file.head.disputed:
                self._add(code, file.name, _disputes(file))
        for file, fault in choice.faults:
            self._add(code, file.name, [fault])
        return choice.one

    def _parent(self, code: str) -> Assessment | None:
        """The result that an agency inherits from; None where there is none, or a blank one."""
        outcome = self.outcomes.get(self._codes.get(code.casefold(), ""))
        return None if outcome is None else outcome.levels

    def result(self) -> Assessed:
        of = self.of
        outcomes = tuple(self.outcomes[code] for code in of.members)
        faults = [found for code in of.members for found in self.faults.get(code, ())] + self.strays
        day, notes = self.now.date(), self.figures.notes
        return Assessed(
            RoundResult(of.title, of.lang, day, of.deadline, of.editions, outcomes, tuple(faults), notes, tuple(self._came())),
            self.used,
        )

    def _came(self) -> Iterator[Came]:
        used = {outcome.file for outcome in self.outcomes.values()}
        for code, file in self.came:
            yield Came(code, file.name, file.name in used, file.head.edition, file.head.cells, file.head.surety)


def _disputes(file: Returned) -> list[Fault]:
    """What leaves open whose form it is."""
    return [fault for fault in file.unpack().faults if fault.code in DISPUTES]


def _misplaced(file: Returned, expected: Edition) -> list[Fault]:
    """What keeps an agency's file from being used: it is of another edition, or of none that is known."""
    if file.head.edition is None:
        return list(file.unpack().faults)
    return [Fault("DG403", params={"edition": file.head.edition, "expected": expected.id})]


def _inherits(edition: Edition) -> bool:
    return any(topic.source == "inherited" for topic in edition.topics.values())


def _override(
    member: Member, return_: ReturnedForm, figures: Mapping[str, Answer]
) -> tuple[dict[str, Answer | None], list[Fault]]:
    """What stands in place of the form's answers: the roster's mission, the researchers' figures; and where they differ."""
    entries, edition = return_.entries, member.edition
    override: dict[str, Answer | None] = {name: figures.get(name) for name in questions(edition)}
    faults = []
    for name, figure in override.items():
        entry = entries.get(name)
        if entry is not None and entry.state != "blank" and (entry.value is None or entry.value != figure):
            faults.append(Fault("DG303", entry.sheet, entry.cell, name, plain_text(entry.raw)))
    mission, said = member.agency.mission, entries.get(MISSION)
    if mission and MISSION in edition.questions:
        override[MISSION] = mission
        if said is not None and said.state != "blank" and said.value != mission:
            taken = edition.questions[MISSION].choice(mission)
            faults.append(Fault("DG302", said.sheet, said.cell, MISSION, plain_text(said.raw), {"taken": taken}))
    return override, faults


def _given(return_: ReturnedForm, override: Mapping[str, Answer | None]) -> Iterator[Given]:
    """Every answer cell of a return as it counts, in codebook order."""
    for name, entry in return_.entries.items():
        if name in override:
            value = override[name]
            yield Given(name, value, "blank" if value is None else "accepted")
        elif entry.state == "rejected":
            yield Given(name, plain_text(entry.raw), entry.state)
        else:
            yield Given(name, entry.value, entry.state)
