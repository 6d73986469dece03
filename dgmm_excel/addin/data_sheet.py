"""What the add-in knows, as rows of its hidden sheet: ids, names of levels, what each level asks, programs, and its words.

    edition | id | how many ids
    id      | edition | id | 5 names of levels | 5 texts of what comes next, Thai | the same, English | topics under it
    topic   | edition | id | how many answers | exact | score | level        programs (see `program`)
    input   | edition | topic | question | place | type | least | most | asked when | counts | texts of each answer
    optional | edition | question | row      questions that are missing only once their row is begun, or (no row) never
    text    | key | Thai | English
    letters | which letters stand for which others (see `letters`)
    raised  | the letters that would pass for parts of numbers and are none
    errors  | the texts of error values

An input counts (1) where it makes a form begun. The texts of an answer, from the lowest choice or no and yes, are all that
`intake.judge` takes for it, letters folded, parted by `|`. The topics under a group are `P1.1:5 P1.2:4 …`, each with the
highest level that it can have.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator

from dgmm_excel.addin.bytecode import Program, programs
from dgmm_excel.addin.folding import letters, raised
from dgmm_excel.intake.judge import readings
from dgmm_excel.intake.tidy import ERROR_VALUES
from dgmm_excel.model.describe import highest, next_level
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.model.rule_kind import LEVELS
from dgmm_excel.resources import templates
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.text import LANGS, phrase

#: The sheet's name; VBA looks for it in its own workbook alone.
SHEET = "dgmm_data"
#: Stands between the texts of an answer.
PARTING = "|"
Fact = str | int
Row = tuple[Fact, ...]


def facts(editions: Iterable[Edition]) -> tuple[Row, ...]:
    """Every row, in order."""
    known = tuple(editions)
    rows = tuple(row for edition in known for row in _edition(edition))
    read = frozenset(text for edition in known for question in edition.questions.values() for text in readings(question, "th"))
    words = ("letters", letters(read)), ("raised", raised()), ("errors", " ".join(sorted(ERROR_VALUES)))
    return (*rows, *_texts(), *words)


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
    under = " ".join(f"{topic.id}:{highest(edition, topic.id)}" for topic in edition.topics_under(code))
    return ("id", edition.id, code, *names, *("",) * (len(LANGS) * len(LEVELS)), under)


def _program(edition: Edition, program: Program) -> Iterator[Row]:
    answers = len(edition.topics[program.topic].questions)
    yield "topic", edition.id, program.topic, answers, program.exact, program.score, program.level
    for one in program.inputs:
        question = one.question
        ends = ("" if limit is None else str(limit) for limit in (question.minimum, question.maximum))
        yield ("input", edition.id, program.topic, question.id, one.place, question.type, *ends, one.asked,
               int(question.is_answer), *_read(question))


def _read(question: Question) -> Iterator[str]:
    """What is read as each answer, in forms of either language; its own labels first."""
    th, en = (readings(question, lang) for lang in LANGS)
    assert th == en and not any(PARTING in text for text in th), question.id
    answers: list[Answer] = [False, True] if question.type == "yes_no" else [choice.key for choice in question.choices]
    for answer in answers:
        yield PARTING.join(text for text, read in th.items() if read == answer)


def _texts() -> Iterator[Row]:
    """The words of the ribbon and its messages, and of the sheet by which a consolidated workbook's language is told."""
    words = tomllib.loads((templates() / "addin" / "words.toml").read_text("utf-8"))
    for group, entries in words.items():
        for key, text in entries.items():
            yield "text", f"{group}.{key}", text["th"], text["en"]
    summary = phrase("report.summary")
    yield "text", "sheet.summary", summary.th, summary.en
