"""Reads returns: one in this process, or one after the other in a process of its own, which a bad file may take down."""

from __future__ import annotations

import importlib.util
import signal
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path

from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Return
from dgmm_excel.intake.score import returned, unreadable_fault
from dgmm_excel.returns.packed import Packed, packed
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.archive import UnreadableBook, content_of
from dgmm_excel.xlsx.engine import open_book

#: The address space of a process that reads, in bytes: no form comes near it.
_MEMORY = 3 * 1024**3


def read(content: bytes, kind: str) -> Return:
    """What the bytes of a returned file say; one that cannot be read is a Return without an edition. `kind`: its ending."""
    try:
        book = open_book(content)
        try:
            if kind != ".xlsx":
                return unread(Fault("DG001", params={"reason": phrase("round.not_named_xlsx")}))
            return returned(book)
        finally:
            book.close()
    except UnreadableBook as error:
        return unread(unreadable_fault(error))


def unread(fault: Fault) -> Return:
    """The return of a file that could not be read."""
    return Return(None, None, None, None, "th", None, None, {}, (fault,), {})


def read_source(source: Path | bytes, kind: str) -> tuple[str, Packed]:
    """The hash of a returned file's bytes, and what they say; `source` is where they are, or they themselves."""
    try:
        content = source if isinstance(source, bytes) else content_of(source)
    except (UnreadableBook, FileNotFoundError) as error:
        why = error if isinstance(error, UnreadableBook) else UnreadableBook("no_access", "the file is gone")
        return "", packed(unread(unreadable_fault(why)))
    return sha256(content).hexdigest(), packed(read(content, kind))


def serve(pipe: Connection) -> None:
    """Reads what comes through the pipe until that is closed, also by the death of who holds its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    _limit_memory()
    while True:
        try:
            source, kind = pipe.recv()
            pipe.send(read_source(source, kind))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


def _limit_memory() -> None:
    """Where the system can: what a file wants beyond that ends this process, not the machine."""
    if importlib.util.find_spec("resource") is None:
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
