"""Data of a criteria file as text: read back they are the same, whatever the texts look like; nothing else is taken for data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dgmm_excel.model.yaml_file import read_yaml
from dgmm_excel.model.yaml_text import from_line, line, yaml_lines

#: Texts that YAML, or a careless reader of it, takes for something else.
TEXTS = ("no", "yes", "on", "null", "~", "true", "1", "1.00", "0x1F", "1/2", "2566-01-02", "a: b", "a #b", "- a", "*a", "&a", "!a", "{a}", "[a]",
         "a, b", "'a'", '"a"', " a", "a ", "", "a\nb", "a\tb", "a\\n", "%a", "@a", "`a", "|", ">", "?", "a:", "ข้อ ๑", "กทม.", "“ก”", "\x85\u2028\ufeff",
         "P1.1.*", "P1.{}.x", "…", "=1+1", "🙂")


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back(text: str, tmp_path: Path) -> None:
    data = {"one": text, text or "none": ["x", text, {"in": text, "th": text, "en": text}]}
    file = tmp_path / "a.yaml"
    file.write_text("".join(f"{one}\n" for one, _ in yaml_lines(data)), "utf-8")
    assert read_yaml(file) == data
    assert from_line(line(data, in_cell=True)) == data


@pytest.mark.parametrize(("text", "data"), [
    ("1", 1), ("0.25", "0.25"), ("[0, 0.5, 1/2]", [0, "0.5", "1/2"]), ("true", True), ("null", None), ("2566-01-02", "2566-01-02"),
    ("{choice: A.1, is: no}", {"choice": "A.1", "is": "no"}), ("P1.1.*", "P1.1.*"), ("{a: [], b: {}}", {"a": [], "b": {}}),
])
def test_a_line_is_read_as_data_with_exact_numbers(text: str, data: Any) -> None:
    assert from_line(text) == data


@pytest.mark.parametrize("text", ["[1, 2", "{a: 1", "a: b: c", "*a", "[&a 1, *a]", "!!python/name:os.system x", "[" * 9999, "\0", "{a: 1, a: 2}"])
def test_what_is_no_data_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_line(text)


def test_each_line_knows_where_it_is_from() -> None:
    data = {"id": "a", "title": {"th": "ก", "en": "A"}, "pillars": [{"id": "P1", "rule": {"kind": "steps", "at": [1, 2]}}, {"id": "P2"}]}
    assert list(yaml_lines(data)) == [
        ("id: a", ("id",)), ("title:", ("title",)), ("  th: ก", ("title", "th")), ("  en: A", ("title", "en")), ("pillars:", ("pillars",)),
        ("  - id: P1", ("pillars", 0, "id")), ("    rule:", ("pillars", 0, "rule")), ("      kind: steps", ("pillars", 0, "rule", "kind")),
        ("      at: [1, 2]", ("pillars", 0, "rule", "at")), ("  - {id: P2}", ("pillars", 1)),
    ]
