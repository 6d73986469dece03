"""Intake: what stands in a returned workbook becomes answers and faults.

Knows grids of values, and no spreadsheet library.
"""

from dgmm_excel.intake.entries import Entry, Note, Recognised, Return
from dgmm_excel.intake.extras import NOTHING, Extras
from dgmm_excel.intake.judge import STATES, Judgement, State, judge
from dgmm_excel.intake.locate import GridLike
from dgmm_excel.intake.read import read_return

__all__ = [
    "NOTHING", "STATES", "Entry", "Extras", "GridLike", "Judgement", "Note", "Recognised", "Return", "State", "judge",
    "read_return",
]
