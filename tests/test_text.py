"""The program's phrases: every one in both languages, every one used."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import Environment

import dgmm_excel
from dgmm_excel.faults import Severity
from dgmm_excel.form import anchors
from dgmm_excel.intake.record import Status
from dgmm_excel.model.edition import Source
from dgmm_excel.model.measures import STATUSES
from dgmm_excel.report.peers import GROUPINGS
from dgmm_excel.report.state import AGENCY_STATES
from dgmm_excel.resources import templates
from dgmm_excel.scoring.findings import FindingKind
from dgmm_excel.scoring.migration import MOVE_STATES, WHYS
from dgmm_excel.text import Text, as_argument, bilingual, joined, long_date, phrase, without_controls
from dgmm_excel.xlsx.archive import REASONS
from dgmm_excel.xlsx.grid import Way

PACKAGE = Path(dgmm_excel.__file__).parent
#: Keys that are composed of words of another module. Those composed of words of the same module are found by themselves.
COMPOSED: dict[str, tuple[str, ...]] = {
    "form.": STATUSES,
    "form.contact_": anchors.CONTACT,
    "agency.todo_": AGENCY_STATES,
    "agency.source_": tuple(source for source in get_args(Source) if source != "agency"),
    "lacking.": AGENCY_STATES,
    "results.awaiting_": tuple(source for source in get_args(Source) if source != "agency"),
    "unreadable.": REASONS,
    "look.": get_args(Way),
    "ribbon.": get_args(Status),
    "severity.": get_args(Severity),
    "report.grouping_": GROUPINGS,
    "report.rank_": GROUPINGS[:2],
    "verified.": get_args(FindingKind),
    "migrate.": MOVE_STATES,
    "migrate.why_": WHYS,
}


def keys() -> Iterator[str]:
    for section, phrases in tomllib.loads((templates() / "phrases.toml").read_text("utf-8")).items():
        for key in phrases:
            yield f"{section}.{key}"


@cache
def strings() -> dict[Path, tuple[frozenset[str], tuple[str, ...]]]:
    """For each module and each page's template its string constants, and a pattern for each that begins as a key does."""
    found = {file: in_template(file.read_text("utf-8")) for file in (templates() / "pages").glob("*.j2")}
    for file in PACKAGE.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
        constants = frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
        composed = tuple(pattern(node) for node in nodes if isinstance(node, ast.JoinedStr))
        found[file] = constants, tuple(one for one in composed if re.match(r"([a-z]+|\(\.\+\))\\\.", one))
    return found


def in_template(source: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the strings of a template, and a pattern for each that `~` goes on."""
    code = "\n".join(re.findall(r"{[{%].*?[%}]}", source))
    constants = frozenset(re.findall(r'"([^"\n]*)"', code))
    return constants, tuple(re.escape(one) + "(.+)" for one in re.findall(r'"([a-z]+\.[^"\n]*)" ~', code))


def pattern(node: ast.JoinedStr) -> str:
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)" for part in node.values)


def is_used(key: str) -> bool:
    """Whether a module names the key; a remedy is used with the words that it belongs to."""
    key = key.removesuffix("_remedy")
    for constants, patterns in strings().values():
        if key in constants:
            return True
        for match in filter(None, (re.fullmatch(one, key) for one in patterns)):
            if all(part.isdigit() or part in constants for part in match.groups()):
                return True
    return False


def test_every_phrase_is_used() -> None:
    composed = {prefix + word for prefix, words in COMPOSED.items() for word in words}
    assert [key for key in keys() if not is_used(key) and key not in composed] == []


def test_a_phrase_that_nothing_uses_is_found() -> None:
    assert not is_used("form.progress_of")
    assert not is_used("correction.dg105")
    assert is_used("form.how_1") and is_used("lookup.no_code") and is_used("roster.no_name_remedy")


def test_every_composed_key_is_a_phrase() -> None:
    assert {prefix + word for prefix, words in COMPOSED.items() for word in words} <= set(keys())


def test_a_phrase_is_filled_in_each_language() -> None:
    text = phrase("lookup.next", level=3, words=Text("คำ", "words"))
    assert "คำ" in text.th and "words" in text.en and "3" in text.th and "3" in text.en


def test_an_unknown_phrase_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        phrase("form.nothing_of_the_kind")


def test_a_text_is_read_by_language_or_as_both() -> None:
    text = joined([Text("ก", "a"), Text("ข", "b")], Text(" และ ", " and "))
    assert (text["th"], text["en"], str(text)) == ("ก และ ข", "a and b", "ก และ ข / a and b")
    assert not Text("", "") and Text("", "b")


def test_a_bilingual_text_has_english_beneath_or_beside_thai_and_english_alone() -> None:
    words = Text("ระดับ", "Level")
    assert str(bilingual(words, "th")) == "ระดับ\nLevel"
    assert str(bilingual(words, "th", beside=True)) == "ระดับ   Level"
    assert str(bilingual(words, "en")) == "Level"
    assert str(bilingual(Text("DGA", "DGA"), "th")) == "DGA"
    assert str(bilingual(None, "th")) == ""


def test_a_thai_date_is_of_the_buddhist_era() -> None:
    day = date(2026, 9, 30)
    assert (long_date(day, "th"), long_date(day, "en")) == ("30 กันยายน 2569", "30 September 2026")


def test_what_nobody_sees_is_taken_out_and_white_space_stays() -> None:
    assert without_controls("ก\x00ข\x07\x1b[31m\u202eค\u2066\u200f") == "กข[31mค"
    assert without_controls("บ้าน\u200bเมือง\r\n\t\x0b1") == "บ้าน\u200bเมือง\r\n\t\x0b1"


def test_a_path_is_shown_as_a_command_line_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.name", "posix")
    assert [as_argument(path) for path in ("round", "รอบ/ที่-2", "รอบ 2569", "it's", "")] == [
        "round", "รอบ/ที่-2", "'รอบ 2569'", "'it'\"'\"'s'", "''"]
    monkeypatch.setattr("os.name", "nt")
    assert [as_argument(path) for path in ("C:\\round", "C:\\รอบ 2569")] == ["C:\\round", '"C:\\รอบ 2569"']


def test_a_phrase_without_words_needs_no_templates() -> None:
    """Jinja2 takes a tenth of a second to import, and half of the phrases have nothing to fill in."""
    script = "import sys; from dgmm_excel.text import phrase; print(phrase('answer.yes'), 'jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env={**os.environ, "PYTHONUTF8": "1"})
    assert done.stdout.decode() == "ใช่ / Yes False\n"


@pytest.mark.parametrize(("key", "words", "one", "two"), [
    ("roster.wrong_edition", {"kind": "", "edition": "", "own": ""}, "1 of 1 agency here is for", "2 of 2 agencies here are for"),
    ("roster.default", {"edition": "e"}, "(1 agency)", "(2 agencies)"),
    ("forms.not_made", {"codes": "A"}, "1 of 1 agency:", "2 of 2 agencies:"),
    ("previous.matched", {"rounds": "r"}, "1 of 1 agency", "2 of 2 agencies"),
    ("page.counted", {}, "1 of 1 agency counts", "2 of 2 agencies count "),
])
def test_one_agency_is_not_called_agencies(key: str, words: dict[str, str], one: str, two: str) -> None:
    for count, told in ((1, one), (2, two)):
        assert told in phrase(key, count=count, all=count, of=count, **words).en


def test_phrases_that_only_put_words_in_say_what_jinja_says() -> None:
    """A word is put in as it is, also one that looks like a place for a word; `100%` stays."""
    pages = tomllib.loads((templates() / "phrases.toml").read_text(encoding="utf-8"))
    texts = {f"{section}.{key}": text for section, phrases in pages.items() for key, text in phrases.items()}
    plain = [key for key, text in texts.items() if "{{" in text["th"] and "%" in text["th"] + text["en"] and "{%" not in text["th"]]
    assert plain and all(f"{{{{ {word} }}}}" in texts[key]["th"] for key, word in (("cli.beside", "name"), ("cli.kept", "kept")))
    for key in (*plain, "cli.beside", "cli.kept"):
        words = {word: f"50% {{{{ {word} }}}} %(name)s" for text in texts[key].values() for word in re.findall(r"\w+", text)}
        said = phrase(key, **words)
        for lang, text in (("th", said.th), ("en", said.en)):
            assert text == Environment(autoescape=False).from_string(texts[key][lang]).render(words), key
    assert phrase("cli.beside", name=Text("ก", "a"), kept=1)["en"] == phrase("cli.beside", name="a", kept="1")["en"]
    with pytest.raises(KeyError):
        phrase("cli.beside")
