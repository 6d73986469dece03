"""The drawn workbook becomes a canonical package: what formulas show stands beside them, same input, same bytes.

openpyxl writes formulas without values, fonts with their parts out of order, and dates of the moment. Protected View, mail
previews and readers of values show what is stored; so a finishing pass stores it.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import canonicalize
from xml.sax.saxutils import escape

from dgmm_excel.evaluate import Computed
from dgmm_excel.form.draw import Drawing
from dgmm_excel.form.sheet import Shows

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)><f>(.*?)</f><v></v></c>', re.DOTALL)
_INLINE = re.compile(r'<c r="([A-Z]+\d+)"([^>]*) t="inlineStr"><is>(.*?)</is></c>', re.DOTALL)
_TEXT = re.compile("<t(?: [^>]*)?>")
_FONT = re.compile(r"<font>(.*?)</font>", re.DOTALL)
_MERGES = re.compile(r"(<mergeCells[^>]*>)(.*?)(</mergeCells>)", re.DOTALL)
_MERGE = re.compile(r'<mergeCell ref="([A-Z]+)(\d+):[^>]*></mergeCell>')
_PART_OF_FONT = re.compile(r"<(\w+)[^>]*></\1>")
#: The order of a font's parts in the file format's schema.
FONT_ORDER = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)
_DATE = "2023-01-01T00:00:00Z"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Parts:
    """A package's parts, each as it is inside the zip, in order; `cover` names the part that stamping replaces."""

    parts: Mapping[str, bytes]
    cover: str


def finished(drawing: Drawing, cover: str) -> Parts:
    """The parts of a drawn workbook; the sheet `cover` is the one that stamping replaces."""
    stream = BytesIO()
    drawing.workbook.save(stream)
    with zipfile.ZipFile(stream) as package:
        raw = {name: package.read(name) for name in package.namelist()}
    paths = {
        sheet.title: f"xl/worksheets/sheet{number}.xml"
        for number, sheet in enumerate(drawing.workbook.worksheets, start=1)
    }
    xml = {name: canonicalize(data.decode("utf-8")) for name, data in raw.items()}
    for title, path in paths.items():
        xml[path] = _MERGES.sub(_merges_in_order, _FORMULA.sub(_stored(drawing.shows[title], drawing.fresh), xml[path]))
    _share_texts(xml, [path for title, path in paths.items() if title != cover])
    xml["xl/styles.xml"] = _FONT.sub(_in_order, xml["xl/styles.xml"])
    xml["docProps/core.xml"] = re.sub(r"(<dcterms:(created|modified)[^>]*>)[^<]*", rf"\g<1>{_DATE}", xml["docProps/core.xml"])
    return Parts({name: _DECLARATION + text.encode("utf-8") for name, text in sorted(xml.items(), key=_package_order)},
                 paths[cover])


def _package_order(part: tuple[str, str]) -> tuple[int, str]:
    """The content types first, as readers of streams expect, then the rest by name."""
    return (0 if part[0] == "[Content_Types].xml" else 1, part[0])


def _stored(shows: Mapping[str, Shows], state: Computed) -> Callable[[re.Match[str]], str]:
    def filled(found: re.Match[str]) -> str:
        cell, attributes, formula = found.groups()
        value = shows[cell](state)
        value = "" if value is None else value
        kind = ' t="str"' if isinstance(value, str) else ""
        text = escape(value) if isinstance(value, str) else repr(value)
        return f'<c r="{cell}"{attributes}{kind}><f>{formula}</f><v>{text}</v></c>'

    return filled


_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHARED_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_SHARED_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def _share_texts(xml: dict[str, str], sheets: list[str]) -> None:
    """Put the sheets' texts into one shared table, as Excel itself does; the cover's stay in place, to be stamped."""
    table: dict[str, int] = {}
    used = 0

    def shared(found: re.Match[str]) -> str:
        nonlocal used
        used += 1
        cell, attributes, text = found.groups()
        item = _TEXT.sub('<t xml:space="preserve">', text)
        return f'<c r="{cell}"{attributes} t="s"><v>{table.setdefault(item, len(table))}</v></c>'

    for path in sheets:
        xml[path] = _INLINE.sub(shared, xml[path])
    items = "".join(f"<si>{item}</si>" for item in table)
    xml["xl/sharedStrings.xml"] = f'<sst xmlns="{_SPREADSHEET}" count="{used}" uniqueCount="{len(table)}">{items}</sst>'
    xml["[Content_Types].xml"] = xml["[Content_Types].xml"].replace(
        "</Types>", f'<Override ContentType="{_SHARED_TYPE}" PartName="/xl/sharedStrings.xml"></Override></Types>')
    links = "xl/_rels/workbook.xml.rels"
    xml[links] = xml[links].replace(
        "</Relationships>",
        f'<Relationship Id="rIdTexts" Target="sharedStrings.xml" Type="{_SHARED_LINK}"></Relationship></Relationships>')


def _merges_in_order(found: re.Match[str]) -> str:
    """openpyxl keeps merged cells in a set, whose order is nobody's promise."""
    def place(merge: re.Match[str]) -> tuple[int, int, str]:
        return int(merge.group(2)), len(merge.group(1)), merge.group(1)

    merges = sorted(_MERGE.finditer(found.group(2)), key=place)
    return found.group(1) + "".join(merge.group() for merge in merges) + found.group(3)


def _in_order(found: re.Match[str]) -> str:
    parts = {part.group(1): part.group() for part in _PART_OF_FONT.finditer(found.group(1))}
    return "<font>" + "".join(parts[name] for name in FONT_ORDER if name in parts) + "</font>"


# -- zip -------------------------------------------------------------------------------------------


class Stamp:
    """A package of which one part differs from copy to copy: the others are compressed once and copied as they are."""

    def __init__(self, parts: Parts) -> None:
        self._name = parts.cover
        self._text = parts.parts[parts.cover]
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            for name, data in parts.parts.items():
                if name != parts.cover:
                    package.writestr(_member(name), data, compresslevel=9)
            self._end = package.fp.tell() if package.fp else 0
            count = len(package.namelist())
        whole = stream.getvalue()
        self._before, self._records, self._count = whole[: self._end], whole[self._end : -22], count

    def copy(self, changes: Mapping[bytes, bytes]) -> bytes:
        """One copy, each of the keys in its differing part replaced by its value."""
        tokens = re.compile(b"|".join(re.escape(token) for token in changes))
        text = tokens.sub(lambda found: changes[found.group()], self._text)  # at once: a value may look like a token
        packer = zlib.compressobj(2, zlib.DEFLATED, -15)  # small already: speed counts
        packed = packer.compress(text) + packer.flush()
        name = self._name.encode("ascii")
        facts = (20, 0, 8, 0, 0x21, zlib.crc32(text), len(packed), len(text), len(name), 0)
        local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", *facts) + name + packed
        central = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, *facts, 0, 0, 0, 0, self._end) + name
        records = self._records + central
        end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, self._count + 1, self._count + 1, len(records),
                          self._end + len(local), 0)
        return self._before + local + records + end


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0
    return info
