"""The hash of a round's inputs can be made again from its files."""

from __future__ import annotations

import hashlib

from openpyxl import load_workbook

from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round
from tests.support.rounds import NOW, send_back


def test_the_workbook_states_the_hash_of_all_that_it_rests_on(of: Round) -> None:
    send_back(of, "D1")
    done = consolidate(of, NOW)
    names = ["round.json", "researchers.xlsx", *(path.name for path in of.folder.glob("roster-*.csv"))]
    names += [f"returned/{path.name}" for path in of.returned.iterdir()]
    lines = sorted((name, hashlib.sha256((of.folder / name).read_bytes()).hexdigest()) for name in names)
    expected = hashlib.sha256("".join(f"{digest}  {name}\n" for name, digest in lines).encode()).hexdigest()
    assert done.result.inputs == expected
    cells = [str(cell.value) for row in load_workbook(done.workbook)["วิธีอ่าน"].iter_rows() for cell in row]
    assert [text for text in cells if expected in text]
    send_back(of, "D2")
    assert consolidate(of, NOW).result.inputs != expected
