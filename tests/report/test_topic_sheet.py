"""The sheet of distributions: every topic and sub-pillar by formulas, and the steps that would lift most agencies."""

from __future__ import annotations

from dgmm_excel.report.topic_sheet import lift_words
from dgmm_excel.text import said
from tests.support.many_agencies import many_agencies, many_book


def test_all_but_the_median_and_the_steps_are_formulas() -> None:
    of = many_agencies()
    edition = of.editions[0]
    sheet = many_book()[said("report.spread", "th", who=edition.respondent)]
    lines = {row[0].value: row for row in sheet.iter_rows()}
    for code in (*edition.topics, *edition.sub_pillars):
        kinds = "".join("f" if cell.data_type == "f" else "-" for cell in lines[code][2:11])
        assert kinds == "ff-ffffff", code
    assert len(sheet._charts) == 1  # type: ignore[attr-defined]


def test_the_steps_that_lift_most_are_said_with_their_numbers() -> None:
    figures = next(iter(many_agencies().figures.editions.values()))
    best = figures.lifting_most
    assert best and figures.steps[best[0]].lifting == max(one.lifting for one in figures.steps.values())
    text = lift_words(figures, "en")
    assert all(f"{topic} {figures.edition.topics[topic].name.en} ({figures.steps[topic].lifting} agenc" in text for topic in best)
