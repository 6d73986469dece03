"""findings.csv: every finding of a round with the time at which it was taken over, oldest first; lines are only ever added.

The last line about an answer holds. A finding that was taken back has a line `withdrawn`. Answers stand in it as in the data
files: `true`, the key of a choice, a plain decimal, a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from dgmm_excel.errors import RoundError
from dgmm_excel.files import csv_bytes, csv_rows, csv_text, plain, write_atomically
from dgmm_excel.model.edition import Question
from dgmm_excel.report.answer_tables import as_data
from dgmm_excel.returns.returns import Returned
from dgmm_excel.round.folder import Member, Round
from dgmm_excel.scoring.answers import Answer, exact, from_data
from dgmm_excel.scoring.findings import Finding, FindingKind
from dgmm_excel.text import Text, phrase

KINDS: tuple[FindingKind, ...] = get_args(FindingKind)
_WITHDRAWN = "withdrawn"
_COLUMNS = ("agency", "question", "stated", "finding", "verified", "reason", "by", "date", "time")


@dataclass(frozen=True)
class LogLine:
    """A finding as the log has it: the agency's code, the time (as in ISO 8601), and whether it was taken back then."""

    agency: str
    finding: Finding
    time: str
    withdrawn: bool = False


@dataclass(frozen=True)
class Log:
    """The findings that hold, by agency and question, and what is to tell of lines that cannot be read."""

    last: Mapping[str, Mapping[str, LogLine]]
    notes: tuple[Text, ...] = ()


def in_force(of: Round) -> Mapping[str, tuple[Finding, ...]]:
    """Return the findings that hold, by the agency's code. Raise RoundError if the log cannot be read.

    Which of them count depends on what the agency states now: `scoring.findings.counting`, `verified_answers` see to that.
    """
    return {code: tuple(line.finding for line in lines.values()) for code, lines in read_log(of).last.items()}


def with_handed(own: tuple[Finding, ...], files: Iterable[Returned]) -> tuple[Finding, ...]:
    """Return the findings about an agency: the round's own, and those about other questions that came with its returns, the one
    that counts first. A finding is about an answer, in whichever file that stands.
    """
    found = {one.question: one for one in own}
    for file in files:
        handed = file.unpack().handed if file.head.found else None
        for one in () if handed is None else handed.findings:
            found.setdefault(one.question, one)
    return tuple(found.values())


def read_log(of: Round) -> Log:
    """Read the log of a round; an empty one if there is none yet. Raise RoundError if it cannot be read."""
    if not of.findings.exists():
        return Log({})
    last: dict[str, dict[str, LogLine]] = {}
    notes: list[Text] = []
    for number, cells in _rows(of.findings)[1:]:
        texts = {column: _typed(text) for column, text in zip(_COLUMNS, cells, strict=False)}
        member = of.member(texts["agency"])
        if member is None:  # left the roster; its lines stay in the log
            continue
        try:
            line = _line(member, texts)
        except (KeyError, ValueError):
            notes.append(phrase("findings.unreadable_line", where=f"{of.findings.name}:{number}"))
            continue
        held = last.setdefault(line.agency, {})
        held.pop(line.finding.question, None)
        if not line.withdrawn:
            held[line.finding.question] = line
    return Log({code: held for code, held in last.items() if held}, tuple(notes))


def add_to_log(of: Round, lines: Sequence[LogLine]) -> None:
    """Add lines to the log. Raise OutputError if it cannot be written, RoundError if what is there cannot be read."""
    if not lines:
        return
    before = [cells for _, cells in _rows(of.findings)] if of.findings.exists() else [_COLUMNS]
    write_atomically(of.findings, csv_bytes([*before, *map(_cells, lines)]))


def answer_of(question: Question, text: str) -> Answer | None:
    """Return the answer that a text of the data files stands for; None for an empty one. Raise ValueError for any other."""
    return exact(question, from_data(question, text)) if text else None


def _cells(line: LogLine) -> Sequence[str]:
    one = line.finding
    kind = _WITHDRAWN if line.withdrawn else one.kind
    texts = line.agency, one.question, as_data(one.about), kind, as_data(one.value), one.reason, one.by, one.day, line.time
    return [f"'{text}" if text.startswith("'") or plain(text) != text else text for text in texts]


def _line(member: Member, texts: Mapping[str, str]) -> LogLine:
    """Return a line of the log. Raise KeyError or ValueError for one that says nothing of the agency's edition."""
    question, said = member.edition.questions[texts["question"]], texts["finding"]
    kind = "holds" if said == _WITHDRAWN else _kind(said)
    value, about = answer_of(question, texts["verified"]), answer_of(question, texts["stated"])
    if kind == "corrected" and value is None:
        raise ValueError("is corrected to nothing")
    finding = Finding(question.id, kind, value, texts["reason"], texts["by"], texts["date"], about)
    return LogLine(member.code, finding, texts["time"], said == _WITHDRAWN)


def _kind(text: str) -> FindingKind:
    return KINDS[KINDS.index(text)]


def _typed(text: str) -> str:
    """Return a text without the apostrophe that `_cells` puts before what a spreadsheet program may read as a formula."""
    return text.removeprefix("'")


def _rows(file: Path) -> Sequence[tuple[int, list[str]]]:
    try:
        rows = [(number, cells) for number, cells in csv_rows(csv_text(file.read_bytes())) if any(cells)]
    except (OSError, ValueError) as error:
        raise RoundError(str(phrase("findings.unreadable", file=file))) from error
    if not rows or tuple(rows[0][1][:len(_COLUMNS)]) != _COLUMNS:
        raise RoundError(str(phrase("findings.unreadable", file=file)))
    return rows
