"""What `=DGMM_LEVEL(code, what, agency)` gives, in Python: the meaning that every sheet's function is held to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dgmm_excel.errors import NotAvailable
from dgmm_excel.model.describe import next_level, to_lift
from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.answers import Assessment, GroupAssessment, TopicAssessment, shown
from dgmm_excel.text import Lang, Text, phrase

#: What is given where nothing else is asked for.
CODE, WHAT = "overall", "level"
_Found = TopicAssessment | GroupAssessment


def dgmm_level(
    assessment: Assessment, code: str | None = "", what: str | None = WHAT, lang: Lang = "th", *,
    agency: str | None = None, own: str | None = None,
) -> int | float | str:
    """The level (1–5), score (two decimals, half up), name of the level, or what the next level asks, at any id.

    An empty text while there is no level. Case, and spaces around the words, do not matter; an empty argument counts as
    omitted. `own` is the code of the agency whose assessment this is. Raises NotAvailable for an unknown `code` or `what`,
    and for another `agency`.
    """
    edition = assessment.edition
    codes = {one.casefold(): one for one in edition.ids}
    sought, wanted, other = _tidy(code) or CODE, _tidy(what) or WHAT, _tidy(agency)
    if other and other != _tidy(own):
        raise NotAvailable(str(phrase("lookup.no_agency", agency=agency)))
    if sought not in codes:
        raise NotAvailable(str(phrase("lookup.no_code", code=code)))
    if wanted not in GIVEN:
        raise NotAvailable(str(phrase("lookup.no_what", what=what, allowed=", ".join(GIVEN))))
    found = assessment[codes[sought]]
    value = GIVEN[wanted](assessment, found, lang)
    return "" if value is None else value


def next_words(edition: Edition, code: str, reached: Mapping[str, int | None]) -> Text:
    """What the next level asks of a topic, or which topics to lift for a group; `reached` has the level of every id."""
    if code in edition.topics:
        return next_level(edition, code, reached[code])
    ids = ", ".join(to_lift(edition, code, reached))
    return Text(ids, ids)


def _next(assessment: Assessment, found: _Found, lang: Lang) -> str:
    reached = {code: assessment[code].level for code in assessment.edition.ids}
    return next_words(assessment.edition, found.id, reached)[lang]


#: What can be asked for, and how it is found.
GIVEN: Mapping[str, Callable[[Assessment, _Found, Lang], int | float | str | None]] = {
    WHAT: lambda assessment, found, lang: found.level,
    "score": lambda assessment, found, lang: shown(found.score),
    "name": lambda assessment, found, lang: found.name,
    "next": _next,
}


def _tidy(word: str | None) -> str:
    """A word as a sheet's function reads it: TRIM, no-break spaces taken for spaces, and no telling of cases."""
    return " ".join(filter(None, (word or "").replace("\u00a0", " ").split(" "))).casefold()
