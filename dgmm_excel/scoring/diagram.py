"""Decision diagrams: for every set of answers the scores of topics, with equal parts shared, so that all can be looked at.

A diagram asks one question after the other; what is left of the scores once some answers are known is the same for many sets of
answers, and stands once. A number is looked at by the ranges that the rules tell apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import count
from math import ceil, floor, lcm
from typing import NamedTuple, Protocol

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, Question, in_asking_order
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.remainders import After, Remainders
from dgmm_excel.scoring.residual import Node, parts, questions, spelled_out

#: No place: of an answer that another one stands for.
_OTHER = -1
#: The scores of the diagram's topics, in their order; None for one without a score. Whole ones are ints, which compute faster.
Scores = tuple[int | Fraction | None, ...]

#: Such scores times what makes them whole.
Whole = tuple[int | None, ...]


class Least(NamedTuple):
    """The cheapest changes of answers that give the same scores: what they cost (with an effort of 1 for each, how many they
    are), the answers of one set, the questions of all sets.
    """

    cost: int
    changes: Mapping[str, Answer]
    among: frozenset[str]


class Changes(Protocol):
    """Changes of answers that give the same scores, as `Least` has them, or finds them once they are asked for."""

    @property
    def cost(self) -> int: ...
    @property
    def changes(self) -> Mapping[str, Answer]: ...
    @property
    def among(self) -> frozenset[str]: ...


class NoDiagram(Exception):
    """Raised for rules that compare numbers with one another, so that no ranges tell their answers apart; and for numbers that
    may be below 0, which `residual` does not expect.
    """


@dataclass(frozen=True)
class Options:
    """What can be answered to a question, blank first: each answer stands for all that the rules do not tell from it.

    `cuts` are the numbers at which a rule makes a difference, rising; None for what is no number.
    """

    question: Question
    answers: tuple[Answer | None, ...]
    cuts: tuple[Fraction, ...] | None = None

    def place(self, answer: Answer | None) -> int:
        """Return the place among `answers` of the one that stands for the answer."""
        place = self.places.get(answer)
        return self._alike(answer) if place is None else place

    @cached_property
    def places(self) -> Mapping[Answer | None, int]:
        """The place of each of the answers."""
        return {answer: place for place, answer in enumerate(self.answers)}

    def _alike(self, answer: Answer | None) -> int:
        """Return the place of the answer that the rules do not tell from one that does not stand there itself."""
        if self.cuts is None:
            return self.answers.index(True if self.question.type == "text" else answer)
        ranges = [_range(self.cuts, one) for one in self.answers[1:]]
        return 1 + ranges.index(_range(self.cuts, answer))

    def new(self, place: int) -> Answer:
        """Return the answer that stands at a place above 0."""
        answer = self.answers[place]
        assert answer is not None
        return answer


class Part(NamedTuple):
    """What is left of the scores once some answers are known.

    `number` is its own; `below` has that of what follows each option, `others` of what follows an advised one, equal ones once.
    """

    number: int
    below: tuple[int, ...]
    others: tuple[int, ...]


class Layer(NamedTuple):
    """All parts that go on with one question, by its id. `advised` are the places of the options that may be advised."""

    question: str
    options: Options
    advised: tuple[int, ...]
    parts: tuple[Part, ...]

    def change(self, part: Part, other: int) -> dict[str, Answer]:
        """Return the first advised answer that another part, or an end, follows."""
        place = next(place for place in self.advised if part.below[place] == other)
        return {self.question: self.options.new(place)}


@dataclass(frozen=True, eq=False)
class Diagram:
    """The scores of every set of answers: from `first` on through the layers, in each of which no part follows another.

    Parts and scores have numbers below `size`; `scores` has those that stand at an end.
    """

    layers: tuple[Layer, ...]
    first: int
    scores: Mapping[int, Scores]

    @cached_property
    def parts(self) -> Mapping[int, tuple[int, Part]]:
        """Each part by its number, after the place of its layer."""
        return {part.number: (place, part) for place, layer in enumerate(self.layers) for part in layer.parts}

    @cached_property
    def unit(self) -> int:
        """What makes all scores whole."""
        return lcm(*[score.denominator for scores in self.scores.values() for score in scores if score is not None])

    @cached_property
    def whole(self) -> Mapping[int, Whole]:
        """The scores at each end times the unit."""
        return {end: made_whole(scores, self.unit) for end, scores in self.scores.items()}

    @cached_property
    def asked(self) -> Sequence[str]:
        """The question of each layer."""
        return [layer.question for layer in self.layers]

    def places(self, answers: Mapping[str, Answer]) -> tuple[int, ...]:
        """Return the place of the answer given to the question of each layer."""
        get = answers.get
        places = [known.get(get(name), _OTHER) for name, known in self._known]
        if _OTHER in places:
            places = [layer.options.place(get(layer.question)) for layer in self.layers]
        return tuple(places)

    @cached_property
    def _known(self) -> Sequence[tuple[str, Mapping[Answer | None, int]]]:
        return [(layer.question, layer.options.places) for layer in self.layers]

    @cached_property
    def leads(self) -> Sequence[int]:
        """To which ends each part leads, by its number: a bit for each."""
        leads = [0] * self.size
        for bit, end in enumerate(self.scores):
            leads[end] = 1 << bit
        for layer in reversed(self.layers):
            for number, below, _ in layer.parts:
                for other in below:
                    leads[number] |= leads[other]
        return leads

    @cached_property
    def size(self) -> int:
        """How many numbers there are."""
        return len(self.scores) + len(self.parts)


@cache
def diagram(edition: Edition, topics: tuple[str, ...]) -> Diagram | None:
    """Return the diagram of the scores of topics that the agency answers; None where there is none (`NoDiagram`).

    No choice is advised that is neither better nor worse (`Edition.aside`): saying that something does not apply is no
    improvement.
    """
    trees = tuple(topic_tree(edition, topic) for topic in topics)
    read = {name for tree in trees for name in questions(tree)}
    order = [question for question in in_asking_order(edition) if question.id in read]
    try:
        answers = [options(question, trees) for question in order]
    except NoDiagram:
        return None
    return _Builder(answers, edition.aside).built(trees)


@cache
def topic_tree(edition: Edition, topic: str) -> expr.Expr:
    """Return the score of a topic that has a rule, as an expression of what was entered alone."""
    rule = edition.topics[topic].rule
    assert rule is not None
    return spelled_out(edition, rule.score(edition.questions))


def can_change(question: Question) -> bool:
    """Whether advice may change the answer: the agency's own, to a topic."""
    return question.topic is not None and question.answered_by == "agency"


class _Builder:
    """Builds one diagram; what is left of the trees is a key under which a part stands once."""

    def __init__(self, order: Sequence[Options], aside: Mapping[str, Collection[str]]) -> None:
        self._order = order
        self._advised = [_advised(one, aside.get(one.question.id, ())) for one in order]
        self._parts: list[list[Part]] = [[] for _ in order]
        remainders = Remainders()
        self._after = [[_after(remainders, one.question, answer) for answer in one.answers] for one in order]
        self._numbers: dict[tuple[int, ...], int] = {}
        self._scores: dict[Scores, int] = {}
        self._new = count()

    def built(self, trees: tuple[expr.Expr, ...]) -> Diagram:
        """Return the diagram."""
        first = self._number(trees, 0)
        layers = map(Layer, (one.question.id for one in self._order), self._order, self._advised, map(tuple, self._parts))
        return Diagram(tuple(layers), first, {number: scores for scores, number in self._scores.items()})

    def _number(self, trees: tuple[Node, ...], at: int) -> int:
        """Return the number of what is left of the trees, once the questions before `at` are answered."""
        key = tuple(map(id, trees))
        found = self._numbers.get(key)
        if found is None:
            ended = all(isinstance(tree, expr.Number | expr.Nothing) for tree in trees)
            found = self._numbers[key] = self._end(trees) if ended else self._branching(trees, at)
        return found

    def _end(self, trees: tuple[Node, ...]) -> int:
        scores = tuple(simple(tree.value) if isinstance(tree, expr.Number) else None for tree in trees)
        if scores not in self._scores:
            self._scores[scores] = next(self._new)
        return self._scores[scores]

    def _branching(self, trees: tuple[Node, ...], at: int) -> int:
        below = tuple(self._number(tuple(map(after, trees)), at + 1) for after in self._after[at])
        if len(set(below)) == 1:
            return below[0]
        number = next(self._new)
        self._parts[at].append(Part(number, below, tuple(dict.fromkeys(below[place] for place in self._advised[at]))))
        return number


def _advised(of: Options, aside: Collection[str]) -> tuple[int, ...]:
    """Return the places of the answers that may be advised: all but blank and the choices that stand aside."""
    return tuple(place for place, answer in enumerate(of.answers) if place and not (aside and answer in aside))


def _after(remainders: Remainders, question: Question, answer: Answer | None) -> After:
    if answer is None:
        return remainders.after(question.id, 0, Fraction(0))
    return remainders.after(question.id, 1, amount_of(question, answer))


def simple(number: Fraction) -> int | Fraction:
    """Return a whole number as int."""
    return number.numerator if number.denominator == 1 else number


def made_whole(scores: Scores, unit: int) -> Whole:
    """Return the scores times what makes them whole."""
    return tuple([None if score is None else int(score * unit) for score in scores])


def amount_of(question: Question, answer: Answer) -> Fraction:
    """Return the amount of an answer (see `expr.Aspect`)."""
    match question.type:
        case "choice":
            return Fraction(question.rank(str(answer)))
        case "text":
            return Fraction(1)
        case _:
            return Fraction(answer)


# -- options ---------------------------------------------------------------------------------------


def options(question: Question, trees: Iterable[expr.Expr]) -> Options:
    """Return the options of a question in these expressions. Raise NoDiagram if it is compared with other answers."""
    match question.type:
        case "yes_no":
            return Options(question, (None, False, True))
        case "choice":
            return Options(question, (None, *(choice.key for choice in question.choices)))
        case "text":
            return Options(question, (None, True))
        case _:
            cuts = _cuts(question, trees)
            return Options(question, (None, *_representatives(question, cuts)), cuts)


def _cuts(question: Question, trees: Iterable[expr.Expr]) -> tuple[Fraction, ...]:
    if question.minimum is None or question.minimum < 0:
        raise NoDiagram(question.id)
    read, cuts = compared(question, trees)
    if read != len(cuts):
        raise NoDiagram(question.id)
    return tuple(sorted(set(cuts)))


def compared(question: Question, trees: Iterable[object]) -> tuple[int, list[Fraction]]:
    """Return how often the trees read a number, and the constants that it is compared with."""
    own, cuts, read = expr.amount(question.id), list[Fraction](), 0
    for tree in trees:
        for part in parts(tree):
            read += part == own
            match part:
                case expr.Compare(left, _, expr.Number(value)) if _is_own(left, question):
                    cuts.append(value)
    return read, cuts


def _is_own(node: expr.Expr, question: Question) -> bool:
    """Whether a side is the amount of the question, or that and 0 where it is not asked."""
    match node:
        case expr.If(_, then, expr.Number()):
            return then == expr.amount(question.id)
        case _:
            return node == expr.amount(question.id)


def _range(cuts: Sequence[Fraction], answer: Answer | None) -> tuple[int, bool]:
    """Return in which range between the cuts a number is, and whether it is the cut above."""
    number = Fraction(answer)  # type: ignore[arg-type]
    place = bisect_left(cuts, number)
    return place, place < len(cuts) and cuts[place] == number


def _representatives(question: Question, cuts: Sequence[Fraction]) -> tuple[int | Fraction, ...]:
    """Return one number of each range that an answer can be in, rising."""
    low = question.minimum or Fraction(0)
    high = question.maximum if question.maximum is not None else max([low, *cuts]) + 2
    ends = [low, *(cut for cut in cuts if low <= cut <= high), high]
    whole = question.type == "integer"
    tried = {near for end in ends for near in ((floor(end) - 1, floor(end), ceil(end), ceil(end) + 1) if whole else (end,))}
    if not whole:
        tried |= {(one + other) / 2 for one, other in zip(sorted(ends), sorted(ends)[1:], strict=False)}
    found: dict[tuple[int, bool], int | Fraction] = {}
    for number in sorted(one for one in tried if low <= one <= high):
        found.setdefault(_range(cuts, number), int(number) if Fraction(number).denominator == 1 else Fraction(number))
    return tuple(found.values())
