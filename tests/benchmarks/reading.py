"""Returns read, judged and scored: one by one, and those of a round side by side, against a bare read of the same files."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from deflate import deflate_compress
from openpyxl import load_workbook

from dgmm_excel import load_edition, open_book
from dgmm_excel.agency import Agency
from dgmm_excel.feedback.correction import correction
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.intake.score import Scored, scored, scored_return
from dgmm_excel.model.edition import MISSION
from dgmm_excel.returns import side_by_side
from dgmm_excel.returns.returns import read_returns
from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import assess_round
from tests.benchmarks.bare import bare_read, bare_reads
from tests.benchmarks.made_round import EDITION
from tests.benchmarks.ratios import compared, timed
from tests.support import oracle
from tests.support.forms import parts
from tests.support.processes import peak_memory
from tests.support.recalculated import typed

#: Read side by side, however many cores the machine has.
PROCESSES = 2
#: How many forms differ among those that are read one by one, and the level at which copies are compressed.
_VARIANTS, _LEVEL = 20, 5


def reading(folder: Path, count: int) -> None:
    edition = load_edition(EDITION)
    rng = random.Random(7)
    returned = folder / "returned"
    returned.mkdir()
    blank = template(FormSpec(edition, "th")).stamp(Agency("A-1", "หน่วยงานทดสอบ", mission="service"))
    variants = list(_saved_by_openpyxl(blank, [oracle.random_answers(EDITION, rng) for _ in range(_VARIANTS)]))
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
    some = files[:5]
    loaded = timed(lambda: [load_workbook(file) for file in some]) / len(some)
    mine = timed(ours) / count
    print(f"  loading each with openpyxl                     {loaded * 1000:8.1f} ms each   ours is {mine / loaded:6.3f} x this")
    correcting([scored(open_book(file)) for file in files[:_VARIANTS]])


def correcting(returns: Sequence[Scored]) -> None:
    """Make a correction workbook of each return with a fault, against compressing those parts of them that differ."""
    spec, faulty = FormSpec(load_edition(EDITION), "th"), [one for one in returns if one.faults]

    def ours() -> list[bytes]:
        return [correction(one, 1, spec) for one in faulty]

    made = [parts(data) for data in ours()]
    own = [[content for name, content in members.items() if any(other.get(name) != content for other in made)] for members in made]

    def compressing() -> None:
        for contents in own:
            for content in contents:
                deflate_compress(content, _LEVEL)

    compared("corrections beyond the first", {"made": ours, "their own parts compressed": compressing}, len(faulty))


def _saved_by_openpyxl(form: bytes, sets: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield a Thai form with each set of answers, as openpyxl writes it. It is loaded once, and keeps the mission that it has."""
    workbook, slots = load_workbook(BytesIO(form)), layout(load_edition(EDITION), "th").slots
    for answers in sets:
        for name, slot in slots.items():
            value = answers.get(name)
            if name != MISSION:
                workbook[slot.sheet][slot.cell] = None if value is None else typed(slot.question, value, "th")
        stream = BytesIO()
        workbook.save(stream)
        yield stream.getvalue()


def intake(of: Round, count: int) -> None:
    """A round of so many returns: everything that `dgmm status` does with them, nothing known from before."""
    files = sorted(of.returned.iterdir())
    first = max(1, count // 10)
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


def measured(of: Round, files: list[Path]) -> tuple[float, float]:
    """Return the seconds and the peak MiB that the round takes with those returns alone, in a process of its own."""
    aside = of.folder / "aside"
    aside.mkdir()
    shutil.rmtree(of.folder / ".dgmm", ignore_errors=True)
    for file in set(of.returned.iterdir()) - set(files):
        file.rename(aside / file.name)
    code = "import sys; from tests.benchmarks.reading import measure; measure(sys.argv[1])"
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
    with patch.multiple(side_by_side, processes=lambda: PROCESSES, MANY=1):  # side by side, however few they are
        returns = read_returns(of.returned, of.folder)
    memory, reading = peak_memory(), time.perf_counter() - start
    desk = timed(lambda: [scored_return(one.unpack()) for one in returns])
    print(reading + desk, memory)
