"""The layout of a form: an edition becomes rows of sheets, before any workbook is drawn.

A return is read back by anchors, not by positions: each sheet has a hidden first column of row ids, and hidden rows that say
what the columns hold (see `anchors`). People may insert, delete and move rows and columns as they like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from itertools import groupby
from typing import Any, Literal, NamedTuple

from dgmm_excel.form import anchors
from dgmm_excel.model.edition import Edition, Pillar, Question, SubPillar, Topic
from dgmm_excel.text import Bilingual, Lang, Text, bilingual, phrase
from dgmm_excel.xlsx.a1 import column_after, sheet_name

#: The columns that answers of one line may take, first to last.
ANSWER_COLUMNS = ("D", "E", "F", "G", "H")
#: Those of a line that asks for its own name: the name takes the column in which other lines say what they ask.
NAMED_COLUMNS = ("C", *ANSWER_COLUMNS)
#: The last visible column, and the hidden columns that hold each answer's mark. One column is left free between them:
#: LibreOffice prints a value next to the print area as ### where it has no room.
LAST = "I"
MARK_COLUMNS = ("K", "L", "M", "N", "O", "P")
#: A grid with longer headings is transposed: its headings go beside the lines, the names of its rows above the columns.
_LONG_HEADING = 40
#: A list with a longer choice gives all its answers the room for it, in letters of its Thai label.
_LONG_CHOICE = 64
#: The column where shorter choices begin, and that of answers that have a unit beside them.
_CHOICE_COLUMN, _UNIT_COLUMN = "F", "G"


@dataclass(frozen=True)
class Slot:
    """The cell of one question; `last` is the last column if the cell is merged over several."""

    question: Question
    sheet: str
    column: str
    row: int
    last: str

    @property
    def cell(self) -> str:
        return f"{self.column}{self.row}"

    @property
    def mark(self) -> str:
        """The hidden cell on the same sheet that holds the answer's mark (an index into `measures.MARKS`)."""
        return f"{MARK_COLUMNS[NAMED_COLUMNS.index(self.column)]}{self.row}"


#: The kinds of lines: hidden anchors, headings from the sheet's title down, texts about a topic, questions, notes that an
#: agency may write below them, and the space after a block.
LineKind = Literal[
    "anchors", "pillar", "hint", "sub_pillar", "topic", "ask", "help", "note", "headings", "question", "notes",
    "gap",
]


@dataclass(frozen=True)
class Note:
    """A text that an agency may write below the questions of a topic: its label's cell, and the cells that take it."""

    kind: Literal["evidence", "remark"]
    topic: str
    label: str
    column: str
    last: str
    named: bool

    @property
    def id(self) -> str:
        return f"{self.kind}.{self.topic}"

    def words(self, lang: Lang) -> Bilingual:
        """Return its label; one that names its topic in the form's language only, since labels are narrow."""
        words = bilingual(phrase(f"form.{self.kind}", topic=self.topic if self.named else ""), lang)
        return Bilingual(words.text) if self.named else words


#: The columns of the notes, which share a line: of the label, of the note, and the last of the note.
_NOTES: tuple[tuple[Literal["evidence", "remark"], str, str, str], ...] = (
    ("evidence", "B", "C", "E"), ("remark", "F", "G", LAST),
)


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its kind, its anchors (column -> text), its words, its questions."""

    row: int
    kind: LineKind
    anchors: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    words: Text | None = None
    headings: Mapping[str, Text] = field(default_factory=dict)
    slots: tuple[Slot, ...] = ()
    notes: tuple[Note, ...] = ()
    topic: Topic | None = None

    @property
    def says(self) -> str:
        """The cell beside the last answer that says in words what is left to do."""
        last = self.slots[-1]
        unit = 1 if last.question.unit and last.question.row is None else 0
        return f"{column_after(last.last, 1 + unit)}{self.row}"

    @property
    def hidden(self) -> bool:
        return self.kind == "anchors"


@dataclass(frozen=True)
class PillarSheet:
    """The sheet of one pillar, line by line."""

    title: str
    pillar: Pillar
    lines: tuple[Line, ...]


@dataclass(frozen=True, eq=False)
class Form:
    """The layout of a form of an edition, in one language."""

    edition: Edition
    lang: Lang
    cover: str
    results: str
    criteria: str
    last_year: str
    own: Slot | None
    pillars: tuple[PillarSheet, ...]

    @cached_property
    def slots(self) -> Mapping[str, Slot]:
        """The cell of every question, in codebook order (a transposed grid is drawn in another order)."""
        drawn = {slot.question.id: slot for sheet in self.pillars for line in sheet.lines for slot in line.slots}
        if self.own:
            drawn[self.own.question.id] = self.own
        return {name: drawn[name] for name in self.edition.questions}

    @cached_property
    def notes(self) -> Mapping[str, tuple[str, str]]:
        """The sheet and the cell of each note below a topic: `evidence.P1.1`, `remark.P1.1`, …"""
        return {
            note.id: (sheet.title, f"{note.column}{line.row}")
            for sheet in self.pillars for line in sheet.lines for note in line.notes
        }

    @property
    def fingerprint(self) -> str:
        """A short text that is equal for two forms only if they ask the same questions in the same way."""
        asked = (
            (name, question.type, *(choice.key for choice in question.choices))
            for name, question in self.edition.questions.items()
        )
        return sha256(repr((self.edition.id, *asked)).encode()).hexdigest()[:16]


#: The row of the cover's cell for the edition's own question (its mission, who answers); drawn by `cover`.
OWN_ROW = 12


@cache
def layout(edition: Edition, lang: Lang) -> Form:
    """Return the layout of an edition's form in a language."""
    cover = phrase("form.cover")[lang]
    own = next(iter(edition.own_questions), None)
    return Form(
        edition, lang, cover, phrase("form.results")[lang], phrase("form.criteria")[lang],
        phrase("form.last_year")[lang],
        Slot(own, cover, "D", OWN_ROW, "D") if own else None,
        tuple(_pillar(edition, pillar, lang) for pillar in edition.pillars),
    )


def _pillar(edition: Edition, pillar: Pillar, lang: Lang) -> PillarSheet:
    title = sheet_name(f"{pillar.id} {pillar.short[lang]}")
    fresh = _Rows(title)
    fresh.add("anchors", {"A": anchors.FORM, "B": edition.id})
    fresh.add("pillar", number=pillar.id, words=pillar.name)
    fresh.add("hint", words=phrase("form.pillar_hint"))
    for sub in pillar.sub_pillars:
        fresh.add("sub_pillar", words=sub.name)
        for topics in _blocks(sub):
            _block(fresh, topics)
    fresh.mark({ANSWER_COLUMNS[-1]: anchors.marker("{}")})  # a copied line that somebody puts below all others is still known
    return PillarSheet(title, pillar, tuple(fresh.lines))


def _blocks(sub: SubPillar) -> Iterator[tuple[Topic, ...]]:
    """Yield its topics, together those that ask about the same items."""
    block: tuple[Topic, ...] = ()
    for topic in sub.topics:
        if block and topic.beside is None:
            yield block
            block = ()
        block = (*block, topic)
    yield block


class _Rows:
    """Collects lines from the first row down."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.lines: list[Line] = []
        self.markers: Mapping[str, str] = {}

    @property
    def next(self) -> int:
        return len(self.lines) + 1

    def add(self, kind: LineKind, row_anchors: Mapping[str, str] | None = None, **parts: Any) -> None:
        self.lines.append(Line(self.next, kind, row_anchors or {}, **parts))

    def mark(self, markers: Mapping[str, str]) -> None:
        """Add a row of markers, unless the last one says the same."""
        if markers != self.markers:
            self.add("anchors", {"A": anchors.COLUMNS, **markers})
            self.markers = markers


def _block(rows: _Rows, topics: tuple[Topic, ...]) -> None:
    rows.markers = {}  # repeated per block, so that a deleted block does not affect other topics
    for topic in topics:
        rows.add("topic", number=topic.id, words=topic.name, topic=topic)
        rows.add("ask", words=topic.ask, topic=topic)
        if topic.help:
            rows.add("help", words=topic.help)
        if topic.source != "agency":
            rows.add("note", words=phrase(f"form.{topic.source}"))
    if len(topics) > 1:
        _side_by_side(rows, topics)
    else:
        _questions(rows, topics[0])
    for topic in topics:
        if topic.source == "agency":
            rows.mark({column: anchors.marker(f"{kind}.{{}}") for kind, _, column, _ in _NOTES})
            notes = tuple(Note(kind, topic.id, label, column, last, len(topics) > 1) for kind, label, column, last in _NOTES)
            rows.add("notes", {"A": topic.id}, notes=notes, topic=topic)
    rows.add("gap")


def _questions(rows: _Rows, topic: Topic) -> None:
    for is_grid, questions in groupby(topic.questions, key=lambda question: question.row is not None):
        if is_grid:
            _grid(rows, tuple(questions))
        else:
            _list(rows, tuple(questions))


def _list(rows: _Rows, questions: tuple[Question, ...]) -> None:
    """Add one line per question."""
    long = max((len(choice.label.th) for question in questions for choice in question.choices), default=0) > _LONG_CHOICE
    for number, question in enumerate(questions, start=1):
        column, last = _place(question, long)
        rows.mark({column: anchors.marker("{}")})
        slot = Slot(question, rows.sheet, column, rows.next, last)
        rows.add("question", {"A": question.id}, number=question.number or str(number), words=question.text, slots=(slot,))


def _place(question: Question, long: bool) -> tuple[str, str]:
    """Return the first and the last column of the answer to a question that has a line of its own.

    What is asked takes the columns before; `long`: answers need the room more than what is asked.
    """
    last = ANSWER_COLUMNS[-1]
    match question.type:
        case "text":
            return ANSWER_COLUMNS[0], last
        case "choice":
            return ANSWER_COLUMNS[0] if long else _CHOICE_COLUMN, last
        case _:
            return (_UNIT_COLUMN, _UNIT_COLUMN) if question.unit else (last, last)


def _side_by_side(rows: _Rows, topics: tuple[Topic, ...]) -> None:
    """Add topics that ask about the same items: one line per item, one column per topic."""
    heads = [head for topic in topics if topic.beside for head in topic.beside.headings]
    columns = _beside(len(topics))
    rows.mark({column: anchors.marker(f"{topic.id}.{{}}") for column, topic in zip(columns, topics, strict=True)})
    rows.add("headings", headings=dict(zip(columns, heads, strict=False)))
    items = zip(topics[0].items, zip(*(topic.questions for topic in topics), strict=True), strict=True)
    for number, (item, asked) in enumerate(items, start=1):
        rows.add("question", {"A": item}, number=str(number), words=asked[0].text, slots=_slots(rows, asked))


def _columns(asked: tuple[Question, ...]) -> Iterator[tuple[str, Question]]:
    """Yield the questions of a line, each with its column: beside the last one, so that what is asked has the more room."""
    columns = NAMED_COLUMNS if asked[0].type == "text" else _beside(len(asked))
    return zip(columns, asked, strict=False)


def _beside(count: int) -> tuple[str, ...]:
    """Return the columns of that many answers in a line. The last one is narrow, and used only where there are many."""
    before = len(ANSWER_COLUMNS) - 1
    return ANSWER_COLUMNS[before - count : before] if count <= before else ANSWER_COLUMNS


def _slots(rows: _Rows, asked: tuple[Question, ...]) -> tuple[Slot, ...]:
    return tuple(Slot(question, rows.sheet, column, rows.next, column) for column, question in _columns(asked))


def _grid(rows: _Rows, questions: tuple[Question, ...]) -> None:
    """Add questions as lines and columns. Long headings go beside the lines if there is room (the grid is transposed)."""
    lines = _lines(questions)
    first = next(iter(lines.values()))
    short = max(len(_words(question.column)) for question in first) <= _LONG_HEADING
    if short or len(lines) > len(ANSWER_COLUMNS):
        heads = {column: _text(question.column) for column, question in _columns(first)}
        marks = {column: anchors.marker("{}." + question.id.rpartition(".")[2]) for column, question in _columns(first)}
        body = [(row_id, None if asked[0].type == "text" else asked[0].row, asked) for row_id, asked in lines.items()]
    else:
        first = tuple(asked[0] for asked in lines.values())
        heads = {column: _text(question.row) for column, question in _columns(first)}
        marks = {column: anchors.marker(question.row_id + ".{}") for column, question in _columns(first)}
        turned = list(zip(*lines.values(), strict=True))
        body = [(asked[0].id.rpartition(".")[2], asked[0].column, asked) for asked in turned]
    rows.mark(marks)
    rows.add("headings", headings=heads)
    for number, (anchor, words, asked) in enumerate(body, start=1):
        rows.add("question", {"A": anchor}, number=str(number), words=words, slots=_slots(rows, asked))


def _lines(questions: tuple[Question, ...]) -> dict[str, tuple[Question, ...]]:
    return {row: tuple(asked) for row, asked in groupby(questions, key=lambda question: question.row_id)}


def _words(text: Text | None) -> str:
    return "" if text is None else max(text.th, text.en, key=len)


def _text(text: Text | None) -> Text:
    assert text is not None, "a question of a grid has its row's and its column's heading"
    return text


def places(edition: Edition, lang: Lang = "th") -> dict[str, tuple[str, str]]:
    """Return each question's sheet and cell in the standard form of that language, in codebook order."""
    return {name: (slot.sheet, slot.cell) for name, slot in layout(edition, lang).slots.items()}


class PrintedNumber(NamedTuple):
    """What a form prints before a question, empty if it is none of the numbered, and the heading of its column in a grid."""

    number: str
    under: Text | None


@cache
def printed_numbers(edition: Edition) -> Mapping[str, PrintedNumber]:
    """Return the printed number of every question of a topic."""
    found: dict[str, PrintedNumber] = {}
    for sheet in layout(edition, "th").pillars:
        heads: Mapping[str, Text] = {}
        for line in sheet.lines:
            heads = line.headings or heads
            in_grid = len({slot.question.topic for slot in line.slots}) == 1  # else each topic has one column
            for slot in line.slots:
                under = heads.get(slot.column) if in_grid and slot.question.row is not None else None
                found[slot.question.id] = PrintedNumber(line.number if line.number[:1].isdigit() else "", under)
    return found
