"""Forms can be read: every text stands out from its ground as WCAG's AA asks, also for those who see colours otherwise."""

from __future__ import annotations

from itertools import combinations

import pytest
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from dgmm_excel.authoring.style import colour
from dgmm_excel.text import Lang
from tests.support.forms import FORMS, opened

AA = 4.5


def light(rgb: str) -> float:
    """The relative luminance of RRGGBB, by WCAG 2."""
    parts = (int(rgb[-6:][place : place + 2], 16) / 255 for place in (0, 2, 4))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21."""
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def ground(cell: Cell | MergedCell) -> str:
    return str(cell.fill.fgColor.rgb) if cell.fill.patternType == "solid" else "FFFFFF"


def faint(sheet: Worksheet) -> set[str]:
    """The cells whose ink does not stand out from their ground; those that can be typed into count too."""
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None or not cell.protection.locked]
    found = {
        f"{cell.coordinate}: {cell.font.color.rgb} on {ground(cell)}" for cell in cells
        if cell.font.color is not None and contrast(str(cell.font.color.rgb), ground(cell)) < AA
    }
    for area, rules in sheet.conditional_formatting._cf_rules.items():  # type: ignore[attr-defined]
        for rule in rules:
            paper = rule.dxf.fill.bgColor.rgb if rule.dxf.fill is not None else "FFFFFF"
            if contrast(str(rule.dxf.font.color.rgb), str(paper)) < AA:
                found.add(f"{area.sqref}: {rule.dxf.font.color.rgb} on {paper}")
    return found


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_every_text_stands_out_from_its_ground(name: str, lang: Lang) -> None:
    assert {sheet.title: faint(sheet) for sheet in opened(name, lang) if faint(sheet)} == {}


def test_a_faint_text_would_be_found() -> None:
    assert contrast("777777", "FFFFFF") < AA < contrast("767676", "FFFFFF")  # WCAG's own example
    assert contrast("000000", "FFFFFF") == pytest.approx(21)


def test_states_of_answers_differ_in_lightness_and_not_in_hue_alone() -> None:
    papers = [colour(name) for name in ("answer", "missing", "wrong", "not_asked")]
    assert all(contrast(one, other) > 1.05 for one, other in combinations(papers, 2))
