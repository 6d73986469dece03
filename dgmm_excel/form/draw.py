"""A laid-out form becomes an openpyxl workbook, with what every formula shows while nothing is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from dgmm_excel.answers import checked, limits
from dgmm_excel.edition import MISSION
from dgmm_excel.evaluate import Computed, computed
from dgmm_excel.form import cover, criteria, results
from dgmm_excel.form.layout import Form, Line, PillarSheet, Slot
from dgmm_excel.form.machine import LISTS, SHEET, Machine, shown
from dgmm_excel.form.pen import Pen
from dgmm_excel.form.sheet import Sheet, Shows, Validations, quoted
from dgmm_excel.form.style import Look, font, height
from dgmm_excel.text import Text, phrase

_NUMBER_FORMATS = {"integer": "#,##0"}


@dataclass(frozen=True)
class Drawing:
    """A workbook, what its formulas show by sheet and cell, and what it comes to while nothing is answered."""

    workbook: Workbook
    shows: Mapping[str, Mapping[str, Shows]]
    fresh: Computed


def drawn(form: Form, mission: str = "", facts: Mapping[str, str] | None = None) -> Drawing:
    """The workbook of a form whose mission cell holds that choice (empty: none); `facts` fill the cover."""
    workbook = Workbook()
    fresh = computed(checked(form.edition, {MISSION: mission or None} if form.mission else {}))
    machine = Machine(form)
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    titles = (form.cover, *(sheet.title for sheet in form.pillars), form.results, form.criteria, SHEET, LISTS)
    sheets = {title: Sheet(workbook.create_sheet(title)) for title in titles}
    workbook._fonts[0] = font()  # type: ignore[attr-defined]  # the default font, which column widths are measured in
    pen = Pen(form, machine)
    cover.draw(sheets[form.cover], pen, mission, facts or {})
    for plan in form.pillars:
        _Pillar(sheets[plan.title], plan, pen).draw()
    results.draw(sheets[form.results], pen)
    criteria.draw(sheets[form.criteria], pen)
    machine.draw(sheets[SHEET], sheets[LISTS])
    for hidden in (SHEET, LISTS):
        sheets[hidden].ws.sheet_state = "hidden"
        sheets[hidden].ws.protection.sheet = True
    _define(workbook, form, machine)
    workbook.calculation.fullCalcOnLoad = True
    workbook.properties.creator = "dgmm_excel"
    workbook.properties.title = f"{phrase('form.title')[form.lang]} ({form.edition.id})"
    return Drawing(workbook, {title: sheet.shows for title, sheet in sheets.items()}, fresh)


def _define(workbook: Workbook, form: Form, machine: Machine) -> None:
    names = {f"answer.{name}": (slot.sheet, slot.column, slot.row) for name, slot in form.slots.items()}
    for code, row in results.rows(form).items():
        for name, column in (("level", "D"), ("score", "F"), ("verified", "H")):
            names[f"{name}.{code}"] = (form.results, column, row)
    for name, (sheet, column, row) in names.items():
        workbook.defined_names[name] = DefinedName(name, attr_text=f"{quoted(sheet)}!${column}${row}")
    for name, place in machine.asked.values():
        target = f"{quoted(SHEET)}!${place.column}${place.row}"
        workbook.defined_names[name] = DefinedName(name, attr_text=target, hidden=True)


class _Pillar:
    """Draws one pillar's sheet, line by line."""

    def __init__(self, sheet: Sheet, plan: PillarSheet, pen: Pen) -> None:
        self.sheet, self.plan, self.pen = sheet, plan, pen
        self.lang = pen.form.lang
        self.widths = sheet.widths("pillar")
        self.validations = Validations(sheet, self.lang)

    def draw(self) -> None:
        for line in self.plan.lines:
            getattr(self, f"_{line.kind}")(line)
        self._grey_out()
        self.sheet.finish("A4", titles="2:2")

    def _room(self, first: str, last: str) -> float:
        return sum(width for column, width in self.widths.items() if first <= column <= last)

    def _wide(self, line: Line, text: str, look: Look, first: str = "B", last: str = "H") -> None:
        self.sheet.put(f"{first}{line.row}", text)
        self.sheet.span(f"{first}{line.row}", f"{last}{line.row}", look)
        self.sheet.tall(line.row, height((text, self._room(first, last)), name=look.size))

    def _said(self, text: Text | None) -> str:
        return "" if text is None else text[self.lang]

    def _anchors(self, line: Line) -> None:
        for column, text in line.anchors.items():
            self.sheet.put(f"{column}{line.row}", text)
        if line.row == 1:
            self.sheet.put("C1", self.pen.form.fingerprint)
        self.sheet.hide(line.row)

    def _pillar(self, line: Line) -> None:
        look = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
        self._wide(line, self._said(line.words), look, last="F")
        right = Look("heading", "pillar_ink", bold=True, paper="pillar", align="right")
        self.sheet.put(f"G{line.row}", phrase("form.level")[self.lang], right)
        level = Look("title", "pillar_ink", bold=True, paper="pillar", align="center")
        self.pen.measure(self.sheet, f"H{line.row}", f"level.{self.plan.pillar.id}", level)

    def _hint(self, line: Line) -> None:
        self._wide(line, self._said(line.words), Look("small", "soft_ink", indent=1))

    def _sub_pillar(self, line: Line) -> None:
        self._wide(line, self._said(line.words), Look("heading", bold=True, paper="sub_pillar", indent=1))

    def _topic(self, line: Line) -> None:
        assert line.topic is not None
        look = Look(bold=True, paper="topic")
        self.sheet.put(f"B{line.row}", line.number, look)
        self._wide(line, self._said(line.words), look, first="C", last="E")
        row, code = line.row, line.topic.id
        self.pen.status(self.sheet, f"F{row}", code, Look("small", "soft_ink", paper="topic", align="right"))
        self.sheet.put(f"G{row}", phrase("form.level")[self.lang], Look(ink="soft_ink", paper="topic", align="right"))
        self.pen.measure(self.sheet, f"H{row}", f"level.{code}", Look("heading", bold=True, paper="topic", align="center"))

    def _ask(self, line: Line) -> None:
        self._wide(line, self._said(line.words), Look(vertical="top"), first="C")

    def _help(self, line: Line) -> None:
        self._wide(line, self._said(line.words), Look("small", "soft_ink", vertical="top"), first="C")

    def _note(self, line: Line) -> None:
        self._wide(line, self._said(line.words), Look("small", "warn", bold=True), first="C")

    def _gap(self, line: Line) -> None:
        self.sheet.tall(line.row, 10)

    def _headings(self, line: Line) -> None:
        look = Look("small", bold=True, paper="topic", align="center", framed=True)
        self.sheet.put(f"B{line.row}", "", look)
        self.sheet.put(f"C{line.row}", phrase("form.item")[self.lang], look)
        for column, text in line.headings.items():
            words = self._said(text)
            self.sheet.put(f"{column}{line.row}", words[:1].upper() + words[1:], look)
        heads = [(self._said(text), self.widths[column]) for column, text in line.headings.items()]
        self.sheet.tall(line.row, height(*heads, name="small"))

    def _question(self, line: Line) -> None:
        self.sheet.put(f"A{line.row}", line.anchors["A"])
        self.sheet.put(f"B{line.row}", line.number, Look("small", "soft_ink", align="center", framed=True))
        words = self._said(line.words)
        self.sheet.put(f"C{line.row}", words, Look(framed=True))
        rooms = [(words, self.widths["C"])]
        for slot in line.slots:
            self._answer(slot)
            longest = max((choice.label[self.lang] for choice in slot.question.choices), key=len, default="")
            rooms.append((longest, self._room(slot.column, slot.last)))
        self.sheet.tall(line.row, height(*rooms))

    def _answer(self, slot: Slot) -> None:
        question = slot.question
        agency = question.answered_by == "agency"
        look = Look(
            paper="answer" if agency else "locked", open=agency, framed=True,
            align="left" if slot.last != slot.column else "center", format=_NUMBER_FORMATS.get(question.type),
        )
        self.sheet.span(slot.cell, f"{slot.last}{slot.row}", look)
        self.validate(slot)
        if question.unit and question.row is None:
            after = chr(ord(slot.column) + 1)
            self.sheet.put(f"{after}{slot.row}", question.unit[self.lang], Look("small", "soft_ink"))

    def validate(self, slot: Slot) -> None:
        """The cell offers the question's choices, or takes its numbers only."""
        question = slot.question
        prompt = question.help[self.lang] if question.help else ""
        if question.type in ("yes_no", "choice"):
            self.validations.listed(slot.cell, self.pen.machine.list_of(question), prompt)
        elif question.type in ("integer", "number"):
            low, high = (None if bound is None else shown(bound) for bound in (question.minimum, question.maximum))
            self.validations.number(slot.cell, question.type == "integer", low, high, limits(question), prompt)

    def _grey_out(self) -> None:
        """Answers that are not asked turn grey; what stands in them is kept and does not count."""
        asked = self.pen.machine.asked
        for slot in (slot for line in self.plan.lines for slot in line.slots if slot.question.id in asked):
            cells = f"{slot.column}{slot.row}:{slot.last}{slot.row}"
            self.sheet.rule(cells, f"{asked[slot.question.id][0]}=0", "not_asked_ink", "not_asked")
