"""The facts of the add-in's hidden sheet: ids, names of levels, what each level asks, programs, words, and Python's constants.

The first row holds the number of facts and of columns. Each row after it is a fact: its kind, then the fields of `FIELDS`. The
rows of the kind `field` tell VBA in which column a field is, those of `constant` what Python's other modules define; VBA has
neither in its own source.

`topics` of a group are `P1.1:5 P1.2:4 …`, each with the highest level that it can have. `exact`, `score` and `level` of a topic
are programs (see `bytecode`). An input `counts` (1) where an answer to it makes a form begun. A `reading` is all that
`intake.judge` takes for one answer, from the lowest choice or no and yes: letters folded, separated by `BETWEEN`. An `optional`
question is missing only once its row is begun, or never where it has no row.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dgmm_excel.addin.bytecode import Program, programs
from dgmm_excel.addin.folding import SPACE, letters, raised
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import MARK_COLUMNS, NAMED_COLUMNS
from dgmm_excel.intake.judge import is_percentage, readings
from dgmm_excel.intake.tidy import ERROR_VALUES, LONGEST_NUMBER
from dgmm_excel.model.describe import highest, next_level
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.model.measures import MARKS
from dgmm_excel.report.level_rows import LEVEL_COLUMNS
from dgmm_excel.report.tables import AGENCY_COLUMNS
from dgmm_excel.resources import templates
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.lookup import CODE, WHAT, WHATS
from dgmm_excel.text import LANGS, phrase
from dgmm_excel.xlsx.a1 import column_number

#: The sheet's name; VBA looks for it in its own workbook alone.
SHEET = "dgmm_data"
#: The separator of the texts of one answer.
BETWEEN = "|"
Fact = str | int
Row = tuple[Fact, ...]
#: The level numbers that VBA knows; editions with others are left to the function of xlwings and to forms.
SCALE = range(1, 6)
_EACH_LEVEL = len(SCALE)
#: The columns of the table `Levels` that VBA reads: from the first one to the level.
_LEVELS_READ = LEVEL_COLUMNS[:LEVEL_COLUMNS.index("level") + 1]
#: The fields of each kind of fact, from the second column on. A name that is repeated has a column for each level; `reading`
#: has as many as the question has answers.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "edition": ("edition", "ids"),
    "id": ("edition", "id", *_EACH_LEVEL * ("name",), *_EACH_LEVEL * ("next.th",), *_EACH_LEVEL * ("next.en",), "topics"),
    "topic": ("edition", "topic", "answers", "exact", "score", "level"),
    "input": ("edition", "topic", "question", "place", "type", "least", "most", "percent", "asked_when", "counts", "reading"),
    "optional": ("edition", "question", "row"),
    "text": ("key", "th", "en"),
}


def facts(editions: Iterable[Edition]) -> tuple[Row, ...]:
    """Return every fact, in order."""
    known = tuple(edition for edition in editions if edition.scale == SCALE)
    rows = tuple(row for edition in known for row in _edition(edition))
    return (*_fields(), *_constants(known), *rows, *_texts())


def head(rows: Sequence[Row]) -> Row:
    """Return the first row: the number of facts, and of columns, of which the last is empty in every fact."""
    return len(rows), max(map(len, rows)) + 1


def _fields() -> Iterator[Row]:
    for kind, names in FIELDS.items():
        for name in dict.fromkeys(names):
            yield "field", f"{kind}.{name}", names.index(name) + 2


def _constants(editions: Sequence[Edition]) -> Iterator[Row]:
    """Yield the constants of Python's modules that VBA uses, by key."""
    questions = (question for edition in editions for question in edition.questions.values())
    answers = frozenset(text for question in questions for text in readings(question, "th"))
    constants: dict[str, Fact] = {
        "lookup.code": CODE, "lookup.what": WHAT, "lookup.whats": " ".join(WHATS), "level.highest": SCALE[-1],
        **{f"mark.{name}": number for number, name in enumerate(MARKS)}, "mark.beside": _marks_beside(),
        "anchor.fact": anchors.META,
        "table.agencies": ",".join(AGENCY_COLUMNS), "table.levels": ",".join(_LEVELS_READ),
        **{f"levels.{name}": LEVEL_COLUMNS.index(name) + 1 for name in ("id", "score", "level")},
        "number.longest": LONGEST_NUMBER, "reading.between": BETWEEN,
        "letters": letters(answers), "letters.space": SPACE, "raised": raised(), "errors": " ".join(sorted(ERROR_VALUES)),
    }
    for key, value in constants.items():
        yield "constant", key, value


def _marks_beside() -> int:
    """Return how many columns to the right of an answer's cell its mark is; the same for each."""
    (steps,) = {column_number(mark) - column_number(answer) for answer, mark in zip(NAMED_COLUMNS, MARK_COLUMNS, strict=True)}
    return steps


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
    names = (edition.level_name(code, level) or "" for level in SCALE)
    if code in edition.topics:
        words = [next_level(edition, code, level)[lang] for lang in LANGS for level in SCALE]
        return ("id", edition.id, code, *names, *words, "")
    under = " ".join(f"{topic.id}:{highest(edition, topic.id)}" for topic in edition.topics_under(code))
    return ("id", edition.id, code, *names, *("",) * (len(LANGS) * len(SCALE)), under)


def _program(edition: Edition, program: Program) -> Iterator[Row]:
    answers = len(edition.topics[program.topic].questions)
    yield "topic", edition.id, program.topic, answers, program.exact, program.score, program.level
    for one in program.inputs:
        question = one.question
        ends = ("" if limit is None else str(limit) for limit in (question.minimum, question.maximum))
        yield ("input", edition.id, program.topic, question.id, one.place, question.type, *ends,
               int(is_percentage(question)), one.asked, int(question.is_answer), *_read(question))


def _read(question: Question) -> Iterator[str]:
    """Yield all readings of each answer, the same in forms of either language; its own labels first."""
    th, en = (readings(question, lang) for lang in LANGS)
    assert th == en and not any(BETWEEN in text for text in th), question.id
    answers: list[Answer] = [False, True] if question.type == "yes_no" else [choice.key for choice in question.choices]
    for answer in answers:
        yield BETWEEN.join(text for text, read in th.items() if read == answer)


def _texts() -> Iterator[Row]:
    """Yield the words of the ribbon and its messages, and the sheet's name that shows a consolidated workbook's language."""
    words = tomllib.loads((templates() / "addin" / "words.toml").read_text("utf-8"))
    for group, entries in words.items():
        for key, text in entries.items():
            yield "text", f"{group}.{key}", text["th"], text["en"]
    summary = phrase("report.summary")
    yield "text", "sheet.summary", summary.th, summary.en
