"""Read one returned file in this process, or serve a process that carries out many tasks, which a bad file may kill."""

from __future__ import annotations

import importlib.util
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from dgmm_excel.errors import OutputError
from dgmm_excel.intake.foreign import foreign_fault
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.returned_form import ReturnedForm, unread
from dgmm_excel.intake.score import unreadable_fault
from dgmm_excel.intake.workbook import workbook_of
from dgmm_excel.returns.arrivals import RECORD, Arrival
from dgmm_excel.returns.handed_up import read_record
from dgmm_excel.returns.packed import Packed, pack
from dgmm_excel.returns.sent import packed, unpacked
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.engine import open_book


class Content(NamedTuple):
    """The bytes of a file, and their SHA-256."""

    data: bytes
    digest: str

    @classmethod
    def of(cls, arrival: Arrival) -> Content | UnreadableBook:
        """Read a file from the disk; return why if that fails."""
        try:
            data = arrival.content()
        except UnreadableBook as error:
            return error
        except FileNotFoundError:
            return UnreadableBook("no_access", "the file is gone")
        return cls(data, sha256(data).hexdigest())


#: Address space of a reading process in bytes, far more than any form needs.
_MEMORY = 3 * 1024**3


def read(content: bytes, kind: str) -> ReturnedForm:
    """Read a returned file from its bytes, whatever its name says; an unreadable one gives a form without an edition.

    `kind`: the extension of its name, or that of a record that was handed up.
    """
    if kind == RECORD:
        return read_record(content)
    foreign = foreign_fault(content, kind)
    if foreign is not None:
        return unread(foreign)
    try:
        book = open_book(content)
        try:
            return read_return(workbook_of(book))
        finally:
            book.close()
    except UnreadableBook as error:
        return unread(unreadable_fault(error))


def read_packed(content: bytes, kind: str) -> Packed:
    """Read a returned file as `read` does, and pack the result."""
    return pack(read(content, kind))


def read_arrival(arrival: Arrival, *content: Any) -> tuple[str, Packed]:
    """Read a file that came back, from the disk unless its `content` is at hand. Return the hash of its bytes, empty if the
    disk does not give them, and what it says.
    """
    found = Content(*content) if content else Content.of(arrival)
    if isinstance(found, UnreadableBook):
        return "", pack(unread(unreadable_fault(found)))
    return found.digest, read_packed(found.data, arrival.kind)


def serve(pipe: Connection, work: str) -> None:
    """Report that this process has started, then do the work of each task that comes through the pipe with what it gives, and
    send back the result.

    Work is a function, as `module:name`; `work` is the first. Ends when the pipe is closed, also by the death of the process at
    its other end.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process ends this one
    _limit_memory()
    _function(work)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send_bytes(packed(None))
        while True:
            name, given = unpacked(pipe.recv_bytes())
            pipe.send_bytes(packed(_done(_function(name), given)))


@cache
def _function(work: str) -> Callable[..., object]:
    module, _, name = work.partition(":")
    function: Callable[..., object] = getattr(import_module(module), name)
    return function


def _done(work: Callable[..., object], given: tuple[object, ...]) -> object:
    """Return what the work returns; None if a file could not be read or written meanwhile."""
    try:
        return work(*given)
    except (OSError, OutputError, UnreadableBook):
        return None


def _limit_memory() -> None:
    """Limit the memory of this process where the system can, so that a bad file ends it and not the machine."""
    if importlib.util.find_spec("resource") is None:
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
