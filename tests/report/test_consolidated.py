"""The consolidated workbook is sound, the same for the same result, and never lost to an open file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator, ValidationSeverity

from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.round.consolidate import consolidate
from tests.support.consolidated_books import opened, result, rows, written
from tests.support.rounds import NOW, new_round, send_back


def test_the_workbook_is_sound_for_excel(tmp_path: Path) -> None:
    file = tmp_path / "consolidated.xlsx"
    file.write_bytes(written(consolidated(result())))
    found = OpenXmlValidator().validate(file).errors
    # the validator also warns of texts that stand in their cells, where Excel keeps a table of them
    assert [error.description for error in found if error.severity is ValidationSeverity.ERROR] == []


def test_the_same_result_gives_the_same_sheets() -> None:
    one, two = (opened(result()) for _ in range(2))
    for first, second in zip(one.worksheets, two.worksheets, strict=True):
        assert list(first.iter_rows(values_only=True)) == list(second.iter_rows(values_only=True))
    assert one.properties.created == two.properties.created


def test_a_workbook_that_is_open_in_excel_is_kept_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = new_round(tmp_path)
    send_back(of, "D1")
    consolidate(of, NOW)
    before = of.consolidated.read_bytes()
    replacing = os.replace

    def held_by_excel(source: Any, target: Any) -> None:
        if Path(target).name == "consolidated.xlsx":
            raise PermissionError(13, "The process cannot access the file")
        replacing(source, target)

    monkeypatch.setattr("os.replace", held_by_excel)
    send_back(of, "D2")
    done = consolidate(of, NOW)
    assert done.workbook.name == "consolidated (new 2026-11-22 1530).xlsx"
    assert of.consolidated.read_bytes() == before
    assert done.beside == {"consolidated.xlsx": done.workbook}
    book = load_workbook(done.workbook)
    assert [row["status"] for row in rows(book, "Agencies")][:2] == ["complete", "complete"]
    assert not list(of.folder.glob(".dgmm-*")), "nothing half-made is left"
