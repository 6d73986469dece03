"""Speed as ratios, measured against plain work in the same run: `uv run python -m tests.benchmarks [forms] [intake|round|report]`.

Generating forms is held against copying a finished form and against building each with openpyxl; reading and scoring
returns against a bare python-calamine read of the same files and against loading them with openpyxl. With `intake` alone: a
round's returns, all different, read side by side and scored, against a bare read of them in one process. With `round` alone: all
that `dgmm consolidate` and `dgmm status` do with them, the first time, again, and with one new return. With `report` alone: what
is made of them once they are scored, figures, data files, workbook and pages, each by itself. Start-up (imports, the
edition, the one drawn template) is left aside and printed for itself. Each ratio is the median of alternating runs.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median
from unittest.mock import patch
from zipfile import ZipFile

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from dgmm_excel import load_edition, open_book
from dgmm_excel.agency import Agency
from dgmm_excel.files import write_atomically
from dgmm_excel.form.draw import drawn
from dgmm_excel.form.last_year import LastYear
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.intake.score import scored, scored_return
from dgmm_excel.model.edition import MISSION
from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.peers import GROUPINGS
from dgmm_excel.returns import returns as reading_returns
from dgmm_excel.returns.returns import read_returns
from dgmm_excel.round.chase_list import renew_lists_alone
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.cross_check import cross_check
from dgmm_excel.round.data_files import write_data
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.round.report import report_of
from tests.support import oracle
from tests.support.last_year import LAST, past_of
from tests.support.processes import peak_memory
from tests.support.recalculated import filled, typed

EDITION = "dga-2566-department"
#: Read side by side, however many cores the machine has.
PROCESSES = 2
ROUNDS = 3
#: How many files are read one by one at most: each costs as much as any other.
FEW = 60


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compared(name: str, works: dict[str, Callable[[], object]], count: int) -> None:
    """Run the works in turn, the first being ours, and print each against it."""
    times: dict[str, list[float]] = {label: [] for label in works}
    for _ in range(ROUNDS):
        for label, work in works.items():
            times[label].append(timed(work))
    ours, *others = works
    print(f"\n{name} ({count} files, median of {ROUNDS} alternating runs)")
    print(f"  {ours:<46} {median(times[ours]) / count * 1000:8.3f} ms each")
    for other in others:
        ratio = median(a / b for a, b in zip(times[ours], times[other], strict=True))
        print(f"  {other:<46} {median(times[other]) / count * 1000:8.3f} ms each   ours is {ratio:6.3f} x this")


def _write(file: Path, pieces: Iterable[bytes]) -> None:
    with file.open("wb", buffering=0) as out:
        out.writelines(pieces)


def _with_last_year(folder: Path, fresh: Callable[[], Path], codes: Sequence[str]) -> None:
    """Compare forms with a sheet of last year, each agency's answers and levels its own, with plain copies of one of them."""
    edition, rng = load_edition(EDITION), random.Random(16)
    form = template(FormSpec(edition, last_year=LastYear(LAST, edition)))
    pasts = {code: past_of(edition, oracle.random_answers(edition.id, rng)) for code in codes}
    kept = {code: json.dumps(past.said()) for code, past in pasts.items()}  # as a round keeps them: read anew for each form
    pasts = {code: replace(past, said=partial(json.loads, kept[code])) for code, past in pasts.items()}
    sample = folder / "sample-last-year.xlsx"
    sample.write_bytes(form.stamp(Agency(codes[0], "หน่วยงานทดสอบ"), past=pasts[codes[0]]))

    def ours() -> None:
        out = fresh()
        for code, past in pasts.items():
            _write(out / f"{code}.xlsx", form.pieces(Agency(code, "หน่วยงานทดสอบ"), past=past))

    def copies() -> None:
        out = fresh()
        for code in codes:
            shutil.copyfile(sample, out / f"{code}.xlsx")

    compared("forms with last year", {"stamped": ours, "a plain copy of a finished form": copies}, len(codes))


def generating(folder: Path, count: int) -> None:
    edition = load_edition(EDITION)
    issue = FormSpec(edition, "th", "bench", "รอบทดสอบ")
    agencies = [Agency(f"A-{n:03}", f"หน่วยงานทดสอบที่ {n}", mission=("service", "policy")[n % 2]) for n in range(count)]
    start = timed(lambda: [template(issue).stamp(agency) for agency in agencies[:2]])
    print(f"start-up: drawing the template for two missions {start:.2f} s")
    sample = folder / "sample.xlsx"
    sample.write_bytes(template(issue).stamp(agencies[0]))
    numbers = itertools.count()

    def fresh() -> Path:
        """Return a folder of its own for each run, as a new round has."""
        out = folder / f"forms-{next(numbers)}"
        out.mkdir()
        return out

    def ours() -> None:
        out = fresh()
        for agency in agencies:
            _write(out / f"{agency.code}.xlsx", template(issue).pieces(agency))

    def safely() -> None:
        out = fresh()
        for agency in agencies:
            write_atomically(out / f"{agency.code}.xlsx", template(issue).pieces(agency), durable=False)  # as `dgmm generate` does

    def copies() -> None:
        out = fresh()
        for agency in agencies:
            shutil.copyfile(sample, out / f"{agency.code}.xlsx")

    def copies_moved() -> None:
        out = fresh()
        for agency in agencies:
            shutil.copyfile(sample, out / "beside.tmp")
            (out / "beside.tmp").replace(out / f"{agency.code}.xlsx")

    def built(number: int) -> None:
        for _ in range(number):
            drawn(layout(edition, "th"), "service").workbook.save(folder / "built.xlsx")

    compared("generating forms", {"stamped": ours, "a plain copy of a finished form": copies}, count)
    _with_last_year(folder, fresh, [agency.code for agency in agencies])
    moved: dict[str, Callable[[], object]] = {
        "stamped, written beside, moved": safely, "a plain copy": copies, "a plain copy, moved": copies_moved,
    }
    compared("generating forms, each moved into place", moved, count)
    one = median(timed(lambda: built(1)) for _ in range(ROUNDS))
    mine = timed(ours) / count
    print(f"  building each with openpyxl                    {one * 1000:8.1f} ms each   ours is {mine / one:6.4f} x this")


def reading(folder: Path, count: int) -> None:
    edition = load_edition(EDITION)
    rng = random.Random(7)
    returned = folder / "returned"
    returned.mkdir()
    blank = template(FormSpec(edition, "th")).stamp(Agency("A-1", "หน่วยงานทดสอบ", mission="service"))
    variants = [filled(edition, oracle.random_answers(EDITION, rng), data=blank) for _ in range(20)]
    files = []
    for number in range(count):
        file = returned / f"{number:04}.xlsx"
        file.write_bytes(variants[number % len(variants)])
        files.append(file)

    def ours() -> None:
        for file in files:
            scored(open_book(file))

    def bare() -> None:
        for file in files:
            bare_read(file)

    ours()
    compared("reading and scoring returns", {"guarded, read, judged, scored": ours, "bare python-calamine read": bare}, count)
    some = files[:20]
    loaded = timed(lambda: [load_workbook(file) for file in some]) / len(some)
    mine = timed(ours) / count
    print(f"  loading each with openpyxl                     {loaded * 1000:8.1f} ms each   ours is {mine / loaded:6.3f} x this")


def intake(of: Round, count: int) -> None:
    """A round of so many returns: everything that `dgmm status` does with them, nothing known from before."""
    files = sorted(of.returned.iterdir())
    first = min(max(count // 10, reading_returns.MANY), count - 1)  # as many as processes are started for
    few, _ = measured(of, files[:first])
    _, some_memory = measured(of, files[: count // 4])
    whole, memory = measured(of, files)
    again = timed(lambda: assess_round(of, datetime.now()))
    bare = min(timed(lambda: bare_reads(files)) for _ in range(2))
    # what a run costs whatever the number of files is left aside
    each = (whole - few) / (count - first)
    print(f"\nintake of a round ({count} forms, {PROCESSES} processes, guard, reading, judging and scoring)")
    print(f"  side by side                                   {each * 1000:8.3f} ms each, {60 / each:,.0f} a minute")
    print(f"  start-up, once                                 {max(0.0, few - each * first):8.2f} s")
    print(f"  bare python-calamine read, one process         {bare / count * 1000:8.3f} ms each   ours is {each * count / bare:6.3f} x this")
    print(f"  again, nothing changed                         {again / count * 1000:8.3f} ms each   ours is {again / bare:6.3f} x a bare read")
    print(f"  peak memory while reading: {some_memory:.0f} MiB for {count // 4} files, {memory:.0f} MiB for {count} beside the readers")


def consolidating(of: Round, count: int) -> None:
    """A round of so many returns, consolidated: everything read, scored and written, each time in a process of its own."""
    files = sorted(of.returned.iterdir())
    bare, inflated = timed(lambda: bare_reads(files)), timed(lambda: bare_inflates(files))
    shutil.rmtree(of.folder / ".dgmm", ignore_errors=True)
    late = of.folder / files[-1].name
    files[-1].rename(late)
    print(f"\na round of {count} forms consolidated: workbook, copies, corrections, lists")
    print(f"  bare python-calamine read, one process         {bare / count * 1000:8.3f} ms each")
    print(f"  bare inflate of every member, one process      {inflated / count * 1000:8.3f} ms each")
    first = told("consolidate", "the first time", of, count, bare)
    told("consolidate", "again, nothing new", of, count, first)
    late.rename(files[-1])
    told("consolidate", "with one new return", of, count, first)
    told("status", "status, nothing new", of, count, first)
    sizes = {name: of.folder / name for name in ("consolidated.xlsx", "data/answers.csv")}
    print("  " + ", ".join(f"{name}: {file.stat().st_size / 1e6:.2f} MB" for name, file in sizes.items()))


def reporting(of: Round, count: int) -> None:
    """A round of so many returns that are scored already: what is made of it, each part in a process of its own."""
    consolidate(of, datetime.now())
    print(f"\na result of {count} agencies, scored before")
    code = "import sys; from tests.benchmarks import make; make(*sys.argv[1:])"
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


def told(command: str, label: str, of: Round, count: int, against: float) -> float:
    """Run `dgmm COMMAND` on the round, print how long it took, and return the seconds."""
    code = "import sys; from tests.benchmarks import run; run(*sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", code, command, str(of.folder)], capture_output=True, text=True, check=True)
    seconds, cpu, memory, readers = map(float, done.stdout.split())
    what = "a bare read" if label == "the first time" else "the first"
    print(f"  {label:<46} {seconds / count * 1000:8.3f} ms each   {seconds / against:6.3f} x {what}")
    print(f"    {cpu:.1f} s of CPU, {cpu / count * 1000:.1f} ms each, {memory:.0f} MiB, the largest reader {readers:.0f} MiB")
    return seconds


def run(command: str, folder: str) -> None:
    """Do what a command does, and print its seconds, those of CPU, and the peak MiB of this process and of its largest reader."""
    of, start = Round.open(Path(folder)), time.perf_counter()
    if command == "consolidate":
        consolidate(of, datetime.now())
    else:
        renew_lists_alone(of, assess_round(of, datetime.now()), datetime.now())
    seconds, cpu, memory = time.perf_counter() - start, time.process_time(), [0.0, 0.0]
    if sys.platform != "win32":
        import resource

        usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        cpu, memory = sum(one.ru_utime + one.ru_stime for one in usage), [peak_memory(), usage[1].ru_maxrss / 1024]
    print(seconds, cpu, *memory)


def returned_round(folder: Path, count: int) -> Round:
    """Return a round whose departments have all returned a form, each with answers of its own."""
    edition, rng = load_edition(EDITION), random.Random(11)
    agencies = [Agency(f"B{n:05}", f"หน่วยงานทดสอบที่ {n}", ministry=f"กระทรวงที่ {n % 20 + 1}", mission=("service", "policy")[n % 2])
                for n in range(count)]
    roster = folder / "roster.csv"
    rows = "".join(f"{one.code},{one.name_th},,{one.ministry},department,{one.mission},,\n" for one in agencies)
    roster.write_text("code,name_th,name_en,ministry,kind,mission,parent,email\n" + rows, encoding="utf-8-sig")
    of = init(folder / "round", [EDITION], [roster], title="bench")
    forms, slots = template(FormSpec(edition, "th", of.id, of.title)), layout(edition, "th").slots
    for agency in agencies:
        book = open_book(forms.stamp(agency))
        for name, value in oracle.random_answers(EDITION, rng).items():
            slot = slots[name]
            if name != MISSION and value is not None:
                place = slot.row, ord(slot.column) - ord("A") + 1
                book.impl.changes.setdefault(slot.sheet, {})[place] = typed(slot.question, value, "th")
        (of.returned / f"{agency.code}.xlsx").write_bytes(book.impl.content())
    return of


def measured(of: Round, files: list[Path]) -> tuple[float, float]:
    """Return the seconds and the peak MiB that the round takes with those returns alone, in a process of its own."""
    aside = of.folder / "aside"
    aside.mkdir()
    shutil.rmtree(of.folder / ".dgmm", ignore_errors=True)
    for file in set(of.returned.iterdir()) - set(files):
        file.rename(aside / file.name)
    code = "import sys; from tests.benchmarks import measure; measure(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", code, str(of.folder)], capture_output=True, text=True, check=True)
    for file in aside.iterdir():
        file.rename(of.returned / file.name)
    aside.rmdir()
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def measure(folder: str) -> None:
    """Print how long a round takes, and the peak memory of reading it, in MiB."""
    of = Round.open(Path(folder))
    start = time.perf_counter()
    with patch.object(reading_returns, "processes", lambda: PROCESSES):
        returns = read_returns(of.returned, of.folder)
    memory, reading = peak_memory(), time.perf_counter() - start
    desk = timed(lambda: [scored_return(one.unpack()) for one in returns])
    print(reading + desk, memory)


def bare_reads(files: Iterable[Path]) -> None:
    """Read the files one after another with `bare_read`."""
    for file in files:
        bare_read(file)


def bare_inflates(files: Iterable[Path]) -> None:
    """Inflate every member of the files, one after another, and do nothing with it."""
    for file in files:
        with ZipFile(file) as package:
            for member in package.infolist():
                package.read(member)


def bare_read(file: Path) -> None:
    """Read every sheet of a workbook with python-calamine, and do nothing with it."""
    workbook = CalamineWorkbook.from_path(file)
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    alone = sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        if not alone:
            generating(Path(folder), count)
            reading(Path(folder), min(count, FEW))
        of = returned_round(Path(folder), count)
        for name, part in (("intake", intake), ("round", consolidating), ("report", reporting)):
            if alone in ([], [name]):
                part(of, count)
    print(f"\npeak memory of this run: {peak_memory():.0f} MiB")


if __name__ == "__main__":
    main()
