"""Charts in the one style: axes as Excel writes them, names of categories stored with the chart."""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from openpyxl import Workbook
from openpyxl.chart import Reference, Series

from dgmm_excel.authoring.charts import axis_of_scores, bars, labelled, name_categories

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def chart() -> Element:
    sheet = Workbook().worksheets[0]
    drawn = bars("A title")
    series = Series(Reference(sheet, 2, 1, 2, 3), title="Scores")
    labelled(series)
    drawn.series.append(series)
    name_categories(drawn, Reference(sheet, 1, 1, 1, 3), ["one", "two", "_x0041_"])
    return fromstring(tostring(drawn._write()))


def test_the_names_of_categories_are_texts_and_are_stored_with_the_chart() -> None:
    [names] = chart().iter(f"{CHART}cat")
    assert [one.tag for one in names] == [f"{CHART}strRef"]
    assert names.findtext(f".//{CHART}f") == "'Sheet'!$A$1:$A$3"
    assert [(one.get("idx"), one.findtext(f"{CHART}v")) for one in names.iter(f"{CHART}pt")] == [
        ("0", "one"), ("1", "two"), ("2", "_x005F_x0041_")]
    assert [one.get("val") for one in names.iter(f"{CHART}ptCount")] == ["3"]


def test_letters_of_axes_and_labels_have_no_run_and_bars_stand_between_the_marks() -> None:
    drawn = chart()
    letters = list(drawn.iter(f"{CHART}txPr"))
    assert len(letters) == 3  # two axes, the labels
    for one in letters:
        [paragraph] = one.iter(f"{DRAWING}p")
        assert [part.tag.removeprefix(DRAWING) for part in paragraph] == ["pPr", "endParaRPr"]
    assert [one.get("val") for one in drawn.iter(f"{CHART}crossBetween")] == ["between"]


@pytest.mark.parametrize(("most", "least", "axis"), [
    ("5", "1", (0, 5, 1, "0")), ("3", "0", (0, 3, 1, "0")), ("10", "1", (0, 10, 2, "0")), ("100", "0", (0, 100, 20, "0")),
    ("1", "0", (0, 1, 0.2, "0.0")), ("0.6", "0", (0, 0.6, 0.2, "0.0")), ("0.04", "0", (0, 0.04, 0.01, "0.00")),
    ("7", "-2", (-2, 8, 2, "0")), ("1234", "0", (0, 1500, 500, "0")), ("0", "0", (0, 1, 0.2, "0.0")),
])
def test_the_axis_of_scores_has_at_most_five_even_steps(most: str, least: str, axis: tuple[object, ...]) -> None:
    drawn = bars("Means")
    axis_of_scores(drawn, Fraction(most), Fraction(least))
    of = drawn.y_axis
    assert (of.scaling.min, of.scaling.max, of.majorUnit, of.numFmt.formatCode) == axis
