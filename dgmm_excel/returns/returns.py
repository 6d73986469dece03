"""Every file that came back, read once, with the agency's code that it holds."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import ReturnedForm, unread
from dgmm_excel.intake.score import unreadable_fault
from dgmm_excel.progress import Counted, Track, silent
from dgmm_excel.returns.arrivals import Arrival, find_arrivals
from dgmm_excel.returns.cache import Kept, ReturnCache
from dgmm_excel.returns.handover import member_fault
from dgmm_excel.returns.packed import Head, Packed, pack
from dgmm_excel.returns.pool import Crew, Done, Task
from dgmm_excel.returns.side_by_side import side_by_side
from dgmm_excel.returns.worker import Content, read_arrival, read_packed
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.archive import UnreadableBook


@dataclass(frozen=True, slots=True)
class Returned:
    """One returned file, or one file of a zip; also a handover, and each record in one.

    `sha256` is the hash of its bytes, empty if they cannot be read. What the file says stays packed, where possible on disk: a
    round may have thousands.
    """

    arrival: Arrival
    sha256: str
    packed: Packed | Kept

    @property
    def name(self) -> str:
        """Its path in `returned/`, of a file in a zip `bundle.zip/form.xlsx`."""
        return self.arrival.name

    @property
    def head(self) -> Head:
        """What is known without unpacking."""
        return self.packed.head

    @property
    def code(self) -> str | None:
        """The agency's code in the file."""
        return self.head.code

    def unpack(self) -> ReturnedForm:
        """Return what the file says; for a file that could not be read, a return without edition and with its fault.

        Raises UnreadableBook if the record of it was deleted meanwhile and the file can no longer be read.
        """
        return self._whole().unpack()

    def _whole(self) -> Packed:
        return self.packed.whole() or read_packed(self.content(), self.arrival.kind)

    def __reduce__(self) -> tuple[object, ...]:
        """Return the same for another process: with all that it says, without the list of the handover that it came with."""
        return Returned, (replace(self.arrival, handover=None), self.sha256, self._whole())

    def content(self) -> bytes:
        """Return the file's bytes. Raises UnreadableBook if they can no longer be read."""
        return self.arrival.content()


def read_returns(returned: Path, folder: Path, track: Track = silent, crew: Crew | None = None) -> list[Returned]:
    """Read every file in `returned`, a folder of the round's `folder`, by processes of the `crew` if there are many; sorted by
    name.

    A file that cannot be read carries its fault. Writes nothing but the round's cache of returns.
    """
    found = find_arrivals(returned, folder)
    with ReturnCache(folder) as cache, closing(_read(found, cache, crew)) as done:
        read = dict(track(Counted(done, len(found)), phrase("generate.reading")))
    return [Returned(arrival, *read[place]) for place, arrival in enumerate(found)]


#: The place of an arrival, and the hash of its bytes with what they say.
_Read = tuple[int, tuple[str, Packed | Kept]]


def _read(arrivals: list[Arrival], cache: ReturnCache, crew: Crew | None) -> Generator[_Read, None, None]:
    """Yield every arrival with what it says, in any order. Store what had to be read in the cache."""
    files = (_looked_up(place, arrival, cache) for place, arrival in enumerate(arrivals))
    with closing(side_by_side(read_arrival, files, crew)) as found:
        for one in found:
            if not isinstance(one, Done):
                yield one
            elif one.result is None:
                yield one.of, ("", pack(unread(Fault("DG409"))))
            else:
                digest, said = one.result
                yield one.of, (digest, cache.store(digest, arrivals[one.of].kind, said) if digest else said)


def _looked_up(place: int, arrival: Arrival, cache: ReturnCache) -> _Read | Task[int]:
    """Return what an arrival says, or the task to read it."""
    if arrival.fault is not None:
        return place, ("", pack(unread(arrival.fault)))
    if arrival.handover is None and arrival.member is None and cache.is_new:
        return Task(place, (arrival,))  # opened when its turn comes, and by who reads it
    content = Content.of(arrival)
    if isinstance(content, UnreadableBook):
        fault = member_fault(arrival.member or "", "damaged") if arrival.is_record else unreadable_fault(content)
        return place, ("", pack(unread(fault)))
    if arrival.handover is not None:
        return place, _handed_up(arrival, content, cache)
    cached = cache.find(content.digest, arrival.kind)
    return Task(place, (arrival, *content)) if cached is None else (place, (content.digest, cached))


def _handed_up(arrival: Arrival, content: Content, cache: ReturnCache) -> tuple[str, Packed | Kept]:
    """Return a handover, or a record of one, with what it says. A record is small and is read in this process."""
    data, digest = content
    if arrival.handover is not None and not arrival.is_record:
        return digest, pack(unread(*arrival.handover.faults))
    if digest != arrival.sha256:
        return "", pack(unread(member_fault(arrival.member or "", "changed")))
    found = cache.find(digest, arrival.kind)
    return digest, found or cache.store(digest, arrival.kind, read_packed(data, arrival.kind))


def digests(returned: Path, folder: Path) -> set[str]:
    """Return the SHA-256 of every file in `returned` that can be read. `folder` is the round's."""
    contents = (Content.of(arrival) for arrival in find_arrivals(returned, folder) if arrival.fault is None)
    return {content.digest for content in contents if isinstance(content, Content)}


def name_code(name: str) -> str:
    """Return the agency code that a file's name begins with, casefolded: for a file that cannot be read."""
    first, blank, _ = Path(name).name.partition(" ")
    return (first if blank else Path(first).stem).casefold()
