"""A round with every kind of trouble: one agency for each, with the state that it must end in, told by hand.

A trouble is a function that puts files into `returned/`; it says in its docstring what happened.
"""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from openpyxl import Workbook, load_workbook

from dgmm_excel.files import csv_bytes
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.onefile import write_blank_form
from dgmm_excel.report.state import AgencyState
from dgmm_excel.returns.arrivals import find_arrivals
from dgmm_excel.round.demo import fill
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.generate import generate
from dgmm_excel.xlsx.patch import patched
from tests.support.outcomes import zipped
from tests.support.returned import DEPARTMENT, OTHERS, PROVINCE, others_in, some_answers, typed
from tests.support.rounds import HEAD, form_of, send_back
from tests.support.xml_book import XmlBook

DEADLINE, IN_TIME, LATE = date(2026, 9, 30), date(2026, 9, 20), date(2026, 10, 5)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MINISTRIES = ("กระทรวง ก", "กระทรวง ข", "")


@dataclass(frozen=True)
class Trouble:
    """One kind of trouble: what happens, the state that follows, whether the agency is late and counts in means."""

    make: Callable[[Round, str], object]
    state: AgencyState
    late: bool
    counts: bool
    edition: str
    roster: Mapping[str, str]

    @property
    def words(self) -> str:
        return str(self.make.__doc__).strip()


TROUBLES: dict[str, Trouble] = {}


def _trouble(
    state: AgencyState, *, late: bool = False, counts: bool = False, edition: str = DEPARTMENT, code: str = "", **roster: str
) -> Callable[[Callable[[Round, str], object]], None]:
    def add(make: Callable[[Round, str], object]) -> None:
        TROUBLES[code or f"K{len(TROUBLES) + 1:02}"] = Trouble(make, state, late, counts, edition, {"mission": "service"} | roster)

    return add


def troubled_round(folder: Path) -> Round:
    """Return a round to which everything has happened, in `folder`. Made once a process: it takes many seconds."""
    shutil.copytree(_made(), folder / "round")
    return Round.open(folder / "round")


@cache
def _made() -> Path:
    folder = Path(mkdtemp(prefix="dgmm-tests-"))
    names: dict[str, Path] = {}
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for edition in (DEPARTMENT, PROVINCE):
        lines = [_roster_line(code, one, place) for place, (code, one) in enumerate(TROUBLES.items()) if one.edition == edition]
        names[edition] = folder / f"{edition}.csv"
        names[edition].write_text(HEAD + "".join(lines), encoding="utf-8-sig")
    of = init(folder / "round", list(names), list(names.values()), title="รอบนี้", deadline=DEADLINE.isoformat(), past=True)
    generate(of)
    for code, one in TROUBLES.items():
        one.make(of, code)
    _write_receipts(of)
    return of.folder


def _roster_line(code: str, one: Trouble, place: int) -> str:
    mission = one.roster["mission"] if one.edition == DEPARTMENT else ""
    ministry, kind = _MINISTRIES[place % len(_MINISTRIES)], one.edition.rpartition("-")[2]
    return f"{code},หน่วยงาน {code},,{ministry},{kind},{mission},{one.roster.get('parent', '')},{code}@example.org\n"


def _write_receipts(of: Round) -> None:
    """State the day on which each file was first seen: those named `late` after the deadline."""
    names = [arrival.name for arrival in find_arrivals(of.returned, of.folder)]
    of.receipts.write_bytes(csv_bytes([
        ("file", "first seen", "received"),
        *((name, (LATE if "late" in name else IN_TIME).isoformat(), "") for name in names),
    ]))


# -- what may happen -------------------------------------------------------------------------------


def _all(of: Round, code: str, **changes: Any) -> dict[str, Any]:
    """An answer to every question but the mission, which the form brings; None for none."""
    answers = some_answers(of.members[code].edition) | {name.replace("_", "."): value for name, value in changes.items()}
    return {name: value for name, value in answers.items() if name != "agency.mission" and value is not None}


def _file(of: Round, code: str) -> Path:
    return of.returned / form_of(of, code).name


def _last_year(of: Round, code: str, answers: Mapping[str, Any]) -> None:
    member, file = of.members[code], _file(of, code)
    file.write_bytes(template(FormSpec(member.edition, of.lang, "20251120-abc123", "รอบปีก่อน")).stamp(member.agency))
    if answers:
        fill(file, file, {name: typed(member.edition, of.lang, name, value) for name, value in answers.items()})


def _typed_over(of: Round, code: str, hidden: bool) -> None:
    file = send_back(of, code)
    cover = load_workbook(file)["ปก"]
    anchor, column = ("@meta.agency.code", 2) if hidden else ("shown.code", 4)
    row = next(line[0].row for line in cover.iter_rows(max_col=1) if line[0].value == anchor)
    file.write_bytes(patched(file.read_bytes(), {"ปก": {(int(row or 0), column): "K01"}}))


def _two(of: Round, code: str, second: Mapping[str, Any]) -> None:
    for file in (send_back(of, code), send_back(of, code, second, name=f"{code} อีกไฟล์.xlsx")):
        os.utime(file, (1_800_000_000, 1_800_000_000))


def _correction(of: Round, code: str, answers: Mapping[str, Any], cells: Mapping[str, Any]) -> None:
    send_back(of, code, cells={"P1.1.01": "ไม่แน่ใจ"}, name=f"{code} ครั้งแรก.xlsx")
    member, file = of.members[code], of.returned / f"{code} แก้ไข late.xlsx"
    spec = FormSpec(member.edition, of.lang, of.id, of.title, of.deadline, year=of.year)
    file.write_bytes(template(spec).stamp(member.agency, correction=1))
    raw = {name: typed(member.edition, of.lang, name, value) for name, value in answers.items()} | dict(cells)
    fill(file, file, raw, dict.fromkeys(others_in(member.edition, answers), OTHERS))


@_trouble("missing", late=True)
def _(of: Round, code: str) -> None:
    """Nothing came back"""


@_trouble("blank")
def _(of: Round, code: str) -> None:
    """The form came back without an answer"""
    send_back(of, code, {})


@_trouble("blank")
def _(of: Round, code: str) -> None:
    """Only researchers' figures were filled in"""
    send_back(of, code, {}, cells={"P4.U.score": 0.5})


@_trouble("incomplete")
def _(of: Round, code: str) -> None:
    """A form answered to less than half"""
    send_back(of, code, {name: value for name, value in _all(of, code).items() if name.startswith("P1.")})


@_trouble("incomplete", counts=True)
def _(of: Round, code: str) -> None:
    """One answer is missing"""
    send_back(of, code, _all(of, code, P7_01=None))


@_trouble("incomplete", counts=True, mission="")
def _(of: Round, code: str) -> None:
    """All is answered; neither roster nor form has the mission"""
    send_back(of, code)


@_trouble("other_round")
def _(of: Round, code: str) -> None:
    """Last year's form, filled in"""
    _last_year(of, code, _all(of, code))


@_trouble("blank")
def _(of: Round, code: str) -> None:
    """Last year's form, without an answer"""
    _last_year(of, code, {})


@_trouble("complete", counts=True)
def _(of: Round, code: str) -> None:
    """Last year's form, and this year's"""
    _last_year(of, code, _all(of, code))
    send_back(of, code, name=f"{code} ปีนี้.xlsx")


@_trouble("unreadable")
def _(of: Round, code: str) -> None:
    """A damaged file"""
    _file(of, code).write_bytes(form_of(of, code).read_bytes()[:9000])


@_trouble("unreadable")
def _(of: Round, code: str) -> None:
    """An empty file"""
    _file(of, code).write_bytes(b"")


@_trouble("unreadable")
def _(of: Round, code: str) -> None:
    """Saved as .xls"""
    (of.returned / f"{code} แบบสำรวจ.xls").write_bytes(_OLE + bytes(2000))


@_trouble("complete", counts=True)
def _(of: Round, code: str) -> None:
    """A letter as PDF beside the form"""
    (of.returned / f"{code} หนังสือนำส่ง.pdf").write_bytes(b"%PDF-1.7")
    send_back(of, code)


@_trouble("complete", counts=True)
def _(of: Round, code: str) -> None:
    """The form in a zip"""
    data = send_back(of, code).read_bytes()
    _file(of, code).unlink()
    (of.returned / "ส่งมาทางอีเมล.zip").write_bytes(zipped({"แบบ.xlsx": data}))


@_trouble("unreadable")
def _(of: Round, code: str) -> None:
    """A damaged zip"""
    (of.returned / f"{code} ส่งรวม.zip").write_bytes(zipped({"แบบ.xlsx": form_of(of, code).read_bytes()})[:-200])


@_trouble("contradicting")
def _(of: Round, code: str) -> None:
    """The code on the cover was typed over"""
    _typed_over(of, code, hidden=False)


@_trouble("contradicting")
def _(of: Round, code: str) -> None:
    """The form's own code was changed"""
    _typed_over(of, code, hidden=True)


@_trouble("contradicting")
def _(of: Round, code: str) -> None:
    """Two files with differing answers, and nothing tells which holds"""
    _two(of, code, _all(of, code, P1_1_01=False))


@_trouble("complete", counts=True)
def _(of: Round, code: str) -> None:
    """Two files with the same answers"""
    _two(of, code, _all(of, code))


@_trouble("complete", counts=True)
def _(of: Round, code: str) -> None:
    """Returned in time, corrected after the deadline"""
    _correction(of, code, _all(of, code), {})


@_trouble("faulty", counts=True)
def _(of: Round, code: str) -> None:
    """A correction with a mistake left"""
    _correction(of, code, _all(of, code), {"P1.1.02": "ไม่แน่ใจ"})


@_trouble("complete", late=True, counts=True)
def _(of: Round, code: str) -> None:
    """A whole form after the deadline"""
    send_back(of, code, name=f"{code} late.xlsx")


@_trouble("incomplete", late=True, counts=True)
def _(of: Round, code: str) -> None:
    """A blank form in time, an incomplete one after the deadline"""
    send_back(of, code, {}, name=f"{code} ว่าง.xlsx")
    send_back(of, code, _all(of, code, P7_01=None), name=f"{code} late.xlsx")


@_trouble("contradicting")
def _(of: Round, code: str) -> None:
    """The form of provinces, made out to this department"""
    (province,) = (edition for edition in of.editions if edition.id == PROVINCE)
    file = _file(of, code)
    file.write_bytes(template(FormSpec(province, of.lang, of.id, of.title, of.deadline)).stamp(of.members[code].agency))
    fill(file, file, {"P1.1.01": "ใช่"})


@_trouble("missing", late=True)
def _(of: Round, code: str) -> None:
    """What came names an agency that is not in the roster"""
    from dataclasses import replace

    member, file = of.members[code], of.returned / "X-99 ไม่อยู่ในทะเบียน.xlsx"
    file.write_bytes(template(FormSpec(member.edition, of.lang, of.id, of.title, of.deadline)).stamp(
        replace(member.agency, code="X-99")))
    fill(file, file, {"P1.1.01": "ใช่"})


@_trouble("contradicting")
def _(of: Round, code: str) -> None:
    """A form issued to nobody, filled in and named after the agency"""
    file = of.returned / f"{code}.xlsx"
    write_blank_form(of.members[code].edition, file, of.lang)
    fill(file, file, {"P1.1.01": "ใช่"})


@_trouble("faulty", counts=True)
def _(of: Round, code: str) -> None:
    """A word that is no choice"""
    send_back(of, code, cells={"P1.1.01": "ไม่แน่ใจ"})


@_trouble("faulty")
def _(of: Round, code: str) -> None:
    """Nothing but one answer that cannot be used"""
    send_back(of, code, {}, cells={"P1.1.01": "ไม่แน่ใจ"})


@_trouble("faulty", counts=True)
def _(of: Round, code: str) -> None:
    """More digital transactions than there are in all"""
    send_back(of, code, cells={"P4.4.1.cur_total": 10, "P4.4.1.cur_digital": 11})


@_trouble("faulty", counts=True)
def _(of: Round, code: str) -> None:
    """A sheet of the form was deleted"""
    file = send_back(of, code)
    book = XmlBook(file.read_bytes())
    book.remove(next(title for title in load_workbook(file, read_only=True).sheetnames if title.startswith("P7")))
    file.write_bytes(book.save())


@_trouble("complete", counts=True)
def _(of: Round, code: str) -> None:
    """Something unusable at a question that is not asked"""
    answers = {name: value for name, value in _all(of, code).items() if not name.startswith("P6.2.")}
    send_back(of, code, answers | {"P6.2.plan": False}, cells={"P6.2.01": "ไม่แน่ใจ"})


@_trouble("complete", counts=True, mission="policy")
def _(of: Round, code: str) -> None:
    """The form says another mission than the roster"""
    send_back(of, code, cells={"agency.mission": "ให้บริการภาครัฐ"})


@_trouble("complete", counts=True)
def _(of: Round, code: str) -> None:
    """renamed, in a folder, beside a damaged copy"""
    (of.returned / "ถึงเมื่อวาน").mkdir()
    send_back(of, code, name="ถึงเมื่อวาน/survey final FINAL (1).xlsx")
    _file(of, code).write_bytes(b"PK\x03\x04 cut off")


@_trouble("complete", counts=True)
def _(of: Round, code: str) -> None:
    """Complete"""
    send_back(of, code)


@_trouble("missing", late=True)
def _(of: Round, code: str) -> None:
    """Only a letter came, as PDF"""
    (of.returned / f"{code} หนังสือนำส่ง.pdf").write_bytes(b"%PDF-1.7")


@_trouble("unreadable")
def _(of: Round, code: str) -> None:
    """A .rar archive, which may hold the form"""
    (of.returned / f"{code} แบบสำรวจ.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(200))


@_trouble("unreadable")
def _(of: Round, code: str) -> None:
    """Another workbook under the name of the form"""
    Workbook().save(_file(of, code))


@_trouble("complete", counts=True, edition=PROVINCE, code="TH-01", parent="K34")
def _(of: Round, code: str) -> None:
    """A province whose parent has returned"""
    send_back(of, code)


@_trouble("complete", counts=True, edition=PROVINCE, code="TH-02", parent="K01")
def _(of: Round, code: str) -> None:
    """A province whose parent is missing"""
    send_back(of, code)


@_trouble("complete", counts=True, edition=PROVINCE, code="TH-03", parent="K07")
def _(of: Round, code: str) -> None:
    """A province whose parent sent last year's form"""
    send_back(of, code)


@_trouble("missing", late=True, edition=PROVINCE, code="TH-04", parent="K34")
def _(of: Round, code: str) -> None:
    """A province that sent nothing"""
