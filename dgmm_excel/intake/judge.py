"""One cell's value and one question: is it an answer, after a repair or at once? Nothing is ever guessed.

    question   accepted    repaired                                                            rejected
    yes/no     the label   other letter forms: DG201                                           DG101
                           the other language's label, yes, no, y, n, true, 1, 0, ✓: DG202
    choice     the label   other letter forms or case: DG201                                   DG101
                           the other language's label, the key: DG202
    number     a number    a number as text, Thai digits, thousands, % of 100: DG203           DG102, DG103, DG104
    text       any value

Any question: a text longer than a cell can hold is DG113, an error value DG105, what no program can read DG121, a formula
without a value DG106, a formula's value is taken with DG204.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from dgmm_excel.intake.returned_form import State
from dgmm_excel.intake.tidy import (
    as_seen,
    clipped,
    folded,
    is_blank,
    is_error,
    may_be_thousands,
    number_in,
    number_text,
    plain_text,
    squeezed,
    visible,
)
from dgmm_excel.model.edition import ChoiceLabel, Edition, Question
from dgmm_excel.scoring.answers import Answer, limits
from dgmm_excel.text import LANGS, Lang, Text, phrase, yes_no
from dgmm_excel.xlsx.a1 import MAX_TEXT
from dgmm_excel.xlsx.grid import UNREADABLE, Value

#: Why a value is not simply accepted: a code of the catalogue of faults, and what fills its texts.
Reason = tuple[str, Mapping[str, str | Text]]

_YES_WORDS = ("yes", "y", "true", "1", "✓", "✔", "☑", "✅")
_NO_WORDS = ("no", "n", "false", "0")
_SHOWN_CHOICES = 5
_SHOWN_LABEL = 60


class Judgement(NamedTuple):
    """The result of judging a value. `value` is None if there is no answer; `reasons` say why it is not simply accepted."""

    state: State
    value: Answer | None = None
    reasons: tuple[Reason, ...] = ()


BLANK = Judgement("blank")


def judge(
    question: Question, lang: Lang, raw: Value, *,
    error: str | None = None, formula: bool = False, uncached: bool = False,
) -> Judgement:
    """Judge a cell's value as an answer to the question, in a form of that language.

    `error`: the error value in the cell. `formula`: the value is a formula's. `uncached`: a formula without a cached value.
    """
    return judged(judge_of(question, lang), raw, error=error, formula=formula, uncached=uncached)


class Judge(NamedTuple):
    """Judges the values of one question: its own labels by lookup, any other value that is not blank by `other`.

    `allowed` says for people what is an answer.
    """

    labels: Mapping[str, Judgement]
    other: Callable[[Value], Judgement]
    allowed: str | Text


def judged(
    of: Judge, raw: Value, *, error: str | None = None, formula: bool = False, uncached: bool = False
) -> Judgement:
    """Judge a value as `judge` does, with the question's judge at hand."""
    if not formula and isinstance(raw, str) and raw in of.labels:
        return of.labels[raw]
    if isinstance(raw, str) and len(raw) > MAX_TEXT:
        # not tidied: that takes many times the memory of a text of millions of characters
        return _rejected("DG113", allowed=of.allowed, longest=f"{MAX_TEXT:,}")
    if error == UNREADABLE:
        return _rejected("DG121", allowed=of.allowed)
    if error is not None or is_error(raw):
        return _rejected("DG105", allowed=of.allowed)
    if uncached:
        return _rejected("DG106", allowed=of.allowed)
    verdict = BLANK if is_blank(raw) else (of.labels.get(raw) if isinstance(raw, str) else None) or of.other(raw)
    if formula and verdict.value is not None:
        return Judgement("repaired", verdict.value, (*verdict.reasons, ("DG204", {"taken": clipped(plain_text(raw))})))
    return verdict


@cache
def judges(edition: Edition, lang: Lang) -> Mapping[str, Judge]:
    """Return the judge of every question of an edition, by id, for forms of that language."""
    return {name: judge_of(question, lang) for name, question in edition.questions.items()}


def readings(question: Question, lang: Lang) -> Mapping[str, Answer]:
    """Return every text, `folded`, that answers a yes/no or choice question, with its answer; empty for other questions."""
    if question.type == "yes_no":
        return _yes_no(lang).read
    return _choice(question.choices, lang).read if question.type == "choice" else {}


def judge_of(question: Question, lang: Lang) -> Judge:
    """Return the judge of a question."""
    match question.type:
        case "yes_no":
            return _yes_no(lang).as_judge()
        case "choice":
            return _choice(question.choices, lang).as_judge()
        case "text":
            return Judge({}, _text, phrase("answer.text"))
        case "integer" | "number":
            return _Numbers(question).as_judge()


def _rejected(code: str, **params: str | Text) -> Judgement:
    return Judgement("rejected", None, ((code, params),))


# -- labels ----------------------------------------------------------------------------------------


class _Labels:
    """The ways to write the choices of a question, from the label itself to those that need a repair."""

    def __init__(self, choices: tuple[ChoiceLabel, ...], lang: Lang, values: Iterable[Answer]) -> None:
        pairs = list(zip(choices, values, strict=True))
        own = [(choice.label[lang], value) for choice, value in pairs]
        self.exact: dict[str, Judgement] = {label: Judgement("accepted", value) for label, value in own}
        self.taken = {value: label for label, value in own}
        self.own = _unambiguous((squeezed(label), value) for label, value in own)
        self.own_folded = _unambiguous((folded(label), value) for label, value in own)
        self.own_seen = _unambiguous((as_seen(folded(label)), value) for label, value in own)
        self.others = _unambiguous(
            (folded(choice.label[other]), value) for choice, value in pairs for other in LANGS if other != lang
        )
        self.read: dict[str, Answer] = {}
        self.allowed = _allowed([label for label, _ in own])
        self.rejected = _rejected("DG101", allowed=self.allowed)

    def as_judge(self) -> Judge:
        return Judge(self.exact, self.judge, self.allowed)

    def judge(self, raw: Value) -> Judgement:
        """Judge a value that is not one of the question's own labels."""
        raise NotImplementedError(type(self).__name__)

    def judge_unread(self, tidied: str) -> Judgement:
        """Judge a `folded` text that is none of the known ones: of labels, exactly one may look like it."""
        value = self.own_seen.get(as_seen(tidied))
        return self.rejected if value is None else self.repaired("DG201", value)

    def repaired(self, code: str, value: Answer) -> Judgement:
        return Judgement("repaired", value, ((code, {"taken": self.taken[value]}),))


def _unambiguous(pairs: Iterable[tuple[str, Answer]]) -> dict[str, Answer]:
    """Return the pairs by text, without texts that have more than one value."""
    found: dict[str, list[Answer]] = {}
    for text, value in pairs:
        known = found.setdefault(text, [])
        if value not in known:
            known.append(value)
    return {text: values[0] for text, values in found.items() if len(values) == 1}


def _allowed(labels: list[str]) -> str:
    shown = [clipped(label, _SHOWN_LABEL) for label in labels[:_SHOWN_CHOICES]]
    return " / ".join([*shown, "…"] if len(labels) > _SHOWN_CHOICES else shown)


class _YesNo(_Labels):
    def __init__(self, lang: Lang) -> None:
        super().__init__((ChoiceLabel("yes", yes_no(True)), ChoiceLabel("no", yes_no(False))), lang, (True, False))
        self.read = {
            **dict.fromkeys(_YES_WORDS, True), **dict.fromkeys(_NO_WORDS, False), **self.others, **self.own_folded,
        }

    def judge(self, raw: Value) -> Judgement:
        if isinstance(raw, str):
            tidied = squeezed(raw)
            if tidied in self.own:
                return self.repaired("DG201", self.own[tidied])
            small = tidied.casefold()
            value = self.read.get(small)
            if value is None:
                return self.judge_unread(small)
        else:
            value = bool(raw) if isinstance(raw, bool | int | float) and raw in (0, 1) else None
        return self.rejected if value is None else self.repaired("DG202", value)


class _Choice(_Labels):
    def __init__(self, choices: tuple[ChoiceLabel, ...], lang: Lang) -> None:
        super().__init__(choices, lang, [choice.key for choice in choices])
        self.keys = _unambiguous((folded(choice.key), choice.key) for choice in choices)
        self.read = {**self.keys, **self.others, **self.own_folded}

    def judge(self, raw: Value) -> Judgement:
        if isinstance(raw, str):
            small = folded(raw)
            if small in self.own_folded:
                return self.repaired("DG201", self.own_folded[small])
            value = self.read.get(small)
            if value is None:
                return self.judge_unread(small)
        elif isinstance(raw, int | float) and not isinstance(raw, bool):
            value = self.keys.get(plain_text(raw))
        else:
            value = None
        return self.rejected if value is None else self.repaired("DG202", value)


@cache
def _yes_no(lang: Lang) -> _YesNo:
    return _YesNo(lang)


@cache
def _choice(choices: tuple[ChoiceLabel, ...], lang: Lang) -> _Choice:
    return _Choice(choices, lang)


# -- numbers and texts -----------------------------------------------------------------------------


def is_percentage(question: Question) -> bool:
    """Return whether a question asks for a number of 100, so that a percent sign may follow it."""
    return question.minimum == 0 and question.maximum == 100


class _Numbers:
    """Judges the numbers of one question exactly: floats are read as they are printed."""

    def __init__(self, question: Question) -> None:
        self.whole = question.type == "integer"
        self.minimum, self.maximum = question.minimum, question.maximum
        self.percent = is_percentage(question)
        bounded = self.minimum is not None or self.maximum is not None
        self.allowed = phrase("answer.whole" if self.whole else "answer.number", limits=limits(question) if bounded else "")

    def as_judge(self) -> Judge:
        return Judge({}, self.judge, self.allowed)

    def judge(self, raw: Value) -> Judgement:
        number: int | Fraction | None = None
        match raw:
            case bool():
                pass
            case int():
                number = raw
            case float() if math.isfinite(raw):
                number = int(raw) if raw.is_integer() else Fraction(str(raw))
            case str():
                number = number_in(raw, percent=self.percent)
                if self.whole and number is not None and may_be_thousands(raw):
                    return self._rejected("DG104")
        if number is None:
            return self._rejected("DG102")
        return self._within(number, as_text=isinstance(raw, str))

    def _within(self, number: int | Fraction, as_text: bool) -> Judgement:
        if self.whole and not isinstance(number, int):
            return self._rejected("DG104")
        if self.minimum is not None and number < self.minimum:
            return self._rejected("DG103")
        if self.maximum is not None and number > self.maximum:
            return self._rejected("DG103")
        if as_text:
            return Judgement("repaired", number, (("DG203", {"taken": number_text(number)}),))
        return Judgement("accepted", number)

    def _rejected(self, code: str) -> Judgement:
        return _rejected(code, allowed=self.allowed)


def _text(raw: Value) -> Judgement:
    return Judgement("accepted", visible(plain_text(raw)))
