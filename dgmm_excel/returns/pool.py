"""Processes that carry out tasks in parallel, each one task at a time, watched from this process.

A task that kills its process or takes too long loses only itself: the process is replaced and all others go on.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from time import monotonic
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from dgmm_excel.returns.process import run
from dgmm_excel.returns.sent import packed, unpacked

T = TypeVar("T")
R = TypeVar("R")
#: How long one task may take, in seconds.
LIMIT = 30.0
#: How long a process may take to start, in seconds.
_START = 60.0


@dataclass(frozen=True)
class Task(Generic[T]):
    """A task. `of` identifies it for the caller, `given` is what the work is done with: its arguments."""

    of: T
    given: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Done(Generic[T, R]):
    """What the work returned for the task of an owner; None if it killed its process, took too long, found no file or could
    write none.
    """

    of: T
    result: R | None


@dataclass
class _Worker(Generic[T]):
    """A process, the pipe to it, the task that it works on (None while it starts), and when it is stopped."""

    process: SpawnProcess
    pipe: Connection
    until: float
    task: Task[T] | None = None

    def give(self, work: str, task: Task[T], limit: float) -> None:
        self.task, self.until = task, monotonic() + limit
        with suppress(BrokenPipeError):  # it died in between; waiting for its answer finds that out again
            self.pipe.send_bytes(packed((work, task.given)))

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Crew:
    """Processes that have done all of their work and are free for another; a context manager, at the end of which they end.

    Starting one takes as long as fifty tasks.
    """

    def __init__(self) -> None:
        self._free: list[_Worker[Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self._free:
            worker.end()

    def keep(self, worker: _Worker[Any]) -> None:
        """Take a process that has nothing more to do."""
        worker.task = None
        self._free.append(worker)

    def given(self, count: int) -> list[_Worker[Any]]:
        """Give so many processes away, as far as there are."""
        given, self._free = self._free[:count], self._free[count:]
        return given


def processes() -> int:
    """Return how many processes to use: one for each core, four at most."""
    return min(4, os.cpu_count() or 1)


def in_parallel(
    work: Callable[..., R], tasks: Iterator[Task[T]], count: int, crew: Crew | None = None, limit: float = LIMIT
) -> Generator[Done[T, R], None, None]:
    """Yield each task done, in order of completion.

    `work` is a function of a module, called in the processes. A task is taken only when a process has started or is free, so
    at most `count` are in progress. A process that cannot start costs no task and is not replaced. When no process is left,
    this ends, and what is left of `tasks` is the caller's to do. However it ends, no process is left behind, but with the
    `crew`, whose processes do the work first, when all is done.
    """
    name = f"{work.__module__}:{work.__qualname__}"
    workers: list[_Worker[T]] = [] if crew is None else crew.given(count)
    ready: list[tuple[_Worker[T], bool, Any]] = [(worker, True, None) for worker in workers]
    with _all_ended(workers):
        for _ in range(count - len(workers)):
            _start(workers, name)
        while workers:
            for worker, alive, result in ready or _answers(workers):
                done = worker.task
                following = next(tasks, None) if alive else None
                if following is not None:
                    worker.give(name, following, limit)
                else:
                    workers.remove(worker)
                    if alive and crew is not None:
                        crew.keep(worker)
                    else:
                        worker.end()
                if done is not None:
                    if not alive:
                        _start(workers, name)
                    yield Done(done.of, result)
            ready = []


@contextmanager
def _all_ended(workers: list[_Worker[T]]) -> Iterator[None]:
    """End the processes that are left, however the work ends."""
    try:
        yield
    finally:
        for worker in workers:
            worker.end()


def _start(workers: list[_Worker[T]], work: str) -> None:
    """Start one more process, if the system lets it."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=run, args=(there, work), daemon=True)
    try:
        with _sigint_deferred():
            process.start()
    except OSError:
        here.close()
    else:
        workers.append(_Worker(process, here, monotonic() + _START))
    finally:
        there.close()


@contextmanager
def _sigint_deferred() -> Iterator[None]:
    """Defer Ctrl-C until the block ends, and start processes that block it: until such a process ignores SIGINT by itself, it
    would print a traceback, also if its start was cut short.

    Does nothing on Windows, which has no signal masks.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # the first start would start it too, and unblock the signal
    pending: list[int] = []
    # Another thread (a progress bar's) may receive the signal in spite of the mask. Handlers run in the main thread alone.
    handler = signal.signal(signal.SIGINT, lambda number, _: pending.append(number)) if _in_main_thread() else None
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if handler is not None:
            signal.signal(signal.SIGINT, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if pending:
            signal.raise_signal(signal.SIGINT)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _answers(workers: list[_Worker[T]]) -> list[tuple[_Worker[T], bool, Any]]:
    """Wait for the first worker, and return each that answered, died or ran out of time: whether it lives, and its result."""
    soonest = min(worker.until for worker in workers)
    ready = wait([worker.pipe for worker in workers], max(0.0, soonest - monotonic()))
    late = [worker for worker in workers if worker.until <= monotonic() and worker.pipe not in ready]
    answered = [worker for worker in workers if worker.pipe in ready]
    return [(worker, *_answer(worker)) for worker in answered] + [(worker, False, None) for worker in late]


def _answer(worker: _Worker[T]) -> tuple[bool, Any]:
    """Whether the process lives, and the result that it sent; None is its message that it has started."""
    try:
        return True, unpacked(worker.pipe.recv_bytes())
    except (EOFError, OSError):
        return False, None
