"""The words of levels hold for the answers that have them: true ones are shown so, untrue ones told with answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dgmm_excel.proving.described import described, free_texts, texts_of
from dgmm_excel.proving.subject import Subject


@pytest.mark.parametrize("topic", ["A.1", "A.2", "A.3", "B.1", "B.2", "B.3", "C.1", "C.2"])
def test_the_words_of_every_kind_of_rule_are_true(topic: str, changed: Callable[..., Subject]) -> None:
    shown = described(changed(topic))
    assert shown.found == () and shown.cases == 5


def test_nothing_yet_is_untrue_where_one_is_not_enough(changed: Callable[..., Subject]) -> None:
    told = described(changed("A.2", ("at: [1, 3, 5, 7]", "at: [2, 3, 5, 7]"))).found
    assert [one.words.en for one in told] == ["the words of level 1 do not fit answers at level 1"]
    assert told[0].witness is not None and told[0].witness.answers == {"A.2.count": 1}


def test_a_label_without_the_rule_s_number_is_told_in_its_language(changed: Callable[..., Subject]) -> None:
    label = "5: {count: [A.3.has, {choice: A.3.how, is: some}, {choice: A.3.how, is: yes}], at_least: 2, label: {th: \"2 ข้อ\", en: \"3 things\"}}"
    subject = changed("A.3", ("5: {count: [A.3.has, {choice: A.3.how, is: yes}], at_least: 2}", label))
    assert [one.words.en for one in described(subject).found] == ["the words of level 5 (en) do not have the number 2 of the rule"]
    assert free_texts(subject) == 1


def test_one_text_for_two_levels_cannot_be_true(changed: Callable[..., Subject]) -> None:
    same = "label: {th: \"ดี\", en: good}"
    subject = changed("A.3", ("3: {choice: A.3.how, at_least: some}", f"3: {{choice: A.3.how, at_least: some, {same}}}"),
                      ("cumulative: true", "cumulative: false"), ("4: {all:", f"4: {{{same}, all:"))
    assert "level 4 has the words of level 3" in [one.words.en for one in described(subject).found]


def test_texts_come_from_the_lowest_level_on(changed: Callable[..., Subject]) -> None:
    assert [text.en for text in texts_of(changed("B.2"))][::4] == ["none", "all"]
