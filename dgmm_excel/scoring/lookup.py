"""The result of `=DGMM_LEVEL(code, what, agency)` in Python: the reference that the function in every sheet must equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from dgmm_excel.errors import NotAvailable
from dgmm_excel.model.describe import next_level, to_lift
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Lang, Text, phrase

#: The defaults of `code` and `what`.
CODE, WHAT = "overall", "level"


class Standing(Protocol):
    """The levels and scores of one agency: an assessment of its answers, or its lines of a consolidated workbook."""

    @property
    def edition(self) -> Edition:
        """The edition that it answers."""

    def level_at(self, code: str) -> int | None:
        """Return the level of an id of the edition; None where it has none."""

    def score_at(self, code: str) -> float | None:
        """Return the score of an id of the edition as it is shown; None where it has none."""


def dgmm_level(
    standing: Standing, code: str | None = "", what: str | None = WHAT, lang: Lang = "th", *,
    agency: str | None = None, own: str | None = None,
) -> int | float | str:
    """Return the level, the score, the name of the level, or what the next level asks, of any id.

    An empty text where there is no level. Case and outer spaces do not matter; an empty argument counts as omitted. `own`
    is the code of the agency whose standing this is. Raise NotAvailable for an unknown `code` or `what`, and for another
    `agency`.
    """
    other = comparable(agency)
    if other and other != comparable(own):
        raise NotAvailable(str(phrase("lookup.no_agency", agency=agency)))
    name, wanted = requested(standing.edition.ids, code, what)
    level = standing.level_at(name)
    value = None if level is None else RESULTS[wanted](standing, name, level, lang)
    return "" if value is None else value


def requested(codes: Iterable[str], code: str | None, what: str | None) -> tuple[str, str]:
    """Return the code as `codes` spell it, and which result is asked for. Raise NotAvailable for an unknown one."""
    sought, wanted = comparable(code) or CODE, comparable(what) or WHAT
    name = next((one for one in codes if one.casefold() == sought), None)
    if name is None:
        raise NotAvailable(str(phrase("lookup.no_code", code=code)))
    if wanted not in RESULTS:
        raise NotAvailable(str(phrase("lookup.no_what", what=what, allowed=", ".join(RESULTS))))
    return name, wanted


def next_words(edition: Edition, code: str, reached: Mapping[str, int | None]) -> Text:
    """Return what the next level of a topic asks, or the ids of the topics to lift for a group.

    `reached` has the level of the id itself, and for a group those of its topics.
    """
    if code in edition.topics:
        return next_level(edition, code, reached[code])
    ids = ", ".join(to_lift(edition, code, reached))
    return Text(ids, ids)


def levels_of(standing: Standing) -> dict[str, int | None]:
    """Return the level of every id of the edition."""
    return {code: standing.level_at(code) for code in standing.edition.ids}


#: How each result that can be asked for is found.
RESULTS: Mapping[str, Callable[[Standing, str, int, Lang], int | float | str | None]] = {
    WHAT: lambda standing, code, level, lang: level,
    "score": lambda standing, code, level, lang: standing.score_at(code),
    "name": lambda standing, code, level, lang: standing.edition.level_name(code, level),
    "next": lambda standing, code, level, lang: next_words(standing.edition, code, levels_of(standing))[lang],
}
#: The values that `what` can have.
WHATS = tuple(RESULTS)


def comparable(word: str | None) -> str:
    """Return a word as DGMM_LEVEL compares it: TRIM, no-break spaces taken for spaces, case folded."""
    return " ".join(filter(None, (word or "").replace("\u00a0", " ").split(" "))).casefold()
