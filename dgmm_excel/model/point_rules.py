"""The rule kind whose score is points: terms that give them, read off the topic's bands."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from dgmm_excel.model import expr
from dgmm_excel.model.point_terms import TermsOf
from dgmm_excel.model.point_words import told
from dgmm_excel.model.rule_data import Questions
from dgmm_excel.model.rule_kind import Figure, RuleKind, Step
from dgmm_excel.text import NOTHING, Text, phrase


class Points(TermsOf, RuleKind):
    """The points of terms together; no score where none of them is applicable."""

    kind: Literal["points"]
    by_bands = True

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        return ()

    def score(self, questions: Questions) -> expr.Expr:
        return self.together(questions).points

    def extent(self, questions: Questions) -> tuple[Fraction, Fraction]:
        given = self.together(questions)
        return given.least, given.most

    def in_words(self, questions: Questions, bands: Sequence[tuple[str, str]]) -> tuple[Text, ...]:
        """Return the points of each level; the lowest level also says what gives them."""
        lowest, *above = (phrase("rule.points_band", low=low, high=high) for low, high in bands)
        return (self.lowest_words or phrase("rule.points_from", words=lowest, terms=told(self, questions)), *above)

    def _lowest(self, questions: Questions) -> Text:
        return NOTHING  # its levels are bands of points, described as such

    def figures(self, questions: Questions) -> tuple[Figure, ...]:
        given = self.together(questions)
        return Figure(phrase("figure.points"), (given.points,)), Figure(phrase("figure.possible"), (given.possible,))
