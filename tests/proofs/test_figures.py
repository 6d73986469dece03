"""Every figure of `consolidated.xlsx`, of the pages of a report and of its data files, made a second time from
`data/answers.csv`; and the workbook's formulas, calculated anew.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.round.consolidate import Consolidation, consolidate
from dgmm_excel.round.demo import demonstrate
from dgmm_excel.round.folder import Round
from dgmm_excel.round.report import page_names, report_of
from tests.conftest import LONG
from tests.support.agency_figures import agency_differences
from tests.support.consolidated_books import rows, written
from tests.support.data_figures import data_differences
from tests.support.data_packages import checked
from tests.support.forms import packed, parts
from tests.support.many_agencies import many_agencies
from tests.support.page_figures import page_differences
from tests.support.page_read import Page, read_page
from tests.support.recalculated_book import recalculated
from tests.support.round_figures import differences, known
from tests.support.rounds import NOW
from tests.support.troubles import troubled_round


def compared(of: Round, done: Consolidation) -> list[str]:
    """Everything that workbook, pages and data files say otherwise than the round's `data/answers.csv` and its roster."""
    book = load_workbook(done.workbook, data_only=True)
    lines = list(csv.DictReader((of.data / "answers.csv").read_text(encoding="utf-8-sig").splitlines()))
    agencies = [(member.agency, member.edition.id) for member in of.members.values()]
    found, page = known(agencies, rows(book, "Agencies"), lines), (of.report / "index.html").read_text(encoding="utf-8")
    return [*differences(book, found, of.editions, of.lang), *page_differences(read_page(page), found, of.editions, of.lang),
            *data_differences(of.data, found, of.editions), *agency_differences(agency_pages(of), found, of.lang)]


def agency_pages(of: Round) -> dict[str, Page]:
    """The pages of some fifty agencies, by code."""
    names = list(page_names(of.members).items())
    return {code: read_page((of.report / name).read_text(encoding="utf-8")) for code, name in names[::1 + len(names) // 50]}


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Round, Consolidation]:
    """The round with every trouble, consolidated."""
    of = troubled_round(tmp_path_factory.mktemp("troubled"))
    done = consolidate(of, NOW)
    report_of(of, done.result, NOW)
    return of, done


def test_a_round_with_every_trouble_has_the_figures_of_its_answers(
    troubled: tuple[Round, Consolidation], soffice: str, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    of, done = troubled
    assert compared(of, done) == []
    formulas = recalculated(soffice, done.workbook.read_bytes(), tmp_path / "office")
    assert len(formulas) > 1_000 and [one for one in formulas if not one.agree] == []
    assert not [one for one in formulas if str(one.anew).startswith("#")]
    tell(f"formulas of the consolidated workbook: {len(formulas)} calculated by LibreOffice")


def test_its_data_are_a_package_that_frictionless_accepts(troubled: tuple[Round, Consolidation], tmp_path: Path) -> None:
    """A file that was changed, a value that no column takes, and an agency of another list are found."""
    of, _ = troubled
    changes = {"sound": ("", ""), "changed": (",true,accepted", ",false,accepted"), "state": (",true,accepted", ",true,taken"),
               "agency": ("\r\nK04,", "\r\nK99,")}
    for name, (old, new) in changes.items():
        shutil.copytree(of.data, tmp_path / name)
        file, manifest = tmp_path / name / "answers.csv", tmp_path / name / "datapackage.json"
        data = file.read_bytes()
        assert old.encode() in data
        file.write_bytes(data.replace(old.encode(), new.encode(), 1))
        if name != "changed":  # with its own hash and size, so that only what stands in it is wrong
            text = manifest.read_text("utf-8").replace(sha256(data).hexdigest(), sha256(file.read_bytes()).hexdigest())
            manifest.write_text(text.replace(f'"bytes": {len(data)},', f'"bytes": {file.stat().st_size},'), "utf-8")
    found = dict(zip(changes, checked([tmp_path / name for name in changes]), strict=True))
    assert {name: errors for name, (errors, _) in found.items()} == {
        "sound": [], "changed": ["byte-count", "hash-count"], "state": ["constraint-error"], "agency": ["foreign-key"]}
    lines = {file.stem: len(list(csv.reader(file.read_text("utf-8-sig").splitlines(keepends=True)))) for file in of.data.glob("*.csv")}
    assert {table: rows + 1 for table, rows in found["sound"][1].items()} == lines


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
