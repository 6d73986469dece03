"""What is made of returns in several processes is what one makes; what a process cannot do is done here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dgmm_excel.files import Laid
from dgmm_excel.returns import pool, side_by_side
from dgmm_excel.returns.pool import Crew, Done, Task, in_parallel
from dgmm_excel.returns.sent import packed, unpacked
from dgmm_excel.round import workshop
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round
from dgmm_excel.round.order import Made, Order, RoundFacts, made
from dgmm_excel.text import phrase
from tests.conftest import LONG
from tests.support.filled_in import bad
from tests.support.forms import parts
from tests.support.outcomes import ALL_FIGURES, look
from tests.support.returned import DEPARTMENT
from tests.support.rounds import NOW, send_back, type_figures


@pytest.fixture
def returned(of: Round) -> Round:
    """A round with a complete department, a faulty one, a blank one, and a province that inherits from the first."""
    send_back(of, "D1")
    send_back(of, "D2", cells=bad(DEPARTMENT))
    send_back(of, "D3", {})
    send_back(of, "TH-1")
    type_figures(of, {"D1": {**ALL_FIGURES, "P4.U.score": 0.1}})
    return of


def as_if_apart(work: Callable[..., object], tasks: Iterator[Task[object]]) -> Iterator[Done[object, object]]:
    """What processes do, in this one: all that goes there and comes back is sent."""
    for task in tasks:
        yield Done(task.of, unpacked(packed(work(*unpacked(packed(task.given))))))


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything is done in two processes, in short tests as if. The codes of the agencies whose orders were."""
    carried_out: list[str] = []

    def watched(work: Callable[..., object], tasks: Iterator[Task[object]], count: int, crew: Crew) -> Iterator[Done[object, object]]:
        for one in in_parallel(work, tasks, count, crew) if LONG else as_if_apart(work, tasks):
            if isinstance(one.of, Order) and one.result is not None:
                carried_out.append(one.of.case.member.code)
            yield one

    monkeypatch.setattr(side_by_side, "MANY", 1)
    monkeypatch.setattr(side_by_side, "processes", lambda: 2)
    monkeypatch.setattr(side_by_side, "in_parallel", watched)
    return carried_out


def outputs(of: Round) -> dict[str, object]:
    """Everything in the round's folder but its caches; of workbooks the members, which say nothing of when they were written."""
    files = (file for file in of.folder.rglob("*") if file.is_file() and ".dgmm" not in file.parts)
    return {file.relative_to(of.folder).as_posix(): _said(file) for file in files}


def _said(file: Path) -> object:
    if file.suffix != ".xlsx":
        return file.read_bytes()
    return {name: content for name, content in parts(file.read_bytes()).items() if name != "docProps/core.xml"}


def started_anew(of: Round) -> Round:
    """The round without caches and without anything that a consolidation writes."""
    for name in (".dgmm", "results", "corrections", "data"):
        shutil.rmtree(of.folder / name, ignore_errors=True)
    for file in (of.consolidated, of.contacts, of.reminders):
        file.unlink()
    return Round.open(of.folder)


def test_two_processes_make_what_one_makes(returned: Round, few_are_many: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as one:
        one.setattr(side_by_side, "processes", lambda: 1)
        expected, files = consolidate(returned, NOW).result, outputs(returned)
    assert not few_are_many
    found = consolidate(started_anew(returned), NOW).result
    assert sorted(few_are_many) == ["D1", "D2", "D3", "TH-1"]
    assert found == expected and {one.state for one in found.outcomes} >= {"complete", "faulty", "blank"}
    assert outputs(returned) == files
    assert {"results/TH-1 จังหวัดหนึ่ง.xlsx", "corrections/D2 กรมสอง.xlsx"} <= files.keys()


def test_what_was_judged_before_is_not_judged_again_and_only_what_is_missing_is_made(
    returned: Round, few_are_many: list[str]
) -> None:
    consolidate(returned, NOW)
    files = outputs(returned)
    few_are_many.clear()
    consolidate(returned, NOW)
    assert not few_are_many
    (gone,) = returned.results.glob("D2*.xlsx")
    gone.unlink()
    consolidate(returned, NOW)
    assert few_are_many == ["D2"] and outputs(returned) == files


def test_a_consolidation_after_a_status_has_everything_made_apart(returned: Round, few_are_many: list[str]) -> None:
    """The verdicts are known; rows and files are not."""
    look(returned)
    few_are_many.clear()
    orders = list[Order]()
    order = workshop.Workshop._order

    def kept(self: workshop.Workshop, *given: object) -> Order:
        orders.append(order(self, *given))  # type: ignore[arg-type]
        return orders[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workshop.Workshop, "_order", kept)
        consolidate(returned, NOW)
    assert sorted(few_are_many) == ["D1", "D2", "TH-1"], "a blank return gets no file"
    assert all(one.verdict is not None and one.rows == {"rows", "answers", "people"} for one in orders)


def test_the_facts_of_a_run_are_one_value_for_all_orders_that_are_sent(of: Round) -> None:
    facts = RoundFacts.of(of)
    there = [unpacked(packed(facts)) for _ in range(2)]
    assert there[0] is there[1] and there[0] == facts
    assert unpacked(packed(replace(facts, lang="en"))) == replace(facts, lang="en") != facts


def test_a_file_that_somebody_changes_while_its_agency_s_order_is_carried_out_is_written_anew(
    returned: Round, few_are_many: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the result of an agency is gone, and its correction is changed after it was looked at."""
    consolidate(returned, NOW)
    files, (result,), (correction,) = outputs(returned), returned.results.glob("D2*.xlsx"), returned.corrections.glob("D2*.xlsx")
    result.unlink()
    few_are_many.clear()
    order = workshop.Workshop._order

    def changed(self: workshop.Workshop, *given: object) -> Order:
        correction.write_bytes(b"somebody's")
        return order(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(workshop.Workshop, "_order", changed)
    consolidate(returned, NOW)
    assert few_are_many == ["D2"] and outputs(returned) == files


def orders_carried_out(monkeypatch: pytest.MonkeyPatch) -> list[Made]:
    """What is made of orders from now on."""
    found: list[Made] = []

    def watched(order: Order) -> Made:
        found.append(made(order))
        return found[-1]

    monkeypatch.setattr(workshop, "made", watched)
    return found


def test_files_lie_beside_their_places_unless_they_are_there(returned: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their bytes need not go from one process to another; what is the same is not even written beside."""
    found = orders_carried_out(monkeypatch)
    consolidate(returned, NOW)
    assert {type(file.content) for one in found for file in one.files.values()} == {Laid}
    (correction,) = returned.corrections.glob("D2*.xlsx")
    correction.write_bytes(correction.read_bytes() + b"\0")
    found.clear()
    consolidate(returned, NOW)
    (one,) = found
    assert {kind: type(file.content) for kind, file in one.files.items()} == {"results": bytes, "corrections": Laid}


def test_nothing_lies_beside_after_a_run_that_was_cut_short_before_it_was_taken(
    returned: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = orders_carried_out(monkeypatch)

    def interrupted(self: workshop.Workshop, order: Order, made: Made) -> workshop.Judged:
        assert list(returned.results.glob(".dgmm-*.tmp"))
        raise KeyboardInterrupt

    monkeypatch.setattr(workshop.Workshop, "_taken", interrupted)
    with pytest.raises(KeyboardInterrupt):
        consolidate(returned, NOW)
    assert found and not list(returned.folder.rglob("*.tmp")) and not list(returned.results.iterdir())


def dies(order: Order) -> Made:
    """The end of the process that is to carry out an order."""
    os._exit(9)


def cannot_read(order: Order) -> Made:
    """A return that is gone for a moment."""
    raise FileNotFoundError(order.case.file.name)


@pytest.mark.long
@pytest.mark.parametrize("apart", [dies, cannot_read])
def test_what_a_process_cannot_do_is_done_here(
    apart: Callable[[Order], Made], returned: Round, few_are_many: list[str], monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    here: list[str] = []

    def counted(order: Order) -> Made:
        here.append(order.case.member.code)
        return made(order)

    def apart_done(work: Callable[..., object], items: Iterator[object], crew: Crew) -> Iterator[object]:
        yield from side_by_side.side_by_side(apart, items, crew)

    monkeypatch.setattr(workshop, "made", counted)
    monkeypatch.setattr(workshop, "side_by_side", apart_done)
    found = consolidate(returned, NOW).result
    assert not few_are_many and sorted(here) == ["D1", "D2", "D3", "TH-1"]
    assert {one.agency.code: one.state for one in found.outcomes}["D1"] == "complete"
    assert capfd.readouterr().err == ""


def test_where_no_process_starts_everything_is_made_here(
    returned: Round, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(workers: object, work: str) -> None:
        """As a system does that lets no process start."""

    monkeypatch.setattr(side_by_side, "MANY", 1)
    monkeypatch.setattr(side_by_side, "processes", lambda: 2)
    monkeypatch.setattr(pool, "_start", refused)
    consolidate(returned, NOW)
    assert len(list(returned.results.glob("*.xlsx"))) == 3
    assert {record.getMessage() for record in caplog.records} == {str(phrase("round.no_processes"))}
