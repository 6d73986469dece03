"""A pillar's sheet, drawn line by line: topics with their live levels, answers, what is left to do, evidence."""

from __future__ import annotations

from collections.abc import Callable

from openpyxl.worksheet.pagebreak import Break

from dgmm_excel.authoring.sheet import Sheet, Validations
from dgmm_excel.authoring.style import Look, height, page_height
from dgmm_excel.form.calculation import cached_value
from dgmm_excel.form.layout import LAST, MARK_COLUMNS, NAMED_COLUMNS, Line, LineKind, PillarSheet, Slot
from dgmm_excel.form.live_cells import LiveCells
from dgmm_excel.model.measures import MARKS
from dgmm_excel.scoring.answers import limits
from dgmm_excel.scoring.computed import Computed
from dgmm_excel.text import Bilingual, Lang, Text, bilingual, phrase
from dgmm_excel.xlsx.a1 import column_after

_NUMBER_FORMATS = {"integer": "#,##0"}
_FIRST_LINE = 4
#: The colours of an answer cell by its mark, the most serious first: ink, paper.
_COLOURS = {"impossible": ("wrong_ink", "wrong"), "unusable": ("wrong_ink", "wrong"), "missing": ("missing_ink", "missing"),
            "not_counted": ("not_asked_ink", "not_asked"), "not_asked": ("not_asked_ink", "not_asked")}
#: A name that is typed may take two lines.
_TYPED = ("\n", 1.0)
#: The extra room that a bold text takes in a narrow column, in characters.
_BOLD = 1.0
#: The ink of the words beside answers, by their marks.
_INKS = {"wrong_ink": ("impossible", "unusable"), "missing_ink": ("missing",)}


def draw(sheet: Sheet, plan: PillarSheet, live: LiveCells) -> None:
    """Draw the sheet of one pillar."""
    _Pillar(sheet, plan, live).draw()


class _Pillar:
    """Draws one pillar's sheet; `_DRAWN_BY` names the method for each kind of line."""

    def __init__(self, sheet: Sheet, plan: PillarSheet, live: LiveCells) -> None:
        self.sheet, self.plan, self.live = sheet, plan, live
        self.lang = live.form.lang
        self.widths = sheet.widths("pillar")
        self.validations = Validations(sheet, self.lang)

    def draw(self) -> None:
        for line in self.plan.lines:
            _DRAWN_BY[line.kind](self, line)
        for column in MARK_COLUMNS:
            self.sheet.ws.column_dimensions[column].hidden = True
        self._colour()
        self.sheet.ws.print_area = f"A1:{LAST}{self.plan.lines[-1].row}"
        for row in _breaks([(line, self.sheet.height(line.row)) for line in self.plan.lines if not line.hidden]):
            self.sheet.ws.row_breaks.append(Break(id=row))
        first = next(slot.cell for line in self.plan.lines for slot in line.slots if slot.question.answered_by == "agency")
        self.sheet.finish(f"A{_FIRST_LINE}", titles="2:2", start=first)

    def _room(self, first: str, last: str) -> float:
        return sum(width for column, width in self.widths.items() if first <= column <= last)

    def _wide(self, line: Line, words: Bilingual, look: Look, first: str = "B", last: str = LAST) -> None:
        self.sheet.put(f"{first}{line.row}", words, look)
        self.sheet.span(f"{first}{line.row}", f"{last}{line.row}", look)
        self.sheet.tall(line.row, height((words, self._room(first, last)), name=look.size))

    def _said(self, text: Text | None, beside: bool = False) -> Bilingual:
        return bilingual(text, self.lang, beside)

    # -- headings ----------------------------------------------------------------------------------

    def anchors(self, line: Line) -> None:
        for column, text in line.anchors.items():
            self.sheet.put(f"{column}{line.row}", text)
        if line.row == 1:
            self.sheet.put("C1", self.live.form.fingerprint)
        self.sheet.hide(line.row)

    def pillar(self, line: Line) -> None:
        row, code = line.row, self.plan.pillar.id
        look = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
        words = self._said(line.words, beside=True)
        self._wide(line, Bilingual(f"{line.number} {words.text}", words.other, beside=True), look, last="F")
        right = Look("heading", "pillar_ink", bold=True, paper="pillar", align="right")
        self.sheet.put(f"G{row}", phrase("form.level")[self.lang], right)
        level = Look("title", "pillar_ink", bold=True, paper="pillar", align="center")
        self.live.measure(self.sheet, f"H{row}", f"level.{code}", level)
        self.live.level_name(self.sheet, f"{LAST}{row}", code, Look("size", "pillar_ink", paper="pillar"))

    def hint(self, line: Line) -> None:
        row, link = line.row, Look("size", "pillar", underline=True, align="center", paper="sub_pillar", framed=True)
        self._wide(line, Bilingual(line.words[self.lang] if line.words else ""), Look("small", "soft_ink", indent=1), last="E")
        self.sheet.span(f"F{row}", f"G{row}", link)
        self.sheet.link(f"F{row}", phrase("form.to_cover")[self.lang], self.live.form.cover, link)
        self.live.next_open(self.sheet, f"H{row}", self.plan.pillar.id, link)
        self.sheet.span(f"H{row}", f"{LAST}{row}", link)
        self.sheet.tall(row, height(("", 1)) + 4)

    def sub_pillar(self, line: Line) -> None:
        self._wide(line, self._said(line.words, beside=True), Look("heading", bold=True, paper="sub_pillar", indent=1))

    def topic(self, line: Line) -> None:
        assert line.topic is not None
        look = Look(bold=True, paper="topic")
        row, code = line.row, line.topic.id
        self.sheet.put(f"B{row}", line.number, look)
        self._wide(line, self._said(line.words, beside=True), look, first="C", last="F")
        self.sheet.put(f"G{row}", phrase("form.level")[self.lang], Look(ink="soft_ink", paper="topic", align="right"))
        self.live.measure(self.sheet, f"H{row}", f"level.{code}", Look("heading", bold=True, paper="topic", align="center"))
        self.live.standing(self.sheet, f"{LAST}{row}", line.topic, Look("small", "soft_ink", paper="topic"))

    def ask(self, line: Line) -> None:
        self._wide(line, self._said(line.words), Look(vertical="top"), first="C")

    def help(self, line: Line) -> None:
        # in one language: the help is for those who answer the question
        help_ = Bilingual(line.words[self.lang] if line.words else "")
        self._wide(line, help_, Look("small", "soft_ink", vertical="top"), first="C")

    def note(self, line: Line) -> None:
        self._wide(line, self._said(line.words, beside=True), Look("small", "warn", bold=True), first="C")

    def gap(self, line: Line) -> None:
        self.sheet.tall(line.row, 12)

    def headings(self, line: Line) -> None:
        look = Look("small", bold=True, paper="topic", align="center", framed=True)
        self.sheet.put(f"B{line.row}", "", look)
        if "C" not in line.headings:
            self.sheet.put(f"C{line.row}", self._said(phrase("form.item")), look)
        heads = {column: self._said(_capital(text)) for column, text in line.headings.items()}
        for column, words in heads.items():
            self.sheet.put(f"{column}{line.row}", words, look)
        rooms = ((words, self.widths[column] - _BOLD) for column, words in heads.items())
        self.sheet.tall(line.row, height(*rooms, name="small"))

    # -- questions ---------------------------------------------------------------------------------

    def question(self, line: Line) -> None:
        row, words = line.row, self._said(line.words)
        self.sheet.put(f"A{row}", line.anchors["A"])
        self.sheet.put(f"B{row}", line.number, Look("small", "soft_ink", align="center", framed=True))
        if line.words:
            self.sheet.put(f"C{row}", words, Look(framed=True, indent=1))
        rooms: list[tuple[str | Bilingual, float]] = [(words, self.widths["C"] - 2) if line.words else _TYPED]
        for slot in line.slots:
            self._answer(slot)
            longest = max((choice.label[self.lang] for choice in slot.question.choices), key=len, default="")
            rooms.append((longest, self._room(slot.column, slot.last)))
        self._says(line)
        self.sheet.tall(row, height(*rooms))

    def _answer(self, slot: Slot) -> None:
        question = slot.question
        agency, text = question.answered_by == "agency", question.type == "text"
        look = Look(
            paper="answer" if agency else "locked", open=agency, framed=True,
            align="left" if slot.last != slot.column or text else "center", indent=1 if text else 0,
            format=_NUMBER_FORMATS.get(question.type),
        )
        self.sheet.span(slot.cell, f"{slot.last}{slot.row}", look)
        self.validate(slot)
        self.sheet.formula(slot.mark, *self.live.calculation.mark(question, slot.cell))
        if question.unit and question.row is None:
            self.sheet.put(f"{column_after(slot.column)}{slot.row}", question.unit[self.lang], Look("small", "soft_ink"))

    def validate(self, slot: Slot) -> None:
        """Let the cell offer the question's choices, or accept only its numbers."""
        question = slot.question
        prompt = question.help[self.lang] if question.help else ""
        if question.type in ("yes_no", "choice"):
            self.validations.listed(slot.cell, self.live.calculation.list_of(question), prompt)
        elif question.type in ("integer", "number"):
            low, high = (None if bound is None else cached_value(bound) for bound in (question.minimum, question.maximum))
            self.validations.number(slot.cell, question.type == "integer", low, high, limits(question), prompt)

    def _says(self, line: Line) -> None:
        """Write in words what is left to do in the line, by the most serious of its answers' marks."""
        first, last = line.slots[0].mark, line.slots[-1].mark
        words = _words(line, self.lang)
        marks = [self.live.mark(slot.question) for slot in line.slots]

        def shows(state: Computed) -> str:
            return words[max(mark(state) for mark in marks)]

        gravest = first if first == last else f"MAX({first}:{last})"
        text = f'INDEX({self.live.calculation.listed(words)},{gravest}+1)&""'
        # on one line, over the free cells to its right
        self.sheet.formula(line.says, text, shows, Look("small", "soft_ink", indent=1, wrapped=False))

    # -- what comes with the answers ---------------------------------------------------------------

    def evidence(self, line: Line) -> None:
        self._beside_answers(line, phrase("form.evidence_hint"), lines=2)

    def remark(self, line: Line) -> None:
        self._beside_answers(line, None, lines=1)

    def _beside_answers(self, line: Line, prompt: Text | None, lines: int) -> None:
        row = line.row
        self.sheet.put(f"A{row}", line.anchors["A"])
        self.sheet.put(f"B{row}", "", Look("small"))
        self.sheet.put(f"C{row}", self._said(line.words, beside=True), Look("small", "soft_ink", align="right", indent=1))
        self.sheet.span(f"D{row}", f"{LAST}{row}", Look("small", paper="note", open=True, vertical="top", framed=True))
        if prompt:
            self.validations.free(f"D{row}", prompt[self.lang])
        self.sheet.tall(row, height(("\n" * (lines - 1), 1), name="small") + 4)

    # -- colours -----------------------------------------------------------------------------------

    def _colour(self) -> None:
        """Colour cells by their marks: missing, wrong, not to be answered."""
        last = self.plan.lines[-1].row
        marks = f"{MARK_COLUMNS[0]}{_FIRST_LINE}"
        answers = f"{NAMED_COLUMNS[0]}{_FIRST_LINE}:{NAMED_COLUMNS[-1]}{last}"
        for name, (ink, paper) in _COLOURS.items():
            self.sheet.rule(answers, f"{marks}={MARKS.index(name)}", ink, paper)
        questions = [line for line in self.plan.lines if line.kind == "question"]
        for column, lines in _by_column(questions).items():
            first = lines[0].row
            gravest = f"MAX(${MARK_COLUMNS[0]}{first}:${MARK_COLUMNS[-1]}{first})"
            for ink, names in _INKS.items():
                places = ",".join(f"{gravest}={MARKS.index(name)}" for name in names)
                self.sheet.rule(" ".join(f"{column}{line.row}" for line in lines), f"OR({places})", ink, None, bold=True)


def _by_column(questions: list[Line]) -> dict[str, list[Line]]:
    """Return the lines by the column of the words beside their answers.

    Programs take a rule's formula from different cells where its cells are scattered over columns.
    """
    columns: dict[str, list[Line]] = {}
    for line in questions:
        columns.setdefault(line.says.rstrip("0123456789"), []).append(line)
    return columns


_DRAWN_BY: dict[LineKind, Callable[[_Pillar, Line], None]] = {
    "anchors": _Pillar.anchors, "pillar": _Pillar.pillar, "hint": _Pillar.hint, "sub_pillar": _Pillar.sub_pillar,
    "topic": _Pillar.topic, "ask": _Pillar.ask, "help": _Pillar.help, "note": _Pillar.note, "headings": _Pillar.headings,
    "question": _Pillar.question, "evidence": _Pillar.evidence, "remark": _Pillar.remark, "gap": _Pillar.gap,
}


def _breaks(lines: list[tuple[Line, float]]) -> list[int]:
    """Return the rows after which a printed page ends, so that no heading is separated from its lines.

    A topic that fits on a page moves to the next one rather than being split.
    """
    page, title = page_height("pillar"), lines[0][1]
    breaks: list[int] = []
    used = 0.0
    for block in _printed_together(lines):
        tall = sum(points for _, points in block)
        if used > title and used + tall > page and (tall <= page - title or used > page / 2):
            breaks.append(block[0][0].row - 1)
            used = title
        for _, points in block:
            used = used + points if used + points <= page else title + points
    return breaks


def _printed_together(lines: list[tuple[Line, float]]) -> list[list[tuple[Line, float]]]:
    """Return the lines of each topic, or of topics drawn as one, with the heading of the sub-pillar that they begin."""
    blocks: list[list[tuple[Line, float]]] = [[]]
    for line, points in lines:
        if line.kind == "sub_pillar" or (line.kind == "topic" and any(one.kind == "gap" for one, _ in blocks[-1][-1:])):
            blocks.append([])
        blocks[-1].append((line, points))
    return blocks


def _words(line: Line, lang: Lang) -> tuple[str, ...]:
    """Return the words at the end of a line, by the most serious mark in it."""
    silent = ("fine", "not_asked") if len(line.slots) > 1 else ("fine",)
    return tuple("" if mark in silent else _said_of(mark, line)[lang] for mark in MARKS)


def _said_of(mark: str, line: Line) -> Text:
    if mark != "unusable":
        return phrase(f"form.mark_{mark}")
    numbers = [slot.question for slot in line.slots if slot.question.type in ("integer", "number")]
    return phrase("form.mark_number", limits=limits(numbers[0])) if numbers else phrase("form.mark_list")


def _capital(text: Text) -> Text:
    return Text(text.th, text.en[:1].upper() + text.en[1:])
