"""The rows of next steps in a blank form: hidden, without words, sealed, dressed for whoever sees them once they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgmm_excel import load_edition
from dgmm_excel.authoring.style import height, widths
from dgmm_excel.form.layout import layout
from dgmm_excel.form.results import result_rows, rows_of_steps
from dgmm_excel.form.step_rows import step_height, words_height
from dgmm_excel.text import Lang, phrase
from tests.support.form_cells import rule, target, value
from tests.support.forms import DEPARTMENT, PROVINCE, SOME_FORMS, opened

OTHERS = [str(Path("tests/editions") / name) for name in ("percent.yaml", "gtmi.yaml", "samm-2.yaml")]


@pytest.mark.parametrize(("name", "lang"), [*SOME_FORMS, *((name, "en") for name in OTHERS)])
def test_nothing_of_them_is_seen_in_a_blank_form(name: str, lang: Lang) -> None:
    of = layout(load_edition(name), lang)
    workbook = opened(name, lang)
    sheet, last = workbook[of.results], max(result_rows(of).values())
    assert sheet.max_row == max(rows_of_steps(of).values()) == last + 5 + len(of.edition.pillars)
    assert all(sheet.row_dimensions[row].hidden for row in range(last + 1, sheet.max_row + 1))
    assert not sheet.row_dimensions[last].hidden
    assert not sheet.row_breaks.brk, "a page might be printed for rows that nobody sees"
    for code in ("overall", *(pillar.id for pillar in of.edition.pillars)):
        assert value(workbook, f"steps.{code}") is None
        guard = rule(workbook, f"steps.{code}")
        assert guard is not None and (guard.type, guard.formula1, guard.errorStyle) == ("custom", "FALSE", "stop")
        title, cell = target(workbook, f"steps.{code}")
        assert workbook[title][cell].alignment.wrap_text and not workbook[title][cell].protection.locked


@pytest.mark.parametrize("lang", ["th", "en"])
def test_title_and_note_have_the_words_of_the_pages_whole(lang: Lang) -> None:
    for name in (DEPARTMENT, PROVINCE):
        of = layout(load_edition(name), lang)
        sheet, rows = opened(name, lang)[of.results], rows_of_steps(of)
        said = {row: str(sheet[f"B{rows[row]}"].value) for row in ("steps:title", "steps:note")}
        assert said["steps:title"].startswith(phrase("steps.title")[lang])
        assert all(phrase(key)[lang] in said["steps:note"] for key in ("steps.what", "steps.no_policy"))
        room = sum(width for column, width in widths("results").items() if column >= "B") - 1.7
        tall = sheet.row_dimensions[rows["steps:note"]].height
        assert tall is not None and tall >= height((said["steps:note"], room), name="other" if lang == "th" else "small") - 2


def test_a_row_is_as_high_as_its_name_or_its_words_need() -> None:
    of = layout(load_edition(DEPARTMENT), "th")
    assert step_height(of, "P5", "ระดับ 5") == height(("การบริหารจัดการภายในองค์กรอย่างชาญฉลาด", 34.3), bold=True) > words_height("ระดับ 5")
    assert step_height(of, "P5", "ก\n" * 9) == words_height("ก\n" * 9) > step_height(of, "P5", "ระดับ 5")
