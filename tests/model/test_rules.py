"""Rules as a criteria file writes them: words of their own for level 1 and before a count, and means of choices."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.model.describe import levels
from dgmm_excel.model.edition import Edition

DATA = Path(__file__).parent / "data"


def mini(folder: Path, *changes: tuple[str, str]) -> Edition:
    """Return the small edition with each change made once."""
    text = (DATA / "mini.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "mini.yaml").write_text(text, encoding="utf-8")
    return load_edition(folder / "mini.yaml")


def test_level_1_lacks_what_level_2_asks_for_want_of_other_words(tmp_path: Path) -> None:
    said = levels(mini(tmp_path), "A.3")[0]
    assert (said.th, said.en) == ("ยังไม่ผ่านเกณฑ์ระดับ 2 คือ “มี”", "Not yet level 2: “has”")


@pytest.mark.parametrize(("topic", "old", "new"), [
    ("A.1", 'of: ["A.1.*"], at: [1, 2, 3, 4]}', 'of: ["A.1.*"], at: [1, 2, 3, 4], LOWEST}'),
    ("A.2", "number: A.2.count\n", "number: A.2.count\n              LOWEST\n"),
    ("A.3", "cumulative: true\n", "cumulative: true\n              LOWEST\n"),
    ("B.1", "each: [x, y]\n", "each: [x, y]\n              LOWEST\n"),
    ("B.2", "levels: {none: 1, all: 5}}", "levels: {none: 1, all: 5}, LOWEST}"),
])
def test_a_rule_s_own_words_for_level_1_come_first(topic: str, old: str, new: str, tmp_path: Path) -> None:
    edition = mini(tmp_path, (old, new.replace("LOWEST", 'lowest: {th: "ไม่มีเลย", en: "nothing at all"}')))
    said = levels(edition, topic)[0]
    assert "ไม่มีเลย" in said.th
    assert "othing at all" in said.en


def test_the_lead_stands_before_every_count(tmp_path: Path) -> None:
    edition = mini(tmp_path, ("at: [1, 3, 5, 7]\n", 'at: [1, 3, 5, 7]\n              lead: {th: "มีแผน และ", en: "a plan, and"}\n'))
    assert [text.en for text in levels(edition, "A.2")] == [
        "None yet (0 of 8 items)", "A plan, and 1–2 of 8 items", "A plan, and 3–4 of 8 items", "A plan, and 5–6 of 8 items",
        "A plan, and 7–8 of 8 items"]
    assert levels(edition, "A.2")[4].th == "มีแผน และ 7–8 ข้อ จากทั้งหมด 8 ข้อ"


ONES = [
    ("", "{}", {"1": 1, "2": 2, "5": 5}),
    ('none: {th: "ไม่มี", en: none}\n                  ', '{none: 1, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}',
     {"none": 1, "1": 1, "2": 2, "5": 5}),
    ('none: {th: "ไม่มี", en: none}\n                  never: {th: "ไม่เคย", en: never}\n                  ',
     '{none: 1, never: 1, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}', {"none": 1, "never": 1, "1": 1, "2": 2, "5": 5}),
]


@pytest.mark.parametrize(("more", "given", "expected"), ONES)
def test_choices_of_a_mean_stand_for_their_levels(more: str, given: str, expected: dict[str, int], tmp_path: Path) -> None:
    """One of two processes is left blank, which counts 1; with none to three choices at level 1."""
    edition = mini(tmp_path, ('"1": {th: "ก", en: a}', more + '"1": {th: "ก", en: a}'),
                   ('questions: ["B.3.*"]}', 'questions: ["B.3.*"]}' if not more else f'questions: ["B.3.*"], levels: {given}}}'))
    for key, level in expected.items():
        assert score(edition, {"B.3.1": key}).topics["B.3"].score == Fraction(level + 1, 2), key


def test_a_process_that_is_not_there_completes_the_topic() -> None:
    department = load_edition("dga-2566-department")
    processes = [f"P4.3.{number:02}" for number in range(1, 11)]
    found = score(department, dict.fromkeys(processes, "none")).topics["P4.3"]
    assert found.score == found.level == 1
    assert found.status == "complete"
    left = score(department, dict.fromkeys(processes[1:], "none")).topics["P4.3"]
    assert left.score == 1
    assert (left.status, list(left.missing)) == ("incomplete", processes[:1])
