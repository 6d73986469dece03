"""Words in both languages, and the phrases that the program itself says (`templates/phrases.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from dgmm_excel.resources import templates

if TYPE_CHECKING:
    from jinja2 import Environment, Template

Lang = Literal["th", "en"]
LANGS: tuple[Lang, ...] = ("th", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Thai and in English."""

    th: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.th if lang == "th" else self.en

    def __str__(self) -> str:
        return f"{self.th} / {self.en}"

    def __bool__(self) -> bool:
        return bool(self.th or self.en)


def joined(texts: Iterable[Text], link: Text) -> Text:
    """The texts, one after another, with `link` between them."""
    texts = tuple(texts)
    return Text(link.th.join(text.th for text in texts), link.en.join(text.en for text in texts))


def phrase(key: str, **words: object) -> Text:
    """The program's own phrase `key`; a word that is a `Text` is given in the phrase's language.

    Raises KeyError for a key that `templates/phrases.toml` does not have.
    """
    th, en = _phrases()[key]
    return Text(th.render(_in("th", words)), en.render(_in("en", words)))


def page(source: str, **values: object) -> str:
    """A page of prose: the Jinja2 template `source`, filled in."""
    return _environment().from_string(source).render(values)


def _in(lang: Lang, words: dict[str, object]) -> dict[str, object]:
    return {key: word[lang] if isinstance(word, Text) else word for key, word in words.items()}


@cache
def _environment() -> Environment:
    from jinja2 import Environment, StrictUndefined

    return Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)


@cache
def _phrases() -> dict[str, tuple[Template, Template]]:
    environment = _environment()
    pages = tomllib.loads((templates() / "phrases.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": (environment.from_string(texts["th"]), environment.from_string(texts["en"]))
        for section, phrases in pages.items()
        for key, texts in phrases.items()
    }
