"""What an edition says of the one before: what it takes as the same, what ends, and every mistake in it with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dgmm_excel import EditionError, load_edition
from dgmm_excel.model.continuation import continuation
from dgmm_excel.model.edition import Edition

MINI = (Path(__file__).parent / "data" / "mini.yaml").read_text(encoding="utf-8")
THAI = re.compile("[\u0e00-\u0e7f]")
#: The line of `predecessor:` in the newer edition; what it says follows, a key a line.
LINE = 3


def editions(folder: Path, *says: str, old: str = MINI, new: str = MINI) -> tuple[Edition, Edition]:
    """Return the edition of a year before, and the next one, which says that of its predecessor."""
    (folder / "mini.yaml").write_text(old, encoding="utf-8")
    head, own = "".join(f"  {line}\n" for line in ("edition: mini", *says)), folder / "next.yaml"
    own.write_text(new.replace("id: mini\n", f"id: next\npredecessor:\n{head}", 1), encoding="utf-8")
    return load_edition(own), load_edition(folder / "mini.yaml")


def mistakes(folder: Path, *says: str, **texts: str) -> list[tuple[int, str]]:
    """Return the line and the English words of each mistake."""
    with pytest.raises(EditionError) as refused:
        editions(folder, *says, **texts)
    for mistake in refused.value.mistakes:
        assert THAI.search(mistake.what) and THAI.search(mistake.remedy) and " / " in mistake.remedy, mistake
    return [(int(m.where.rpartition(":")[2]), m.what.partition(" / ")[2]) for m in refused.value.mistakes]


def test_an_edition_continues_itself_whole_and_no_stranger(tmp_path: Path) -> None:
    new, old = editions(tmp_path, "topics: {A.1: A.1}")
    own = continuation(old, old)
    assert own is not None and own.topics == {topic: topic for topic in old.topics} and not own.begun and not own.ended
    assert own.questions == {question: question for question in old.questions}
    assert continuation(old, new) is None, "the older knows nothing of the newer"


def test_only_what_is_named_is_the_same_unless_ids_stay(tmp_path: Path) -> None:
    found = continuation(*editions(tmp_path, "topics: {A.1: A.1, B.3: B.1}", "questions: {A.1.2: A.1.1}"))
    assert found is not None and (found.topics, found.questions) == ({"A.1": "A.1", "B.3": "B.1"}, {"A.1.2": "A.1.1"})
    assert found.begun == ("A.2", "A.3", "B.1", "B.2", "C.1", "C.2", "C.3")
    assert found.ended == ("A.2", "A.3", "B.2", "B.3", "C.1", "C.2", "C.3")


def test_where_ids_stay_what_is_named_or_ended_is_not_taken_twice(tmp_path: Path) -> None:
    says = "same_ids: true", "topics: {B.3: B.1}", "questions: {A.1.2: A.1.1}", "not_carried: {A.2: changed, A.2.count: split}"
    found = continuation(*editions(tmp_path, *says))
    assert found is not None
    assert found.topics == {"A.1": "A.1", "A.3": "A.3", "B.2": "B.2", "B.3": "B.1", "C.1": "C.1", "C.2": "C.2", "C.3": "C.3"}
    assert found.begun == ("A.2", "B.1") and found.ended == ("A.2", "B.3")
    assert found.questions["A.1.2"] == "A.1.1" and "A.1.1" not in found.questions and "A.2.count" not in found.questions
    assert found.questions["A.1.3"] == "A.1.3", "ids stay where nothing else is said"


def test_every_mistake_is_told_at_its_line(tmp_path: Path) -> None:
    found = mistakes(tmp_path, "topics:", "  X.1: A.1", "  A.2: Z.9", "  A.3: B.1", "  B.1: B.1", "questions:",
                     "  A.9.9: A.1.1", "  A.1.2: A.1.3", "not_carried:", "  A.1.3: merged", "  Q.1: removed")
    assert found == [
        (6, "this edition has no topic X.1"),
        (7, "the edition mini has no Z.9"),
        (8, "B.1 of the predecessor is named 2 times"),
        (9, "B.1 of the predecessor is named 2 times"),
        (11, "this edition has no question A.9.9"),
        (12, "A.1.3 is both continued here and listed in not_carried"),
        (15, "the edition mini has no Q.1"),
    ]


def test_a_question_of_another_type_is_not_the_same(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "same_ids: true", old=MINI.replace("{id: A.1.1, th", "{id: A.1.1, type: number, th", 1).replace(
        "of: [\"A.1.*\"]", "of: [A.1.2, A.1.3, A.1.4, A.1.2]").replace("A.1.1", "A.1.1")) == [
            (5, "taken as the same as A.1.1 of the predecessor, which is of another type (number, now yes_no)")]
    assert mistakes(tmp_path, "questions: {A.1.1: A.2.count}") == [
        (5, "taken as the same as A.2.count of the predecessor, which is of another type (integer, now yes_no)")]


@pytest.mark.parametrize(("says", "told"), [
    ("same_ids: perhaps", "is true or false"),
    ("not_carried: {A.1: gone}", "unknown value gone"),
    ("topics: [A.1]", "is written as key: value"),
    ("topics: {A.1: 3}", "is a text"),
    ("edtion: mini", "unknown key predecessor.edtion"),
])
def test_what_cannot_be_read_is_told_as_anywhere_in_the_file(tmp_path: Path, says: str, told: str) -> None:
    assert mistakes(tmp_path, says) == [(5, told)]


def test_an_edition_is_not_its_own_predecessor_and_an_absent_one_is_not_looked_into(tmp_path: Path) -> None:
    own = tmp_path / "mini.yaml"
    own.write_text(MINI.replace("id: mini\n", "id: mini\npredecessor: {edition: mini}\n", 1), encoding="utf-8")
    with pytest.raises(EditionError, match="names itself"):
        load_edition(own)
    own.write_text(MINI.replace("id: mini\n", "id: mini\npredecessor: {edition: away, topics: {A.1: Z.9}}\n", 1), "utf-8")
    assert load_edition(own).predecessor is not None
