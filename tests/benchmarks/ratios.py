"""Works timed in turn, and printed as ratios: each the median of alternating runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

ROUNDS = 3


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compared(name: str, works: dict[str, Callable[[], object]], count: int) -> None:
    """Run the works in turn, the first being ours, and print each against it."""
    times: dict[str, list[float]] = {label: [] for label in works}
    for _ in range(ROUNDS):
        for label, work in works.items():
            times[label].append(timed(work))
    ours, *others = works
    print(f"\n{name} ({count} files, median of {ROUNDS} alternating runs)")
    print(f"  {ours:<46} {median(times[ours]) / count * 1000:8.3f} ms each")
    for other in others:
        ratio = median(a / b for a, b in zip(times[ours], times[other], strict=True))
        print(f"  {other:<46} {median(times[other]) / count * 1000:8.3f} ms each   ours is {ratio:6.3f} x this")


def cpu_of(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that a work takes, and those of CPU of this process."""
    start, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - used
