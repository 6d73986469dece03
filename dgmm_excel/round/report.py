"""The report of a round: a page of the whole and one for each agency, in `report/`.

Pages that would come out the same are not made again, those of agencies that the roster no longer has are removed. A page is
known as the program's own by the name that stands in it; no other file is replaced or removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import IO

from dgmm_excel.errors import RoundError
from dgmm_excel.files import BESIDE, Content, make_folder, save_as_name, write_atomically
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.agency_page import agency_page
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.pages import INDEX, Pages, name_in
from dgmm_excel.report.round_page import round_page
from dgmm_excel.round.alone import alone
from dgmm_excel.round.data_files import write_data
from dgmm_excel.round.folder import Round
from dgmm_excel.round.inputs import hash_of_inputs
from dgmm_excel.round.kept_rows import KeptAnswers, KeptLifts
from dgmm_excel.round.last_state import LastState
from dgmm_excel.round.names import file_name
from dgmm_excel.round.outcomes import AssessedRound, assess_round
from dgmm_excel.round.workshop import Workshop
from dgmm_excel.round.written import Written, origin_of_pages
from dgmm_excel.text import LANGS, Lang, Text, phrase

_RECORD = "pages"
#: How many bytes at the beginning of a page hold its name.
_HEAD = 4096


@dataclass(frozen=True)
class ReportPages:
    """The report of a round: its result, the page to open (of the round, or of the one agency), the number of pages, and the
    files written under another name because a foreign file or a program holds their own, by that; `kept` are the copies of
    data files that somebody had changed, by the file's name.
    """

    result: RoundResult
    page: Path
    count: int
    beside: Mapping[str, Path]
    kept: Mapping[str, Path] = field(default_factory=dict)

    @property
    def told(self) -> tuple[Text, ...]:
        """What to say of files that are not where they are looked for, or that stand beside the new ones."""
        return (
            *(phrase("cli.kept", name=name, kept=kept) for name, kept in self.kept.items()),
            *(phrase("cli.page_beside", name=name, kept=kept) for name, kept in self.beside.items()),
        )


@alone
def report(
    of: Round, now: datetime, lang: Lang | None = None, agency: str = "", track: Track = silent, *, remarks: bool = False
) -> ReportPages:
    """Write the report and the data files from what is in `returned/` now, the report in a language (None: the round's).

    `remarks`: have what agencies wrote beside their answers among the data. With the code of an `agency`, write its page alone.
    Raises RosterError, RoundError, OutputError; RoundError too for an unknown agency, if another run is at work on the round,
    and for figures that do not follow from the answers: then nothing is replaced.
    """
    member = of.member(agency) if agency else None
    if agency and member is None:
        raise RoundError(str(phrase("round.no_member", code=agency)))
    if agency and remarks:
        raise RoundError(str(phrase("round.remarks_alone")))
    with KeptAnswers(of.folder) as answers:
        assessed = assess_round(of, now, track, Workshop(of, {"answers": answers}))
    result = replace(_as_reported(of, assessed), lang=lang or of.lang)
    return _Writer(of, result, now, track, remarks).write(None if member is None else member.code)


def _as_reported(of: Round, assessed: AssessedRound) -> RoundResult:
    """Return the result with all that its pages say beside: what it was before, and the hash of what it rests on."""
    before = LastState(of.folder, assessed.result).before
    return replace(assessed.result, before=before, inputs=hash_of_inputs(of, assessed.files))


@alone
def current_pages(of: Round, assessed: AssessedRound) -> Mapping[str, Path]:
    """Return the page of each agency, by code, that is there as written and up to date, in whichever language.

    A page written on an earlier day is, if it would say the same but for the day. Raises RoundError if another run is at work.
    """
    result, files = _as_reported(of, assessed), {code: of.report / name for code, name in page_names(of.members).items()}
    found = {code: file for code, file in files.items() if file.exists()}
    days = {result.on, *(date.fromtimestamp(file.stat().st_mtime) for file in found.values())}
    origins = [origin_of_pages(replace(result, lang=lang, on=day)) for lang in LANGS for day in sorted(days)]
    with Written(of.folder, _RECORD, whole=False) as written:
        return {code: file for code, file in found.items()
                if any(written.said(file, origin) is not None for origin in origins)}


@alone
def report_of(of: Round, result: RoundResult, now: datetime, track: Track = silent) -> ReportPages:
    """Write the report and the data files of a result that is known already. Raises as `report` does."""
    return _Writer(of, result, now, track).write(None)


@dataclass(frozen=True)
class _Writer:
    """Writes the pages of one report; of all agencies, the data files first."""

    of: Round
    result: RoundResult
    now: datetime
    track: Track
    remarks: bool = False

    def write(self, only: str | None) -> ReportPages:
        """Write the pages, or that of `only` one agency."""
        beside, kept = self._data() if only is None else ({}, {})
        folder, names = self.of.report, page_names(self.of.members)
        make_folder(folder)
        pages = Pages(self.result, names)
        wanted = {folder / names[one.agency.code]: one for one in self.result.outcomes if only in (None, one.agency.code)}
        with Written(self.of.folder, _RECORD, whole=only is None) as written:
            renewal = _Renewal(written, origin_of_pages(self.result), self.now, beside)
            with KeptLifts(self.of.folder) as lifts:
                for file, one in self.track(list(wanted.items()), phrase("generate.pages")):
                    renewal.renew(file, lambda one=one: agency_page(pages, one, lifts.of))  # type: ignore[misc]
                if only is None:
                    lifts.prune()
            if only is None:  # last: it leads to the others
                renewal.renew(folder / INDEX, lambda: round_page(pages))
        if only is not None:
            (page,) = wanted
            return ReportPages(self.result, beside.get(page.name, page), 1, beside)
        _remove_stale(folder, {INDEX, *names.values(), *(file.name for file in beside.values())})
        return ReportPages(self.result, beside.get(INDEX, folder / INDEX), 1 + len(wanted), beside, kept)

    def _data(self) -> tuple[dict[str, Path], dict[str, Path]]:
        """Have the data files, and figures that follow; return those under other names, and copies of changed ones."""
        data = write_data(self.of, self.result, self.now, self.track, remarks=self.remarks, check=True)
        beside = {wanted.name: got for wanted, got in data.files.items() if got != wanted}
        return beside, {wanted.name: copy for wanted, copy in data.kept.items()}


def page_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the file of each agency's page by code: `<code>.html`, valid on every system, no two alike but for capitals."""
    taken, names = {INDEX.casefold()}, dict[str, str]()
    for code in codes:
        name, place = file_name(code, ".html"), 1
        while name.casefold() in taken:
            place += 1
            name = file_name(f"{code[:40]} {place}", ".html")
        taken.add(name.casefold())
        names[code] = name
    return names


@dataclass(frozen=True)
class _Renewal:
    """Has pages under their names, made anew unless they are there and would come out the same."""

    written: Written
    origin: str
    now: datetime
    beside: dict[str, Path]

    def renew(self, file: Path, made: Callable[[], Iterator[str]]) -> None:
        """Have a page; beside a foreign file of its name, or one that a program holds open."""
        if self.written.said(file, self.origin) is not None:
            return
        instead = save_as_name(file, self.now)
        wanted = file if not file.exists() or _is_own(file) else instead
        got = write_atomically(wanted, _encoded(made), durable=False, instead=instead)
        self.written.add(got, self.origin)
        if got != file:
            self.beside[file.name] = got


def _encoded(made: Callable[[], Iterator[str]]) -> Content:
    """Return what writes a page piece by piece."""

    def write(file: IO[bytes]) -> None:
        for piece in made():
            file.write(piece.encode("utf-8", "replace"))

    return write


def _is_own(file: Path) -> bool:
    """Whether the program wrote the page under the name that it has."""
    return _name_in(file) == file.name


def _was_beside(file: Path) -> bool:
    """Whether the program wrote the page beside a file that had its name."""
    name = Path(_name_in(file))
    return name.suffix == file.suffix and file.name.startswith(f"{name.stem}{BESIDE}")


def _name_in(file: Path) -> str:
    """Return the name that a page was made for; empty of a file that is no page or cannot be read."""
    try:
        with file.open("rb") as opened:
            return name_in(opened.read(_HEAD).decode("utf-8", "replace"))
    except OSError:
        return ""


def _remove_stale(folder: Path, names: set[str]) -> None:
    """Remove the program's own pages that are none of these. One that a program holds open stays, until the next run."""
    for file in folder.glob("*.html"):
        if file.name not in names and (_is_own(file) or _was_beside(file)):
            with suppress(PermissionError):
                file.unlink()
