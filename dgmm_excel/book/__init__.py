"""Workbooks: opened on the project's own file engine, scored through xlwings, with results written back.

Names are imported when they are first used: a command that opens no workbook loads no spreadsheet library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dgmm_excel.book.engine import open_book
    from dgmm_excel.book.package import UnreadableBook
    from dgmm_excel.book.score import (
        Scored,
        rejected,
        returned,
        score_book,
        scored,
        scored_return,
        unreadable_fault,
        write_verified,
    )

__all__ = [
    "Scored", "UnreadableBook", "open_book", "rejected", "returned", "score_book", "scored", "scored_return",
    "unreadable_fault", "write_verified",
]

_HOMES = {"open_book": "engine", "UnreadableBook": "package"} | dict.fromkeys(
    ("Scored", "rejected", "returned", "score_book", "scored", "scored_return", "unreadable_fault", "write_verified"),
    "score",
)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"dgmm_excel.book.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
