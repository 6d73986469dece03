"""The charts of the Results sheet show the scores, in the one style of all charts, above the table."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dgmm_excel import load_edition, score
from dgmm_excel.form.calculation import SHEET
from dgmm_excel.form.layout import layout
from dgmm_excel.form.results import result_rows
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.text import Lang
from tests.support import oracle
from tests.support.forms import MINI, SOME_FORMS, form, opened, parts
from tests.support.recalculated import cells, live

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def results(name: str, lang: Lang) -> Worksheet:
    return opened(name, lang)[layout(load_edition(name), lang).results]


def charts(name: str, lang: Lang) -> dict[str, Element]:
    """The charts of a form by their title."""
    found = [fromstring(text) for part, text in parts(form(name, lang)).items() if part.startswith("xl/charts/")]
    return {"".join(run.text or "" for run in chart.iter(f"{DRAWING}t")): chart for chart in found}


def referred(chart: Element, what: str) -> list[str]:
    """The cells of the hidden sheet that the chart takes its names (`cat`) or values (`val`) from."""
    [text] = [one.text or "" for one in chart.findall(f".//{CHART}{what}//{CHART}f")]
    found = re.fullmatch(r"'_dgmm'!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)", text)
    assert found is not None and found.group(1) == found.group(3), text
    return [f"{found.group(1)}{row}" for row in range(int(found.group(2)), int(found.group(4)) + 1)]


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_two_charts_show_the_scores_of_pillars_and_of_topics(name: str, lang: Lang) -> None:
    edition, of = load_edition(name), live(name, lang)
    drawn, hidden = charts(name, lang), opened(name, lang)[SHEET]
    titles = {"th": ("คะแนนรายด้าน", "คะแนนรายหัวข้อ"), "en": ("Scores of the pillars", "Scores of the topics")}[lang]
    assert set(drawn) == set(titles)
    codes = [pillar.id for pillar in edition.pillars], list(edition.topics)
    names = [f"{pillar.id} {pillar.short[lang]}" for pillar in edition.pillars], list(edition.topics)
    rng = random.Random(f"charts {name} {lang}")
    for answers in ({}, *(oracle.random_answers(name, rng) for _ in range(5))):
        of.says(answers)
        found = score(edition, answers)
        for title, asked, said in zip(titles, codes, names, strict=True):
            assert [hidden[cell].value for cell in referred(drawn[title], "cat")] == said
            values = cells(of, SHEET, referred(drawn[title], "val"))
            assert [value if value != "" else None for value in values] == [found.score_at(code) for code in asked]


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_charts_are_of_the_kind_and_the_style(name: str, lang: Lang) -> None:
    drawn = charts(name, lang)
    assert [len(chart.findall(f".//{CHART}{kind}")) for chart in drawn.values() for kind in ("radarChart", "barChart")] == [1, 0, 0, 1]
    for chart in drawn.values():
        assert [one.get("val") for one in chart.iter(f"{CHART}plotVisOnly")] == ["0"]  # the scores stand on a hidden sheet
        axis = chart.find(f".//{CHART}valAx")
        assert axis is not None
        assert [axis.findall(f".//{CHART}{key}")[0].get("val") for key in ("min", "max", "majorUnit", "delete")] == ["0", "5", "1", "0"]
        assert chart.find(f".//{CHART}legend") is None
        assert {face.get("typeface") for face in chart.iter(f"{DRAWING}latin")} == {"TH SarabunPSK"}
        assert {face.get("typeface") for face in chart.iter(f"{DRAWING}cs")} == {"TH SarabunPSK"}


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_charts_stand_above_the_table(name: str, lang: Lang) -> None:
    sheet = results(name, lang)
    first = min(result_rows(layout(load_edition(name), lang)).values())
    [one, other] = sheet._charts  # type: ignore[attr-defined]
    assert max(one.anchor.to.row, other.anchor.to.row) < first - 1
    assert one.anchor.to.col <= other.anchor._from.col
    frame = sum(sheet.row_dimensions[row].height or 15 for row in range(one.anchor._from.row + 1, one.anchor.to.row + 1))
    assert 250 <= frame <= 400  # points: large enough to read, with the overall row still on the first page


@pytest.mark.parametrize(("pillars", "kinds"), [(3, {"radarChart", "barChart"}), (2, {"barChart"}), (1, {"barChart"})])
def test_fewer_than_three_pillars_are_columns_since_a_radar_of_them_is_a_line(pillars: int, kinds: set[str]) -> None:
    edition = load_edition(MINI)
    assert len(edition.pillars) >= 3
    few = replace(edition, pillars=edition.pillars[:pillars])
    drawn = [fromstring(text) for part, text in parts(template(FormSpec(few)).stamp()).items() if part.startswith("xl/charts/")]
    assert {kind for chart in drawn for kind in ("radarChart", "barChart") if chart.findall(f".//{CHART}{kind}")} == kinds
    names = [[one.text for one in chart.findall(f".//{CHART}cat//{CHART}v")] for chart in drawn]
    assert [f"{pillar.id} {pillar.short.th}" for pillar in few.pillars] in names
