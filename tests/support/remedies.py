"""What each fault's remedy says, done to the letter on a file that has the fault (`tests.support.fault_files`).

`IN_FILES`, `IN_ROUNDS` and `IN_PROGRAM` do it: a clerk opens the file, does what the remedy says and saves it; the coordinator puts
other files into the round, or gives the program what it lacks. `BY_NOBODY` says why no program can do the rest. Each code of the
catalogue is in exactly one of the four.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from dgmm_excel import resources
from dgmm_excel.faults import Fault
from dgmm_excel.form.layout import layout
from dgmm_excel.round.folder import Round
from dgmm_excel.round.verification import Asked, verify
from tests.support.fault_files import LOCK, OTHER_EDITION, FaultyFile, filled
from tests.support.forms import DEPARTMENT
from tests.support.returned import OTHERS
from tests.support.rounds import HEAD, NOW, edit_roster, form_of, send_back, type_figures
from tests.support.tiers import A_FEW, answer, hand_up, tier
from tests.support.verifications import CORRECTED, NOT_SHOWN, Checker, entered
from tests.support.xml_book import N, XmlBook, clear, split

#: Why no program does what the remedies of some faults say.
_PASSWORD, _EXCEL, _NOTHING, _LOOK = (
    "only who knows the password, or has the right, can take the protection off",
    "only Excel or LibreOffice can save that format as another",
    "there is nothing to do",
    "the coordinator only looks whether all is well",
)
BY_NOBODY: Mapping[str, str] = {
    "DG002": _PASSWORD, "DG012": _PASSWORD,
    "DG003": _EXCEL,
    **dict.fromkeys(("DG201", "DG203", "DG205", "DG206", "DG208"), _NOTHING),
    "DG307": _LOOK,
}


class Clerk:
    """Somebody who opens a returned file, changes cells as Excel does, each keeping its format, and saves it."""

    def __init__(self, file: FaultyFile) -> None:
        assert file.form is not None
        self.form, self.book = file.form, XmlBook(file.data)

    def type(self, question: str, value: Any = None) -> None:
        """Type the right answer, or another value, into the question's cell."""
        sheet, row, column = self.form.places[question]
        self.book.page(sheet).put(row, column, self.form.raw(question) if value is None else value)

    def copy(self, question: str, target: str) -> None:
        """Copy the question's cell onto that of another one, format and all."""
        (sheet, *place), (other, *onto) = self.form.places[question], self.form.places[target]
        cell = self.book.page(sheet).find(*place)
        self.book.page(other).cell(*onto).set("s", cell.attrib["s"] if cell is not None else "0")

    def empty(self, place: str) -> None:
        """Clear a cell, given as `sheet!D4`."""
        sheet, _, cell = place.rpartition("!")
        clear(self.book.page(sheet).cell(*split(cell)))

    def saved(self) -> bytes:
        return self.book.save()


#: What a file is told as after a remedy that another file answers: another one counts in its place.
FOLLOWED_BY = {"DG411": "DG410"}

#: Does what the remedy says of the faults of that code; returns the files that then come back.
Done = Callable[[FaultyFile, list[Fault]], list[bytes]]
IN_FILES: dict[str, Done] = {}
IN_ROUNDS: dict[str, Callable[[Round], Round | None]] = {}


def _does(*codes: str) -> Callable[[Done], Done]:
    def add(done: Done) -> Done:
        IN_FILES.update(dict.fromkeys(codes, done))
        return done

    return add


# -- the file as a whole ---------------------------------------------------------------------------


@_does("DG001", "DG004", "DG014", "DG005", "DG007", "DG008", "DG011", "DG107", "DG111", "DG112", "DG207", "DG305", "DG306", "DG412", "DG413")
def _form_as_issued(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """The form that was issued, filled in."""
    return [filled(file.form.edition.id if file.form else DEPARTMENT).save()]


@_does("DG009")
def _one_each(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """A file for each agency."""
    return [filled().save(), filled().save()]


@_does("DG010")
def _saved_as(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """Saved as an Excel Workbook."""
    stream = BytesIO()
    load_workbook(BytesIO(file.data)).save(stream)
    return [stream.getvalue()]


# -- answers ---------------------------------------------------------------------------------------


@_does("DG101", "DG102", "DG103", "DG104", "DG105", "DG106", "DG109", "DG113", "DG121", "DG122", "DG123", "DG202", "DG204", "DG209",
       "DG323")
def _answer_again(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """The answer typed again."""
    clerk = Clerk(file)
    for fault in told:
        assert fault.question is not None
        clerk.type(fault.question)
    return [clerk.saved()]


@_does("DG115")
def _copied_over(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """Another answer cell copied onto this one, then the answer typed again."""
    clerk = Clerk(file)
    wrong = {fault.question for fault in told}
    for name in filter(None, wrong):
        other = next(one for one in clerk.form.places if one not in wrong and clerk.form.type(one) == clerk.form.type(name))
        clerk.copy(other, name)
        clerk.type(name)
    return [clerk.saved()]


@_does("DG110")
def _moved_back(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """The answer typed into its cell, and what is in the wrong place cleared."""
    clerk = Clerk(file)
    for fault in told:
        clerk.empty(str(fault.params["place"]))
        assert fault.question is not None
        clerk.type(fault.question)
    return [clerk.saved()]


@_does("DG114")
def _unmerged(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """The cells unmerged, then both answered."""
    clerk = Clerk(file)
    for fault in told:
        assert fault.sheet is not None
        assert fault.question is not None
        page = clerk.book.page(fault.sheet)
        merges = page.root.find(f"{N}mergeCells")
        assert merges is not None
        first = str(fault.params["place"]).rpartition("!")[2]
        for merge in [one for one in merges if one.attrib["ref"].startswith(f"{first}:")]:
            merges.remove(merge)
        merges.set("count", str(len(merges)))
        clerk.type(fault.question)
    return [clerk.saved()]


@_does("DG108", "DG221", "DG321", "DG322")
def _sheet_deleted(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """The sheet deleted that is no part of the form."""
    clerk = Clerk(file)
    issued = {sheet.title for sheet in file.form.pillars} if file.form else set()
    for sheet in {fault.sheet for fault in told if fault.sheet} - issued:
        part = clerk.book._part(sheet)
        if part in clerk.book.parts:
            clerk.book.remove(sheet)
        else:
            clerk.book.sheets.remove(clerk.book._sheet(sheet))
    return [clerk.saved()]


# -- to be checked ---------------------------------------------------------------------------------


@_does("DG301")
def _more_staff(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """The researchers' figure corrected."""
    clerk = Clerk(file)
    for fault in told:
        assert fault.question is not None
        clerk.type(fault.question, 100)
    return [clerk.saved()]


@_does("DG324")
def _shown(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """The rows of the answers unhidden."""
    clerk = Clerk(file)
    for fault in told:
        assert fault.sheet is not None
        for cell in str(fault.params["places"]).split(", "):
            del clerk.book.page(fault.sheet).rows[split(cell)[0]].attrib["hidden"]
    return [clerk.saved()]


@_does("DG304")
def _cleared(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """The value cleared there."""
    clerk = Clerk(file)
    for fault in told:
        clerk.empty(f"{fault.sheet}!{fault.cell}")
    return [clerk.saved()]


@_does("DG308")
def _far_deleted(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """What stands far outside deleted."""
    return _cleared(file, told)


@_does("DG309")
def _other_corrected(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """One of two answers that cannot both hold corrected."""
    clerk = Clerk(file)
    clerk.type("G1.committee", "ใช่")
    return [clerk.saved()]


@_does("DG310")
def _named(file: FaultyFile, told: list[Fault]) -> list[bytes]:
    """What is meant named in the remark."""
    clerk = Clerk(file)
    for fault in told:
        sheet, cell = layout(clerk.form.edition, clerk.form.lang).notes[f"remark.{fault.params['topic']}"]
        clerk.book.page(sheet).put(*split(cell), OTHERS)
    return [clerk.saved()]


# -- rounds ----------------------------------------------------------------------------------------


def _in_round(*codes: str) -> Callable[[Callable[[Round], Round | None]], None]:
    def add(done: Callable[[Round], Round | None]) -> None:
        IN_ROUNDS.update(dict.fromkeys(codes, done))

    return add


@_in_round("DG302")
def _roster_corrected(of: Round) -> Round:
    return edit_roster(of, DEPARTMENT, "D1,กรมหนึ่ง,Department One,กระทรวง ก,department,service",
                       "D1,กรมหนึ่ง,Department One,กระทรวง ก,department,policy")


@_in_round("DG303")
def _typed_by_researchers(of: Round) -> None:
    type_figures(of, {"D1": {"P4.U.score": 1}})


@_in_round("DG401")
def _added(of: Round) -> Round:
    return edit_roster(of, DEPARTMENT, "D3,กรมสาม,", "X-1,หน่วยงานอื่น,,,department,,,\nD3,กรมสาม,")


@_in_round("DG402", "DG405", "DG410")
def _one_kept(of: Round) -> None:
    _, *others = sorted(of.returned.iterdir())
    for file in others:
        file.unlink()


@_in_round("DG403", "DG404")
def _issued_form_returned(of: Round) -> None:
    """The form of this round in place of what came."""
    for file in of.returned.iterdir():
        file.unlink()
    for code in ("D1", "TH-1"):
        send_back(of, code)


@_in_round("DG411")
def _this_round_s_form_returned(of: Round) -> None:
    """The form of this round beside what came."""
    send_back(of, "D1")


@_in_round("DG441")
def _objection_cleared(of: Round) -> None:
    """The cell of the objection cleared."""
    (file,) = of.returned.iterdir()
    book = load_workbook(file)
    book["ผลการตรวจ"]["H8"] = None
    book.save(file)


@_in_round("DG409")
def _saved_again(of: Round) -> None:
    """Opened and saved again."""
    for file in of.returned.iterdir():
        load_workbook(file).save(file)


@_in_round("DG013")
def _unlocked(of: Round) -> None:
    """The program closed that has it open."""
    (of.folder.parent / LOCK).unlink()


@_in_round("DG414")
def _downloaded(of: Round) -> None:
    """The file comes in the place of what stands for it."""
    (placeholder,) = of.returned.iterdir()
    placeholder.unlink()
    send_back(of, "D1", name="D1.xlsx")


@_in_round("DG406")
def _copied(of: Round) -> None:
    (link,) = of.returned.iterdir()
    content = link.read_bytes()
    link.unlink()
    link.write_bytes(content)


@_in_round("DG407", "DG408")
def _extracted(of: Round) -> None:
    """The form put into the folder, the archive moved away."""
    (archive,) = of.returned.iterdir()
    archive.unlink()
    shutil.copy(form_of(of, "D1"), of.returned)


@_in_round("DG461")
def _made_anew(of: Round) -> None:
    of.verification.unlink()
    verify(of, Asked(), NOW)


@_in_round("DG462", "DG463", "DG464", "DG470", "DG474")
def _row_deleted_and_made_again(of: Round) -> None:
    """The row deleted, or checked again: the finding stands in the row that the program makes."""
    send_back(of, "D1", {"P1.5.01": True, "P1.5.02": True})
    clerk = Checker(of.verification.read_bytes())
    for row in range(clerk.sheet.max_row, clerk.head, -1):
        if any(clerk.sheet.cell(row, clerk.columns[name]).value for name in ("finding", "reason")):
            clerk.sheet.delete_rows(row)
    of.verification.write_bytes(clerk.saved())
    verify(of, Asked(("D1",), every=True), NOW)
    entered(of, "P1.5.01", {**NOT_SHOWN, "date": "22/11/2569"})


@_in_round("DG465", "DG467", "DG468", "DG469", "DG471", "DG472", "DG473")
def _typed_right(of: Round) -> None:
    entered(of, "P1.5.01", {**NOT_SHOWN, "verified": None, "stated": "ใช่"})


@_in_round("DG466")
def _right_answer_entered(of: Round) -> None:
    entered(of, "P1.5.01", {**CORRECTED, "verified": "ไม่ใช่"})


@_in_round("DG501")
def _fresh_form_returned(of: Round) -> None:
    """The agency goes on with the file that it was given."""
    (file,) = of.returned.iterdir()
    (result,) = sorted(of.folder.glob("results/*.xlsx"))
    shutil.copy(result, file)


@_in_round("DG421", "DG422", "DG423", "DG425", "DG428", "DG429", "DG430", "DG434")
def _handed_up_again(of: Round) -> None:
    """A new handover of that round, in the place of the old one."""
    hand_up(Round.open(of.folder.parent / "low"), of)


@_in_round("DG424")
def _moved_away(of: Round) -> None:
    (file,) = of.returned.iterdir()
    file.unlink()


@_in_round("DG435")
def _zip_in_place(of: Round) -> None:
    shutil.rmtree(of.returned / "handover")
    hand_up(Round.open(of.folder.parent / "low"), of)


@_in_round("DG426")
def _stranger_added(of: Round) -> Round:
    return edit_roster(of, DEPARTMENT, "D3,กรมสาม,", "X-1,หน่วยงานอื่น,,,department,,,\nD3,กรมสาม,")


@_in_round("DG427")
def _their_roster_corrected(of: Round) -> None:
    low = tier(of.folder.parent / "right", "กระทรวง ข", HEAD + "D3,กรมสาม,,,department,,,\n")
    answer(low, "D3", A_FEW)
    hand_up(low, of)


@_in_round("DG431")
def _own_file_removed(of: Round) -> None:
    (of.returned / "D1.xlsx").unlink()


@_in_round("DG432")
def _returned_below(of: Round) -> None:
    low = Round.open(of.folder.parent / "low")
    answer(low, "D2", A_FEW)
    hand_up(low, of)


@_in_round("DG433")
def _one_handover_kept(of: Round) -> None:
    (of.returned / "เดิม.zip").unlink()


# -- what the program lacks ------------------------------------------------------------------------


def _edition_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The edition's file put into a folder, and the folder named."""
    text = (resources.criteria() / f"{DEPARTMENT}.yaml").read_text(encoding="utf-8")
    (folder / f"{OTHER_EDITION}.yaml").write_text(text.replace(f"id: {DEPARTMENT}", f"id: {OTHER_EDITION}", 1), encoding="utf-8")
    monkeypatch.setenv("DGMM_CRITERIA", str(folder))


IN_PROGRAM: Mapping[str, Callable[[Path, pytest.MonkeyPatch], None]] = {"DG006": _edition_named}
