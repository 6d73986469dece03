"""The exceptions of this package, and how an exception becomes a line for people.

    DgmmError                 base of all exceptions that this package raises on purpose
    ├── ListedError           base of those that list every mistake found in a file
    │   ├── EditionError      a criteria file with mistakes, or an unknown edition
    │   ├── AnswerError       answers that no form could hold (also a ValueError)
    │   ├── RosterError       a roster with mistakes
    │   └── RoundError        a folder that is not a round, or a round that cannot continue
    ├── OutputError           a file that could not be written
    ├── NotAvailable          no result for DGMM_LEVEL (also a LookupError)
    └── UnreadableBook        a file that is not a readable workbook (defined in `dgmm_excel.xlsx.archive`)

An exception stops a command (exit code 2). What is wrong *inside* a return stops nothing: it is recorded as a
`dgmm_excel.faults.Fault`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class DgmmError(Exception):
    """Base of all exceptions that this package raises on purpose; `str()` is meant for people."""


@dataclass(frozen=True)
class Mistake:
    """One mistake in a file that people write: place, what is wrong, what to do."""

    where: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} — {self.remedy}" if self.remedy else text


class ListedError(DgmmError):
    """An exception that lists every mistake found, not only the first, one a line after the headline."""

    def __init__(self, headline: str, mistakes: Iterable[Mistake] = ()) -> None:
        self.headline = headline
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join([headline, *(f"  {mistake}" for mistake in self.mistakes)]))


class EditionError(ListedError):
    """Raised for a criteria file with mistakes, and for an unknown edition."""


class AnswerError(ListedError, ValueError):
    """Raised for answers that no form could hold: unknown id, wrong type, unknown key, number out of range."""


class RosterError(ListedError):
    """Raised for a roster with mistakes; lists each with its line."""


class RoundError(ListedError):
    """Raised for a folder that is not a round, and for a round that cannot continue."""


class OutputError(DgmmError):
    """Raised when a file could not be written; an existing file of that name is unchanged."""


class NotAvailable(DgmmError, LookupError):
    """Raised when DGMM_LEVEL has no result: unknown id, unknown `what`, or another agency's form. The sheet shows #N/A."""


def reason_of(error: OSError) -> str:
    """Return the file and the reason of a system error, as one line."""
    return f"{error.filename or ''}: {error.strerror or error}".removeprefix(": ")


def internal_error(kind: type[BaseException], error: BaseException) -> str:
    """Return the line that is printed for an error of this program itself, in place of a traceback."""
    return f"dgmm: ข้อผิดพลาดของโปรแกรม / internal error: {kind.__name__}: {error}\n"
