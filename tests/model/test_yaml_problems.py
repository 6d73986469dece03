"""What a parser cannot read is told at the line where the mistake is, in words of both languages, and never in another way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dgmm_excel import EditionError
from dgmm_excel.model.yaml_file import read_yaml

#: The text of a file, the line of its mistake, what is said of it in English.
WRONG = {
    "a key twice": ("a: 1\nb: 2\na: 3\n", 3, "the key a stands twice in one place"),
    "a tab": ("a:\n\tb: 1\n", 2, "is indented with a tab"),
    "an open bracket at the end": ("b: 3\na: [1, 2\n", 2, "the bracket [ opened here is not closed"),
    "an open bracket far above": ("a: [1,\n  2,\n  3\nb: 3\n", 1, "the bracket [ opened here is not closed"),
    "an open brace": ("a: {x: 1\nb: 3\n", 1, "the brace { opened here is not closed"),
    "no comma": ("b: 1\na: {x: 1 y: 2}\n", 2, "or a comma is missing inside"),
    "an open quote": ('a: "x\nb: 3\nc: 4\n', 1, "the quote opened on this line is not closed"),
    "an open single quote": ("b: 3\na: 'x\nc: 4\n", 2, "the quote opened on this line is not closed"),
    "a quote closed too soon": ('a: "x" y\n', 1, "words stand after a closing quote"),
    "two colons": ("a: b: c\n", 1, "a colon stands where no key can be"),
    "no blank after a colon": ("a:1\nb: 2\n", 2, "a colon stands where no key can be"),
    "no colon": ("a: 1\nb\nc: 2\n", 2, "no colon after the key"),
    "an unknown alias": ("a: *x\n", 1, "*x stands for a part that no &x marks"),
    "too little indentation": ("a:\n  b: 1\n c: 2\n", 3, "is indented otherwise"),
    "too much indentation": ("a: 1\n  b: 2\n", 2, "the line is indented otherwise than the key above"),
    "a bracket too many": ("b: 1\na: [1]]\n", 2, "has a ] too many"),
    "a sign that YAML keeps": ("a: `x`\n", 1, "a text begins with '`'"),
    "a per cent": ("a: %x\n", 1, "a text begins with '%'"),
    "a list behind its key": ("a: - b\n", 1, "the - of a list stands behind its key"),
    "two files in one": ("a: 1\n---\nb: 2\n", 2, "divide the file in two"),
    "a backslash": ('a: "\\q"\n', 1, "a backslash within"),
    "a template": ("b: 1\na: {{x: 1}: 2}\n", 2, "a key is a word or a number"),
    "a list for a key": ("b: 1\n[a]: 2\n", 2, "a key is a word or a number"),
    "no key": ("b: 1\n: 2\n", 2, "a key is a word or a number"),
    "a control character": ("b: 1\na: x\x07\n", 2, "holds a control character"),
    "brackets without end": ("b: 1\na: " + "[" * 500, 2, "brackets within brackets go too deep"),
    "a part of itself": ("a: &x [*x]\n", 1, "the file contains itself"),
    "what grows without end": (
        "a: &a [1, 1]\n" + "".join(f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}]\n" for old, new in zip("abcdefghij", "bcdefghijk", strict=True)),
        1, "grows too large"),
    "a tag of a program": ("a: !!python/object:os.system x\n", 1, "no valid YAML (could not determine a constructor"),
}
_THAI = re.compile("[\u0e00-\u0e7f]")


@pytest.mark.parametrize("case", WRONG)
def test_it_is_told_at_its_line_in_both_languages(case: str, tmp_path: Path) -> None:
    text, line, what = WRONG[case]
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EditionError) as caught:
        read_yaml(file)
    (mistake,) = caught.value.mistakes
    assert mistake.where == f"a.yaml:{line}"
    for words in (mistake.what, mistake.remedy):
        thai, _, english = words.partition(" / ")
        assert _THAI.search(thai) and english and not _THAI.search(english), words
    assert what in mistake.what


def test_dates_and_endless_numbers_are_text(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(f"a: 2026-01-05\nb: 2026-13-45\nc: {'9' * 5000}\nd: 12\n2026-01-01: x\n", encoding="utf-8")
    assert read_yaml(file) == {"a": "2026-01-05", "b": "2026-13-45", "c": "9" * 5000, "d": 12, "2026-01-01": "x"}
