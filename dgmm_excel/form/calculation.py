"""The form's hidden calculation sheet: the aspects of each question and each measure, compiled from the rules that Python uses.

Columns A–G, one row per question: id, settled (nothing left to do), asked, answered, amount, open, given. For a question
that is always asked, settled, answered and given are the same formula. Columns I–S, one row per topic, sub-pillar, pillar and
`overall`: code, answered, missing, status, exact score, shown score, level, number of topics it rests on, inherited score;
then, for pillars and `overall`, the index of the first open question, and for topics the index of their first question.
Column T: counts over the whole form. The lists of choices and of words are on a sheet of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from dgmm_excel.authoring.sheet import CachedValue, CachedValueOf, Sheet
from dgmm_excel.form import anchors
from dgmm_excel.form.formula import Place, condition, formula
from dgmm_excel.form.layout import Form
from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, Question, asked
from dgmm_excel.model.measures import UNUSABLE, is_plain, mark, measures, still_open
from dgmm_excel.scoring.computed import Computed, number_of
from dgmm_excel.text import Lang, phrase, yes_no
from dgmm_excel.xlsx.a1 import column_letters, quoted

SHEET, LISTS = anchors.FORMULAS, anchors.LISTS
_FIRST = 3
_SETTLED = "B"
_ASPECTS = {"asked": "C", "answered": "D", "amount": "E", "open": "F", "given": "G"}
_CODE, _FIRST_OPEN, _BEGINS = "I", "R", "S"
_MEASURES = {
    "answered": "J", "missing": "K", "status": "L", "exact": "M", "score": "N", "level": "O", "rests": "P", "inherited": "Q",
}
_WHOLE_FORM = {"form.given": 3}
_HEADS = {
    "A": "question", _SETTLED: "settled", "C": "asked", "D": "answered", "E": "amount", "F": "open", "G": "given",
    _CODE: "code", "J": "answered", "K": "missing", "L": "status", "M": "exact", "N": "score", "O": "level", "P": "rests on",
    "Q": "inherited", _FIRST_OPEN: "first open", _BEGINS: "begins at", "T": "whole form",
}


class CalculationSheet:
    """The layout of the hidden calculation sheet; also the `formula.Places` of the compiler."""

    def __init__(self, form: Form) -> None:
        self.form = form
        edition = form.edition
        self._questions = {name: row for row, name in enumerate(edition.questions, start=_FIRST)}
        self._codes = {code: row for row, code in enumerate(edition.ids, start=_FIRST)}
        self._lists: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}

    def cell(self, aspect: expr.Aspect, question: str) -> Place:
        of, row = self.form.edition.questions[question], self._questions[question]
        if aspect == "answered" and of.asked_when is None:
            aspect = "given"  # the same for a question that is always asked
        if aspect == "given" and is_plain(of):
            return Place(_SETTLED, row)
        return Place(_ASPECTS[aspect], row)

    def measure(self, name: str) -> Place:
        if name in _WHOLE_FORM:
            return Place("T", _WHOLE_FORM[name])
        what, _, code = name.partition(".")
        return Place(_MEASURES[what], self._codes[code])

    def whole(self, question: str) -> bool:
        return self.form.edition.questions[question].type != "number"

    def ref(self, name: str) -> str:
        """Return a measure's cell for a formula on another sheet."""
        return f"{SHEET}!{_absolute(self.measure(name))}"

    def mark(self, question: Question, answer: str) -> tuple[str, CachedValueOf]:
        """Return the formula, for another sheet, of the mark of a question's cell `answer`, and what computes its cached value.

        Only the formula sees a value in the cell that is not an answer.
        """
        there = _FromOtherSheets(self)
        shows, text = computed_mark(self.form.edition, question), formula(mark(self.form.edition, question), there)
        if question.answered_by == "agency":
            unusable = [f"{there.cell('given', question.id)}=0", f"IFERROR(LEN({answer}),1)>0"]
            if question.asked_when is not None:
                unusable.append(f"{there.cell('asked', question.id)}=1")
            text = f"IF(AND({','.join(unusable)}),{UNUSABLE},{text})"
        return text, shows

    def first_open(self, group: str) -> str:
        """Return the cell with the index, among all questions, of the first open one of a group; 0: none is open."""
        return f"{SHEET}!${_FIRST_OPEN}${self._codes[group]}"

    @property
    def ids(self) -> str:
        """The range of the ids of all questions."""
        return f"{SHEET}!$A${_FIRST}:$A${_FIRST + len(self._questions) - 1}"

    def topic_at(self, place: str) -> str:
        """Return the part of a formula that gives the topic of the question at an index among all questions."""
        last = _FIRST + len(self.form.edition.topics) - 1
        return f"LOOKUP({place},{SHEET}!${_BEGINS}${_FIRST}:${_BEGINS}${last},{SHEET}!${_CODE}${_FIRST}:${_CODE}${last})"

    def listed(self, words: tuple[str, ...]) -> str:
        """Return the range on the sheet of lists that holds those words, one below another."""
        column, _ = self._lists.setdefault(words, (column_letters(len(self._lists) + 1), words))
        return f"{LISTS}!${column}$1:${column}${len(words)}"

    def list_of(self, question: Question) -> str:
        """Return the range that holds the question's choices."""
        return self.listed(_labels(question, self.form.lang))

    # -- drawing -----------------------------------------------------------------------------------

    def draw(self, sheet: Sheet, lists: Sheet) -> None:
        """Write both hidden sheets."""
        for column, head in _HEADS.items():
            sheet.put(f"{column}{_FIRST - 1}", head)
        for question in self.form.edition.questions.values():
            self._draw_question(sheet, question)
        for code, row in self._codes.items():
            sheet.put(f"{_CODE}{row}", code)
        for group in ("overall", *(pillar.id for pillar in self.form.edition.pillars)):
            self._draw_first_open(sheet, group)
        self._draw_begins(sheet)
        for name, tree in measures(self.form.edition).items():
            sheet.formula(str(self.measure(name)), formula(tree, self), _shows_measure(name))
        for column, labels in self._lists.values():
            for row, label in enumerate(labels, start=1):
                lists.put(f"{column}{row}", label)

    def _draw_question(self, sheet: Sheet, question: Question) -> None:
        name, slot = question.id, self.form.slots[question.id]
        answer = f"{quoted(slot.sheet)}!${slot.column}${slot.row}"
        row = self._questions[name]
        sheet.put(f"A{row}", name)
        given, when = str(self.cell("given", name)), asked(self.form.edition, question)
        sheet.formula(given, self._given(question, answer), lambda state: state.given[name])
        sheet.formula(f"E{row}", self._amount(question, answer), lambda state: cached_value(state.amount[name]))
        if when is not None:
            sheet.formula(f"C{row}", f"IF({condition(when, self)},1,0)", lambda state: state.asked[name])
            sheet.formula(f"D{row}", f"{given}*C{row}", lambda state: state.answered[name])
        if not is_plain(question):
            sheet.formula(f"F{row}", formula(still_open(self.form.edition, question), self), lambda state: state.open[name])
            sheet.formula(f"{_SETTLED}{row}", f"1-F{row}", lambda state: 1 - state.open[name])

    def _draw_begins(self, sheet: Sheet) -> None:
        """Write the index of each topic's first question, in rising order; a topic without questions has a fraction."""
        place = 1 + len(self.form.edition.own_questions)
        for nth, topic in enumerate(self.form.edition.topics.values()):
            sheet.put(f"{_BEGINS}{self._codes[topic.id]}", place if topic.questions else place - 0.5 + nth / 1000)
            place += len(topic.questions)

    def _draw_first_open(self, sheet: Sheet, group: str) -> None:
        names, under = list(self.form.edition.questions), self.form.edition.questions_under(group)
        first, last = (names.index(question.id) + 1 for question in (under[0], under[-1]))
        cells = f"{_SETTLED}{_FIRST + first - 1}:{_SETTLED}{_FIRST + last - 1}"

        def shows(state: Computed) -> int:
            return next((place for place in range(first, last + 1) if state.open[names[place - 1]]), 0)

        sheet.formula(f"{_FIRST_OPEN}{self._codes[group]}", f"IFERROR({first - 1}+MATCH(0,{cells},0),0)", shows)

    def _given(self, question: Question, answer: str) -> str:
        match question.type:
            case "yes_no":
                yes, no = (phrase(f"answer.{word}")[self.form.lang] for word in ("yes", "no"))
                return f'IFERROR(IF(OR({answer}="{yes}",{answer}="{no}"),1,0),0)'
            case "choice":
                # compared again, because MATCH takes * and ? for any letters
                found = f"INDEX({self.list_of(question)},MATCH({answer},{self.list_of(question)},0))"
                return f"IFERROR(IF({found}={answer},1,0),0)"
            case "text":
                # Excel's TRIM keeps the no-break spaces of pasted texts
                return f'IFERROR(IF(LEN(TRIM(SUBSTITUTE({answer},"\u00a0"," ")))>0,1,0),0)'
            case _:
                return f"IF(ISNUMBER({answer}),IF(AND({','.join(self._within(question, answer))}),1,0),0)"

    def _within(self, question: Question, answer: str) -> list[str]:
        limits = [f"{answer}>={_plain(question.minimum)}"] if question.minimum is not None else []
        limits += [f"{answer}<={_plain(question.maximum)}"] if question.maximum is not None else []
        return limits + ([f"{answer}=INT({answer})"] if question.type == "integer" else [])

    def _amount(self, question: Question, answer: str) -> str:
        """Return the formula of the amount; 0 if the answer does not count.

        For a yes/no question that is always asked, it is whether the answer is yes.
        """
        yes = f'IFERROR(IF({answer}="{yes_no(True)[self.form.lang]}",1,0),0)'
        if question.type == "yes_no":
            return yes if question.asked_when is None else f"{self.cell('asked', question.id)}*{yes}"
        match question.type:
            case "choice":
                amount = f"MATCH({answer},{self.list_of(question)},0)-1"
            case "text":
                amount = "1"
            case _:
                amount = answer
        return f"IF({self.cell('answered', question.id)}=1,{amount},0)"


def computed_mark(edition: Edition, question: Question) -> Callable[[Computed], int]:
    """Return what computes the mark of a question's cell: an index into `measures.MARKS`."""
    name, value = question.id, number_of(mark(edition, question))

    def shows(state: Computed) -> int:
        if name in state.unusable and question.answered_by == "agency" and state.asked[name] and not state.given[name]:
            return UNUSABLE
        return int(value(state))

    return shows


def _shows_measure(name: str) -> CachedValueOf:
    return lambda state: cached_value(state.measures[name])


def cached_value(value: int | Fraction | None) -> CachedValue:
    """Return a computed value as a cell stores it."""
    if value is None:
        return ""
    return value.numerator if value.denominator == 1 else float(value)


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


def _absolute(place: Place) -> str:
    return f"${place.column}${place.row}"


def _labels(question: Question, lang: Lang) -> tuple[str, ...]:
    if question.type == "yes_no":
        return yes_no(True)[lang], yes_no(False)[lang]
    return tuple(choice.label[lang] for choice in question.choices)


class _FromOtherSheets:
    """The calculation sheet's cells for formulas on other sheets; also the `formula.Places` of the compiler."""

    def __init__(self, calculation: CalculationSheet) -> None:
        self._machine = calculation

    def cell(self, aspect: expr.Aspect, question: str) -> Place:
        return replace(self._machine.cell(aspect, question), sheet=SHEET)

    def measure(self, name: str) -> Place:
        return replace(self._machine.measure(name), sheet=SHEET)

    def whole(self, question: str) -> bool:
        return self._machine.whole(question)
