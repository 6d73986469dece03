"""An .xlsx opened at the level of its XML, to be changed as people and programs change files: cells, rows, sheets, names.

Shares nothing with `dgmm_excel.book`. What people's Excel does to formulas when rows move is left out (formulas are never
read back), and so are drawings.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
N = f"{{{MAIN}}}"
_CELL = re.compile(r"([A-Z]+)([0-9]+)")
_NAMED = re.compile(r"'((?:[^']|'')+)'!\$([A-Z]+)\$([0-9]+)")
_BROKEN = "#REF!"
#: A change of rows or columns: where each goes, None where it is deleted.
Move = Callable[[int], int | None]

for _prefix, _space in (("", MAIN), ("r", OFFICE), ("xdr", "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing")):
    ET.register_namespace(_prefix, _space)


def letters(column: int) -> str:
    """Return the letters of a column, from 1."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number(column: str) -> int:
    """Return the number of a column, from 1."""
    value = 0
    for char in column:
        value = value * 26 + ord(char) - 64
    return value


def split(cell: str) -> tuple[int, int]:
    """Row and column of a cell, from 1."""
    found = _CELL.fullmatch(cell)
    assert found, cell
    return int(found[2]), number(found[1])


def address(row: int, column: int) -> str:
    return f"{letters(column)}{row}"


def same(place: int) -> int:
    return place


class Page:
    """A worksheet: its tree, its cells by row and column from 1."""

    def __init__(self, book: XmlBook, part: str) -> None:
        self.book, self.part = book, part
        self.root = ET.fromstring(book.parts[part])
        data = self.root.find(f"{N}sheetData")
        assert data is not None
        self.data = data

    @property
    def rows(self) -> dict[int, ET.Element]:
        return {int(row.attrib["r"]): row for row in self.data}

    def cells(self) -> dict[tuple[int, int], ET.Element]:
        return {split(cell.attrib["r"]): cell for row in self.data for cell in row}

    def find(self, row: int, column: int) -> ET.Element | None:
        wanted = address(row, column)
        line = next((line for line in self.data if line.get("r") == str(row)), None)
        return None if line is None else next((cell for cell in line if cell.get("r") == wanted), None)

    def cell(self, row: int, column: int) -> ET.Element:
        """Return the cell, made in its place where it is not there."""
        found = self.find(row, column)
        if found is not None:
            return found
        line = next((line for line in self.data if line.get("r") == str(row)), None)
        if line is None:
            line = ET.Element(f"{N}row", {"r": str(row)})
            before = [place for place, other in enumerate(self.data) if int(other.attrib["r"]) > row]
            self.data.insert(before[0] if before else len(self.data), line)
        cell = ET.Element(f"{N}c", {"r": address(row, column)})
        before = [place for place, other in enumerate(line) if split(other.attrib["r"])[1] > column]
        line.insert(before[0] if before else len(line), cell)
        return cell

    def value(self, row: int, column: int) -> str | None:
        """Return what the cell holds, as text; None where it holds nothing."""
        cell = self.find(row, column)
        if cell is None:
            return None
        if cell.get("t") == "inlineStr":
            return "".join(text.text or "" for text in cell.iter(f"{N}t"))
        found = cell.find(f"{N}v")
        if found is None or found.text is None:
            return None
        return self.book.texts[int(found.text)] if cell.get("t") == "s" else found.text

    def put(self, row: int, column: int, value: Any, spelling: str = "inline") -> None:
        """A value as Excel (`shared`) or other programs (`inline`) write it; None clears."""
        cell = self.cell(row, column)
        clear(cell)
        if value is None:
            return
        if isinstance(value, bool):
            cell.set("t", "b")
            ET.SubElement(cell, f"{N}v").text = str(int(value))
        elif isinstance(value, str):
            if spelling == "shared":
                cell.set("t", "s")
                ET.SubElement(cell, f"{N}v").text = str(self.book.share(value))
            else:
                cell.set("t", "inlineStr")
                text = ET.SubElement(ET.SubElement(cell, f"{N}is"), f"{N}t")
                text.text = value
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        else:
            ET.SubElement(cell, f"{N}v").text = repr(value)

    def formula(self, row: int, column: int, text: str, value: Any = None, kind: str = "") -> None:
        """A formula, with its stored value or without any."""
        cell = self.cell(row, column)
        clear(cell)
        ET.SubElement(cell, f"{N}f").text = text
        if value is not None:
            if isinstance(value, str):
                cell.set("t", kind or "str")
            ET.SubElement(cell, f"{N}v").text = str(value)

    def error(self, row: int, column: int, text: str) -> None:
        """An error value."""
        cell = self.cell(row, column)
        clear(cell)
        cell.set("t", "e")
        ET.SubElement(cell, f"{N}v").text = text

    def stored(self, row: int, column: int, kind: str, value: str) -> None:
        """A value as it stands in the file, of whatever type."""
        cell = self.cell(row, column)
        clear(cell)
        cell.set("t", kind)
        ET.SubElement(cell, f"{N}v").text = value

    def drop(self, *tags: str) -> None:
        """Remove whole parts of the sheet, such as its validations."""
        for element in list(self.root):
            if element.tag.removeprefix(N) in tags:
                self.root.remove(element)

    def merges(self) -> list[str]:
        return [merge.attrib["ref"] for merge in self.root.iter(f"{N}mergeCell")]

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Merge an area, which holds what it held."""
        merged = self.root.find(f"{N}mergeCells")
        assert merged is not None
        ET.SubElement(merged, f"{N}mergeCell", {"ref": f"{address(row, column)}:{address(last_row, last_column)}"})
        merged.set("count", str(len(merged)))

    def remap(self, rows: Move = same, columns: Move = same) -> None:
        """Move whole rows and columns, with merged cells and validations."""
        lines: dict[int, ET.Element] = {}
        for row, line in self.rows.items():
            new_row = rows(row)
            if new_row is None:
                continue
            line.attrib.pop("spans", None)
            line.set("r", str(new_row))
            for cell in list(line):
                new_column = columns(split(cell.attrib["r"])[1])
                if new_column is None:
                    line.remove(cell)
                else:
                    cell.set("r", address(new_row, new_column))
            line[:] = sorted(line, key=lambda cell: split(cell.attrib["r"])[1])
            lines[new_row] = line
        self.data[:] = [lines[row] for row in sorted(lines)]
        for tag, key in (("mergeCell", "ref"), ("dataValidation", "sqref"), ("conditionalFormatting", "sqref")):
            for parent in list(self.root.iter()):
                for element in list(parent):
                    if element.tag == N + tag:
                        moved = [_moved(one, rows, columns) for one in element.attrib[key].split()]
                        kept = [one for one in moved if one and (tag != "mergeCell" or ":" in one)]
                        if kept:
                            element.set(key, " ".join(kept))
                        else:
                            parent.remove(element)
        if any(element.tag == N + "mergeCells" and not len(element) for element in self.root):
            self.drop("mergeCells")
        self.drop("dimension", "cols")


def clear(cell: ET.Element) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)


def _moved(area: str, rows: Move, columns: Move) -> str | None:
    first, _, last = area.partition(":")
    corners = [split(corner) for corner in (first, last or first)]
    inside_rows = [new for row in range(corners[0][0], corners[1][0] + 1) if (new := rows(row)) is not None]
    inside_columns = [new for col in range(corners[0][1], corners[1][1] + 1) if (new := columns(col)) is not None]
    if not inside_rows or not inside_columns:
        return None
    start, end = address(min(inside_rows), min(inside_columns)), address(max(inside_rows), max(inside_columns))
    return start if start == end else f"{start}:{end}"


class XmlBook:
    """A workbook. `save` gives its bytes."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.workbook = ET.fromstring(self.parts["xl/workbook.xml"])
        self.rels = ET.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        self._pages: dict[str, Page] = {}
        self._texts: list[str] | None = None
        self._added: list[str] = []

    # -- texts -------------------------------------------------------------------------------------

    @property
    def texts(self) -> list[str]:
        """The shared texts."""
        if self._texts is None:
            shared = ET.fromstring(self.parts["xl/sharedStrings.xml"])
            self._texts = ["".join(text.text or "" for text in item.iter(f"{N}t")) for item in shared]
        return self._texts

    def share(self, text: str) -> int:
        self.texts.append(text)
        self._added.append(text)
        return len(self.texts) - 1

    # -- sheets ------------------------------------------------------------------------------------

    @property
    def sheets(self) -> ET.Element:
        found = self.workbook.find(f"{N}sheets")
        assert found is not None
        return found

    @property
    def titles(self) -> list[str]:
        return [sheet.attrib["name"] for sheet in self.sheets]

    def _sheet(self, title: str) -> ET.Element:
        return next(sheet for sheet in self.sheets if sheet.get("name") == title)

    def _part(self, title: str) -> str:
        wanted = self._sheet(title).attrib[f"{{{OFFICE}}}id"]
        target = next(rel.attrib["Target"] for rel in self.rels if rel.get("Id") == wanted)
        return target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def page(self, title: str) -> Page:
        part = self._part(title)
        if part not in self._pages:
            self._pages[part] = Page(self, part)
        return self._pages[part]

    def rename(self, old: str, new: str) -> None:
        self._sheet(old).set("name", new)
        for name in self.names:
            sheet, row, column = self.cell_of(name) or ("", 0, 0)
            if sheet == old:
                self.point(name, (new, row, column))

    def reorder(self, titles: list[str]) -> None:
        self.sheets[:] = [self._sheet(title) for title in titles]

    def hide(self, title: str, state: str = "hidden") -> None:
        self._sheet(title).set("state", state)

    def remove(self, title: str) -> None:
        """Delete a sheet; names that stood for its cells are broken, as in Excel."""
        part = self._part(title)
        self.sheets.remove(self._sheet(title))
        for rel in list(self.rels):
            if rel.get("Target", "").removeprefix("/xl/") == part.removeprefix("xl/"):
                self.rels.remove(rel)
        self._pages.pop(part, None)
        del self.parts[part]
        self._declare(part, remove=True)
        for name in self.names:
            if (self.cell_of(name) or ("",))[0] == title:
                self.set_name(name, _BROKEN)

    def add(self, title: str, xml: bytes) -> Page:
        """Add a sheet at the end."""
        self.attach(title, xml)
        return self.page(title)

    def attach(self, title: str, xml: bytes | None) -> None:
        """Add a sheet at the end, whatever its XML is; None: list it alone."""
        count = 1 + len(self.titles)
        while f"xl/worksheets/sheet{100 + count}.xml" in self.parts:
            count += 1
        part, identifier = f"xl/worksheets/sheet{100 + count}.xml", f"rIdAdded{count}"
        if xml is not None:
            self.parts[part] = xml
        ids = [int(sheet.attrib["sheetId"]) for sheet in self.sheets]
        ET.SubElement(self.sheets, f"{N}sheet", {"name": title, "sheetId": str(max(ids) + 1), f"{{{OFFICE}}}id": identifier})
        ET.SubElement(self.rels, f"{{{RELS}}}Relationship", {
            "Id": identifier, "Type": f"{OFFICE}/worksheet", "Target": f"/{part}"})
        self._declare(part)

    def copy(self, title: str, new: str) -> Page:
        """Copy a sheet as “Move or copy” does; names go on standing for the first one's cells."""
        return self.add(new, ET.tostring(self.page(title).root))

    def _declare(self, part: str, remove: bool = False) -> None:
        types = self.parts["[Content_Types].xml"].decode()
        if remove:
            types = re.sub(rf'<Override [^>]*PartName="/{re.escape(part)}"[^>]*(/>|></Override>)', "", types)
        else:
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
            types = types.replace("</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')
        self.parts["[Content_Types].xml"] = types.encode()

    # -- names -------------------------------------------------------------------------------------

    @property
    def _defined(self) -> dict[str, ET.Element]:
        found = self.workbook.find(f"{N}definedNames")
        return {} if found is None else {name.attrib["name"]: name for name in found if "localSheetId" not in name.attrib}

    @property
    def names(self) -> list[str]:
        return list(self._defined)

    def cell_of(self, name: str) -> tuple[str, int, int] | None:
        """Return the cell that a name refers to."""
        found = _NAMED.fullmatch(self._defined[name].text or "")
        return (found[1].replace("''", "'"), int(found[3]), number(found[2])) if found else None

    def point(self, name: str, place: tuple[str, int, int]) -> None:
        sheet, row, column = place
        quoted = sheet.replace("'", "''")
        self.set_name(name, f"'{quoted}'!${letters(column)}${row}")

    def set_name(self, name: str, text: str) -> None:
        self._defined[name].text = text

    def drop_names(self) -> None:
        found = self.workbook.find(f"{N}definedNames")
        if found is not None:
            self.workbook.remove(found)

    def remap(self, title: str, rows: Move = same, columns: Move = same, *, names: bool = True) -> None:
        """Move rows and columns of a sheet; `names` follow as in Excel, or stay behind as with some programs."""
        self.page(title).remap(rows, columns)
        for name in self.names if names else ():
            place = self.cell_of(name)
            if place and place[0] == title:
                row, column = rows(place[1]), columns(place[2])
                if row is None or column is None:
                    self.set_name(name, _BROKEN)
                else:
                    self.point(name, (title, row, column))

    # -- bytes -------------------------------------------------------------------------------------

    def save(self) -> bytes:
        parts = dict(self.parts)
        parts["xl/workbook.xml"] = ET.tostring(self.workbook, "UTF-8", xml_declaration=True)
        parts["xl/_rels/workbook.xml.rels"] = _plain(self.rels)
        for part, page in self._pages.items():
            parts[part] = ET.tostring(page.root, "UTF-8", xml_declaration=True)
        if self._added:
            shared = ET.fromstring(parts["xl/sharedStrings.xml"])
            for text in self._added:
                item = ET.SubElement(ET.SubElement(shared, f"{N}si"), f"{N}t")
                item.text = text
                item.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            shared.set("uniqueCount", str(len(shared)))
            parts["xl/sharedStrings.xml"] = ET.tostring(shared, "UTF-8", xml_declaration=True)
        return packed(parts)


def _plain(rels: ET.Element) -> bytes:
    """Relationships in their own default namespace, as every program writes them."""
    lines = "".join(
        "<Relationship " + " ".join(f'{key}="{value}"' for key, value in rel.attrib.items()) + "/>" for rel in rels
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{RELS}">{lines}</Relationships>'.encode()


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a package of those parts, compressed lightly."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()
