"""Words are read back as what they claim; what an author wrote is taken as it is, but for its numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from dgmm_excel.model import expr
from dgmm_excel.model.conditions import Count, NumberFrom, Yes
from dgmm_excel.proving.described import texts_of
from dgmm_excel.proving.reading import Reader, doubled, thresholds
from dgmm_excel.proving.subject import Subject
from dgmm_excel.text import LANGS, Text

LABEL = Text("ป้าย", "label")


def test_counts_are_read_from_both_languages(changed: Callable[..., Subject]) -> None:
    subject = changed("A.2")
    questions, scale = subject.edition.questions, subject.edition.scale
    for lang in LANGS:
        words = {level: text[lang] for level, text in zip(scale, texts_of(subject), strict=True)}
        claims = Reader(questions, lang, scale).read(subject.rule, words)
        assert claims is not None and not claims.lost and claims.free == 0
        count = expr.amount("A.2.count")
        assert claims.says[3] == expr.All((expr.at_least(count, 3), expr.Compare(count, "<=", expr.number(4))))
        assert claims.says[1] == expr.Compare(count, "<=", expr.number(0))


def test_another_number_in_the_words_is_another_claim(changed: Callable[..., Subject]) -> None:
    subject = changed("A.2")
    words = {level: text.en for level, text in zip(subject.edition.scale, texts_of(subject), strict=True)}
    claims = Reader(subject.edition.questions, "en", subject.edition.scale).read(subject.rule, words | {3: words[3].replace("4", "5")})
    assert claims is not None
    assert claims.says[3] == expr.All((expr.at_least(expr.amount("A.2.count"), 3), expr.Compare(expr.amount("A.2.count"), "<=", expr.number(5))))


def test_words_of_another_kind_are_lost(changed: Callable[..., Subject]) -> None:
    subject = changed("A.2")
    words = dict.fromkeys(subject.edition.scale, "something")
    claims = Reader(subject.edition.questions, "en", subject.edition.scale).read(subject.rule, words)
    assert claims is not None
    assert [(level, key) for level, key, _ in claims.lost] == [(level, "proof.unread") for level in (2, 3, 4, 5, 1)]


def test_the_thresholds_of_a_label_are_those_below_it() -> None:
    two = tuple(Yes(yes=f"A.1.{number}") for number in (1, 2, 3))
    assert list(thresholds(Count(count=two, at_least=Fraction(2), label=LABEL))) == ["2"]
    assert list(thresholds(Count(count=two, at_least=Fraction(2)))) == []
    assert list(thresholds(Count(count=two, at_least=Fraction(3), label=LABEL))) == []  # all of them: no number need be said
    assert list(thresholds(NumberFrom(number="A.2.count", at_least=Fraction(1, 2), label=LABEL))) == ["0.5"]


def test_a_condition_counted_twice_is_seen(changed: Callable[..., Subject]) -> None:
    questions = changed("A.1").edition.questions
    assert doubled((Yes(yes="A.1.1"), Yes(yes="A.1.1")), questions)
    assert not doubled((Yes(yes="A.1.1"), Yes(yes="A.1.2")), questions)
