"""The draw of agencies: within ministries, each with its share, and repeatable."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.agency import Agency
from dgmm_excel.intake.returned_form import Note
from dgmm_excel.report.attained import Attained
from dgmm_excel.report.outcome import Given, Outcome
from dgmm_excel.round.findings import LogLine
from dgmm_excel.round.objections import finding_id
from dgmm_excel.round.verification_rows import Choice, Known, claim_rows, draw, key_of, stated_in
from dgmm_excel.scoring.findings import Finding

DAY = date(2026, 11, 29)


def outcomes(sizes: dict[str, int]) -> list[Outcome]:
    """Agencies with a result, and one without in each ministry."""
    edition, attained = load_edition("dga-2566-department"), (Attained(None, None, "blank"),)
    return [Outcome(Agency(f"{ministry}{number:02}", "ก", ministry=ministry), edition, "complete", attained=attained if number else ())
            for ministry, size in sizes.items() for number in range(size + 1)]


@pytest.mark.parametrize(("size", "shares"), [
    (10, {"a": 6, "b": 3, "c": 1}), (5, {"a": 3, "b": 1, "c": 1}), (3, {"a": 1, "b": 1, "c": 1}), (20, {"a": 12, "b": 6, "c": 2}),
    (99, {"a": 12, "b": 6, "c": 2}), (1, {"a": 1}),
])
def test_every_ministry_has_its_share(size: int, shares: dict[str, int]) -> None:
    drawn = draw(outcomes({"a": 12, "b": 6, "c": 2}), size, "7", DAY)
    assert Counter(code[0] for code in drawn.codes) == shares
    assert not [code for code in drawn.codes if code.endswith("00")]  # those without a result


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    every = outcomes({"a": 40})
    draws = {seed: draw(every, 10, seed, DAY).codes for seed in ("1", "2", "3")}
    assert draws["1"] == draw(list(reversed(every)), 10, "1", DAY).codes
    assert len(set(draws.values())) == 3


def test_every_agency_has_the_same_chance() -> None:
    every = outcomes({"a": 8, "b": 4})
    drawn = Counter(code for seed in range(600) for code in draw(every, 3, str(seed), DAY).codes)
    # 2 of 8 and 1 of 4: a quarter each, 150 of 600 draws; 4 standard deviations of 10.6
    assert len(drawn) == 12 and all(107 < count < 193 for count in drawn.values())


def test_evidence_and_what_the_agency_objects_stand_beside_the_claim() -> None:
    edition = load_edition("dga-2566-department")
    found = Finding("P1.5.01", "not_shown", None, "-", "ก", "2026-11-28", True)
    notes = (Note("evidence.P1.5", "https://example.org", "P1", "C9"), Note("evidence.P1.5", "เล่มที่ 2", "P1", "C9"),
             Note("remark.P2.9", "อื่น", "P2", "C9"), Note(f"objection.{finding_id(found)}", "มีประกาศแล้ว", "ผล", "H8"))
    details = Given(assessment=score(edition, {"P1.5.01": True}), notes=notes)
    outcome = Outcome(Agency("D1", "ก"), edition, "complete", attained=(Attained(None, None, "blank"),), details=lambda: details)
    (row,) = claim_rows([outcome], Choice(), Known({}, {"D1": {"P1.5.01": LogLine("D1", found, "")}}))
    assert row.objection == "มีประกาศแล้ว"
    assert dict(row.notes) == {"evidence": "https://example.org; เล่มที่ 2"}
    assert row.claim is not None and "P1.5" in row.claim.codes and row.checked is None


def test_a_row_s_hidden_text_holds_for_that_row_alone() -> None:
    key = key_of("D1", "P1.5.01", True)
    assert stated_in(key, "D1", "P1.5.01") == "true"
    assert stated_in(key_of("D1", "P4.4.1.name", "a b"), "D1", "P4.4.1.name") == "a b"
    assert stated_in(key, "D2", "P1.5.01") is None and stated_in(key, "D1", "P1.5.02") is None
    assert stated_in(key.replace("true", "false"), "D1", "P1.5.01") is None and stated_in("", "D1", "P1.5.01") is None
