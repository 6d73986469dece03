"""What hangs on the cells of a sheet without being their content: notes, form controls, drawn shapes and small pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Literal, NamedTuple
from xml.etree import ElementTree

from dgmm_excel.xlsx.a1 import Position, area, position
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.markup import tree
from dgmm_excel.xlsx.package import Package

Kind = Literal["note", "control", "shape"]

#: The most of one kind that is read on a sheet, and the largest part, in bytes.
MOST, LARGEST = 5_000, 8 * 1024 * 1024
#: A shape over more rows or columns than this is a picture beside the form, no mark on a cell.
_MOST_ROWS, _MOST_COLUMNS = 2, 3
_CONTROL = re.compile(rb"\s+ObjectType=\"(?:Checkbox|Radio|Drop|List|Edit|Spin|Scroll)\"")
#: An ActiveX control is drawn as its picture, as is an inserted object.
_PICTURE = re.compile(rb"\s+ObjectType=\"Pict\"")
_ANCHOR = re.compile(rb"<x:Anchor>([-0-9,\s]{7,200})</x:Anchor>")
_LINK = re.compile(rb"<x:FmlaLink>([^<]{1,200})</x:FmlaLink>")


class Attached(NamedTuple):
    """A thing on a sheet: the rows and columns that it covers, from 1, the text in it, and who wrote that; `writes`: the cell
    that a form control is linked to.
    """

    kind: Kind
    top: int
    left: int
    bottom: int
    right: int
    text: str = ""
    author: str = ""
    writes: Position | None = None

    def covers(self, row: int, column: int) -> bool:
        """Return whether it is on that cell."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def attached(package: Package, part: str) -> Sequence[Attached]:
    """Return what hangs on the cells of the sheet with that part. What cannot be read is left out: it is no answer cell."""
    found: list[Attached] = []
    for read in (_notes, _controls, _shapes) if package.has_links(part) else ():
        with suppress(UnreadableBook):
            found += read(package, part)
    return found


def _trees(package: Package, part: str, kind: str) -> Iterator[ElementTree.Element]:
    for one in package.linked(part, kind):
        if package.archive.size(one) <= LARGEST:
            yield tree(package.xml(one), one)


def _notes(package: Package, part: str) -> Iterator[Attached]:
    """Yield the notes; of a thread its own texts, since its note is an advertisement for them."""
    threads: dict[str, str] = {}
    for root in _trees(package, part, "threadedComment"):
        for one in root.findall("{*}threadedComment")[:MOST]:
            threads[one.get("ref", "")] = f"{threads.get(one.get('ref', ''), '')}\n{''.join(one.itertext())}".strip()
    for root in _trees(package, part, "comments"):
        authors = [one.text or "" for one in root.iterfind("{*}authors/{*}author")]
        for one in root.findall("{*}commentList/{*}comment")[:MOST]:
            place, who = position(one.get("ref", "")), one.get("authorId", "")
            if place is not None:
                text = threads.get(one.get("ref", "")) or "".join(part.text or "" for part in one.iterfind("{*}text//{*}t"))
                author = authors[int(who)] if who.isdecimal() and int(who) < len(authors) else ""
                yield Attached("note", *place, *place, text, author)


def _controls(package: Package, part: str) -> Iterator[Attached]:
    """Yield the form controls that do not write into the cell under them. Their drawings are often no well-formed XML."""
    for one in package.linked(part, "vmlDrawing"):
        if package.archive.size(one) > LARGEST:
            continue
        for piece in package.archive.read(one).split(b"<x:ClientData", MOST)[1:]:
            is_picture = _PICTURE.match(piece) is not None
            said = piece.partition(b"</x:ClientData")[0] if is_picture or _CONTROL.match(piece) else b""
            anchor = _ANCHOR.search(said)
            edges = [int(number) for number in anchor[1].split(b",") if number.strip().lstrip(b"-").isdigit()] if anchor else []
            if len(edges) == 8:
                control = _placed("control", edges[2], edges[0], edges[6], edges[4], edges[3] >= _HALF, edges[7] < _HALF)
                link = _LINK.search(said)
                cell = area(link[1].decode("utf-8", "replace").rpartition("!")[2]) if link else None
                if (cell is None or not control.covers(*cell.corner)) and not (is_picture and _is_large(control)):
                    yield control._replace(writes=cell.corner if cell else None)


#: Half the height of an ordinary row, in pixels: a control that begins below it belongs to the next row.
_HALF = 10


def _placed(kind: Kind, top: int, left: int, bottom: int, right: int, below: bool, above: bool, text: str = "") -> Attached:
    """Return a thing by its edges, from 0; one that only reaches into its first or last row is not on that row."""
    if bottom > top and below:
        top += 1
    if bottom > top and above:
        bottom -= 1
    return Attached(kind, top + 1, left + 1, bottom + 1, right + 1, text)


def _shapes(package: Package, part: str) -> Iterator[Attached]:
    for root in _trees(package, part, "drawing"):
        for anchor in [one for one in root.iter() if one.tag.endswith("CellAnchor")][:MOST]:
            start, end = anchor.find("{*}from"), anchor.find("{*}to")
            drawn = any(anchor.find(f"{{*}}{name}") is not None for name in ("sp", "pic", "cxnSp", "grpSp"))
            if start is not None and drawn:
                first, last = _edge(start), _edge(end if end is not None else start)
                text = "".join(one.text or "" for one in anchor.iter() if one.tag.endswith("}t"))
                shape = _placed("shape", first[0], first[1], last[0], last[1], first[2], not last[2], text)
                if not _is_large(shape):
                    yield shape


def _is_large(thing: Attached) -> bool:
    return thing.bottom - thing.top >= _MOST_ROWS or thing.right - thing.left >= _MOST_COLUMNS


def _edge(corner: ElementTree.Element) -> tuple[int, int, bool]:
    """Return the row and column of a corner, from 0, and whether it is in the lower half of the row."""
    numbers = [corner.findtext(f"{{*}}{name}", "0").strip() for name in ("row", "col", "rowOff")]
    row, column, offset = (int(text) if text.lstrip("-").isdecimal() and len(text) < 12 else 0 for text in numbers)
    return row, column, offset >= _HALF * _EMU


#: Units of drawings in a pixel.
_EMU = 9_525
