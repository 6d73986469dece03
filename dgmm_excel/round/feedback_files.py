"""The files that go back to agencies.

`results/` holds each used return with its verified levels, `corrections/` a correction workbook for each faulty return, and
the list of all faults. Each folder's `index.csv` lists what this program wrote there. Nothing else is replaced or removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.files import (
    CsvRows,
    Laid,
    csv_beginning,
    csv_bytes,
    csv_lines,
    holds,
    save_as_name,
    sweep,
    write_atomically,
    write_or_save_as,
)
from dgmm_excel.form.template import Function
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.attained import Attained, attained_at
from dgmm_excel.report.outcome import ReportedFault, RoundResult
from dgmm_excel.round.case import Case
from dgmm_excel.round.feedback_content import Kind, MadeFile, Sender
from dgmm_excel.round.folder import Round
from dgmm_excel.round.generate import issued_forms
from dgmm_excel.round.kept_rows import KeptLifts
from dgmm_excel.round.lists import AGENCY_COLUMNS, ListLine, agency_cells, headings, read_list
from dgmm_excel.round.names import form_name
from dgmm_excel.round.receipts import fingerprint
from dgmm_excel.round.states import used_state
from dgmm_excel.round.verdicts import Verdict
from dgmm_excel.round.written import Written, origin_of_feedback
from dgmm_excel.text import Lang, phrase

INDEX = "index.csv"
FAULT_LIST = "faults.csv"
_COLUMNS = ("file", "returned", "state", "score", "level", "remark", "fingerprint")
#: How many faults are kept as the list has them.
_KEPT = 1024
_FAULT_COLUMNS = ("file", "fault", "severity", "sheet", "cell", "question", "value", "message", "remedy")


@dataclass(frozen=True)
class FeedbackFiles:
    """What was written: the wanted and the actual path of each file that did not get its own name, the number of corrections,
    the faults found on writing.
    """

    beside: tuple[tuple[Path, Path], ...]
    corrections: int
    faults: tuple[ReportedFault, ...]


class Known(NamedTuple):
    """What is to be known of a file that is there as it would come out: the code of a fault found on writing, whether it shows
    the official score.
    """

    fault: str | None
    official: bool


class Planned(NamedTuple):
    """A file to send back: its kind, a hash of what it is made from, and what is known of it; None if it must be made."""

    kind: Kind
    origin: str
    known: Known | None


class _Sent(NamedTuple):
    """A file that was sent back: the case that it answers, its verdict, whether it shows the official score."""

    case: Case
    verdict: Verdict
    official: bool


class FeedbackFolders:
    """The folders `results/` and `corrections/` of a round.

    What `written` knows to be the same is not made again; `lifts` keeps what lifts levels. The files of earlier runs that no
    longer hold are removed at the end.
    """

    def __init__(self, of: Round, now: datetime, written: Written, lifts: KeptLifts) -> None:
        self.sender, self.lifts = Sender.of(of, now.date()), lifts
        self._of, self._issued = of, issued_forms(of)
        paths: dict[Kind, Path] = {"results": of.results, "corrections": of.corrections}
        places = {code: place for place, code in enumerate(of.members)}
        self._folders = {kind: _Folder(of, path, now, written, places) for kind, path in paths.items()}
        self._faults: list[ReportedFault] = []

    def function(self, case: Case) -> Function:
        """Return the kind of DGMM_LEVEL in the agency's form."""
        before = self._issued.get(case.member.code)
        return before.function if before is not None else "lambda"

    def plan(self, case: Case, verdict: Verdict) -> tuple[Planned, ...]:
        """Return the files that go back to an agency."""
        specs, name = self.sender.specs(case, verdict, self.function(case)), self._name(case)
        origins = {kind: origin_of_feedback(case.origin, spec, case.member.agency) for kind, spec in specs.items()}
        return tuple(Planned(kind, origin, self._folders[kind].known(name, origin)) for kind, origin in origins.items())

    def take(self, case: Case, verdict: Verdict, plan: Iterable[Planned], made: Mapping[Kind, MadeFile]) -> None:
        """Write what was made of a plan, and list all of it. Raises OutputError."""
        for file in plan:
            fault = self._folders[file.kind].take(self._name(case), case, verdict, file, made.get(file.kind))
            if fault is not None:
                self._faults.append(ReportedFault(case.member.code, case.file.name, Fault(fault)))

    def sweep(self) -> None:
        """Remove what was made and not taken: no process makes files any more."""
        for folder in self._folders.values():
            folder.sweep()

    def finish(self) -> FeedbackFiles:
        """Remove the files that no longer hold, write the lists, and return what was written."""
        for folder in self._folders.values():
            folder.finish()
        beside = (pair for folder in self._folders.values() for pair in folder.beside)
        return FeedbackFiles(tuple(beside), self._folders["corrections"].count, tuple(self._faults))

    def _name(self, case: Case) -> str:
        return form_name(case.member.agency, self._of.lang)


class _Folder:
    """A folder of files to send back, with its index. `beside`: the wanted and the actual path of files under other names;
    `places`: the place of each agency in the round, by its code.
    """

    def __init__(self, of: Round, folder: Path, now: datetime, written: Written, places: Mapping[str, int]) -> None:
        folder.mkdir(exist_ok=True)
        self._of, self._folder, self._now, self._written, self._places = of, folder, now, written, places
        self._sent: dict[str, _Sent] = {}
        self.beside: list[tuple[Path, Path]] = []
        self._listed = {line["file"] for line in _listed(folder)}

    @property
    def count(self) -> int:
        """The number of files."""
        return len(self._sent)

    def known(self, name: str, origin: str) -> Known | None:
        """Return what is to be known of the file of that name; None if it must be made."""
        found = self._written.said(self._folder / name, origin)
        return None if found is None else Known(*found)

    def take(self, name: str, case: Case, verdict: Verdict, file: Planned, made: MadeFile | None) -> str | None:
        """Have an agency's file under its name, made anew unless it is there as it would come out; return the code of its
        fault.
        """
        wanted = got = self._folder / name
        known = file.known
        if known is None:
            assert made is not None  # what is not known was ordered
            got, known = self._put(wanted, made.content), Known(made.fault, made.official)
            note = self._written.complete if got == wanted else self._written.add
            note(got, file.origin, *known)
        self._sent[got.name] = _Sent(case, verdict, known.official)
        if got != wanted:
            self.beside.append((wanted, got))
        return known.fault

    def _put(self, wanted: Path, data: bytes | Laid) -> Path:
        """Write a file; beside it if that is another person's or is open in another program."""
        if wanted.exists() and not self._is_own(wanted) and not holds(wanted, data):
            return write_atomically(save_as_name(wanted, self._now), data)
        self._written.begin(wanted)
        return write_or_save_as(wanted, data, self._now)

    def _is_own(self, file: Path) -> bool:
        """Return whether the program wrote a file of that name: by its list, or in a run that was cut short before that."""
        return file.name in self._listed or self._written.is_own(file)

    def sweep(self) -> None:
        """Remove temporary files, this process's own among them."""
        sweep(self._folder, own=True)

    def finish(self) -> None:
        """Remove the files of earlier runs that this one did not write, and write the index."""
        present = {name.casefold() for name in self._sent}
        others = [file for file in self._folder.glob("*.xlsx") if file.name.casefold() not in present]
        stale = sorted(file.name for file in others if self._is_own(file))
        rows = (self._row(name) for name in sorted(self._sent, key=self._place))
        kept = (_row(name) for name in stale if not _removed(self._folder / name))
        write_or_save_as(self._folder / INDEX, csv_bytes([headings(self._of.lang, *_COLUMNS), *rows, *kept]), self._now)

    def _place(self, name: str) -> int:
        return self._places[self._sent[name].case.member.code]

    def _row(self, name: str) -> tuple[str, ...]:
        """Return the line of a file that was sent back."""
        (case, verdict, official), lang = self._sent[name], self._of.lang
        returned, member = case.file, case.member
        state = phrase(f"state.{used_state(returned, verdict)}")[lang]
        facts = returned.name, state, *_official(verdict, member.edition, lang, official), fingerprint(returned)
        return _row(name, agency_cells(member.agency, lang), facts)


def _row(
    name: str, agency: tuple[str, ...] = ("",) * len(AGENCY_COLUMNS), facts: tuple[str, ...] = ("",) * (len(_COLUMNS) - 1)
) -> tuple[str, ...]:
    return *agency, name, *facts


def _official(verdict: Verdict, edition: Edition, lang: Lang, shown: bool) -> tuple[str, str, str]:
    """Return the official score and level, and a remark: why where the roster decided, and that the file does not show them."""
    stated, overall = (_overall(some, edition) for some in (verdict.attained, verdict.verified or verdict.attained))
    remarks = [phrase("verified.stated_was", score=stated[0], level=stated[1])[lang]] if verdict.verified else []
    remarks += [fault.message(lang) for fault in verdict.faults if fault.code == "DG302"]
    if not shown:
        remarks.append(phrase("results.no_official")[lang])
    return *overall, " · ".join(remarks)


def _overall(attained: Sequence[Attained], edition: Edition) -> tuple[str, str]:
    """Return the overall score and level as texts; empty where there is none."""
    at = attained_at(attained, edition, "overall")
    score, level = (None, None) if at is None else (at.score, at.level)
    return edition.score_text(score), "" if level is None else str(level)


def _removed(file: Path) -> bool:
    """Remove a file; False if another program holds it open. It then stays in the index, for the next run."""
    try:
        file.unlink(missing_ok=True)
    except PermissionError:
        return False
    return True


def feedback_files(folder: Path) -> Mapping[tuple[str, str], Path]:
    """Return the files in `results/` or `corrections/` by the agency's code and the fingerprint of the return they answer."""
    files = {(line["code"], line["fingerprint"]): folder / line["file"] for line in _listed(folder)}
    return {about: file for about, file in files.items() if file.exists()}


def _listed(folder: Path) -> list[ListLine]:
    """Return the lines of what an earlier consolidation wrote. Only plain file names are trusted."""
    try:
        lines = list(read_list(folder / INDEX))
    except ValueError:  # no list: nothing there is known to be the program's own
        return []
    return [line for line in lines if line["file"].endswith(".xlsx") and Path(line["file"]).name == line["file"]]


# -- the list of faults ----------------------------------------------------------------------------


def fault_rows(of: Round, result: RoundResult) -> Iterator[Sequence[object]]:
    """Yield the rows of `corrections/faults.csv`, every fault of the round, after its headings; those of a file together."""
    yield headings(of.lang, *_FAULT_COLUMNS)

    @lru_cache(_KEPT)  # the same faults come again from agency to agency
    def line(fault: Fault) -> bytes:
        return csv_lines([(
            fault.code, phrase(f"severity.{fault.severity}")[of.lang], fault.sheet, fault.cell, fault.question, fault.value,
            fault.message(of.lang), fault.remedy(of.lang))])

    for (code, file), found in groupby(result.faults, attrgetter("agency", "file")):
        member = of.members.get(code)
        agency = member.agency if member is not None else Agency(code, "")
        whose = csv_beginning((*agency_cells(agency, of.lang), file))
        yield CsvRows(whose.join([b"", *(line(one.fault) for one in found)]))
