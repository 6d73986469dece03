"""The cover: the agency, how to fill the form in, progress, links to every sheet, and the people who answer for it."""

from __future__ import annotations

from collections.abc import Mapping

from dgmm_excel.authoring.sheet import Sheet, Validations
from dgmm_excel.authoring.style import Look, height
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import OWN_ROW, Slot
from dgmm_excel.form.live_cells import LiveCells
from dgmm_excel.text import Bilingual, bilingual, phrase

#: The facts about the agency and the round, by row; `facts` holds the texts by these keys.
_FACTS = {7: "agency", 8: "code", 9: "ministry", 10: "round", 11: "deadline"}
_STAMPED = ("agency", "ministry")
#: The first rows of the links to the sheets, of the people, and of the hidden facts.
_LINKS, _PEOPLE, _FIRST_META = 22, 36, 50
#: The columns of the people.
_TITLES = {"officer": "D", "approver": "E"}


def draw(sheet: Sheet, live: LiveCells, facts: Mapping[str, str]) -> None:
    """Draw the cover. `facts` has the texts of `_FACTS`, and `meta.<key>` for each of `anchors.META_KEYS`."""
    form, lang = live.form, live.form.lang
    widths = sheet.widths("cover")
    room = sum(widths[column] for column in "CDEFG")
    validations = Validations(sheet, lang)
    sheet.put("A1", anchors.FORM)
    sheet.put("B1", form.edition.id)
    sheet.put("C1", form.fingerprint)
    sheet.hide(1)
    _title(sheet, live)
    for row, name in zip(_FACTS, anchors.SHOWN, strict=False):
        sheet.put(f"A{row}", name)
    for row, key in _FACTS.items():
        _fact(sheet, row, bilingual(phrase(f"form.{key}"), lang, beside=True), facts.get(key, ""), widths["D"])
    sheet.put("A6", anchors.COLUMNS)
    sheet.put("D6", anchors.marker("{}"))
    sheet.hide(6)
    if form.own:
        _own_question(sheet, live, form.own, validations, room)
    _standing(sheet, live)
    _how_to(sheet, live, room)
    _links(sheet, live, widths)
    _people(sheet, live, validations)
    _notice(sheet, live, room)
    for row, key in enumerate(anchors.META_KEYS, start=_FIRST_META):
        sheet.put(f"A{row}", anchors.META + key)
        sheet.put(f"B{row}", facts.get(f"meta.{key}", ""), Look("small", "soft_ink"))
        sheet.hide(row)
    sheet.finish(None, landscape=False)


def meta_cell(key: str) -> str:
    """Return the hidden cell of the cover that holds one of `anchors.META_KEYS`."""
    return f"B{_FIRST_META + anchors.META_KEYS.index(key)}"


def contact_cells() -> dict[str, str]:
    """Return the cell of the cover that holds each note about people: `officer.name`, …"""
    return {
        f"{title}.{part}": f"{column}{row}"
        for title, column in _TITLES.items() for row, part in enumerate(anchors.CONTACT, start=_PEOPLE)
    }


def _title(sheet: Sheet, live: LiveCells) -> None:
    lang, edition = live.form.lang, live.form.edition
    title, name = bilingual(edition.survey, lang, beside=True), bilingual(edition.title, lang)
    sheet.put("B2", title, Look("title", "pillar_ink", bold=True))
    sheet.span("B2", "G2", Look("title", "pillar_ink", bold=True, paper="pillar", indent=1))
    sheet.tall(2, height((title, 140), name="title") + 8)
    sheet.put("B3", name, Look("heading", "pillar_ink"))
    sheet.span("B3", "G3", Look("heading", "pillar_ink", paper="pillar", indent=1))
    sheet.tall(3, height((name, 130), name="heading") + 4)
    respondent = bilingual(edition.respondent, lang, beside=True)
    sheet.put("B4", respondent)
    sheet.span("B4", "G4", Look("size", "soft_ink", indent=1))
    sheet.tall(4, height((respondent, 140)))
    sheet.tall(5, 10)


def _fact(sheet: Sheet, row: int, label: Bilingual, text: str, room: float) -> None:
    sheet.put(f"C{row}", label, _LABEL)
    sheet.put(f"D{row}", text, Look(framed=True, indent=1))
    # names are stamped later; long ones take two lines
    sheet.tall(row, 2 * height(("", 1)) if _FACTS[row] in _STAMPED else height((text, room - 2), (label, 28)))


_LABEL = Look(bold=True, paper="topic", framed=True, indent=1)


def _own_question(sheet: Sheet, live: LiveCells, slot: Slot, validations: Validations, room: float) -> None:
    """Ask the edition's own question, with its help below."""
    question, lang = slot.question, live.form.lang
    sheet.put(f"A{OWN_ROW}", question.id)
    sheet.put(f"C{OWN_ROW}", bilingual(question.heading, lang, beside=True), _LABEL)
    sheet.put(slot.cell, "", Look(paper="answer", framed=True, open=True, indent=1))
    longest = max((choice.label[lang] for choice in question.choices), key=len)
    sheet.tall(OWN_ROW, height((longest, 46)))
    validations.listed(slot.cell, live.calculation.list_of(question))
    if question.required != "never":
        sheet.rule(slot.cell, f"AND({slot.cell}=\"\",level.overall<>\"\")", "missing_ink", "missing")
    if question.help:
        words, look = bilingual(question.help, lang), Look(ink="soft_ink")
        sheet.put(f"C{OWN_ROW + 1}", words, look)
        sheet.span(f"C{OWN_ROW + 1}", f"G{OWN_ROW + 1}", look)
        sheet.tall(OWN_ROW + 1, height((words, room)) + 4)


def _standing(sheet: Sheet, live: LiveCells) -> None:
    """Draw the overall level, the progress, and the link to the next open question."""
    lang = live.form.lang
    head = Look("size", "soft_ink", paper="topic", align="center", framed=True)
    big = Look("title", "pillar", bold=True, align="center", framed=True)
    go = Look("size", "pillar_ink", bold=True, paper="pillar", align="center", framed=True)
    sheet.put("F7", bilingual(phrase("form.overall"), lang), head)
    sheet.put("G7", bilingual(phrase("form.answered"), lang), head)
    live.measure(sheet, "F8", "level.overall", big)
    live.progress(sheet, "G8", "overall", big)
    sheet.span("F8", "F9", big)
    sheet.span("G8", "G9", big)
    live.level_name(sheet, "F10", "overall", Look(align="center", framed=True))
    sheet.put("G10", phrase("form.questions")[lang], Look(ink="soft_ink", align="center", framed=True))
    live.next_open(sheet, "F11", "overall", go)
    sheet.span("F11", "G12" if live.form.own else "G11", go)


def _how_to(sheet: Sheet, live: LiveCells, room: float) -> None:
    lang = live.form.lang
    if live.form.own is None or live.form.own.question.help is None:
        sheet.tall(13, 10)
    sheet.put("C14", bilingual(phrase("form.how_title"), lang, beside=True), Look("heading", "pillar", bold=True))
    sheet.span("C14", "G14", Look("heading", "pillar", bold=True))
    sheet.tall(14, height(("", 1), name="heading"))
    for row, number in enumerate(range(1, 6), start=15):
        words = bilingual(phrase(f"form.how_{number}"), lang)
        sheet.put(f"C{row}", words)
        sheet.span(f"C{row}", f"G{row}", Look())
        sheet.tall(row, height((words, room)))
    sheet.tall(20, 10)


def _links(sheet: Sheet, live: LiveCells, widths: Mapping[str, float]) -> None:
    lang, form = live.form.lang, live.form
    head = Look(bold=True, paper="topic", align="center", framed=True)
    for column, key in zip("CDEFG", ("pillar", "go", "level", "level_name", "answered"), strict=True):
        sheet.put(f"{column}{_LINKS - 1}", bilingual(phrase(f"form.{key}"), lang, beside=True), head)
    sheet.tall(_LINKS - 1, height((bilingual(phrase("form.answered"), lang, beside=True), widths["E"])))
    for row, plan in enumerate(form.pillars, start=_LINKS):
        code, name = plan.pillar.id, plan.pillar.name[lang]
        other = bilingual(plan.pillar.name, lang).other
        sheet.put(f"C{row}", Bilingual(code, other, beside=True), Look(framed=True, indent=1))
        sheet.link(f"D{row}", name, plan.title, _LINK)
        live.measure(sheet, f"E{row}", f"level.{code}", Look(bold=True, align="center", framed=True))
        live.level_name(sheet, f"F{row}", code, Look(framed=True, indent=1))
        live.progress(sheet, f"G{row}", code, Look(align="center", framed=True))
        # not every program wraps a link: it is in one language, the other one is beside its code
        sheet.tall(row, height((name, widths["D"]), (f"{code}   {other}", widths["C"])))
    for row, key in enumerate(("results", "criteria"), start=_LINKS + len(form.pillars)):
        sheet.put(f"C{row}", "", Look(framed=True))
        name = str(phrase(f"form.{key}")[lang])
        sheet.link(f"D{row}", name, getattr(form, key), _LINK)
        sheet.tall(row, height(("", 1)))


_LINK = Look(ink="pillar", underline=True, framed=True, indent=1)


def _people(sheet: Sheet, live: LiveCells, validations: Validations) -> None:
    """Draw the cells for who filled the form in and who approved it."""
    lang = live.form.lang
    sheet.tall(_PEOPLE - 3, 10)
    sheet.put(f"A{_PEOPLE - 2}", anchors.COLUMNS)
    head = Look(bold=True, paper="topic", align="center", framed=True)
    sheet.put(f"C{_PEOPLE - 1}", bilingual(phrase("form.people"), lang), head)
    for (title, column), last in zip(_TITLES.items(), "DG", strict=True):
        sheet.put(f"{column}{_PEOPLE - 2}", anchors.marker(title + ".{}"))
        sheet.put(f"{column}{_PEOPLE - 1}", bilingual(phrase(f"form.{title}"), lang), head)
        sheet.span(f"{column}{_PEOPLE - 1}", f"{last}{_PEOPLE - 1}", head)
    sheet.hide(_PEOPLE - 2)
    sheet.tall(_PEOPLE - 1, height((bilingual(phrase("form.people"), lang), 30), bold=True))
    for row, part in enumerate(anchors.CONTACT, start=_PEOPLE):
        sheet.put(f"A{row}", part)
        sheet.put(f"C{row}", bilingual(phrase(f"form.contact_{part}"), lang, beside=True), _LABEL)
        for column, last in zip(_TITLES.values(), "DG", strict=True):
            # as text: a telephone number keeps its leading 0, a date of the Buddhist era stays as typed
            sheet.span(f"{column}{row}", f"{last}{row}", Look(paper="answer", framed=True, open=True, format="@", indent=1))
            if part == "date":
                validations.free(f"{column}{row}", phrase("form.contact_date_hint")[lang])
        sheet.tall(row, height(("", 1)) + 2)


def _notice(sheet: Sheet, live: LiveCells, room: float) -> None:
    """Say below the people what their data are used for."""
    row, look = _PEOPLE + len(anchors.CONTACT), Look(ink="soft_ink")
    words = bilingual(phrase("form.people_notice"), live.form.lang)
    sheet.put(f"C{row}", words, look)
    sheet.span(f"C{row}", f"G{row}", look)
    sheet.tall(row, height((words, room)) + 4)
