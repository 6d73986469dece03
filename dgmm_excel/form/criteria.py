"""The Criteria sheet: what each level of each topic asks, derived from the rules, and the decisions behind them."""

from __future__ import annotations

from dgmm_excel.authoring.sheet import Sheet
from dgmm_excel.authoring.style import Look, height, page_height
from dgmm_excel.form.layout import Form
from dgmm_excel.form.live_cells import LiveCells
from dgmm_excel.model.describe import levels
from dgmm_excel.model.edition import Topic
from dgmm_excel.model.rule_kind import LEVELS
from dgmm_excel.text import Lang, bilingual, phrase
from dgmm_excel.xlsx.a1 import quoted

_FIRST = 3
#: The columns of the five levels and of the present level. Above the levels of a topic stand its name and its note.
_LEVELS, _NOW = "BCDEF", "G"
_NAME, _NOTE = ("B", "C"), ("D", "F")
_BIG = Look("title", "pillar", bold=True, align="center", framed=True)


def draw(sheet: Sheet, live: LiveCells) -> None:
    """Draw the sheet: for each topic its name, its note and its present level, and below them what each level asks."""
    lang = live.form.lang
    widths = sheet.widths("criteria")
    title = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
    sheet.put("B1", bilingual(phrase("form.criteria"), lang, beside=True), title)
    sheet.span("B1", f"{_NOW}1", title)
    sheet.tall(1, height(("", 1), name="title"))
    heads = {column: phrase("form.level_is", level=level) for column, level in zip(_LEVELS, LEVELS, strict=True)}
    for column, head in (heads | {_NOW: phrase("form.now")}).items():
        sheet.put(f"{column}2", bilingual(head, lang), Look(bold=True, paper="topic", align="center", framed=True))
    sheet.tall(2, height((bilingual(phrase("form.now"), lang), widths[_NOW]), bold=True))
    _topics(sheet, live, widths)
    _notes(sheet, live, widths)
    blocks = [(1,), *((row, row + 1) for row in rows(live.form).values())]
    sheet.break_pages(blocks, page_height("criteria") - sheet.height(2))
    sheet.finish(f"B{_FIRST}", landscape=False, titles="2:2")


def rows(form: Form) -> dict[str, int]:
    """Return the first of the two rows of each topic."""
    return {topic: _FIRST + 2 * place for place, topic in enumerate(form.edition.topics)}


def cell(form: Form, topic: str, level: int) -> str:
    """Return the cell that says what a level of a topic asks, for a formula on another sheet."""
    return f"{quoted(form.criteria)}!${_LEVELS[level - 1]}${rows(form)[topic] + 1}"


def _topics(sheet: Sheet, live: LiveCells, widths: dict[str, float]) -> None:
    last = 0
    for topic in live.form.edition.topics.values():
        row = rows(live.form)[topic.id]
        last = row + 1
        live.measure(sheet, f"{_NOW}{row}", f"level.{topic.id}", _BIG)
        sheet.span(f"{_NOW}{row}", f"{_NOW}{last}", _BIG)
        _head(sheet, row, topic, live.form.lang, widths)
        words = levels(live.form.edition, topic.id)
        texts = {column: text[live.form.lang] for column, text in zip(_LEVELS, words, strict=True)}
        for column, text in texts.items():
            sheet.put(f"{column}{last}", text, Look(vertical="top", framed=True))
        sheet.tall(last, min(409.0, height(*((text, widths[column]) for column, text in texts.items()))))
    for column, level in zip(_LEVELS, LEVELS, strict=True):
        # a topic's present level is in the row above what its levels ask
        sheet.rule(f"{column}{_FIRST + 1}:{column}{last}", f"${_NOW}{_FIRST}={level}", "ink", "answer")


def _head(sheet: Sheet, row: int, topic: Topic, lang: Lang, widths: dict[str, float]) -> None:
    """Write a topic's id, name and note above what its levels ask."""
    name, note = f"{topic.id}  {topic.name[lang]}", topic.note[lang] if topic.note else ""
    bold, small = Look(bold=True, paper="topic", framed=True), Look("small", "soft_ink", paper="topic", framed=True)
    for (first, end), text, look in ((_NAME, name, bold), (_NOTE, note, small)):
        sheet.put(f"{first}{row}", text, look)
        sheet.span(f"{first}{row}", f"{end}{row}", look)
    large, tiny = (sum(width for column, width in widths.items() if first <= column <= end) for first, end in (_NAME, _NOTE))
    sheet.tall(row, max(height((name, large), bold=True), height((note, tiny), name="small")))


def _notes(sheet: Sheet, live: LiveCells, widths: dict[str, float]) -> None:
    """Draw the decisions for the edition as a whole, below the topics."""
    edition, lang = live.form.edition, live.form.lang
    if not edition.notes:
        return
    room = sum(width for column, width in widths.items() if _LEVELS[0] <= column <= _NOW)
    first = _FIRST + 2 * len(edition.topics)
    sheet.put(f"B{first}", phrase("form.note")[lang], Look(bold=True))
    sheet.tall(first, height(("", 1)))
    for row, note in enumerate(edition.notes, start=first + 1):
        sheet.put(f"B{row}", note[lang])
        sheet.span(f"B{row}", f"{_NOW}{row}", Look(vertical="top"))
        sheet.tall(row, height((note[lang], room)))
