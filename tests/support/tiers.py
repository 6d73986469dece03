"""Rounds of several tiers, made in milliseconds: returns without forms drawn for each round, and handovers from one to the next."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from dgmm_excel import load_edition
from dgmm_excel.feedback.entered import Entered, worded
from dgmm_excel.feedback.filled_form import FilledForm, issued_form
from dgmm_excel.form.template import FormSpec
from dgmm_excel.model.edition import MISSION
from dgmm_excel.returns.handover_file import LIST, ListDocument
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.handover import write_handover
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.scoring.answers import Answers
from tests.support.forms import DEPARTMENT, PROVINCE
from tests.support.returned import OTHERS, others_in
from tests.support.rounds import DEPARTMENTS, NOW, PROVINCES

START = date(2026, 8, 1)
#: Some answers of a department, enough to be none of a blank form.
A_FEW: dict[str, Any] = {"P1.1.01": True, "P1.1.02": True, "P1.1.03": False, "P2.7.training": "all"}


def tier(folder: Path, title: str, departments: str = "", provinces: str = "", year: str = "") -> Round:
    """Return a round of the agencies in those rosters, as CSV texts; its forms are not made."""
    texts = {DEPARTMENT: departments, PROVINCE: provinces}
    given = {name: text for name, text in texts.items() if text}
    folder.parent.mkdir(parents=True, exist_ok=True)
    files = []
    for name, text in given.items():
        files.append(folder.parent / f"{folder.name} {name}.csv")
        files[-1].write_text(text, encoding="utf-8-sig")
    return init(folder, list(given), files, title=title, year=year, today=START)


def country(folder: Path) -> Round:
    """Return a round of all agencies of the small round (`tests.support.rounds`), as the tier above its ministries'."""
    return tier(folder, "รอบประเทศ", DEPARTMENTS, PROVINCES)


def answer(of: Round, code: str, answers: Mapping[str, Any], name: str = "", remarks: Mapping[str, str] | None = None) -> Path:
    """Return the form of an agency with those answers, sent back as a file.

    It is drawn once a process for all rounds, without a mission, which the roster gives.
    """
    member = of.members[code]
    edition = load_edition(member.edition.id)
    given = {question: value for question, value in answers.items() if question != MISSION}
    spec = FormSpec(edition, "th")
    form = FilledForm(issued_form(spec, ""), member.agency)
    notes = {f"remark.{topic}": OTHERS for topic in others_in(edition, given)} | dict(remarks or {})
    form.enter(Entered(
        {question: worded(edition.questions[question], value, "th") for question, value in given.items()}, notes,
        Answers(edition, {question: given[question] for question in edition.questions if question in given}), frozenset()))
    file = of.returned / (name or f"{code}.xlsx")
    file.write_bytes(form.finished())
    return file


def handover(of: Round, now: datetime = NOW, *, remarks: bool = False) -> Path:
    """Return the handover of a round as it stands."""
    return write_handover(of, assess_round(of, now), now, remarks=remarks).file


def hand_up(of: Round, to: Round, name: str = "handover.zip") -> Path:
    """Put the handover of a round among the returns of another, under that name."""
    target = to.returned / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(handover(of), target)
    return target


def members(file: Path) -> dict[str, bytes]:
    """Return the members of a zip."""
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(file: Path, content: Mapping[str, bytes]) -> None:
    """Write a zip of those members."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in content.items():
            package.writestr(name, data)
    file.write_bytes(stream.getvalue())


def forged(file: Path, change: Callable[[dict[str, Any], dict[str, Any]], object]) -> None:
    """Change a handover with all its hashes and its seal made right, as somebody can who has read this program.

    `change` gets its list and its records by agency, as JSON has them.
    """
    content = members(file)
    said = json.loads(content[LIST])
    names = {one["code"]: one["record"] for one in said["agencies"] if one["record"]}
    records = {code: json.loads(content[name]) for code, name in names.items()}
    change(said, records)
    content |= {names[code]: json.dumps(record).encode() for code, record in records.items()}
    said["members"] = {name: sha256(data).hexdigest() for name, data in content.items() if name in said["members"]}
    content[LIST] = ListDocument.model_validate(said).sealed.model_dump_json().encode()
    zipped(file, content)
