"""Results written back into returns: the results' cells and nothing else; a fresh form where a return cannot take them."""

from __future__ import annotations

import re
import struct
import subprocess
import zipfile
from collections.abc import Callable
from fractions import Fraction
from functools import cache, lru_cache
from io import BytesIO
from math import floor
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from dgmm_excel.faults import Fault
from dgmm_excel.feedback.results_copy import results_copy
from dgmm_excel.form.anchors import OFFICIAL, STEP_HEADS
from dgmm_excel.intake.score import Scored
from dgmm_excel.onefile import score_files
from dgmm_excel.xlsx.a1 import address
from dgmm_excel.xlsx.package import Package
from dgmm_excel.xlsx.patch import patched
from tests.support import package_checks
from tests.support.dressed import as_xlsxwriter, dressed, squeezed, with_chain
from tests.support.filled_in import AGENCY, bad, filled_in, good, notes, read, spec
from tests.support.forms import DEPARTMENT, FORMS, PROVINCE, parts
from tests.support.rendering import profile
from tests.support.returned import RESULTS
from tests.support.writers import by_openpyxl, by_xlsxwriter

#: openpyxl says what it does not read; it only looks on here.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def as_openpyxl(data: bytes) -> bytes:
    stream = BytesIO()
    load_workbook(BytesIO(data)).save(stream)
    return stream.getvalue()


def as_libreoffice(data: bytes, soffice: str) -> bytes:
    with TemporaryDirectory(prefix="dgmm-office-") as folder:
        (Path(folder) / "form.xlsx").write_bytes(data)
        subprocess.run(
            [soffice, f"-env:UserInstallation={profile(Path(folder) / 'profile')}", "--headless", "--convert-to", "xlsx",
             "--outdir", f"{folder}/out", f"{folder}/form.xlsx"], check=True, capture_output=True, timeout=180,
        )
        return (Path(folder) / "out" / "form.xlsx").read_bytes()


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "as issued": lambda data: data, "openpyxl": as_openpyxl, "xlsxwriter": as_xlsxwriter,
    "dressed up": lambda data: dressed(data, RESULTS), "openpyxl, dressed up": lambda data: dressed(as_openpyxl(data), RESULTS),
    "xlsxwriter, dressed up": lambda data: dressed(as_xlsxwriter(data), RESULTS),
    "really openpyxl's": lambda data: by_openpyxl(data, RESULTS), "really xlsxwriter's": lambda data: by_xlsxwriter(data, RESULTS),
}


def compressed(data: bytes) -> dict[str, bytes]:
    """The members, as they are compressed."""
    found = {}
    with zipfile.ZipFile(BytesIO(data)) as package:
        for info in package.infolist():
            name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
            start = info.header_offset + 30 + name + extra
            found[info.filename] = data[start:start + info.compress_size]
    return found


def cells(xml: bytes) -> dict[str, bytes]:
    """Every cell of a sheet, by where it says that it stands."""
    return {cell.get("r", "").upper(): ElementTree.tostring(cell) for cell in ElementTree.fromstring(xml).iter(f"{_MAIN}c")}


def rows(xml: bytes) -> list[dict[str, str]]:
    """The attributes of each row, its number among them."""
    found: list[dict[str, str]] = []
    for one in ElementTree.fromstring(xml).iter(f"{_MAIN}row"):
        before = int(found[-1]["r"]) if found else 0
        found.append({"r": str(before + 1)} | {name: text for name, text in one.attrib.items() if name != "spans"})
    return found


def page_breaks(xml: bytes) -> list[dict[str, str]]:
    """The attributes of each break between rows."""
    return [one.attrib for one in ElementTree.fromstring(xml).findall(f"{_MAIN}rowBreaks/{_MAIN}brk")]


def outside(xml: bytes, left_out: set[str], grown: bool) -> bytes:
    """The sheet byte for byte without those cells, what rows say of their height and of being hidden (see `rows`), and the breaks
    between rows (see `page_breaks`); `grown`: without the areas in use, which new cells may widen.
    """
    xml = re.sub(rb"<(?:\w+:)?row\b[^<>]*>", lambda tag: re.sub(rb"\s(?:hidden|ht|customHeight)=\"[^\"]*\"", b"", tag[0]), xml)
    names = "|".join(sorted(left_out))
    cell = rf'<(?P<tag>(?:\w+:)?c)\s(?:[^<>"]|"[^"]*")*?\br="(?:{names})"(?:[^<>"]|"[^"]*")*?(?:/>|>.*?</(?P=tag)>)'
    rest = re.sub(cell.encode(), b"", xml, flags=re.DOTALL | re.IGNORECASE)
    rest = re.sub(rb"<(\w+:)?rowBreaks\b.*?</(\w+:)?rowBreaks>", b"", rest, flags=re.DOTALL)
    return re.sub(rb'<(\w+:)?dimension ref="[^"]*"| spans="[^"]*"', b"", rest) if grown else rest


def check_copy(before: bytes, after: bytes, scored: Scored) -> None:
    """Of the return only the cells for results are other, and the rows of next steps are shown; the cells hold the levels, the
    score and words on every step.
    """
    was, now = compressed(before), compressed(after)
    part = Package(before).worksheet(RESULTS).part
    assert list(was) == list(now)
    assert [name for name in was if was[name] != now[name]] == [part]
    xml, xml_now = (parts(data)[part] for data in (before, after))
    old, new = cells(xml), cells(xml_now)
    steps = {code: place for code, place in scored.form.steps.items() if code not in STEP_HEADS}
    verified = {address(*place[1:]) for some in (scored.form.verified, scored.form.official, steps) for place in some.values()}
    assert {cell for cell in {*old, *new} if old.get(cell) != new.get(cell)} <= verified
    grown = bool(new.keys() - old.keys())
    assert outside(xml, verified, grown) == outside(xml_now, verified, grown)
    told = {str(row) for _, row, _ in scored.form.steps.values()}
    resized = {str(row) for _, row, _ in steps.values()}
    for one, other in zip(rows(xml), rows(xml_now), strict=True):
        left_out = ("hidden", *(("ht", "customHeight") if one["r"] in resized else ())) if one["r"] in told else ()
        assert {name: text for name, text in one.items() if name not in left_out} == {
            name: text for name, text in other.items() if name not in left_out}
        assert one["r"] not in told or "hidden" not in other
    was_there = page_breaks(xml)
    added = [(one["id"], one["man"]) for one in page_breaks(xml_now) if one not in was_there]
    assert added in ([], [(str(min(map(int, told)) - 1), "1")]) and len(page_breaks(xml_now)) == len(was_there) + len(added)
    check_levels(after, scored)
    check_official(after, scored)
    check_steps(after, scored)


@lru_cache(maxsize=1)
def shown(data: bytes) -> Workbook:
    """Return the values of a copy."""
    return load_workbook(BytesIO(data), data_only=True)


def check_official(data: bytes, scored: Scored) -> None:
    """The cells hold the exact score, rounded half up, and the level in words."""
    assert scored.assessment is not None and scored.assessment.overall.score is not None
    exact = scored.assessment.overall.score
    book = shown(data)
    place = {name: book.defined_names[name].attr_text.split("!")[1].replace("$", "") for name in OFFICIAL}
    assert book[RESULTS][place["official.score"]].value == float(Fraction(floor(exact * 100 + Fraction(1, 2)), 100))
    assert book[RESULTS][place["official.note"]].value == f"คะแนนทางการ ระดับ {scored.levels['overall']}"


def check_steps(data: bytes, scored: Scored) -> None:
    """The whole and each pillar say which level they have; what else they say: `test_step_texts.py`."""
    sheet, places = shown(data)[RESULTS], read(data).form.steps
    assert scored.form.edition is not None
    assert list(places) == [*STEP_HEADS, "overall", *(pillar.id for pillar in scored.form.edition.pillars)]
    for code in [code for code in places if code not in STEP_HEADS]:
        level, words = scored.levels[code], str(sheet.cell(*places[code][1:]).value)
        assert words == "ไม่มีระดับ" if level is None else words.startswith(f"ระดับ {level}"), code
    assert not any(sheet.row_dimensions[row].hidden for _, row, _ in places.values())
    assert [one.id for one in sheet.row_breaks.brk] == [places[STEP_HEADS[0]][1] - 1]


def check_levels(data: bytes, scored: Scored) -> None:
    sheet = shown(data)[RESULTS]
    places = read(data).form.verified
    assert {code: sheet.cell(*place[1:]).value for code, place in places.items()} == scored.levels
    assert len(places) == len(scored.levels)
    grid = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(RESULTS).to_python(skip_empty_area=False)
    assert {code: grid[row - 1][column - 1] for code, (_, row, column) in places.items()} == {
        code: "" if level is None else level for code, level in scored.levels.items()}


def copied(data: bytes, name: str = DEPARTMENT) -> tuple[bytes, Fault | None, Scored]:
    scored = read(data)
    copy = results_copy(data, scored, spec(name), AGENCY)
    assert copy == results_copy(data, scored, spec(name), AGENCY) and copy.official
    return copy.content, copy.fault, scored


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_only_the_verified_cells_change(spelling: str) -> None:
    data = SPELLINGS[spelling](filled_in(DEPARTMENT, faulty=True))
    after, fault, scored = copied(data)
    assert fault is None and scored.form.recognised.surety == "certain"
    check_copy(data, after, scored)
    assert read(after).form.entries == scored.form.entries


@pytest.mark.long
@pytest.mark.parametrize(("name", "lang"), [one for one in FORMS if one[1] == "th"])
def test_a_form_that_libreoffice_saved_takes_results(name: str, lang: str, soffice: str) -> None:
    data = as_libreoffice(filled_in(name), soffice)
    added = as_libreoffice(by_openpyxl(filled_in(name), RESULTS), soffice)
    assert [part for part in parts(added) if "media/" in part or "comments" in part]
    for returned in (data, dressed(data, RESULTS), added):
        after, fault, scored = copied(returned, name)
        assert fault is None
        check_copy(returned, after, scored)


@pytest.mark.long
@pytest.mark.parametrize("spelling", ["dressed up", "really xlsxwriter's"])
def test_libreoffice_opens_what_was_written(spelling: str, soffice: str) -> None:
    after, _, scored = copied(SPELLINGS[spelling](filled_in(DEPARTMENT)))
    check_levels(as_libreoffice(after, soffice), scored)


@pytest.mark.parametrize("row", [1, 2])
def test_a_form_without_cells_for_the_official_score_gets_its_levels_and_nothing_else(row: int) -> None:
    """The forms of earlier versions: their title has no cells beside it, and no anchors say so."""
    column = {1: 7, 2: 1}[row]  # the marker of the column, the id of the row
    data = patched(filled_in(DEPARTMENT), {RESULTS: {(row, column): None}})
    scored = read(data)
    copy = results_copy(data, scored, spec(DEPARTMENT), AGENCY)
    assert copy.fault is None and not copy.official
    check_levels(copy.content, scored)
    sheet = load_workbook(BytesIO(copy.content))[RESULTS]
    assert sheet["G2"].value is None


@pytest.mark.parametrize("lost", ["the marker", "the rows"])
def test_a_form_without_rows_for_next_steps_gets_its_levels_and_nothing_else(lost: str) -> None:
    """The forms of earlier versions end with their table; what stands below is no fault, nor is it lost."""
    data = filled_in(DEPARTMENT)
    places = [place[1:] for place in read(data).form.steps.values()]
    first, last = min(row for row, _ in places) - 1, max(row for row, _ in places)
    if lost == "the marker":
        data = patched(data, {RESULTS: {(first, 1): None, (first, places[0][1]): None}})
    else:
        part = Package(data).worksheet(RESULTS).part
        xml = re.sub(r'<row [^>]*r="(\d+)"(?:/>|>.*?</row>)', lambda row: "" if first <= int(row[1]) <= last else row[0],
                     parts(data)[part].decode(), flags=re.DOTALL)
        xml = re.sub(r'<mergeCell ref="\w(\d+):\w\d+"/>', lambda area: "" if first <= int(area[1]) <= last else area[0], xml)
        data = squeezed({**parts(data), part: xml.encode()})
    scored = read(data)
    assert scored.faults == read(filled_in(DEPARTMENT)).faults and not scored.form.steps
    assert scored.form.entries == read(filled_in(DEPARTMENT)).form.entries
    copy = results_copy(data, scored, spec(DEPARTMENT), AGENCY, lifts=lambda _: pytest.fail("there is no place for them"))
    assert copy.fault is None and copy.official
    check_levels(copy.content, scored)
    assert rows(parts(copy.content)[Package(data).worksheet(RESULTS).part]) == rows(parts(data)[Package(data).worksheet(RESULTS).part])


def test_steps_that_came_back_are_written_anew_and_are_no_answers() -> None:
    data, places = filled_in(DEPARTMENT), read(filled_in(DEPARTMENT)).form.steps
    data = patched(data, {RESULTS: {places["overall"][1:]: "=1+1", places["P1"][1:]: "ใช่", places["P2"][1:]: 5}},
                   shown={RESULTS: {places["P1"][1]: 300}})
    after, fault, scored = copied(data)
    assert fault is None and scored.faults == () and scored.form.entries == read(filled_in(DEPARTMENT)).form.entries
    check_copy(data, after, scored)
    assert copied(after)[0] == after


def test_outside_a_round_there_is_no_official_score() -> None:
    data = filled_in(DEPARTMENT)
    scored = read(data)
    copy = results_copy(data, scored, spec(DEPARTMENT))
    assert not copy.official
    check_levels(copy.content, scored)
    sheet = load_workbook(BytesIO(copy.content))[RESULTS]
    assert (sheet["G2"].value, sheet["H2"].value) == (None, None)
    check_steps(copy.content, scored)


def test_an_official_score_that_came_back_is_written_anew_and_is_no_answer() -> None:
    data = patched(filled_in(DEPARTMENT), {RESULTS: {(2, 8): 5, (2, 9): "mine"}})
    after, fault, scored = copied(data)
    assert fault is None and scored.faults == ()
    check_copy(data, after, scored)


# -- how the sheet of results may be spelled -------------------------------------------------------


@cache
def verified(code: str) -> str:
    return address(*read(filled_in(PROVINCE)).form.verified[code][1:])


def respelled(change: Callable[[str], str]) -> bytes:
    """The return, its sheet of results spelled otherwise."""
    data = filled_in(PROVINCE)
    members, part = parts(data), Package(data).worksheet(RESULTS).part
    before = members[part].decode()
    after = change(before)
    assert after != before
    return squeezed({**members, part: after.encode()})


def cell(code: str) -> str:
    """The empty verified cell of a code, as the form spells it."""
    return rf'<c r="{verified(code)}"( s="\d+")?/>'


def prefixed(xml: str) -> str:
    head, root, rest = xml.partition("<worksheet")
    return head + re.sub(r"<(/?)(?=\w+[\s/>])", r"<\1x:", root + rest).replace("xmlns=", "xmlns:x=", 1)


def without_cells(xml: str) -> str:
    for code in ("P1", "P1.1", "S1.1", "overall"):
        xml = re.sub(cell(code), "", xml)
    return xml


SHEETS: dict[str, Callable[[str], str]] = {
    "prefixed tags": prefixed,
    "cells that are not there": without_cells,
    "cells that are not there, spans": lambda xml: without_cells(xml).replace("<row ", '<row spans="1:3" '),
    "rows without a number": lambda xml: re.sub(r'(<row [^>]*?) r="\d+"', r"\1", xml),
    "rows without a number, cells that are not there": lambda xml: re.sub(r'(<row [^>]*?) r="\d+"', r"\1", without_cells(xml)),
    "addresses in small letters": lambda xml: re.sub(r' r="([A-Z]+\d+)"', lambda found: found[0].lower(), xml),
    "comments and instructions": lambda xml: xml.replace(
        "<sheetData>", "<!-- <sheetData><row r='3'> --><sheetData><!-- <c r='H22'/> --><?own <row>?>"),
    "line breaks": lambda xml: xml.replace("><", ">\r\n<"),
    "alternatives after the cells": lambda xml: xml.replace("</worksheet>", (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><controls/></mc:Choice></mc:AlternateContent>'
        "</worksheet>")),
    "a text in it": lambda xml: re.sub(
        cell("P1.1"), rf'<c r="{verified("P1.1")}"\1 t="inlineStr"><is><t><![CDATA[a > b <c>]]></t></is></c>', xml),
    "a rich value in it": lambda xml: re.sub(
        cell("P1.1"), rf'<c r="{verified("P1.1")}"\1 vm="1" ph="1"><v>3</v></c>', xml),
    "an attribute with a sign": lambda xml: re.sub(cell("P1.1"), rf'<c own="a>b" r="{verified("P1.1")}"\1/>', xml),
}


@pytest.mark.parametrize("spelling", SHEETS)
def test_however_the_sheet_is_spelled_only_the_verified_cells_change(spelling: str) -> None:
    data = respelled(SHEETS[spelling])
    after, fault, scored = copied(data, PROVINCE)
    assert fault is None
    check_copy(data, after, scored)
    assert copied(after, PROVINCE)[0] == after


def test_a_results_cell_among_alternatives_goes_to_a_fresh_form() -> None:
    """A cell written beside them would stand there twice."""
    data = respelled(lambda xml: re.sub(cell("P1"), (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="own">'
        r"\g<0></mc:Choice></mc:AlternateContent>"), xml))
    after, fault, scored = copied(data, PROVINCE)
    assert fault == Fault("DG501")
    check_levels(after, scored)


def test_verified_cells_that_are_merged_go_to_a_fresh_form() -> None:
    """Of merged cells only the first is seen."""
    area = f"{verified('P1')}:{verified('P1.1')}"
    data = respelled(lambda xml: re.sub(
        r'<mergeCells count="\d+">|(?=<conditionalFormatting)', rf'\g<0><mergeCell ref="{area}"/>', xml, count=1))
    after, fault, scored = copied(data, PROVINCE)
    assert fault == Fault("DG501")
    check_levels(after, scored)


# -- formulas in verified cells --------------------------------------------------------------------


def with_formulas(data: bytes, formulas: dict[str, str]) -> bytes:
    """The return with formulas in cells of its results, by address."""
    members, part = parts(data), Package(data).worksheet(RESULTS).part
    xml = members[part].decode()
    for cell, formula in formulas.items():
        xml, count = re.subn(rf'<c r="{cell}"( s="\d+")?/>', rf'<c r="{cell}"\1 cm="1">{formula}<v>1</v></c>', xml)
        assert count == 1, cell
    return squeezed({**members, part: xml.encode()})


def test_a_formula_in_a_verified_cell_goes_with_its_place_in_the_chain() -> None:
    first, second = verified("P1"), verified("overall")
    data = with_chain(with_formulas(filled_in(PROVINCE), {first: "<f>1+1</f>", second: f'<f t="array" ref="{second}">D22</f>'}),
                      [first, second, "D22"])
    after, fault, scored = copied(data, PROVINCE)
    assert fault is None
    check_levels(after, scored)
    assert "xl/calcChain.xml" not in parts(after) and b"calcChain" not in parts(after)["[Content_Types].xml"]
    assert b"calcChain" not in parts(after)["xl/_rels/workbook.xml.rels"]
    assert package_checks.faults(after) == []
    results = load_workbook(BytesIO(after))[RESULTS]
    assert results[first].data_type == results[second].data_type == "n"
    was, now = compressed(data), compressed(after)
    part = Package(data).worksheet(RESULTS).part
    assert {name for name in now if was[name] != now[name]} == {part, "[Content_Types].xml", "xl/_rels/workbook.xml.rels"}


def test_a_chain_stays_where_no_formula_goes() -> None:
    data = with_chain(filled_in(PROVINCE), ["D22", "D23"])
    after, _, scored = copied(data, PROVINCE)
    check_copy(data, after, scored)


def test_a_shared_formula_down_the_verified_cells_goes() -> None:
    places = sorted(place[1:] for place in read(filled_in(PROVINCE)).form.verified.values())
    run = [place for number, place in enumerate(places) if place == (places[0][0] + number, places[0][1])]
    area = f"{address(*run[0])}:{address(*run[-1])}"
    formulas = {address(*place): '<f t="shared" si="0"/>' for place in run[1:]}
    data = with_formulas(filled_in(PROVINCE), {address(*run[0]): f'<f t="shared" ref="{area}" si="0">D22</f>', **formulas})
    after, fault, scored = copied(data, PROVINCE)
    assert fault is None and b'si="0"' not in parts(after)[Package(after).worksheet(RESULTS).part]
    check_levels(after, scored)


# -- a fresh form ----------------------------------------------------------------------------------


def without_anchor(data: bytes) -> bytes:
    """The return without the id of one verified cell."""
    sheet, row, _ = read(data).form.verified["P1"]
    return patched(data, {sheet: {(row, 1): None}})


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
@pytest.mark.parametrize("faulty", [False, True])
def test_where_verified_cells_are_lost_a_fresh_form_holds_the_results(name: str, faulty: bool) -> None:
    data = without_anchor(filled_in(name, faulty=faulty))
    after, fault, scored = copied(data, name)
    assert fault == Fault("DG501") and package_checks.faults(after) == []
    check_levels(after, scored)
    check_official(after, scored)
    check_steps(after, scored)
    fresh = read(after)
    assert fresh.faults == () and fresh.form.agency_code == AGENCY.code
    assert {one: fresh.form.answers.get(one) for one in good(name)} == (
        good(name) | (dict.fromkeys(bad(name)) if faulty else {}))
    assert {note.id: note.text for note in fresh.form.notes} == notes(name, "th")
    assert fresh.levels == scored.levels


def test_where_writing_would_break_an_array_a_fresh_form_holds_the_results() -> None:
    first = verified("P1")
    data = with_formulas(filled_in(PROVINCE), {first: f'<f t="array" ref="{first}:J{first[1:]}">D22:F22</f>'})
    after, fault, scored = copied(data, PROVINCE)
    assert fault == Fault("DG501")
    check_levels(after, scored)


def test_what_is_no_form_has_no_results() -> None:
    book = load_workbook(BytesIO(filled_in(PROVINCE)))
    for sheet in book.worksheets[1:]:
        book.remove(sheet)
    stream = BytesIO()
    book.save(stream)
    with pytest.raises(ValueError, match="no results"):
        results_copy(stream.getvalue(), read(stream.getvalue()), spec(PROVINCE), AGENCY)


def test_scoring_files_tells_where_a_copy_is_a_fresh_form(tmp_path: Path) -> None:
    file, copies = tmp_path / "return.xlsx", tmp_path / "copies"
    file.write_bytes(without_anchor(filled_in(PROVINCE)))
    (record,) = score_files([file], copies)
    assert [fault["code"] for fault in record["faults"]] == ["DG501"] and record["status"] == "scored"
    check_levels((copies / file.name).read_bytes(), read(file.read_bytes()))
