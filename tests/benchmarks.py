"""Speed as ratios, measured against plain work in the same run: `uv run python -m tests.benchmarks [forms]`.

Generating forms is held against copying a finished form and against building each with openpyxl; reading and scoring
returns against a bare python-calamine read of the same files and against loading them with openpyxl. Start-up (imports, the
edition, the one drawn template) is left aside and printed for itself. Each ratio is the median of alternating runs.
"""

from __future__ import annotations

import itertools
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from dgmm_excel import load_edition, open_book
from dgmm_excel.agency import Agency
from dgmm_excel.book import scored
from dgmm_excel.files import write_beside
from dgmm_excel.form.draw import drawn
from dgmm_excel.form.issue import Issue, template
from dgmm_excel.form.layout import layout
from tests import oracle
from tests.recalculated import filled

EDITION = "dga-2566-department"
ROUNDS = 5


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


def generating(folder: Path, count: int) -> None:
    edition = load_edition(EDITION)
    issue = Issue(edition, "th", "bench", "รอบทดสอบ")
    agencies = [Agency(f"A-{n:03}", f"หน่วยงานทดสอบที่ {n}", mission=("service", "policy")[n % 2]) for n in range(count)]
    start = timed(lambda: [template(issue).stamp(agency) for agency in agencies[:2]])
    print(f"start-up: drawing the template for two missions {start:.2f} s")
    sample = folder / "sample.xlsx"
    sample.write_bytes(template(issue).stamp(agencies[0]))
    numbers = itertools.count()

    def fresh() -> Path:
        """A folder of its own for each run, as a new round has."""
        out = folder / f"forms-{next(numbers)}"
        out.mkdir()
        return out

    def ours() -> None:
        out = fresh()
        for agency in agencies:
            (out / f"{agency.code}.xlsx").write_bytes(template(issue).stamp(agency))

    def safely() -> None:
        out = fresh()
        for agency in agencies:
            write_beside(out / f"{agency.code}.xlsx", template(issue).stamp(agency), durable=False)  # as `dgmm generate` does

    def copies() -> None:
        out = fresh()
        for agency in agencies:
            shutil.copyfile(sample, out / f"{agency.code}.xlsx")

    def built(number: int) -> None:
        for _ in range(number):
            drawn(layout(edition, "th"), "service").workbook.save(folder / "built.xlsx")

    compared("generating forms", {"stamped": ours, "a plain copy of a finished form": copies}, count)
    compared("generating forms, each moved into place", {"stamped, written beside, moved": safely, "a plain copy": copies}, count)
    one = median(timed(lambda: built(1)) for _ in range(ROUNDS))
    mine = timed(ours) / count
    print(f"  building each with openpyxl                    {one * 1000:8.1f} ms each   ours is {mine / one:6.4f} x this")


def reading(folder: Path, count: int) -> None:
    edition = load_edition(EDITION)
    rng = random.Random(7)
    returned = folder / "returned"
    returned.mkdir()
    blank = template(Issue(edition, "th")).stamp(Agency("A-1", "หน่วยงานทดสอบ", mission="service"))
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
            workbook = CalamineWorkbook.from_path(file)
            for name in workbook.sheet_names:
                workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)

    ours()
    compared("reading and scoring returns", {"guarded, read, judged, scored": ours, "bare python-calamine read": bare}, count)
    some = files[:20]
    loaded = timed(lambda: [load_workbook(file) for file in some]) / len(some)
    mine = timed(ours) / count
    print(f"  loading each with openpyxl                     {loaded * 1000:8.1f} ms each   ours is {mine / loaded:6.3f} x this")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as name:
        generating(Path(name), count)
        reading(Path(name), count)
    if sys.platform != "win32":
        import resource

        print(f"\npeak memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
