"""A made-up country: ministries with rounds of their own, handed up to one round of all, in two years, checked and answered back.

What agencies state and what is found is drawn here; the levels that follow are `oracle`'s. Rounds are run as a coordinator runs them:
forms filled in, `verification.xlsx` typed into, results sent back with objections, forms sent again with other answers.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from dgmm_excel.model.edition import MISSION
from dgmm_excel.round.feedback_files import feedback_files
from dgmm_excel.round.findings import LogLine, add_to_log
from dgmm_excel.round.folder import Round, init
from dgmm_excel.scoring.findings import Finding
from tests.support import oracle
from tests.support.oracle import DEPARTMENT, PROVINCE, Value
from tests.support.rounds import HEAD
from tests.support.tiers import START

VERIFIER = "นายตรวจสอบ จริงใจ"
MISSIONS = ("service", "policy")


@dataclass(frozen=True)
class Body:
    """An agency of the country; a province's `parent` may be of another ministry."""

    code: str
    edition: str
    ministry: int
    mission: str = ""
    parent: str = ""

    @property
    def line(self) -> str:
        """Its line in a roster."""
        kind = "department" if self.edition == DEPARTMENT else "province"
        name = f"กรมที่ {self.code}" if kind == "department" else f"จังหวัดที่ {self.code}"
        return f"{self.code},{name},Body {self.code},กระทรวงที่ {self.ministry},{kind},{self.mission},{self.parent},\n"


@dataclass(frozen=True)
class Checked:
    """What somebody found of a stated answer: the finding's key, and the answer that counts then."""

    agency: str
    question: str
    kind: str
    stated: Value
    counts: Value


def bodies(ministries: int, departments: int, provinces: int) -> tuple[Body, ...]:
    """Return the agencies: each ministry has its share; parents of provinces are spread over all departments."""
    found = [Body(f"D{n:02}", DEPARTMENT, n % ministries + 1, MISSIONS[n % 2]) for n in range(1, departments + 1)]
    parents = [one.code for one in found]
    return (*found, *(Body(f"V{n:02}", PROVINCE, n % ministries + 1, parent=parents[5 * n % departments]) for n in range(1, provinces + 1)))


def rosters(folder: Path, some: Iterable[Body]) -> list[Path]:
    """Write the rosters of departments and provinces."""
    some, files = list(some), []
    folder.mkdir(parents=True, exist_ok=True)
    for edition in (DEPARTMENT, PROVINCE):
        file = folder / f"{edition}.csv"
        file.write_text(HEAD + "".join(one.line for one in some if one.edition == edition), encoding="utf-8-sig")
        files.append(file)
    return files


# -- answers ---------------------------------------------------------------------------------------


def stated(of: Body, rng: random.Random) -> dict[str, Value]:
    """Draw the answers of an agency, more than half of them given, none that contradicts another."""
    while True:
        drawn = oracle.random_answers(of.edition, rng)
        own = {row[0] for row in oracle.QUESTIONS[of.edition] if row[5] == "agency" and row[6] is not None}
        found = {name: value for name, value in drawn.items() if name in own and not oracle.is_blank(value) and value is not None}
        for total, part in _pairs(found):
            if found.get(part, 0) > found.get(total, 0):  # type: ignore[operator]
                found[part] = found.get(total, 0)
        if 2 * len(found) > len(own):
            return {name: value for name, value in found.items() if value is not None}


def _pairs(answers: Mapping[str, Value]) -> list[tuple[str, str]]:
    """Return the figures of which one is a part of the other."""
    return [(name.replace("digital", "total"), name) for name in answers if name.startswith(("P4.4", "P4.1.")) and "digital" in name]


def changed(before: Mapping[str, Value], found: Iterable[Checked], rng: random.Random) -> dict[str, Value]:
    """Return the answers with some yes and no turned round: some that were checked, and others."""
    ours = [one.question for one in found if isinstance(one.stated, bool)]
    turned = {*ours[:3], *rng.sample([name for name, value in before.items() if isinstance(value, bool)], 5)}
    return {**before, **{name: not before[name] for name in turned}}


def rows_of(edition: str) -> Mapping[str, oracle.Row]:
    return {row[0]: row for row in oracle.QUESTIONS[edition]}


def lowest(row: oracle.Row) -> Value:
    """Return the lowest answer to a yes/no, a choice or a number that is compared with nothing."""
    return False if row[1] == "yes_no" else row[2][0] if row[2] else row[3] or 0


def checkable(of: Body, answers: Mapping[str, Value]) -> list[str]:
    """Return the answers that this country's verifiers look at: no texts, no figures that are compared with others."""
    compared = ("P4.4.", "P4.1.") if of.edition == PROVINCE else ("P4.4.",)
    kinds = {name: row[1] for name, row in rows_of(of.edition).items()}
    asked = oracle.counting(of.edition, answers)[0].values
    return [name for name in answers if name in asked and kinds[name] != "text" and not name.startswith(compared)]


def checked(of: Body, answers: Mapping[str, Value], many: int, rng: random.Random) -> list[Checked]:
    """Draw findings on some of the answers."""
    found = []
    for name in rng.sample(checkable(of, answers), many):
        kind = rng.choice(("holds", "does_not_hold", "not_shown", "corrected"))
        row, value = rows_of(of.edition)[name], answers[name]
        counts = value if kind == "holds" else lowest(row) if kind != "corrected" else other(row, value, rng)
        found.append(Checked(of.code, name, kind, value, counts))
    return found


def other(row: oracle.Row, value: Value, rng: random.Random) -> Value:
    """Return another possible answer."""
    if row[1] == "yes_no":
        return not value
    if row[2]:
        return rng.choice([key for key in row[2] if key != value])
    low, high = row[3] or 0, row[4] if row[4] is not None else int(value) + 3
    return rng.choice([number for number in range(low, min(high, low + 9) + 1) if number != value])


# -- what must come out of it ----------------------------------------------------------------------


def results(some: Sequence[Body], answers: Mapping[str, Mapping[str, Value]]) -> dict[str, oracle.Result]:
    """Return the result of every agency that answered; a province takes its parent's where that is among them."""
    found: dict[str, oracle.Result] = {}
    for one in sorted(some, key=lambda one: one.edition == PROVINCE):
        if one.code in answers:
            own = dict(answers[one.code]) | ({MISSION: one.mission} if one.mission else {})
            found[one.code] = oracle.assess(one.edition, own, found.get(one.parent))
    return found


def verified(answers: Mapping[str, Mapping[str, Value]], findings: Iterable[Checked]) -> dict[str, dict[str, Value]]:
    """Return the answers that count once findings do: each about what is still stated."""
    found = {code: dict(own) for code, own in answers.items()}
    for one in findings:
        if answers[one.agency].get(one.question) == one.stated and type(answers[one.agency][one.question]) is type(one.stated):
            found[one.agency][one.question] = one.counts
    return found


def scores(result: oracle.Result) -> dict[str, tuple[Any, int | None]]:
    """Return score and level at every id; an id of a pillar and a topic is the topic's."""
    groups: tuple[Mapping[str, Any], ...] = (result.pillars, result.sub_pillars, result.topics)
    found = {code: (one.score, one.level) for group in groups for code, one in group.items()}
    return found | {"overall": (result.overall.score, result.overall.level)}


# -- rounds ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Year:
    """One year's rounds: of each ministry, and of the country that they hand up to."""

    ministries: tuple[Round, ...]
    country: Round


def year(folder: Path, title: str, some: Sequence[Body], before: Year | None = None) -> Year:
    """Start a year's rounds; after another year each goes on from its own."""
    ministries = sorted({one.ministry for one in some})
    own = [[one for one in some if one.ministry == ministry] for ministry in ministries]
    rounds = [
        init(folder / f"m{ministry}", [DEPARTMENT, PROVINCE], rosters(folder / f"rosters{ministry}", bodies), title=f"{title} {ministry}",
             today=START, previous=[] if before is None else [before.ministries[place].folder])
        for place, (ministry, bodies) in enumerate(zip(ministries, own, strict=True))]
    country = init(folder / "country", [DEPARTMENT, PROVINCE], rosters(folder / "rosters", some), title=title, today=START,
                   previous=[] if before is None else [before.country.folder])
    return Year(tuple(rounds), country)


def round_of(of: Year, one: Body) -> Round:
    return of.ministries[one.ministry - 1]


def lay_down(of: Round, found: Iterable[Checked], time: str) -> None:
    """Enter findings into the round's log, as its workbook of claims would."""
    add_to_log(of, [LogLine(one.agency, _finding(one), time) for one in found])


def _finding(one: Checked) -> Finding:
    counts: Any = one.counts if one.kind == "corrected" else None
    kind: Any = one.kind
    stated: Any = one.stated
    return Finding(one.question, kind, counts, f"เหตุผล {one.question}", VERIFIER, "2026-11-20", stated)


def object_to_findings(of: Round, code: str) -> str:
    """Send the agency's results copy back with an objection to the first finding; return what it objects."""
    copy = next(file for (agency, _), file in feedback_files(of.results).items() if agency == code)
    book, text = load_workbook(copy), f"มีคำสั่งของ {code}"
    book.worksheets[0]["H7"] = text
    book.save(of.returned / copy.name)
    return text
