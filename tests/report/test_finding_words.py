"""Findings in words: what counts and why, without who checked, at the topics whose level they bear on."""

from __future__ import annotations

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.report.finding_words import FindingWords, by_topic, finding_words, with_findings
from dgmm_excel.report.outcome import Given
from dgmm_excel.scoring.findings import Finding, verified_answers
from dgmm_excel.text import Lang
from tests.support.returned import DEPARTMENT, some_answers

EDITION = load_edition(DEPARTMENT)


def found(*findings: Finding, lang: Lang = "en") -> tuple[FindingWords, ...]:
    stated = score(EDITION, some_answers(EDITION))
    verified = score(EDITION, verified_answers(EDITION, stated.answers.values, findings))
    return finding_words(EDITION, findings, Given(stated, verified=verified), lang)


def finding(question: str, kind: str = "does_not_hold", day: str = "2026-11-20", reason: str = "No order.") -> Finding:
    return Finding(question, kind, None, reason, "Checker", day)  # type: ignore[arg-type]


def test_findings_come_in_the_order_of_the_questions_with_what_counts() -> None:
    second, first = found(finding("P2.7.01"), finding("P1.1.02", "holds"))[::-1]
    assert (first.question.id, first.answer, first.counted, first.kind) == ("P1.1.02", "Yes", "Yes", "Holds")
    assert (second.answer, second.counted, second.kind) == ("Yes", "No", "Does not hold")
    assert first.about[0].startswith("P1.1 ") and first.about[1].startswith("2. ")


@pytest.mark.parametrize(("lang", "says"), [
    ("en", "no. 2 counts as “No”; reason: No order. (20 November 2026)"),
    ("th", "ข้อ 2 นับเป็น “ไม่ใช่” เหตุผล: No order. (20 พฤศจิกายน 2569)"),
])
def test_a_finding_in_one_sentence(lang: Lang, says: str) -> None:
    (one,) = found(finding("P1.1.02"), lang=lang)
    assert one.says == says
    assert with_findings("Level 4.", [one], lang).splitlines()[0] == "Level 4."
    assert with_findings("Level 4.", [], lang) == "Level 4."


def test_neither_a_day_that_is_none_nor_an_empty_reason_stops_it() -> None:
    (one,) = found(finding("P1.1.02", day="ปลายเดือน", reason=""))
    assert one.says.endswith("counts as “No” (ปลายเดือน)")


def test_telephone_numbers_in_reasons_are_taken_out() -> None:
    (one,) = found(finding("P1.1.02", reason="Call 081 234 5678"))
    assert "081" not in one.reason + one.says


def test_a_finding_bears_on_each_topic_that_reads_its_question() -> None:
    some = found(finding("P1.1.02"), finding("P2.7.01"))
    assert {topic: [one.question.id for one in own] for topic, own in by_topic(EDITION, some).items()} == {
        "P1.1": ["P1.1.02"], "P2.7": ["P2.7.01"]}
