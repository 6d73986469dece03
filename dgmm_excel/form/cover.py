"""The cover: whose form it is, how to fill it in, how far it has come, and the way to every sheet."""

from __future__ import annotations

from collections.abc import Mapping

from dgmm_excel.evaluate import Computed
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import MISSION_ROW
from dgmm_excel.form.pen import Pen
from dgmm_excel.form.sheet import Sheet, Validations, quoted
from dgmm_excel.form.style import Look, height
from dgmm_excel.text import phrase

#: What a cover says of its agency and round, by row; `facts` holds the texts by these keys.
_FACTS = {7: "agency", 8: "code", 9: "ministry", 10: "round", 11: "deadline"}
_STAMPED = ("agency", "ministry")
_FIRST_META = 40


def draw(sheet: Sheet, pen: Pen, mission: str, facts: Mapping[str, str]) -> None:
    """Draw the cover. `facts` has the texts of `_FACTS` and `meta.<key>` of every `anchors.META_KEYS`."""
    form, lang = pen.form, pen.form.lang
    sheet.widths("cover")
    sheet.put("A1", anchors.FORM)
    sheet.put("B1", form.edition.id)
    sheet.put("C1", form.fingerprint)
    sheet.hide(1)
    _title(sheet, pen)
    for row, key in _FACTS.items():
        _fact(sheet, row, phrase(f"form.{key}")[lang], facts.get(key, ""))
    sheet.put("A6", anchors.COLUMNS)
    sheet.put("D6", anchors.marker("{}"))
    sheet.hide(6)
    if form.mission:
        _mission(sheet, pen, mission)
    _progress(sheet, pen)
    _how_to(sheet, pen)
    _links(sheet, pen)
    for row, key in enumerate(anchors.META_KEYS, start=_FIRST_META):
        sheet.put(f"A{row}", anchors.META + key)
        sheet.put(f"B{row}", facts.get(f"meta.{key}", ""), Look("small", "soft_ink"))
        sheet.hide(row)
    sheet.finish(None, landscape=False)


def _title(sheet: Sheet, pen: Pen) -> None:
    lang, edition = pen.form.lang, pen.form.edition
    sheet.put("B2", phrase("form.title")[lang])
    sheet.span("B2", "G2", Look("title", "pillar_ink", bold=True, paper="pillar", indent=1))
    sheet.tall(2, height(("", 1), name="title") + 8)
    sheet.put("B3", edition.title[lang])
    sheet.span("B3", "G3", Look("heading", "pillar_ink", paper="pillar", indent=1))
    sheet.tall(3, height((edition.title[lang], 120), name="heading"))
    sheet.put("B4", edition.respondent[lang])
    sheet.span("B4", "G4", Look("size", "soft_ink", indent=1))
    sheet.tall(4, height((edition.respondent[lang], 130)))
    sheet.tall(5, 10)


def _fact(sheet: Sheet, row: int, label: str, text: str) -> None:
    sheet.put(f"C{row}", label, Look(bold=True, paper="topic", framed=True))
    sheet.put(f"D{row}", text, Look(framed=True))
    # names are stamped later, and long ones take two lines
    sheet.tall(row, 2 * height(("", 1)) if _FACTS[row] in _STAMPED else height((text, 46)))


def _mission(sheet: Sheet, pen: Pen, mission: str) -> None:
    assert pen.form.mission is not None
    slot, lang = pen.form.mission, pen.form.lang
    sheet.put(f"A{MISSION_ROW}", slot.question.id)
    sheet.put(f"C{MISSION_ROW}", phrase("form.mission")[lang], Look(bold=True, paper="topic", framed=True))
    label = slot.question.choice(mission)[lang] if mission else ""
    sheet.put(slot.cell, label, Look(paper="answer", framed=True, open=True))
    longest = max((choice.label[lang] for choice in slot.question.choices), key=len)
    sheet.tall(MISSION_ROW, height((longest, 46)))
    Validations(sheet, lang).listed(slot.cell, pen.machine.list_of(slot.question))


def _progress(sheet: Sheet, pen: Pen) -> None:
    lang, machine = pen.form.lang, pen.machine
    head = Look("size", "soft_ink", paper="topic", align="center", framed=True)
    big = Look("title", "pillar", bold=True, align="center", framed=True)
    sheet.put("F7", phrase("form.overall")[lang], head)
    sheet.put("G7", phrase("form.progress")[lang], head)
    pen.measure(sheet, "F8", "level.overall", big)
    done, left = machine.ref("progress.answered"), machine.ref("progress.missing")

    def shows(state: Computed) -> str:
        answered, missing = state.measures["progress.answered"], state.measures["progress.missing"]
        return f"{answered} / {answered + missing}"

    sheet.formula("G8", f'{done}&" / "&({done}+{left})', shows, big)
    sheet.span("F8", "F9", big)
    sheet.span("G8", "G9", big)
    pen.level_name(sheet, "F10", "overall", Look(align="center", framed=True))
    sheet.put("G10", phrase("form.questions")[lang], Look(ink="soft_ink", align="center", framed=True))


def _how_to(sheet: Sheet, pen: Pen) -> None:
    lang = pen.form.lang
    sheet.put("C14", phrase("form.how_title")[lang], Look("heading", "pillar", bold=True))
    sheet.tall(14, height(("", 1), name="heading"))
    for row, number in enumerate(range(1, 6), start=15):
        text = phrase(f"form.how_{number}")[lang]
        sheet.put(f"C{row}", text)
        sheet.span(f"C{row}", f"G{row}", Look())
        sheet.tall(row, height((text, 120)))


def _links(sheet: Sheet, pen: Pen) -> None:
    lang, form = pen.form.lang, pen.form
    head = Look(bold=True, paper="topic", align="center", framed=True)
    for column, key in zip("CDEF", ("pillar", "go", "level", "level_name"), strict=True):
        sheet.put(f"{column}21", phrase(f"form.{key}")[lang], head)
    sheet.tall(21, height(("", 1)))
    for row, plan in enumerate(form.pillars, start=22):
        code, name = plan.pillar.id, plan.pillar.name[lang]
        sheet.put(f"C{row}", code, Look(framed=True, align="center"))
        _link(sheet, f"D{row}", name, plan.title)
        pen.measure(sheet, f"E{row}", f"level.{code}", Look(bold=True, align="center", framed=True))
        pen.level_name(sheet, f"F{row}", code, Look(framed=True))
        sheet.tall(row, height((name, 46)))
    for row, title in enumerate((form.results, form.criteria), start=22 + len(form.pillars)):
        sheet.put(f"C{row}", "", Look(framed=True))
        _link(sheet, f"D{row}", title, title)
        sheet.tall(row, height(("", 1)))


def _link(sheet: Sheet, cell: str, words: str, target: str) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet.put(cell, words, Look(ink="pillar", underline=True, framed=True))
    sheet.ws[cell].hyperlink = Hyperlink(ref=cell, location=f"{quoted(target)}!A1", display=words)
