"""Each old answer is carried, mapped or listed with why not; also over two editions; SAMM v2.0.8 goes into v2.2.0 whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition
from dgmm_excel.errors import EditionError
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.lineage import lineage
from dgmm_excel.scoring.answers import checked
from dgmm_excel.scoring.migration import Move, carried_answers, migrated, reasons, states
from tests.support.successors import ANSWERS, SAMM_IDS, changed, samm, successors

REJECTED = {"A.1.4": "อาจจะ"}


def moved(editions: tuple[Edition, ...]) -> dict[str, Move]:
    moves = migrated(editions, checked(editions[0], ANSWERS).values, REJECTED)
    assert [move.old for move in moves] == [name for name in editions[0].questions if name in ANSWERS or name in REJECTED]
    assert sum(states(moves).values()) == len(moves) == len(ANSWERS) + len(REJECTED)
    assert sum(count for _, count in reasons(moves)) == states(moves)["not_carried"]
    return {move.old: move for move in moves}


def test_each_answer_ends_in_one_state(tmp_path: Path) -> None:
    first, second, _ = successors(tmp_path)
    old = load_edition(first)
    found = moved(lineage(str(second), old))
    assert {name: (move.new, move.now) for name, move in found.items() if move.state == "carried"} == {
        name: (name, ANSWERS[name]) for name in ("agency.mission", "A.3.has", "A.3.total", "A.3.done", "B.3.2", "C.3.1.name")}
    assert {name: (move.new, move.now) for name, move in found.items() if move.state == "mapped"} == {
        "A.1.2": ("A.1.9", False), "A.3.how": ("A.3.how", "partly")}
    assert {name: move.why for name, move in found.items() if move.state == "not_carried"} == {
        "A.1.1": "unmapped", "A.1.3": "changed", "A.1.4": "rejected", "A.2.count": "limits", "B.1.x.1": "split", "B.2.use": "choice",
        "B.3.1": "choice", "C.1.score": "researchers"}
    checked(load_edition(second), carried_answers(list(found.values())))


def test_over_two_editions_each_says_what_it_ends(tmp_path: Path) -> None:
    first, second, third = successors(tmp_path)
    editions = lineage(str(third), load_edition(first))
    assert [one.id for one in editions] == ["mini", "second", "third"]
    found = moved(editions)
    assert (found["A.1.2"].new, found["A.1.2"].state) == ("A.1.7", "mapped")
    assert (found["A.3.how"].now, found["A.3.has"].state) == ("partly", "carried")
    ended = {name: (move.why, move.at) for name, move in found.items() if move.state == "not_carried"}
    assert ended["A.1.1"] == ("unmapped", "second") and ended["A.3.total"] == ("merged", "third")
    assert ended["B.3.2"] == ("changed", "third") and ended["B.3.1"] == ("choice", "second")
    assert len(lineage(str(second), load_edition(first))) == 2


def test_where_no_way_leads_to_the_old_edition_it_says_so(tmp_path: Path) -> None:
    first, second, third = successors(tmp_path)
    old = load_edition(first)
    with pytest.raises(EditionError, match="mini does not follow third"):
        lineage(str(first), load_edition(third))
    with pytest.raises(EditionError, match="write predecessor: edition: mini into the file of mini"):
        lineage(str(first), old)
    second.unlink()
    with pytest.raises(EditionError, match=r"put second\.yaml beside"):
        lineage(str(third), old)


def test_samm_keeps_its_ids_and_every_answer_is_carried(tmp_path: Path) -> None:
    before, after = samm(tmp_path)
    old = load_edition(before)
    editions = lineage(str(after), old)
    assert len(SAMM_IDS) == 90 and set(old.questions) == set(SAMM_IDS) == set(editions[-1].questions)
    assert not {one.text for one in old.questions.values()} & {one.text for one in editions[-1].questions.values()}
    keys = ("none", "some", "most", "full")
    answers: dict[str, Any] = {name: keys[place % 4] for place, name in enumerate(SAMM_IDS)}
    moves = migrated(editions, checked(old, answers).values, {})
    assert states(moves) == {"carried": 90, "mapped": 0, "not_carried": 0}
    assert carried_answers(moves) == answers


@pytest.mark.parametrize(("says", "said"), [
    ('{A.3.how: {some: nearly}}', "A.3.how has no choice nearly"), ('{A.3.how: {lots: partly}}', "A.3.how has no choice lots"),
    ('{A.1.99: {some: partly}}', "this edition has no question A.1.99"), ('{A.1.8: {some: partly}}', "no question of the predecessor is taken"),
])
def test_choices_that_are_not_there_are_told(says: str, said: str, tmp_path: Path) -> None:
    _, second, _ = successors(tmp_path)
    second.write_text(changed(second.read_text("utf-8"), ('choices: {A.3.how: {some: partly}, B.3.1: {"2": null}}', f"choices: {says}")), "utf-8")
    with pytest.raises(EditionError) as refused:
        load_edition(second)
    assert any(said in one.what and one.where == "second.yaml:7" and one.remedy for one in refused.value.mistakes), refused.value
