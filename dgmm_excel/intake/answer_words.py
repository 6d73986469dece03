"""Answers and questions in words, as whoever reads results is told them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from dgmm_excel.form.layout import printed_numbers
from dgmm_excel.intake.personal import without_contacts
from dgmm_excel.model.edition import Edition, Question, half_up
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.text import Lang, said, without_controls, yes_no

#: The longest text of an agency that is shown, in characters; the return has the rest.
LONGEST = 500
#: So many numbers in a row, or more, are written as a range.
_RANGE = 3


def answer_in_words(question: Question, value: Answer, lang: Lang) -> str:
    """Return an answer as people read it: yes or no, a choice's label, a number with its unit, a text of limited length."""
    match value:
        case bool():
            return yes_no(value)[lang]
        case int() | Fraction():
            return " ".join(filter(None, (number(value), question.unit[lang] if question.unit else "")))
        case _:
            return question.choice(value)[lang] if question.type == "choice" else shortened(value, lang)


def shortened(text: str, lang: Lang) -> str:
    """Return a text of an agency as a page shows it: without addresses, telephone numbers and control characters, its end cut
    off if it is long.
    """
    words = without_contacts(without_controls(text), lang) or ""
    if len(words) <= LONGEST:
        return words
    return said("agency.cut", lang, text=words[:LONGEST].rstrip(), length=f"{len(words):,}")


@lru_cache(maxsize=4096)
def number(value: int | Fraction) -> str:
    """Return a number as people write it: at most two decimals, rounded half up; commas between thousands."""
    text = f"{float(half_up(Fraction(value), 2)):,.2f}"
    return text.rstrip("0").rstrip(".")


def about_question(edition: Edition, question: Question, lang: Lang) -> tuple[str, str]:
    """Return the topic of a question, empty for one of the cover, and the question with its number."""
    topic, printed = edition.topics.get(question.topic or ""), printed_numbers(edition).get(question.id)
    head = f"{printed.number}. " if printed is not None and printed.number else ""
    return f"{topic.id} {topic.name[lang]}" if topic is not None else "", f"{head}{question.text[lang]}"


def numbered(edition: Edition, items: Iterable[tuple[str, ...]], lang: Lang) -> str:
    """Return items, each of one or more questions, by the numbers that the form prints: `ข้อ 1–3, 5`, in a grid under the
    heading of each column; a question without a number by its words.
    """
    numbers: dict[str, list[str]] = {}
    named, printed = [], printed_numbers(edition)
    for names in items:
        first = printed.get(names[0])
        if first is None or not first.number:
            named.append(f"“{edition.questions[names[0]].heading[lang]}”")
        else:
            under = first.under[lang] if first.under else ""
            shown = first.number if len(names) == 1 else "/".join(printed[name].number for name in names)
            numbers.setdefault(under, []).append(shown)
    parts = [said("why.items", lang, under=under, numbers=ranges(found)) for under, found in numbers.items()]
    return ", ".join([*parts, *named])


def ranges(numbers: Iterable[str]) -> str:
    """Return numbers in a line, three or more whole ones in a row as a range: `1–3, 5, 7.1`."""
    runs: list[list[str]] = []
    for text in numbers:
        if runs and text.isdigit() and runs[-1][-1].isdigit() and int(text) == int(runs[-1][-1]) + 1:
            runs[-1].append(text)
        else:
            runs.append([text])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) >= _RANGE else ", ".join(run) for run in runs)
