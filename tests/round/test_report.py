"""The report of a round: what is written, what is left alone, what is removed; one agency's page; languages."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from dgmm_excel.errors import OutputError, RoundError
from dgmm_excel.round.alone import locked_round
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round
from dgmm_excel.round.report import page_names, report, report_of
from dgmm_excel.text import Text, phrase
from tests.support.page_read import read_page
from tests.support.returned import DEPARTMENT, OTHERS
from tests.support.rounds import NOW, edit_roster, send_back

T = TypeVar("T")
ALL = {"index.html", "D1.html", "D2.html", "D3.html", "TH-1.html", "TH-2.html"}


def names(of: Round) -> set[str]:
    return {file.name for file in of.report.iterdir()}


def times(of: Round) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in of.report.iterdir()}


def test_the_round_and_each_agency_get_a_page_and_nothing_else_is_written(of: Round) -> None:
    send_back(of, "D1")
    before = {file for file in of.folder.rglob("*") if file.is_file()}
    done = report(of, NOW)
    assert names(of) == ALL and (done.page, done.count, done.told) == (of.report / "index.html", 6, ())
    written = {file for file in of.folder.rglob("*") if file.is_file()} - before
    assert {file.relative_to(of.folder).parts[0] for file in written} == {"report", "data", ".dgmm"}
    page = read_page(done.page.read_text("utf-8"))
    assert page.lang == "th" and set(page.links) >= ALL - {"index.html"}
    assert all((of.report / link).exists() for link in page.links if not link.startswith("#"))


def test_pages_are_made_again_only_if_they_would_change(of: Round) -> None:
    report(of, NOW)
    (of.report / "D2.html").unlink()
    first = times(of)
    report(of, NOW)
    again = times(of)
    assert {name for name in again if first.get(name) != again[name]} == {"D2.html"}
    send_back(of, "D1")
    report(of, NOW)
    assert all(times(of)[name] != again[name] for name in ALL)
    assert read_page((of.report / "index.html").read_text("utf-8")).rows("หน่วยงานตามสถานะ")["ครบถ้วน"][0] == "1"


def test_the_language_can_be_another_than_the_round_s(of: Round) -> None:
    report(of, NOW, "en")
    assert read_page((of.report / "D1.html").read_text("utf-8")).lang == "en"
    report(of, NOW)
    assert read_page((of.report / "D1.html").read_text("utf-8")).lang == "th"


def test_what_agencies_wrote_is_among_the_data_on_demand_alone(of: Round) -> None:
    """D1 names what it means by “others” in remarks: `tests.support.returned.OTHERS`."""
    send_back(of, "D1")
    report(of, NOW, remarks=True)
    assert OTHERS in (of.data / "remarks.csv").read_text("utf-8-sig")
    report(of, NOW)
    assert not (of.data / "remarks.csv").exists() and (of.data / "datapackage.json").exists()


def test_remarks_of_one_agency_s_page_are_refused(of: Round) -> None:
    with pytest.raises(RoundError, match="--remarks"):
        report(of, NOW, agency="D1", remarks=True)


def test_one_agency_s_page_is_written_alone_and_leads_nowhere(of: Round) -> None:
    done = report(of, NOW, agency="d1")
    assert names(of) == {"D1.html"} and (done.page, done.count) == (of.report / "D1.html", 1)
    assert not [link for link in read_page(done.page.read_text("utf-8")).links if not link.startswith("#")]
    report(of, NOW)
    before = times(of)
    report(of, NOW, agency="D1")
    assert times(of) == before
    report(of, NOW, "en", agency="D1")
    report(of, NOW)
    assert {name for name, time in times(of).items() if time != before[name]} == {"D1.html"}, "the others were still known"


def test_an_agency_that_the_roster_does_not_have_is_refused(of: Round) -> None:
    with pytest.raises(RoundError, match="“D9”"):
        report(of, NOW, agency="D9")
    assert not of.report.exists()


def test_pages_of_agencies_that_left_the_roster_go_and_foreign_files_stay(of: Round) -> None:
    report(of, NOW)
    (of.report / "notes.html").write_text("<p>ours")
    (of.report / "copy of D3.html").write_bytes((of.report / "D3.html").read_bytes())
    report(edit_roster(of, DEPARTMENT, "D3,กรมสาม,,กระทรวง ข,department,,,three@example.org\n", ""), NOW)
    assert names(of) == ALL - {"D3.html"} | {"notes.html", "copy of D3.html"}


def test_a_foreign_file_under_a_page_s_name_is_not_replaced(of: Round) -> None:
    of.report.mkdir()
    (of.report / "index.html").write_text("<p>the ministry's own")
    done = report(of, NOW)
    assert (of.report / "index.html").read_text() == "<p>the ministry's own"
    assert list(done.beside) == ["index.html"] and done.beside["index.html"].exists() and len(done.told) == 1
    assert done.page == done.beside["index.html"], "the page to open is the report's, not the foreign one"


def test_of_pages_written_beside_a_foreign_file_the_last_stays_alone(of: Round) -> None:
    of.report.mkdir()
    (of.report / "index.html").write_text("<p>the ministry's own")
    first, second = report(of, NOW).page, report(of, NOW + timedelta(minutes=1)).page
    assert names(of) == ALL | {second.name} and second != first
    (of.report / "index.html").unlink()
    assert report(of, NOW).page.name == "index.html" and names(of) == ALL


def test_the_page_of_the_round_comes_after_those_that_it_leads_to(of: Round) -> None:
    def cut_off(items: Sequence[T], doing: Text) -> Iterator[T]:
        if doing == phrase("generate.pages"):
            yield items[0]
            raise KeyboardInterrupt
        yield from items

    with pytest.raises(KeyboardInterrupt):
        report(of, NOW, track=cut_off)
    assert names(of) == {"D1.html"}
    report(of, NOW)
    assert names(of) == ALL


def test_what_cannot_be_written_is_one_line(of: Round) -> None:
    of.report.write_text("a file where the folder should be")
    with pytest.raises(OutputError):
        report(of, NOW)


def test_what_changed_is_compared_with_the_last_consolidation_and_keeps_it(of: Round) -> None:
    consolidate(of, NOW)
    send_back(of, "D1")
    record = (of.folder / ".dgmm" / "standings.json").read_bytes()
    page = read_page(report(of, NOW + timedelta(days=1), "en").page.read_text("utf-8"))
    assert page.rows("What changed")["Sent a form that can be used"] == ["1"]
    assert (of.folder / ".dgmm" / "standings.json").read_bytes() == record


def test_a_known_result_gives_the_pages_that_the_command_gives(of: Round) -> None:
    send_back(of, "D1")
    result = consolidate(of, NOW).result
    report_of(of, result, NOW)
    before = {name: (of.report / name).read_bytes() for name in ALL}
    report(of, NOW)
    assert {name: (of.report / name).read_bytes() for name in ALL} == before


def test_a_report_waits_for_no_other_run(of: Round) -> None:
    with locked_round(of.folder), pytest.raises(RoundError):
        report(of, NOW)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_are_valid_and_never_alike() -> None:
    codes = ["index", "A1", "a1", "A1 2", "x/y", "..", "con", "ก" * 200]
    found = page_names(codes)
    assert list(found) == codes and len({name.casefold() for name in found.values()} | {"index.html"}) == len(codes) + 1
    assert all(Path(name).name == name and name.endswith(".html") for name in found.values())
