"""Rounds of several sizes consolidated, each run in a process of its own, as one table with the floor beside it.

Every round is made anew, and all its forms are returned but one, which comes later. A commit before can stand beside: it makes
its own rounds, in its own checkout.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError
from typing import NamedTuple

from tests.benchmarks.bare import bare_inflates, bare_reads
from tests.benchmarks.ratios import cpu_of
from tests.support.watched import Usage, watched

#: Where this checkout is.
HERE = Path(__file__).parents[2]
#: How many returns the floor is measured on at most: each costs as much as any other.
_FEW = 200
NOW, FLOOR = "now", "floor"
FIRST, AGAIN, ONE_NEW, STATUS = "first", "again, nothing new", "with one new return", "status, nothing new"
_MAKE = """
import sys; from pathlib import Path
try: from tests.benchmarks.made_round import returned_round
except ImportError: from tests.benchmarks import returned_round
returned_round(Path(sys.argv[1]), int(sys.argv[2]))
"""


class Row(NamedTuple):
    """A run of the table: of which checkout, with how many returns, and what it took; None where it failed."""

    whose: str
    returns: int
    run: str
    usage: Usage | None


@dataclass(frozen=True)
class Checkout:
    """The sources of one commit; `python` runs them with the libraries of this one."""

    name: str
    folder: Path

    def python(self, *words: object, codes: Sequence[int] = (0,)) -> Usage:
        """Run Python with these sources, and return what it took."""
        env = {**os.environ, "PYTHONPATH": str(self.folder)}
        return watched([sys.executable, *words], env=env, cwd=self.folder, codes=codes)

    def command(self, command: str, of: Path) -> Usage | None:
        """Run a command of `dgmm` on a round; None if it could not be done."""
        try:
            return self.python("-m", "dgmm_excel", command, of, codes=(0, 1))
        except CalledProcessError:
            return None


def consolidating(counts: Sequence[int], before: Path | None = None, *, office: bool = True) -> None:
    """Print the table for rounds of so many returns, row by row, then the profile of each first run and the sizes.

    `before`: a checkout to measure beside. `office`: have LibreOffice open each workbook, where there is one.
    """
    table, told = _Table(), list[str]()
    checkouts = [*([] if before is None else [Checkout("before", before)]), Checkout(NOW, HERE)]
    for count in sorted(counts):
        for checkout in checkouts:
            with tempfile.TemporaryDirectory(prefix="dgmm-bench-") as folder:
                checkout.python("-c", _MAKE, folder, count)
                of = Path(folder) / "round"
                for row in _measured(checkout, of, count, told, office=office):
                    table.add(row)
                told.append(_sizes(checkout, of, count))
    print("\n".join(["", *told]))


def _measured(checkout: Checkout, of: Path, count: int, told: list[str], *, office: bool) -> Iterator[Row]:
    """Yield all that is measured of one round."""
    yield from _runs(checkout, of, count, told)
    if checkout.name == NOW:
        yield from _floor(of, count)
    if office:
        yield from _opened(checkout, of, count)


def _runs(checkout: Checkout, of: Path, count: int, told: list[str]) -> Iterator[Row]:
    """Yield the runs of one round. The first tells its stages, where the checkout has stages to tell."""
    *_, last = sorted((of / "returned").iterdir())
    late = of / last.name
    last.rename(late)
    if checkout.name == NOW:
        staged = checkout.python("-m", "tests.benchmarks.stages", of)
        told.append(_profile(count, json.loads(staged.printed)))
        yield Row(checkout.name, count, FIRST, staged)
    else:
        yield Row(checkout.name, count, FIRST, checkout.command("consolidate", of))
    yield Row(checkout.name, count, AGAIN, checkout.command("consolidate", of))
    yield Row(checkout.name, count, STATUS, checkout.command("status", of))
    late.rename(last)
    yield Row(checkout.name, count, ONE_NEW, checkout.command("consolidate", of))


def _floor(of: Path, count: int) -> Iterator[Row]:
    """Yield the bare reads of a round's returns, as if all had been read: a few are."""
    files = sorted((of / "returned").iterdir())[:_FEW]
    for name, work in (("bare inflate, one process", bare_inflates), ("bare calamine, one process", bare_reads)):
        seconds, cpu = cpu_of(lambda work=work: work(files))  # type: ignore[misc]
        times = count / len(files)
        yield Row(FLOOR, count, name, Usage(seconds * times, cpu * times, 0.0, 0.0, ""))


def _opened(checkout: Checkout, of: Path, count: int) -> Iterator[Row]:
    """Yield what LibreOffice takes to open the workbook and to write its first sheet as text; nothing without LibreOffice."""
    soffice, file = shutil.which("soffice") or shutil.which("libreoffice"), of / "consolidated.xlsx"
    if soffice and file.exists():
        with tempfile.TemporaryDirectory(prefix="dgmm-office-") as folder:
            user = (Path(folder) / "profile").as_uri()
            words = (f"-env:UserInstallation={user}", "--headless", "--convert-to", "csv", "--outdir", folder, file)
            usage = watched([soffice, *words])
            done = (Path(folder) / "consolidated.csv").is_file()
        yield Row(checkout.name, count, "LibreOffice opens it", usage if done else None)


def _sizes(checkout: Checkout, of: Path, count: int) -> str:
    """Say how large what came and what was written is."""
    def size(*names: str) -> float:
        paths = [of / name for name in names]
        files = [file for path in paths for file in ((path,) if path.is_file() else path.rglob("*"))]
        return sum(file.stat().st_size for file in files if file.is_file()) / 1e6

    parts = {"returned": ("returned",), "consolidated.xlsx": ("consolidated.xlsx",), "data": ("data",), "results": ("results",),
             "corrections": ("corrections",), "caches": (".dgmm",)}
    return f"{count} returns, {checkout.name}, MB: " + ", ".join(f"{name} {size(*paths):.2f}" for name, paths in parts.items())


def _profile(count: int, stages: dict[str, float]) -> str:
    """Return the stages of a first run as lines, those that take most first."""
    whole = sum(stages.values())
    lines = [f"  {name:<60} {cpu:8.2f} s {cpu / count * 1000:8.3f} ms each {cpu / whole:6.1%}"
             for name, cpu in sorted(stages.items(), key=lambda one: -one[1]) if cpu >= whole / 200]
    return "\n".join([f"the first run of {count} returns, CPU by stage:", *lines])


class _Table:
    """The rows, printed as they come: each against the first run of its round, and with the memory that an agency more takes."""

    def __init__(self) -> None:
        self._done: dict[tuple[str, str], dict[int, Usage]] = {}
        print("\n| returns | | run | seconds | CPU s | ms each | of the first | peak MiB, all | KiB more each |")
        print("|---:|---|---|---:|---:|---:|---:|---:|---:|", flush=True)

    def add(self, row: Row) -> None:
        """Print a row."""
        whose, count, run, usage = row
        print(f"| {count:,} | {whose} | {run} | {'fails' if usage is None else self._figures(row, usage)} |", flush=True)

    def _figures(self, row: Row, usage: Usage) -> str:
        first = self._done.get((NOW if row.whose == FLOOR else row.whose, FIRST), {}).get(row.returns)
        sizes = self._done.setdefault((row.whose, row.run), {})
        smaller = max(sizes, default=0)
        sizes[row.returns] = usage
        part = f"{usage.cpu / first.cpu:.1%}" if first is not None and first.cpu else ""
        grown = f"{(usage.peak - sizes[smaller].peak) * 1024 / (row.returns - smaller):.1f}" if smaller and usage.peak else ""
        peak = f"{usage.peak:.0f}" if usage.peak else ""
        each = usage.cpu / row.returns * 1000
        return f"{usage.seconds:.1f} | {usage.cpu:.1f} | {each:.2f} | {part} | {peak} | {grown}"
