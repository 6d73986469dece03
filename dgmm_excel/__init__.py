"""Thailand's Digital Government Maturity Model as Excel forms, scored exactly.

    edition = load_edition("dga-2566-department")
    a = score(edition, {"agency.mission": "service", "P1.1.01": True})
    a.topics["P1.1"].level, a.overall.score, dgmm_level(a, "P1.1", "next")
    advise(a, "P1").changes
    prove(edition).holds
    score_book(open_book("returned.xlsx"))

Names are imported when they are first used, so that importing the package is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dgmm_excel.errors import AnswerError, DgmmError, EditionError
    from dgmm_excel.intake.score import score_book
    from dgmm_excel.model.load import load_edition
    from dgmm_excel.proving.prove import prove
    from dgmm_excel.scoring.advise import advise
    from dgmm_excel.scoring.evaluate import score
    from dgmm_excel.scoring.lookup import dgmm_level
    from dgmm_excel.xlsx.engine import open_book

__version__ = "0.2.0"
__all__ = [
    "AnswerError", "DgmmError", "EditionError", "advise", "dgmm_level", "load_edition", "open_book", "prove", "score",
    "score_book",
]

_HOMES = {
    "AnswerError": "errors", "DgmmError": "errors", "EditionError": "errors",
    "advise": "scoring.advise", "dgmm_level": "scoring.lookup", "load_edition": "model.load", "score": "scoring.evaluate",
    "open_book": "xlsx.engine", "prove": "proving.prove", "score_book": "intake.score",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"dgmm_excel.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
