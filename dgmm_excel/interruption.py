"""Ctrl-C: it ends the program with one line, wherever it comes and whatever is still taken down after it."""

from __future__ import annotations

import signal
import sys
from typing import Any

#: What is printed. Written here and not in a template: nothing may have been imported yet.
WORDS = "หยุดตามคำสั่ง / stopped"

#: Seconds after which an interruption that could not be raised comes again.
_SOON = 0.05

#: The interruptions that came since `watch`.
_came: list[int] = []


def watch() -> None:
    """Let no interruption of this program be lost: where Python cannot raise it (a finaliser, a callback), and where a library
    that is not written in Python makes a fault of its own of it.
    """
    sys.unraisablehook = _unraisable
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a program in the background may have to ignore it
        signal.signal(signal.SIGINT, _noted)


def silence() -> None:
    """Print nothing more of what follows from an interruption, and ignore further ones: the program is ending.

    Generators that were cut short in the middle of a file complain as they are taken down. Does nothing where `watch` was
    not called: a program that uses this package as a library has its own ways.
    """
    if sys.unraisablehook is _unraisable:
        sys.unraisablehook = lambda _: None
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # An interruption that passed through text being executed (a dataclass is made so) is noted by Python as one that nobody
        # handled: at its end it would kill itself with the signal, whatever the exit code. Executing any text clears the note.
        exec("")


def caused(error: BaseException | None) -> bool:
    """Whether an interruption stands behind an error: what it was raised from or while it was handled, or one that came before.

    Python 3.11 makes a RuntimeError of one that comes while the parts of a class are told their names, openpyxl a TypeError of
    one that comes while it converts a value, and pydantic a SchemaError that names it in its text alone.
    """
    if _came:
        return True
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _noted(number: int, frame: Any) -> None:
    _came.append(number)
    signal.default_int_handler(number, frame)


def _unraisable(found: Any, /) -> None:
    if issubclass(found.exc_type, KeyboardInterrupt):
        import _thread
        from threading import Timer

        Timer(_SOON, _thread.interrupt_main).start()  # at once, it would come here, where it is lost again
    else:
        sys.__unraisablehook__(found)
