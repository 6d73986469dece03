"""`dgmm.xlam`: the add-in as a package, the same bytes for the same sources and editions; needs neither Excel nor pyOpenVBA."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZipInfo

from dgmm_excel.addin.data_sheet import SHEET, Fact, facts, head
from dgmm_excel.addin.vba import ready_project
from dgmm_excel.model.edition import Edition
from dgmm_excel.resources import templates
from dgmm_excel.xlsx.a1 import address
from dgmm_excel.xlsx.cell_xml import cell_xml
from dgmm_excel.xlsx.zip_writer import SMALL, ZipWriter

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
#: The column of the cell DGMM_NA with `=NA()`: Python's functions return that cell, since they can send no error value.
_NA_CELL = "ZZ"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.addin.macroEnabled.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)


def xlam(editions: Iterable[Edition]) -> bytes:
    """Return the bytes of the add-in for these editions."""
    data = BytesIO()
    writer = ZipWriter(data)
    for name, content in _members(editions).items():
        writer.deflate(ZipInfo(name), content if isinstance(content, bytes) else content.encode(), SMALL)
    writer.finish()
    return data.getvalue()


def _members(editions: Iterable[Edition]) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": _HEAD + _TYPES,
        "_rels/.rels": _relations(
            (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
            ("http://schemas.microsoft.com/office/2007/relationships/ui/extensibility", "customUI/customUI14.xml")),
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr codeName="ThisWorkbook"/>'
            f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets>'
            f'<definedNames><definedName name="DGMM_NA">{SHEET}!${_NA_CELL}$1</definedName></definedNames></workbook>'),
        "xl/_rels/workbook.xml.rels": _relations(
            (f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
            ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin")),
        "xl/worksheets/sheet1.xml": _sheet(editions),
        "xl/vbaProject.bin": ready_project(),
        "customUI/customUI14.xml": (templates() / "addin" / "customUI14.xml").read_bytes(),
    }


def _relations(*links: tuple[str, str]) -> str:
    each = "".join(f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
                   for number, (kind, target) in enumerate(links, start=1))
    return f'{_HEAD}<Relationships xmlns="{_LINKS}">{each}</Relationships>'


def _sheet(editions: Iterable[Edition]) -> str:
    known = facts(editions)
    rows: list[tuple[Fact, ...]] = [head(known), *known]
    each = "".join(
        f'<row r="{number}">{"".join(_cell(place, number, value) for place, value in enumerate(row) if value != "")}</row>'
        for number, row in enumerate(rows, start=1))
    each = each.replace("</row>", f'<c r="{_NA_CELL}1" t="e"><f>NA()</f><v>#N/A</v></c></row>', 1)
    return (f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr codeName="Sheet1"/><sheetData>{each}</sheetData></worksheet>')


def _cell(place: int, row: int, value: Fact) -> str:
    return cell_xml(address(row, place + 1), value)
