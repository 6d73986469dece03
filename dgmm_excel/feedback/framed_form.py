"""A fillable form with the frame of a further sheet before all others, which is drawn once and written into for each agency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from dgmm_excel.authoring.sheet import Sheet
from dgmm_excel.authoring.style import Look
from dgmm_excel.feedback.filled_form import FillableForm, Styles, marking_styles
from dgmm_excel.form.template import FormSpec, Masters, drawn_form
from dgmm_excel.text import Lang


@dataclass(frozen=True)
class FramedForm:
    """The form and its specification; `styles` has the style number of each look of the sheet."""

    spec: FormSpec
    styles: Mapping[Look, int]
    _masters: Masters
    _marking: Styles

    def fillable(self, mission: str) -> FillableForm:
        """Return the form with that mission chosen."""
        return FillableForm(self.spec.form, self._masters.of(mission), self._marking)


def framed_form(spec: FormSpec, frame: Callable[[Workbook, Lang], Mapping[Look, int]]) -> FramedForm:
    """Draw the form of a specification; `frame` adds the sheet and returns the styles of its looks."""
    drawing = drawn_form(spec)
    marking = marking_styles(drawing.workbook, spec.form)
    styles = frame(drawing.workbook, spec.lang)
    return FramedForm(spec, styles, Masters(spec, drawing), marking)


def styles_of(sheet: Sheet, looks: Iterable[Look]) -> Mapping[Look, int]:
    """Return the style number that each look has in the sheet's workbook; the sheet is left without cells."""
    styles = {look: _number(sheet, look) for look in looks}
    sheet.ws._cells.clear()
    return styles


def _number(sheet: Sheet, look: Look) -> int:
    cell: Any = sheet.ws["A1"]
    cell.style = "Normal"
    look.dress(cell)
    return int(cell.style_id)
