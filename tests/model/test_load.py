"""A criteria file with mistakes is refused: every mistake at once, each with file, line, what is wrong and a remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dgmm_excel import EditionError, load_edition
from dgmm_excel.model.at_hand import edition_ids, file_of
from dgmm_excel.resources import criteria

DATA = Path(__file__).parent / "data"
MINI, PROVINCE = "mini", "mini-province"
Change = tuple[str, str]
THAI = re.compile("[\u0e00-\u0e7f]")


def text_of(name: str) -> str:
    return (DATA / f"{name}.yaml").read_text(encoding="utf-8")


def damaged(folder: Path, *changes: Change, name: str = MINI) -> Path:
    """A copy of a small edition (its base beside it) with each change made once."""
    text = text_of(name)
    for old, new in changes:
        assert text.count(old) >= 1, f"not in {name}.yaml: {old}"
        text = text.replace(old, new, 1)
    for other in (MINI, PROVINCE):
        (folder / f"{other}.yaml").write_text(text if other == name else text_of(other), encoding="utf-8")
    return folder / f"{name}.yaml"


def refused(file: Path) -> list[str]:
    """The lines that the refusal lists, each as `LINE: what — remedy`."""
    with pytest.raises(EditionError) as caught:
        load_edition(file)
    listed = caught.value.mistakes
    assert listed, str(caught.value)
    for mistake in listed:
        assert re.fullmatch(rf"{re.escape(file.name)}:\d+: .+ — .+", str(mistake)), mistake
        assert str(mistake) in str(caught.value)
    return [f"{one.where.removeprefix(f'{file.name}:')}: {english(one.what)} — {english(one.remedy)}" for one in listed]


def english(words: str) -> str:
    """The English half of words that are in Thai and English, with the id or key before both."""
    found = re.fullmatch(r"((?:[^ ]+: )?)(.*?) / (.*)", words, re.DOTALL)
    assert found is not None and THAI.search(found[2]) and not THAI.search(found[3]), words
    return found[1] + found[3]


def line_of(name: str, part: str) -> int:
    """The line of the small edition that holds the words."""
    return next(number for number, line in enumerate(text_of(name).splitlines(), start=1) if part in line)


# -- what is at hand -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", edition_ids())
def test_an_edition_loads_by_its_id_and_from_its_path(name: str) -> None:
    edition = load_edition(name)
    assert edition.id == name
    assert load_edition(criteria() / f"{name}.yaml") is edition
    assert load_edition(criteria() / ".." / "criteria" / f"{name}.yaml") is edition


def test_the_two_editions_are_at_hand() -> None:
    assert edition_ids() == ("dga-2566-department", "dga-2566-province")


@pytest.mark.parametrize("name", ["dga-2567", "", "../criteria/dga-2566-department", "dga-2566-department.scenarios", "DGA-2566-DEPARTMENT"])
def test_an_unknown_id_names_what_is_at_hand(name: str) -> None:
    with pytest.raises(EditionError, match="at hand: dga-2566-department, dga-2566-province") as caught:
        load_edition(name)
    assert f"“{name}”" in str(caught.value)


def test_a_path_to_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match=r"there is no edition file .*nothing\.yaml"):
        load_edition(tmp_path / "nothing.yaml")
    with pytest.raises(EditionError, match="there is no edition file"):
        load_edition(tmp_path)


def test_the_small_editions_are_valid() -> None:
    mini, province = load_edition(DATA / "mini.yaml"), load_edition(DATA / "mini-province.yaml")
    kinds = {topic.rule.kind for topic in mini.topics.values() if topic.rule}
    assert kinds == {
        "by_choice", "number_steps", "levels", "best", "choice", "mean_of_choices", "limits", "weighted_limits", "growth",
    }
    assert list(province.questions) == ["D.1.has", "D.1.how", "D.1.total", "D.1.done", "D.2.1", "D.2.2", "D.2.3", "D.2.4"]
    assert province.topics["A.2"].source == "inherited"


def test_a_base_s_notes_come_before_an_edition_s_own(tmp_path: Path) -> None:
    damaged(tmp_path, ("questions:\n", 'notes:\n  - {th: "ฐาน", en: base}\nquestions:\n'))
    file = tmp_path / "mini-province.yaml"
    file.write_text(text_of(PROVINCE).replace("\npillars:\n", '\nnotes:\n  - {th: "ของตน", en: own}\npillars:\n'), encoding="utf-8")
    edition = load_edition(file)
    assert [note.en for note in edition.notes] == ["base", "own"]
    assert edition.base is not None and edition.base.id == "mini" and edition.base.base is None


def test_the_source_s_numbers_are_taken(tmp_path: Path) -> None:
    file = damaged(tmp_path, ("{id: A.1.1, th", '{id: A.1.1, number: "1.1", th'), ('{id: "B.1.{}.1"', '{id: "B.1.{}.1", number: "{}"'))
    questions = load_edition(file).questions
    assert questions["A.1.1"].number == "1.1"
    assert questions["A.1.2"].number is None
    assert {name.split(".")[2]: question.number for name, question in questions.items() if question.number and name[0] == "B"} == {
        area: area for area in ("x", "y")}


def test_unquoted_yes_and_no_stay_text() -> None:
    question = load_edition(DATA / "mini.yaml").questions["A.3.how"]
    assert [choice.key for choice in question.choices] == ["no", "some", "yes"]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = damaged(tmp_path)
    file.write_text(text_of(MINI), encoding="utf-8-sig")
    assert load_edition(file).id == "mini"


# -- one mistake, at its line ----------------------------------------------------------------------

ONE = {
    "unknown question in a rule": (
        ("of: [A.1.1, A.1.2, A.1.3, {any: [A.1.1, A.1.2]}]", "of: [A.1.1, A.1.2, A.1.3, {any: [A.1.1, A.1.9]}]"),
        45, "A.1: unknown question A.1.9"),
    "unknown question in asked_when": (
        ("asked_when: A.3.has", "asked_when: A.3.hs"), 64, "A.3.how: unknown question A.3.hs"),
    "unknown choice key": (
        ("at_least: some", "at_least: sum"), 78, "A.3: A.3.how has no choice sum — use one of no, some, yes"),
    "unknown choice key in asked_when": (
        ("is: policy", "is: politics"), 39, "A.1.4: agency.mission has no choice politics — use one of service, policy"),
    "a choice without a level": (
        ("levels: {none: 1, all: 5}", "levels: {none: 1, nil: 5}"), 118, "B.2: B.2.use has no choice nil — use one of none, all"),
    "a choice without a rule": (
        ("      policy: {th: \"นโยบาย\", en: \"Policy\"}", "      policy: {th: \"นโยบาย\", en: \"Policy\"}\n      other: {th: \"อื่น\", en: \"Other\"}"),
        43, "A.1: agency.mission: nothing is said of the choice other — give every choice its level"),
    "a question of another type in a condition": (
        ("2: A.3.has", "2: A.3.how"), 77, "A.3: A.3.how is choice, but is used as yes_no"),
    "a yes/no as a number": (
        ("{number: A.3.total, at_least: 2}", "{number: A.3.has, at_least: 2}"), 77, "A.3: A.3.has is yes_no, but is used as number"),
    "a mean over other keys than 1 to 5": (
        ('                  "3": {th: "ค", en: c}\n', '                  "3a": {th: "ค", en: c}\n'),
        135, "B.3: B.3.1 has no choice 3"),
    "no condition at all": (("2: A.3.has", "2: 5"), 77, "levels: a condition is a question id or a mapping with one of any, all"),
    "a condition of an unknown kind": (
        ("2: A.3.has", "2: {every: [A.3.has]}"), 77, "levels: a condition is a question id or a mapping"),
    "an extra key in a condition": (
        ("{number: A.3.total, at_least: 2}", "{number: A.3.total, at_least: 2, than: 1}"), 79, "unknown key levels.all.than — remove or correct than"),
    "a condition without its bound": (
        ("{number: A.3.total, at_least: 2}", "{number: A.3.total}"), 79, "the key levels.all.at_least is missing — add the key"),
    "two bounds": (
        ("{choice: A.3.how, at_least: some}", "{choice: A.3.how, at_least: some, is: yes}"), 78, "a choice condition has either at_least or is"),
    "a decimal where exact numbers count": (('above: "1/2"', "above: 0.5"), 79, "levels.all.above: 0.5 is no exact number"),
    "a number that is none": (('above: "1/2"', "above: half"), 79, "levels.all.above: half is no exact number"),
    "a division by zero": (('above: "1/2"', "above: 1/0"), 79, "levels.all.above: 1/0 is no exact number"),
    "a part of nothing": (("is: yes}], at_least: 2}", 'is: yes}], at_least: "1/2"}'), 80, "at_least is a whole number, or a part"),
    "an extra key in a question": (
        ('{id: A.1.2, th: "สอง", en: two}', '{id: A.1.2, th: "สอง", en: two, weight: 3}'), 37, "unknown key weight — remove or correct weight"),
    "an extra key in a topic": (('source: "limits"', 'source: "limits"\n            sauce: no'), 146, "unknown key sauce"),
    "an extra key in a pillar": (("levels: [B1", "colour: red\n    levels: [B1"), 84, "unknown key colour"),
    "an extra key at the top": (("year: 2566", "year: 2566\nmonth: 1"), 4, "unknown key month"),
    "a missing key of a question": (('{id: A.1.2, th: "สอง", en: two}', '{id: A.1.2, th: "สอง"}'), 37, "the key en is missing — add the key"),
    "a missing key of a topic": (('            ask: {th: "กี่ข้อ", en: "How many?"}\n', ""), 46, "the key ask is missing"),
    "a missing key at the top": (("year: 2566\n", ""), 1, "the key year is missing"),
    "an unknown type": (
        ('{id: A.1.2, th: "สอง", en: two}', '{id: A.1.2, th: "สอง", en: two, type: yesno}'), 37, "type: unknown value yesno — use one of 'yes_no', 'choice'"),
    "an unknown kind of rule": (("kind: number_steps", "kind: number_step"), 52, "unknown kind of rule number_step — use one of 'steps', 'number_steps'"),
    "an unknown kind of rule within a rule": (("policy: {kind: steps", "policy: {kind: stairs"), 45, "unknown kind of rule stairs"),
    "a rule without a kind": (("              kind: number_steps\n", ""), 52, "the rule has no kind — add the key kind"),
    "no rule": (('            rule: {kind: mean_of_choices, questions: ["B.3.*"]}\n', ""), 119, "the topic has no rule"),
    "thresholds that do not rise": (("at: [1, 3, 5, 7]", "at: [1, 3, 3, 7]"), 55, "at: the thresholds rise"),
    "a threshold of none": (("at: [1, 3, 5, 7]", "at: [0, 3, 5, 7]"), 55, "at: the thresholds rise, and the first is at least 1"),
    "a threshold beyond the items": (
        ('service: {kind: steps, of: ["A.1.*"], at: [1, 2, 3, 4]}', 'service: {kind: steps, of: ["A.1.*"], at: [1, 2, 3, 9]}'),
        44, "9 wanted of only 4 — lower the threshold, or add what is counted"),
    "a threshold beyond the items of each area": (
        ('rule: {kind: steps, of: ["B.1.{}.*"], at: [1, 2, 3, 4]}', 'rule: {kind: steps, of: ["B.1.{}.*"], at: [1, 2, 3, 5]}'),
        105, "5 wanted of only 4"),
    "a threshold beyond the number's maximum": (("at: [1, 3, 5, 7]", "at: [1, 3, 5, 9]"), 54, "A.2: A.2.count is to reach 9, but its maximum is 8"),
    "a condition of more than are counted": (("is: yes}], at_least: 2}", "is: yes}], at_least: 3}"), 80, "3 wanted of only 2"),
    "three thresholds": (("at: [1, 3, 5, 7]", "at: [1, 3, 5]"), 55, "at: 3 given, 4 wanted"),
    "thresholds of a rule within a rule": (
        ('rule: {kind: steps, of: ["B.1.{}.*"], at: [1, 2, 3, 4]}', 'rule: {kind: steps, of: ["B.1.{}.*"], at: [4, 3, 2, 1]}'),
        105, "at: the thresholds rise"),
    "levels of a mean that leave one out": (
        ('questions: ["B.3.*"]}', 'questions: ["B.3.*"], levels: {"1": 1, "2": 2, "3": 4, "4": 4, "5": 5}}'),
        135, "levels: levels run from 1 to 5 one by one; only level 1 may stand more than once"),
    "a choice without a level in a mean": (
        ('"1": {th: "ก", en: a}', 'none: {th: "ไม่มี", en: none}\n                  "1": {th: "ก", en: a}'),
        136, "nothing is said of the choice none"),
    "words for level 1 in one language": (("at: [1, 3, 5, 7]", 'at: [1, 3, 5, 7]\n              lowest: {th: "ไม่มี"}'), 56, "lowest: a text has exactly th and en"),
    "limits that do not rise": (('upto: ["0", "0.25", "0.5", "0.75"]', 'upto: ["0", "0.5", "0.25", "0.75"]'), 151, "upto: the limits rise"),
    "weighted limits that do not rise": (('upto: ["20", "40", "60", "80"]', 'upto: ["20", "40", "40", "80"]'), 161, "upto: the limits rise"),
    "parts that do not rise": (('below: ["3/10", "1/2"]', 'below: ["1/2", "3/10"]'), 175, "below has rising parts of 1"),
    "levels out of order": (("2: A.3.has\n                3: {choice: A.3.how, at_least: some}", "3: A.3.has\n                2: {choice: A.3.how, at_least: some}"), 76, "the levels go from 2 to 5, in order"),
    "a sixth level": (("5: {count: [A.3.has", "6: {count: [A.3.has"), 76, "the levels go from 2 to 5, in order"),
    "four level names": (("[B1, B2, B3, B4, B5]", "[B1, B2, B3, B4]"), 84, "levels: 4 level names — name each of the 5 levels"),
    "four general level names": (('  - {th: "ห้า", en: Five}\n', ""), 7, "levels: 4 level names — name each of the 5 levels"),
    "four bands": ((', "4.21"]', "]"), 13, "bands: give 5 rising scores"),
    "falling bands": (('"2.61", "3.41"', '"3.41", "2.61"'), 13, "bands: give 5 rising scores"),
    "a band that is no number": (('"4.21"]', "four]"), 13, "bands: four is no exact number"),
    "a year that is none": (("year: 2566", "year: soon"), 3, "year: is a whole number — write digits without quotes, such as 3"),
    "two topics of one id": (("- id: A.2\n", "- id: A.1\n"), 46, "A.1: the id stands 2 times — give each its own id"),
    "two sub-pillars of one id": (("- id: S2.1\n", "- id: S1.1\n"), 86, "S1.1: the id stands 2 times"),
    "two pillars of one id": (("- id: P2\n", "- id: P1\n"), 81, "P1: the id stands 2 times"),
    "two questions of one id": (
        ("{id: A.1.4, ", "{id: A.1.3, "), 39, "A.1.3: the id stands 2 times"),
    "an id that cannot be": (("- id: S2.1\n", "- id: S 2\n"), 86, "id: S 2 cannot be an id"),
    "a key given twice": (
        ('            source: "number_steps"\n', '            source: "number_steps"\n            source: x\n'), 48, "the key source stands twice in one place"),
    "an unclosed bracket": (("at: [1, 3, 5, 7]", "at: [1, 3, 5, 7"), 55, "the bracket [ opened here is not closed by ], or a comma is missing inside"),
    "a tab": (('            source: "number_steps"\n', '\tsource: "number_steps"\n'), 47, "is indented with a tab"),
    "an unknown alias": (("*five", "*six"), 134, "*six stands for a part that no &six marks before it"),
    "a pattern that matches nothing": (('["B.3.*"]', '["B.9.*"]'), 135, "no question matches B.9.* — correct the pattern"),
    "a pattern that matches no yes/no": (('of: ["A.1.*"]', 'of: ["B.3.*"]'), 44, "no question matches B.3.*"),
    "a pattern that matches nothing in asked_when": (("asked_when: A.3.has", 'asked_when: {any: ["Z.*"]}'), 64, "no question matches Z.*"),
    "questions asked in a circle": (
        ('{id: A.3.has, th: "มี", en: has}', '{id: A.3.has, th: "มี", en: has, asked_when: {choice: A.3.how, at_least: some}}'),
        61, "A.3.has: is asked depending on itself — break the circle"),
    "a question that no rule looks at": (
        ("- {id: A.2.count, ", '- {id: A.2.other, th: "อื่น", en: other}\n              - {id: A.2.count, '), 51, "A.2.other: is asked, but no rule looks at it"),
    "a choice label twice": (
        ('some: {th: "บ้าง", en: "in part"}', 'some: {th: "บ้าง", en: "in full"}'), 69, "A.3.how: the choice “in full” stands 2 times"),
    "one choice": (
        ('  none: {th: "ไม่ใช้", en: "none"}\n                  all: {th: "ใช้", en: "all"}', '  all: {th: "ใช้", en: "all"}'),
        111, "B.2.use: a choice question with fewer than two choices"),
    "choices of a yes/no": (
        ('{id: A.1.2, th: "สอง", en: two}', '{id: A.1.2, th: "สอง", en: two, choices: {a: {th: ก, en: a}}}'), 37, "A.1.2: a yes_no question with choices"),
    "limits the wrong way round": (("type: integer, maximum: 8,", "type: integer, maximum: 8, minimum: 9,"), 51, "A.2.count: minimum 9 is above maximum 8"),
    "a text in one language": (('name: {th: "ขั้น", en: "Steps"}', 'name: {th: "ขั้น"}'), 33, "name: a text has exactly th and en"),
    "a text that says nothing": (('name: {th: "ขั้น", en: "Steps"}', 'name: {th: "ขั้น", en: " "}'), 33, "name: th and en are texts that say something"),
    "a grid without columns": (('                ask:\n                  - {id: "B.1', '                asks:\n                  - {id: "B.1'), 94, "a grid has exactly `each` (its rows) and `ask` (its columns)"),
    "a column without a place for the row": (('{id: "B.1.{}.4"', '{id: "B.1.4"'), 101, "a column's id has {} where the row's id goes"),
    "a column in one language": (('th: "ขั้น 3", en: "step 3"', 'th: "ขั้น 3"'), 100, "a column has both th and en, or neither"),
    "a row in one language": (('{id: y, th: "ด้าน ข", en: "area y"}', '{id: y, th: "ด้าน ข"}'), 96, "a row has exactly id, th and en"),
    "a question that is no mapping": (('- {id: A.2.count, type: integer, maximum: 8, th: "จำนวน", en: number}', "- A.2.count"), 51, "a question is a mapping"),
    "questions that are no list": (('\n              - {id: A.2.count, type: integer, maximum: 8, th: "จำนวน", en: number}', " A.2.count"), 50, "questions: is a list"),
    "a level in Thai digits": (("2: A.3.has", "๒: A.3.has"), 77, "levels are digits — write it such as 2: …"),
    "a level that is a word": (("2: A.3.has", "two: A.3.has"), 77, "levels.two: levels are digits"),
    "choices that are a list": (
        ('{id: A.1.2, th: "สอง", en: two}', '{id: A.1.2, th: "สอง", en: two, type: choice, choices: [a, b]}'),
        37, "choices: is written as key: {th: …, en: …} — write one choice a line, lowest first"),
    "a question that is a number": (('{id: A.1.2, th: "สอง", en: two}', '{id: A.1.2, th: 2, en: two}'), 37, "th: is a text — put a number in quotes"),
    "an answer that is no truth": (
        ('{id: A.1.2, th: "สอง", en: two}', '{id: A.1.2, th: "สอง", en: two, specify: perhaps}'), 37, "specify: is true or false"),
    "a text without a word": (('{id: A.1.2, th: "สอง", en: two}', '{id: A.1.2, th: "สอง", en: ""}'), 37, "en: is not empty"),
    "a choice's key that is a number": (('some: {th: "บ้าง"', '1: {th: "บ้าง"'), 69, "is a text — put a number in quotes"),
    "a topic without an id": (("- id: B.2\n            source", "- source"), 106, "a topic is a mapping with an id"),
    "a base where there is none": (('source: "number_steps"', "same_as: A.1"), 47, "the base edition has no topic A.1"),
}


@pytest.mark.parametrize("mistake", ONE)
def test_one_mistake_is_refused_at_its_line(mistake: str, tmp_path: Path) -> None:
    change, line, what = ONE[mistake]
    listed = refused(damaged(tmp_path, change))
    assert any(one.startswith(f"{line}: ") and what in one for one in listed), listed
    # a name spelled wrong leaves the right one unused; nothing else may follow from one mistake
    follows = ("no rule looks at it", "nothing is said of", "unknown question", "has no choice")
    assert not [one for one in listed if what not in one and not any(words in one for words in follows)], listed


FROM_BASE = {
    "a topic same as an unknown one": (("same_as: A.3", "same_as: A.9"), 12, "the base edition has no topic A.9"),
    "an unknown topic inherited": (("{id: A.2, inherited", "{id: A.9, inherited"), 13, "the base edition has no topic A.9"),
    "questions from an unknown topic": (('from: "A.1.*"', 'from: "A.9.*"'), 17, "the base edition has no question A.9.*"),
    "an unknown base": (("base: mini", "base: maxi"), 3, "the base edition maxi is not at hand"),
    "itself for a base": (("base: mini", "base: mini-province"), 3, "the base edition mini-province is not at hand"),
    "an unknown pillar": (("- id: P1", "- id: P9"), 7, "the key name is missing"),
    "an unknown question in its own rule": (('of: ["D.2.*"]', 'of: ["D.2.*", D.2.9]'), 18, "D.2: unknown question D.2.9"),
    "an unknown question in asked_when": (('{from: "A.1.*"}', '{from: "A.1.*", asked_when: D.1.hs}'), 17, "D.2.1: unknown question D.1.hs"),
    "an extra key beside from": (('{from: "A.1.*"}', '{from: "A.1.*", weight: 1}'), 17, "unknown key weight"),
}


@pytest.mark.parametrize("mistake", FROM_BASE)
def test_a_mistake_in_what_is_taken_from_a_base(mistake: str, tmp_path: Path) -> None:
    change, line, what = FROM_BASE[mistake]
    listed = refused(damaged(tmp_path, change, name=PROVINCE))
    assert any(one.startswith(f"{line}: ") and what in one for one in listed), listed


def test_a_base_with_mistakes_is_refused_by_its_own_name(tmp_path: Path) -> None:
    damaged(tmp_path, ("at: [1, 3, 5, 7]", "at: [7, 5, 3, 1]"))
    with pytest.raises(EditionError, match=r"mini\.yaml:55: at: .* / the thresholds rise"):
        load_edition(tmp_path / "mini-province.yaml")


def test_a_base_of_a_base_is_refused(tmp_path: Path) -> None:
    damaged(tmp_path)
    (tmp_path / "third.yaml").write_text(text_of(PROVINCE).replace("id: mini-province\nbase: mini", "id: third\nbase: mini-province"), encoding="utf-8")
    assert refused(tmp_path / "third.yaml") == [
        "3: the base edition mini-province has a base itself — take the edition that it is based on"]


# -- files that are no criteria --------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "words\n", "---\n"])
def test_a_file_without_a_mapping_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "mini.yaml"
    file.write_text(text, encoding="utf-8")
    assert refused(file) == ["1: no mapping at its top — begin it with the keys id, year, title …"]


def test_a_file_that_is_not_utf_8_is_refused_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mini.yaml"
    file.write_bytes(text_of(MINI).encode("cp874", errors="replace"))
    assert refused(file) == [f"{line_of(MINI, 'title:')}: is not UTF-8 — save the file as UTF-8"]


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mini.yaml"
    file.write_bytes(b"PK\x03\x04\x00\x00\x01")
    assert refused(file)


# -- all at once -----------------------------------------------------------------------------------


def test_all_mistakes_are_listed_at_once(tmp_path: Path) -> None:
    """Shape, shorthand and reference alike, in the order of the file, whatever part of it is broken."""
    listed = refused(damaged(
        tmp_path,
        ("year: 2566", "year: soon"),
        ('{id: A.1.2, th: "สอง", en: two}', '{id: A.1.2, th: "สอง", en: two, weight: 3}'),
        ("policy: {kind: steps, of: [A.1.1", "policy: {kind: steps, of: [A.1.9"),
        ("at: [1, 3, 5, 7]", "at: [1, 3, 3, 7]"),
        ('some: {th: "บ้าง", en: "in part"}', 'some: {th: "บ้าง", en: "in full"}'),
        ("[B1, B2, B3, B4, B5]", "[B1, B2, B3, B4]"),
        ('["B.3.*"]', '["B.9.*", "B.8.*"]'),
        ("- {id: C.1.score", "- {id: C.1.scor"),
    ))
    assert [(int(one.split(":")[0]), one.split(": ", 1)[1].split(" — ")[0]) for one in listed] == [
        (3, "year: is a whole number"),
        (37, "unknown key weight"),
        (45, "A.1: unknown question A.1.9"),
        (55, "at: the thresholds rise, and the first is at least 1"),
        (69, "A.3.how: the choice “in full” stands 2 times"),
        (84, "levels: 4 level names"),
        (135, "no question matches B.9.*"),
        (135, "no question matches B.8.*"),
        (150, "C.1.scor: is asked, but no rule looks at it"),
        (151, "C.1: unknown question C.1.score"),
    ]


def test_an_edition_says_which_kinds_of_agency_it_is_for(tmp_path: Path) -> None:
    """None by default; a province edition does not take those of its base."""
    file = damaged(tmp_path, ("year: 2566", "year: 2566\nkinds: [department, กรม]\nexcluded: [X-1]"))
    edition = load_edition(file)
    assert (edition.kinds, edition.excluded) == (("department", "กรม"), ("X-1",))
    other = load_edition(file.with_name(f"{PROVINCE}.yaml"))
    assert (other.kinds, other.excluded) == ((), ())


@pytest.mark.parametrize("kinds", ["department", '["  "]', "[1]"])
def test_kinds_are_words(kinds: str, tmp_path: Path) -> None:
    (mistake,) = refused(damaged(tmp_path, ("year: 2566", f"year: 2566\nkinds: {kinds}")))
    assert mistake.startswith("4: ") and "kinds" in mistake


def test_a_broken_topic_is_still_checked_whole(tmp_path: Path) -> None:
    """An extra key of a topic hides neither its questions' mistakes nor its rule's."""
    listed = refused(damaged(
        tmp_path,
        ('source: "levels"', 'source: "levels"\n            sauce: no'),
        ("at_least: some", "at_least: sum"),
        ("type: integer, th: \"ทั้งหมด\"", "type: integral, th: \"ทั้งหมด\""),
    ))
    assert len(listed) == 3, listed


def test_several_mistakes_against_a_base_are_listed_at_once(tmp_path: Path) -> None:
    listed = refused(damaged(
        tmp_path, ("same_as: A.3", "same_as: A.9"), ("{id: A.2, inherited", "{id: A.8, inherited"), ('from: "A.1.*"', 'from: "A.7.*"'),
        name=PROVINCE,
    ))
    assert [one.split(" — ")[0] for one in listed] == [
        "12: the base edition has no topic A.9", "13: the base edition has no topic A.8", "17: the base edition has no question A.7.*",
    ]


@pytest.mark.parametrize(("name", "step"), [(MINI, 8), (PROVINCE, 2)])
def test_no_line_taken_out_comes_to_anything_but_a_located_refusal(name: str, step: int, tmp_path: Path) -> None:
    """A file without any one of its lines loads, or is refused with lines; it never fails in another way."""
    lines = text_of(name).splitlines(keepends=True)
    damaged(tmp_path, name=name)
    for number in range(0, len(lines), step):
        file = tmp_path / f"without-{number}.yaml"
        file.write_text("".join(lines[:number] + lines[number + 1:]), encoding="utf-8")
        try:
            load_edition(file)
        except EditionError as error:
            assert error.mistakes, (number, str(error))
            assert all(re.match(rf"{file.name}:\d+$", mistake.where) for mistake in error.mistakes), (number, str(error))


# -- the real editions -----------------------------------------------------------------------------


def test_a_real_edition_damaged_in_three_places(tmp_path: Path) -> None:
    """The department's own file: a threshold, a choice and a question's id, each found at its line."""
    file = tmp_path / "dga-2566-department.yaml"
    text = (criteria() / file.name).read_text(encoding="utf-8")
    changes = [
        ("at_least: realtime", "at_least: instantly", "P2.8.1: P2.8.1.lag has no choice instantly"),
        ('2: {any: ["P6.1.1.backup.*"]', '2: {any: ["P6.1.1.backups.*"]', "no question matches P6.1.1.backups.*"),
        ("at: [1, 3, 5, 9]", "at: [1, 3, 9, 5]", "at: the thresholds rise, and the first is at least 1"),
    ]
    expected = []
    for old, new, what in changes:
        assert text.count(old) == 1
        expected.append(f"{text[:text.index(old)].count(chr(10)) + 1}: {what}")
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    assert [one.split(" — ")[0] for one in refused(file)] == expected


def test_the_digest_changes_with_what_a_file_says_not_with_how_it_is_written(tmp_path: Path) -> None:
    changes: dict[str, tuple[Change, ...]] = {
        "as it is": (), "a comment": (("id: mini", "# of this year\nid: mini"),), "a word": (("Agency", "Department"),)}
    digests = {}
    for number, (what, pairs) in enumerate(changes.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        file = damaged(folder, *pairs)
        digests[what] = [load_edition(file).digest, load_edition(file.with_name(f"{PROVINCE}.yaml")).digest]
    assert digests["a comment"] == digests["as it is"]
    assert all(new != old for new, old in zip(digests["a word"], digests["as it is"], strict=True)), "the base counts too"


# -- files that change, and editions of one's own --------------------------------------------------


def test_a_file_is_read_again_when_it_was_changed(tmp_path: Path) -> None:
    file = damaged(tmp_path)
    first = load_edition(file)
    assert load_edition(file) is first
    file.write_text(text_of(MINI).replace("แบบย่อ", "แบบย่อใหม่", 1), encoding="utf-8")
    assert (first.title.th, load_edition(file).title.th) == ("แบบย่อ", "แบบย่อใหม่")


def test_a_mended_file_shows_no_old_mistakes(tmp_path: Path) -> None:
    file = damaged(tmp_path, ("id: mini", "idd: mini"))
    assert refused(file)
    file.write_text("# a line more\n" + file.read_text("utf-8"), encoding="utf-8")
    assert refused(file)
    file.write_text("a: *nothing\n", encoding="utf-8")
    assert refused(file)
    file.write_text(text_of(MINI), encoding="utf-8")
    assert load_edition(file).id == MINI


def test_an_edition_changes_with_its_base(tmp_path: Path) -> None:
    file = damaged(tmp_path, name=PROVINCE)
    first = load_edition(file)
    base = tmp_path / f"{MINI}.yaml"
    base.write_text(text_of(MINI).replace("แบบย่อ", "แบบย่อใหม่", 1), encoding="utf-8")
    again = load_edition(file)
    assert first.base is not None and first.base.title.th == "แบบย่อ"
    assert again.base is not None and again.base.title.th == "แบบย่อใหม่"


def test_folders_of_the_environment_are_at_hand_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged(tmp_path)
    assert MINI not in edition_ids()
    monkeypatch.setenv("DGMM_CRITERIA", str(tmp_path))
    assert MINI in edition_ids() and load_edition(MINI).id == MINI
    (tmp_path / f"{MINI}.yaml").rename(tmp_path / "other.yaml")
    assert load_edition(MINI).id == MINI, "the id decides, not the file's name"
    with pytest.raises(EditionError, match="unknown edition “other”"):
        load_edition("other")


def test_an_edition_is_at_hand_as_long_as_its_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file was found is remembered, whether it is still there is not."""
    damaged(tmp_path)
    assert file_of(MINI) is None
    monkeypatch.setenv("DGMM_CRITERIA", str(tmp_path))
    assert file_of(MINI) == file_of(MINI) == tmp_path / f"{MINI}.yaml" and file_of(MINI.upper()) is None
    (tmp_path / f"{MINI}.yaml").rename(tmp_path / "other.txt")
    assert file_of(MINI) is None and file_of(f"../{tmp_path.name}/other") is None
