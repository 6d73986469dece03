"""What commands print of the levels of one form: why they are so, what would lift them, what other answers would give."""

from __future__ import annotations

from collections.abc import Sequence

from dgmm_excel.model.edition import Question
from dgmm_excel.report.given_answers import answer_in_words
from dgmm_excel.report.reasons import names, why
from dgmm_excel.scoring.advise import Advice, weighed
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.screen import level_cell, line, out, say, score_text, styled, table
from dgmm_excel.text import LANGS, Text, phrase
from dgmm_excel.what_if import moved


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
