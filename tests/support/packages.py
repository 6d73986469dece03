"""Small workbooks made by hand, part by part, and their members."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import openpyxl

from dgmm_excel.xlsx.grid import Grid
from dgmm_excel.xlsx.grids import Grids
from dgmm_excel.xlsx.package import Package
from dgmm_excel.xlsx.zip_writer import Packed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/parts/odd.xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/texts.xml" ContentType="{TYPE}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/></Types>'
)


SHARED = f'<sst xmlns="{MAIN}" count="3" uniqueCount="3"><si><t>zero</t></si><si><t>one</t></si><si><t>สอง</t></si></sst>'
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>'
    '<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/></cellXfs>'
    '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def sheet_xml(cells: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{cells}</sheetData>{after}</worksheet>'


def row(cells: str, number: int = 1) -> str:
    return f'<row r="{number}">{cells}</row>'


def prefixed(xml: str) -> str:
    return xml.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")


def made(sheet: str | bytes, *, workbook: str | None = None, shared: str | bytes = SHARED, **members: str | bytes) -> bytes:
    """Return a workbook made by hand: one sheet, “A”, in an unusual part; `members` replace or add parts ("." as "__")."""
    related = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            [("worksheet", "parts/odd.xml"), ("sharedStrings", "/xl/texts.xml"), ("styles", "../xl/styles.xml")]
        )
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{RELATIONSHIPS}">'
                       f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": workbook or f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
                                       '<sheets><sheet name="A" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{related}</Relationships>',
        "xl/texts.xml": shared,
        "xl/styles.xml": STYLES,
        "xl/parts/odd.xml": sheet,
    }
    parts |= {name.replace("__", "."): content for name, content in members.items()}
    return zipped({name: content for name, content in parts.items() if content != ""})


def zipped(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return file.getvalue()


def twice_named(data: bytes, local: Callable[[str], str], central: Callable[[str], str]) -> bytes:
    """Return a zip whose members are spelled in one way in their own headers and in another in the directory."""
    out, directory = bytearray(), bytearray()
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        infos = opened.infolist()
        for info in infos:
            content, here, there = opened.read(info), local(info.filename).encode(), central(info.filename).encode()
            common = (20, 0, 0, 0, 33, info.CRC, len(content), len(content))
            directory += struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, *common, len(there), 0, 0, 0, 0, 0, len(out)) + there
            out += struct.pack("<4s5H3I2H", b"PK\3\4", *common, len(here), 0) + here + content
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(infos), len(infos), len(directory), len(out), 0)
    return bytes(out + directory) + end


def grid(sheet: str | bytes, **options: Any) -> Grid:
    return Grids(Package(made(sheet, **options)))["A"]


def saved(workbook: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def packed(content: Iterable[bytes]) -> Packed:
    """Return content that was compressed as it came."""
    rows = Packed(io.BytesIO())
    for piece in content:
        rows.write(piece)
    return rows


def compressed(data: bytes) -> dict[str, bytes]:
    """Return each member's compressed bytes, in order."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        for info in opened.infolist():
            start = info.header_offset + 30 + sum(struct.unpack_from("<HH", data, info.header_offset + 26))
            found[info.filename] = data[start:start + info.compress_size]
    return found


VALUES = row(
    '<c r="A1" t="s"><v>2</v></c><c r="B1"><v>3</v></c><c r="C1" t="b"><v>0</v></c><c r="D1" t="inlineStr"><is><r><t>a</t></r>'
    '<r><t xml:space="preserve"> b</t></r></is></c><c r="E1" s="1"/><c r="F1" t="str"><v>x &lt; y_x000D_</v></c>'
    '<c r="G1" s="1"><v>45000</v></c><c r="H1" s="1"><v>45000.25</v></c><c r="I1" s="2"><v>5</v></c>'
    '<c r="J1" s="1"><v>0.5</v></c>'
)


EXPECTED = [
    "สอง", 3.0, False, "a b", None, "x < y\r", dt.datetime(2023, 3, 15), dt.datetime(2023, 3, 15, 6), 5.0, 0.5,
]


MARKED = row(
    '<c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C1" t="str"><f>""</f><v></v></c>'
    '<c r="D1"><f>1+1</f></c><c r="E1"><f>1+1</f><v></v></c><c r="F1" s="1"><f>A9</f><v/></c><c r="G1"><f t="shared" si="0"/>'
    '<v>7</v></c><c r="H1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="I1"/><c r="J1" t="str"><f>A1</f></c>'
    '<c r="K1"><f t="array" ref="K1:L2">X</f><v>1</v></c><c r="L1"><v>-2</v></c>'
)
