"""A return as plain data, packed and unpacked."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from fractions import Fraction

import pytest

from dgmm_excel.faults import Fault
from dgmm_excel.intake.handed import Handed, Source
from dgmm_excel.intake.returned_form import ReturnedForm, unread
from dgmm_excel.returns import worker
from dgmm_excel.returns.packed import pack
from dgmm_excel.round.folder import Round
from dgmm_excel.text import Text
from tests.support.rounds import send_back


def test_a_packed_return_is_the_return(of: Round) -> None:
    file = send_back(of, "D1", {"P1.1.01": True, "P1.1.02": False, "P4.4.1.name": "บริการ"}, "x.xlsx",
                     cells={"P1.1.03": "?", "P1.1.04": "Yes"})
    return_ = worker.read(file.read_bytes(), ".xlsx")
    for changes in (
        {}, {"modified": datetime(2026, 1, 2, 3, 4)}, {"correction": 3},
        {"entries": {name: entry._replace(value=Fraction(1, 3), raw=datetime(2026, 1, 2)) for name, entry in return_.entries.items()}},
        {"handed": Handed("a" * 64, date(2026, 1, 2), (Source("r1", "รอบหนึ่ง"), Source("r2", "รอบสอง")), {"P1.1": 3, "P1.2": None})},
        {"faults": (Fault("DG302", "s", "A1", "q", "v", {"taken": Text("ก", "a"), "x": "half a pair: \ud83d"}),)},
    ):
        whole = dataclasses.replace(return_, **changes)
        assert pack(whole).unpack() == whole
    filled = {field.name for field in dataclasses.fields(ReturnedForm) if not getattr(return_, field.name)}
    assert filled <= {"correction", "notes", "handed"}, "the return of this test must have every field, so that none is forgotten"
    assert pack(dataclasses.replace(return_, notes=return_.notes)).unpack().recognised == return_.recognised


def test_a_damaged_record_is_no_return() -> None:
    whole = pack(unread(Fault("DG406")))
    for part in (b"", b"x" * 40):
        for damaged in (dataclasses.replace(whole, body=part), dataclasses.replace(whole, places=part)):
            with pytest.raises(ValueError, match="damaged record"):
                damaged.unpack()


def test_of_forms_that_are_alike_what_is_where_is_one_value(of: Round) -> None:
    one, other = (pack(worker.read(send_back(of, code, {"P1.1.01": True}).read_bytes(), ".xlsx")) for code in ("D1", "D2"))
    moved = one.unpack()
    moved = dataclasses.replace(moved, entries={name: entry._replace(cell="A1") for name, entry in moved.entries.items()})
    assert one.places == other.places != pack(moved).places and one.body != other.body
    assert one.unpack().verified is other.unpack().verified
    assert pack(moved).unpack() == moved != one.unpack()
