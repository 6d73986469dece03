"""The codebook of an edition, as the contract has it."""

from __future__ import annotations

import json

import pytest

from dgmm_excel import load_edition
from dgmm_excel.form.codebook import codebook
from dgmm_excel.model.edition import MISSION
from tests.support.form_cells import target
from tests.support.forms import DEPARTMENT, PROVINCE, opened


@pytest.mark.parametrize(("name", "count"), [(DEPARTMENT, 240), (PROVINCE, 129)])
def test_the_codebook_is_the_contract_s(name: str, count: int) -> None:
    edition = load_edition(name)
    book = json.loads(json.dumps(codebook(edition), ensure_ascii=False))
    assert set(book) == {"edition", "questions"}
    assert book["edition"] == name
    questions = book["questions"]
    assert len(questions) == count == len({one["id"] for one in questions})
    assert [one["id"] for one in questions] == list(edition.questions)
    workbook = opened(name, "th")
    for one in questions:
        question = edition.questions[one["id"]]
        assert set(one) == {
            "id", "topic", "type", "text", "choices", "minimum", "maximum", "answered_by", "asked_when", "sheet", "cell",
        }
        assert (one["topic"], one["type"], one["answered_by"]) == (question.topic, question.type, question.answered_by)
        assert one["type"] in ("yes_no", "choice", "integer", "number", "text")
        assert set(one["text"]) == {"th", "en"} and all(one["text"].values())
        assert [(choice["key"], choice["label"]["th"], choice["label"]["en"]) for choice in one["choices"]] == [
            (choice.key, choice.label.th, choice.label.en) for choice in question.choices]
        assert (one["choices"] == []) == (one["type"] != "choice")
        assert one["minimum"] == question.minimum and one["maximum"] == question.maximum
        assert (one["minimum"] is None) == (one["type"] not in ("integer", "number"))
        assert one["asked_when"] is None or (set(one["asked_when"]) == {"th", "en"} and all(one["asked_when"].values()))
        assert (one["asked_when"] is None) == (question.asked_when is None)
        assert (one["sheet"], one["cell"]) == target(workbook, f"answer.{one['id']}")
    assert [one["id"] for one in questions if one["topic"] is None] == ([MISSION] if name == DEPARTMENT else ["agency.answered_by"])
