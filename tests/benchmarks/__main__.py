"""Speed as ratios, measured against plain work in the same run: `uv run python -m tests.benchmarks [forms …] [PART]`.

Without a part, all of it for one number of forms, and no LibreOffice. The parts:

- `forms`: generating forms, against copying a finished form and against building each with openpyxl; reading and scoring
  returns one by one, against a bare python-calamine read of the same files and against loading them with openpyxl; corrections
  of those with faults, against compressing what is each one's own;
- `intake`: a round's returns, all different, read side by side and scored, against a bare read of them in one process;
- `round`: `dgmm consolidate` and `dgmm status`, the first time, again, and with one new return, as one table: CPU, memory of all
  processes, growth an agency, sizes, LibreOffice's time to open the workbook, and the stages of the first run beside the floor.
  Takes several numbers of forms, and with `--before CHECKOUT` an earlier commit's for comparison;
- `report`: what is made of a result once returns are scored, figures, data files, workbook and pages, each by itself.

Start-up (imports, the edition, the one drawn template) is left aside and printed for itself, but in `round`, which runs whole commands.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks.forms import generating
from tests.benchmarks.made_round import returned_round
from tests.benchmarks.reading import intake, reading
from tests.benchmarks.report import reporting
from tests.benchmarks.round import consolidating
from tests.support.processes import peak_memory

PARTS = ("forms", "intake", "round", "report")
#: How many files are read one by one at most: each costs as much as any other.
FEW = 60


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("words", nargs="*", metavar="forms|PART", help=f"numbers of forms, and one of {', '.join(PARTS)}")
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="with `round`: a checkout of an earlier commit")
    asked = parser.parse_args()
    parts = [word for word in asked.words if word in PARTS] or PARTS
    counts = [int(word) for word in asked.words if word not in PARTS] or [300]
    if "round" in parts:
        consolidating(counts, asked.before, office=len(parts) == 1)
    with tempfile.TemporaryDirectory() as folder:
        if "forms" in parts:
            generating(Path(folder), counts[0])
            reading(Path(folder), min(counts[0], FEW))
        if {"intake", "report"} & set(parts):
            of = returned_round(Path(folder), counts[0])
            for name, part in (("intake", intake), ("report", reporting)):
                if name in parts:
                    part(of, counts[0])
    print(f"\npeak memory of this process: {peak_memory():.0f} MiB")


if __name__ == "__main__":
    main()
