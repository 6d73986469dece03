"""Every fault's remedy, done to the letter on its file, makes the fault go and makes no other; the agency's own remedies too."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

from dgmm_excel import load_edition, open_book
from dgmm_excel.faults import Fault
from dgmm_excel.feedback.correction import correction
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec
from dgmm_excel.intake.score import scored
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.xlsx.archive import LIMITS
from tests.support.fault_files import FILES, ROUNDS, FaultyFile, faults_of, filled
from tests.support.forms import DEPARTMENT
from tests.support.looks import restyled
from tests.support.remedies import BY_NOBODY, FOLLOWED_BY, IN_FILES, IN_PROGRAM, IN_ROUNDS, Clerk
from tests.support.rounds import NOW
from tests.support.xml_book import XmlBook, packed

#: Answers whose remedy an agency reads in its correction workbook.
_ANSWERS = sorted(code for code in FILES if code.startswith("DG1") and code not in BY_NOBODY)


def others(before: Iterable[Fault], after: Iterable[Fault], gone: str) -> list[tuple[str, str | None, str | None]]:
    """Return the faults after a remedy that were not there before, and those that should have gone."""
    allowed = {fault.code for fault in before} - {gone} | {FOLLOWED_BY.get(gone)}
    return [(fault.code, fault.sheet, fault.cell) for fault in after if fault.code not in allowed]


def done(code: str, file: FaultyFile) -> Collection[tuple[str, str | None, str | None]]:
    """Return what is wrong after the remedy of that code."""
    before = file.told[0]
    own = [fault for fault in before if fault.code == code]
    assert own
    return [one for data in IN_FILES[code](file, own) for one in others(before, faults_of(data), code)]


@pytest.mark.parametrize("code", sorted(IN_FILES))
def test_a_remedy_for_a_file_works(code: str) -> None:
    assert not done(code, FILES[code]())


@pytest.mark.parametrize("code", sorted(IN_ROUNDS))
def test_a_remedy_in_a_round_works(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ROUNDS[code](tmp_path, monkeypatch)[0]
    of = Round.open(tmp_path / "round")
    of = IN_ROUNDS[code](of) or of
    result = (consolidate(of, NOW) if code == "DG501" else assess_round(of, NOW)).result
    assert code in {fault.code for fault in before}
    assert not others(before, [one.fault for one in result.faults], code)


@pytest.mark.parametrize("code", sorted(IN_PROGRAM))
def test_a_remedy_in_the_program_works(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = FILES[code]()
    before = file.told[0]
    IN_PROGRAM[code](tmp_path, monkeypatch)
    assert code in {fault.code for fault in before}
    assert code not in {fault.code for fault in file.told[0]}


@pytest.mark.parametrize("code", _ANSWERS)
def test_an_agency_s_remedy_works_in_its_correction_workbook(code: str) -> None:
    file = FILES[code]()
    assert file.form is not None
    before = file.told[0]
    with_faults = open_book(file.data)
    book = XmlBook(correction(scored(with_faults), 1, FormSpec(load_edition(DEPARTMENT), "th", "")))
    slots = layout(file.form.edition, "th").slots
    for fault in before:
        if fault.severity == "error":
            assert fault.question is not None
            slot = slots[fault.question]
            clerk = Clerk(FaultyFile(file.data, form=file.form))
            book.page(slot.sheet).put(slot.row, ord(slot.column) - 64, clerk.form.raw(fault.question))
    assert code in {fault.code for fault in before}
    assert not [(fault.code, fault.cell) for fault in faults_of(book.save()) if fault.severity == "error"]


@pytest.mark.parametrize("format_", [{"number": 14}, {"number": 20}, {"number": 9}, {"code": "[$-41E]d mmm yy"}, {"code": "h:mm"}])
def test_a_number_is_typed_into_a_cell_that_shows_something_else(format_: dict[str, object]) -> None:
    """Digits alone stay a date, a time or a percentage there; behind an apostrophe they are a text."""
    made = filled()
    name = next(one for one in made.places if made.type(one) == "integer" and one in made.given)
    sheet, row, column = made.places[name]
    restyled(made.book, made.book.page(sheet), row, column, **format_)  # type: ignore[arg-type]
    told = [fault for fault in faults_of(made.save()) if fault.question == name]
    assert [fault.code for fault in told] == ["DG102"]
    assert "(')" in told[0].remedy("en")
    made.put(name, str(made.raw(name)))
    assert [fault.code for fault in faults_of(made.save()) if fault.question == name] == ["DG203"]


def test_a_form_whose_sheet_is_too_large_is_read_after_its_rows_are_deleted() -> None:
    made = filled()
    data = made.save()
    part = made.book.page(made.places["P1.1.03"][0]).part
    cells = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(200, 20_000))
    made.book.parts[part] = made.book.parts[part].replace(b"</sheetData>", cells + b" " * LIMITS.member + b"</sheetData>")
    (told,) = faults_of(packed(made.book.parts))
    assert told.code == "DG004"
    assert "rows below its tables" in told.remedy("en")
    assert not faults_of(data)


def test_a_remedy_that_does_not_work_is_noticed() -> None:
    """What is typed again as it was leaves its fault."""
    before = FILES["DG101"]().told[0]
    assert others(before, before, "DG101")
