"""A form's own formulas, recalculated by an engine that is not ours: what the sheet says of a set of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import formualizer
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from dgmm_excel.edition import Edition, Question
from dgmm_excel.form.issue import Issue, template
from dgmm_excel.form.layout import Form, layout
from dgmm_excel.form.results import rows
from dgmm_excel.text import Lang, phrase

#: A code -> (score, level) as numbers or None; and a topic -> its status in the form's own words.
Said = tuple[dict[str, tuple[float | None, int | None]], dict[str, str]]


def typed(question: Question, value: Any, lang: Lang) -> Any:
    """What a person puts into the cell for an answer."""
    if question.type == "yes_no":
        return phrase("answer.yes" if value else "answer.no")[lang]
    return question.choice(value)[lang] if question.type == "choice" else value


def status_words(status: str, blank: bool, lang: Lang) -> str:
    """The word that the Results sheet has for a status; nothing at all in a blank form."""
    return "" if blank else phrase(f"form.{status}")[lang]


@dataclass
class LiveForm:
    """A form loaded once into formualizer; each set of answers is typed into its cells, and its Results are read."""

    edition: Edition
    lang: Lang = "th"
    data: bytes | None = None

    def __post_init__(self) -> None:
        self.form: Form = layout(self.edition, self.lang)
        self.workbook = formualizer.load_workbook_bytes(self.data or template(Issue(self.edition, self.lang)).stamp())
        self.places = rows(self.form)

    def says(self, answers: Mapping[str, Any]) -> Said:
        for name, slot in self.form.slots.items():
            value = answers.get(name)
            content = None if value is None else typed(slot.question, value, self.lang)
            self.workbook.set_value(slot.sheet, slot.row, column_index_from_string(slot.column), content)
        cells = [(self.form.results, row, column) for row in self.places.values() for column in (4, 6, 7)]
        values = iter(self.workbook.evaluate_cells(cells))
        read = {code: (next(values), next(values), next(values)) for code in self.places}
        return _said(self.edition, read)


def _said(edition: Edition, read: Mapping[str, tuple[Any, Any, Any]]) -> Said:
    levels = {code: (_number(score), None if _number(level) is None else int(level)) for code, (level, score, _) in read.items()}
    return levels, {topic: read[topic][2] or "" for topic in edition.topics}


def _number(value: Any) -> float | None:
    return None if value in ("", None) else float(value)


def filled(edition: Edition, answers: Mapping[str, Any], lang: Lang = "th", data: bytes | None = None) -> bytes:
    """A form with the answers in its cells and no stored value beside any formula."""
    workbook = load_workbook(BytesIO(data or template(Issue(edition, lang)).stamp()))
    for name, slot in layout(edition, lang).slots.items():
        if answers.get(name) is not None:
            workbook[slot.sheet][slot.cell] = typed(slot.question, answers[name], lang)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def stored(edition: Edition, path: Any, lang: Lang = "th") -> Said:
    """What the stored values of a saved form's Results sheet say."""
    form = layout(edition, lang)
    sheet = load_workbook(path, data_only=True, read_only=False)[form.results]
    return _said(edition, {
        code: (sheet[f"D{row}"].value, sheet[f"F{row}"].value, sheet[f"G{row}"].value) for code, row in rows(form).items()
    })
