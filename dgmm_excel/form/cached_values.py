"""What every formula of a form shows for a set of answers: for whoever changes a form's answers without calculating.

Programs that do not calculate, and LibreOffice where it trusts what is stored, would go on showing what was there before.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from openpyxl.utils.cell import coordinate_to_tuple

from dgmm_excel.authoring.sheet import Shown, Shows
from dgmm_excel.form.draw import drawn
from dgmm_excel.form.layout import layout
from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.answers import Answers
from dgmm_excel.scoring.evaluate import computed
from dgmm_excel.text import Lang


def stored_values(
    answers: Answers, lang: Lang, unusable: Iterable[str] = ()
) -> dict[str, dict[tuple[int, int], Shown]]:
    """By sheet and (row, column) from 1: what each formula of the standard form in that language shows.

    `unusable` names the questions whose cell holds something that is no answer: their marks say so.
    """
    state = computed(answers)
    state.unusable = frozenset(unusable)
    return {
        sheet: {place: "" if (value := shows(state)) is None else value for place, shows in cells.items()}
        for sheet, cells in _shows(answers.edition, lang).items() if cells
    }


@cache
def _shows(edition: Edition, lang: Lang) -> dict[str, dict[tuple[int, int], Shows]]:
    drawing = drawn(layout(edition, lang))
    return {
        sheet: {coordinate_to_tuple(cell): shows for cell, shows in cells.items()} for sheet, cells in drawing.shows.items()
    }
