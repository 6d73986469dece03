"""The Criteria sheet: what each level of each topic asks, derived from the rules, and the decisions behind them."""

from __future__ import annotations

from dgmm_excel.describe import levels
from dgmm_excel.form.pen import Pen
from dgmm_excel.form.sheet import Sheet
from dgmm_excel.form.style import Look, height
from dgmm_excel.rulekind import LEVELS
from dgmm_excel.text import phrase


def draw(sheet: Sheet, pen: Pen) -> None:
    """Draw the sheet: a row a topic, its level now in colour."""
    lang = pen.form.lang
    widths = sheet.widths("criteria")
    sheet.put("B1", phrase("form.criteria")[lang])
    sheet.span("B1", "I1", Look("title", "pillar_ink", bold=True, paper="pillar"))
    sheet.tall(1, height(("", 1), name="title"))
    head = Look(bold=True, paper="topic", align="center", framed=True)
    sheet.put("B2", phrase("form.topic")[lang], head)
    sheet.put("C2", phrase("form.name")[lang], head)
    for column, level in zip("DEFGH", LEVELS, strict=True):
        sheet.put(f"{column}2", f"{phrase('form.level')[lang]} {level}", head)
    sheet.put("I2", phrase("form.note")[lang], head)
    sheet.tall(2, height(("", 1)))
    _topics(sheet, pen, widths)
    _notes(sheet, pen, widths)
    sheet.finish("D3", titles="2:2")


def _topics(sheet: Sheet, pen: Pen, widths: dict[str, float]) -> None:
    edition, lang = pen.form.edition, pen.form.lang
    for row, topic in enumerate(edition.topics.values(), start=3):
        texts = [words[lang] for words in levels(edition, topic.id)]
        note = topic.note[lang] if topic.note else ""
        look = Look(vertical="top", framed=True)
        sheet.put(f"B{row}", topic.id, Look(bold=True, vertical="top", framed=True))
        sheet.put(f"C{row}", topic.name[lang], Look(bold=True, vertical="top", framed=True))
        for column, text in zip("DEFGH", texts, strict=True):
            sheet.put(f"{column}{row}", text, look)
            sheet.rule(f"{column}{row}", f"level.{topic.id}={'DEFGH'.index(column) + 1}", "ink", "answer")
        sheet.put(f"I{row}", note, Look("small", "soft_ink", vertical="top", framed=True))
        rooms = [(text, widths[column]) for column, text in zip("CDEFGH", (topic.name[lang], *texts), strict=True)]
        sheet.tall(row, min(409.0, max(height(*rooms), height((note, widths["I"]), name="small"))))


def _notes(sheet: Sheet, pen: Pen, widths: dict[str, float]) -> None:
    """What was decided for the edition as a whole, under the topics."""
    edition, lang = pen.form.edition, pen.form.lang
    room = sum(widths[column] for column in "CDEFGHI")
    first = len(edition.topics) + 4
    sheet.put(f"B{first}", phrase("form.note")[lang], Look(bold=True))
    for row, note in enumerate(edition.notes, start=first):
        sheet.put(f"C{row}", note[lang])
        sheet.span(f"C{row}", f"I{row}", Look(vertical="top"))
        sheet.tall(row, height((note[lang], room)))
