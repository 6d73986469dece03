"""The words of a topic's levels read back: what they claim of the answers, from the finished text alone.

A text is taken apart by the phrases it can be made of, and by what the edition names (labels, choices, numbers); a number
that it states counts, not the one that the rule has. What is an author's free text (a label, `lowest`) is taken to mean its
condition; of that nothing is proven but that the thresholds it writes in digits are the rule's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any

from dgmm_excel.model import expr
from dgmm_excel.model import rules as kinds
from dgmm_excel.model.conditions import Count, NumberFrom, Share, percent
from dgmm_excel.model.figure_rules import Growth, NumberLimits, WeightedLimits, decimal, sample_size
from dgmm_excel.model.rule_data import RulePart
from dgmm_excel.model.rule_kind import RuleKind
from dgmm_excel.proving.wording import unsaid
from dgmm_excel.text import Lang, Text, phrase

#: The words of levels in one language, by level.
Words = Mapping[int, str]
#: Stands for the part of a phrase that is to be found.
_HOLE = "\x00"
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_RANGE = re.compile(r"(\d+)\s*[–-]\s*\d+")
#: A number above this is part of a name: ISO/IEC 27001, 2566.
_A_NAME = 100


@dataclass
class Claims:
    """What words claim: of some levels when they are reached. `alone`: no two of them hold for the same answers; else the
    highest that holds counts. `scope` is for which answers they are meant, None for all. `lost` has what cannot be read:
    the level, the phrase that says why, its words. `free` counts authors' texts.
    """

    says: dict[int, expr.Predicate] = field(default_factory=dict)
    alone: bool = False
    scope: expr.Predicate | None = None
    lost: list[tuple[int, str, Mapping[str, object]]] = field(default_factory=list)
    free: int = 0

    def miss(self, level: int, key: str, **words: object) -> None:
        """Note what the words of a level do not say."""
        self.lost.append((level, key, words))


@dataclass(frozen=True)
class Reader:
    """Reads words in one language, of levels from the lowest to the highest."""

    questions: Any
    lang: Lang
    levels: range

    def read(self, rule: RuleKind, words: Words) -> Claims | None:
        """Return what the words of a rule claim; None for a kind of rule whose words are not read."""
        match rule:
            case kinds.Steps() | kinds.NumberSteps():
                return self._counts(rule, words)
            case kinds.Levels():
                return self._levels(rule, words)
            case kinds.ByChoice():
                return self._by_choice(rule, words)
            case kinds.ByAnswer():
                return self._by_answer(rule, words)
            case kinds.Best():
                return self._best(rule, words)
            case NumberLimits() | WeightedLimits():
                return self._limits(rule, words)
            case Growth():
                return self._growth(rule, words)
            case _:
                return None

    def _text(self, key: str, **words: object) -> str:
        return phrase(key, **words)[self.lang]

    def _inside(self, text: str, key: str, **words: object) -> str | None:
        """Return the part of a text that a phrase puts in as `words`; None if the text is not made of it."""
        before, _, after = self._text(key, **{"words": _HOLE, **words}).partition(_HOLE)
        fits = text.startswith(before) and text.endswith(after) and len(text) > len(before) + len(after)
        return text[len(before):len(text) - len(after)].strip() if fits else None

    def _reached(self, rule: RuleKind) -> list[int]:
        return [level for level in rule.reachable(self.questions) if level != self.levels[0]]

    def _lowest(self, rule: RuleKind, found: Claims, words: Words, derived: Mapping[str, expr.Predicate]) -> None:
        """Take the words of the lowest level: an author's, or one of those that can be derived with what they claim."""
        text = words[self.levels[0]]
        if rule.lowest_words is not None:
            found.free += 1
            if text != rule.lowest_words[self.lang]:
                found.miss(self.levels[0], "proof.lost_lowest")
        elif text in derived:
            found.says[self.levels[0]] = derived[text]
        else:
            found.miss(self.levels[0], "proof.unread")

    # -- counts ------------------------------------------------------------------------------------

    def _counts(self, rule: kinds.Steps | kinds.NumberSteps, words: Words) -> Claims:
        found = Claims(alone=True)
        if isinstance(rule, kinds.Steps):
            counted: expr.Expr = expr.count(tuple(term.lower(self.questions) for term in rule.of))
            most: int | None = len(rule.of)
            found.free += sum(term.label is not None for term in rule.of)
        else:
            limit = self.questions[rule.number].maximum
            counted, most = expr.amount(rule.number), None if limit is None else int(limit)
        ranges = self._ranges(rule, most)
        for level in self._reached(rule):
            said = ranges.get(words[level], set())
            if len(said) != 1:
                found.miss(level, "proof.ambiguous" if said else "proof.unread")
                continue
            if rule.lead is not None and rule.lead[self.lang] not in words[level]:
                found.miss(level, "proof.lost_part", part=rule.lead[self.lang])
            (least, top), = said
            bounds = (expr.at_least(counted, least), *(() if top is None else (expr.Compare(counted, "<=", expr.number(top)),)))
            found.says[level] = expr.All(bounds)
        none = self._text("rule.count_none", noun=rule.noun, most=most)
        self._lowest(rule, found, words, {none: expr.Compare(counted, "<=", expr.number(0))})
        return found

    def _ranges(self, rule: kinds.Steps | kinds.NumberSteps, most: int | None) -> Mapping[str, set[tuple[int, int | None]]]:
        """Return the ranges of counts that each text can stand for."""
        ends = sorted({near for at in rule.at for near in (at - 1, at, at + 1)} | ({most} if most is not None else set()))
        texts: dict[str, set[tuple[int, int | None]]] = {}

        def put(key: str, least: int, top: int | None) -> None:
            text = phrase(key, least=least, top=top, noun=rule.noun, most=most)
            if rule.lead is not None:
                text = phrase("rule.lead", lead=rule.lead, words=text)
            texts.setdefault(text[self.lang], set()).add((least, top))

        for end in ends:
            put("rule.count_from", end, None)
            put("rule.count_one", end, end)
        for least, top in combinations(ends, 2):
            put("rule.count_range", least, top)
        return texts

    # -- a condition for each level ----------------------------------------------------------------

    def _levels(self, rule: kinds.Levels, words: Words) -> Claims:
        found = Claims()
        for level, condition in rule.levels.items():
            own, whole = condition.describe(self.questions)[self.lang], words[level]
            when = condition.lower(self.questions)
            below = [one for one in found.says if self._inside(whole, "rule.and_below", level=one) == own.strip()]
            if below:
                when = expr.All((found.says[below[0]], when))
            elif whole != own:
                found.miss(level, "proof.unread")
            found.says[level] = when
            for one in unsaid(condition, own, self.questions, self.lang):
                found.miss(level, "proof.lost_part", part=one)
            found.free += _labels(condition)
            for threshold in thresholds(condition):
                if not _written(threshold, own):
                    found.miss(level, "proof.lost_number", number=threshold)
        first = min(found.says)
        derived = self._text("rule.lowest", level=first, words=words[first])
        self._lowest(rule, found, words, {derived: expr.Not(found.says[first])})
        return found

    # -- rules inside rules ------------------------------------------------------------------------

    def _by_choice(self, rule: kinds.ByChoice, words: Words) -> Claims:
        found, question = Claims(alone=True, scope=expr.answered(rule.question)), self.questions[rule.question]
        said: dict[int, list[expr.Predicate]] = {}
        for place, (key, one) in enumerate(rule.rules.items()):
            lines = {level: self._line(text, place, len(rule.rules), question.choice(key)) for level, text in words.items()}
            for level in self._reached(one):
                if lines.get(level) is None:
                    found.miss(level, "proof.lost_part", part=question.choice(key)[self.lang])
            lowest = lines[self.levels[0]] or words[self.levels[0]]
            inner = self.read(one, {level: text or "" for level, text in lines.items()} | {self.levels[0]: lowest})
            if inner is None:
                return found
            here = expr.Compare(expr.amount(rule.question), "=", expr.number(question.rank(key)))
            for level, when in inner.says.items():
                said.setdefault(level, []).append(expr.All((here, when)))
            found.lost += inner.lost
            found.free, found.alone = found.free + inner.free, found.alone and inner.alone
        found.says = {level: expr.Any(tuple(terms)) for level, terms in said.items()}
        if len(said.get(self.levels[0], ())) != len(rule.rules):
            found.says.pop(self.levels[0], None)
        return found

    def _line(self, text: str, place: int, of: int, choice: Text) -> str | None:
        lines = text.split(self._text("rule.next_line"))
        if len(lines) != of or choice[self.lang] not in lines[place]:
            return None
        return self._inside(lines[place], "rule.for_choice", choice=choice)

    def _by_answer(self, rule: kinds.ByAnswer, words: Words) -> Claims:
        found, question = Claims(alone=True, scope=expr.answered(rule.question)), self.questions[rule.question]
        labels = {key: question.choice(key) for key in rule.levels}
        for level in rule.reachable(self.questions):
            if level == self.levels[0] and rule.lowest_words is not None:
                found.free += 1
                continue
            named = [key for key, label in labels.items() if words[level] == label[self.lang]] or [
                key for key, label in labels.items() if self._text("condition.item", item=label) in words[level]]
            if not named:
                found.miss(level, "proof.unread")
                continue
            ranks = (expr.number(question.rank(key)) for key in named)
            found.says[level] = expr.Any(tuple(expr.Compare(expr.amount(rule.question), "=", rank) for rank in ranks))
        return found

    def _best(self, rule: kinds.Best, words: Words) -> Claims:
        found, said = Claims(), dict[int, list[expr.Predicate]]()
        inside = {level: self._inside(words[level], "rule.in_one", noun=rule.noun) for level in self._reached(rule)}
        lost = [level for level, text in inside.items() if text is None]
        for level in lost:
            found.miss(level, "proof.unread")
        for place, one in enumerate(rule.each):
            lowest = one.lowest(self.questions)[self.lang]
            inner = self.read(one, {level: text or "" for level, text in inside.items()} | {self.levels[0]: lowest})
            if inner is None:
                return found
            for level, when in inner.says.items():
                said.setdefault(level, []).append(when)
            found.lost += [miss for miss in inner.lost if miss not in found.lost and miss[0] not in lost]
            found.free += inner.free if place == 0 else 0
        found.says = {level: expr.Any(tuple(terms)) for level, terms in said.items() if level != self.levels[0]}
        if rule.lowest_words is None and words[self.levels[0]] != self._text("rule.in_none", noun=rule.noun):
            found.miss(self.levels[0], "proof.unread")
        found.free += rule.lowest_words is not None
        return found

    # -- figures -----------------------------------------------------------------------------------

    def _limits(self, rule: NumberLimits | WeightedLimits, words: Words) -> Claims:
        found = Claims(alone=True, scope=rule.ready())
        name = "limit" if isinstance(rule, NumberLimits) else "weighted"
        unit = self.questions[rule.number].unit if isinstance(rule, NumberLimits) else None
        texts: dict[str, set[tuple[Fraction | None, Fraction | None]]] = {}
        for over in rule.upto:
            text = self._text(f"rule.{name}_above", over=decimal(over), unit=unit)
            texts.setdefault(text, set()).add((over, None))
            texts.setdefault(self._text(f"rule.{name}_lowest", top=decimal(over), unit=unit), set()).add((None, over))
            for top in rule.upto:
                text = self._text(f"rule.{name}_between", over=decimal(over), top=decimal(top), unit=unit)
                texts.setdefault(text, set()).add((over, top))
        for level in (self.levels[0], *self._reached(rule)):
            said = texts.get(words[level], set())
            if level == self.levels[0] and rule.lowest_words is not None:
                found.free += 1
            elif len(said) != 1:
                found.miss(level, "proof.ambiguous" if said else "proof.unread")
            else:
                found.says[level] = _between(rule, *next(iter(said)))
        return found

    def _growth(self, rule: Growth, words: Words) -> Claims:
        found, gate = Claims(alone=True), rule.gate()
        marks: list[set[Fraction]] = [set() for _ in rule.below]
        _, some, *growing, highest = self.levels
        if words[some] != self._text("growth.some"):
            found.miss(some, "proof.unread")
        for place, level in enumerate((*growing, highest)):
            said = [(low, high) for low in rule.below for high in rule.below
                    if words[level] == self._mark(place, level == highest, low, high)]
            if not said:
                found.miss(level, "proof.unread")
            between = 0 < place < len(marks)
            for low, high in said:
                marks[place - 1 if place else 0].add(low)
                if between:
                    marks[place].add(high)
        if any(len(mark) != 1 for mark in marks):
            found.miss(highest, "proof.ambiguous")
            return found
        above: list[expr.Predicate] = []
        for step in rule.model_copy(update={"below": tuple(mark.pop() for mark in marks)}).steps(self.questions):
            found.says[step.level] = expr.All((gate, step.when, *map(expr.Not, above)))
            above.append(step.when)
        self._lowest(rule, found, words, {self._text("growth.lowest"): expr.Not(gate)})
        return found

    def _mark(self, place: int, highest: bool, low: Fraction, high: Fraction) -> str:
        """Return the words of a level of growth with one mark, or between two."""
        if highest:
            return self._text("growth.from_mark", high=percent(low))
        if place == 0:
            return self._text("growth.grown", low=percent(low))
        return self._text("growth.between", low=percent(low), high=percent(high))


def _between(rule: NumberLimits | WeightedLimits, over: Fraction | None, top: Fraction | None) -> expr.Predicate:
    """Return that the figure of a rule by limits is above one of them, and not above another."""
    if isinstance(rule, NumberLimits):
        def above(limit: Fraction) -> expr.Predicate:
            return expr.Compare(expr.amount(rule.number), ">", expr.Number(limit))
    else:
        sample = sample_size(expr.amount(rule.staff))
        reached = expr.Product(expr.amount(rule.mean), expr.Extreme("least", (expr.amount(rule.takers), sample)))
        gate = rule.gate()

        def above(limit: Fraction) -> expr.Predicate:
            return expr.All((gate, expr.Compare(reached, ">", expr.Product(expr.Number(limit), sample))))

    ends = (*(() if over is None else (above(over),)), *(() if top is None else (expr.Not(above(top)),)))
    return expr.All(ends)


# -- authors' texts --------------------------------------------------------------------------------


def _labels(part: RulePart) -> int:
    """Return how many authors' texts describe a condition."""
    if getattr(part, "label", None) is not None:
        return 1
    return sum(map(_labels, part.parts()))


def thresholds(condition: RulePart) -> Iterator[str]:
    """Yield the thresholds, as people write them, that the label of a condition stands for."""
    if getattr(condition, "label", None) is not None:
        yield from _thresholds(condition)


def _thresholds(condition: RulePart) -> Iterator[str]:
    match condition:
        case Count(count=terms, at_least=least, among=None) if 1 < least < len(terms):
            yield str(least)
        case NumberFrom(at_least=least):
            yield decimal(least)
        case Share():
            bound = condition.above if condition.above is not None else condition.at_least
            if bound:
                yield percent(bound)
    for part in condition.parts():
        if getattr(part, "label", None) is None:
            yield from _thresholds(part)


def _written(threshold: str, text: str) -> bool:
    """Whether a text has the number, or writes none in digits at all; those of years and of standards are names."""
    least_of_ranges = _RANGE.sub(r"\1", text)
    digits = [one for one in _DIGITS.findall(least_of_ranges) if Fraction(one) <= max(Fraction(_A_NAME), Fraction(threshold))]
    return not digits or threshold in digits


def doubled(terms: Iterable[RulePart], questions: Any) -> bool:
    """Whether two of the conditions that are counted are the same."""
    lowered = [term.lower(questions) for term in terms]  # type: ignore[attr-defined]
    return len(lowered) != len(set(lowered))
