"""One run at a time on a round: the second says so and leaves.

The lock is the system's, on a file in the round's folder: however a run ends, none is left behind. Where the system or the
folder knows no locks (some network drives, a folder that cannot be written), runs go on as if they were alone: every file is
written whole in any case.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import IO, Concatenate, ParamSpec, TypeVar

from dgmm_excel.errors import RoundError
from dgmm_excel.returns.store import FOLDER
from dgmm_excel.round.folder import Round
from dgmm_excel.text import phrase

P = ParamSpec("P")
T = TypeVar("T")
FILE = "lock"
#: What the system says of a lock that another process holds.
_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def alone(work: Callable[Concatenate[Round, P], T]) -> Callable[Concatenate[Round, P], T]:
    """Let a function that writes into a round, its first argument, run only while no other does.

    It then raises RoundError if another run is at work on the same round.
    """

    @wraps(work)
    def locked(of: Round, /, *args: P.args, **named: P.kwargs) -> T:
        with locked_round(of.folder):
            return work(of, *args, **named)

    return locked


@contextmanager
def locked_round(folder: Path) -> Iterator[None]:
    """Hold the lock of the round in a folder. Raises RoundError if another run holds it."""
    file = _opened(folder)
    if file is None:
        yield
        return
    with file:
        if not _lock(file):
            raise RoundError(str(phrase("round.at_work", folder=folder)))
        yield


def _opened(folder: Path) -> IO[bytes] | None:
    """Open the file to lock; None in a folder that cannot be written."""
    with suppress(OSError):
        (folder / FOLDER).mkdir(exist_ok=True)
        return (folder / FOLDER / FILE).open("ab")
    return None


def _lock(file: IO[bytes]) -> bool:
    """Lock the file until it is closed; False if another process has it locked."""
    try:
        _ask(file)
    except OSError as error:
        return error.errno not in _HELD
    return True


if sys.platform == "win32":
    import msvcrt

    def _ask(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _ask(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
