"""Intake: what stands in a returned workbook becomes answers and faults.

Knows grids of values, and no spreadsheet library.
"""

from dgmm_excel.intake.entries import Entry, Note, Return
from dgmm_excel.intake.judge import Judgement, judge
from dgmm_excel.intake.locate import GridLike
from dgmm_excel.intake.read import read_return

__all__ = ["Entry", "GridLike", "Judgement", "Note", "Return", "judge", "read_return"]
