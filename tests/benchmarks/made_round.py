"""A round whose agencies have all returned a form."""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from dgmm_excel import load_edition, open_book
from dgmm_excel.agency import Agency
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.model.edition import MISSION
from dgmm_excel.round.folder import Round, init
from tests.support import oracle
from tests.support.recalculated import typed

EDITION = "dga-2566-department"
#: Forms are filled in side by side where there are so many.
_MANY, _PROCESSES = 400, 2


def returned_round(folder: Path, count: int) -> Round:
    """Return a round whose departments have all returned a form that the program made, each with answers of its own."""
    agencies = [Agency(f"B{n:05}", f"หน่วยงานทดสอบที่ {n}", ministry=f"กระทรวงที่ {n % 20 + 1}", mission=("service", "policy")[n % 2])
                for n in range(count)]
    roster = folder / "roster.csv"
    rows = "".join(f"{one.code},{one.name_th},,{one.ministry},department,{one.mission},,\n" for one in agencies)
    roster.write_text("code,name_th,name_en,ministry,kind,mission,parent,email\n" + rows, encoding="utf-8-sig")
    of = init(folder / "round", [EDITION], [roster], title="bench")
    if count < _MANY:
        _fill(of.folder, agencies)
        return of
    with ProcessPoolExecutor(_PROCESSES, get_context("spawn")) as pool:
        parts = [agencies[place::_PROCESSES] for place in range(_PROCESSES)]
        list(pool.map(_fill, [of.folder] * _PROCESSES, parts))
    return of


def _fill(folder: Path, agencies: Sequence[Agency]) -> None:
    """Put a form of each agency, filled in, into `returned/` of the round in a folder."""
    of, edition = Round.open(folder), load_edition(EDITION)
    forms, slots = template(FormSpec(edition, "th", of.id, of.title)), layout(edition, "th").slots
    for agency in agencies:
        book = open_book(forms.stamp(agency))
        for name, value in oracle.random_answers(EDITION, random.Random(agency.code)).items():
            slot = slots[name]
            if name != MISSION and value is not None:
                place = slot.row, ord(slot.column) - ord("A") + 1
                book.impl.changes.setdefault(slot.sheet, {})[place] = typed(slot.question, value, "th")
        (of.returned / f"{agency.code}.xlsx").write_bytes(book.impl.content())
