"""A round of last year, consolidated, and what a round of this year starts from."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.form.last_year import LastYear
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.model.continuation import continuation
from dgmm_excel.model.edition import Edition
from dgmm_excel.resources import criteria
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round, init
from dgmm_excel.scoring.past import Past, PastRound
from dgmm_excel.text import Lang
from tests.support import oracle
from tests.support.outcomes import ALL_FIGURES
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.rounds import NOW, START, new_round, rosters, send_back, type_figures

#: What D2 had answered last year, in part; it does not count. D3 and TH-2 had sent nothing.
PART = {"P1.1.01": True, "P1.1.02": False, "P2.7.training": "all", "P4.2.services": 1}

#: The round that made-up pasts are of.
LAST = PastRound("20250101-abcdef", "รอบปีก่อน", 2565)


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


def past_of(edition: Edition, answers: Mapping[str, Any], parent: Mapping[str, Any] | None = None) -> Past:
    """Return the past of an agency that gave those answers to the same edition, its levels by the tests' own reckoning."""
    above = None if parent is None else oracle.assess(DEPARTMENT, parent)
    found = oracle.assess(edition.id, answers, above)
    results: dict[str, Any] = {**found.sub_pillars, **found.pillars, **found.topics, "overall": found.overall}
    scores = {code: Fraction(one.score) for code, one in results.items() if one.score is not None}
    common = continuation(edition, edition)
    assert common is not None
    said = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in answers.items()
            if value is not None and edition.questions[name].type != "text"}
    return Past(LAST, edition, common, True, scores, {code: oracle.level_of(score) for code, score in scores.items()}, lambda: said)


def with_last_year(name: str, lang: Lang, answers: Mapping[str, Any], agency: Agency | None = None) -> bytes:
    """Return a form whose sheet of last year shows those answers."""
    edition = load_edition(name)
    return template(FormSpec(edition, lang, last_year=LastYear(LAST, edition))).stamp(agency, past=past_of(edition, answers))


def mixed_answers(edition: Edition) -> dict[str, Any]:
    """Return answers of every kind: yes, no, the first choice, a number; every fifth question is left out."""
    values = {"yes_no": (True, False), "integer": (1, 0), "number": (1, 0.5), "text": ("บริการ",)}
    found = {name: values[one.type][place % len(values[one.type])] if one.type != "choice" else one.choices[0].key
             for place, (name, one) in enumerate(edition.questions.items()) if place % 5}
    return found | ({"P3.2.staff": 10} if "P3.2.staff" in edition.questions else {})
