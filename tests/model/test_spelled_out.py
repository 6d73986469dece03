"""A criteria file without its shorthands says the same: base, same_as, from, grids and what is left to the base."""

from __future__ import annotations

from pathlib import Path

from dgmm_excel.model.spelled_out import spelled_out

MINI = Path(__file__).parent / "data" / "mini.yaml"


def test_rows_of_a_grid_become_questions() -> None:
    data = spelled_out(MINI)
    topic = data["pillars"][1]["sub_pillars"][0]["topics"][0]
    assert [question["id"] for question in topic["questions"]] == [f"B.1.{area}.{step}" for area in "xy" for step in "1234"]
    assert topic["questions"][5] == {
        "id": "B.1.y.2", "th": "ด้าน ข – ขั้น 2", "en": "area y – step 2", "asked_when": "B.1.y.1",
        "row": {"th": "ด้าน ข", "en": "area y"}, "column": {"th": "ขั้น 2", "en": "step 2"}}


def test_what_is_taken_from_the_base_stands_there_itself() -> None:
    """The province takes pillar 1's name, P1.1's questions and the names of inherited topics from the department."""
    data = spelled_out("dga-2566-province")
    pillar = data["pillars"][0]
    assert (data["base"], data["year"], pillar["short"]["en"]) == ("dga-2566-department", 2566, "Policies")
    topics = {topic["id"]: topic for sub in pillar["sub_pillars"] for topic in sub["topics"]}
    assert len(topics["P1.1"]["questions"]) == 12 and "asked_when" not in topics["P1.1"]["questions"][1]
    assert "same_as" not in topics["P1.1"] and topics["P1.1"]["source"] == "P1.1"
    inherited = topics["P1.3A"]
    assert inherited["inherited"] and inherited["help"] is None and inherited["name"]["en"].startswith("Cybersecurity")
    assert "rule" not in inherited and "questions" not in inherited
