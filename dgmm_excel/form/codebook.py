"""The codebook: every question of an edition, as data, as CSV and as Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from dgmm_excel.files import plain
from dgmm_excel.form.layout import places
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.text import Text, phrase

#: The columns of the CSV.
COLUMNS = (
    "id", "topic", "type", "text_th", "text_en", "choices", "minimum", "maximum", "answered_by", "asked_when", "sheet", "cell",
)


def codebook(edition: Edition) -> dict[str, Any]:
    """Return every question: id, topic, type, texts, choices, limits, who answers, condition, sheet and cell (Thai form)."""
    where = places(edition, "th")
    return {
        "edition": edition.id,
        "questions": [_entry(edition, question, *where[question.id]) for question in edition.questions.values()],
    }


def _entry(edition: Edition, question: Question, sheet: str, cell: str) -> dict[str, Any]:
    condition = question.asked_when
    return {
        "id": question.id,
        "topic": question.topic,
        "type": question.type,
        "text": _texts(question.text),
        "choices": [{"key": choice.key, "label": _texts(choice.label)} for choice in question.choices],
        "minimum": _limit(question.minimum),
        "maximum": _limit(question.maximum),
        "answered_by": question.answered_by,
        "asked_when": _texts(condition.describe(edition.questions)) if condition is not None else None,
        "sheet": sheet,
        "cell": cell,
    }


def _texts(text: Text) -> dict[str, str]:
    return {"th": text.th, "en": text.en}


def _limit(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(value)


# -- as text ---------------------------------------------------------------------------------------


def as_csv(book: Mapping[str, Any]) -> str:
    """Return one line per question; choices as `key=label`, one below the other."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in codebook_rows(book):
        writer.writerow([plain(value) if isinstance(value, str) else value for value in row])
    return text.getvalue()


def codebook_rows(book: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    """Yield the row of each question, in the order of `COLUMNS`."""
    for question in book["questions"]:
        row = {**question, "text_th": question["text"]["th"], "text_en": question["text"]["en"]}
        row |= {"choices": "\n".join(_choices(question)), "asked_when": _joined(question["asked_when"])}
        yield [row[name] for name in COLUMNS]


def as_markdown(book: Mapping[str, Any]) -> str:
    """Return a table with what a person looks up: id, type and limits, the question, its choices, its cell."""
    heads = [str(phrase(f"codebook.{key}")) for key in ("id", "type", "question", "choices", "asked_when", "cell")]
    lines = [f"# {book['edition']}", "", _table_line(heads), _table_line(["---"] * len(heads))]
    for question in book["questions"]:
        lines.append(_table_line([
            question["id"], _type(question), _joined(question["text"]), "\n".join(_choices(question)),
            _joined(question["asked_when"]), f"{question['sheet']}!{question['cell']}",
        ]))
    return "\n".join(lines) + "\n"


def _table_line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"


def _type(question: Mapping[str, Any]) -> str:
    low, high = question["minimum"], question["maximum"]
    if low is None and high is None:
        return str(question["type"])
    return f"{question['type']} {low if low is not None else ''}…{high if high is not None else ''}"


def _choices(question: Mapping[str, Any]) -> list[str]:
    return [f"{choice['key']}={_joined(choice['label'])}" for choice in question["choices"]]


def _joined(text: Mapping[str, str] | None) -> str:
    return "" if text is None else str(Text(text["th"], text["en"]))
