"""What a round hands up: its results as data, the same bytes for the same round, and no person."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition
from dgmm_excel.returns.handover_file import LIST
from dgmm_excel.round.folder import Round
from tests.support.forms import DEPARTMENT
from tests.support.rounds import DEPARTMENTS, HEAD
from tests.support.tiers import A_FEW, answer, handover, members, tier

EVIDENCE = "แผนปี 2566 ติดต่อคุณสมชาย 02-123-4567 หรือ somchai@example.org"


@pytest.fixture(scope="module")
def low(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A round of three departments: one answered and named people, one has sent nothing, one is unreadable."""
    of = tier(tmp_path_factory.mktemp("tiers") / "low", "กระทรวง ก โทร 02-123-4567", DEPARTMENTS)
    answer(of, "D1", A_FEW | {"P4.4.1.name": "บริการ โทร 081-234-5678"}, name="คุณสมชาย D1.xlsx",
           remarks={"evidence.P1.1": EVIDENCE, "officer.name": "นายสมชาย ใจดี", "officer.contact": "081 234 5678"})
    (of.returned / "D3 x.xlsx").write_bytes(b"PK")
    return of


def records(file: Path) -> dict[str, dict[str, Any]]:
    content = members(file)
    said = json.loads(content[LIST])
    return {one["code"]: json.loads(content[one["record"]]) for one in said["agencies"] if one["record"]}


def test_the_list_says_what_it_is_of_and_the_record_what_was_answered(low: Round) -> None:
    content = members(handover(low))
    said = json.loads(content[LIST])
    edition = load_edition(DEPARTMENT)
    assert (said["format"], said["version"], said["year"], said["round"]["id"]) == ("dgmm-handover", 1, 2566, low.id)
    assert said["editions"] == [{"id": DEPARTMENT, "digest": edition.digest}]
    assert [(one["code"], one["state"], one["record"] is None) for one in said["agencies"]] == [
        ("D1", "incomplete", False), ("D2", "missing", True), ("D3", "unreadable", True)]
    assert said["members"] == {name: sha256(data).hexdigest() for name, data in content.items() if name != LIST}
    (one,) = records(low.handover).values()
    given = {name: text for name, text in one["answers"].items() if name != "P4.4.1.name"}
    assert given == {"agency.mission": "service", "P1.1.01": "true", "P1.1.02": "true", "P1.1.03": "false", "P2.7.training": "all"}
    assert one["source"]["sha256"] == sha256((low.returned / "คุณสมชาย D1.xlsx").read_bytes()).hexdigest()
    assert set(one["levels"]) == set(edition.ids)


@pytest.mark.parametrize("remarks", [False, True])
def test_no_person_is_in_it(low: Round, remarks: bool) -> None:
    """No name, telephone, address; evidence and remarks only where they are asked for."""
    content = members(handover(low, remarks=remarks))
    whole = b"".join(content.values()).decode()
    for person in ("ใจดี", "123-4567", "081-", "081 ", "@example.org", "one@", "สมชาย D1"):
        assert person not in whole, person
    assert ("แผนปี 2566" in whole) is remarks
    assert "บริการ" in whole


def test_the_same_round_gives_the_same_bytes(low: Round) -> None:
    """On another day, too: a file's day of receipt is the one on which it came to lie there."""
    later = datetime.now() + timedelta(days=1)
    before = handover(low, later).read_bytes()
    assert handover(low, later + timedelta(days=3)).read_bytes() == before


def test_what_changes_is_the_agency_that_changed(tmp_path: Path) -> None:
    of = tier(tmp_path / "low", "กระทรวง ก", HEAD + "D1,กรมหนึ่ง,,,department,service,,\nD2,กรมสอง,,,department,policy,,\n")
    for code in ("D1", "D2"):
        answer(of, code, A_FEW)
    before = members(handover(of))
    answer(of, "D2", A_FEW | {"P1.1.04": True})
    after = members(handover(of))
    assert [name for name in before if before[name] != after[name]] == [LIST, "agencies/00002.json"]
