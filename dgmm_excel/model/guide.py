"""The guide to writing an edition, in both languages, with its example and the list of all keys."""

from __future__ import annotations

from collections.abc import Mapping

from dgmm_excel.model.edition_schema import parts
from dgmm_excel.resources import templates
from dgmm_excel.text import LANGS, Lang, Text, phrase, template_page

EXAMPLE, ROSTER = "school-safety-2569.yaml", "schools.csv"
_FOLDER = "guide"
#: Keys of every rule or condition, and parts that are questions written in another way.
_SHARED, _OF_QUESTION = ("kind", "lowest", "label"), ("column", "taken")
#: A line of the example that begins a part of it.
_PART = "# -- "


def guide_files() -> Mapping[str, bytes]:
    """Return the guide's files: content by name."""
    example, roster = (_read(name) for name in (EXAMPLE, ROSTER))
    blocks = _parts(example)
    pages = {
        page_name(lang): template_page(
            f"{_FOLDER}/{page_name(lang)}", part=blocks.__getitem__, roster=roster.strip(), keys=_keys(lang)).encode()
        for lang in LANGS
    }
    whole = "".join(line for line in example.splitlines(keepends=True) if not line.startswith(_PART))
    return {**pages, EXAMPLE: whole.encode(), ROSTER: roster.encode("utf-8-sig")}


def page_name(lang: Lang) -> str:
    """Return the name of the guide in a language."""
    return "edition.md" if lang == "en" else f"edition.{lang}.md"


def _read(name: str) -> str:
    return (templates() / _FOLDER / name).read_text(encoding="utf-8")


def _parts(example: str) -> dict[str, str]:
    """Return the parts of the example by their names."""
    _, *parts = example.split(_PART)
    named = (part.partition("\n") for part in parts)
    return {name: text.rstrip("\n") for name, _, text in named}


def _keys(lang: Lang) -> str:
    """Return all keys of a criteria file as lists, with what each is for; what all rules or conditions have left out."""
    lists = {"structure": list[str](), "rules": list[str](), "conditions": list[str]()}
    for part in parts():
        if part.name in _OF_QUESTION:
            continue
        group = "rules" if part.kind else "structure" if part.words is not None and "label" not in part.keys else "conditions"
        title = f"`kind: {part.kind}`" if part.kind else "" if group == "conditions" else f"**{_said(part.words, lang)}**"
        about = f"{title} – {_said(part.words, lang)}" if part.kind and part.words is not None else title
        keys = "; ".join(f"`{key}` {_said(words, lang)}".strip() for key, words in part.keys.items() if key not in _SHARED)
        lists[group].append(f"- {about}: {keys}" if about else f"- {keys}")
    return "\n\n".join(
        f"{phrase(f'guide.{group}')[lang]}\n\n" + "\n".join(lines) for group, lines in lists.items())


def _said(words: Text | None, lang: Lang) -> str:
    return "" if words is None else words[lang]
