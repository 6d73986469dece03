"""`prove` finds what holds for all answers of an edition: planted flaws are all caught, and every set of answers agrees."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import EditionError, load_edition, prove
from dgmm_excel import text as texts
from dgmm_excel.proving.described import described
from dgmm_excel.proving.levels import alive, reachable, total
from dgmm_excel.proving.rising import monotone
from dgmm_excel.proving.subject import subjects
from tests.conftest import LONG
from tests.support import oracle
from tests.support.every_set import every_set
from tests.support.oracle import DEPARTMENT, PROVINCE
from tests.support.seeded_flaws import LOAD, SEEDS, Seed, edition_of, of_use, write

EDITIONS = Path(__file__).parent.parent / "editions"
#: Topics with more sets of answers than these are left out of the comparison with every set.
MOST = 2**16 if LONG else 2**9
#: What the proof of an edition may take, in seconds of processor time.
SECONDS = 60


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE] if LONG else [PROVINCE])
def test_both_editions_are_proven_sound(name: str, tell: Callable[[str], None]) -> None:
    start = time.process_time()
    proof = prove(load_edition(name))
    taken = time.process_time() - start
    assert proof.holds, proof.flaws
    counts = {one.name: (one.cases, len(one.exceptions)) for one in proof.properties.values()}
    assert counts.items() >= COUNTS[name].items()
    assert taken < SECONDS
    tell(f"{name}: {proof.sets:,} sets of answers, {len(proof.witnesses)} witnesses, {taken:.0f} s; " + ", ".join(
        f"{key} {cases:,}" for key, (cases, _) in counts.items()))


#: Cases and declared exceptions. 33 and 20 topics have rules, each with five levels and their words; 239 and 128 questions
#: belong to them. Rules read the mission, G2.dcio in G4 and the twelve systems of P5.1 in P5.1C besides. Of the department, P4.5
#: has no levels 2 to 4; P4.4 has 25 figures that may be filled in partly, five of each kind that counts against growth; the others
#: are the mission, P3.2's staff, and five other systems. Groups: 22 sub-pillars and 7 pillars, P7 among them, and the whole.
COUNTS = {
    DEPARTMENT: {"reachable": (165, 1), "monotone": (239 + 14, 25 + 5 + 5 + 1 + 1 + 5), "alive": (239, 0), "described": (165, 0)},
    PROVINCE: {"reachable": (100, 4), "monotone": (128, 3), "alive": (128, 0), "described": (100, 0)},
}


# -- planted flaws ---------------------------------------------------------------------------------


def caught_by(seed: Seed, folder: Path) -> set[str]:
    """Return what finds the flaw: the loading of the file, or properties."""
    data = edition_of(seed.topics)
    seed.change(data)
    try:
        proof = prove(load_edition(write(data, folder)))
    except EditionError:
        return {LOAD}
    for one in proof.flaws:
        assert one.where.startswith("seeded.yaml:"), one
    return {one.property for one in proof.flaws}


def test_every_planted_flaw_is_caught(tmp_path: Path, tell: Callable[[str], None]) -> None:
    assert len(SEEDS) >= 50
    assert sum(seed.found_by != LOAD for seed in SEEDS) >= 30
    found: Counter[str] = Counter()
    for seed in SEEDS if LONG else SEEDS[::6]:
        caught = caught_by(seed, tmp_path)
        assert seed.found_by in caught, (seed.name, seed.found_by, caught)
        found[seed.found_by] += 1
    tell(f"{found.total()} planted flaws caught: " + ", ".join(f"{times} by {name}" for name, times in found.items()))


@pytest.mark.parametrize("topics", sorted({seed.topics for seed in SEEDS})[::1 if LONG else 9], ids="+".join)
def test_the_edition_without_the_flaw_is_sound(topics: tuple[str, ...], tmp_path: Path) -> None:
    proof = prove(load_edition(write(edition_of(topics), tmp_path)))
    assert proof.holds, proof.flaws


def test_points_without_a_flaw_are_sound(tmp_path: Path) -> None:
    data = edition_of(("P2.9",))
    of_use(1, 1, 2, 3, 4, 5)(data)
    assert prove(load_edition(write(data, tmp_path))).holds


def test_the_editions_of_other_models_are_proven_sound(tell: Callable[[str], None]) -> None:
    files = sorted(EDITIONS.glob("*.yaml"))[:None if LONG else 1]
    for file in files:
        proof = prove(load_edition(file))
        assert proof.holds, (file.name, proof.flaws)
    tell(f"editions of other models proven: {', '.join(file.stem for file in files) or 'none'}")


#: Phrases that lose a part, a number, or say another thing; the topic whose words are made of them.
LOST = (
    ("rule.count_range", "{{ top }}", "…", "P1.3A"), ("rule.count_range", "{{ least }}", "{{ top }}", "P1.3A"),
    ("rule.count_one", "{{ least }}", "1", "P1.6"), ("rule.and_below", "{{ level }}", "2", "P2.3"),
    ("rule.and_below", "{{ words }}", "", "P2.3"), ("rule.lead", "{{ lead }}", "", "P5.3"),
    ("rule.in_one", "{{ words }}", "", "P2.1"), ("rule.for_choice", "{{ choice }}", "", "P1.1"),
    ("rule.limit_between", "{{ top }}", "{{ over }}", "P4.U"), ("rule.limit_above", "{{ over }}", "", "P4.U"),
    ("rule.weighted_between", "{{ over }}", "{{ top }}", "P3.2"), ("rule.mean_band", "{{ high }}", "5.00", "P4.3"),
    ("growth.between", "{{ low }}", "10", "P4.4"), ("growth.from_mark", "{{ high }}", "90", "P4.4"),
    ("condition.item", "{{ item }}", "…", "P2.3"),
)


@pytest.fixture
def worded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str, str], None]]:
    """Return what changes a phrase for a while."""
    known = texts._phrases()

    def change(key: str, old: str, new: str) -> None:
        changed = {lang: words.replace(old, new) for lang, words in known[key].items()}
        assert changed != known[key], key
        monkeypatch.setattr(texts, "_phrases", lambda: {**known, key: changed})
        texts.said.cache_clear()

    yield change
    texts.said.cache_clear()


@pytest.mark.parametrize(("key", "old", "new", "topic"), LOST[::1 if LONG else 5])
def test_words_that_lose_a_part_are_caught(
    key: str, old: str, new: str, topic: str, worded: Callable[[str, str, str], None],
) -> None:
    subject = next(one for one in subjects(load_edition(DEPARTMENT)) if one.topic.id == topic)
    worded(key, old, new)
    assert described(subject).found, (key, old, new)


# -- against every set of answers ------------------------------------------------------------------


def by_the_text(name: str, code: str) -> Callable[[Mapping[str, Any]], Fraction]:
    """Return the score of a topic by the second implementation."""
    rule = oracle.RULES[name][code]
    return lambda answers: Fraction(rule(oracle.counting(name, answers)[0]))


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_properties_are_those_of_every_set_of_answers(name: str, tell: Callable[[str], None]) -> None:
    edition, compared, sets = load_edition(name), 0, 0
    for subject in subjects(edition):
        if subject.topic.source != "agency":
            continue
        every = every_set([edition.questions[one] for one in subject.read()], MOST, by_the_text(name, subject.topic.id))
        if every is None:
            continue
        compared, sets = compared + 1, sets + len(every.scores)
        own = {question.id for question in subject.topic.questions}
        assert not total(subject).found
        assert {one.level for one in reachable(subject).witnesses} == set(map(int, every.scores)), subject.topic.id
        assert {one.id for one in alive(subject).found} == every.dead & own, subject.topic.id
        assert {one.id for one in monotone(subject).found} == every.lowering, subject.topic.id
        assert not described(subject).found
    assert compared > (15 if name == DEPARTMENT else 10) if LONG else compared > 5
    tell(f"{name}: {compared} topics compared with every one of {sets:,} sets of answers")
