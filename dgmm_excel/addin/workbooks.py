"""What an open workbook can be asked: a form by its answers, a consolidated workbook by its tables.

Both are read through xlwings' object model alone, so that any engine will do.
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
from dgmm_excel.model.describe import to_lift
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import edition_ids, load_edition
from dgmm_excel.report.tables import AGENCY_COLUMNS, LEVEL_COLUMNS, REASON_COLUMNS
from dgmm_excel.scoring.answers import Answers, Assessment, TopicAssessment
from dgmm_excel.scoring.evaluate import assess
from dgmm_excel.scoring.lookup import WHAT, Standing, comparable, dgmm_level, levels_of, requested
from dgmm_excel.text import Lang, Text, phrase

if TYPE_CHECKING:
    import xlwings as xw

Given = int | float | str


class Subject(Protocol):
    """What can be asked for a level. Every question raises NotAvailable for what it cannot give."""

    def given(self, code: str, what: str, agency: str) -> Given:
        """What `lookup.dgmm_level` gives."""

    def explained(self, code: str, agency: str) -> str:
        """Why it stands where it does, in words; an empty text while there is no level."""


@cache
def editions() -> tuple[Edition, ...]:
    """All editions at hand, read once a process."""
    return tuple(map(load_edition, edition_ids()))


# -- forms -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """A form, by what its answers come to now."""

    scored: Scored

    @property
    def assessment(self) -> Assessment:
        """What the answers come to. Raises NotAvailable for a form of which nothing could be taken."""
        if self.scored.assessment is None:
            raise NotAvailable(str(phrase("addin.no_workbook")))
        return self.scored.assessment

    def given(self, code: str, what: str, agency: str) -> Given:
        """What `lookup.dgmm_level` gives of the form's answers, in the form's language."""
        of = self.scored.form
        return dgmm_level(self.assessment, code, what, of.lang, agency=agency, own=of.agency_code)

    def explained(self, code: str, agency: str) -> str:
        """The trace of a topic; for a group its mean and what to lift."""
        self.given(code, WHAT, agency)  # what is not there is not there for this question either
        return explained(self.assessment, code)[self.scored.form.lang]


def explained(assessment: Assessment, code: str) -> Text:
    """Why a code stands where it does; an empty text while it has no level."""
    edition = assessment.edition
    found = assessment[requested(edition.ids, code, WHAT)[0]]
    if isinstance(found, TopicAssessment):
        why = found.trace
        if why is None:
            return Text("", "")
        return phrase("addin.why_topic", reached=why.reached, next=why.next or "")
    return _group_words(assessment, found.id)


def _group_words(standing: Standing, code: str) -> Text:
    level, score = standing.level_at(code), standing.score_at(code)
    if level is None or score is None:
        return Text("", "")
    mean = phrase("trace.mean", score=f"{score:.2f}", level=level)
    return phrase("addin.why_group", mean=mean, lift=", ".join(to_lift(standing.edition, code, levels_of(standing))))


# -- answers that stand elsewhere ------------------------------------------------------------------


def over_answers(code: str, what: str, cells: Sequence[Any], form: Form | None, agency: str) -> Given:
    """What a topic comes to with these answers, in codebook order, in place of the form's.

    What the topic needs beside them (the mission, questions that open it) is the form's; without a form it is blank, and
    the edition is the one whose topic has as many questions. Raises NotAvailable where that leaves open what is meant.
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
class _Over:
    """A topic, assessed over answers that stand elsewhere."""

    assessment: Assessment
    topic: str
    lang: Lang
    own: str | None


def _given(over: _Over, what: str, agency: str) -> Given:
    return dgmm_level(over.assessment, over.topic, what, over.lang, agency=agency, own=over.own)


def _replaced(form: Form, code: str, cells: Sequence[Any]) -> _Over:
    edition, of = form.assessment.edition, form.scored.form
    if not _fits(edition, code, cells):
        raise NotAvailable(str(phrase("addin.wrong_size", code=code)))
    return _over(edition, code, cells, dict(of.entries), of)


def _alone(edition: Edition, code: str, cells: Sequence[Any]) -> _Over:
    entries = {name: Entry(name, "blank", None, None, None, None) for name in edition.questions}
    return _over(edition, code, cells, entries, None)


def _over(edition: Edition, code: str, cells: Sequence[Any], entries: dict[str, Entry], of: ReturnedForm | None) -> _Over:
    topic, lang = edition.topics[requested(edition.ids, code, WHAT)[0]], of.lang if of is not None else "th"
    for question, raw in zip(topic.questions, cells, strict=True):
        verdict = judge(question, lang, raw)
        entries[question.id] = Entry(question.id, verdict.state, verdict.value, raw, None, None)
    checked, _ = checked_together(edition, entries)
    values = {name: entry.value for name, entry in checked.items() if entry.value is not None}
    assessment = assess(Answers(edition, MappingProxyType(values)))
    return _Over(assessment, topic.id, lang, of.agency_code if of is not None else None)


# -- consolidated workbooks ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Lines:
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
class Consolidated:
    """A consolidated workbook, by its tables `Agencies`, `Levels` and `Reasons`; None for an agency without levels."""

    agencies: Mapping[str, _Lines | None]
    lang: Lang

    def given(self, code: str, what: str, agency: str) -> Given:
        """Level and score as the tables have them; name and next follow from the levels."""
        one = self._agency(agency)
        if one is not None:
            return dgmm_level(one, code, what, self.lang)
        requested(chain.from_iterable(edition.ids for edition in editions()), code, what)
        return ""

    def explained(self, code: str, agency: str) -> str:
        """A topic's line of `Reasons`; for a group its mean and what to lift."""
        self.given(code, WHAT, agency)
        one = self._agency(agency)
        if one is None:
            return ""
        name, _ = requested(one.edition.ids, code, WHAT)
        return one.reasons.get(name, "") if name in one.edition.topics else _group_words(one, name)[self.lang]

    def _agency(self, agency: str) -> _Lines | None:
        if comparable(agency) in self.agencies:
            return self.agencies[comparable(agency)]
        if comparable(agency) or len(self.agencies) != 1:
            raise NotAvailable(str(phrase("lookup.no_agency", agency=agency)))
        return next(iter(self.agencies.values()))


def word(value: Any) -> str:
    """A cell's value as a word: a whole number without its decimal point, a blank as nothing."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def consolidated(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Consolidated | None:
    """The tables of a workbook, by name of their sheets; None where it is no consolidated workbook."""
    if not any(_is_table(name, "Levels") and _heads(rows, LEVEL_COLUMNS) for name, rows in sheets.items()):
        return None
    scores: dict[str, dict[str, float | None]] = {}
    levels: dict[str, dict[str, int | None]] = {}
    reasons: dict[str, dict[str, str]] = {}
    for line in _lines(sheets, "Agencies", AGENCY_COLUMNS):
        scores.setdefault(comparable(word(line["code"])), {})
    for line in _lines(sheets, "Levels", LEVEL_COLUMNS):
        name, code = comparable(word(line["agency"])), word(line["id"])
        scores.setdefault(name, {})[code] = _number(line["score"])
        level = _number(line["level"])
        levels.setdefault(name, {})[code] = None if level is None else int(level)
    for line in _lines(sheets, "Reasons", REASON_COLUMNS):
        words = "\n".join(filter(None, (word(line["reason"]), word(line["next"]))))
        reasons.setdefault(comparable(word(line["agency"])), {})[word(line["topic"])] = words
    lang: Lang = "en" if phrase("report.summary").en in sheets else "th"
    return Consolidated({
        name: None if edition is None else _Lines(edition, scores[name], levels[name], reasons.get(name, {}))
        for name, edition in ((name, _edition(levels.get(name, {}))) for name in scores if name)
    }, lang)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _edition(codes: Iterable[str]) -> Edition | None:
    codes = set(codes)
    return next((edition for edition in editions() if codes == set(edition.ids)), None)


def _lines(sheets: Mapping[str, Sequence[Sequence[Any]]], name: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The lines of a table, over all its sheets: `Levels`, `Levels2`, …"""
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


def form_of(return_: ReturnedForm) -> Form | None:
    """The form that a return is; None where it is none."""
    return Form(scored_return(return_)) if return_.edition is not None else None


def tables_of(book: xw.Book) -> Consolidated | None:
    """The workbook's tables; None where it is no consolidated workbook. Other sheets are not read."""
    names = [sheet.name for sheet in book.sheets]
    if "Levels" not in names:
        return None
    wanted = [name for name in names if any(_is_table(name, table) for table in ("Agencies", "Levels", "Reasons"))]
    sheets: dict[str, Sequence[Sequence[Any]]] = dict.fromkeys(names, ())
    sheets |= {name: book.sheets[name].used_range.options(ndim=2, err_to_str=True).value for name in wanted}
    return consolidated(sheets)

