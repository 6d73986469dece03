"""The guide to writing an edition, in both languages, with its example and the list of all keys."""

from __future__ import annotations

from collections.abc import Mapping

from dgmm_excel.model.edition_schema import Part, parts
from dgmm_excel.resources import templates
from dgmm_excel.text import LANGS, Lang, Text, phrase, template_page

EXAMPLE, ROSTER = "school-safety-2569.yaml", "schools.csv"
_POINTS = "points.yaml"  # what may stand in place of the example's last part
_FOLDER = "guide"
#: Keys of every rule or condition, and parts that are questions written in another way.
_SHARED, _OF_QUESTION = ("kind", "lowest", "label"), ("column", "taken")
#: A line of the example that begins a part of it.
_PART = "# -- "


def guide_files() -> Mapping[str, bytes]:
    """Return the guide's files: content by name."""
    example, roster = (_read(name) for name in (EXAMPLE, ROSTER))
    blocks = _parts(example) | {"points": _read(_POINTS).rstrip("\n")}
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
    lists: dict[str, list[str]] = {group: [] for group in ("structure", "rules", "points", "conditions")}
    for part in parts():
        if part.name not in _OF_QUESTION:
            lists[_group(part)].append(_line(part, lang))
    return "\n\n".join(
        f"{phrase(f'guide.{group}')[lang]}\n\n" + "\n".join(lines) for group, lines in lists.items())


def _group(part: Part) -> str:
    if part.kind:
        return "rules"
    if "label" in part.keys:
        return "conditions"
    return "points" if part.name.endswith("points") or part.name == "termsof" else "structure"


def _line(part: Part, lang: Lang) -> str:
    """Return a part with its keys as an entry of a list."""
    about = _said(part.words, lang)
    title = f"`kind: {part.kind}` – {about}" if part.kind else f"**{about}**" if _group(part) == "structure" else about
    keys = "; ".join(f"`{key}` {_said(words, lang)}".strip() for key, words in part.keys.items() if key not in _SHARED)
    return f"- {title}: {keys}"


def _said(words: Text | None, lang: Lang) -> str:
    return "" if words is None else words[lang]
