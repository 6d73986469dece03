"""For every fault of the catalogue a real file, or a real round, of which the program says just that.

`FILES` and `ROUNDS` build them, by code: `FILES` the file with the place of what was planted in it, `ROUNDS` the faults that the
program told, and that place. What each fault's remedy makes of them is in `tests.support.remedies`.
"""

from __future__ import annotations

import os
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook

from dgmm_excel import load_edition, open_book
from dgmm_excel.faults import Fault
from dgmm_excel.form.anchors import META_KEYS, seal
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.intake.foreign import foreign_fault
from dgmm_excel.intake.score import scored, unreadable_fault
from dgmm_excel.model.edition import MISSION
from dgmm_excel.model.figure_pairs import samples, shares
from dgmm_excel.returns import side_by_side
from dgmm_excel.returns.arrivals import Arrival
from dgmm_excel.returns.handover_file import LIST
from dgmm_excel.returns.packed import Packed
from dgmm_excel.returns.pool import Done, Task
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.generate import generate
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.xlsx.archive import UnreadableBook
from tests.support import damage_kinds
from tests.support.damage import Draft, draft
from tests.support.forms import DEPARTMENT, PROVINCE
from tests.support.looks import STRIKE, in_runs, restyled
from tests.support.returned import OTHERS, others_in, some_answers
from tests.support.rounds import DEPARTMENTS, HEAD, NOW, form_of, new_round, send_back
from tests.support.tiers import A_FEW, answer, country, forged, hand_up, members, tier, zipped
from tests.support.verifications import DAMAGES, NOT_SHOWN, Checker, blank, entered
from tests.support.verified_round import copy_with_objection
from tests.support.xml_book import address

#: What the program told; sheet and cell of the planted fault, where it has them.
Told = tuple[list[Fault], str | None, str | None]
P1 = "P1 นโยบาย"
#: While this file is in the folder of the round with a locked return, the return is locked.
LOCK = "locked"
#: An edition that is not at hand.
OTHER_EDITION = "dga-2599-department"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")



class FaultyFile(NamedTuple):
    """A file with a planted fault: its sheet and cell, where it has them; the form that it was made from, if it is one.

    `extension` is that of a file which is known by its name.
    """

    data: bytes
    sheet: str | None = None
    cell: str | None = None
    form: Draft | None = None
    extension: str | None = None

    @property
    def told(self) -> Told:
        """What the program says of the file."""
        if self.extension is not None:
            fault = foreign_fault(self.data, self.extension)
            return [fault] if fault else [], None, None
        return faults_of(self.data), self.sheet, self.cell


FILES: dict[str, Callable[[], FaultyFile]] = {}
ROUNDS: dict[str, Callable[[Path, pytest.MonkeyPatch], Told]] = {}


def filled(name: str = DEPARTMENT) -> Draft:
    """Return a form with an answer in every cell."""
    made = draft(name, "th", random.Random(1))
    answers = some_answers(load_edition(name))
    made.given = answers
    for question in made.places:
        made.put(question, made.raw(question) if question in answers else None)
    for topic in others_in(made.edition, answers):
        made.remark(topic, OTHERS)
    return made


def faults_of(data: bytes | Path) -> list[Fault]:
    """Return what the program says of a file."""
    try:
        book = open_book(data)
    except UnreadableBook as error:
        return [unreadable_fault(error)]
    try:
        return list(scored(book).faults)
    except UnreadableBook as error:
        return [unreadable_fault(error)]
    finally:
        book.close()


def _bytes(code: str, data: Callable[[], bytes]) -> None:
    FILES[code] = lambda: FaultyFile(data())


def _foreign(code: str, content: bytes, extension: str) -> None:
    FILES[code] = lambda: FaultyFile(content, extension=extension)


def _form(
    code: str, edition: str = DEPARTMENT
) -> Callable[[Callable[[Draft], tuple[str | None, str | None]]], None]:
    """Return a builder that changes a filled form, and says where."""

    def add(change: Callable[[Draft], tuple[str | None, str | None]]) -> None:
        def build() -> FaultyFile:
            made = filled(edition)
            sheet, cell = change(made)
            return FaultyFile(made.save(), sheet, cell, made)

        FILES[code] = build

    return add


def _planted(code: str, change: Callable[[Draft], None]) -> None:
    """A builder of a kind of damage (`tests.support.damage_kinds`)."""

    def build() -> FaultyFile:
        made = filled()
        change(made)
        sheet, cell = next((told[2], told[3]) for told in made.faults if told[0] == code)
        return FaultyFile(made.save(), sheet, cell, made)

    FILES[code] = build


def _zipped(files: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream.getvalue()


def _blank() -> bytes:
    stream = BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def _changed(part: str, old: bytes, new: bytes) -> bytes:
    book = filled().book
    return _zipped({name: content.replace(old, new, 1) if name == part else content for name, content in book.parts.items()})


# -- the file as a whole ---------------------------------------------------------------------------

_bytes("DG001", lambda: b"<html><table></table></html>")
_bytes("DG002", lambda: _OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2_000))
_bytes("DG003", lambda: _OLE + bytes(504) + "Workbook".encode("utf-16-le") + bytes(2_000))
_bytes("DG004", lambda: _changed("xl/workbook.xml", b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook'))
_bytes("DG005", _blank)
_bytes("DG010", lambda: _changed(
    "[Content_Types].xml", b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
_bytes("DG011", lambda: b"")
_foreign("DG412", b"%PDF-1.7", ".pdf")
_foreign("DG413", b"Rar!\x1a\x07\x01\x00", ".rar")


_bytes("DG012", lambda: _OLE + bytes(504) + "DRMEncryptedDataSpace".encode("utf-16-le") + bytes(500))


@_form("DG006")
def _unknown_edition(made: Draft) -> tuple[None, None]:
    for title in made.book.titles:
        page = made.book.page(title)
        for row, column in list(page.cells()):
            if column <= 2 and page.value(row, column) == made.edition.id:
                page.put(row, column, OTHER_EDITION)
    return None, None


_planted("DG007", damage_kinds.code_typed_over)
_planted("DG008", damage_kinds.facts_changed)
_planted("DG009", damage_kinds.two_covers)


# -- answers ---------------------------------------------------------------------------------------


def _answer(code: str, name: str, value: Any) -> None:
    @_form(code)
    def _typed(made: Draft) -> tuple[str, str]:
        made.put(name, value)
        return made.cell(name)


def _first(*types: str) -> str:
    return next(name for name, question in load_edition(DEPARTMENT).questions.items()
                if question.type in types and question.topic and question.answered_by == "agency")


_PART, _TOTAL = shares(load_edition(DEPARTMENT))[0]
_answer("DG101", "P1.1.03", "มี")
_answer("DG102", _PART, "12 ราย")
_answer("DG103", _PART, -1)
_answer("DG104", _PART, 0.5)
_answer("DG109", _PART, 2)
_answer("DG113", "P1.1.03", "ใช่" + " " * 40_000)
_answer("DG201", "P1.1.03", " ใช่\u00a0")
_answer("DG202", "P1.1.03", "✓")
_answer("DG203", _PART, "๑")
_planted("DG105", damage_kinds.error_values)
_planted("DG121", damage_kinds.unreadable_cell)
_planted("DG106", damage_kinds.formulas_without_value)
_planted("DG107", damage_kinds.answers_deleted)
_planted("DG108", damage_kinds.sheet_copied_and_changed)
_planted("DG110", damage_kinds.dragged)
_planted("DG111", damage_kinds.rows_sorted)
_planted("DG112", damage_kinds.dragged)
_planted("DG221", damage_kinds.sheet_answered_in_copy)
_planted("DG204", damage_kinds.formulas)
_planted("DG206", damage_kinds.ids_deleted)
_planted("DG207", damage_kinds.ids_and_names_deleted)


@_form("DG122")
def _in_a_note(made: Draft) -> tuple[str, str]:
    return _noted(made, "ใช่")


@_form("DG123")
def _coloured(made: Draft) -> tuple[str, str]:
    sheet, row, column = made.places["P1.1.03"]
    restyled(made.book, made.book.page(sheet), row, column, fill="92D050")
    made.put("P1.1.03", None)
    return made.cell("P1.1.03")


@_form("DG323")
def _beside_a_note(made: Draft) -> tuple[str, str]:
    return _noted(made, "รอข้อมูล")


def _noted(made: Draft, text: str) -> tuple[str, str]:
    sheet, cell = made.cell("P1.1.03")
    made.put("P1.1.03", None)
    made.data = damage_kinds.with_notes(made.save(), {sheet: {cell: text}})
    return sheet, cell


@_form("DG114")
def _merged(made: Draft) -> tuple[str, str]:
    """As Excel merges: what the first cell holds stays, the others are emptied."""
    sheet, row, column = made.places["P1.1.03"]
    made.book.page(sheet).merge(row - 1, column, row, column)
    made.put("P1.1.03", None)
    return made.cell("P1.1.03")


@_form("DG115")
def _struck_out(made: Draft) -> tuple[str, str]:
    sheet, row, column = made.places["P1.1.03"]
    restyled(made.book, made.book.page(sheet), row, column, font=STRIKE)
    return made.cell("P1.1.03")


@_form("DG209")
def _struck_beside(made: Draft) -> tuple[str, str]:
    sheet, row, column = made.places["P1.1.03"]
    in_runs(made.book.page(sheet), row, column, ("ไม่", STRIKE), ("ใช่", ""))
    return made.cell("P1.1.03")


@_form("DG205")
def _old_wording(made: Draft) -> tuple[str, str]:
    name = _first("choice")
    label = made.edition.questions[name].choices[0].label.th
    lists = made.book.page("_lists")
    for row, column in list(lists.cells()):
        if lists.value(row, column) == label:
            lists.put(row, column, "ถ้อยคำเดิม")
    made.put(name, "ถ้อยคำเดิม")
    return made.cell(name)


@_form("DG208")
def _name_elsewhere(made: Draft) -> tuple[str, str]:
    made.book.point("answer.P1.1.03", (P1, 60, 4))
    return made.cell("P1.1.03")


@_form("DG301")
def _takers(made: Draft) -> tuple[str, str]:
    ((takers, staff),) = samples(made.edition)
    mean = takers.rpartition(".")[0] + ".mean"
    for name, value in ((takers, 200), (staff, 100), (mean, 70)):
        made.put(name, value)
    return made.cell(takers)


@_form("DG304")
def _unknown_question(made: Draft) -> tuple[str, str]:
    sheet, row, _ = made.places["P1.1.03"]
    made.book.page(sheet).put(row, 1, "P9.9.99")
    return made.cell("P1.1.03")


@_form("DG306")
def _other_structure(made: Draft) -> tuple[None, None]:
    page = made.book.page("ปก")
    rows = {key: next(row for row in page.rows if page.value(row, 1) == f"@meta.{key}") for key in META_KEYS}
    facts = {key: page.value(row, 2) or "" for key, row in rows.items()} | {"fingerprint": "0" * 16}
    page.put(rows["fingerprint"], 2, facts["fingerprint"])
    page.put(rows["seal"], 2, seal(facts))
    return None, None


@_form("DG309", PROVINCE)
def _committee(made: Draft) -> tuple[str, str]:
    made.put("agency.answered_by", made.edition.questions["agency.answered_by"].choice("committee").th)
    made.put("G1.committee", "ไม่ใช่")
    return made.cell("agency.answered_by")


@_form("DG310")
def _not_named(made: Draft) -> tuple[str, str]:
    for name in ("P7.09", "P7.10"):
        made.put(name, "ไม่ใช่")
    made.put("P7.11", "ใช่")
    made.remark("P7", None)
    return made.cell("P7.11")


@_form("DG014")
def _nowhere(made: Draft) -> tuple[str, None]:
    sheet, row, column = made.places["P1.1.01"]
    made.book.page(sheet).cell(row, column).set("r", f"XFE{row}")
    return sheet, None


@_form("DG324")
def _hidden(made: Draft) -> tuple[str, str]:
    sheet, row, _ = made.places["P1.1.01"]
    made.book.page(sheet).rows[row].set("hidden", "1")
    return made.cell("P1.1.01")


_planted("DG305", damage_kinds.sheet_of_other_edition)
_planted("DG307", damage_kinds.cover_ids_deleted)
_planted("DG308", damage_kinds.far_cells)
_planted("DG322", damage_kinds.sheets_of_last_round)
_planted("DG321", damage_kinds.sheet_without_part)


# -- a return within its round ---------------------------------------------------------------------


def _round(code: str) -> Callable[[Callable[[Round], tuple[str | None, str | None]]], None]:
    """Return a builder that changes a small round, and says where the fault is."""

    def add(change: Callable[[Round], tuple[str | None, str | None]]) -> None:
        def build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
            of = new_round(folder)
            sheet, cell = change(of)
            return [one.fault for one in assess_round(Round.open(of.folder), NOW).result.faults], sheet, cell

        ROUNDS[code] = build

    return add


def _cell_of(edition: str, name: str) -> tuple[str, str]:
    sheet, row, column = draft(edition, "th", random.Random(1)).places[name]
    return sheet, address(row, column)


@_round("DG302")
def _mission(of: Round) -> tuple[str, str]:
    send_back(of, "D1", cells={MISSION: "จัดทำนโยบาย ประสานงาน กำกับดูแล หรืออื่น ๆ"})
    return _cell_of(DEPARTMENT, MISSION)


@_round("DG303")
def _figure(of: Round) -> tuple[str, str]:
    send_back(of, "D1", cells={"P4.U.score": 1})
    return _cell_of(DEPARTMENT, "P4.U.score")


@_round("DG401")
def _not_in_roster(of: Round) -> tuple[None, None]:
    member, file = of.members["D1"], of.returned / "X-1.xlsx"
    file.write_bytes(template(FormSpec(member.edition, of.lang, of.id, of.title, of.deadline)).stamp(
        replace(member.agency, code="X-1")))
    return None, None


def _locked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Build a return that another program has locked, as Windows does, as long as there is its lock."""
    of = new_round(folder)
    file, opened = send_back(of, "D1"), Path.open

    def locked(path: Path, *args: Any, **more: Any) -> Any:
        if path == file and (folder / LOCK).exists():
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **more)

    (folder / LOCK).touch()
    monkeypatch.setattr(Path, "open", locked)
    return [one.fault for one in assess_round(of, NOW).result.faults], None, None


ROUNDS["DG013"] = _locked


@_round("DG403")
def _other_edition(of: Round) -> tuple[None, None]:
    _elsewhere(of, "TH-1")
    return None, None


def _elsewhere(of: Round, code: str) -> None:
    """A form of another round, sent back to this one."""
    other = of.folder.parent / "else"
    other.mkdir()
    (other / "r.csv").write_text(f"code,name_th\n{code},หน่วยงานอื่น\n", encoding="utf-8")
    elsewhere = init(other / "round", [DEPARTMENT], [other / "r.csv"])
    generate(elsewhere)
    (of.returned / f"{code}.xlsx").write_bytes(form_of(elsewhere, code).read_bytes())


@_round("DG402")
def _twice(of: Round) -> tuple[None, None]:
    for file in (send_back(of, "D1"), send_back(of, "D1", {"P1.1.01": True}, name="other.xlsx")):
        os.utime(file, (1_800_000_000, 1_800_000_000))
    return None, None


@_round("DG404")
def _nobody(of: Round) -> tuple[None, None]:
    from dgmm_excel.onefile import write_blank_form

    write_blank_form(load_edition(PROVINCE), of.returned / "nobody.xlsx", "th")
    return None, None


@_round("DG405")
def _same(of: Round) -> tuple[None, None]:
    send_back(of, "D1")
    send_back(of, "D1", name="copy.xlsx")
    return None, None


@_round("DG406")
def _link(of: Round) -> tuple[None, None]:
    outside = of.folder.parent / "outside.xlsx"
    outside.write_bytes(form_of(of, "D1").read_bytes())
    (of.returned / "link.xlsx").symlink_to(outside)
    return None, None


@_round("DG407")
def _damaged_zip(of: Round) -> tuple[None, None]:
    (of.returned / "all.zip").write_bytes(_zipped({"a.xlsx": form_of(of, "D1").read_bytes()})[:-200])
    return None, None


@_round("DG408")
def _zip_in_zip(of: Round) -> tuple[None, None]:
    (of.returned / "all.zip").write_bytes(_zipped({"b.zip": _zipped({"a.xlsx": form_of(of, "D1").read_bytes()})}))
    return None, None


@_round("DG414")
def _in_cloud(of: Round) -> tuple[None, None]:
    (of.returned / ".D1.xlsx.icloud").write_bytes(b"bplist00")
    return None, None


@_round("DG441")
def _objection(of: Round) -> tuple[str, str]:
    _, cell = copy_with_objection(of, "มีคำสั่งที่ 12/2569")
    return "ผลการตรวจ", cell


@_round("DG410")
def _superseded(of: Round) -> tuple[None, None]:
    for moment, file in enumerate((send_back(of, "D1"), send_back(of, "D1", {"P1.1.01": True}, name="new.xlsx"))):
        os.utime(file, (1_800_000_000 + 100 * moment,) * 2)
    return None, None


@_round("DG411")
def _other_round(of: Round) -> tuple[None, None]:
    _elsewhere(of, "D1")
    return None, None


# -- findings --------------------------------------------------------------------------------------


def _damaged(code: str) -> None:
    """Add a builder that damages the workbook of claims in the first way that has this fault."""
    damage, column = next((damage, column) for damage, own, column in DAMAGES.values() if own == code)

    @_round(code)
    def change(of: Round) -> tuple[str | None, str | None]:
        clerk = Checker(blank())
        row = clerk.row("P1.5.01")
        damage(clerk)
        of.verification.write_bytes(clerk.saved())
        if column is None:
            return None, None
        return clerk.sheet.title, address(clerk.sheet.max_row if code == "DG470" else row, clerk.columns[column])


for _code in sorted({code for _, code, _ in DAMAGES.values()}):
    _damaged(_code)


@_round("DG474")
def _answer_changed(of: Round) -> tuple[None, None]:
    entered(of, "P1.5.01", NOT_SHOWN)
    send_back(of, "D1", {"P1.5.01": False})
    return None, None


def _stopped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Yield a file whose reading is stopped; `test_pool` shows that processes are stopped."""
    of = new_round(folder)
    for code in ("D1", "D2"):
        send_back(of, code, name=f"{code.lower()}.xlsx")

    stuck = (of.returned / "d1.xlsx").read_bytes()

    def is_stuck(first: object) -> bool:
        return isinstance(first, Arrival) and first.content() == stuck

    def one_stuck(work: Callable[..., Packed], tasks: Iterator[Task[object]], *_: object) -> Iterator[Done[object, Packed]]:
        for task in tasks:
            yield Done(task.of, None if is_stuck(task.given[0]) else work(*task.given))

    monkeypatch.setattr(side_by_side, "MANY", 1)
    monkeypatch.setattr(side_by_side, "processes", lambda: 2)
    monkeypatch.setattr(side_by_side, "in_parallel", one_stuck)
    result = assess_round(Round.open(of.folder), NOW).result
    assert [one.file for one in result.faults] == ["d1.xlsx"]
    return [one.fault for one in result.faults], None, None


ROUNDS["DG409"] = _stopped


def _fresh_form(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Build a return without the sheet that takes the results."""
    of = new_round(folder)
    file = send_back(of, "D1")
    from tests.support.xml_book import XmlBook

    book = XmlBook(file.read_bytes())
    book.remove("ผลการประเมิน")
    file.write_bytes(book.save())
    return [one.fault for one in consolidate(of, NOW).result.faults], None, None


ROUNDS["DG501"] = _fresh_form


# -- handovers -------------------------------------------------------------------------------------


def _handed(code: str) -> Callable[[Callable[[Path, Round], None]], None]:
    """Return a builder of a round that takes the handover of another, and of the other in `low`; it changes the handover."""

    def add(change: Callable[[Path, Round], None]) -> None:
        def build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
            of, low = country(folder / "round"), tier(folder / "low", "กระทรวง ก", DEPARTMENTS.rpartition("D3")[0])
            for agency in ("D1", "D2"):
                answer(low, agency, A_FEW)
            change(hand_up(low, of), of)
            return [one.fault for one in assess_round(Round.open(of.folder), NOW).result.faults], None, None

        ROUNDS[code] = build

    return add


@_handed("DG421")
def _list_edited(file: Path, of: Round) -> None:
    content = members(file)
    zipped(file, content | {LIST: content[LIST].replace("กระทรวง ก".encode(), "กระทรวง ข".encode())})


@_handed("DG422")
def _of_tomorrow(file: Path, of: Round) -> None:
    forged(file, lambda said, records: said.update(version=99))


@_handed("DG423")
def _record_edited(file: Path, of: Round) -> None:
    content = members(file)
    zipped(file, {name: data.replace(b'"true"', b'"false"') for name, data in content.items()})


@_handed("DG424")
def _of_another_year(file: Path, of: Round) -> None:
    forged(file, lambda said, records: said.update(year=2560))


@_handed("DG425")
def _other_criteria(file: Path, of: Round) -> None:
    forged(file, lambda said, records: said["editions"][0].update(digest="0" * 64))


@_handed("DG426")
def _stranger(file: Path, of: Round) -> None:
    low = tier(of.folder.parent / "strange", "กระทรวง ก", HEAD + "X-1,หน่วยงานอื่น,,,department,,,\n")
    answer(low, "X-1", A_FEW)
    hand_up(low, of)


@_handed("DG427")
def _a_department_as_province(file: Path, of: Round) -> None:
    low = tier(of.folder.parent / "wrong", "กระทรวง ข", "", HEAD + "D3,จังหวัดสาม,,,,,,\n")
    answer(low, "D3", {"G1.committee": True})
    hand_up(low, of)


@_handed("DG428")
def _impossible(file: Path, of: Round) -> None:
    forged(file, lambda said, records: records["D1"]["answers"].update({"P1.1.03": "maybe"}))


@_handed("DG429")
def _rejected_below(file: Path, of: Round) -> None:
    forged(file, lambda said, records: records["D1"]["rejected"].update({"P1.1.03": "มี"}))


@_handed("DG430")
def _other_levels(file: Path, of: Round) -> None:
    forged(file, lambda said, records: records["D1"]["levels"].update({"P1.1": 5}))


@_handed("DG431")
def _also_returned(file: Path, of: Round) -> None:
    answer(of, "D1", A_FEW)


@_handed("DG432")
def _some_missing(file: Path, of: Round) -> None:
    low = Round.open(of.folder.parent / "low")
    (low.returned / "D2.xlsx").unlink()
    hand_up(low, of)


@_handed("DG433")
def _two_handovers(file: Path, of: Round) -> None:
    (of.returned / "เดิม.zip").write_bytes(file.read_bytes())


@_handed("DG434")
def _impossible_finding(file: Path, of: Round) -> None:
    forged(file, lambda said, records: records["D1"]["findings"].append(
        {"question": "P1.1.01", "kind": "corrected", "value": "maybe", "reason": "", "day": "2026-11-01", "about": "true"}))


@_handed("DG435")
def _extracted_handover(file: Path, of: Round) -> None:
    """As a browser of macOS does on its own."""
    with zipfile.ZipFile(file) as package:
        package.extractall(of.returned / "handover")
    file.unlink()
