"""The tables of a round for programs: the rows of each file of `data/`, and the Table Schema of its columns.

Titles, types and constraints stand in `templates/data.toml`. A text is a value here; `files.csv_file` keeps spreadsheet
programs from reading it as a formula. Persons' data are in none of the tables.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import chain, repeat
from typing import Any, Literal, get_args

from dgmm_excel.files import CsvRows, csv_beginning, csv_lines
from dgmm_excel.form.anchors import is_contact, is_objection
from dgmm_excel.form.codebook import codebook, codebook_rows
from dgmm_excel.intake.personal import without_contacts
from dgmm_excel.intake.returned_form import STATES
from dgmm_excel.model.edition import AnsweredBy, Edition
from dgmm_excel.model.measures import STATUSES, TopicStatus
from dgmm_excel.model.rule_data import QuestionType
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.answer_tables import as_data, long_list
from dgmm_excel.report.attained import Attained, statuses
from dgmm_excel.report.movement import shown_change, steps_of
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.scale import scale_words, score_limits
from dgmm_excel.report.state import AGENCY_STATES
from dgmm_excel.resources import templates
from dgmm_excel.scoring.findings import FindingKind
from dgmm_excel.text import LANGS, Text, page, phrase, without_controls

TableName = Literal["agencies", "levels", "answers", "codebook", "findings", "movement", "remarks"]
#: The tables of every round; findings are there once anything was verified, remarks come on demand.
TABLES: tuple[TableName, ...] = ("agencies", "levels", "answers", "codebook")
FINDINGS: TableName = "findings"
#: The table of a round that is compared with an earlier one.
MOVEMENT: TableName = "movement"
REMARKS: TableName = "remarks"
#: Columns of a table that name a row of another: the columns, the table, its columns.
_REFERENCES: Mapping[TableName, Sequence[tuple[Sequence[str], TableName, Sequence[str]]]] = {
    "levels": [(("agency",), "agencies", ("code",))],
    "answers": [(("agency",), "agencies", ("code",)), (("edition", "question"), "codebook", ("edition", "id"))],
    "movement": [(("agency",), "agencies", ("code",))],
    "findings": [(("agency", "question"), "answers", ("agency", "question")),
                 (("edition", "question"), "codebook", ("edition", "id"))],
    "remarks": [(("agency",), "agencies", ("code",))],
}
_CONSTRAINTS = ("required", "unique", "minimum", "maximum")
_Row = Sequence[object]
#: A score as two whole numbers, since a fraction is slow to hash, and a level.
_Whole = tuple[tuple[int, int] | None, int | None]
#: How many levels are kept as their file has them: many agencies stand alike at an id.
_KEPT = 2048


@dataclass(frozen=True)
class TableText:
    """What is said of a table in both languages, its primary key, and its columns as `templates/data.toml` has them."""

    about: Text
    key: tuple[str, ...]
    fields: Mapping[str, Mapping[str, Any]]


def about_package(verified: bool = False) -> Text:
    """Return what is said of all the tables together."""
    source = _source()["package"]
    return _text(source["verified"] if verified else source)


@cache
def about(table: TableName, verified: bool = False) -> TableText:
    """Return what is said of a table; `verified`: of one of a round in which anything was verified, which has more columns."""
    source = _source()[table]
    fields = {name: _said_when(field, verified) for name, field in source["fields"].items() if verified or "only" not in field}
    return TableText(_text(source), tuple(source["key"]), fields)


def _said_when(field: Mapping[str, Any], verified: bool) -> Mapping[str, Any]:
    return {**field, "says": field["says_verified"]} if verified and "says_verified" in field else field


def lines(
    table: TableName, result: RoundResult, track: Track = silent,
    answers: Callable[[Outcome], Iterable[_Row]] = lambda one: (long_list(one),),
) -> Iterator[_Row]:
    """Yield the headings of a table, then its rows, as a CSV holds them. `answers` has the answers of an agency as rows or
    as `CsvRows`, one or more rows each.
    """
    yield tuple(about(table, result.verified).fields)
    for row in _rows(table, result, track, answers):
        yield row if isinstance(row, CsvRows) else [str(value).lower() if isinstance(value, bool) else value for value in row]


def schema(table: TableName, editions: Sequence[Edition], verified: bool = False) -> dict[str, Any]:
    """Return the Table Schema of a table for a round of these editions, in which anything was verified or not."""
    said, values = about(table, verified), _values(editions)
    found = {
        "fields": [_field(name, field, values, editions) for name, field in said.fields.items()],
        "missingValues": [""],
        "primaryKey": list(said.key),
    }
    keys = [{"fields": list(own), "reference": {"resource": other, "fields": list(theirs)}}
            for own, other, theirs in _REFERENCES.get(table, ())]
    return found | ({"foreignKeys": keys} if keys else {})


def _field(
    name: str, field: Mapping[str, Any], values: Mapping[str, Sequence[str | int]], editions: Sequence[Edition]
) -> dict[str, Any]:
    said = {**field, **(_score_limits(editions) if "limits" in field else {})}
    constraints: dict[str, Any] = {key: said[key] for key in _CONSTRAINTS if key in said}
    if "values" in field:
        constraints["enum"] = list(values[field["values"]])
    description = _filled(_text(field["says"]), editions)
    found = {"name": name, "type": field["type"], "title": str(_text(field)), "description": str(description)}
    return found | ({"constraints": constraints} if constraints else {})


def _filled(text: Text, editions: Sequence[Edition]) -> Text:
    """Return a description with what the editions say of levels and scores."""
    return Text(*(page(text[lang], **scale_words(editions, lang)) for lang in LANGS))


def _score_limits(editions: Sequence[Edition]) -> Mapping[str, int | float]:
    """Return the least and the most that any score of the editions can be."""
    ends = zip(("minimum", "maximum"), score_limits(editions), strict=True)
    return {key: int(end) if end.denominator == 1 else float(end) for key, end in ends}


def _values(editions: Sequence[Edition]) -> Mapping[str, Sequence[str | int]]:
    """Return the values of every column that has a list of them, by the list's name in `templates/data.toml`."""
    return {
        "editions": [edition.id for edition in editions],
        "ids": list(dict.fromkeys(chain.from_iterable(edition.ids for edition in editions))),
        "levels": sorted({level for edition in editions for level in edition.scale}),
        "states": AGENCY_STATES, "statuses": STATUSES, "answer_states": STATES,
        "types": get_args(QuestionType), "answerers": get_args(AnsweredBy), "findings": get_args(FindingKind),
    }


# -- rows ------------------------------------------------------------------------------------------


def _rows(
    table: TableName, result: RoundResult, track: Track, answers: Callable[[Outcome], Iterable[_Row]]
) -> Iterator[_Row]:
    if table == "codebook":
        yield from _codebook(result)
        return
    for one in track(result.outcomes, phrase("generate.writing", file=f"{table}.csv")):
        yield from answers(one) if table == "answers" else _ROWS[table](result, one)


def _codebook(result: RoundResult) -> Iterator[_Row]:
    for edition in result.editions:
        for row in codebook_rows(codebook(edition)):
            yield edition.id, *row


def _agency(result: RoundResult, one: Outcome) -> Iterator[_Row]:
    agency = one.agency
    score, level = _shown(one.edition, one.stated("overall"))
    verified = _shown(one.edition, one.at("overall")) if one.verified else (None, None)
    yield (
        agency.code, agency.name_th, agency.name_en, one.edition.id, agency.ministry, agency.kind,
        one.mission or agency.mission, agency.parent, one.state, score, level, one.answered, one.asked, one.counts,
        result.late(one), one.received, *(verified if result.verified else ()),
    )


def _shown(edition: Edition, at: Attained | None) -> tuple[float | None, int | None]:
    """Return a score, rounded, and its level."""
    return (None, None) if at is None else (edition.shown(at.score), at.level)


def _levels(result: RoundResult, one: Outcome) -> Iterator[CsvRows]:
    whose = csv_beginning((one.agency.code, one.edition.id))
    yield CsvRows(whose.join([b"", *_level_lines(result, one)]))


def _level_lines(result: RoundResult, one: Outcome) -> Iterator[bytes]:
    verified: Iterable[Attained | None] = one.verified or repeat(None)
    found = zip(one.edition.ids, one.attained, statuses(one.attained, one.edition), verified, strict=False)
    for code, at, status, now in found:  # none of an agency without a form
        more = (None if now is None else _whole(now),) if result.verified else ()
        yield _level_line(one.edition, code, _whole(at), status, *more)


def _whole(at: Attained) -> _Whole:
    return None if at.score is None else at.score.as_integer_ratio(), at.level


@lru_cache(_KEPT)
def _level_line(edition: Edition, code: str, at: _Whole, status: TopicStatus, *verified: _Whole | None) -> bytes:
    """Return what the file of levels says of an id, behind whose it is."""
    score, exact, level = _in_line(edition, at)
    return csv_lines([(code, score, exact, level, status, *chain.from_iterable(_in_line(edition, one) for one in verified))])


def _in_line(edition: Edition, at: _Whole | None) -> tuple[float | None, float | None, int | None]:
    """Return a score, rounded and not, and its level."""
    score, level = (None, None) if at is None else at
    if score is None:
        return None, None, level
    return edition.shown(Fraction(*score)), float(Fraction(*score)), level


def _findings(_: RoundResult, one: Outcome) -> Iterator[_Row]:
    """Yield the findings that count, without the texts of those who checked, and without their names."""
    if one.findings:
        details = one.details()
        for finding in one.findings:
            counted = None if details.verified is None else details.verified.answers.values.get(finding.question)
            yield one.agency.code, one.edition.id, finding.question, finding.kind, as_data(counted), finding.day


def _movement(result: RoundResult, one: Outcome) -> Iterator[_Row]:
    for code, at in steps_of(result, one):
        scores = one.edition.shown(at.before), one.edition.shown(at.now), shown_change(one.edition, at.change)
        yield one.agency.code, one.edition.id, code, *scores, at.level_before, at.level


def _remarks(__: RoundResult, one: Outcome) -> Iterator[_Row]:
    for note in one.details().notes:
        if not (is_contact(note.id) or is_objection(note.id)):
            kind, _, about_what = note.id.partition(".")
            yield one.agency.code, one.edition.id, kind, about_what, without_contacts(without_controls(note.text), "en")


#: The rows of an agency in each table but the codebook and the answers.
_ROWS: Mapping[TableName, Callable[[RoundResult, Outcome], Iterator[_Row]]] = {
    "agencies": _agency, "levels": _levels, "findings": _findings, "movement": _movement,
    "remarks": _remarks,
}


def _text(source: Mapping[str, Any]) -> Text:
    return Text(source["th"], source["en"])


@cache
def _source() -> Mapping[str, Any]:
    return tomllib.loads((templates() / "data.toml").read_text(encoding="utf-8"))
