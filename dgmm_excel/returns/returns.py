"""What came back: every file in `returned/`, read once, and put to the agency whose code stands in it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Return
from dgmm_excel.intake.score import unreadable_fault
from dgmm_excel.progress import Track, silent
from dgmm_excel.returns.arrivals import Arrival, arrivals
from dgmm_excel.returns.cache import Kept
from dgmm_excel.returns.packed import Head, Packed, packed
from dgmm_excel.returns.pool import Done, Task, processes, read_side_by_side
from dgmm_excel.returns.worker import read_source, unread
from dgmm_excel.round.folder import Round
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.archive import UnreadableBook

#: From so many files on they are read side by side: starting a process takes as long as reading a hundred.
MANY = 24


@dataclass(frozen=True)
class Returned:
    """One returned file, or one of a zip. `name` is its place in `returned/`, `sha256` a hash of its bytes (empty where they
    could not be had). What it says is kept packed: a round may have thousands.
    """

    arrival: Arrival
    sha256: str
    packed: Packed

    @property
    def name(self) -> str:
        return self.arrival.name

    @property
    def head(self) -> Head:
        return self.packed.head

    @property
    def code(self) -> str | None:
        """The agency's code, as the file itself says."""
        return self.head.code

    @property
    def return_(self) -> Return:
        """What the file says, unpacked each time; one that could not be read has no edition, and says why in its faults."""
        return self.packed.return_

    def content(self) -> bytes:
        """The file's bytes. Raises UnreadableBook where they cannot be had any more."""
        return self.arrival.content()


def read_returns(of: Round, track: Track = silent) -> list[Returned]:
    """Every returned file, by name; one that cannot be read carries its fault. Writes nothing but what was read (`kept`)."""
    came = arrivals(of)
    with Kept(of.folder) as kept, closing(_read(came, kept)) as done:
        found = dict(track(_Counted(done, len(came)), phrase("generate.reading")))
    return [Returned(arrival, *found[place]) for place, arrival in enumerate(came)]


class _Counted(list[tuple[int, Done]]):
    """What is done, as a track takes it: something that can be counted beforehand, and comes one by one."""

    def __init__(self, items: Iterator[tuple[int, Done]], count: int) -> None:
        super().__init__()
        self._items, self._count = items, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[tuple[int, Done]]:
        return self._items


def _read(came: list[Arrival], kept: Kept) -> Generator[tuple[int, Done], None, None]:
    """Place and what was read, in any order: what is known at once, the rest as it is done."""
    left: list[int] = []
    for place, arrival in enumerate(came):
        known = _known(arrival, kept)
        if known is None:
            left.append(place)
        else:
            yield place, known
    tasks = (Task(place, _source(came[place]), came[place].kind) for place in left)
    side_by_side = len(left) >= MANY and processes() > 1
    done = read_side_by_side(tasks, processes()) if side_by_side else _one_by_one(tasks)
    with closing(done):
        for place, result in done:
            if result is None:
                yield place, ("", packed(unread(Fault("DG409"))))
                continue
            digest, what = result
            if digest:
                kept.keep(digest, came[place].kind, what)
            yield place, result


def _known(arrival: Arrival, kept: Kept) -> Done | None:
    """What need not be read: what is not looked into, and what was read before."""
    if arrival.fault is not None:
        return "", packed(unread(arrival.fault))
    try:
        digest = sha256(arrival.content()).hexdigest()
    except (UnreadableBook, FileNotFoundError) as error:
        why = error if isinstance(error, UnreadableBook) else UnreadableBook("no_access", "the file is gone")
        return "", packed(unread(unreadable_fault(why)))
    found = kept.find(digest, arrival.kind)
    return None if found is None else (digest, found)


def _source(arrival: Arrival) -> Path | bytes:
    return arrival.path if arrival.member is None else arrival.content()


def _one_by_one(tasks: Iterator[Task[int]]) -> Generator[tuple[int, Done | None], None, None]:
    for task in tasks:
        yield task.of, read_source(task.source, task.kind)


def digests(of: Round) -> set[str]:
    """The hashes of every returned file that can be had."""
    found = set()
    for arrival in arrivals(of):
        if arrival.fault is None:
            try:
                found.add(sha256(arrival.content()).hexdigest())
            except (UnreadableBook, FileNotFoundError):
                continue  # what is not there any more is no return
    return found


def name_code(name: str) -> str:
    """What the name of an unreadable file says of whose it is: the word before the first space, in small letters."""
    return Path(name).name.partition(" ")[0].casefold().removesuffix(".xlsx")
