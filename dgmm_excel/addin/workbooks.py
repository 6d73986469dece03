"""The levels in an open workbook: of a form from its answers, of a consolidated workbook from its tables.

Both are read through xlwings' object model alone, so any engine will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from dgmm_excel.errors import NotAvailable
from dgmm_excel.intake.checks import checked_together
from dgmm_excel.intake.judge import judge
from dgmm_excel.intake.returned_form import Entry, ReturnedForm
from dgmm_excel.intake.score import Scored, scored_return
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import load_edition
from dgmm_excel.report.level_rows import LEVEL_COLUMNS
from dgmm_excel.report.reasons import why
from dgmm_excel.report.tables import AGENCY_COLUMNS
from dgmm_excel.scoring.answers import Answers, Assessment
from dgmm_excel.scoring.evaluate import assess
from dgmm_excel.scoring.lookup import WHAT, comparable, dgmm_level, requested
from dgmm_excel.text import Lang, phrase

if TYPE_CHECKING:
    import xlwings as xw

Given = int | float | str
#: The columns of `Levels` that are read; those of later versions follow.
_LEVELS = LEVEL_COLUMNS[:LEVEL_COLUMNS.index("next") + 1]


class LevelSource(Protocol):
    """A workbook with levels. Every method raises NotAvailable if there is no such result."""

    def given(self, code: str, what: str, agency: str) -> Given:
        """Return what `lookup.dgmm_level` returns."""

    def explained(self, code: str, agency: str) -> str:
        """Return the reason for the level in words; an empty text while there is no level."""


@cache
def editions() -> tuple[Edition, ...]:
    """Return all available editions, read once a process."""
    return tuple(map(load_edition, edition_ids()))


# -- forms -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ScoredForm:
    """A form, scored from its present answers."""

    scored: Scored

    @property
    def assessment(self) -> Assessment:
        """The assessment of the answers. Raises NotAvailable for a rejected form."""
        if self.scored.assessment is None:
            raise NotAvailable(str(phrase("addin.no_workbook")))
        return self.scored.assessment

    def given(self, code: str, what: str, agency: str) -> Given:
        """Return `lookup.dgmm_level` of the form's answers, in the form's language."""
        of = self.scored.form
        return dgmm_level(self.assessment, code, what, of.lang, agency=agency, own=of.agency_code)

    def explained(self, code: str, agency: str) -> str:
        """Return why a topic has its level; of a group its mean and the topics to lift."""
        self.given(code, WHAT, agency)  # raise NotAvailable for the same codes and agencies
        return explained(self.scored, self.assessment, code)


def explained(of: Scored, assessment: Assessment, code: str) -> str:
    """Return the reason for a code's level, and what the next level asks; an empty text while it has none."""
    name = requested(assessment.edition.ids, code, WHAT)[0]
    if assessment[name].level is None:
        return ""
    rejected = frozenset(entry.question for entry in of.form.entries.values() if entry.state == "rejected")
    found = why(assessment, name, of.form.lang, rejected)
    return _together(found.reason, found.next)


def _together(reason: str, after: str) -> str:
    return "\n".join(filter(None, (reason, after)))


# -- answers that stand elsewhere ------------------------------------------------------------------


def with_answers(code: str, what: str, cells: Sequence[Any], form: ScoredForm | None, agency: str) -> Given:
    """Return a topic's result with these answers, in codebook order, in place of the form's.

    Other answers that the topic needs (the mission, questions that open it) are the form's; without a form they are blank,
    and the edition is the one whose topic has as many questions. Raises NotAvailable if that is ambiguous.
    """
    if form is not None:
        return _given(_replaced(form, code, cells), what, agency)
    said = {_given(_alone(edition, code, cells), what, agency) for edition in editions() if _fits(edition, code, cells)}
    if len(said) != 1:
        raise NotAvailable(str(phrase("addin.wrong_size", code=code)))
    return said.pop()


def _fits(edition: Edition, code: str, cells: Sequence[Any]) -> bool:
    topic = next((one for name, one in edition.topics.items() if name.casefold() == comparable(code)), None)
    return topic is not None and 0 < len(topic.questions) == len(cells)


@dataclass(frozen=True)
class _Reassessed:
    """A topic, assessed with answers from a range."""

    assessment: Assessment
    topic: str
    lang: Lang
    own: str | None


def _given(over: _Reassessed, what: str, agency: str) -> Given:
    return dgmm_level(over.assessment, over.topic, what, over.lang, agency=agency, own=over.own)


def _replaced(form: ScoredForm, code: str, cells: Sequence[Any]) -> _Reassessed:
    edition, of = form.assessment.edition, form.scored.form
    if not _fits(edition, code, cells):
        raise NotAvailable(str(phrase("addin.wrong_size", code=code)))
    return _reassessed(edition, code, cells, dict(of.entries), of)


def _alone(edition: Edition, code: str, cells: Sequence[Any]) -> _Reassessed:
    entries = {name: Entry(name, "blank", None, None, None, None) for name in edition.questions}
    return _reassessed(edition, code, cells, entries, None)


def _reassessed(
    edition: Edition, code: str, cells: Sequence[Any], entries: dict[str, Entry], of: ReturnedForm | None,
) -> _Reassessed:
    topic, lang = edition.topics[requested(edition.ids, code, WHAT)[0]], of.lang if of is not None else "th"
    for question, raw in zip(topic.questions, cells, strict=True):
        verdict = judge(question, lang, raw)
        entries[question.id] = Entry(question.id, verdict.state, verdict.value, raw, None, None)
    checked, _ = checked_together(edition, entries)
    values = {name: entry.value for name, entry in checked.items() if entry.value is not None}
    assessment = assess(Answers(edition, MappingProxyType(values)))
    return _Reassessed(assessment, topic.id, lang, of.agency_code if of is not None else None)


# -- consolidated workbooks ------------------------------------------------------------------------


@dataclass(frozen=True)
class _AgencyLevels:
    """The lines of one agency in the tables: score, level and reason by code. A `lookup.Standing`."""

    edition: Edition
    scores: Mapping[str, float | None]
    levels: Mapping[str, int | None]
    reasons: Mapping[str, str]

    def level_at(self, code: str) -> int | None:
        return self.levels.get(code)

    def score_at(self, code: str) -> float | None:
        return self.scores.get(code)


@dataclass(frozen=True)
class ConsolidatedLevels:
    """A consolidated workbook, by its tables `Agencies` and `Levels`; None for an agency without levels."""

    agencies: Mapping[str, _AgencyLevels | None]
    lang: Lang

    def given(self, code: str, what: str, agency: str) -> Given:
        """Return level and score from the tables; derive name and next from the levels."""
        one = self._agency(agency)
        if one is not None:
            return dgmm_level(one, code, what, self.lang)
        requested(chain.from_iterable(edition.ids for edition in editions()), code, what)
        return ""

    def explained(self, code: str, agency: str) -> str:
        """Return the reason and the next level of a line of `Levels`."""
        self.given(code, WHAT, agency)
        one = self._agency(agency)
        if one is None:
            return ""
        name, _ = requested(one.edition.ids, code, WHAT)
        return one.reasons.get(name, "")

    def _agency(self, agency: str) -> _AgencyLevels | None:
        if comparable(agency) in self.agencies:
            return self.agencies[comparable(agency)]
        if comparable(agency) or len(self.agencies) != 1:
            raise NotAvailable(str(phrase("lookup.no_agency", agency=agency)))
        return next(iter(self.agencies.values()))


def word(value: Any) -> str:
    """Return a cell's value as a word: a whole number without decimal point, a blank as an empty text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def consolidated(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> ConsolidatedLevels | None:
    """Return the tables of a workbook given its sheets by name; None if it is not a consolidated workbook."""
    if not any(_is_table(name, "Levels") and _heads(rows, _LEVELS) for name, rows in sheets.items()):
        return None
    scores: dict[str, dict[str, float | None]] = {}
    levels: dict[str, dict[str, int | None]] = {}
    reasons: dict[str, dict[str, str]] = {}
    for line in _lines(sheets, "Agencies", AGENCY_COLUMNS):
        scores.setdefault(comparable(word(line["code"])), {})
    for line in _lines(sheets, "Levels", _LEVELS):
        name, code = comparable(word(line["agency"])), word(line["id"])
        scores.setdefault(name, {})[code] = _number(line["score"])
        level = _number(line["level"])
        levels.setdefault(name, {})[code] = None if level is None else int(level)
        reasons.setdefault(name, {})[code] = _together(word(line["reason"]), word(line["next"])) if level is not None else ""
    lang: Lang = "en" if phrase("report.summary").en in sheets else "th"
    return ConsolidatedLevels({
        name: None if edition is None else _AgencyLevels(edition, scores[name], levels[name], reasons.get(name, {}))
        for name, edition in ((name, _edition(levels.get(name, {}))) for name in scores if name)
    }, lang)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _edition(codes: Iterable[str]) -> Edition | None:
    codes = set(codes)
    return next((edition for edition in editions() if codes == set(edition.ids)), None)


def _lines(sheets: Mapping[str, Sequence[Sequence[Any]]], name: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the lines of a table over all its sheets: `Levels`, `Levels2`, …"""
    for sheet, rows in sheets.items():
        if _is_table(sheet, name) and _heads(rows, columns):
            for row in rows[1:]:
                if any(value is not None for value in row):
                    yield dict(zip(columns, row, strict=False))


def _heads(rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> bool:
    return bool(rows) and tuple(rows[0][:len(columns)]) == tuple(columns)


def _is_table(sheet: str, name: str) -> bool:
    return sheet == name or (sheet.startswith(name) and sheet[len(name):].isdigit())


# -- either ----------------------------------------------------------------------------------------


def scored_form(return_: ReturnedForm) -> ScoredForm | None:
    """Return the scored form; None if the workbook is not a form."""
    return ScoredForm(scored_return(return_)) if return_.edition is not None else None


def tables_of(book: xw.Book) -> ConsolidatedLevels | None:
    """Return the workbook's tables; None if it is not a consolidated workbook. Other sheets are not read."""
    names = [sheet.name for sheet in book.sheets]
    if "Levels" not in names:
        return None
    wanted = [name for name in names if any(_is_table(name, table) for table in ("Agencies", "Levels"))]
    sheets: dict[str, Sequence[Sequence[Any]]] = dict.fromkeys(names, ())
    sheets |= {name: book.sheets[name].used_range.options(ndim=2, err_to_str=True).value for name in wanted}
    return consolidated(sheets)

