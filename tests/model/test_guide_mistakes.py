"""Forty mistakes that an officer may make in the guide's example: each is told at its line, with what to do, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dgmm_excel import EditionError
from dgmm_excel.errors import Mistake
from dgmm_excel.model.guide import EXAMPLE, guide_files
from dgmm_excel.round.check import check_edition

TEXT = guide_files()[EXAMPLE].decode()
THAI = re.compile("[\u0e00-\u0e7f]")

#: What is typed in place of what; the line of the mistake, counted by hand in the example; what is said of it in English.
WRONG = {
    "the id is missing": ("id: school-safety-2569\n", "", 1, "the key id is missing"),
    "the id is in Thai": ("id: school-safety-2569", "id: ความพร้อมโรงเรียน", 2, "“ความพร้อมโรงเรียน” cannot be the id of an edition"),
    "the year is A.D.": ("year: 2569", "year: 2026", 3, "the year 2026 looks like one A.D."),
    "the year is in Thai digits": ("year: 2569", "year: ๒๕๖๙", 3, "year: is a whole number"),
    "a text without its English": ('respondent: {th: "โรงเรียน", en: "School"}', 'respondent: {th: "โรงเรียน"}', 6, "respondent: a text has exactly th and en"),
    "a text without languages": ('respondent: {th: "โรงเรียน", en: "School"}', 'respondent: "โรงเรียน"', 6, "respondent: a text has exactly th and en"),
    "an empty text": ('en: "Emergency plan"}', 'en: ""}', 26, "name: th and en are texts that say something"),
    "a quote left open": ('"ตัวอย่างในคู่มือของ dgmm"', '"ตัวอย่างในคู่มือของ dgmm', 7, "the brace { opened here is not closed"),
    "a brace left open": ('en: "School"}', 'en: "School"', 6, "the brace { opened here is not closed"),
    "a bracket left open": ('kinds: [school, "โรงเรียน"]', 'kinds: [school, "โรงเรียน"', 8, "the bracket [ opened here is not closed"),
    "a comma left out": ('{th: "ดี", en: Good}', '{th: "ดี" en: Good}', 13, "or a comma is missing inside"),
    "no blank after a colon": ("year: 2569", "year:2569", 3, "no colon after the key"),
    "a tab": ('            source: "1.2"', '\t    source: "1.2"', 49, "is indented with a tab"),
    "a blank too few": ('            source: "2.1"', '           source: "2.1"', 63, "is indented otherwise than the lines beside it"),
    "a blank too many": ('            source: "2.1"', '             source: "2.1"', 63, "the line is indented otherwise than the key above"),
    "a dash forgotten": ("          - id: P1.2\n", "            id: P1.2\n", 48, "the key id stands twice in one place"),
    "a key spelled wrong": ("sub_pillars:\n      - id: S2.1", "subpillars:\n      - id: S2.1", 58, "unknown key subpillars"),
    "a key in capitals": ("respondent:", "Respondent:", 6, "unknown key Respondent"),
    "four levels, five bands": ('  - {th: "พร้อม", en: Ready}\n', "", 9, "levels: 4 level names"),
    "bands as decimals": ('["1.00", "1.81", "2.61", "3.41", "4.21"]', "[1.00, 1.81, 2.61, 3.41, 4.21]", 15, "bands: 1.0 is no exact number"),
    "bands that fall": ('"2.61", "3.41"', '"3.41", "2.61"', 15, "bands: give 5 rising scores"),
    "bands that begin too high": ('["1.00", "1.81"', '["1.50", "1.81"', 15, "scores may be 1, below the first of the bands (1.5), and have no level then: S1.1, S2.1, S3.1, P1, P2, P3, overall"),
    "bands that end out of reach": ('"4.21"]', '"5.01"]', 15, "the overall score is at most 5, so that the highest level (5.01) is out of reach"),
    "an id of two questions": ("id: P2.1.water", "id: P2.1.radio", 71, "P2.1.radio: the id stands 2 times"),
    "an id of two topics": ("- id: P2.2\n", "- id: P2.1\n", 74, "P2.1: the id stands 2 times"),
    "an id with a blank": ("- id: P2.2\n", "- id: P 2.2\n", 74, "id: P 2.2 cannot be an id"),
    "an unknown question in a rule": ("3: P1.1.team", "3: P1.1.teams", 45, "P1.1: unknown question P1.1.teams"),
    "an unknown question in asked_when": ("asked_when: P1.1.plan\n", "asked_when: P1.1.plans\n", 35, "P1.1.review: unknown question P1.1.plans"),
    "an unknown choice": ("at_least: once", "at_least: twice", 46, "P1.1: P1.1.review has no choice twice"),
    "a choice without a level": (", lit: 5}", "}", 89, "P2.2: P2.2.exits: nothing is said of the choice lit"),
    "a sixth level": ("marked: 4, lit: 5}", "marked: 4, lit: 6}", 89, "levels: a level is one of 1 to 5"),
    "two choices with one label": ('en: "One"}', 'en: "None"}', 84, "P2.2.exits: the choice “None” stands 2 times"),
    "a level in Thai digits": ("2: P1.1.plan", "๒: P1.1.plan", 44, "levels.๒: levels are digits"),
    "levels out of order": ("                2: P1.1.plan\n                3: P1.1.team\n", "                3: P1.1.team\n                2: P1.1.plan\n", 43, "levels: the levels go from 2 to 5, in order"),
    "three thresholds": ("at: [1, 2, 3, 4]", "at: [1, 2, 3]", 54, "at: 3 given, 4 wanted"),
    "a threshold out of reach of the items": ("at: [1, 3, 5, 6]", "at: [1, 3, 5, 7]", 73, "7 wanted of only 6"),
    "a threshold out of reach of the number": ("maximum: 50", "maximum: 3", 54, "P1.2.drills is to reach 4, but its maximum is 3"),
    "a share in per cent": ('at_least: "1/2"', "at_least: 50%", 109, "at_least: 50% is no exact number"),
    "a share as a decimal": ('at_least: "1/2"', "at_least: 0.5", 109, "at_least: 0.5 is no exact number"),
    "a share out of reach": ('at_least: "3/4"', 'above: 1', 110, "levels: no share can come to that (1)"),
    "a yes/no counted as a number": ("{number: P3.1.trained, at_least: 1}", "{number: P1.1.plan, at_least: 1}", 107, "P3.1: P1.1.plan is yes_no, but is used as number"),
    "an unknown kind of rule": ("kind: number_steps", "kind: numbers", 54, "unknown kind of rule numbers"),
    "a rule forgotten": ('            rule: {kind: steps, of: ["P2.1.*"], at: [1, 3, 5, 6]}\n', "", 62, "the topic has no rule"),
    "a question that nothing reads": ('"P2.1.*"], at', "P2.1.firstaid, P2.1.extinguisher, P2.1.siren, P2.1.water, P2.1.power, P1.1.plan], at", 70, "P2.1.radio: is asked, but no rule looks at it"),
    "a pattern that fits nothing": ('of: ["P2.1.*"]', 'of: ["P21.*"]', 73, "no question matches P21.*"),
    "a topic without questions": ("            questions:\n              - {id: P1.2.drills", "            question:\n              - {id: P1.2.drills", 52, "unknown key question"),
}


def found(text: str, folder: Path) -> list[Mistake]:
    file = folder / EXAMPLE
    file.write_text(text, encoding="utf-8")
    try:
        told = check_edition(file)
    except EditionError as error:
        return list(error.mistakes)
    return [*told.errors, *told.warnings]


def test_there_are_forty() -> None:
    assert len(WRONG) >= 40


@pytest.mark.parametrize("mistake", WRONG)
def test_it_is_told_at_its_line_with_a_remedy(mistake: str, tmp_path: Path) -> None:
    old, new, line, what = WRONG[mistake]
    assert TEXT.count(old) >= 1
    listed = found(TEXT.replace(old, new, 1), tmp_path)
    for one in listed:
        for words in (one.what, one.remedy):
            thai, _, english = words.partition(" / ")
            assert THAI.search(thai) and english, words
    at = [one for one in listed if one.where == f"{EXAMPLE}:{line}"]
    assert any(what in in_english(one) for one in at), listed


def in_english(one: Mistake) -> str:
    """What is wrong in English, with the key or id before it."""
    at = re.match(r"[^ ]+: ", one.what)
    return (at[0] if at else "") + one.what.partition(" / ")[2]
