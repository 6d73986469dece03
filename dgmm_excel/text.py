"""Texts in both languages, and the phrases of the program (`templates/phrases.toml`)."""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from dgmm_excel.resources import templates

if TYPE_CHECKING:
    from jinja2 import Environment, Template

Lang = Literal["th", "en"]
LANGS: tuple[Lang, ...] = ("th", "en")
#: Characters that a command line takes for more than themselves.
_SPECIAL = "'\"&|<>()[]{}$`;*?!#~%^,="
#: Control characters but white space, and what turns the direction of the text after it.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069]")
#: Where a phrase puts a word in.
_WORD = re.compile(r"\{\{ (\w+) \}\}")
#: Years of the Buddhist era ahead of the common era.
BUDDHIST = 543
THAI_MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Thai and in English."""

    th: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.th if lang == "th" else self.en

    def __str__(self) -> str:
        return f"{self.th} / {self.en}"

    def __bool__(self) -> bool:
        return bool(self.th or self.en)


#: A text that says nothing.
NOTHING = Text("", "")


def joined(texts: Iterable[Text], link: Text) -> Text:
    """Return the texts joined, with `link` between them."""
    texts = tuple(texts)
    return Text(link.th.join(text.th for text in texts), link.en.join(text.en for text in texts))


@dataclass(frozen=True)
class Bilingual:
    """A text with its other language beneath it, or `beside` it on the same line, in smaller letters; `other` may be empty."""

    text: str
    other: str = ""
    beside: bool = False

    def __str__(self) -> str:
        return f"{self.text}{self.joint if self.other else ''}{self.other}"

    @property
    def joint(self) -> str:
        """The characters between the two languages."""
        return "   " if self.beside else "\n"


def bilingual(text: Text | None, lang: Lang, beside: bool = False) -> Bilingual:
    """Return a text as a form in that language shows it: Thai with English beneath or beside it, or English alone.

    Thai that says the English itself, such as `การพัฒนา (Development)`, stands without it.
    """
    if text is None:
        return Bilingual("")
    return Bilingual(text[lang], text.en if lang == "th" and text.en.casefold() not in text.th.casefold() else "", beside)


def without_controls(text: str) -> str:
    """Return the text without characters that nobody sees and that change how a program shows what follows."""
    return _CONTROLS.sub("", text)


def long_date(day: date, lang: Lang) -> str:
    """Return a date written out: `30 กันยายน 2569` (Buddhist era), `30 September 2026`."""
    if lang == "th":
        return f"{day.day} {THAI_MONTHS[day.month - 1]} {day.year + BUDDHIST}"
    return f"{day.day} {day:%B} {day.year}"


def day_text(day: date) -> Text:
    """Return a date written out in both languages."""
    return Text(long_date(day, "th"), long_date(day, "en"))


def percent(part: Fraction) -> str:
    """Return a part of the whole as a percentage in digits: `50`, `33.33`."""
    return f"{float(100 * part):.2f}".rstrip("0").rstrip(".")


def as_argument(path: object) -> str:
    """Return a path as it is typed on a command line of this system: in quotes where it needs them."""
    text, special = str(path), _SPECIAL if os.name == "nt" else _SPECIAL + "\\"
    if text and not any(char.isspace() or char in special for char in text):
        return text
    return f'"{text}"' if os.name == "nt" else shlex.quote(text)


def phrase(key: str, **words: object) -> Text:
    """Return the phrase `key`, filled with `words`; one that is a `Text` is used in the language of the phrase.

    Raise KeyError for a key that `templates/phrases.toml` does not have.
    """
    text = _phrases()[key]
    return Text(_filled(text["th"], "th", words), _filled(text["en"], "en", words))


@lru_cache(maxsize=4096)
def said(key: str, lang: Lang, **words: object) -> str:
    """Return the phrase `key` in one language, filled as `phrase` does; the latest are kept, since the same come often."""
    return _filled(_phrases()[key][lang], lang, words)


@cache
def yes_no(answer: bool) -> Text:
    """Return the word for yes or for no, as the list in a form's cell offers it."""
    return phrase("answer.yes" if answer else "answer.no")


def page(source: str, **values: object) -> str:
    """Return a page of prose: the Jinja2 template `source`, filled with `values`."""
    return _environment().from_string(source).render(values)


def template_page(name: str, **values: object) -> str:
    """Return a page of prose: the Jinja2 template `templates/<name>`, filled with `values`."""
    return _environment().get_template(name).render(values)


def _filled(text: str, lang: Lang, words: dict[str, object]) -> str:
    """Return a phrase's text in a language with its words. One that only puts them in is no template."""
    if "{" not in text:
        return text
    own, plain = {key: word[lang] if isinstance(word, Text) else word for key, word in words.items()}, _plain(text)
    if plain is not None:
        return plain % own
    template = _template(text)
    # with its words alone; looking out what pages of prose may use besides takes most of the time
    context = template.environment.context_class(template.environment, own, template.name, {})
    return "".join(template.root_render_func(context))


@cache
def _plain(text: str) -> str | None:
    """Return a phrase's text as a format of its words; None if it does more than put them in."""
    plain = _WORD.sub(r"%(\1)s", text.replace("%", "%%"))
    return None if "{" in plain else plain


@cache
def _template(text: str) -> Template:
    """Return a phrase's text as a template, made when it is first asked for: a command uses few of them."""
    return _environment().from_string(text)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(templates())
    return Environment(loader=loader, undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)


@cache
def _phrases() -> dict[str, dict[str, str]]:
    pages = tomllib.loads((templates() / "phrases.toml").read_text(encoding="utf-8"))
    return {f"{section}.{key}": texts for section, phrases in pages.items() for key, texts in phrases.items()}
