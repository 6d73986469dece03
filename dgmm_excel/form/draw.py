"""A form's layout becomes an openpyxl workbook, with the cached values of its formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from dgmm_excel.authoring.sheet import Sheet
from dgmm_excel.authoring.style import font
from dgmm_excel.form import cover, criteria, last_year, pillar, results
from dgmm_excel.form.anchors import STEP_HEADS
from dgmm_excel.form.cached_values import CachedValues
from dgmm_excel.form.calculation import LISTS, SHEET, CalculationSheet
from dgmm_excel.form.last_year import LastYear
from dgmm_excel.form.layout import Form
from dgmm_excel.form.live_cells import LiveCells
from dgmm_excel.form.step_rows import STEPS_COLUMN
from dgmm_excel.xlsx.a1 import quoted


@dataclass(frozen=True)
class Drawing:
    """A drawn form: the workbook, and the cached values of its formulas."""

    workbook: Workbook
    cached: CachedValues


def drawn(form: Form, facts: Mapping[str, str] | None = None, before: LastYear | None = None) -> Drawing:
    """Draw the workbook of a form without any answer; `facts` fill the cover.

    `before`: what its sheet of last year is of, None for a form without one.
    """
    workbook = Workbook()
    calculation = CalculationSheet(form)
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    answered = form.cover, *(sheet.title for sheet in form.pillars)
    shown = form.results, form.criteria, *([form.last_year] if before else [])
    titles = (*answered, *shown, SHEET, LISTS)
    sheets = {title: Sheet(workbook.create_sheet(title)) for title in titles}
    workbook._fonts[0] = font()  # type: ignore[attr-defined]  # the default font, which column widths are measured in
    live = LiveCells(form, calculation)
    cover.draw(sheets[form.cover], live, facts or {})
    for plan in form.pillars:
        pillar.draw(sheets[plan.title], plan, live)
    results.draw(sheets[form.results], live, sheets[SHEET])
    criteria.draw(sheets[form.criteria], live)
    if before is not None:
        last_year.draw(sheets[form.last_year], live, before)
    if facts and facts.get("meta.round"):
        for title in answered:
            sheets[title].put("D1", facts["meta.round"])
    calculation.draw(sheets[SHEET], sheets[LISTS])
    for hidden in (SHEET, LISTS):
        sheets[hidden].ws.sheet_state = "hidden"
        sheets[hidden].ws.protection.sheet = True
    _define(workbook, form, calculation)
    workbook.calculation.fullCalcOnLoad = True
    workbook.properties.creator = "dgmm_excel"
    workbook.properties.title = f"{form.edition.survey[form.lang]} ({form.edition.id})"
    return Drawing(workbook, CachedValues({title: sheet.cached for title, sheet in sheets.items()}))


def _define(workbook: Workbook, form: Form, calculation: CalculationSheet) -> None:
    names = {f"answer.{name}": (slot.sheet, slot.column, slot.row) for name, slot in form.slots.items()}
    for code, row in results.result_rows(form).items():
        for name in ("level", "score", "verified"):
            names[f"{name}.{code}"] = (form.results, results.RESULT_COLUMNS[name], row)
    names |= {name: (form.results, column, results.OFFICIAL_ROW) for name, column in results.OFFICIAL_COLUMNS.items()}
    names |= {f"steps.{code}": (form.results, STEPS_COLUMN, row) for code, row in results.rows_of_steps(form).items()
              if code not in STEP_HEADS}
    for name, (sheet, column, row) in names.items():
        workbook.defined_names[name] = DefinedName(name, attr_text=f"{quoted(sheet)}!${column}${row}")
