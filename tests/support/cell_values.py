"""What the cells of a form can hold, all at once: every combination of answers, scores and counts that formulas can meet.

Taken from the edition and from Python's own reading of answers. Cells of different questions vary freely, unless one gates
the other or a topic's count holds them together: more combinations than there are, never fewer.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations_with_replacement, product
from math import comb, nextafter, prod
from typing import Any

from dgmm_excel.form.calculation import SHEET, CalculationSheet
from dgmm_excel.model import expr
from dgmm_excel.model.edition import Question, asked
from dgmm_excel.model.figure_pairs import shares
from dgmm_excel.model.measures import MARKS, STATUSES, measures
from dgmm_excel.scoring.answers import checked, exact
from dgmm_excel.scoring.computed import Computed, computed, truth_of
from tests.support import oracle
from tests.support.answer_sets import AnswerSet, edition_of, extreme, not_answers
from tests.support.mutants import Node, leaves, located, parsed, walked
from tests.support.reach import Reach
from tests.support.recalculated import Cell, LiveForm, contents, place, typed

#: Between limits, what is made of numbers with these is no straight line.
_BENT = ("*", "/", "MOD", "ROUND", "MIN", "MAX")
#: Whole numbers up to here lie on every side of every line that a rule draws between a part and its whole.
_SMALL = 12
_POOLING = ("SUM", "COUNT", "MIN", "MAX")
#: What tells whether there is an inherited score.
_OF_INHERITED = ("inherited", "code", "status")
_ASPECTS: tuple[expr.Aspect, ...] = ("given", "asked", "answered", "amount", "open")


class Unprovable(Exception):
    """The inputs cannot be counted out."""


@dataclass(frozen=True)
class Held:
    """What a cell holds: one part of a question (an aspect, or `content`), of a code (`exact`, `score`, `level`), or a count."""

    what: str
    of: str
    part: str = ""

    @property
    def name(self) -> _Name:
        return self.what, self.of


#: What varies: a question, a code, a count…, and which.
_Name = tuple[str, str]
_State = Mapping[str, Any]


@dataclass(frozen=True)
class Varies:
    """One combination: the state of everything that varies, in a form that is blank or begun."""

    begun: bool = False
    states: Mapping[_Name, _State] = field(default_factory=dict)


class CellValues:
    """What the cells of one form can hold."""

    def __init__(self, live: LiveForm) -> None:
        self.live, self.edition, self.lang = live, live.edition, live.lang
        #: What was counted out once, of codes and of questions.
        self._states: dict[Any, tuple[_State, ...]] = {}

    @cached_property
    def held(self) -> Mapping[Cell, Held]:
        """What each cell that can vary holds."""
        found: dict[Cell, Held] = {}
        machine, form = CalculationSheet(self.live.form), self.live.form
        for name, slot in form.slots.items():
            found[place(slot.sheet, slot.cell)] = Held("question", name, "content")
            for aspect in reversed(_ASPECTS):  # one cell may stand for two of them, and then they are the same
                found[place(SHEET, str(machine.cell(aspect, name)))] = Held("question", name, aspect)
            if slot.question.topic is not None:
                found[place(slot.sheet, slot.mark)] = Held("mark", name)
        inherited = (f"inherited.{topic.id}" for topic in self.edition.topics.values() if topic.source == "inherited")
        for name in (*measures(self.edition), *inherited):
            what, _, of = name.partition(".")
            of_code = what in ("exact", "score", "level")
            found[place(SHEET, str(machine.measure(name)))] = Held("code", self._only_member(of), what) if of_code else Held(what, of)
        for group in ("overall", *(pillar.id for pillar in self.edition.pillars)):
            found[located(machine.first_open(group))] = Held("first open", group)
        filled_in = contents(form, AnswerSet(self.edition.id, {}))
        return {cell: held for cell, held in found.items() if cell in self.live.formulas or cell in filled_in}

    def _only_member(self, code: str) -> str:
        """Return the code whose score this one's is: of a sub-pillar of one topic that topic's."""
        members = [topic.id for topic in self.edition.sub_pillars[code].topics] if code in self.edition.sub_pillars else []
        return members[0] if len(members) == 1 else code

    def constant(self, cell: Cell) -> Any:
        """Return the value of a cell that cannot vary."""
        return self.live.constants.get(cell)

    def formula(self, cell: Cell) -> Node | None:
        """Return the formula in a cell of which it is not known what it can hold, to be read in its place."""
        return parsed(self.live.formulas[cell]) if cell in self.live.formulas and cell not in self.held else None

    # -- combinations ------------------------------------------------------------------------------

    def rows(
        self, cells: Sequence[Cell], trees: Sequence[Node], sheet: str, begun: bool, most: int
    ) -> dict[tuple[Any, ...], Varies]:
        """Return every combination of what the cells can hold together, in a blank form or in one that is begun."""
        holds = [self.held[cell] for cell in cells]
        groups, domains, hints, parts = self._spread_out(holds, trees, sheet, begun)
        if prod(map(len, domains.values())) > most:
            pools, rest = hints.pools(parts, domains)
            if not pools or prod(comb(len(states) + len(names) - 1, len(names)) for names, states in pools) * prod(
                    len(domains[name]) for name in rest) > most:
                raise Unprovable("too many inputs")
            groups = [group for group in (tuple(name for name in group if name in rest) for group in groups) if group]
        else:
            pools = []
        choices: list[list[dict[_Name, _State]]] = [
            [state for states in product(*(domains[name] for name in group))
             if self._consistent(state := dict(zip(group, states, strict=True)), begun)]
            for group in groups
        ]
        choices += [
            [dict(zip(names, chosen, strict=True)) for chosen in combinations_with_replacement(states, len(names))]
            for names, states in pools
        ]
        found: dict[tuple[Any, ...], Varies] = {}
        for combination in product(*choices):
            states = {name: state for one in combination for name, state in one.items()}
            found.setdefault(tuple(states[held.name][held.part] for held in holds), Varies(begun, states))
        return found

    def sampled(
        self, cells: Sequence[Cell], trees: Sequence[Node], sheet: str, count: int, rng: random.Random
    ) -> dict[tuple[Any, ...], Varies]:
        """Return some combinations in a form that is begun, where there are too many to count out.

        Cells that are looked at one after another are mostly low together, or high, as where one condition holds and not
        the next.
        """
        holds = [self.held[cell] for cell in cells]
        groups, domains, _, _ = self._spread_out(holds, trees, sheet, begun=True)
        names = list(dict.fromkeys(held.name for held in holds))
        own = {name: group for group in groups for name in group}
        places = {name: number for number, name in enumerate(self.edition.questions)}
        # what gates comes before what it gates
        in_order = sorted(range(len(names)), key=lambda number: places.get(names[number][1], -1))
        found: dict[tuple[Any, ...], Varies] = {}
        for _ in range(count):
            cuts = sorted(rng.choices(range(len(names) + 1), k=rng.randint(0, 3)))
            ways = [rng.choice((0, -1, None)) for _ in range(len(cuts) + 1)]
            states: dict[_Name, _State] = {}
            for number in in_order:
                name, way = names[number], ways[sum(cut <= number for cut in cuts)]
                near = {one: states[one] for one in own[name] if one in states}
                able = [state for state in domains[name] if self._consistent({**near, name: state}, begun=True)]
                if not able:
                    break
                states[name] = rng.choice(able) if way is None or rng.random() < 0.05 else able[way]
            else:
                found.setdefault(tuple(states[held.name][held.part] for held in holds), Varies(True, states))
        return found

    def _spread_out(
        self, holds: Sequence[Held], trees: Sequence[Node], sheet: str, begun: bool
    ) -> tuple[list[tuple[_Name, ...]], dict[_Name, tuple[_State, ...]], _Hints, dict[_Name, list[str]]]:
        """Return what varies, in groups that hang together, and all that each can be."""
        parts: dict[_Name, list[str]] = {}
        for held in holds:
            parts.setdefault(held.name, []).append(held.part)
        hints = _Hints(trees, sheet, self)
        groups = self._linked(list(parts))
        domains = {
            name: self._domain(name, tuple(parts[name]), begun, hints, alone=len(group) == 1) for group in groups for name in group
        }
        return groups, domains, hints, parts

    def _domain(self, name: _Name, parts: tuple[str, ...], begun: bool, hints: _Hints, alone: bool) -> tuple[_State, ...]:
        """Return every combination of values of the cells of one question, code or count."""
        what, of = name
        if what == "question":
            return self._question_states(self.edition.questions[of], parts, begun, hints, alone)
        if what == "code":
            return self._code_states(of, parts, begun, hints.only_presence(name))
        return tuple({"": value} for value in self._counts(what, of, begun, hints))

    def _counts(self, what: str, of: str, begun: bool, hints: _Hints) -> Iterable[Any]:
        edition = self.edition
        match what:
            case "mark":
                return self._marks(edition.questions[of])
            case "status":
                return self._statuses(of, begun)
            case "inherited":
                return (None, *map(float, Reach(oracle.DEPARTMENT).scores(of)))
            case "first open":
                questions = enumerate(edition.questions.values(), start=1)
                return (0, *(n for n, q in questions if of == "overall" or (q.topic and edition.topics[q.topic].pillar == of)))
            case "form":
                return hints.counts(1, sum(q.is_answer for q in edition.questions.values())) if begun else (0,)
            case "rests":
                own = sum(topic.source == "agency" for topic in self._topics(of))
                return range(own, len(self._topics(of)) + 1) if begun else (0,)
            case "answered" | "missing":
                return (0,) if what == "answered" and not begun else hints.counts(0, self._most(what, of))
        raise Unprovable(f"what {what}.{of} can be is not known")

    def _topics(self, of: str) -> list[Any]:
        return list(self.edition.topics_under(of))

    def _most(self, what: str, of: str) -> int:
        counts_others = what == "missing" or of not in self.edition.topics
        outside = [topic.rule.needs() if topic.rule and counts_others else () for topic in self._topics(of)]
        return sum(len(topic.questions) for topic in self._topics(of)) + sum(map(len, outside))

    def _statuses(self, of: str, begun: bool) -> list[int]:
        topic = self.edition.topics[of]
        others = {"pending", "complete"} if begun else {"pending"} if topic.source == "inherited" else {"pending", "blank"}
        able = {"blank", "complete"} if topic.source == "agency" else others
        if topic.source == "agency" and begun and self._most("missing", of) > 1:
            able.add("incomplete")
        return [number for number, status in enumerate(STATUSES) if status in able]

    def _marks(self, question: Question) -> list[int]:
        """Return the marks that a question's cell can have."""
        able = {"fine"} | ({"not_asked", "not_counted"} if question.asked_when is not None else set())
        if question.answered_by == "agency":
            able |= {"unusable"} | ({"missing"} if question.required != "never" else set())
            able |= {"impossible"} if question.id in (part for part, _ in shares(self.edition)) else set()
        return [number for number, mark in enumerate(MARKS) if mark in able]

    # -- what hangs together -----------------------------------------------------------------------

    def _linked(self, names: list[_Name]) -> list[tuple[_Name, ...]]:
        """What hangs together, in groups; everything else alone."""
        groups: list[tuple[_Name, ...]] = []
        for name in names:
            near = [group for group in groups if any(self._hang_together(name, one) for one in group)]
            groups = [group for group in groups if group not in near] + [(*(one for group in near for one in group), name)]
        return groups

    def _hang_together(self, one: _Name, other: _Name) -> bool:
        """Questions of which one gates the other or that are asked alike; a topic's questions and what is counted of them."""
        (what, of), (other_what, other_of) = one, other
        if what == other_what == "question":
            return other_of in self._gates[of] or of in self._gates[other_of] or (
                bool(self._gates[of]) and self._when[of] == self._when[other_of])
        if what == "question":
            return other_what in ("answered", "missing") and self.edition.questions[of].topic == other_of
        if other_what == "question":
            return self._hang_together(other, one)
        if {what, other_what} <= set(_OF_INHERITED):
            return {of, other_of} <= self._of_parent
        return {what, other_what} == {"answered", "missing"} and of == other_of

    @cached_property
    def _when(self) -> Mapping[str, Any]:
        return {name: asked(self.edition, question) for name, question in self.edition.questions.items()}

    @cached_property
    def _gates(self) -> Mapping[str, frozenset[str]]:
        """The questions that each question's being asked looks at."""
        return {
            name: frozenset(gate.question for gate in q.asked_when.uses()) if q.asked_when is not None else frozenset()
            for name, q in self.edition.questions.items()
        }

    def _consistent(self, states: Mapping[_Name, _State], begun: bool) -> bool:
        """Return whether all of it can be at once, as far as this looks."""
        if len(states) == 1:
            return True
        questions = {name: values for (what, name), values in states.items() if what == "question"}
        return self._asked_rightly(questions) and self._inherited_together(states, begun) and all(
            self._counted_rightly(of, questions, states) for what, of in states if what in ("answered", "missing")
        )

    def _inherited_together(self, states: Mapping[_Name, _State], begun: bool) -> bool:
        """The parent's result has scores of all topics that are its own to answer, or there is none."""
        there = {
            state["of"] is not None if what == "code" else state[""] not in (None, STATUSES.index("pending")) if what == "status"
            else state[""] is not None
            for (what, of), state in states.items()
            # a blank form shows nothing of it
            if of in self._of_parent and (what == "inherited" or (begun and what in _OF_INHERITED))
        }
        return len(there) < 2

    @cached_property
    def _of_parent(self) -> frozenset[str]:
        """The inherited topics that the parent answers itself, and what consists of them alone."""
        theirs = edition_of(oracle.DEPARTMENT).topics
        own = {t.id for t in self.edition.topics.values() if t.source == "inherited" and theirs[t.id].source == "agency"}
        return frozenset(code for code in self.edition.ids if {topic.id for topic in self._topics(code)} <= own)

    def _asked_rightly(self, questions: Mapping[str, _State]) -> bool:
        """Each question is asked exactly where the questions that gate it say so, and where those asked alike are."""
        known = _known(questions)
        alike: dict[Any, Any] = {}
        for name, values in questions.items():
            when, gates = self._when[name], self._gates[name]
            if when is None:
                continue
            if alike.setdefault(when, values["asked"]) != values["asked"]:
                return False
            if all(gate in questions for gate in gates) and truth_of(when)(known) != bool(values["asked"]):
                return False
        return True

    def _counted_rightly(self, topic: str, questions: Mapping[str, _State], states: Mapping[_Name, _State]) -> bool:
        """As many answers, and gaps, of a topic as its questions allow."""
        if topic not in self.edition.topics:
            return True
        own = {question.id: question for question in self.edition.topics[topic].questions}
        there = {name: values for name, values in questions.items() if name in own}
        answered, missing = (sum(values[aspect] for values in there.values()) for aspect in ("answered", "open"))
        # one that is asked, or open, because of an answer to this very topic that is not among them
        answered += any(
            (values["open"] and own[name].required == "with_row") or (values["asked"] and self._gates[name]
            and self._gates[name] <= set(own) - set(there) and not self._asked_of_nothing(name))
            for name, values in there.items()
        )
        free = sum(there[name]["answered"] if name in there else self._may_be_asked(name, there) for name in own)
        count, gaps = (states.get((what, topic), {}).get("") for what in ("answered", "missing"))
        if (count is not None and not answered <= count <= free) or (gaps is not None and gaps < missing):
            return False
        return count is None or gaps is None or count + gaps <= self._most("missing", topic)

    def _may_be_asked(self, name: str, there: Mapping[str, _State]) -> bool:
        """Return whether a question is asked, or may be, for all that is known of those that gate it."""
        gates = self._gates[name]
        return not gates or not all(gate in there for gate in gates) or truth_of(self._when[name])(_known(there))

    def _asked_of_nothing(self, name: str) -> bool:
        """Return whether the question is asked while all that gates it is blank."""
        blank = {"given": 0, "asked": 1, "answered": 0, "amount": 0}
        return truth_of(self._when[name])(_known(dict.fromkeys(self._gates[name], blank)))

    # -- questions ---------------------------------------------------------------------------------

    def _question_states(
        self, question: Question, parts: tuple[str, ...], begun: bool, hints: _Hints, alone: bool
    ) -> tuple[_State, ...]:
        many = question.type == "number" or (question.type == "integer" and (question.maximum or 10**9) > 50)
        if many and {"content", "amount"} & set(parts) and hints.bent_on(("question", question.id)):
            raise Unprovable(f"{question.id} can be any number, and is not only compared")
        kept = parts if alone else (*parts, "given", "asked", "answered", "amount")
        numbers = hints.numbers if question.type in ("integer", "number") else ()
        key = (question.id, tuple(sorted(set(kept))), begun or not question.is_answer, numbers)
        if key not in self._states:
            self._states[key] = self._all_states(question, key[1], key[2], numbers)
        return self._states[key]

    def _all_states(
        self, question: Question, kept: tuple[str, ...], may_be_given: bool, numbers: tuple[Fraction, ...]
    ) -> tuple[_State, ...]:
        """Return every state of a question, as far as what is kept tells them apart."""
        states: dict[Any, _State] = {}
        for content in self._contents(question, numbers):
            answer = self._read(question, content)
            for is_asked in (0, 1) if question.asked_when is not None else (1,):
                state = _state(question, content, answer, is_asked)
                for left in _open(question, state) if may_be_given or not state["given"] else ():
                    full = {**state, "open": left}
                    states.setdefault(tuple(repr(full[part]) for part in kept), full)
        return tuple(states.values())

    def _contents(self, question: Question, numbers: Iterable[Fraction]) -> Iterator[Any]:
        yield from (None, "x", *not_answers(question))
        match question.type:
            case "yes_no":
                yield from (typed(question, answer, self.lang) for answer in (False, True))
            case "choice":
                yield from (choice.label[self.lang] for choice in question.choices)
            case "text":
                yield from ("xy", "x y", "\u00a0x", 5)
            case _:
                bounds = [bound for bound in (question.minimum, question.maximum) if bound is not None]
                near = {bound + step for bound in (*bounds, *numbers) for step in (-1, Fraction(-1, 2), 0, Fraction(1, 2), 1)}
                few = question.maximum is not None and question.maximum <= 50
                near |= {Fraction(n) for n in range(1 + (int(question.maximum or 0) if few else _SMALL))}
                yield from (int(n) if n.denominator == 1 else float(n) for n in sorted(near))

    def _read(self, question: Question, content: Any) -> Any:
        """Return the answer that a content is; None: it is none."""
        if content is None or (isinstance(content, str) and not content.strip()):
            return None
        if question.type == "yes_no":
            return {typed(question, answer, self.lang): answer for answer in (True, False)}.get(content)
        if question.type == "choice":
            return {choice.label[self.lang]: choice.key for choice in question.choices}.get(content)
        try:
            return exact(question, str(content) if question.type == "text" else content)
        except ValueError:
            return None

    # -- codes -------------------------------------------------------------------------------------

    def _code_states(self, code: str, parts: tuple[str, ...], begun: bool, presence: bool) -> tuple[_State, ...]:
        key = (code, parts, begun, presence)
        if key not in self._states:
            states: list[_State] = [{"exact": "", "score": "", "level": "", "of": None}]
            if begun and any(topic.source == "agency" for topic in self._topics(code)):
                states = []
            for score in self._scores(code)[: 1 if presence else None] if begun else ():
                shown = oracle.rounded(score)
                level = 1 + sum(shown >= bound for bound in self.edition.bands[1:])
                states += [{"exact": value, "score": float(shown), "level": level, "of": score} for value in _doubles(score)]
            self._states[key] = tuple({tuple(state[part] for part in parts): state for state in states}.values())
        return self._states[key]

    def _scores(self, code: str) -> tuple[Fraction, ...]:
        return tuple(sorted({score for reach in self._reaches for score in reach.scores(code)}))

    @cached_property
    def _reaches(self) -> list[Reach]:
        inherits = any(topic.source == "inherited" for topic in self.edition.topics.values())
        return [Reach(self.edition.id, with_parent) for with_parent in ((False, True) if inherits else (False,))]

    # -- back to answers ---------------------------------------------------------------------------

    def answers(self, varies: Varies, others: int | None = None) -> AnswerSet:
        """Return a set of answers with which the cells hold that, as nearly as it can be made.

        `others`: how the questions of the same topics are answered that do not vary: 1 high, 0 low, None not at all.
        """
        codes = [(of, state["of"]) for (what, of), state in varies.states.items() if what == "code" and state["of"] is not None]
        if codes:
            code, score = codes[0]
            reach = next(reach for reach in self._reaches if score in reach.scores(code))
            return reach.answers(code, score)
        own = {of: state for (what, of), state in varies.states.items() if what == "question"}
        topics = {self.edition.questions[name].topic for name in own}
        answers: dict[str, Any] = {}
        if others is not None:
            around = [q for q in self.edition.questions.values() if q.topic in topics and q.id not in own]
            answers |= {question.id: extreme(question, others) for question in around}
        answers |= {name: _plain(state["answer"]) for name, state in own.items() if state["answer"] is not None}
        junk = {name: state["content"] for name, state in own.items() if state["answer"] is None and state["content"] is not None}
        for name, state in own.items():
            self._let_be_asked(name, state["asked"], answers, set(own))
            if state["open"] and self.edition.questions[name].required == "with_row":
                self._begin_row(name, answers, set(own))
        for (what, of), state in varies.states.items():
            if what == "answered" and of in self.edition.topics and others is None:
                self._fill(of, state[""], answers, set(own))
        if varies.begun and not any(self.edition.questions[name].is_answer for name in answers):
            free = [q for q in self.edition.questions.values() if q.is_answer and q.type == "yes_no" and q.asked_when is None]
            answers[next(q.id for q in free if q.topic not in topics)] = True
        return AnswerSet(self.edition.id, answers, None, junk)

    def _let_be_asked(self, name: str, wanted: int, answers: dict[str, Any], fixed: set[str]) -> None:
        """Answer what gates a question so that it is asked, or not; and what gates that."""
        gates = [gate for gate in self._gates[name] if gate not in fixed]
        for gate in gates:
            self._let_be_asked(gate, 1, answers, fixed)
        tries = product(*((None, *self._possible(self.edition.questions[gate])) for gate in gates))
        for values in tries if gates else ():
            tried = {**answers, **dict(zip(gates, values, strict=True))}
            if computed(checked(self.edition, tried)).asked[name] == wanted:
                answers |= {gate: value for gate, value in zip(gates, values, strict=True) if value is not None}
                return

    def _possible(self, question: Question) -> tuple[Any, ...]:
        return (True, False) if question.type == "yes_no" else tuple(choice.key for choice in question.choices)

    def _begin_row(self, name: str, answers: dict[str, Any], fixed: set[str]) -> None:
        """Answer another question of the row, so that this one is wanted."""
        row = self.edition.questions[name].row_id
        near = [q for q in self.edition.questions.values() if q.row_id == row and q.id != name]
        if not any(q.id in answers for q in near):
            answers |= dict([(q.id, extreme(q, 0)) for q in near if q.id not in fixed][:1])

    def _fill(self, topic: str, wanted: int, answers: dict[str, Any], fixed: set[str]) -> None:
        """Answer so many of a topic's questions."""
        for question in self.edition.topics[topic].questions:
            if computed(checked(self.edition, answers)).measures[f"answered.{topic}"] >= wanted:
                return
            if question.id not in answers and question.id not in fixed:
                answers[question.id] = extreme(question, 1)
                self._let_be_asked(question.id, 1, answers, fixed)


def _known(questions: Mapping[str, _State]) -> Computed:
    given, asked, answered, amount = (
        {name: values[aspect] for name, values in questions.items()} for aspect in ("given", "asked", "answered", "amount")
    )
    return Computed(given, asked, answered, amount)


def _state(question: Question, content: Any, answer: Any, is_asked: int) -> dict[str, Any]:
    given = int(answer is not None)
    amount = _amount(question, answer) if given and is_asked else 0
    return {"content": content, "answer": answer, "given": given, "asked": is_asked, "answered": given * is_asked, "amount": amount}


def _open(question: Question, state: _State) -> tuple[int, ...]:
    left = state["asked"] - state["answered"]
    if question.answered_by != "agency" or question.required == "never":
        return (0,)
    # one that is wanted with its row is open only where something else in the row is answered
    return (left,) if question.required == "always" else tuple({0, left})


def _amount(question: Question, answer: Any) -> Any:
    match question.type:
        case "yes_no" | "text":
            return int(bool(answer))
        case "choice":
            return question.rank(answer)
        case _:
            return _plain(answer)


def spread(leaf: Node, sheet: str) -> list[Cell]:
    """Return the cells of a reference or range used on a sheet."""
    named, first, left = located((leaf.parts or (leaf,))[0].text)
    _, last, right = located((leaf.parts or (leaf,))[-1].text)
    return [(named or sheet, row, column) for row in range(first, last + 1) for column in range(left, right + 1)]


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction) else value


def _doubles(score: Fraction) -> tuple[float, ...]:
    """Return the double next to a score, and one on either side: a mean of means strays by a few of the smallest steps."""
    value = float(score)
    if score.denominator == 1:
        return (value,)
    lower = upper = value
    for _ in range(4):
        lower, upper = nextafter(lower, 0), nextafter(upper, 9)
    return lower, value, upper


class _Hints:
    """What formulas tell of which values decide between them."""

    def __init__(self, trees: Sequence[Node], sheet: str, values: CellValues) -> None:
        self._trees, self._sheet, self._values = trees, sheet, values
        self.numbers = tuple(sorted({Fraction(node.text) for tree in trees for node in walked(tree) if node.kind == "number"}))

    def counts(self, low: int, high: int) -> tuple[int, ...]:
        """Whole numbers between limits: all of them, or of many those next to a limit or to a number that is compared with."""
        if high - low <= 30:
            return tuple(range(low, high + 1))
        near = {int(number) + step for number in self.numbers for step in (-1, 0, 1)} | {low, low + 1, low + 2, high - 1, high}
        return tuple(sorted(n for n in near if low <= n <= high))

    def bent_on(self, name: _Name) -> bool:
        """Return whether the trees multiply or divide what holds that, or do more with it than compare and add."""
        return any(
            node.text in _BENT and any((name, part) in self._held(leaf) for leaf in leaves(node) for part in ("amount", "content"))
            for tree in self._trees for node in walked(tree)
            if node.kind in ("op", "call") and not (node.text == "*" and any(part.kind == "number" for part in node.parts))
        )

    def only_presence(self, name: _Name) -> bool:
        """Return whether all that the trees ask of it is whether it is there."""
        return not any(self._asks_more(tree, name) for tree in self._trees)

    def _asks_more(self, node: Node, name: _Name) -> bool:
        if node.kind in ("ref", "range"):
            return name in self._names(node)
        return any(
            self._asks_more(part, name) for part in node.parts
            if not (node.text in ("ISNUMBER", "COUNT") and part.kind in ("ref", "range") and self._is_held(part))
        )

    def _is_held(self, leaf: Node) -> bool:
        """Return whether none of the cells holds a formula that is read in its place."""
        return all(self._values.formula(cell) is None for cell in spread(leaf, self._sheet))

    def pools(
        self, parts: Mapping[_Name, Sequence[str]], domains: Mapping[_Name, tuple[_State, ...]]
    ) -> tuple[list[tuple[tuple[_Name, ...], tuple[_State, ...]]], set[_Name]]:
        """Group questions that occur in the same sums only and take the same values: only the number of each value matters."""
        used: dict[_Name, list[int]] = {name: [] for name in parts}
        for number, arguments in enumerate(self._pooled()):
            for leaf in arguments:
                for name in self._names(leaf):
                    used[name].append(number)
        outside = {name for leaf in self._unpooled() for name in self._names(leaf)}
        pools: dict[Any, list[_Name]] = {}
        for name in parts:
            if name not in outside and name[0] == "question" and len(parts[name]) == 1:
                states = {state[part]: state for part in parts[name] for state in domains[name]}
                pools.setdefault((tuple(used[name]), parts[name][0], tuple(states)), []).append(name)
        found = [
            (tuple(names), tuple({state[part]: state for state in domains[names[0]]}.values()))
            for (_, part, _), names in pools.items() if len(names) > 1
        ]
        return found, set(parts) - {name for names, _ in found for name in names}

    def _pooled(self) -> Iterator[list[Node]]:
        for tree in self._trees:
            for node in walked(tree):
                if node.kind == "call" and node.text in _POOLING:
                    yield [part for part in node.parts if part.kind in ("ref", "range")]

    def _unpooled(self) -> Iterator[Node]:
        pooled = {id(leaf) for arguments in self._pooled() for leaf in arguments}
        for tree in self._trees:
            yield from (leaf for leaf in leaves(tree) if id(leaf) not in pooled)

    def _names(self, leaf: Node) -> list[_Name]:
        """Return what varies in the cells of a reference or range."""
        return [name for name, _ in self._held(leaf)]

    def _held(self, leaf: Node) -> list[tuple[_Name, str]]:
        found: list[tuple[_Name, str]] = []
        waiting = list(spread(leaf, self._sheet))
        while waiting:
            cell = waiting.pop()
            held, formula = self._values.held.get(cell), self._values.formula(cell)
            found += [(held.name, held.part)] if held is not None else []
            waiting += [inner for one in leaves(formula) for inner in spread(one, cell[0])] if formula is not None else []
        return found
