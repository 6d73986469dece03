"""The form's hidden sheet of formulas: each question's aspects, each measure, compiled from the same rules as Python's.

Columns A–E, one row a question: id, given, asked, answered, amount. Columns G–O, one row a topic, sub-pillar, pillar and
`overall`: code, answered, missing, status, exact score, shown score, level, topics it rests on, inherited score.
Column Q: what is counted over the whole form. The choice lists stand on a sheet of their own.
"""

from __future__ import annotations

from fractions import Fraction

from dgmm_excel import expr
from dgmm_excel.edition import Edition, Question, asked
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import Form
from dgmm_excel.form.sheet import Sheet, Shown, Shows, quoted
from dgmm_excel.formula import Place, condition, formula
from dgmm_excel.measures import measures
from dgmm_excel.text import Lang, phrase

SHEET, LISTS = anchors.FORMULAS, anchors.LISTS
_FIRST = 3
_ASPECTS = {"given": "B", "asked": "C", "answered": "D", "amount": "E"}
_MEASURES = {
    "answered": "H", "missing": "I", "status": "J", "exact": "K", "score": "L", "level": "M", "rests": "N", "inherited": "O",
}
_WHOLE_FORM = {"form.given": 3, "progress.answered": 4, "progress.missing": 5}


class Machine:
    """Where everything stands on the hidden sheet; `formula.Places` for the compiler."""

    def __init__(self, form: Form) -> None:
        self.form = form
        edition = form.edition
        self._questions = {name: row for row, name in enumerate(edition.questions, start=_FIRST)}
        self._codes = {code: row for row, code in enumerate(edition.ids, start=_FIRST)}
        self._lists = _choice_lists(edition, form.lang)

    def cell(self, aspect: expr.Aspect, question: str) -> Place:
        return Place(_ASPECTS[aspect], self._questions[question])

    def measure(self, name: str) -> Place:
        if name in _WHOLE_FORM:
            return Place("Q", _WHOLE_FORM[name])
        what, _, code = name.partition(".")
        return Place(_MEASURES[what], self._codes[code])

    def whole(self, question: str) -> bool:
        return self.form.edition.questions[question].type != "number"

    def ref(self, name: str) -> str:
        """A measure's cell for a formula on another sheet."""
        return f"{SHEET}!{_absolute(self.measure(name))}"

    @property
    def asked(self) -> dict[str, tuple[str, Place]]:
        """By question, where it is not asked in any case: the name and the place of the cell that says whether it is.

        A rule that colours cells may not point to another sheet's cells, but it may use names.
        """
        return {
            name: (f"asked.{name}", self.cell("asked", name))
            for name, question in self.form.edition.questions.items() if question.asked_when is not None
        }

    def list_of(self, question: Question) -> str:
        """The range that holds the question's choices."""
        column, labels = self._lists[_labels(question, self.form.lang)]
        return f"{LISTS}!${column}$1:${column}${len(labels)}"

    # -- drawing -----------------------------------------------------------------------------------

    def draw(self, sheet: Sheet, lists: Sheet) -> None:
        """Write both hidden sheets."""
        for cell, head in zip("ABCDEGHIJKLMNOQ", (
            "question", "given", "asked", "answered", "amount",
            "code", "answered", "missing", "status", "exact", "score", "level", "rests on", "inherited", "whole form",
        ), strict=True):
            sheet.put(f"{cell}{_FIRST - 1}", head)
        for question in self.form.edition.questions.values():
            self._draw_question(sheet, question)
        for code in self.form.edition.ids:
            sheet.put(f"G{self._codes[code]}", code)
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
        sheet.formula(f"B{row}", self._given(question, answer), lambda state: state.given[name])
        when = asked(self.form.edition, question)
        asked_text = "1" if when is None else f"IF({condition(when, self)},1,0)"
        sheet.formula(f"C{row}", asked_text, lambda state: state.asked[name])
        sheet.formula(f"D{row}", f"B{row}*C{row}", lambda state: state.answered[name])
        sheet.formula(f"E{row}", f"IF(D{row}=1,{self._amount(question, answer)},0)",
                      lambda state: shown(state.amount[name]))

    def _given(self, question: Question, answer: str) -> str:
        match question.type:
            case "yes_no":
                yes, no = (phrase(f"answer.{word}")[self.form.lang] for word in ("yes", "no"))
                return f'IF(OR({answer}="{yes}",{answer}="{no}"),1,0)'
            case "choice":
                return f"IF(ISNUMBER(MATCH({answer},{self.list_of(question)},0)),1,0)"
            case "text":
                # Excel's TRIM leaves the no-break spaces that pasted texts bring
                return f'IF(LEN(TRIM(SUBSTITUTE({answer},"\u00a0"," ")))>0,1,0)'
            case _:
                return f"IF(ISNUMBER({answer}),IF(AND({','.join(self._within(question, answer))}),1,0),0)"

    def _within(self, question: Question, answer: str) -> list[str]:
        limits = [f"{answer}>={_plain(question.minimum)}"] if question.minimum is not None else []
        limits += [f"{answer}<={_plain(question.maximum)}"] if question.maximum is not None else []
        return limits + ([f"{answer}=INT({answer})"] if question.type == "integer" else [])

    def _amount(self, question: Question, answer: str) -> str:
        match question.type:
            case "yes_no":
                return f'IF({answer}="{phrase("answer.yes")[self.form.lang]}",1,0)'
            case "choice":
                return f"MATCH({answer},{self.list_of(question)},0)-1"
            case "text":
                return "1"
            case _:
                return answer


def _shows_measure(name: str) -> Shows:
    return lambda state: shown(state.measures[name])


def shown(value: int | Fraction | None) -> Shown:
    """A computed value as a cell shows it."""
    if value is None:
        return ""
    return value.numerator if value.denominator == 1 else float(value)


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


def _absolute(place: Place) -> str:
    return f"${place.column}${place.row}"


def _labels(question: Question, lang: Lang) -> tuple[str, ...]:
    if question.type == "yes_no":
        return phrase("answer.yes")[lang], phrase("answer.no")[lang]
    return tuple(choice.label[lang] for choice in question.choices)


def _choice_lists(edition: Edition, lang: Lang) -> dict[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    """Each different list of choices and its column on the sheet of lists."""
    from openpyxl.utils import get_column_letter

    listed = (q for q in edition.questions.values() if q.type in ("yes_no", "choice"))
    lists = dict.fromkeys(_labels(question, lang) for question in listed)
    return {labels: (get_column_letter(place), labels) for place, labels in enumerate(lists, start=1)}
