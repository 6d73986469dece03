"""Thailand's Digital Government Maturity Model as Excel forms, scored exactly.

    edition = load_edition("dga-2566-department")
    a = score(edition, {"agency.mission": "service", "P1.1.01": True})
    a.topics["P1.1"].level, a.overall.score, dgmm_level(a, "P1.1", "next")
    score_book(open_book("returned.xlsx"))

Names are imported when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dgmm_excel.book import open_book, score_book
    from dgmm_excel.errors import AnswerError, DgmmError, EditionError
    from dgmm_excel.evaluate import score
    from dgmm_excel.load import load_edition
    from dgmm_excel.lookup import dgmm_level

__version__ = "0.1.0"
__all__ = ["AnswerError", "DgmmError", "EditionError", "dgmm_level", "load_edition", "open_book", "score", "score_book"]

_HOMES = {
    "AnswerError": "errors", "DgmmError": "errors", "EditionError": "errors",
    "dgmm_level": "lookup", "load_edition": "load", "score": "evaluate", "open_book": "book", "score_book": "book",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"dgmm_excel.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
