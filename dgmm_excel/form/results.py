"""The Results sheet: every topic, sub-pillar, pillar and the whole, live; and the column where scoring writes levels."""

from __future__ import annotations

from dgmm_excel.describe import bands
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import Form
from dgmm_excel.form.pen import Pen
from dgmm_excel.form.sheet import Sheet, Validations
from dgmm_excel.form.style import Look, height, level_colours
from dgmm_excel.text import phrase

_FIRST = 6


def rows(form: Form) -> dict[str, int]:
    """The row of each code: the whole first, then each pillar with its sub-pillars and their topics."""
    codes = ["overall"]
    for pillar in form.edition.pillars:
        codes.append(pillar.id)
        for sub in pillar.sub_pillars:
            codes += [sub.id, *(topic.id for topic in sub.topics)]
    return {code: row for row, code in enumerate(dict.fromkeys(codes), start=_FIRST)}


def draw(sheet: Sheet, pen: Pen) -> None:
    """Draw the sheet: a row a code, all of it live, and the column that scoring fills."""
    form, lang = pen.form, pen.form.lang
    widths = sheet.widths("results")
    sheet.put("A1", anchors.FORM)
    sheet.put("B1", form.edition.id)
    sheet.put("C1", form.fingerprint)
    sheet.hide(1)
    sheet.put("B2", phrase("form.results")[lang])
    sheet.span("B2", "H2", Look("title", "pillar_ink", bold=True, paper="pillar"))
    sheet.tall(2, height(("", 1), name="title"))
    sheet.put("B3", phrase("form.bands", bands=bands(form.edition))[lang])
    sheet.span("B3", "H3", Look("small", "soft_ink"))
    sheet.tall(3, height(("", 1), name="small"))
    heads = ("code", "name", "level", "level_name", "score", "status", "verified")
    for column, head in zip("BCDEFGH", heads, strict=True):
        words = phrase("form.topic" if head == "code" else f"form.{head}")[lang]
        sheet.put(f"{column}4", words, Look(bold=True, paper="topic", align="center", framed=True))
    sheet.tall(4, height((phrase("form.verified")[lang], widths["H"])))
    sheet.put("A5", anchors.COLUMNS)
    sheet.put("H5", anchors.VERIFIED)
    sheet.hide(5)
    validations = Validations(sheet, lang)
    for code, row in rows(form).items():
        _row(sheet, pen, code, row, validations)
    _colour_levels(sheet, form)
    sheet.finish("D5", landscape=False, titles="4:4")


def _row(sheet: Sheet, pen: Pen, code: str, row: int, validations: Validations) -> None:
    edition, lang = pen.form.edition, pen.form.lang
    topic = edition.topics.get(code)
    paper = None if topic else "sub_pillar" if code in edition.sub_pillars else "topic"
    bold = topic is None
    name = topic.name if topic else (
        edition.sub_pillars[code].name if code in edition.sub_pillars
        else phrase("form.overall") if code == "overall"
        else next(pillar.name for pillar in edition.pillars if pillar.id == code)
    )
    indent = 2 if topic else 1 if code in edition.sub_pillars else 0
    look = Look(bold=bold, paper=paper, framed=True)
    centre = Look(bold=bold, paper=paper, framed=True, align="center")
    sheet.put(f"A{row}", code)
    sheet.put(f"B{row}", "" if code == "overall" else code, look)
    sheet.put(f"C{row}", name[lang], Look(bold=bold, paper=paper, framed=True, indent=indent))
    pen.measure(sheet, f"D{row}", f"level.{code}", centre)
    pen.level_name(sheet, f"E{row}", code, look)
    pen.measure(sheet, f"F{row}", f"score.{code}", Look(bold=bold, paper=paper, framed=True, align="center", format="0.00"))
    if topic:
        pen.status(sheet, f"G{row}", code, Look("small", framed=True, align="center"))
    else:
        pen.rests_on(sheet, f"G{row}", code, Look("small", "soft_ink", paper=paper, framed=True, align="center"))
    sheet.put(f"H{row}", "", Look(paper="locked", framed=True, align="center", open=True))
    validations.sealed(f"H{row}")
    sheet.tall(row, height((name[lang], 60.0)))


def _colour_levels(sheet: Sheet, form: Form) -> None:
    cells = f"D{_FIRST}:D{max(rows(form).values())}"
    for level, paper in enumerate(level_colours(), start=1):
        sheet.rule(cells, f"D{_FIRST}={level}", "ink", paper)
