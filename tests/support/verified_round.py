"""The small round after checking: findings of every kind about departments and provinces, consolidated once a process."""

from __future__ import annotations

import atexit
import csv
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from openpyxl import load_workbook

from dgmm_excel.round.consolidate import Consolidation, consolidate
from dgmm_excel.round.findings import LogLine, add_to_log
from dgmm_excel.round.folder import Round
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.findings import Finding, FindingKind
from tests.support.outcomes import ALL_FIGURES
from tests.support.returned import some_answers
from tests.support.round_figures import Found
from tests.support.rounds import NOW, new_round, send_back, type_figures

REASON, CHECKER, DAY = "ไม่มีคำสั่งแต่งตั้ง โทร. 081 234 5678", "นางสาวสมหญิง ผู้ตรวจ", "2026-11-20"
#: What counts. P2.7 is inherited by the province of D1; D2 was found to be as it says, and so is what its province inherits.
COUNTS: Mapping[str, Sequence[Found]] = {
    "D1": [("P1.1.01", "holds", None), ("P1.1.02", "does_not_hold", None), ("P1.1.03", "not_shown", None),
           ("P1.1.04", "does_not_hold", None), ("P2.1.open.catalog", "not_shown", None), ("P2.7.training", "corrected", "none")],
    "D2": [("P1.1.01", "holds", None)],
    "TH-1": [("P1.1.05", "does_not_hold", None), ("P4.1.digital", "corrected", 0)],
}


def log(of: Round, code: str, question: str, kind: FindingKind, value: Answer | None = None, about: Answer | None = None) -> None:
    """Enter a finding into the round's log, about what `some_answers` states unless it says about what."""
    stated = some_answers(of.members[code].edition).get(question) if about is None else about
    add_to_log(of, [LogLine(code, Finding(question, kind, value, REASON, CHECKER, DAY, stated), "2026-11-21T09:00:00")])


@cache
def verified_round() -> tuple[Round, Consolidation]:
    """Return the round and what its consolidation gave, to be looked at only. D3 changed its answer after it was checked."""
    folder = Path(mkdtemp(prefix="dgmm-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    of = new_round(folder)
    type_figures(of, {"D1": ALL_FIGURES})
    for code in of.members:
        send_back(of, code)
    for code, findings in COUNTS.items():
        for question, kind, value in findings:
            log(of, code, question, kind, value)  # type: ignore[arg-type]
    log(of, "D3", "P1.1.01", "does_not_hold", about=False)
    return of, consolidate(of, NOW)


def data(of: Round, table: str) -> Iterator[dict[str, str]]:
    """Yield the lines of a file of `data/`."""
    with (of.data / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def copy_with_objection(of: Round, text: str) -> tuple[Path, str]:
    """Return D1's results copy, sent back into another round of the same forms with an objection typed in, and its cell."""
    copy = next(verified_round()[0].results.glob("D1 *.xlsx"))
    book = load_workbook(copy)
    book.worksheets[0]["H8"] = text
    book.save(of.returned / copy.name)
    return of.returned / copy.name, "H8"
