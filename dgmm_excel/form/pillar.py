"""A pillar's sheet, drawn line by line: topics with their live levels, answers, what is left to do, evidence."""

from __future__ import annotations

from collections.abc import Callable

from dgmm_excel.authoring.sheet import Sheet, Validations
from dgmm_excel.authoring.style import Look, compact, fitting, height, page_height
from dgmm_excel.form.calculation import cached_value
from dgmm_excel.form.layout import LAST, MARK_COLUMNS, NAMED_COLUMNS, Line, LineKind, PillarSheet, Slot
from dgmm_excel.form.live_cells import LiveCells
from dgmm_excel.model.measures import MARKS
from dgmm_excel.scoring.answers import limits
from dgmm_excel.scoring.computed import Computed
from dgmm_excel.text import Bilingual, Lang, Text, bilingual, phrase
from dgmm_excel.xlsx.a1 import column_after

_NUMBER_FORMATS = {"integer": "#,##0"}
#: The rows of the sheet's title, which each printed page repeats, and of the first line below what is frozen.
_TITLE, _FIRST_LINE = 2, 4
#: The colours of an answer cell by its mark, the most serious first: ink, paper.
_COLOURS = {"impossible": ("wrong_ink", "wrong"), "unusable": ("wrong_ink", "wrong"), "missing": ("missing_ink", "missing"),
            "not_counted": ("not_asked_ink", "not_asked"), "not_asked": ("not_asked_ink", "not_asked")}
#: A name that is typed may take two lines.
_TYPED = ("\n", 1.0)
#: The kinds of line that head the questions below them.
_BEFORE = ("pillar", "hint", "sub_pillar", "topic", "ask", "help", "note", "headings")
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
        # the links above the first line are of no use on paper; the title is printed on every page
        self.sheet.ws.print_area = f"A{_FIRST_LINE}:{LAST}{self.plan.lines[-1].row}"
        blocks = _printed_together([line for line in self.plan.lines if line.row >= _FIRST_LINE and not line.hidden])
        self.sheet.break_pages(blocks, page_height("pillar") - self.sheet.height(_TITLE), evenly=True)
        first = next(slot.cell for line in self.plan.lines for slot in line.slots if slot.question.answered_by == "agency")
        self.sheet.finish(f"A{_FIRST_LINE}", titles="2:2", start=first, landscape=False)

    def _room(self, first: str, last: str) -> float:
        return sum(width for column, width in self.widths.items() if first <= column <= last)

    def _bar(self, line: Line, text: Bilingual, look: Look, first: str = "B", last: str = LAST) -> None:
        """Draw a heading, in both languages where that takes no more lines."""
        self._wide(line, fitting(text, self._room(first, last), look.size, look.bold), look, first, last)

    def _wide(self, line: Line, words: Bilingual, look: Look, first: str = "B", last: str = LAST) -> None:
        self.sheet.put(f"{first}{line.row}", words, look)
        self.sheet.span(f"{first}{line.row}", f"{last}{line.row}", look)
        self.sheet.tall(line.row, height((words, self._room(first, last)), name=look.size, bold=look.bold))

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
        self._bar(line, Bilingual(f"{line.number} {words.text}", words.other, beside=True), look, last="E")
        right = Look("heading", "pillar_ink", bold=True, paper="pillar", align="right")
        self.sheet.put(f"F{row}", phrase("form.level")[self.lang], right)
        level = Look("title", "pillar_ink", bold=True, paper="pillar", align="center")
        self.live.measure(self.sheet, f"G{row}", f"level.{code}", level)
        name = Look("size", "pillar_ink", paper="pillar")
        self.live.level_name(self.sheet, f"H{row}", code, name)
        self.sheet.span(f"H{row}", f"{LAST}{row}", name)

    def hint(self, line: Line) -> None:
        row, link = line.row, Look("size", "pillar", underline=True, align="center", paper="sub_pillar", framed=True)
        self._wide(line, Bilingual(line.words[self.lang] if line.words else ""), Look("small", "soft_ink", indent=1), last="D")
        self.sheet.span(f"E{row}", f"F{row}", link)
        self.sheet.link(f"E{row}", phrase("form.to_cover")[self.lang], self.live.form.cover, link)
        self.live.next_open(self.sheet, f"G{row}", self.plan.pillar.id, link)
        self.sheet.span(f"G{row}", f"{LAST}{row}", link)
        self.sheet.tall(row, height(("", 1)) + 4)

    def sub_pillar(self, line: Line) -> None:
        self._bar(line, self._said(line.words, beside=True), Look("heading", bold=True, paper="sub_pillar", indent=1))

    def topic(self, line: Line) -> None:
        assert line.topic is not None
        look = Look(bold=True, paper="topic")
        row, code = line.row, line.topic.id
        self.sheet.put(f"B{row}", line.number, look)
        self._bar(line, self._said(line.words, beside=True), look, first="C", last="F")
        self.sheet.put(f"G{row}", phrase("form.level")[self.lang], Look(ink="soft_ink", paper="topic", align="right"))
        self.live.measure(self.sheet, f"H{row}", f"level.{code}", Look("heading", bold=True, paper="topic", align="center"))
        self.live.standing(self.sheet, f"{LAST}{row}", line.topic, Look("small", "soft_ink", paper="topic"))
        standing = max(self.live.standings(line.topic), key=len), self.widths[LAST]
        self.sheet.tall(row, max(self.sheet.height(row), height(("", 1), name="heading"), height(standing, name="small")))

    def ask(self, line: Line) -> None:
        self._wide(line, compact(self._said(line.words), self._room("C", LAST)), Look(vertical="top"), first="C")

    def help(self, line: Line) -> None:
        # in one language: the help is for those who answer the question
        help_ = Bilingual(line.words[self.lang] if line.words else "")
        self._wide(line, help_, Look("small", "soft_ink", vertical="top"), first="C")

    def note(self, line: Line) -> None:
        self._wide(line, self._said(line.words, beside=True), Look("small", "warn", bold=True), first="C")

    def gap(self, line: Line) -> None:
        self.sheet.tall(line.row, 4)

    def headings(self, line: Line) -> None:
        look = Look("small", bold=True, paper="topic", align="center", framed=True)
        self.sheet.put(f"B{line.row}", "", look)
        if "C" not in line.headings:
            self.sheet.put(f"C{line.row}", self._said(phrase("form.item")), look)
            self.sheet.span(f"C{line.row}", f"{column_after(min(line.headings), -1)}{line.row}", look)
        heads = {
            column: compact(self._said(_capital(text)), self.widths[column] - 1, "small")
            for column, text in line.headings.items()
        }
        for column, words in heads.items():
            self.sheet.put(f"{column}{line.row}", words, look)
        rooms = ((words, self.widths[column]) for column, words in heads.items())
        self.sheet.tall(line.row, height(*rooms, name="small", bold=True))

    # -- questions ---------------------------------------------------------------------------------

    def question(self, line: Line) -> None:
        row, words = line.row, self._said(line.words)
        self.sheet.put(f"A{row}", line.anchors["A"])
        self.sheet.put(f"B{row}", line.number, Look("small", "soft_ink", align="center", framed=True))
        rooms: list[tuple[str | Bilingual, float]] = [self._item(line, words) if line.words else _TYPED]
        for slot in line.slots:
            self._answer(slot)
            longest = max((choice.label[self.lang] for choice in slot.question.choices), key=len, default="")
            rooms.append((longest, self._room(slot.column, slot.last)))
        self._says(line)
        self.sheet.tall(row, height(*rooms))

    def _item(self, line: Line, words: Bilingual) -> tuple[Bilingual, float]:
        """Write what a line asks, up to its first answer; return it with its room."""
        look, last = Look(framed=True, indent=1), column_after(line.slots[0].column, -1)
        room = self._room("C", last) - 2
        words = compact(words, room)
        self.sheet.put(f"C{line.row}", words, look)
        self.sheet.span(f"C{line.row}", f"{last}{line.row}", look)
        return words, room

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
        mark, *others = (self.live.mark(slot.question) for slot in line.slots)

        def shows(state: Computed) -> str:
            return words[max(mark(state), *(other(state) for other in others)) if others else mark(state)]

        gravest = first if first == last else f"MAX({first}:{last})"
        text = f'INDEX({self.live.calculation.listed(words)},{gravest}+1)&""'
        # on one line, over the free cells to its right
        self.sheet.formula(line.says, text, shows, Look("small", "soft_ink", indent=1, wrapped=False))

    # -- what comes with the answers ---------------------------------------------------------------

    def notes(self, line: Line) -> None:
        row, label = line.row, Look("small", "soft_ink", paper="topic", align="center", framed=True)
        self.sheet.put(f"A{row}", line.anchors["A"])
        for note in line.notes:
            self.sheet.put(f"{note.label}{row}", note.words(self.lang), label)
            field = Look("small", paper="note", open=True, vertical="top", framed=True)
            self.sheet.span(f"{note.column}{row}", f"{note.last}{row}", field)
            if note.kind == "evidence":
                self.validations.free(f"{note.column}{row}", phrase("form.evidence_hint")[self.lang])
        self.sheet.tall(row, height(("\n", 1), name="small"))

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
    "question": _Pillar.question, "notes": _Pillar.notes, "gap": _Pillar.gap,
}


def _printed_together(lines: list[Line]) -> list[list[int]]:
    """Return the rows of lines that a page must not separate.

    These are headings with the question below them, and a last question with what follows it.
    """
    blocks: list[list[Line]] = []
    for line in lines:
        kinds = [one.kind for one in blocks[-1]] if blocks else []
        closed = "question" in kinds
        if not blocks or (line.kind in _BEFORE and kinds[-1] not in _BEFORE) or (line.kind == "question" and closed):
            blocks.append([])
        blocks[-1].append(line)
    return [[line.row for line in block] for block in blocks]


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
