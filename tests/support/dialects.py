"""A form as other programs spell it: the same cells, written anew in the dialect of each.

`written(data, dialect)` takes a form apart (`Form`) and writes it as SheetJS, ExcelJS, LibreOffice, Google Sheets, Numbers, WPS,
Apache POI, ClosedXML, EPPlus and others do: names and order of parts, content types, relationships, prefixes, where texts
stand, what is left of formulas, styles and names. What each program does was seen in files that it wrote, or is in its source.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import takewhile
from xml.etree import ElementTree as ET

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STRICT = {_MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main", _OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships"}
_N = f"{{{_MAIN}}}"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_RELS = "application/vnd.openxmlformats-package.relationships+xml"
_STANDALONE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_X14AC = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"


# -- the form --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """A cell: `kind` is text, number or blank; `value` what stands in it, `formula` what computes it."""

    at: str
    style: str
    kind: str
    value: str
    formula: str | None


@dataclass(frozen=True)
class Row:
    number: int
    hidden: bool
    height: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    title: str
    hidden: bool
    rows: tuple[Row, ...]
    merges: tuple[str, ...]
    columns: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Form:
    """A form, taken apart. `names`: name, the sheet that it is local to, text."""

    sheets: tuple[Sheet, ...]
    names: tuple[tuple[str, str | None, str], ...]
    styles: bytes


def taken_apart(data: bytes) -> Form:
    """Return the content of a form that this program or openpyxl wrote."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    book = ET.fromstring(parts["xl/workbook.xml"])
    targets = {one.get("Id"): one.get("Target", "").removeprefix("/xl/") for one in ET.fromstring(parts["xl/_rels/workbook.xml.rels"])}
    texts = ["".join(text.text or "" for text in item.iter(f"{_N}t")) for item in ET.fromstring(parts["xl/sharedStrings.xml"])]
    sheets = tuple(
        _sheet(one, ET.fromstring(parts[f"xl/{targets[one.get(f'{{{_OFFICE}}}id')]}"]), texts) for one in book.iter(f"{_N}sheet"))
    names = tuple((one.get("name", ""), one.get("localSheetId"), one.text or "") for one in book.iter(f"{_N}definedName"))
    return Form(sheets, names, parts["xl/styles.xml"])


def _sheet(entry: ET.Element, root: ET.Element, texts: Sequence[str]) -> Sheet:
    rows = tuple(
        Row(int(row.get("r", "")), row.get("hidden") == "1", row.get("ht"), tuple(_cell(cell, texts) for cell in row))
        for row in root.iter(f"{_N}row"))
    return Sheet(
        entry.get("name", ""), entry.get("state", "visible") != "visible", rows,
        tuple(one.get("ref", "") for one in root.iter(f"{_N}mergeCell")), tuple(dict(one.attrib) for one in root.iter(f"{_N}col")))


def _cell(cell: ET.Element, texts: Sequence[str]) -> Cell:
    value, inline, kind = cell.findtext(f"{_N}v"), cell.find(f"{_N}is"), cell.get("t", "n")
    if kind == "s":
        value = texts[int(value or "")]
    elif inline is not None:
        value = "".join(text.text or "" for text in inline.iter(f"{_N}t"))
    formula = cell.findtext(f"{_N}f")
    assert kind in ("s", "str", "inlineStr", "n"), kind
    is_blank = formula is None and not value
    return Cell(cell.get("r", ""), cell.get("s", "0"), "blank" if is_blank else "number" if kind == "n" else "text", value or "", formula)


# -- how programs write it -------------------------------------------------------------------------


@dataclass(frozen=True)
class Dialect:
    """How a program writes a workbook; by default as Excel does, without what is Excel's own.

    `text`: the type of text cells; `computed`: that of a formula's text, None where only values are written. `empty`: the value
    of a formula without one. `blank`: how a cell without a value ends, None where it is left out. `space`: whether each text says
    that its blanks count. `named`, `styled`, `placed`: whether there are defined names, styles, cells with their own position.
    `targets`: what stands before a relationship's target, from the workbook and from the package. `first`: the parts that come
    first in the file, and `folders`, whether folders are members too. `streamed`: sizes stand behind each member.
    """

    name: str
    text: str = "s"
    computed: str | None = "str"
    number: Callable[[str], str] = str
    empty: str = "<v></v>"
    blank: str | None = "/>"
    formula: str = "<f>"
    space: bool = False
    quoted: bool = False
    type_first: bool = False
    named: bool = True
    styled: bool = True
    placed: bool = True
    hiding: bool = True
    prefix: str = ""
    strict: bool = False
    declaration: str = _STANDALONE + "\n"
    targets: tuple[str, str] = ("", "")
    sheet: str = "sheet{}"
    link: str = "rId{}"
    relationship: str = '<Relationship Id="{id}" Type="{type}" Target="{target}"/>'
    override: str = '<Override PartName="/{part}" ContentType="{type}"/>'
    defaults: str = f'<Default Extension="rels" ContentType="{_RELS}"/><Default Extension="xml" ContentType="application/xml"/>'
    book: str = "<workbookPr/>"
    head: str = '<dimension ref="A1"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
    spaces: str = ""
    row: str = ""
    true: str = "1"
    first: tuple[str, ...] = ("[Content_Types].xml", "_rels/.rels")
    folders: bool = False
    streamed: bool = False
    extra: Sequence[Sheet] = ()


def written(data: bytes, dialect: Dialect) -> bytes:
    """Return the form as the program writes it."""
    parts = dict(_Writer(taken_apart(data), dialect).parts())
    order = [*(name for name in dialect.first if name in parts), *(name for name in parts if name not in dialect.first)]
    return _zipped({name: parts[name] for name in order}, dialect)


class _Streamed(BytesIO):
    """A file that cannot be searched: zip files that are written into it have their sizes behind each member."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise OSError("a stream")


def _zipped(parts: Mapping[str, str | bytes], dialect: Dialect) -> bytes:
    stream = _Streamed() if dialect.streamed else BytesIO()
    seen: set[str] = set()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            for folder in _folders(name) if dialect.folders else ():
                if folder not in seen:
                    seen.add(folder)
                    package.writestr(zipfile.ZipInfo(folder), b"")
            package.writestr(name, content)
    return stream.getvalue()


def _folders(name: str) -> list[str]:
    steps = name.split("/")[:-1]
    return ["/".join(steps[:count]) + "/" for count in range(1, len(steps) + 1)]


class _Writer:
    def __init__(self, form: Form, dialect: Dialect) -> None:
        self.form, self.dialect = form, dialect
        self.sheets = (*dialect.extra, *form.sheets)
        self.texts: dict[str, int] = {}

    def parts(self) -> Iterator[tuple[str, str | bytes]]:
        dialect, sheets = self.dialect, {}
        for number, sheet in enumerate(self.sheets, start=1):
            sheets[f"worksheets/{dialect.sheet.format(number)}.xml"] = self._page(sheet)
        others = {"styles.xml": "styles"} if dialect.styled else {}
        if self.texts:
            others["sharedStrings.xml"] = "sharedStrings"
        links = [*((name, "worksheet") for name in sheets), *others.items()]
        yield "xl/_rels/workbook.xml.rels", self._links([(f"{dialect.targets[0]}{name}", kind) for name, kind in links])
        yield from ((f"xl/{name}", self._main(xml)) for name, xml in sheets.items())
        if dialect.styled:
            yield "xl/styles.xml", self._main(re.sub(r"^<\?xml.*?\?>\s*", "", self.form.styles.decode()))
        if self.texts:
            yield "xl/sharedStrings.xml", self._main(self._shared())
        yield "xl/workbook.xml", self._main(self._workbook())
        yield "_rels/.rels", self._links([(f"{dialect.targets[1]}xl/workbook.xml", "officeDocument")])
        kinds = {"xl/workbook.xml": "sheet.main", **{f"xl/{name}": kind for name, kind in links}}
        types = "".join(dialect.override.format(part=name, type=f"{_TYPE}{kind}+xml") for name, kind in kinds.items())
        yield "[Content_Types].xml", f'{dialect.declaration}<Types xmlns="{_PACKAGE}/content-types">{dialect.defaults}{types}</Types>'

    def _main(self, xml: str) -> str:
        """Return a part of the spreadsheet in the dialect's namespace and prefix."""
        if self.dialect.prefix:
            xml = re.sub(r"<(/?)(?=\w)", rf"<\1{self.dialect.prefix}:", xml).replace('xmlns="', f'xmlns:{self.dialect.prefix}="', 1)
        for usual, strict in _STRICT.items() if self.dialect.strict else ():
            xml = xml.replace(f'"{usual}"', f'"{strict}"')
        return self.dialect.declaration + xml

    def _links(self, links: Sequence[tuple[str, str]]) -> str:
        office = _STRICT[_OFFICE] if self.dialect.strict else _OFFICE
        listed = "".join(
            self.dialect.relationship.format(id=self.dialect.link.format(number), type=f"{office}/{kind}", target=target)
            for number, (target, kind) in enumerate(links, start=1))
        return f'{self.dialect.declaration}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'

    def _workbook(self) -> str:
        dialect = self.dialect
        sheets = "".join(
            f'<sheet name="{self._attribute(sheet.title)}" sheetId="{number}"' + ' state="hidden"' * (sheet.hidden and dialect.hiding)
            + f' r:id="{dialect.link.format(number)}"/>'
            for number, sheet in enumerate(self.sheets, start=1))
        names = "".join(
            f'<definedName name="{name}"' + (f' localSheetId="{place}"' if place else "") + f">{self._escaped(text)}</definedName>"
            for name, place, text in self.form.names)
        return (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"{dialect.spaces}>{dialect.book}<sheets>{sheets}</sheets>'
            f'{f"<definedNames>{names}</definedNames>" if dialect.named else ""}</workbook>')

    def _shared(self) -> str:
        items = "".join(f"<si>{self._t(text)}</si>" for text in self.texts)
        return f'<sst xmlns="{_MAIN}" count="{len(self.texts)}" uniqueCount="{len(self.texts)}">{items}</sst>'

    def _t(self, text: str) -> str:
        return f"<t{self._spaced(text)}>{self._escaped(text)}</t>"

    def _spaced(self, text: str) -> str:
        return ' xml:space="preserve"' * (self.dialect.space or text != text.strip() or "\n" in text)

    def _page(self, sheet: Sheet) -> str:
        truth = self.dialect.true
        columns = "".join(
            f'<col min="{one["min"]}" max="{one["max"]}" width="{one.get("width", "9")}" customWidth="{truth}"'
            + f' hidden="{truth}"' * ("hidden" in one and self.dialect.hiding) + "/>" for one in sheet.columns)
        merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in sheet.merges)
        return (
            f'<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"{self.dialect.spaces}>{self.dialect.head}'
            f'{f"<cols>{columns}</cols>" if columns else ""}<sheetData>{"".join(self._rows(sheet.rows))}</sheetData>'
            + (f'<mergeCells count="{len(sheet.merges)}">{merges}</mergeCells>' if merges else "") + "</worksheet>")

    def _rows(self, rows: Sequence[Row]) -> Iterator[str]:
        dialect, last = self.dialect, 0
        for row in rows:
            if not dialect.placed:
                yield "<row/>" * (row.number - last - 1)
            last = row.number
            place = f' r="{row.number}"' if dialect.placed else ""
            hidden = f' hidden="{dialect.true}"' if row.hidden and dialect.hiding else ""
            height = f' ht="{row.height}" customHeight="{dialect.true}"' if row.height else ""
            yield f"<row{place}{height}{hidden}{dialect.row}>{''.join(self._cells(row.cells))}</row>"

    def _cells(self, cells: Sequence[Cell]) -> Iterator[str]:
        column = 0
        for cell in cells:
            if not self.dialect.placed:
                place = _column("".join(takewhile(str.isalpha, cell.at)))
                yield "<c/>" * (place - column - 1)
                column = place
            if cell.kind != "blank" or self.dialect.blank is not None or not self.dialect.placed:
                yield self._c(cell)

    def _c(self, cell: Cell) -> str:
        dialect = self.dialect
        is_computed = cell.formula is not None and dialect.computed is not None
        formula = f"{dialect.formula}{self._escaped(cell.formula or '')}</f>" if is_computed else ""
        kind = ((dialect.computed if is_computed else dialect.text) or "") if cell.kind == "text" else ""
        if not cell.value:
            is_said = is_computed and bool(dialect.empty)
            return self._tag(cell, kind if is_said else "", formula + (dialect.empty if is_computed else ""))
        if cell.kind == "number":
            return self._tag(cell, "", f"{formula}<v>{dialect.number(cell.value)}</v>")
        match kind:
            case "s":
                content = f"<v>{self.texts.setdefault(cell.value, len(self.texts))}</v>"
            case "inlineStr":
                content = f"<is>{self._t(cell.value)}</is>"
            case _:
                content = f"<v{self._spaced(cell.value)}>{self._escaped(cell.value)}</v>"
        return self._tag(cell, kind, formula + content)

    def _tag(self, cell: Cell, kind: str, content: str) -> str:
        dialect = self.dialect
        style = f' s="{cell.style}"' if dialect.styled and cell.style != "0" else ""
        type_ = f' t="{kind}"' if kind else ""
        place = f' r="{cell.at}"' if dialect.placed else ""
        attributes = f"{place}{type_}{style}" if dialect.type_first else f"{place}{style}{type_}"
        return f"<c{attributes}>{content}</c>" if content else f"<c{attributes}{dialect.blank or '/>'}"

    def _escaped(self, text: str) -> str:
        plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
        return plain.replace('"', "&quot;").replace("'", "&apos;") if self.dialect.quoted else plain

    @staticmethod
    def _attribute(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


# -- the programs ----------------------------------------------------------------------------------


def _with_fraction(number: str) -> str:
    """Google Sheets writes each whole number with a fraction of zero."""
    return number if "." in number or "E" in number else f"{number}.0"


_SHEETJS_TYPES = (
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    f'<Default Extension="data" ContentType="application/vnd.openxmlformats-officedocument.model+data"/><Default Extension="rels" ContentType="{_RELS}"/>'
)
_SHEETJS = Dialect(
    "SheetJS", text="str", blank=None, quoted=True, styled=False, defaults=_SHEETJS_TYPES,
    book='<workbookPr codeName="ThisWorkbook"/>', first=("xl/_rels/workbook.xml.rels",),
    head='<dimension ref="A1:P104"/><sheetViews><sheetView workbookViewId="0" rightToLeft="0"/></sheetViews>')
_AC = f' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" xmlns:x14ac="{_X14AC}"'
_SUMMARY = Sheet("สรุปการส่งออก", False, (Row(1, False, None, (Cell("A1", "0", "text", "สรุปการส่งออก", None),)),), (), ())

#: Each with the program whose files look so.
DIALECTS: tuple[Dialect, ...] = (
    _SHEETJS,
    Dialect("SheetJS with shared texts", computed="s", blank=None, quoted=True, styled=False, defaults=_SHEETJS_TYPES, first=("xl/_rels/workbook.xml.rels",)),
    Dialect("ExcelJS", empty="", folders=True, quoted=True, spaces=_AC, row=' x14ac:dyDescent="0.25"',
            book='<fileVersion appName="xl" lastEdited="5" lowestEdited="5" rupBuild="9303"/><workbookPr defaultThemeVersion="164011" filterPrivacy="1"/>'),
    Dialect("ExcelJS streaming", text="str", computed=None, blank=None, named=False, spaces=_AC, row=' x14ac:dyDescent="0.25"',
            declaration=_STANDALONE, first=("_rels/.rels", "xl/worksheets/sheet1.xml")),
    Dialect("LibreOffice", formula='<f aca="false">', quoted=True, space=True, true="true", row=' outlineLevel="0" collapsed="false"',
            book='<fileVersion appName="Calc"/><workbookPr backupFile="false" showObjects="all" date1904="false"/><workbookProtection/>',
            declaration=_STANDALONE + "\n", first=("_rels/.rels", "xl/workbook.xml", "xl/styles.xml")),
    Dialect("Google Sheets", number=_with_fraction, blank="/>", empty="<v></v>", head='<sheetPr/><sheetViews><sheetView workbookViewId="0"/></sheetViews>',
            declaration=_STANDALONE, spaces=' xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main"', first=("xl/theme/theme1.xml", "xl/worksheets/sheet1.xml")),
    Dialect("Numbers", computed=None, named=False, hiding=False, blank="/>", extra=(_SUMMARY,), book="<workbookPr date1904=\"1\"/>"),
    Dialect("WPS", row=' spans="1:16"', spaces=' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
            'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"', book="<fileVersion appName=\"xl\"/><workbookPr/>"),
    Dialect("Apache POI", type_first=True, streamed=True, declaration='<?xml version="1.0" encoding="UTF-8"?>\n', empty="<v></v>",
            relationship='<Relationship Id="{id}" Target="{target}" Type="{type}"/>',
            override='<Override ContentType="{type}" PartName="/{part}"/>'),
    Dialect("Apache POI streaming", text="inlineStr", type_first=True, streamed=True, blank="></c>", empty="",
            declaration='<?xml version="1.0" encoding="UTF-8"?>\n',
            relationship='<Relationship Id="{id}" Target="{target}" Type="{type}"/>', targets=("", "/")),
    Dialect("ClosedXML", prefix="x", targets=("/xl/", "/"), link="R{:016x}", declaration='<?xml version="1.0" encoding="utf-8"?>', blank=" />", empty="<v />",
            relationship='<Relationship Type="{type}" Target="{target}" Id="{id}" />'),
    Dialect("EPPlus", targets=("/xl/", "/"), sheet="sheet{}", declaration='\ufeff<?xml version="1.0" encoding="utf-8" standalone="yes"?>', blank=" />",
            empty="<v />", relationship='<Relationship Type="{type}" Target="{target}" Id="{id}" />'),
    Dialect("Excel, strict", strict=True, row=' spans="1:16"', empty="<v></v>", book='<workbookPr dateCompatibility="0" defaultThemeVersion="124226"/>'),
    Dialect("cells without positions", text="inlineStr", placed=False, blank="/>", computed=None, named=False, head=""),
    Dialect("Java report writers", text="inlineStr", space=True, computed=None, styled=False, blank=None, named=False, head="",
            sheet="Sheet{}", targets=("/xl/", "/"), declaration='<?xml version="1.0" encoding="UTF-8" standalone="no"?>'),
)
