"""Packages of drawn workbooks: cached values beside formulas, fonts in the schema's order, copies that differ in one part."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from PIL import Image as PillowImage

from dgmm_excel.authoring.package import Stamp, finished, save, saved, token, written
from dgmm_excel.xlsx.archive import LIMITS
from dgmm_excel.xlsx.untouched import is_untouched
from tests.support.forms import parts
from tests.support.packages import packed


def book() -> Workbook:
    """A workbook with a sheet to stamp, and one with a formula in a dressed cell."""
    drawn = Workbook()
    first, second = drawn.worksheets[0], drawn.create_sheet("second")
    first.title, first["A1"] = "first", token("name")
    first["A2"], second["A1"] = "kept", "=1+1"
    second["A1"].font = Font(name="Arial", size=9, bold=True, underline="single", color="FF0000")
    return drawn


def test_cached_values_stand_beside_formulas() -> None:
    data = b"".join(Stamp(finished(book(), {"second": {"A1": 2}}, "first")).copy({}))
    assert load_workbook(BytesIO(data))["second"]["A1"].value == "=1+1"
    assert load_workbook(BytesIO(data), data_only=True)["second"]["A1"].value == 2


def test_a_formula_without_a_cached_value_is_refused() -> None:
    with pytest.raises(KeyError):
        finished(book(), {"second": {}}, "first")


def with_a_line(text: str | None) -> Workbook:
    """The same workbook with a further text in a dressed cell of the second sheet."""
    drawn = book()
    drawn["second"]["B2"], drawn["second"]["B2"].font = text, Font(bold=True)
    return drawn


def test_a_text_entered_into_a_written_form_stands_there_as_if_drawn() -> None:
    form, cached = written(with_a_line(None)), {"second": {"A1": 2}}
    for text in ("R&D <1>", "kept", "อีกคำ"):
        entered = form.finished(cached, "first", {"second": {"B2": text}})
        assert entered == finished(with_a_line(text), cached, "first")
    assert form.finished(cached, "first") == finished(with_a_line(None), cached, "first")


@pytest.mark.parametrize("cell", ["A1", "B2", "C9"])
def test_no_text_is_entered_where_something_or_nothing_is_drawn(cell: str) -> None:
    with pytest.raises(ValueError, match=f"{cell} is no empty cell"):
        written(with_a_line("drawn")).finished({"second": {"A1": 2}}, "first", {"second": {cell: "typed"}})


def test_copies_differ_in_the_stamped_sheet_alone_and_a_value_may_look_like_a_token() -> None:
    stamp = Stamp(finished(book(), {"second": {"A1": 2}}, "first"))
    one, other = (b"".join(stamp.copy({token("name").encode(): name.encode()})) for name in ("Somchai", token("name")))
    assert [name for name, content in parts(one).items() if parts(other)[name] != content] == ["xl/worksheets/sheet1.xml"]
    assert [load_workbook(BytesIO(data))["first"]["A1"].value for data in (one, other)] == ["Somchai", token("name")]
    assert load_workbook(BytesIO(one))["first"]["A2"].value == "kept"


def test_the_same_workbook_gives_the_same_bytes() -> None:
    one, other = (Stamp(finished(book(), {"second": {"A1": 2}}, "first")).copy({}) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("data", [saved(book()), b"".join(Stamp(finished(book(), {"second": {"A1": 2}}, "first")).copy({}))])
def test_the_parts_of_a_font_are_in_the_schema_s_order(data: bytes) -> None:
    styles = ZipFile(BytesIO(data)).read("xl/styles.xml").decode()
    fonts = [re.findall(r"<(\w+)", inside) for inside in re.findall(r"<font>(.*?)</font>", styles)]
    assert ["b", "u", "sz", "color", "name"] in [[part for part in font if part not in ("i", "strike", "family")] for font in fonts]


def test_a_saved_workbook_starts_with_the_content_types_and_closes_empty_cells_at_once() -> None:
    drawn = book()
    drawn["second"]["B2"].font = Font(bold=True)
    zipped = ZipFile(BytesIO(saved(drawn)))
    assert zipped.namelist()[0] == "[Content_Types].xml" and zipped.testzip() is None
    assert re.search(r'<c r="B2" s="\d+"[^>]*/>', zipped.read("xl/worksheets/sheet2.xml").decode())
    assert load_workbook(BytesIO(saved(drawn)))["second"]["A1"].value == "=1+1"


def test_a_saved_workbook_may_be_larger_than_what_is_accepted_as_a_form() -> None:
    """A table of two thousand agencies' answers takes more than 64 MB before compression."""
    drawn, out = Workbook(), BytesIO()
    save(drawn, out, {1: packed(b'<row r="%d"><c r="A%d"><v>%s</v></c></row>' % (number, number, b"1" * 32_000)
                                for number in range(1, 2_101))})
    zipped = ZipFile(out)
    assert zipped.getinfo("xl/worksheets/sheet1.xml").file_size > LIMITS.member
    assert zipped.read("xl/worksheets/sheet1.xml").count(b"<row ") == 2_100 and zipped.testzip() is None


@pytest.mark.parametrize("many", [0, 3, 3000])
def test_rows_compressed_as_they_come_stand_whole_in_their_sheet(many: int) -> None:
    drawn, out = Workbook(), BytesIO()
    drawn.worksheets[0].column_dimensions["A"].width = 20
    drawn.create_sheet("second")["B2"] = 3
    drawn.create_sheet("empty")
    save(drawn, out, {1: packed(b'<row r="2"><c r="A2"><v>5</v></c></row>' for _ in range(many))}, digest=True)
    whole = parts(out.getvalue())
    first = whole["xl/worksheets/sheet1.xml"]
    assert first.startswith(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet')
    assert re.search(rb'</cols><sheetData>(<row r="2"><c r="A2"><v>5</v></c></row>){%d}</sheetData><' % many, first)
    assert b"<v>3</v>" in whole["xl/worksheets/sheet2.xml"] and b"<sheetData/>" in whole["xl/worksheets/sheet3.xml"]
    assert is_untouched(out) and ZipFile(out).testzip() is None


def test_pictures_in_a_workbook_are_kept_as_they_are() -> None:
    drawn = book()
    picture = BytesIO()
    PillowImage.new("RGB", (2, 2), "red").save(picture, "PNG")
    drawn["second"].add_image(Image(picture))
    zipped = ZipFile(BytesIO(saved(drawn)))
    assert zipped.read("xl/media/image1.png").startswith(b"\x89PNG")
    assert zipped.read("xl/drawings/drawing1.xml").count(b"<xdr:pic>") == 1


def test_an_edited_copy_has_other_and_more_parts_and_the_rest_as_it_was() -> None:
    stamp = Stamp(finished(book(), {"second": {"A1": 2}}, "first"))
    first, second = (stamp.parts.sheets[title] for title in ("first", "second"))
    plain = ZipFile(BytesIO(b"".join(stamp.copy({}))))
    edited = ZipFile(BytesIO(stamp.edited({first: b"one", second: b"two", "xl/more.xml": b"three"})))
    assert edited.testzip() is None and edited.namelist()[0] == "[Content_Types].xml"
    assert {*edited.namelist()} == {*plain.namelist(), "xl/more.xml"} and len(edited.namelist()) == len(plain.namelist()) + 1
    assert [edited.read(name) for name in (first, second, "xl/more.xml")] == [b"one", b"two", b"three"]
    others = {*plain.namelist()} - {first, second}
    assert all(edited.read(name) == plain.read(name) for name in others)
    again = ZipFile(BytesIO(b"".join(stamp.copy({}))))
    assert {name: again.read(name) for name in again.namelist()} == {name: plain.read(name) for name in plain.namelist()}
