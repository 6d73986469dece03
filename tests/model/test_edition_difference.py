"""What differs between two editions is listed whole: each kind of change at its id, with what was before and what is now."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgmm_excel import load_edition
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.edition_difference import Change, Value, edition_difference
from dgmm_excel.text import Text

DATA = Path(__file__).parent / "data"
MINI = (DATA / "mini.yaml").read_text("utf-8")


def changed(folder: Path, *pairs: tuple[str, str]) -> Edition:
    text = MINI
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    file = folder / "other.yaml"
    file.write_text(text, encoding="utf-8")
    return load_edition(file)


CASES: dict[str, tuple[tuple[str, str], list[tuple[str, str, Value, Value]]]] = {
    "a comment": (("id: mini", "# x\nid: mini"), []),
    "the year": (("year: 2566", "year: 2567"), [("overall", "year", "2566", "2567")]),
    "the title": (("en: \"Mini\"", "en: \"Minor\""), [("overall", "title", Text("แบบย่อ", "Mini"), Text("แบบย่อ", "Minor"))]),
    "a band": (('"4.21"]', '"4.50"]'), [("overall", "bands", "1, 1.81, 2.61, 3.41, 4.21", "1, 1.81, 2.61, 3.41, 4.5")]),
    "the name of a level": (("en: Three", "en: Third"), [("overall", "levels: 3", Text("สาม", "Three"), Text("สาม", "Third"))]),
    "a pillar's name": (('name: {th: "ข้อมูล", en: "Data"}', 'name: {th: "ข้อมูล", en: "All data"}'),
                        [("P2", "name", Text("ข้อมูล", "Data"), Text("ข้อมูล", "All data"))]),
    "a topic's name": (('name: {th: "จำนวน", en: "Number"}', 'name: {th: "จำนวน", en: "Count"}'),
                       [("A.2", "name", Text("จำนวน", "Number"), Text("จำนวน", "Count"))]),
    "a help that is new": (('ask: {th: "กี่ข้อ", en: "How many?"}', 'ask: {th: "กี่ข้อ", en: "How many?"}\n            help: {th: "นับ", en: "count"}'),
                           [("A.2", "help", None, Text("นับ", "count"))]),
    "a question's text": (('th: "สอง", en: two}', 'th: "สอง", en: second}'), [("A.1.2", "th, en", Text("สอง", "two"), Text("สอง", "second"))]),
    "a limit": (("maximum: 8", "maximum: 9"), [("A.2.count", "maximum", "8", "9")]),
    "a condition of a question": (("asked_when: A.3.has", "asked_when: {not: A.3.has}"), [("A.3.how", "asked_when", '"A.3.has"', '{"not": "A.3.has"}')]),
}


@pytest.mark.parametrize("case", [name for name in CASES if name != "a limit"])
def test_one_change_is_the_only_one(case: str, tmp_path: Path) -> None:
    pair, wanted = CASES[case]
    assert edition_difference(load_edition(DATA / "mini.yaml"), changed(tmp_path, pair)) == tuple(Change(*one) for one in wanted)


def test_a_limit_that_levels_speak_of_changes_their_words_too(tmp_path: Path) -> None:
    found = edition_difference(load_edition(DATA / "mini.yaml"), changed(tmp_path, CASES["a limit"][0]))
    assert Change("A.2.count", "maximum", "8", "9") in found
    assert {one.id for one in found} == {"A.2.count"} or {one.key for one in found if one.id == "A.2"} <= {f"rule: {n}" for n in range(1, 6)}


def test_a_changed_threshold_is_told_in_the_words_of_its_levels(tmp_path: Path) -> None:
    found = edition_difference(load_edition(DATA / "mini.yaml"), changed(tmp_path, ("at: [1, 3, 5, 7]", "at: [1, 3, 5, 8]")))
    assert [(one.id, one.key) for one in found] == [("A.2", "rule: 4"), ("A.2", "rule: 5")]
    five = found[1]
    assert isinstance(five.before, Text) and isinstance(five.now, Text)
    assert (five.before.en, five.now.en) == ("7–8 of 8 items", "All 8 items")
    assert five.as_json() == {"id": "A.2", "key": "rule: 5", "change": "changed", "before": {"th": five.before.th, "en": "7–8 of 8 items"},
                              "now": {"th": five.now.th, "en": "All 8 items"}}


def test_what_begins_and_what_ends_is_told_by_name(tmp_path: Path) -> None:
    old = load_edition(DATA / "mini.yaml")
    new = changed(
        tmp_path, ("- {id: A.1.3, ", "- {id: A.1.9, "), ("of: [A.1.1, A.1.2, A.1.3,", "of: [A.1.1, A.1.2, A.1.9,"),
        ("- id: B.2\n", "- id: B.7\n"), ("B.2.use", "B.7.use"), ("question: B.2.use", "question: B.7.use"))
    found = {(one.id, one.key, one.change) for one in edition_difference(old, new)}
    assert {("A.1.9", "questions", "added"), ("A.1.3", "questions", "removed"), ("B.7", "topics", "added"), ("B.2", "topics", "removed"),
            ("B.7.use", "questions", "added"), ("B.2.use", "questions", "removed")} <= found
    assert {one for one in found if one[0].startswith(("A.2", "A.3", "B.1", "B.3", "C."))} == set()


def test_ids_that_are_said_to_continue_are_compared_as_the_same(tmp_path: Path) -> None:
    """A question and a topic under new ids: told as such, neither added nor removed, and the rule says the same."""
    old = load_edition(DATA / "mini.yaml")
    new = changed(
        tmp_path, ("id: mini", "id: maxi\npredecessor:\n  edition: mini\n  same_ids: true\n  topics: {B.7: B.2}\n  questions: {B.7.use: B.2.use}"),
        ("- id: B.2\n", "- id: B.7\n"), ("- id: B.2.use", "- id: B.7.use"), ("question: B.2.use", "question: B.7.use"))
    assert [(one.id, one.key, one.before, one.now) for one in edition_difference(old, new)] == [
        ("overall", "id", "mini", "maxi"), ("B.7", "id", "B.2", "B.7"), ("B.7.use", "id", "B.2.use", "B.7.use")]


def test_an_edition_does_not_differ_from_itself() -> None:
    for name in ("dga-2566-department", "dga-2566-province"):
        assert edition_difference(load_edition(name), load_edition(name)) == ()
