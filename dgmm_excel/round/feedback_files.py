"""The files that go back to agencies.

`results/` holds each used return with its verified levels, `corrections/` a correction workbook for each faulty return, and
the list of all faults. Each folder's `index.csv` lists what this program wrote there. Nothing else is replaced or removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.feedback.correction import correction
from dgmm_excel.feedback.findings_sheet import FindingLine
from dgmm_excel.feedback.results_copy import Checked, results_copy
from dgmm_excel.files import csv_bytes, save_as_name, write_atomically, write_or_save_as
from dgmm_excel.form.template import FormSpec
from dgmm_excel.model.edition import Edition
from dgmm_excel.progress import Track
from dgmm_excel.report.attained import Attained, attained_at
from dgmm_excel.report.finding_words import finding_words
from dgmm_excel.report.outcome import ReportedFault, RoundResult
from dgmm_excel.round.folder import Round
from dgmm_excel.round.generate import Issued, issued_forms
from dgmm_excel.round.kept_rows import KeptLifts
from dgmm_excel.round.lists import AGENCY_COLUMNS, ListLine, agency_cells, headings, read_list
from dgmm_excel.round.names import form_name
from dgmm_excel.round.objections import finding_id
from dgmm_excel.round.outcomes import LoadedReturn, Used, UsedReturn
from dgmm_excel.round.receipts import fingerprint
from dgmm_excel.round.states import used_state
from dgmm_excel.round.verdicts import Verdict
from dgmm_excel.round.written import Written, origin_of_feedback
from dgmm_excel.text import Lang, phrase

INDEX = "index.csv"
FAULT_LIST = "faults.csv"
_COLUMNS = ("file", "returned", "state", "score", "level", "remark", "fingerprint")
_FAULT_COLUMNS = ("file", "fault", "severity", "sheet", "cell", "question", "value", "message", "remedy")


@dataclass(frozen=True)
class FeedbackFiles:
    """What was written: the wanted and the actual path of each file that did not get its own name, the number of corrections,
    the faults found on writing.
    """

    beside: tuple[tuple[Path, Path], ...]
    corrections: int
    faults: tuple[ReportedFault, ...]


def write_feedback_files(
    of: Round, used: Used, now: datetime, track: Track, written: Written, lifts: KeptLifts
) -> FeedbackFiles:
    """Write `results/` and the correction workbooks, and remove those of earlier runs that no longer hold.

    There are none for agencies that were handed up, whose own round writes them. What `written` knows to be the same is not
    made again; `lifts` keeps what lifts levels. Raises OutputError.
    """
    faults: list[ReportedFault] = []
    used = {code: about for code, about in used.items() if not about.file.arrival.is_record}
    maker = _Maker(of, issued_forms(of), now.date(), lifts)
    faulty = {code for code, about in used.items() if about.verdict.status == "faulty"}
    names = {code: maker.name(code) for code in used}
    results = _Folder(of, of.results, now, written, names.values())
    corrections = _Folder(of, of.corrections, now, written, (names[code] for code in sorted(faulty)))
    for code, loading in track(list(used.items()), phrase("generate.results")):
        about = replace(loading, loaded=cache(loading.loaded))  # once for both files
        fault = results.renew(names[code], code, about, maker.results(code, about))
        if fault is not None:
            faults.append(ReportedFault(code, about.file.name, Fault(fault)))
        if code in faulty:
            corrections.renew(names[code], code, about, maker.correction(code, about))
    results.finish()
    corrections.finish()
    return FeedbackFiles((*results.beside, *corrections.beside), len(faulty), tuple(faults))


class _Made(NamedTuple):
    """A file to send back, and what is to be known of it: the code of a fault found on writing; whether the official score
    is in it.
    """

    content: bytes
    fault: str | None
    official: bool


#: A file that may have to be made: a hash of what it is made from, and the work.
_Planned = tuple[str, Callable[[], _Made]]


@dataclass(frozen=True)
class _Maker:
    """Makes an agency's files to the specification of the form that was issued to it."""

    of: Round
    issued: Mapping[str, Issued]
    today: date
    lifts: KeptLifts

    def spec(self, code: str, verdict: Verdict) -> FormSpec:
        of, before = self.of, self.issued.get(code)
        function = before.function if before is not None else "lambda"
        return FormSpec(of.members[code].edition, verdict.lang, of.id, of.title, of.deadline, function, of.year)

    def name(self, code: str) -> str:
        return form_name(self.of.members[code].agency, self.of.lang)

    def results(self, code: str, about: UsedReturn) -> _Planned:
        """Return the copy of a return with its results, to be made."""
        spec, agency = self.spec(code, about.verdict), self.of.members[code].agency

        def made() -> _Made:
            loaded = about.loaded()
            copy = results_copy(about.file.content(), loaded.scored, spec, agency, _checked(loaded, spec.lang),
                                partial(self.lifts.of, about.origin))
            return _Made(copy.content, None if copy.fault is None else copy.fault.code, copy.official)

        return origin_of_feedback(about.origin, spec, agency), made

    def correction(self, code: str, about: UsedReturn) -> _Planned:
        """Return the correction workbook, to be made, numbered one above the return, so that consolidating again does not
        count up.
        """
        number, until = about.verdict.correction + 1, self.of.corrections_until(self.today)
        soon = until is None and (self.of.deadline or self.of.corrections_due) is not None
        spec, agency = replace(self.spec(code, about.verdict), deadline=until, soon=soon), self.of.members[code].agency
        origin = origin_of_feedback(about.origin, spec, agency)
        return origin, lambda: _Made(correction(about.scored(), number, spec, agency), None, True)


def _checked(loaded: LoadedReturn, lang: Lang) -> Checked | None:
    """Return what checking gave for an agency; None if nothing of it was checked."""
    if loaded.verified is None:
        return None
    found, objected = finding_words(loaded.verified.edition, loaded.findings, loaded, lang), loaded.objections.by_question
    return Checked(loaded.verified, [
        FindingLine(finding_id(one.finding), "\n".join(filter(None, one.about)), one.answer, one.kind, one.counted,
                    "\n".join(filter(None, (one.reason, one.day))), objected.get(one.question.id, "")) for one in found])


class _Folder:
    """A folder of files to send back, with its index. `beside`: the wanted and the actual path of files under other names."""

    def __init__(self, of: Round, folder: Path, now: datetime, known: Written, names: Iterable[str]) -> None:
        folder.mkdir(exist_ok=True)
        self._of, self._folder, self._now, self._known = of, folder, now, known
        self._rows: dict[str, tuple[str, ...]] = {}
        self.beside: list[tuple[Path, Path]] = []
        before = {line["file"] for line in _listed(folder)}
        self._own = before | {name for name in names if not (folder / name).exists()}
        if self._own != before:  # listed beforehand, so that the files of a run that is cut short are known to the next
            self._write_index(map(_row, sorted(self._own)))

    def renew(self, name: str, code: str, about: UsedReturn, planned: _Planned) -> str | None:
        """Have an agency's file under its name, made anew unless it is there and would come out the same; return the code of
        its fault.
        """
        wanted, (origin, make) = self._folder / name, planned
        known = self._known.said(wanted, origin)
        if known is None:
            made = make()
            got, known = self._put(wanted, made.content), (made.fault, made.official)
            self._known.add(got, origin, *known)
        else:
            got = wanted
        fault, official = known
        returned, verdict, lang = about.file, about.verdict, self._of.lang
        state, member = phrase(f"state.{used_state(returned, verdict)}")[lang], self._of.members[code]
        facts = returned.name, state, *_official(verdict, member.edition, lang, official), fingerprint(returned)
        self._rows[got.name] = _row(got.name, agency_cells(member.agency, lang), facts)
        if got != wanted:
            self.beside.append((wanted, got))
        return fault

    def _put(self, wanted: Path, data: bytes) -> Path:
        """Write a file; beside it if that is another person's or is open in another program."""
        if wanted.exists() and wanted.name not in self._own and wanted.read_bytes() != data:
            return write_atomically(save_as_name(wanted, self._now), data)
        return write_or_save_as(wanted, data, self._now)

    def finish(self) -> None:
        """Remove the files of earlier runs that this one did not write, and write the index."""
        present = {name.casefold() for name in self._rows}
        stale = sorted(name for name in self._own if name.casefold() not in present)
        self._write_index([*self._rows.values(), *(_row(name) for name in stale if not _removed(self._folder / name))])

    def _write_index(self, rows: Iterable[tuple[str, ...]]) -> None:
        write_or_save_as(self._folder / INDEX, csv_bytes([headings(self._of.lang, *_COLUMNS), *rows]), self._now)


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
    """Yield the rows of `corrections/faults.csv`, every fault of the round, after its headings."""
    yield headings(of.lang, *_FAULT_COLUMNS)
    for found in result.faults:
        fault, member = found.fault, of.members.get(found.agency)
        agency = member.agency if member is not None else Agency(found.agency, "")
        yield (
            *agency_cells(agency, of.lang), found.file, fault.code, phrase(f"severity.{fault.severity}")[of.lang], fault.sheet,
            fault.cell, fault.question, fault.value, fault.message(of.lang), fault.remedy(of.lang),
        )
