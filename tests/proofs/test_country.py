"""A country of three tiers in two years: every level, stated and verified, is the oracle's; nobody is counted twice or lost."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from dgmm_excel.round.consolidate import Consolidation, consolidate
from dgmm_excel.round.folder import Round
from tests.conftest import LONG
from tests.support import country as made
from tests.support import oracle
from tests.support.consolidated_books import rows
from tests.support.country import Body, Checked, Year
from tests.support.oracle import Value
from tests.support.outcomes import look
from tests.support.rounds import NOW
from tests.support.tiers import answer, hand_up, members

MINISTRIES, DEPARTMENTS, PROVINCES, FINDINGS = (3, 30, 10, 200) if LONG else (2, 4, 2, 24)
LATER = NOW + timedelta(days=2)
Answers = Mapping[str, Mapping[str, Value]]


@dataclass(frozen=True)
class Country:
    """Both years, what agencies state at last and stated last year, what was found, and what consolidating gave."""

    bodies: tuple[Body, ...]
    last: Year
    now: Year
    stated_last: Answers
    stated: Answers
    findings: tuple[Checked, ...]
    objections: Mapping[str, str]
    results: Mapping[str, Consolidation]


def send(of: Year, some: Sequence[Body], answers: Answers) -> None:
    for one in some:
        answer(made.round_of(of, one), one.code, answers[one.code])


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """Run both years. Of five agencies at least one answers anew after it was checked; two return to the country as well."""
    folder, rng = tmp_path_factory.mktemp("country"), random.Random("country")
    bodies = made.bodies(MINISTRIES, DEPARTMENTS, PROVINCES)
    last = made.year(folder / "last", "ปีก่อน", bodies)
    stated_last = {one.code: made.stated(one, rng) for one in bodies}
    send(last, bodies[:-1], stated_last)  # one sent nothing
    run(last)
    now = made.year(folder / "now", "ปีนี้", bodies, last)
    stated = {one.code: made.stated(one, rng) for one in bodies}
    send(now, bodies, stated)
    each = -(-FINDINGS // len(bodies))
    findings = [found for one in bodies for found in made.checked(one, stated[one.code], each, rng)][:FINDINGS]
    for low in now.ministries:
        consolidate(low, NOW)
        made.lay_down(low, [found for found in findings if found.agency in low.members], NOW.isoformat())
        consolidate(low, NOW)
    anew = bodies[::5]
    objections = {one.code: made.object_to_findings(made.round_of(now, one), one.code) for one in bodies[3::6]
                  if one not in anew}
    stated |= {one.code: made.changed(stated[one.code], [found for found in findings if found.agency == one.code], rng) for one in anew}
    send(now, anew, stated)
    for one in bodies[1:3]:
        answer(now.country, one.code, stated[one.code], f"{one.code} ส่งตรง.xlsx")
    return Country(bodies, last, now, {one.code: stated_last[one.code] for one in bodies[:-1]}, stated, tuple(findings), objections, run(now))


def run(of: Year) -> dict[str, Consolidation]:
    """Consolidate every ministry's round, hand it up, and consolidate the country's."""
    done = {}
    for number, one in enumerate(of.ministries, 1):
        done[f"m{number}"] = consolidate(one, LATER)
        hand_up(one, of.country, f"กระทรวงที่ {number}.zip")
    return done | {"country": consolidate(of.country, LATER)}


# -- what must come out of it ----------------------------------------------------------------------


def lines(of: Round, table: str) -> list[dict[str, str]]:
    with (of.data / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def shown(score: str, level: str) -> tuple[float | None, int | None]:
    return (float(score) if score else None), (int(level) if level else None)


def rounded(of: oracle.Result) -> dict[str, tuple[float | None, int | None]]:
    return {code: (None if score is None else float(oracle.rounded(score)), level)
            for code, (score, level) in made.scores(of).items()}


def counting(country: Country, some: Sequence[Body]) -> list[Checked]:
    """Return the findings about what agencies of a round still state."""
    codes = {one.code for one in some}
    return [one for one in country.findings if one.agency in codes and same(country.stated[one.agency].get(one.question), one.stated)]


def same(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def differences(country: Country, of: Round) -> list[tuple[Any, ...]]:
    """Return where `data/levels.csv` says otherwise than the oracle does, stated or verified."""
    some = [one for one in country.bodies if one.code in of.members]
    findings = counting(country, some)
    stated = made.results(some, {one.code: country.stated[one.code] for one in some})
    verified = made.results(some, made.verified({one.code: country.stated[one.code] for one in some}, findings))
    looked_at = {one.agency for one in findings}
    looked_at |= {one.code for one in some if one.parent in looked_at}
    expected = {code: (rounded(stated[code]), rounded(verified[code]) if code in looked_at else {}) for code in stated}
    found = {}
    for line in lines(of, "levels"):
        by_stated, by_verified = expected[line["agency"]]
        said = shown(line["score"], line["level"]), shown(line["verified_score"], line["verified_level"])
        found[line["agency"], line["id"]] = said, (by_stated[line["id"]], by_verified.get(line["id"], (None, None)))
    assert len(found) == sum(len(of.members[code].edition.ids) for code in expected)
    return [(*place, *pair) for place, pair in found.items() if pair[0] != pair[1]]


def every(country: Country) -> list[Round]:
    return [*country.now.ministries, country.now.country]


def test_every_level_of_every_tier_is_the_oracle_s(country: Country, tell: Callable[[str], None]) -> None:
    compared = 0
    for of in every(country):
        assert differences(country, of) == []
        compared += len(lines(of, "levels"))
    moved = sum(line["level"] != line["verified_level"] != "" for line in lines(country.now.country, "levels"))
    tell(f"a country of {len(country.bodies)} agencies in {MINISTRIES} ministries: {2 * compared:,} levels, {len(country.findings)} findings, "
         f"{len(counting(country, country.bodies))} of them still about what is stated; they move {moved} levels")


def test_a_planted_level_is_found(country: Country) -> None:
    of = country.now.country
    file = of.data / "levels.csv"
    before = file.read_text(encoding="utf-8-sig")
    place = next(line for line in lines(of, "levels") if line["verified_level"] == "2")
    planted = ",".join([*place.values()])
    assert planted in before
    file.write_text(before.replace(planted, planted.replace(",2,", ",3,").replace(",2", ",3")), encoding="utf-8-sig")
    try:
        assert differences(country, of)
    finally:
        file.write_text(before, encoding="utf-8-sig")


def test_nobody_is_counted_twice_or_lost(country: Country) -> None:
    of = country.now.country
    table = rows(load_workbook(of.consolidated, data_only=True), "Agencies")
    assert sorted(line["code"] for line in table) == sorted(one.code for one in country.bodies)
    states = Counter(line["status"] for line in table)
    assert sum(states.values()) == len(country.bodies) and states.keys() <= {"complete", "incomplete"}
    for low in country.now.ministries:
        own = {line["code"]: line for line in lines(low, "agencies")}
        assert own.keys() == low.members.keys()
        for line in lines(of, "agencies"):
            if line["code"] in own:
                assert (line["status"], line["answered"], line["asked"]) == tuple(own[line["code"]][key] for key in ("status", "answered", "asked"))


def test_an_agency_handed_up_and_returned_directly_is_told(country: Country) -> None:
    twice = {one.code for one in country.bodies[1:3]}
    faults = country.results["country"].result.faults
    assert twice <= {one.agency for one in faults if one.fault.severity != "repaired"}
    assert {one.agency for one in faults if one.fault.severity == "error"} == set()


def test_every_movement_since_last_year_is_the_oracle_s(country: Country) -> None:
    """Of both years the official results: last year stated, this year verified where there is anything."""
    of = country.now.country
    before = {code: rounded(result) for code, result in made.results(country.bodies, country.stated_last).items()}
    counted = made.verified(country.stated, counting(country, country.bodies))
    now = {code: rounded(result) for code, result in made.results(country.bodies, counted).items()}
    found = {(line["agency"], line["id"]): (shown(line["score_before"], line["level_before"]), shown(line["score"], line["level"]))
             for line in lines(of, "movement")}
    assert {code for code, _ in found} == {one.code for one in country.bodies[:-1]}, "one sent nothing last year"
    assert all(pair == (before[code][place], now[code][place]) for (code, place), pair in found.items())
    both = [(code, place) for code, was in before.items() for place, (score, _) in was.items() if score and now[code][place][0]]
    assert found.keys() == set(both)


def test_objections_reach_who_checks_and_change_no_level(country: Country) -> None:
    assert country.objections
    for low in country.now.ministries:
        for code, used in look(low).used.items():
            said = used.loaded().objections.by_question.values()
            assert list(said) == ([country.objections[code]] if code in country.objections else []), code


def test_findings_are_handed_up_and_those_about_other_answers_do_not_count(country: Country) -> None:
    of = country.now.country
    expected = {(one.agency, one.question, one.kind) for one in counting(country, country.bodies)}
    assert {(line["agency"], line["question"], line["finding"]) for line in lines(of, "findings")} == expected
    assert len(expected) < len(country.findings)
    for file in (*of.data.iterdir(), *(low.handover for low in country.now.ministries)):
        content = members(file).values() if file.suffix == ".zip" else [file.read_bytes()]
        assert not any(made.VERIFIER.encode() in one for one in content), file
