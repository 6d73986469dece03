"""A round of last year, consolidated, and what a round of this year starts from."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from dgmm_excel.resources import criteria
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round, init
from tests.support.outcomes import ALL_FIGURES
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.rounds import NOW, START, new_round, rosters, send_back, type_figures

#: What D2 had answered last year, in part; it does not count. D3 and TH-2 had sent nothing.
PART = {"P1.1.01": True, "P1.1.02": False, "P2.7.training": "all", "P4.2.services": 1}


def last_year(folder: Path) -> Path:
    """Return the folder of the small round of last year, consolidated, in `folder`/old."""
    shutil.copytree(_consolidated(), folder / "old")
    return folder / "old"


@cache
def _consolidated() -> Path:
    folder = Path(mkdtemp(prefix="dgmm-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    of = new_round(folder)
    type_figures(of, {"D1": ALL_FIGURES, "TH-1": {"P4.U.score": 0.6}})
    send_back(of, "D1")
    send_back(of, "D2", {name: value for name, value in PART.items() if name in of.members["D2"].edition.questions})
    send_back(of, "TH-1")
    consolidate(of, NOW)
    return of.folder


def this_year(folder: Path, *olds: Path, lang: str = "th", editions: tuple[str, ...] = (DEPARTMENT, PROVINCE)) -> Round:
    """Start this year's round in `folder`/new, of the same agencies."""
    return init(folder / "new", editions, rosters(folder)[:len(editions)], title="รอบปีนี้", deadline="30/9/2570", lang=lang,
                year="2567", today=START, previous=olds)


def next_edition(folder: Path, *says: str) -> Path:
    """Write the departments' edition of the next year, which says that of its predecessor; return its file."""
    text = (criteria() / f"{DEPARTMENT}.yaml").read_text(encoding="utf-8")
    file = folder / "next-department.yaml"
    head = "".join(f"  {line}\n" for line in (f"edition: {DEPARTMENT}", *says))
    changed = text.replace(f"id: {DEPARTMENT}\n", f"id: next-department\npredecessor:\n{head}", 1)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    return file
