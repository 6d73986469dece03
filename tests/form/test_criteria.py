"""The Criteria sheet has a heading for notes only where an edition has some."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dgmm_excel import load_edition
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.text import Text
from tests.support.forms import MINI

NOTES = (Text("ข้อหนึ่ง", "one"), Text("ข้อสอง", "two"))


@pytest.mark.parametrize("notes", [(), NOTES[:1], NOTES])
def test_notes_stand_below_the_topics_under_a_heading_or_not_at_all(notes: tuple[Text, ...]) -> None:
    edition = replace(load_edition(MINI), notes=notes)
    sheet = load_workbook(BytesIO(template(FormSpec(edition)).stamp()))[layout(edition, "th").criteria]
    below = 3 + len(edition.topics)
    heads = [str(cell.value) for cell in sheet["B"][below - 1:] if cell.value]
    assert heads == (["หมายเหตุ"] if notes else [])
    assert [cell.value for cell in sheet["C"][below - 1:] if cell.value] == [note.th for note in notes]
