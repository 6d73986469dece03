"""What commands print of the levels of one form: which they are and why, what lifts them, what other answers would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dgmm_excel.intake.answer_words import answer_in_words
from dgmm_excel.model.edition import Question
from dgmm_excel.model.load import load_edition
from dgmm_excel.report.reasons import names, why
from dgmm_excel.scoring.advise import Advice, weighed
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.screen import level_cell, line, note, out, say, score_text, show_faults, status_cell, styled, table
from dgmm_excel.text import LANGS, Text, phrase
from dgmm_excel.what_if import moved


def show_record(record: Mapping[str, Any]) -> None:
    """Print the record of one scored file: overall level, pillars, the topics that these leave out, faults."""
    agency = " ".join(filter(None, (record["agency"]["code"], record["agency"]["name"])))
    say("")
    out().print(styled(record["file"], "bold"), agency, status_cell(record["status"]))
    if record["asked"]:
        say(phrase("cli.answered", answered=record["answered"], asked=record["asked"]))
    if record["overall"]["level"] is not None:
        edition = load_edition(record["edition"])
        made = table("", "", (str(phrase("report.score")), "right"), (str(phrase("report.level")), "center"), "")
        groups = {phrase("report.overall"): record["overall"], **record["pillars"]}
        for name, one in groups.items():
            line(made, (name, score_text(edition, one["score"]), level_cell(edition, one["level"]), one["name"]))
        out().print(made)
        if awaited := [code for code, one in record["topics"].items() if one["status"] == "pending"]:
            say(phrase("cli.awaited", count=len(awaited), topics=", ".join(awaited)))
    if record["recognised"]["surety"] in ("sure", "partial"):
        note(phrase("cli.recognised", **record["recognised"]))
    show_faults(record["faults"])


def show_reasons(of: Assessment, codes: Sequence[str]) -> None:
    """Print why each id has its level, and what the next one asks, in both languages."""
    called = {lang: names(of.edition, lang) for lang in LANGS}
    for code in codes:
        name = " / ".join(dict.fromkeys(called[lang][code] for lang in LANGS))
        out().print(styled(code, "bold"), level_cell(of.edition, of[code].level), styled(name, ""), soft_wrap=True)
        found = {lang: why(of, code, lang) for lang in LANGS}
        for words in (Text(*(found[lang].reason for lang in LANGS)), Text(*(found[lang].next for lang in LANGS))):
            if words.th:
                say(words)
        say("")


def show_advice(of: Assessment, code: str, found: Advice | None) -> None:
    """Print the fewest answers to change for a higher level of an id, and from what to what."""
    level = of[code].level
    if found is None:
        say(phrase("advice.none", code=code, level=level))
        return
    say(phrase("advice.found", code=code, level=level, count=len(found.changes)))
    if weighed(of.edition):
        say(phrase("advice.effort", cost=found.cost))
        say(phrase("advice.lightest" if found.proven else "advice.maybe_lighter"))
    else:
        say(phrase("advice.proven" if found.proven else "advice.tried"))
    made = table("", "", _words("question"), _words("now"), _words("then"))
    for name, answer in found.changes.items():
        question = of.edition.questions[name]
        line(made, (name, _both(question.text.th, question.text.en), _said(question, of.answers.values.get(name)),
                    _said(question, answer)))
    out().print(made)


def _said(question: Question, answer: Answer | None) -> str:
    if answer is None:
        return _both(phrase("advice.blank").th, phrase("advice.blank").en)
    return _both(*(answer_in_words(question, answer, lang) for lang in LANGS))


def _both(*words: str) -> str:
    """Return words in both languages, one below the other; once if they are the same."""
    return "\n".join(dict.fromkeys(words))


def show_moved(before: Assessment, after: Assessment) -> None:
    """Print the scores and levels that other answers change."""
    edition = before.edition
    called = {lang: names(edition, lang) for lang in LANGS}
    made = table("", "", "", (_words("now"), "right"), "", (_words("then"), "right"), "")
    for code, (level, later) in moved(before, after).items():
        line(made, (code, _both(*(called[lang][code] for lang in LANGS)), score_text(edition, before.score_at(code)),
                    level_cell(edition, level), score_text(edition, after.score_at(code)), level_cell(edition, later)))
    out().print(made)


def _words(key: str) -> str:
    return str(phrase(f"advice.{key}"))
