"""What the add-in knows, as rows of its hidden sheet: ids, names of levels, what each level asks, programs, and its words.

    edition | id | how many ids
    id      | edition | id | 5 names of levels | 5 texts of what comes next, Thai | the same, English | topics under it
    topic   | edition | id | how many answers | exact | score | level        programs (see `program`)
    input   | edition | topic | question | place | type | least | most | asked when | labels, Thai and English in turn
    optional | edition | question | row      questions that are missing only once their row is begun, or (no row) never
    text    | key | Thai | English

The topics under a group are `P1.1:5 P1.2:4 …`, each with the highest level that it can have.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator

from dgmm_excel.addin.program import Program, programs
from dgmm_excel.describe import highest, next_level
from dgmm_excel.edition import Edition, Question
from dgmm_excel.measures import topics_under
from dgmm_excel.resources import templates
from dgmm_excel.rulekind import LEVELS
from dgmm_excel.text import LANGS, phrase

#: The sheet's name; VBA looks for it in its own workbook alone.
SHEET = "dgmm_data"
Fact = str | int
Row = tuple[Fact, ...]


def facts(editions: Iterable[Edition]) -> tuple[Row, ...]:
    """Every row, in order."""
    return tuple(row for edition in editions for row in _edition(edition)) + tuple(_texts())


def _edition(edition: Edition) -> Iterator[Row]:
    yield "edition", edition.id, len(edition.ids)
    for code in edition.ids:
        yield _id(edition, code)
    for program in programs(edition):
        yield from _program(edition, program)
    for question in edition.questions.values():
        if question.required != "always":
            yield "optional", edition.id, question.id, question.row_id if question.required == "with_row" else ""


def _id(edition: Edition, code: str) -> Row:
    names = (edition.level_name(code, level) or "" for level in LEVELS)
    if code in edition.topics:
        words = [next_level(edition, code, level)[lang] for lang in LANGS for level in LEVELS]
        return ("id", edition.id, code, *names, *words, "")
    under = " ".join(f"{topic.id}:{highest(edition, topic.id)}" for topic in topics_under(edition, code))
    return ("id", edition.id, code, *names, *("",) * (len(LANGS) * len(LEVELS)), under)


def _program(edition: Edition, program: Program) -> Iterator[Row]:
    answers = len(edition.topics[program.topic].questions)
    yield "topic", edition.id, program.topic, answers, program.exact, program.score, program.level
    for one in program.inputs:
        question = one.question
        ends = ("" if limit is None else str(limit) for limit in (question.minimum, question.maximum))
        yield ("input", edition.id, program.topic, question.id, one.place, question.type, *ends, one.asked, *_labels(question))


def _labels(question: Question) -> Iterator[str]:
    """Both languages of each label in turn: a choice's from the lowest, no and yes."""
    if question.type == "yes_no":
        labels = [phrase("answer.no"), phrase("answer.yes")]
    else:
        labels = [choice.label for choice in question.choices]
    return (label[lang] for label in labels for lang in LANGS)


def _texts() -> Iterator[Row]:
    """The words of the ribbon and its messages."""
    words = tomllib.loads((templates() / "addin" / "words.toml").read_text("utf-8"))
    for group, entries in words.items():
        for key, text in entries.items():
            yield "text", f"{group}.{key}", text["th"], text["en"]
