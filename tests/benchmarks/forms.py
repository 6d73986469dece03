"""Forms made, against copies of a finished one and against building each with openpyxl."""

from __future__ import annotations

import itertools
import json
import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.files import write_atomically
from dgmm_excel.form.draw import drawn
from dgmm_excel.form.last_year import LastYear
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from tests.benchmarks.made_round import EDITION
from tests.benchmarks.ratios import ROUNDS, compared, timed
from tests.support import oracle
from tests.support.last_year import LAST, past_of


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
            drawn(layout(edition, "th")).workbook.save(folder / "built.xlsx")

    compared("generating forms", {"stamped": ours, "a plain copy of a finished form": copies}, count)
    _with_last_year(folder, fresh, [agency.code for agency in agencies])
    moved: dict[str, Callable[[], object]] = {
        "stamped, written beside, moved": safely, "a plain copy": copies, "a plain copy, moved": copies_moved,
    }
    compared("generating forms, each moved into place", moved, count)
    one = median(timed(lambda: built(1)) for _ in range(ROUNDS))
    mine = timed(ours) / count
    print(f"  building each with openpyxl                    {one * 1000:8.1f} ms each   ours is {mine / one:6.4f} x this")
