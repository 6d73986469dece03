"""Every figure of `consolidated.xlsx` for people, made a second time from `data/answers.csv`; and its formulas, calculated anew."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.round.consolidate import Consolidation, consolidate
from dgmm_excel.round.demo import demonstrate
from dgmm_excel.round.folder import Round
from tests.conftest import LONG
from tests.support.consolidated_books import rows, written
from tests.support.forms import packed, parts
from tests.support.many_agencies import many_agencies
from tests.support.recalculated_book import recalculated
from tests.support.round_figures import differences, known
from tests.support.rounds import NOW
from tests.support.troubles import troubled_round


def compared(of: Round, done: Consolidation) -> list[str]:
    """Everything that the workbook says otherwise than the round's `data/answers.csv` and its roster."""
    book = load_workbook(done.workbook, data_only=True)
    lines = list(csv.DictReader((of.data / "answers.csv").read_text(encoding="utf-8-sig").splitlines()))
    agencies = [(member.agency, member.edition.id) for member in of.members.values()]
    return list(differences(book, known(agencies, rows(book, "Agencies"), lines), of.editions, of.lang))


def test_a_round_with_every_trouble_has_the_figures_of_its_answers(
    soffice: str, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    of = troubled_round(tmp_path)
    done = consolidate(of, NOW)
    assert compared(of, done) == []
    formulas = recalculated(soffice, done.workbook.read_bytes(), tmp_path / "office")
    assert len(formulas) > 1_000 and [one for one in formulas if not one.agree] == []
    assert not [one for one in formulas if str(one.anew).startswith("#")]
    tell(f"formulas of the consolidated workbook: {len(formulas)} calculated by LibreOffice")


def test_a_formula_that_gives_another_value_is_found(soffice: str, tmp_path: Path) -> None:
    members = parts(written(consolidated(replace(many_agencies(), lang="en"))))
    sheet = "xl/worksheets/sheet1.xml"
    text, times = re.subn(rb"(<f>COUNTIFS[^<]*</f><v>)\d+", rb"\g<1>77", members[sheet], count=1)
    assert times == 1
    formulas = recalculated(soffice, packed(members | {sheet: text}), tmp_path)
    (wrong,) = [one for one in formulas if not one.agree]
    assert wrong.stored == 77 and isinstance(wrong.anew, int)


@pytest.mark.skipif(not LONG, reason="the whole demonstration: DGMM_LONG=1")
def test_the_demonstration_has_the_figures_of_its_answers(tmp_path: Path, tell: Callable[[str], None]) -> None:
    shown = demonstrate(tmp_path / "demo", NOW, lang="en")
    assert compared(shown.of, shown.done) == []
    tell(f"figures of the demonstration: {len(shown.of.members)} agencies")
