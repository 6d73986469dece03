"""A codebook for people: as Markdown, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from dgmm_excel.files import plain
from dgmm_excel.text import Text, phrase

_COLUMNS = (
    "id", "topic", "type", "text_th", "text_en", "choices", "minimum", "maximum", "answered_by", "asked_when", "sheet", "cell",
)
Book = Mapping[str, Any]


def as_csv(book: Book) -> str:
    """One line each question; choices as `key=label`, one below the other."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for question in book["questions"]:
        row = {**question, "text_th": question["text"]["th"], "text_en": question["text"]["en"]}
        row |= {"choices": "\n".join(_choices(question)), "asked_when": _both(question["asked_when"])}
        writer.writerow([plain(value) if isinstance(value := row[name], str) else value for name in _COLUMNS])
    return text.getvalue()


def as_markdown(book: Book) -> str:
    """A table with what a person looks up: id, type and limits, the question, its choices, its cell."""
    heads = [str(phrase(f"codebook.{key}")) for key in ("id", "type", "question", "choices", "asked_when", "cell")]
    lines = [f"# {book['edition']}", "", _line(heads), _line(["---"] * len(heads))]
    for question in book["questions"]:
        lines.append(_line([
            question["id"], _kind(question), _both(question["text"]), "\n".join(_choices(question)),
            _both(question["asked_when"]), f"{question['sheet']}!{question['cell']}",
        ]))
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"


def _kind(question: Mapping[str, Any]) -> str:
    low, high = question["minimum"], question["maximum"]
    if low is None and high is None:
        return str(question["type"])
    return f"{question['type']} {low if low is not None else ''}…{high if high is not None else ''}"


def _choices(question: Mapping[str, Any]) -> list[str]:
    return [f"{choice['key']}={_both(choice['label'])}" for choice in question["choices"]]


def _both(text: Mapping[str, str] | None) -> str:
    return "" if text is None else str(Text(text["th"], text["en"]))
