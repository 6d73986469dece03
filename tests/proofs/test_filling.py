"""A form filled in as people do, in LibreOffice: what is read back is exactly what was typed, and its links lead there."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition, open_book, score
from dgmm_excel.form.layout import places
from dgmm_excel.intake.score import scored
from dgmm_excel.model.edition import Edition, Question
from tests.support import oracle
from tests.support.forms import DEPARTMENT, EDITIONS, form
from tests.support.recalculated import stored, typed
from tests.support.rendering import profile

PEOPLE = [
    ("ชื่อ", 3, "นางสาวสมหญิง ใจดี", "officer.name"), ("ชื่อ", 4, "นายสมชาย รักชาติ", "approver.name"),
    ("ตำแหน่ง", 3, "นักวิชาการคอมพิวเตอร์ชำนาญการ", "officer.position"), ("วันที่", 3, "30 กันยายน 2569", "officer.date"),
    ("โทรศัพท์", 3, "0812345678", "officer.contact"), ("โทรศัพท์", 4, "02-123-4567 ต่อ 1", "approver.contact"),
]


def asked_of(edition: Edition, question: Question, text: str) -> dict[str, Any]:
    """Return where a person looks for a question: its topic, its line, its column, as the edition (not the form) words them."""
    topic = edition.topics[question.topic or ""]
    items = next((other for other in edition.topics.values() if other.beside and topic.id in (other.id, other.beside.topic)), None)
    if items is not None and items.beside is not None:
        base = edition.topics[items.beside.topic]
        words = base.questions[topic.questions.index(question)].text
        return {"topic": topic.id, "words": words.th, "heading": items.beside.headings[topic is items].th, "number": "", "text": text}
    row, column = question.row, question.column
    own = [one for one in topic.questions if one.row_id == question.row_id]
    named = own[0].type == "text"  # a line that asks for its own name shows its number alone
    number = question.row_id.rpartition(".")[2] if named else ""
    return {
        "topic": topic.id, "words": "" if named else (row or question.text).th, "heading": column.th if column else None,
        "number": number, "text": text,
    }


def answers_of(name: str) -> dict[str, Any]:
    """Random answers that an agency can give: nothing of the researchers', no digital figure above its total."""
    edition, rng = load_edition(name), random.Random(f"typed {name}")
    own = {q.id for q in edition.questions.values() if q.answered_by == "agency"}
    while True:
        answers = {one: value for one, value in oracle.random_answers(name, rng).items() if one in own and value is not None}
        if len(answers) > len(own) / 2 and not any("digital" in one and one.startswith("P4") for one in answers):
            break
    if name == DEPARTMENT:
        counts: dict[str, Any] = {"name": "ออกใบอนุญาต", "prev_total": 1200, "prev_digital": 300, "cur_total": 123456789, "cur_digital": 123456789}
        answers |= {f"P4.4.1.{figure}": value for figure, value in counts.items()}
    return answers


@pytest.mark.parametrize("name", EDITIONS)
def test_what_is_typed_is_what_is_read(name: str, soffice: str, uno_python: str, tmp_path: Path) -> None:
    edition, answers = load_edition(name), answers_of(name)
    blank, filled = tmp_path / "form.xlsx", tmp_path / "filled.xlsx"
    blank.write_bytes(form(name))
    texts = {one: str(typed(edition.questions[one], value, "th")) for one, value in answers.items()}
    topics = [topic.id for topic in edition.topics.values() if topic.source == "agency"][:3]
    notes = {f"evidence.{topic}": f"https://example.go.th/หลักฐาน/{topic}?a=1&b=2" for topic in topics}
    notes |= {f"remark.{topic}": f"หมายเหตุ “{topic}” <ทดสอบ>" for topic in topics}
    own = edition.own_questions  # on the cover
    labels = {"evidence": "หลักฐาน", "remark": "หมายเหตุ"}
    links = [f"answer.{one}" for one in edition.questions]
    people = [list(one[:3]) for one in PEOPLE] + [[one.heading.th, 3, texts[one.id]] for one in own if one.id in answers]
    job = {
        "form": str(blank), "save": str(filled), "names": links, "people": people,
        "answers": [asked_of(edition, edition.questions[one], text) for one, text in texts.items() if edition.questions[one] not in own],
        "notes": [{"topic": one.partition(".")[2], "label": labels[one.partition(".")[0]], "text": text} for one, text in notes.items()],
    }
    said = subprocess.run(
        [uno_python, str(Path(__file__).parent.parent / "support" / "typist.py"), soffice, profile(tmp_path / "profile")],
        input=json.dumps(job), capture_output=True, text=True, check=False, timeout=300,
    )
    assert said.returncode == 0, said.stderr
    done = json.loads(said.stdout)
    assert done["lost"] == []
    assert {link.removeprefix("answer."): tuple(place) for link, place in done["jumped"].items()} == places(edition)

    read = scored(open_book(filled))
    assert read.form.answers == answers
    assert [entry.question for entry in read.form.entries.values() if entry.state not in ("accepted", "blank")] == []
    assert {note.id: note.text for note in read.form.notes} == notes | {one[3]: one[2] for one in PEOPLE}
    levels, _ = stored(edition, filled)
    expected = score(edition, answers)
    assert {code: level for code, (_, level) in levels.items()} == {code: expected[code].level for code in edition.ids}
