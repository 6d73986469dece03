"""Editions of the tests, of other models than ours, and a small round of made-up agencies that answers one of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from dgmm_excel import load_edition
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.round.demo import fill
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.generate import generate, issued_forms
from tests.support.returned import typed
from tests.support.rounds import HEAD, START

FOLDER = Path(__file__).parent.parent / "editions"
#: The editions by the names of their files.
NAMES = ("samm-2", "samm-1.5", "gtmi", "cyfun-like", "ladder", "percent")
AGENCIES = ("A1", "A2", "A3")


@cache
def edition_of(name: str) -> Edition:
    """Return the edition of a file."""
    return load_edition(FOLDER / f"{name}.yaml")


def facts(name: str) -> Any:
    """Return published answers and scores of a model."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def random_answers(edition: Edition, rng: Random) -> dict[str, Any]:
    """Return a set of answers as it may come back: most questions answered, some sets nearly empty or nearly full."""
    part = rng.choice((0.1, 0.6, 0.9, 1, 1))
    lean = rng.random()
    return {name: _answer(question, lean, rng) for name, question in edition.questions.items() if rng.random() < part}


def _answer(question: Question, lean: float, rng: Random) -> Any:
    match question.type:
        case "yes_no":
            return rng.random() < lean
        case "choice":
            return rng.choice(question.choices).key
        case "text":
            return "บริการ"
    low, high = int(question.minimum or 0), int(question.maximum if question.maximum is not None else 1000)
    near = rng.choice((low, high, low + (high - low) * lean * rng.random() ** 3, low + min(high - low, rng.randint(0, 30))))
    return round(near) if question.type == "integer" else round(near, rng.choice((0, 2, 6))) if high > 1 else round(rng.random(), 6)


def round_of(folder: Path, names: Sequence[str], answers: Mapping[str, Mapping[str, Any]]) -> Round:
    """Return a round of three agencies for each edition, that all return its form; `answers` by edition and agency.

    Codes are those of `AGENCIES`, after the place of the edition.
    """
    rosters = []
    for place, _ in enumerate(names, 1):
        rosters.append(folder / f"roster-{place}.csv")
        lines = (f"{code(place, one)},หน่วยงาน {place}-{one},Agency {place}-{one},กระทรวง ก,,,,\n" for one in AGENCIES)
        rosters[-1].write_text(HEAD + "".join(lines), encoding="utf-8-sig")
    files = [str(FOLDER / f"{name}.yaml") for name in names]
    of = init(folder / "round", files, rosters, title="รอบทดสอบ", deadline="30/9/2569", year="2569", today=START)
    generate(of)
    forms = issued_forms(of)
    for one, given in answers.items():
        edition, form = of.members[one].edition, of.forms / forms[one].file
        fill(form, of.returned / form.name, {name: typed(edition, of.lang, name, value) for name, value in given.items()})
    return of


def code(place: int, one: str) -> str:
    """Return the code of an agency that answers the edition at a place, from 1."""
    return f"E{place}{one}"
