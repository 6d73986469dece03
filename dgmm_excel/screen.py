"""Output of the commands for people: tables on stdout, progress on stderr, in Thai and in English."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dgmm_excel.faults import catalogue
from dgmm_excel.narrow import put
from dgmm_excel.text import Text, as_argument, day_text, percent, phrase

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console
    from rich.table import Table

    from dgmm_excel.errors import Mistake
    from dgmm_excel.model.edition import Edition
    from dgmm_excel.report.outcome import RoundResult
    from dgmm_excel.round.consolidate import Consolidation
    from dgmm_excel.round.demo import Demonstration
    from dgmm_excel.round.folder import Round
    from dgmm_excel.round.generate import Generated

T = TypeVar("T")

#: Width in characters of output to a file or a pipe.
_WIDTH = 132
#: The most lines of a list on the screen, and the most repairs of one kind; the files have all.
_MOST_LINES, _MOST_ALIKE = 40, 3
_STATUS_STYLE = {"scored": "green", "faulty": "bold yellow", "blank": "dim", "rejected": "bold red"}
_STATE_STYLE = {
    "missing": "dim", "blank": "dim", "other_round": "bold red", "unreadable": "bold red", "contradicting": "bold red",
    "faulty": "bold yellow", "incomplete": "yellow", "complete": "green",
}
#: The colours of levels, from the lowest to the highest; others than five levels have the nearest of them.
_LEVEL_STYLES = ("on color(223)", "on color(229)", "on color(193)", "on color(153)", "on color(110)")
_SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "repaired": "dim"}


@cache
def out() -> Console:
    """Return the console for results, on stdout."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else _WIDTH)


@cache
def err() -> Console:
    """Return the console for everything else, on stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(words: Text | str) -> None:
    """Print a line of a result on stdout."""
    for line in (words.th, words.en) if isinstance(words, Text) else (words,):
        out().print(line, markup=False, soft_wrap=True)


def note(words: Text | str) -> None:
    """Print a line that is not a result on stderr."""
    err().print(str(words), markup=False)


def track(items: Sequence[T], doing: Text, /) -> Iterator[T]:
    """Yield the items with a progress bar on stderr, if that is a terminal. A `dgmm_excel.progress.Track`."""
    from rich.progress import Progress

    # with redirect_stdout rich prints stdout above the bar, on stderr; it must not do so if stdout is a file or a pipe
    above = sys.stdout.isatty()
    with Progress(console=err(), transient=True, disable=not err().is_terminal, redirect_stdout=above) as bar:
        yield from bar.track(items, description=str(doing))


def table(title: Text | str, *heads: str | tuple[str, str]) -> Table:
    """Return an empty table; a heading may be a pair of text and alignment."""
    from rich import box
    from rich.table import Table

    made = Table(title=str(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        words, justify = head if isinstance(head, tuple) else (head, "left")
        words = words.replace(" / ", "\n")  # one language below the other: narrow columns
        made.add_column(words, justify=justify, overflow="fold")  # type: ignore[arg-type]
    return made


def line(into: Table, cells: Iterable[Any]) -> None:
    """Add a row; texts are never read as markup."""
    from rich.text import Text as Shown

    into.add_row(*(cell if isinstance(cell, Shown) else Shown("" if cell is None else str(cell)) for cell in cells))


def styled(words: object, style: str) -> Any:
    """Return the text of a cell in a style."""
    from rich.text import Text as Shown

    return Shown(str(words), style=style)


def status_cell(status: str) -> Any:
    """Return the status of a return in words and in its colour."""
    return styled(phrase(f"status.{status}"), _STATUS_STYLE[status])


def state_cell(state: str) -> Any:
    """Return the state of an agency in words and in its colour."""
    return styled(phrase(f"state.{state}"), _STATE_STYLE[state])


def lines_cell(cell: Any) -> Any:
    """Return the cell with one language below the other."""
    return styled(cell.plain.replace(" / ", "\n"), cell.style)


def level_cell(edition: Edition, level: int | None) -> Any:
    """Return a level of an edition on its colour; a dash for None."""
    if level is None:
        return "–"
    place = edition.scale.index(level) * (len(_LEVEL_STYLES) - 1) / (len(edition.scale) - 1)
    return styled(f" {level} ", f"black {_LEVEL_STYLES[round(place)]}")


def score_text(edition: Edition, score: float | None) -> str:
    """Return a score that is rounded as text, with the decimals of its edition; a dash for None."""
    return "–" if score is None else f"{score:.{edition.digits}f}"


# -- the output of whole commands ------------------------------------------------------------------


def show_editions(editions: Iterable[Edition]) -> None:
    """Print the editions, each with its title and size."""
    counted = [(_words(f"cli.{key}"), "right") for key in ("topics", "questions")]
    made = table(phrase("cli.editions"), "id", _words("cli.title"), *counted)
    for edition in editions:
        line(made, (edition.id, f"{edition.title.th}\n{edition.title.en}", len(edition.topics), len(edition.questions)))
    out().print(made)


def show_catalogue() -> None:
    """Print every kind of fault in both languages, with its remedy."""
    made = table(phrase("cli.catalogue"), "", _words("cli.severity"), _words("cli.message"), _words("cli.remedy"))
    for kind in catalogue().values():
        line(made, (
            kind.code, styled(kind.severity, _SEVERITY_STYLE[kind.severity]),
            _open(f"{kind.what.th}\n{kind.what.en}"), _open(f"{kind.remedy.th}\n{kind.remedy.en}"),
        ))
    put(out(), made)


def _open(text: str) -> str:
    """Return a text of the catalogue with its placeholders shown as `…`."""
    return re.sub(r"\{\w+\}", "…", text)


def show_faults(faults: Sequence[Mapping[str, Any]]) -> None:
    """Print fault records: place, what is wrong, what to do; only the first few repairs of one kind. Nothing without faults."""
    if not faults:
        return
    repairs = Counter(fault["code"] for fault in faults if fault["severity"] == "repaired")
    listed: Counter[str] = Counter()
    made = table("", "", "", _words("cli.where"), _words("cli.value"), _words("cli.what"))
    for fault in faults:
        code = fault["code"]
        listed[code] += 1
        left = repairs[code] - listed[code]
        if listed[code] > _MOST_ALIKE and code in repairs:
            continue
        where = " ".join(filter(None, (fault["sheet"], fault["cell"], fault["question"])))
        more = f"\n{phrase('cli.more', count=left)}" if listed[code] == _MOST_ALIKE and left > 0 else ""
        severity = styled(fault["severity"], _SEVERITY_STYLE[fault["severity"]])
        line(made, (code, severity, where, fault["value"], f"{fault['message']}\n→ {fault['remedy']}{more}"))
    put(out(), made)


def show_dates(of: Round, issued: int) -> None:
    """Print the dates of a round, and that `issued` forms, if any, were made before the deadline was moved."""
    for key, day in (("until", of.deadline), ("corrections", of.corrections_due)):
        say(phrase(f"dates.{key}", day=day and day_text(day)))
    if issued:
        say(phrase("dates.issued", count=issued))


def show_started(of: Round) -> None:
    """Print what a new round holds, and what to look at in its rosters."""
    from dgmm_excel.round.check import starting_rosters
    from dgmm_excel.round.previous_check import unlike_before
    from dgmm_excel.round.roster_check import doubts

    for doubt in filter(None, (of.other_year, of.early_year)):
        note(doubt)
    show_check((), [*starting_rosters(of), *doubts(of.lines), *unlike_before(of)])
    say(phrase("cli.started", folder=of.folder, argument=as_argument(of.folder), count=len(of.members)))


def show_generated(of: Round, done: Generated, today: date) -> None:
    """Print what was made, and how much there is to look at before it goes out."""
    from dgmm_excel.round.check import before_forms
    from dgmm_excel.round.generate import MAILING

    for words in done.summary("generate.done", folder=of.forms, mailing=of.forms / MAILING):
        say(words)
    doubtful = before_forms(of, today)
    if doubtful:
        note(phrase("check.hint", count=doubtful, order=f"dgmm check {as_argument(of.folder)}"))


def show_check(errors: Sequence[Mistake], warnings: Sequence[Mistake]) -> None:
    """Print what a check found, first what must be corrected, as paragraphs that fit a terminal; one line each in a pipe."""
    from rich.padding import Padding

    for key, severity, mistakes in (("must", "error", errors), ("should", "warning", warnings)):
        for one in mistakes:
            out().print(styled(phrase(f"cli.{key}"), _SEVERITY_STYLE[severity]), styled(one.where, "bold"), soft_wrap=True)
            for words in filter(None, (one.what, one.remedy and f"→ {one.remedy}")):
                shown = Padding(styled(words, ""), (0, 0, 0, 2)) if out().is_terminal else styled(f"  {words}", "")
                out().print(shown, soft_wrap=not out().is_terminal)


def show_counts(result: RoundResult) -> None:
    """Print the number of agencies of each edition by state, their sum, and what follows from it."""
    groups = {of.edition.respondent: of.tally for of in result.figures.editions.values()}
    if len(groups) > 1:
        groups[phrase("report.total")] = result.figures.tally
    made = table(result.title, _words("report.status"), *((str(words), "right") for words in groups))
    tallies = list(groups.values())
    for state in tallies[0].states:
        line(made, (state_cell(state), *(styled(one.states[state], _STATE_STYLE[state]) for one in tallies)))
    made.add_section()
    line(made, (phrase("report.all"), *(one.sent for one in tallies)))
    line(made, (phrase("report.late"), *(one.late for one in tallies)))
    line(made, (phrase("report.counting"), *(one.counting for one in tallies)))
    line(made, (phrase("report.share"), *("–" if one.rate is None else f"{float(one.rate):.2%}" for one in tallies)))
    out().print(made)


def show_means(result: RoundResult) -> None:
    """Print the mean score of the agencies of each edition that count, overall and by pillar."""
    from dgmm_excel.report.scale import level_of_mean

    for of in result.figures.editions.values():
        edition = of.edition
        levels = [(str(phrase("report.at_level", level=level)), "right") for level in edition.scale]
        made = table(phrase("report.standing", who=edition.respondent), "", "", (_words("report.mean"), "right"),
                     (_words("report.level"), "center"), *levels)
        for code, name in (("overall", phrase("report.overall")), *((p.id, p.name) for p in edition.pillars)):
            found = of.spreads[code]
            mean = score_text(edition, edition.shown(found.mean))
            level = level_cell(edition, level_of_mean(edition, code, found.mean))
            line(made, ("" if code == "overall" else code, name, mean, level, *found.at_level))
        out().print(made)
    say(phrase("cli.counts_from", percent=percent(result.counts_from)))


def show_agencies(result: RoundResult, codes: Sequence[str]) -> None:
    """Print some agencies: state, overall score and level, level of each pillar."""
    chosen = [one for one in result.outcomes if one.agency.code in codes]
    pillars = list(dict.fromkeys(pillar.id for one in chosen for pillar in one.edition.pillars))
    made = table(phrase("cli.some"), _words("report.code"), _words("report.agency"), _words("report.status"),
                 (_words("report.score"), "right"), (_words("report.level"), "center"), *((p, "center") for p in pillars))
    for one in chosen:
        overall, agency, own = one.at("overall"), one.agency, {pillar.id for pillar in one.edition.pillars}
        of = one.edition
        shown = ("–", "–") if overall is None else (score_text(of, of.shown(overall.score)), level_cell(of, overall.level))
        cells = [level_cell(of, at.level) if p in own and (at := one.at(p)) is not None else "" for p in pillars]
        names = "\n".join(filter(None, (agency.name_th, agency.name_en)))
        line(made, (agency.code, names, lines_cell(state_cell(one.state)), *shown, *cells))
    out().print(made)


def show_waiting(result: RoundResult) -> None:
    """Print the agencies that are not done, with how far they have come."""
    if not (waiting := [one for one in result.outcomes if not one.done]):
        return
    made = table(phrase("cli.waiting", count=len(waiting)), _words("report.code"), _words("report.agency"),
                 _words("report.status"), (_words("report.answered"), "right"), "e-mail")
    for one in waiting[:_MOST_LINES]:
        state = lines_cell(state_cell(one.state))
        line(made, (one.agency.code, one.agency.name(result.lang), state, f"{one.answered}/{one.asked}", one.agency.email))
    put(out(), made)
    _more(len(waiting))


def show_found(result: RoundResult) -> None:
    """Print the faults of the returns with their remedies, errors first; repairs are only in the files."""
    if not (found := [one for one in result.faults if one.fault.severity != "repaired"]):
        return
    made = table(phrase("cli.found", count=len(found)), _words("report.code"), _words("cli.file"), "", _words("cli.where"),
                 _words("cli.value"), _words("cli.what"))
    for one in sorted(found, key=lambda one: one.fault.severity)[:_MOST_LINES]:
        fault = one.fault
        where = " ".join(filter(None, (fault.sheet, fault.cell, fault.question)))
        code = styled(fault.code, _SEVERITY_STYLE[fault.severity])
        words = f"{fault.message(result.lang)}\n→ {fault.remedy(result.lang)}"
        line(made, (one.agency, one.file, code, where, fault.value, words))
    put(out(), made)
    _more(len(found))


def show_enclosures(result: RoundResult) -> None:
    """Print how many of the returned files are no forms; nothing where there are none."""
    if result.enclosures:
        say(str(phrase("cli.enclosures", count=result.enclosures)))


def _more(count: int) -> None:
    if count > _MOST_LINES:
        say(str(phrase("cli.more", count=count - _MOST_LINES)))


def show_written(of: Round, done: Consolidation) -> None:
    """Print what a consolidation wrote, and which files it kept or wrote under another name."""
    for words in done.told:
        note(words)
    show_places((
        (phrase("cli.consolidated"), done.workbook), (phrase("cli.contacts"), done.contacts),
        (phrase("cli.results"), of.results), *_corrections(of, done),
        (phrase("cli.fault_list", count=len(done.result.faults)), done.fault_list),
        (phrase("cli.reminder_list"), done.reminders), (phrase("cli.data"), of.data),
    ))
    say(phrase("cli.then_report", argument=as_argument(of.folder)))


def _corrections(of: Round, done: Consolidation) -> list[tuple[Text, object]]:
    """Return the line of the correction workbooks; empty without any."""
    return [(phrase("correction.written", count=done.corrections), of.corrections)] if done.corrections else []


def show_built(files: Sequence[Path]) -> None:
    """Print the files that were written to `dist/`."""
    for file in files:
        say(phrase("build.written", file=file))


def show_differences(folder: Path, found: Sequence[str], count: int, *, was_built: bool) -> None:
    """Print how `dist/` differs from the sources, one line for each difference, then the sum."""
    for difference in found:
        say(difference)
    if found:
        say(phrase("build.left" if was_built else "build.different", folder=folder, count=len(found)))
    else:
        say(phrase("build.same", folder=folder, count=count))


def show_demo(demo: Demonstration) -> None:
    """Print the result of the demonstration."""
    done = demo.done
    show_counts(done.result)
    show_means(done.result)
    show_agencies(done.result, demo.worth_showing)
    show_places((
        (phrase("cli.round"), demo.of.folder), (phrase("cli.forms", count=demo.forms), demo.of.forms),
        (phrase("cli.returned", count=demo.returned), demo.of.returned), (phrase("cli.figures"), demo.of.researchers),
        (phrase("cli.results"), demo.of.results), *_corrections(demo.of, done),
        (phrase("cli.fault_list", count=len(done.result.faults)), done.fault_list),
        (phrase("cli.reminder_list"), done.reminders), (phrase("cli.contacts"), done.contacts),
        (phrase("cli.consolidated"), done.workbook),
    ))
    say(phrase("cli.demo", seconds=f"{demo.seconds:.0f}"))
    say(phrase("cli.report", count=demo.report.count, file=demo.report.page))


def show_places(rows: Iterable[tuple[Text | str, object]]) -> None:
    """Print descriptions of files and folders with their paths."""
    made = table("", "", "")
    made.show_header = False
    for words, place in rows:
        line(made, (words, place))
    out().print(made)


def _words(key: str) -> str:
    return str(phrase(key))
