"""The tables of a round for programs: the rows of each file of `data/`, and the Table Schema of its columns.

Titles, types and constraints stand in `templates/data.toml`. A text is a value here; `files.csv_file` keeps spreadsheet
programs from reading it as a formula. Persons' data are in none of the tables.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, Literal, get_args

from dgmm_excel.form.anchors import is_contact
from dgmm_excel.form.codebook import codebook, codebook_rows
from dgmm_excel.intake.returned_form import STATES
from dgmm_excel.model.edition import AnsweredBy, Edition
from dgmm_excel.model.measures import STATUSES
from dgmm_excel.model.rule_data import QuestionType
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.answer_tables import long_rows
from dgmm_excel.report.attained import status_at
from dgmm_excel.report.figures import levels_of
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.personal import without_contacts
from dgmm_excel.report.state import AGENCY_STATES
from dgmm_excel.resources import templates
from dgmm_excel.scoring.answers import two_decimals
from dgmm_excel.text import Text, phrase, without_controls

TableName = Literal["agencies", "levels", "answers", "codebook", "remarks"]
#: The tables of every round; remarks come on demand.
TABLES: tuple[TableName, ...] = ("agencies", "levels", "answers", "codebook")
REMARKS: TableName = "remarks"
#: Columns of a table that name a row of another: the columns, the table, its columns.
_REFERENCES: Mapping[TableName, Sequence[tuple[Sequence[str], TableName, Sequence[str]]]] = {
    "levels": [(("agency",), "agencies", ("code",))],
    "answers": [(("agency",), "agencies", ("code",)), (("edition", "question"), "codebook", ("edition", "id"))],
    "remarks": [(("agency",), "agencies", ("code",))],
}
_CONSTRAINTS = ("required", "unique", "minimum", "maximum")
_Row = Sequence[object]


@dataclass(frozen=True)
class TableText:
    """What is said of a table in both languages, its primary key, and its columns as `templates/data.toml` has them."""

    about: Text
    key: tuple[str, ...]
    fields: Mapping[str, Mapping[str, Any]]


def about_package() -> Text:
    """Return what is said of all the tables together."""
    return _text(_source()["package"])


@cache
def about(table: TableName) -> TableText:
    """Return what is said of a table."""
    source = _source()[table]
    return TableText(_text(source), tuple(source["key"]), source["fields"])


def lines(
    table: TableName, result: RoundResult, track: Track = silent, answers: Callable[[Outcome], Iterable[_Row]] = long_rows
) -> Iterator[_Row]:
    """Yield the headings of a table, then its rows, as a CSV holds them. `answers` has the answers of an agency as rows."""
    yield tuple(about(table).fields)
    for row in _rows(table, result, track, answers):
        yield [str(value).lower() if isinstance(value, bool) else value for value in row]


def schema(table: TableName, editions: Sequence[Edition]) -> dict[str, Any]:
    """Return the Table Schema of a table for a round of these editions."""
    said, values = about(table), _values(editions)
    found = {
        "fields": [_field(name, field, values) for name, field in said.fields.items()],
        "missingValues": [""],
        "primaryKey": list(said.key),
    }
    keys = [{"fields": list(own), "reference": {"resource": other, "fields": list(theirs)}}
            for own, other, theirs in _REFERENCES.get(table, ())]
    return found | ({"foreignKeys": keys} if keys else {})


def _field(name: str, field: Mapping[str, Any], values: Mapping[str, Sequence[str | int]]) -> dict[str, Any]:
    constraints: dict[str, Any] = {key: field[key] for key in _CONSTRAINTS if key in field}
    if "values" in field:
        constraints["enum"] = list(values[field["values"]])
    found = {"name": name, "type": field["type"], "title": str(_text(field)), "description": str(_text(field["says"]))}
    return found | ({"constraints": constraints} if constraints else {})


def _values(editions: Sequence[Edition]) -> Mapping[str, Sequence[str | int]]:
    """Return the values of every column that has a list of them, by the list's name in `templates/data.toml`."""
    return {
        "editions": [edition.id for edition in editions],
        "ids": list(dict.fromkeys(chain.from_iterable(edition.ids for edition in editions))),
        "levels": sorted({level for edition in editions for level in levels_of(edition)}),
        "states": AGENCY_STATES, "statuses": STATUSES, "answer_states": STATES,
        "types": get_args(QuestionType), "answerers": get_args(AnsweredBy),
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
    agency, overall = one.agency, one.at("overall")
    score, level = (None, None) if overall is None else (two_decimals(overall.score), overall.level)
    yield (
        agency.code, agency.name_th, agency.name_en, one.edition.id, agency.ministry, agency.kind,
        one.mission or agency.mission, agency.parent, one.state, score, level, one.answered, one.asked, one.counts,
        result.late(one), one.received,
    )


def _levels(_: RoundResult, one: Outcome) -> Iterator[_Row]:
    for code, at in zip(one.edition.ids, one.attained, strict=False):  # none of an agency without a form
        exact = None if at.score is None else float(at.score)
        status = status_at(one.attained, one.edition, code)
        yield one.agency.code, one.edition.id, code, two_decimals(at.score), exact, at.level, status


def _remarks(__: RoundResult, one: Outcome) -> Iterator[_Row]:
    for note in one.details().notes:
        if not is_contact(note.id):
            kind, _, about_what = note.id.partition(".")
            yield one.agency.code, one.edition.id, kind, about_what, without_contacts(without_controls(note.text), "en")


#: The rows of an agency in each table but the codebook and the answers.
_ROWS: Mapping[TableName, Callable[[RoundResult, Outcome], Iterator[_Row]]] = {
    "agencies": _agency, "levels": _levels, "remarks": _remarks,
}


def _text(source: Mapping[str, Any]) -> Text:
    return Text(source["th"], source["en"])


@cache
def _source() -> Mapping[str, Any]:
    return tomllib.loads((templates() / "data.toml").read_text(encoding="utf-8"))
