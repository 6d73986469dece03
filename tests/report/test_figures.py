"""Every figure that the workbook and the page of a round print for people is what the answers give by another way."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from functools import cache
from io import StringIO
from pathlib import Path

from dgmm_excel.files import csv_bytes
from dgmm_excel.report.agency_page import agency_page
from dgmm_excel.report.data_tables import lines
from dgmm_excel.report.figures import figures
from dgmm_excel.report.pages import Pages
from dgmm_excel.report.round_data import as_json, round_data
from dgmm_excel.report.round_page import round_page
from tests.support.agency_figures import agency_differences
from tests.support.consolidated_books import rows
from tests.support.data_figures import data_differences
from tests.support.many_agencies import many_agencies, many_book
from tests.support.oracle import PROVINCE
from tests.support.page_figures import page_differences
from tests.support.page_read import Page, read_page
from tests.support.round_figures import Known, differences, known


@cache
def counted() -> tuple[Known, ...]:
    """The agencies of the made-up round, as their answers alone say."""
    of = many_agencies()
    answers = csv.DictReader(StringIO(csv_bytes(lines("answers", of)).decode("utf-8-sig")))
    return tuple(known([(one.agency, one.edition.id) for one in of.outcomes], rows(many_book(values=True), "Agencies"), answers))


def compared(agencies: tuple[Known, ...]) -> list[str]:
    """Everything that the workbook says otherwise than these agencies."""
    return list(differences(many_book(values=True), agencies, many_agencies().editions, "th"))


def test_every_figure_for_people_is_what_the_answers_give() -> None:
    assert sum(one.counts for one in counted()) > 10
    assert compared(counted()) == []


def test_a_wrong_figure_is_found_on_each_sheet() -> None:
    first, *others = counted()
    other = replace(first, scores={code: Fraction(1) if score is not None else None for code, score in first.scores.items()})
    found = compared((other, *others))
    beginnings = "ภาพรวม", "P1:", "P1.1:", "S1.1:", "ministry กระทรวง ก", "mission service", f"rank of {first.agency.code}", first.agency.code
    assert [one for one in beginnings if not any(line.startswith(one) for line in found)] == []
    gone = compared((replace(first, state="missing", counts=False), *others))
    assert any(line.startswith("รวม:") for line in gone) and any(line.startswith("ranked:") for line in gone)


@cache
def shown() -> Page:
    return read_page("".join(round_page(Pages(replace(many_agencies(), lang="en"), {}))))


def test_the_page_has_the_same_figures_and_a_wrong_one_is_found_in_each_table() -> None:
    of = many_agencies()
    assert list(page_differences(shown(), counted(), of.editions, "en")) == []
    first, *others = counted()
    other = replace(first, scores={code: Fraction(1) if score is not None else None for code, score in first.scores.items()})
    found = list(page_differences(shown(), (replace(other, state="blank"), *others), of.editions, "en"))
    tables = {table for table in shown().tables if "Province" not in table} - {"What changed"}
    assert {table for table in tables if not any(line.startswith(f"{table}: lacks") for line in found)} == set()
    assert any("not said: Mean overall score" in line for line in found)


def test_the_data_files_have_the_same_figures_and_a_wrong_one_is_found_in_each(tmp_path: Path) -> None:
    of = many_agencies()
    (tmp_path / "agencies.csv").write_bytes(csv_bytes(lines("agencies", of)))
    (tmp_path / "levels.csv").write_bytes(csv_bytes(lines("levels", of)))
    (tmp_path / "round.json").write_bytes(as_json(round_data(of)))
    assert list(data_differences(tmp_path, counted(), of.editions)) == []
    first, *others = counted()
    other = replace(first, state="blank", scores={code: Fraction(1) if score is not None else None for code, score in first.scores.items()})
    found = list(data_differences(tmp_path, (other, *others), of.editions))
    edition = first.edition
    beginnings = ["agencies.csv: ", "levels.csv: ", "response states ", *(f"{edition} {key} " for key in (
        "response", "overall", "complete", "pillars P1", "sub_pillars S1.1", "topics P1.1", "groups ministry 0"))]
    assert [one for one in beginnings if not any(line.startswith(one) for line in found)] == []


def test_the_pages_of_agencies_have_the_same_figures_and_a_wrong_one_is_found_in_each_table() -> None:
    of, (first, *others) = many_agencies(), counted()
    pages = Pages(replace(of, lang="en"), {one.agency.code: f"{one.agency.code}.html" for one in of.outcomes})
    read = {one.agency.code: read_page("".join(agency_page(pages, one))) for one in of.outcomes[::8]}
    assert list(agency_differences(read, counted(), "en")) == []
    other = replace(first, scores={code: Fraction(1) if score is not None else None for code, score in first.scores.items()})
    wrong = [line.split() for line in agency_differences(read, [other, *others], "en")]
    assert [line[1] for line in wrong if line[0] == first.agency.code] == ["agency.scores:", "agency.rank:", "agency.distribution:"]


def test_groups_keep_all_agencies_and_put_the_unnamed_last() -> None:
    for of in many_agencies().figures.editions.values():
        for grouping in ("ministry", "mission", "kind"):
            groups = of.by(grouping)
            assert sum(len(one.agencies) for one in groups) == len(of.agencies)
            assert "" not in [one.name for one in groups[:-1]]


def test_no_agency_is_no_error() -> None:
    found = figures(many_agencies().editions, ())
    provinces = found.editions[PROVINCE]
    assert (found.tally.sent, found.tally.rate, provinces.strongest, provinces.lifting_most, provinces.by("kind")) == (0, None, (), (), ())
    assert provinces.spreads["overall"].mean is None and provinces.places == {}
