"""The sheet of last year: what an agency had reached and answered, with a link to each question, and beside its levels those of
this year as the form computes them. For reading only.

All that it shows of one agency are texts, which are put in when a copy is stamped; the rest is drawn once.
It has no ids by which answers are found, and says by its mark that none is on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from typing import Any

from openpyxl.worksheet.hyperlink import Hyperlink

from dgmm_excel.authoring.sheet import Sheet
from dgmm_excel.authoring.stamped_cells import StampedCells, shared_item, token_of
from dgmm_excel.authoring.style import Look, height, level_colours, page_height
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import Form, printed_numbers
from dgmm_excel.form.live_cells import LiveCells
from dgmm_excel.model.continuation import Continuation, continuation
from dgmm_excel.model.edition import Edition, Question, Topic
from dgmm_excel.scoring.answers import from_data
from dgmm_excel.scoring.past import Past, PastRound
from dgmm_excel.text import Lang, bilingual, phrase, yes_no
from dgmm_excel.xlsx.markup import writable
from dgmm_excel.xlsx.zip_writer import Deflated

_HEADINGS, _FIRST = 3, 4
#: The columns: of ids and numbers, of words, of what was last year, of this year's levels.
_ID, _WORDS, _VALUE, _NOW = "B", "C", "D", "E"
#: What leads to a question that has no number.
_ARROW = "→"
#: What comes before the id of a level among the cells that differ.
_LEVEL = "@"
#: What stands for an answer that was not given, and for a level that there was not.
NOTHING = "–"
#: How many different contents of a cell are kept; figures have more of them.
_MANY = 256
#: The width that one step of indentation takes, in characters.
_INDENT = 1.7


@dataclass(frozen=True)
class LastYear:
    """The round and the edition that the sheet of last year is of."""

    round: PastRound
    edition: Edition

    def common(self, edition: Edition) -> Continuation:
        """Return what an edition continues of that one. Raise ValueError if it continues nothing."""
        found = continuation(edition, self.edition)
        if found is None:
            raise ValueError(f"{edition.id} does not continue {self.edition.id}")
        return found


def draw(sheet: Sheet, live: LiveCells, of: LastYear) -> None:
    """Draw the sheet for the round and the edition of last year."""
    _Drawing(sheet, live, of).draw()


@dataclass(frozen=True)
class _Drawing:
    sheet: Sheet
    live: LiveCells
    of: LastYear

    @property
    def form(self) -> Form:
        """The layout of the form."""
        return self.live.form

    @cached_property
    def _common(self) -> Continuation:
        return self.of.common(self.form.edition)

    @cached_property
    def _widths(self) -> dict[str, float]:
        return self.sheet.widths("last_year")

    def draw(self) -> None:
        self._head()
        blocks, row = list[list[int]](), _FIRST
        whole = Look(bold=True, paper="topic", framed=True, indent=1)
        self._level(row, "overall", phrase("form.overall")[self.form.lang], whole)
        blocks.append([1, 2, row])
        for pillar in self.form.edition.pillars:
            row += 1
            head = Look("heading", bold=True, paper="sub_pillar", framed=True, indent=1)
            self._level(row, pillar.id, pillar.name[self.form.lang], head)
            above = [row]
            for topic in (topic for sub in pillar.sub_pillars for topic in sub.topics):
                rows = [*above, *self._topic(row + 1, topic)]
                row, above = rows[-1], []
                blocks.append(rows)
        scale = self.form.edition.scale
        for level, paper in zip(scale, level_colours(len(scale)), strict=True):
            one, words = f"{_VALUE}{_FIRST}", _level_words(level, self.form.lang)
            holds = f'AND($A{_FIRST}="{_LEVEL}",OR({one}={level},{one}="{words}"))'
            self.sheet.rule(f"{_VALUE}{_FIRST}:{_NOW}{row}", holds, "ink", paper)
        self.sheet.break_pages(blocks, page_height("last_year"), evenly=True)
        self.sheet.finish(f"B{_FIRST}", landscape=False, titles=f"{_HEADINGS}:{_HEADINGS}")

    def _head(self) -> None:
        lang, sheet, widths = self.form.lang, self.sheet, self._widths
        whole = sum(widths[column] for column in (_ID, _WORDS, _VALUE, _NOW)) - _INDENT
        title = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
        sheet.put("A1", anchors.LAST_YEAR)
        sheet.put("B1", bilingual(phrase("form.last_year"), lang, beside=True), title)
        sheet.span("B1", f"{_NOW}1", title)
        sheet.tall(1, height(("", 1), name="title"))
        facts = {"title": writable(self.of.round.title), "year": self.of.round.year}
        note, small = phrase("past.note", **facts)[lang], Look(ink="soft_ink", indent=1)
        sheet.put("B2", note, small)
        sheet.span("B2", f"{_NOW}2", small)
        sheet.tall(2, height((note, whole)) + 4)
        head = Look(bold=True, paper="topic", align="center", framed=True)
        for column, key in ((_ID, "item"), (_WORDS, "asked"), (_VALUE, "then"), (_NOW, "now")):
            sheet.put(f"{column}{_HEADINGS}", phrase(f"past.{key}", **facts)[lang], head)
        sheet.tall(_HEADINGS, height(("", 1), bold=True))

    def _level(self, row: int, code: str, words: str, look: Look) -> None:
        """Draw a line with a level, or with the words that there is none to compare with."""
        sheet, lang = self.sheet, self.form.lang
        value = Look(look.size, look.ink, bold=True, paper=look.paper, align="center", framed=True,
                     format=f'"{phrase("form.level")[lang]} "0')
        sheet.put(f"A{row}", _LEVEL)
        sheet.put(f"{_ID}{row}", "" if code == "overall" else code, replace(look, align="center", indent=0))
        sheet.put(f"{_WORDS}{row}", words, look)
        known = code == "overall" or code in self._common.whole
        sheet.put(f"{_VALUE}{row}", token_of(_LEVEL + code) if known else phrase("past.new")[lang], value)
        self.live.measure(sheet, f"{_NOW}{row}", f"level.{code}", value)
        room = self._widths[_WORDS] - _INDENT * look.indent
        sheet.tall(row, height((words, room), name=look.size, bold=True))

    def _topic(self, row: int, topic: Topic) -> Iterator[int]:
        """Draw a topic and its questions from a row on; yield each row."""
        self._level(row, topic.id, topic.name[self.form.lang], Look(bold=True, paper="topic", framed=True, indent=1))
        yield row
        for question in topic.questions:
            if question.id in self._common.questions and question.type != "text":
                row += 1
                self._question(row, question)
                yield row

    def _question(self, row: int, question: Question) -> None:
        words, link, answer = question.text[self.form.lang], f"{_ID}{row}", Look(framed=True, align="center")
        # not every program wraps a link: the number alone is one
        number = printed_numbers(self.form.edition)[question.id].number or _ARROW
        self.sheet.put(link, number, Look(ink="pillar", underline=True, framed=True, align="center"))
        self.sheet.ws[link].hyperlink = Hyperlink(ref=link, location=f"answer.{question.id}")
        self.sheet.put(f"{_WORDS}{row}", words, Look(framed=True, indent=1))
        self.sheet.put(f"{_VALUE}{row}", token_of(question.id), answer)
        before = self.of.edition.questions[self._common.questions[question.id]]
        longest = [(label, self._widths[_VALUE] - _INDENT) for label in _labels(before, self.form.lang)]
        self.sheet.tall(row, height((words, self._widths[_WORDS] - _INDENT), *longest))


def _labels(question: Question, lang: Lang) -> list[str]:
    return [choice.label[lang] for choice in question.choices]


def _level_words(level: int, lang: Lang) -> str:
    """Return what stands for a level of last year; a level of this year is a number whose format says the same."""
    return f"{phrase('form.level')[lang]} {level}"


class LastYearCells:
    """The cells of the sheet that differ from agency to agency, ready to be filled."""

    def __init__(self, form: Form, of: LastYear, cells: StampedCells) -> None:
        common = of.common(form.edition)
        self._lang, self._questions, self._part = form.lang, of.edition.questions, cells
        levels = [key for key in cells.keys if key.startswith(_LEVEL)]
        answers = [key for key in cells.keys if not key.startswith(_LEVEL)]
        self._levels = _Shown([common.whole.get(key[len(_LEVEL):], "overall") for key in levels], self._level)
        self._answers = _Shown([common.questions[key] for key in answers], self._answer)
        self._in_order = itemgetter(*map([*levels, *answers].index, cells.keys))

    def filled(self, past: Past | None) -> Deflated:
        """Return the part of shared texts with what an agency had; without it, none of it is known."""
        levels, said = (past.levels, past.said()) if past else ({}, {})
        return self._part.filled(self._in_order(self._levels.items(levels) + self._answers.items(said)))

    def _level(self, _: str, level: int) -> str:
        return _level_words(level, self._lang)

    def _answer(self, name: str, raw: str) -> str:
        """Return what stands for an answer as data files spell it: a number is a plain decimal there."""
        question = self._questions[name]
        match from_data(question, raw):
            case bool() as answer:
                return yes_no(answer)[self._lang]
            case _:
                return {choice.key: choice.label[self._lang] for choice in question.choices}.get(raw, raw)


class _Shown:
    """Cells that show what an agency had at the old ids `names`; `words` says what is shown of it."""

    def __init__(self, names: Sequence[str], words: Callable[[str, Any], str]) -> None:
        self._names, self._words = tuple(names), words
        #: What each cell has shown, by what an agency had: they have most in common.
        self._known = tuple(dict[str | int | None, bytes]({None: shared_item(NOTHING)}) for _ in names)

    def items(self, had: Mapping[str, str | int]) -> list[bytes]:
        """Return the shared text of each cell for what an agency had, by id."""
        found = list(map(dict.get, self._known, map(had.get, self._names)))
        for place in [place for place, item in enumerate(found) if item is None]:
            name, known = self._names[place], self._known[place]
            found[place] = item = shared_item(self._words(name, had[name]))
            if len(known) < _MANY:
                known[had[name]] = item
        return found  # type: ignore[return-value]
