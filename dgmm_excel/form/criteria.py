"""The Criteria sheet: what each level of each topic asks, derived from the rules, and the decisions behind them."""

from __future__ import annotations

from dgmm_excel.authoring.sheet import Sheet
from dgmm_excel.authoring.style import Look, height
from dgmm_excel.form.layout import Form
from dgmm_excel.form.live_cells import LiveCells
from dgmm_excel.model.describe import levels
from dgmm_excel.model.rule_kind import LEVELS
from dgmm_excel.text import bilingual, phrase
from dgmm_excel.xlsx.a1 import quoted

_FIRST = 3
#: The columns of the present level, of the five levels and of the notes.
_NOW, _LEVELS, _NOTE = "D", "EFGHI", "J"
_BIG = Look("title", "pillar", bold=True, align="center", framed=True)
#: What long Thai words leave free at the ends of narrow lines, in characters.
_RAGGED = 2.0


def draw(sheet: Sheet, live: LiveCells) -> None:
    """Draw the sheet: one row per topic, its present level beside what each level asks."""
    lang = live.form.lang
    widths = sheet.widths("criteria")
    title = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
    sheet.put("B1", bilingual(phrase("form.criteria"), lang, beside=True), title)
    sheet.span("B1", f"{_NOTE}1", title)
    sheet.tall(1, height(("", 1), name="title"))
    heads = {"B": phrase("form.topic"), "C": phrase("form.name"), _NOW: phrase("form.now"), _NOTE: phrase("form.note")}
    heads |= {column: phrase("form.level_is", level=level) for column, level in zip(_LEVELS, LEVELS, strict=True)}
    for column, head in heads.items():
        sheet.put(f"{column}2", bilingual(head, lang), Look(bold=True, paper="topic", align="center", framed=True))
    sheet.tall(2, height((bilingual(phrase("form.now"), lang), widths[_NOW])))
    _topics(sheet, live, widths)
    _notes(sheet, live, widths)
    sheet.finish(f"{_LEVELS[0]}{_FIRST}", titles="2:2")


def rows(form: Form) -> dict[str, int]:
    """Return the row of each topic."""
    return {topic: row for row, topic in enumerate(form.edition.topics, start=_FIRST)}


def cell(form: Form, topic: str, level: int) -> str:
    """Return the cell that says what a level of a topic asks, for a formula on another sheet."""
    return f"{quoted(form.criteria)}!${_LEVELS[level - 1]}${rows(form)[topic]}"


def _topics(sheet: Sheet, live: LiveCells, widths: dict[str, float]) -> None:
    edition, lang, places = live.form.edition, live.form.lang, rows(live.form)
    plain, bold = Look(vertical="top", framed=True), Look(bold=True, vertical="top", framed=True)
    for topic in edition.topics.values():
        row, name = places[topic.id], bilingual(topic.name, lang)
        note = topic.note[lang] if topic.note else ""
        sheet.put(f"B{row}", topic.id, bold)
        sheet.put(f"C{row}", name, bold)
        live.measure(sheet, f"{_NOW}{row}", f"level.{topic.id}", _BIG)
        texts = [words[lang] for words in levels(edition, topic.id)]
        for column, text in zip(_LEVELS, texts, strict=True):
            sheet.put(f"{column}{row}", text, plain)
        sheet.put(f"{_NOTE}{row}", note, Look("small", "soft_ink", vertical="top", framed=True))
        rooms = [(text, widths[column] - _RAGGED) for column, text in zip(_LEVELS, texts, strict=True)]
        heights = (height(("", 1), name="title"), height((name, widths["C"] - 3), *rooms),
                   height((note, widths[_NOTE]), name="small"))
        sheet.tall(row, min(409.0, max(heights)))
    for column, level in zip(_LEVELS, LEVELS, strict=True):
        sheet.rule(f"{column}{_FIRST}:{column}{row}", f"${_NOW}{_FIRST}={level}", "ink", "answer")


def _notes(sheet: Sheet, live: LiveCells, widths: dict[str, float]) -> None:
    """Draw the decisions for the edition as a whole, below the topics."""
    edition, lang = live.form.edition, live.form.lang
    if not edition.notes:
        return
    room = sum(width for column, width in widths.items() if column >= "C")
    first = _FIRST + len(edition.topics) + 1
    sheet.put(f"B{first}", phrase("form.note")[lang], Look(bold=True))
    for row, note in enumerate(edition.notes, start=first):
        sheet.put(f"C{row}", note[lang])
        sheet.span(f"C{row}", f"{_NOTE}{row}", Look(vertical="top"))
        sheet.tall(row, height((note[lang], room)))
