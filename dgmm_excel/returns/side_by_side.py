"""Tasks carried out by several processes where they are many, else one after the other in this process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import chain
from typing import Any, TypeVar

from dgmm_excel.returns.pool import Crew, Done, Task, in_parallel, processes
from dgmm_excel.text import phrase

T = TypeVar("T")
R = TypeVar("R")
K = TypeVar("K")
#: From this many tasks on, they are carried out in parallel: two processes then save as many seconds as starting them costs.
MANY = 300
#: From this many bytes on, likewise, so that few are held in memory at a time.
_MANY_BYTES = 64 * 1024 * 1024

_log = logging.getLogger(__name__)


def side_by_side(
    work: Callable[..., R], items: Iterator[K | Task[T]], crew: Crew | None = None
) -> Generator[K | Done[T, R], None, None]:
    """Yield every item that is no task as it is, and every task done, in any order. `work` is a function of a module; the
    processes that carry out tasks come from the `crew`, and go there when all are done.
    """
    ahead: list[Task[T]] = []
    yield from _looked_ahead(items, ahead)
    others: list[K] = []
    parallel = _many(len(ahead), sum(map(_size, ahead))) and processes() > 1
    tasks = chain(_taken(ahead), _tasks(items, others))
    with closing(_done(work, tasks, crew, parallel=parallel)) as done:
        for one in done:
            yield one
            yield from _taken(others)
    yield from _taken(others)


def _looked_ahead(items: Iterator[K | Task[T]], ahead: list[Task[T]]) -> Iterator[K]:
    """Put the first tasks into `ahead`, until it is clear how all are to be carried out; yield what lies between them."""
    size = 0
    for item in items:
        if not isinstance(item, Task):
            yield item
            continue
        ahead.append(item)
        size += _size(item)
        if _many(len(ahead), size) or processes() == 1:
            return


def _many(count: int, size: int) -> bool:
    return count >= MANY or size >= _MANY_BYTES


def _size(task: Task[T]) -> int:
    """Return the bytes that a task holds."""
    return sum(len(one) for one in task.given if isinstance(one, bytes))


def _tasks(items: Iterator[Any], others: list[Any]) -> Iterator[Task[Any]]:
    """Yield the tasks; put what lies between them into `others`."""
    for item in items:
        if not isinstance(item, Task):
            others.append(item)
        else:
            yield item


def _taken(items: list[R]) -> Iterator[R]:
    """Yield the items and take each out of the list, so that none is held in memory longer than it is needed."""
    items.reverse()
    while items:
        yield items.pop()


def _done(
    work: Callable[..., R], tasks: Iterator[Task[T]], crew: Crew | None, *, parallel: bool
) -> Generator[Done[T, R], None, None]:
    """Yield every task done."""
    if parallel:
        yield from in_parallel(work, tasks, processes(), crew)
    for task in tasks:
        if parallel:
            _log.warning(phrase("round.no_processes"))
            parallel = False
        yield Done(task.of, work(*task.given))
