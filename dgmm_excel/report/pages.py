"""What the pages of a report share: HTML of the templates in `templates/pages/`, each page whole in one file.

A page asks for nothing from anywhere: style and script stand in it, and its own policy forbids everything else. Whatever comes
from a roster or a return is escaped by the template's engine.
"""

from __future__ import annotations

import re
import tomllib
from base64 import b64encode
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, lru_cache, partial
from hashlib import sha256
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dgmm_excel.agency import Agency
from dgmm_excel.model.edition import Edition, half_up
from dgmm_excel.report import scale
from dgmm_excel.report.figures import Figures
from dgmm_excel.report.outcome import ReportedFault, RoundResult
from dgmm_excel.report.peers import GROUPINGS, Grouping, Place
from dgmm_excel.resources import templates
from dgmm_excel.text import Lang, long_date, percent, said

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

#: The file of the round's page, and the folder of templates.
INDEX, _FOLDER = "index.html", "pages"
#: How many pieces of a template are put together before they are written.
_PIECES = 256
#: How many parts that come on many pages are kept; a form has some hundred questions, and few answers to each.
_KEPT = 8_192
_NAME = re.compile(r'<meta name="dgmm-page" content="([^"]*)">')


@dataclass(frozen=True, eq=False)
class Pages:
    """The pages of one report. `names` has the file of each agency's page by code.

    The page of the round leads to those of agencies. These lead to no other, since they are handed on alone.
    """

    result: RoundResult
    names: Mapping[str, str]

    def link(self, code: str) -> str:
        """Return the address of an agency's page from any other page; empty if it has none."""
        return quote(self.names[code]) if code in self.names else ""

    @cached_property
    def agencies(self) -> Mapping[str, Agency]:
        """The agencies of the round by code."""
        return {one.agency.code: one.agency for one in self.result.outcomes}

    @cached_property
    def faults(self) -> Mapping[str, Sequence[ReportedFault]]:
        """The faults of each agency's files by its code, without those in the coordinator's own work."""
        found: dict[str, list[ReportedFault]] = {}
        for one in self.result.faults:
            if not one.fault.kind.internal:
                found.setdefault(one.agency, []).append(one)
        return found

    @cached_property
    def groups(self) -> Mapping[str, Mapping[Grouping, Sequence[Figures]]]:
        """The ministries, missions and kinds of each edition by its id."""
        return {name: {grouping: of.by(grouping) for grouping in GROUPINGS}
                for name, of in self.result.figures.editions.items()}

    @cached_property
    def places(self) -> Mapping[str, Mapping[Grouping, Mapping[str, Place]]]:
        """The places of agencies among their peers: edition's id → grouping → code."""
        return {name: {grouping: of.places_by(grouping) for grouping in GROUPINGS}
                for name, of in self.result.figures.editions.items()}


def page(template: str, name: str, lang: Lang, **values: object) -> Iterator[str]:
    """Yield a page in pieces: the template `<template>.html.j2`, filled with `values`; `name` is the file that it will be.

    A template has, besides, `say`, `day` and the `badge` of a level in the page's language, bars, what `scale` says of an
    edition, and the filters `score` and `share` of exact numbers.
    """
    stream = _environment().get_template(f"{template}.html.j2").stream(
        name=name, lang=lang, say=partial(said, lang=lang), day=partial(long_date, lang=lang),
        badge=partial(_badge, lang), **values)
    stream.enable_buffering(_PIECES)
    return iter(stream)


def name_in(html: str) -> str:
    """Return the name under which the beginning of a page was written; empty of any other text."""
    found = _NAME.search(html)
    return unescape(found[1]) if found else ""


def share(part: Fraction | None) -> str:
    """Return a part of the whole as a page shows it: `93.30%`, rounded half up; a dash for none."""
    return "–" if part is None else f"{float(100 * half_up(part, 4)):.2f}%"


def ratio(number: int, whole: int) -> Fraction | None:
    """Return a number as a part of the whole; None of nothing."""
    return Fraction(number, whole) if whole else None


@lru_cache(maxsize=_KEPT)
def _part(template: str, of: Hashable) -> Markup:
    """Return the template `<template>.html.j2`, filled with one value: many pages have the same parts."""
    from markupsafe import Markup

    return Markup(_environment().get_template(f"{template}.html.j2").render(of=of))


def _parts(template: str, several: Iterable[Hashable]) -> Markup:
    """Return a part for each of several values, below one another."""
    from markupsafe import Markup

    return Markup("\n").join(_part(template, of) for of in several)


def _badge(lang: Lang, edition: Edition, code: str, level: int | None) -> Markup:
    """Return a level of an id, or a dash, as pages show it."""
    return _part("badge", (edition, code, level, lang))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from dgmm_excel.report.bars import bar, score_bar, stacked

    made = Environment(loader=FileSystemLoader(templates() / _FOLDER), undefined=StrictUndefined, autoescape=True,
                       trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"score": _score, "share": share, "percent": percent}
    script = (templates() / _FOLDER / "tables.js").read_text(encoding="utf-8")
    made.globals |= {
        "parts": _parts, "bar": bar, "score_bar": score_bar, "stacked": stacked, "ratio": ratio, "scale": scale,
        "colour": _colours(), "script": Markup(script),
        "script_hash": b64encode(sha256(script.encode()).digest()).decode(),
    }
    return made


def _score(score: Fraction | None, edition: Edition) -> str:
    return scale.score_words(edition, score)


def _colours() -> Mapping[str, Any]:
    """Return the colours of all sheets by name, as RRGGBB."""
    found = tomllib.loads((templates() / "style.toml").read_text(encoding="utf-8"))["colour"]
    return dict(found)
