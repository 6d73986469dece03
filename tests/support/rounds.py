"""A small round for tests: three departments, two provinces, filled in through the answer cells as people do."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from openpyxl import load_workbook

from dgmm_excel.round.demo import fill
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.generate import generate, issued_forms
from tests.support.returned import DEPARTMENT, OTHERS, PROVINCE, others_in, some_answers, typed

START = date(2026, 8, 1)
NOW = datetime(2026, 11, 22, 15, 30)
HEAD = "code,name_th,name_en,ministry,kind,mission,parent,email\n"
DEPARTMENTS = HEAD + (
    "D1,กรมหนึ่ง,Department One,กระทรวง ก,department,service,,one@example.org\n"
    "D2,กรมสอง,Department Two,กระทรวง ก,department,policy,,\n"
    "D3,กรมสาม,,กระทรวง ข,department,,,three@example.org\n"
)
PROVINCES = HEAD + (
    "TH-1,จังหวัดหนึ่ง,Province One,กระทรวง ก,province,,D1,\n"
    "TH-2,จังหวัดสอง,Province Two,กระทรวง ก,province,,D2,two@example.org\n"
)


def rosters(folder: Path) -> list[Path]:
    """Both rosters as files."""
    files = [folder / "departments.csv", folder / "provinces.csv"]
    for file, text in zip(files, (DEPARTMENTS, PROVINCES), strict=True):
        file.write_text(text, encoding="utf-8-sig")
    return files


def new_round(folder: Path) -> Round:
    """Return the small round, in `folder`/round, its forms made. Drawn once a process: drawing forms takes seconds."""
    shutil.copytree(_drawn() / "round", folder / "round")
    return Round.open(folder / "round")


@cache
def _drawn() -> Path:
    folder = Path(mkdtemp(prefix="dgmm-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    generate(init(folder / "round", [DEPARTMENT, PROVINCE], rosters(folder), title="รอบทดสอบ", deadline="30/9/2569",
                  today=START))
    return folder


def form_of(of: Round, code: str) -> Path:
    return of.forms / issued_forms(of)[code].file


def send_back(of: Round, code: str, answers: Mapping[str, Any] | None = None, name: str = "",
              cells: Mapping[str, Any] | None = None) -> Path:
    """Return the agency's form with answers typed in (all of `some_answers` by default), and `cells` just as they are."""
    edition = of.members[code].edition
    if answers is None:
        answers = {q: value for q, value in some_answers(edition).items() if q != "agency.mission"}
    raw = {q: typed(edition, of.lang, q, value) for q, value in answers.items()} | dict(cells or {})
    target = of.returned / (name or form_of(of, code).name)
    fill(form_of(of, code), target, raw, dict.fromkeys(others_in(edition, answers), OTHERS))
    return target


def type_figures(of: Round, figures: Mapping[str, Mapping[str, Any]]) -> None:
    """Figures typed into researchers.xlsx: code -> question -> value."""
    book = load_workbook(of.researchers)
    (sheet,) = book.worksheets
    rows = list(sheet.iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows, 1) if "code" in row)
    columns = {name: place for place, name in enumerate(rows[head - 1], 1)}
    lines = {row[0]: number for number, row in enumerate(rows, 1) if number > head}
    for code, values in figures.items():
        for name, value in values.items():
            sheet.cell(lines[code], columns[name], value)
    book.save(of.researchers)


def edit_roster(of: Round, edition: str, old: str, new: str) -> Round:
    """Return the round after a change to one of its rosters."""
    file = of.folder / f"roster-{edition}.csv"
    text = file.read_text(encoding="utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8-sig")
    return Round.open(of.folder)
