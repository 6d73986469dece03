"""Packages from drawn workbooks: `save` keeps what openpyxl writes, `finished` makes it canonical and ready to be stamped.

openpyxl writes the parts of a font in an order that the schema does not allow: both mend that, and spell XML as Excel does. It
also writes formulas without values, and dates of the moment. Protected View, mail previews and readers of values show cached
values, so `finished` stores them; its output depends on its arguments alone.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import IO, TypeVar

from deflate import deflate_compress
from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from dgmm_excel.authoring import shared_texts
from dgmm_excel.authoring.canonical import canonical
from dgmm_excel.authoring.shared_texts import SharedTexts
from dgmm_excel.authoring.sheet import CachedValue
from dgmm_excel.authoring.spelling import as_excel, closed_at_once
from dgmm_excel.authoring.stamped_cells import is_stamped, numbers_allowed
from dgmm_excel.xlsx.cell_xml import cell_xml
from dgmm_excel.xlsx.markup import cell_text
from dgmm_excel.xlsx.spliced import Spliced
from dgmm_excel.xlsx.untouched import add_digest, listed
from dgmm_excel.xlsx.zip_writer import QUICK, Begun, Deflated, Packed, ZipWriter

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DECLARED = re.compile(rb"\A(?:<\?xml[^>]*\?>\s*)?")
_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"(?: s="(\d+)")?><f>(.*?)</f><v></v></c>', re.DOTALL)
_INLINE = re.compile(r'<c r="([A-Z]+\d+)"([^>]*) t="inlineStr"><is>(.*?)</is></c>', re.DOTALL)
_TEXT = re.compile("<t(?: [^>]*)?>(.*?)</t>", re.DOTALL)
#: What begins a token, a text that stamping replaces; and the whole of one.
_TOKEN = "⟦"
_TOKENS = re.compile("(⟦[a-z.]+⟧)".encode())
_FONT = re.compile(r"<(font|rPr)>(.*?)</\1>", re.DOTALL)
#: Default values that openpyxl writes in cells, validations, formats, headers and protection.
_GRANTED = re.compile(
    r' t="n"| showDropDown="0"| showInputMessage="0"| pivotButton="0"| quotePrefix="0"'
    r"|<(oddHeader|evenHeader|evenFooter|firstHeader|firstFooter)></\1>"
)
_PROTECTION = re.compile(r"<sheetProtection[^>]*>")
_FREE = re.compile(
    r' (autoFilter|deleteColumns|deleteRows|formatCells|insertColumns|insertHyperlinks|insertRows|pivotTables|sort)="1"'
    r'| (objects|scenarios|selectLockedCells|selectUnlockedCells)="0"'
)
_MERGES = re.compile(r"(<mergeCells[^>]*>)(.*?)(</mergeCells>)", re.DOTALL)
_MERGE = re.compile(r'<mergeCell ref="([A-Z]+)(\d+):[^>]*></mergeCell>')
_PART_OF_FONT = re.compile(r"<(\w+)[^>]*(?:/>|></\1>)")
#: The order of a font's parts in the file format's schema.
_FONT_ORDER = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "rFont",
    "family", "charset", "scheme",
)
_SHEETS, _NO_ROWS = "xl/worksheets/sheet", b"<sheetData/>"
_DATE = "2023-01-01T00:00:00Z"
_STYLES = "xl/styles.xml"


def saved(book: Workbook, *, digest: bool = False) -> bytes:
    """Return what `save` writes."""
    data = BytesIO()
    save(book, data, digest=digest)
    return data.getvalue()


def save(
    book: Workbook, out: IO[bytes], rows: Mapping[int, Packed] | None = None, texts: SharedTexts | None = None, *,
    digest: bool = False,
) -> None:
    """Write the workbook as a file of any size into `out`, from its start; `out` can be read and sought in.

    `rows`: the rows of some sheets, which have none in `book`, as XML, by the sheet's place from 1. `texts`: those that these
    rows share. `digest`: a digest in the file tells whether it was changed since (`xlsx.untouched`).
    """
    data, writer = _framed(book, texts or {}), ZipWriter(out)
    members = {f"{_SHEETS}{place}.xml": of for place, of in (rows or {}).items()}
    with zipfile.ZipFile(data) as package:
        for name in sorted(package.namelist(), key=_package_order):
            xml = _mended(name, package.read(name), shares=bool(texts))
            if digest:
                xml = listed(name, xml)
            if name in members:
                head, _, tail = xml.partition(_NO_ROWS)
                writer.frame(name, head + b"<sheetData>", members[name], b"</sheetData>" + tail)
            else:
                writer.add(_deflated(name, xml, _ORDINARY))
    if digest:
        add_digest(writer)
    writer.finish()


def _framed(book: Workbook, texts: Collection[bytes]) -> IO[bytes]:
    """Return the package that openpyxl writes of a workbook, and in it the part of shared texts, if there are any."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        if texts:
            package.writestr(shared_texts.PART, shared_texts.table([text.decode() for text in texts]))
        ExcelWriter(book, package).save()  # not `book.save`, which states the time of the day
    return data


def _mended(name: str, xml: bytes, *, shares: bool) -> bytes:
    """Return a part of openpyxl's: fonts in order, charts and drawings as Excel spells them, empty cells closed at once;
    `shares` is whether the workbook has a part of shared texts.
    """
    if name.startswith(_SHEETS):
        return closed_at_once(_DECLARED.sub(_DECLARATION, xml, count=1))
    if name == shared_texts.PART:  # not openpyxl's, and up to 2 MB
        return _DECLARATION + xml
    if not name.endswith((".xml", ".rels")):
        return xml  # a picture that somebody put into a workbook of ours
    text = canonical(xml.decode())
    text = as_excel(name, shared_texts.listed(name, text) if shares else text)
    return _DECLARATION + (_FONT.sub(_in_order, text) if name == _STYLES else text).encode()


T = TypeVar("T")
#: What cells hold, by sheet and cell.
CellsOf = Mapping[str, Mapping[str, T]]


@dataclass(frozen=True)
class Written:
    """The parts that openpyxl wrote of a workbook, in canonical XML, by name, with formulas without values.

    `sheets` has the name of each sheet's part, by its title.
    """

    xml: Mapping[str, str]
    sheets: Mapping[str, str]

    def finished(self, cached: CellsOf[CachedValue], stamped: str, entered: CellsOf[str] | None = None) -> Parts:
        """Return the parts with the cached values of formulas, and with texts in cells that were drawn empty (`entered`), by
        sheet and cell. `stamped` is the title of the sheet that differs from copy to copy.
        """
        xml, entered = dict(self.xml), entered or {}
        for title, path in self.sheets.items():
            xml[path] = _FORMULA.sub(_with_value(cached.get(title, {})), _with_texts(xml[path], entered.get(title, {})))
        _share_texts(xml, list(self.sheets.values()))
        names = sorted(xml, key=_package_order)
        parts = {name: _DECLARATION + as_excel(name, xml[name]).encode("utf-8") for name in names}
        return Parts(parts, self.sheets[stamped], self.sheets)


@dataclass(frozen=True)
class Parts:
    """The parts of a package, uncompressed, in order; `stamped` names the part that differs from copy to copy.

    `sheets` has the name of each sheet's part, by its title.
    """

    parts: Mapping[str, bytes]
    stamped: str
    sheets: Mapping[str, str]


def finished(workbook: Workbook, cached: CellsOf[CachedValue], stamped: str) -> Parts:
    """Return the parts of a drawn workbook, with the cached values of its formulas by sheet and cell.

    `stamped` is the title of the sheet that differs from copy to copy.
    """
    return written(workbook).finished(cached, stamped)


def written(workbook: Workbook) -> Written:
    """Return the parts of a drawn workbook; they are finished as often as its copies differ in answers."""
    stream = BytesIO()
    workbook.save(stream)
    with zipfile.ZipFile(stream) as package:
        raw = {name: package.read(name) for name in package.namelist()}
    paths = {
        sheet.title: f"xl/worksheets/sheet{number}.xml"
        for number, sheet in enumerate(workbook.worksheets, start=1)
    }
    xml = {name: canonical(data.decode("utf-8")) for name, data in raw.items()}
    for path in paths.values():
        xml[path] = _PROTECTION.sub(lambda found: _FREE.sub("", found.group()), xml[path])
        xml[path] = _FONT.sub(_in_order, _GRANTED.sub("", xml[path]))
        xml[path] = _MERGES.sub(_merges_in_order, xml[path])
    xml[_THEME] = _SCRIPTS.sub("", xml[_THEME])
    xml[_STYLES] = _GRANTED.sub("", _FONT.sub(_in_order, xml[_STYLES]))
    xml["docProps/core.xml"] = re.sub(r"(<dcterms:(created|modified)[^>]*>)[^<]*", rf"\g<1>{_DATE}", xml["docProps/core.xml"])
    return Written(xml, paths)


def _package_order(name: str) -> tuple[int, str]:
    """Sort the content types first, as readers of streams expect, then the rest by name."""
    return (0 if name == "[Content_Types].xml" else 1, name)


def _with_value(cached: Mapping[str, CachedValue]) -> Callable[[re.Match[str]], str]:
    def filled(found: re.Match[str]) -> str:
        cell, style, formula = found.groups()
        return cell_xml(cell, cached[cell], int(style or 0), formula)

    return filled


def _with_texts(xml: str, texts: Mapping[str, str]) -> str:
    """Return a sheet's part with texts in cells that are empty."""
    for cell, text in texts.items():
        empty = re.search(rf'<c r="{cell}"[^>]*(?=></c>)', xml)
        if empty is None:
            raise ValueError(f"{cell} is no empty cell")
        inside = f' t="inlineStr"><is><t>{cell_text(text)}</t></is>'
        xml = xml[:empty.end()] + inside + xml[empty.end() + 1:]
    return xml


def _share_texts(xml: dict[str, str], sheets: list[str]) -> None:
    """Move the sheets' texts into one shared table, as Excel does; those of stamped cells come last, and texts of which
    stamping changes a part stay in their cells.
    """
    used = [_slim(text) for path in sheets for _, _, text in _INLINE.findall(xml[path]) if _is_shared(text)]
    # sorted: texts with a common beginning compress well side by side
    order = sorted(set(used), key=lambda text: (is_stamped(text), "<r>" in text, text))
    table = {text: place for place, text in enumerate(order)}

    def shared(found: re.Match[str]) -> str:
        cell, attributes, text = found.groups()
        return f'<c r="{cell}"{attributes} t="s"><v>{table[_slim(text)]}</v></c>' if _is_shared(text) else found.group()

    for path in sheets:
        xml[path] = _INLINE.sub(shared, numbers_allowed(xml[path]))
    xml[shared_texts.PART] = shared_texts.table(order, len(used))
    for name in xml:
        xml[name] = shared_texts.listed(name, xml[name])


def _is_shared(text: str) -> bool:
    return is_stamped(text) or _TOKEN not in text


_THEME = "xl/theme/theme1.xml"
#: The theme's fonts for scripts that no form uses.
_SCRIPTS = re.compile(r'<a:font script=[^>]*></a:font>')


def _slim(item: str) -> str:
    """Return a text's item that asks to preserve white space only if there is some to lose."""
    def slim(found: re.Match[str]) -> str:
        text = found.group(1)
        return f'<t xml:space="preserve">{text}</t>' if text != text.strip() or "\n" in text else f"<t>{text}</t>"

    return _TEXT.sub(slim, item)


def _merges_in_order(found: re.Match[str]) -> str:
    """Sort the merged cells: openpyxl keeps them in a set, whose order is not defined."""
    def place(merge: re.Match[str]) -> tuple[int, int, str]:
        return int(merge.group(2)), len(merge.group(1)), merge.group(1)

    merges = sorted(_MERGE.finditer(found.group(2)), key=place)
    return found.group(1) + "".join(merge.group() for merge in merges) + found.group(3)


def _in_order(found: re.Match[str]) -> str:
    kind, inside = found.groups()
    parts = {part.group(1): part.group() for part in _PART_OF_FONT.finditer(inside)}
    return f"<{kind}>{''.join(parts[name] for name in _FONT_ORDER if name in parts)}</{kind}>"


# -- zip -------------------------------------------------------------------------------------------


def token(key: str) -> str:
    """Return the text that stands in a drawn sheet for a value that stamping fills in; `key` is letters and dots."""
    return f"{_TOKEN}{key}⟧"


class Stamp:
    """A package of which one part differs from copy to copy: the others are compressed once and copied as they are.

    `apart` is a second part that differs, which each copy brings; empty: none.
    """

    def __init__(self, parts: Parts, apart: str = "") -> None:
        self.parts = parts
        #: The differing part, split at its tokens: literal, token, literal, …
        self._pieces = _TOKENS.split(parts.parts[parts.stamped])
        self._names = tuple(name for name in parts.parts if name not in (parts.stamped, apart))
        #: The parts that a copy had as they are.
        self._compressed: dict[str, Deflated] = {}

    def differing(self, changes: Mapping[bytes, bytes]) -> bytes:
        """Return the differing part with each token replaced by its value; a value may look like a token."""
        return b"".join(changes.get(piece, piece) if place % 2 else piece for place, piece in enumerate(self._pieces))

    def copy(self, changes: Mapping[bytes, bytes], *apart: Deflated) -> tuple[bytes, ...]:
        """Return a copy in pieces whose differing part has these values for its tokens; `apart` the second one."""
        return self._others.ended(self._differing.filled([changes.get(token, token) for token in self._pieces[1::2]]), *apart)

    def edited(self, contents: Mapping[str, bytes]) -> bytes:
        """Return a copy with other contents of some parts, the differing one among them, and with new parts."""
        file = BytesIO()
        writer = ZipWriter(file)
        for name in dict.fromkeys((*self._names, *contents)):
            writer.add(_deflated(name, contents[name], QUICK) if name in contents else self._as_it_is(name))
        writer.finish()
        return file.getvalue()

    @cached_property
    def _differing(self) -> Spliced:
        return Spliced(self.parts.stamped, self._pieces[::2])

    @cached_property
    def _others(self) -> Begun:
        """All parts but those that differ, with which every copy begins."""
        writer = ZipWriter(BytesIO())
        for name in self._names:
            writer.add(self._as_it_is(name))
        return writer.begun()

    def _as_it_is(self, name: str) -> Deflated:
        if name not in self._compressed:
            self._compressed[name] = _deflated(name, self.parts.parts[name], _SMALLEST)
        return self._compressed[name]


#: Levels of compression: slow for what every copy of a form has as it is; and for a workbook's parts.
_SMALLEST, _ORDINARY = 10, 6


def _deflated(name: str, data: bytes, level: int) -> Deflated:
    return Deflated.of(name, data, lambda content: bytes(deflate_compress(content, level)))
