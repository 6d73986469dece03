"""What is made of a result once its returns are scored: figures, data files, workbook and pages, each by itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from dgmm_excel.files import write_atomically
from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.peers import GROUPINGS
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.cross_check import cross_check
from dgmm_excel.round.data_files import write_data
from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.round.report import report_of
from tests.support.processes import peak_memory


def reporting(of: Round, count: int) -> None:
    """A round of so many returns that are scored already: what is made of it, each part in a process of its own."""
    consolidate(of, datetime.now())
    print(f"\na result of {count} agencies, scored before")
    code = "import sys; from tests.benchmarks.report import make; make(*sys.argv[1:])"
    for part in PARTS:
        done = subprocess.run([sys.executable, "-c", code, part, str(of.folder)], capture_output=True, text=True, check=True)
        seconds, cpu, before, memory, size, files = map(float, done.stdout.split())
        told = f"   {size / 1e6:8.2f} MB in {files:.0f} files" if files else ""
        print(f"  {part:<46} {seconds:8.2f} s, {cpu:6.2f} s of CPU, {cpu / count * 1000:7.3f} ms each, {memory:4.0f} MiB"
              f" ({before:.0f} before){told}")


def make(part: str, folder: str) -> None:
    """Make one of `PARTS`; print its seconds, those of CPU, the peak MiB before it and with it, the bytes and the files made."""
    of = Round.open(Path(folder))
    result = assess_round(of, datetime.now()).result
    before, start, used = peak_memory(), time.perf_counter(), time.process_time()
    written = PARTS[part](of, result)
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    print(seconds, cpu, before, peak_memory(), sum(file.stat().st_size for file in written), len(written))


def _figures(_: Round, result: RoundResult) -> list[Path]:
    for of in result.figures.editions.values():
        for some in (of, *(group for grouping in GROUPINGS for group in of.by(grouping))):
            assert some.tally and some.spreads and some.complete and some.incomplete
        assert of.places and of.steps and all(of.places_by(grouping) for grouping in GROUPINGS)
    return []


def _data(of: Round, result: RoundResult) -> list[Path]:
    shutil.rmtree(of.data, ignore_errors=True)
    return list(write_data(of, result, datetime.now()).files)


def _checked(of: Round, result: RoundResult) -> list[Path]:
    cross_check(result, of.data / "answers.csv")
    return []


def _workbook(of: Round, result: RoundResult) -> list[Path]:
    return [write_atomically(of.folder / "benchmark.xlsx", consolidated(result).save)]


def _pages(of: Round, result: RoundResult) -> list[Path]:
    shutil.rmtree(of.report, ignore_errors=True)
    report_of(of, result, datetime.now())
    return list(of.report.glob("*.html"))


#: What is made of a result. Pages come after the data files, which are made with them.
PARTS: dict[str, Callable[[Round, RoundResult], list[Path]]] = {
    "figures": _figures, "data files": _data, "the figures a second time from the answers": _checked,
    "workbook, every row drawn anew": _workbook, "pages, with the second figures": _pages,
}
