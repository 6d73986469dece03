"""The cached values of a form's formulas for any answers, for code that changes answers without calculating.

Without them, programs that do not calculate, and LibreOffice where it trusts cached values, would show the old values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dgmm_excel.authoring.sheet import CachedValue, CachedValueOf
from dgmm_excel.scoring.answers import Answers
from dgmm_excel.scoring.computed import Computed, computed


@dataclass(frozen=True)
class CachedValues:
    """Computes the cached value of each formula of a drawn form, by sheet and cell."""

    by_cell: Mapping[str, Mapping[str, CachedValueOf]]

    def of(self, state: Computed) -> dict[str, dict[str, CachedValue]]:
        """Return the cached value of each formula, by sheet and cell; an empty text where a formula has no value."""
        return {
            sheet: {cell: "" if (value := value_of(state)) is None else value for cell, value_of in cells.items()}
            for sheet, cells in self.by_cell.items() if cells
        }

    def for_answers(self, answers: Answers, unusable: Iterable[str] = ()) -> dict[str, dict[str, CachedValue]]:
        """Return the cached value of each formula for a set of answers, by sheet and cell.

        `unusable` names the questions whose cell holds a value that is not an answer; their marks say so.
        """
        state = computed(answers)
        state.unusable = frozenset(unusable)
        return self.of(state)
