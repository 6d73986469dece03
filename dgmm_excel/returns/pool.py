"""Returns read side by side: processes that each read one file at a time, watched from here.

A file that kills its process, or holds it for too long, loses only itself: the process is replaced and all others go on.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import monotonic
from typing import Generic, TypeVar

from dgmm_excel.returns.packed import Packed
from dgmm_excel.returns.worker import serve

T = TypeVar("T")
#: The hash of a file's bytes, and what they say.
Done = tuple[str, Packed]
#: How long one file may take, in seconds.
LIMIT = 30.0
_START = 60.0  # the first file of a process waits until that has started


@dataclass(frozen=True)
class Task(Generic[T]):
    """Something to read: whose it is, where its bytes are (or they themselves), the ending of its name."""

    of: T
    source: Path | bytes
    kind: str


@dataclass
class _Worker(Generic[T]):
    """A process, the pipe to it, and what it is reading until when."""

    process: SpawnProcess
    pipe: Connection
    task: Task[T] | None = None
    until: float = 0.0
    fresh: bool = True

    def give(self, task: Task[T], limit: float) -> None:
        self.task = task
        self.until = monotonic() + limit + (_START if self.fresh else 0)
        self.fresh = False
        with suppress(BrokenPipeError):  # it died in between, which the pipe tells again when it is looked at
            self.pipe.send((task.source, task.kind))

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def processes() -> int:
    """How many processes read: one for each core, four at most."""
    return min(4, os.cpu_count() or 1)


def read_side_by_side(
    tasks: Iterable[Task[T]], count: int, limit: float = LIMIT
) -> Generator[tuple[T, Done | None], None, None]:
    """Each task's owner with its return, as they are done; None for one whose process died or was stopped.

    At most `count` tasks are taken ahead. However this ends, no process is left behind.
    """
    waiting = iter(tasks)
    workers: list[_Worker[T]] = []
    with _let_go(workers):
        for _ in range(count):
            _employ(workers, next(waiting, None), limit)
        while workers:
            for worker, result in _finished(workers):
                task = worker.task
                assert task is not None
                following = next(waiting, None)
                if result is None:
                    worker.end()
                    workers.remove(worker)
                    _employ(workers, following, limit)
                elif following is None:
                    worker.end()
                    workers.remove(worker)
                else:
                    worker.give(following, limit)
                yield task.of, result


@contextmanager
def _let_go(workers: list[_Worker[T]]) -> Iterator[None]:
    """Ends the processes that are left, however the work ends."""
    try:
        yield
    finally:
        for worker in workers:
            worker.end()


def _employ(workers: list[_Worker[T]], task: Task[T] | None, limit: float) -> None:
    """One more process, if there is something for it to do."""
    if task is None:
        return
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there,), daemon=True)
    with _uninterrupted():
        process.start()
    there.close()
    worker = _Worker[T](process, here)
    workers.append(worker)
    worker.give(task, limit)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits, and for a process that is started meanwhile for ever: until it ignores it by itself, it would end in a
    traceback. On Windows there is no such way.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it would be started with the first process, and lets the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _finished(workers: list[_Worker[T]]) -> list[tuple[_Worker[T], Done | None]]:
    """Those that are done, died, or have had their time; waits for the first."""
    soonest = min(worker.until for worker in workers)
    ready = wait([worker.pipe for worker in workers], max(0.0, soonest - monotonic()))
    late = [worker for worker in workers if worker.until <= monotonic() and worker.pipe not in ready]
    return [(worker, _result(worker)) for worker in workers if worker.pipe in ready] + [(worker, None) for worker in late]


def _result(worker: _Worker[T]) -> Done | None:
    try:
        result: Done = worker.pipe.recv()
    except (EOFError, OSError):
        return None
    return result
