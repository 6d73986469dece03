"""Light rows of agencies with an overall score told by hand."""

from __future__ import annotations

from fractions import Fraction

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.report.standing import Standing
from tests.support.oracle import level_of
from tests.support.returned import DEPARTMENT


def standing(code: str, overall: str | None, *, counts: bool = True, ministry: str = "ก", mission: str = "service",
             late: bool = False) -> Standing:
    """Return a department that has only an overall score, or is missing."""
    edition, agency = load_edition(DEPARTMENT), Agency(code, f"กรม {code}", ministry=ministry, kind="department", mission=mission)
    if overall is None:
        return Standing(agency, edition, "missing", 0, 174, False, late, mission)
    score = Fraction(overall)
    scores, levels = ({name: value if name == "overall" else None for name in edition.ids} for value in (score, level_of(score)))
    return Standing(agency, edition, "complete", 174, 174, counts, late, mission,
                    tuple(scores.values()), tuple(levels.values()))  # type: ignore[arg-type]
