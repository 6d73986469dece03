"""An .xlsx as bytes: its sheets in order and by name, its defined names, and unusual features.

Parts are found as the format defines, from `_rels/.rels` through the workbook and its relationships, never by guessing
`sheet1.xml`. Opening reads the directory and the head of the workbook; everything else is read when it is needed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import unquote
from xml.parsers import expat

from dgmm_excel.xlsx.archive import LIMITS, REASONS, Archive, Limits, UnreadableBook, key
from dgmm_excel.xlsx.markup import MAIN, decoded, parse, tree, utf8

__all__ = ["LIMITS", "REASONS", "DefinedName", "Limits", "Package", "SheetEntry", "UnreadableBook"]

_IDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
#: The member that every OpenDocument file has.
_OPEN_DOCUMENT = "mimetype"
#: The longest part that is kept with what it says, in bytes: one of 64 MiB would stay in memory as well.
_LONGEST_KEPT = 65_536
_SHEETS_END = re.compile(rb"</(?:[\w.-]+:)?sheets\s*>")


@dataclass(frozen=True)
class SheetEntry:
    """A sheet as the workbook lists it.

    `kind` is worksheet, chartsheet, dialogsheet, macrosheet, or missing if the package has no such part; `state` is visible,
    hidden or veryHidden.
    """

    name: str
    part: str
    state: str
    kind: str


@dataclass(frozen=True)
class DefinedName:
    """A defined name and what it refers to, without the equals sign; `sheet` is the sheet that it is local to, if any."""

    name: str
    text: str
    sheet: str | None
    hidden: bool


@dataclass(frozen=True)
class _Relationship:
    kind: str
    target: str
    external: bool


class Package:
    """The parts of a workbook. Raises UnreadableBook, at once or when a part is read, and nothing else.

    `macros`: the workbook is macro-enabled, whatever the file's name. `external_links`: it refers to other workbooks.
    """

    def __init__(self, data: bytes, limits: Limits = LIMITS) -> None:
        self.data = data
        self.archive = Archive(data, limits, whole=False)
        self.workbook_part = self._find_workbook()
        self._relationships = self._related(self.workbook_part)
        self.date1904, listed = self._head()
        self.sheets = tuple(self._entry(*sheet) for sheet in listed)
        if all(sheet.kind == "missing" for sheet in self.sheets):
            raise UnreadableBook("damaged", "the workbook has no sheet")
        if len({sheet.name.casefold() for sheet in self.sheets}) != len(self.sheets):
            raise UnreadableBook("damaged", "two sheets have the same name")

    @cached_property
    def worksheets(self) -> tuple[SheetEntry, ...]:
        """The sheets that hold cells."""
        return tuple(sheet for sheet in self.sheets if sheet.kind == "worksheet")

    def worksheet(self, name: str) -> SheetEntry:
        """Return the worksheet of that name; case does not matter, as in Excel. Raises KeyError."""
        for sheet in self.worksheets:
            if sheet.name == name or sheet.name.casefold() == name.casefold():
                return sheet
        raise KeyError(name)

    @property
    def shared_strings(self) -> str | None:
        """The part with the texts shared by cells."""
        return self._one("sharedStrings")

    @property
    def styles(self) -> str | None:
        """The part with the cell formats, which say which numbers are dates."""
        return self._one("styles")

    @property
    def calculation_chain(self) -> str | None:
        """The part with the order in which formulas were last calculated."""
        return self._one("calcChain")

    @property
    def workbook_links(self) -> str:
        """The part with the workbook's relationships."""
        folder, name = posixpath.split(self.workbook_part)
        return posixpath.join(folder, "_rels", f"{name}.rels")

    @property
    def core_properties(self) -> str | None:
        """The part with the properties: who saved the file, and when."""
        for relationship in self._related("").values():
            if relationship.kind == "core-properties" and not relationship.external and relationship.target in self.archive:
                return relationship.target
        return None

    @property
    def external_links(self) -> bool:
        return any(relationship.kind == "externalLink" for relationship in self._relationships.values())

    @cached_property
    def macros(self) -> bool:
        if any(relationship.kind == "vbaProject" for relationship in self._relationships.values()):
            return True
        xml = self.archive.read("[Content_Types].xml")
        if b"macroEnabled" not in xml:
            return False
        # only the workbook's own type counts: programs name types of parts that are not there, and objects have types too
        types = tree(self.xml("[Content_Types].xml"), "[Content_Types].xml")
        return any(
            "macroEnabled" in found.get("ContentType", "") and key(found.get("PartName", "")) == key(self.workbook_part)
            for found in types
        )

    @cached_property
    def names(self) -> tuple[DefinedName, ...]:
        """All defined names, in the workbook's order."""
        root = tree(self.xml(self.workbook_part), self.workbook_part)
        return tuple(
            DefinedName(
                found.get("name", ""), (found.text or "").strip(), self._scope(found.get("localSheetId")),
                found.get("hidden") in ("1", "true"),
            )
            for found in root.iterfind("{*}definedNames/{*}definedName")
        )

    def has_links(self, part: str) -> bool:
        """Return whether a part may refer to others."""
        folder, name = posixpath.split(part)
        return posixpath.join(folder, "_rels", f"{name}.rels") in self.archive

    def linked(self, part: str, kind: str) -> tuple[str, ...]:
        """Return the parts of a kind that a part refers to, as a sheet to its `comments`; empty if it refers to none."""
        if not self.has_links(part):
            return ()
        return tuple(
            one.target for one in self._related(part).values()
            if one.kind == kind and not one.external and one.target in self.archive)

    def xml(self, part: str) -> bytes:
        """Return a part as UTF-8, safe to parse, without comments and CDATA sections."""
        return utf8(self.archive.read(part), part, bare=True)

    def unchecked(self, part: str) -> bytes:
        """Return a part as UTF-8, whatever it declares: only for who refuses what `markup.may_declare` tells of."""
        return decoded(self.archive.read(part), part)

    def original(self, part: str) -> bytes:
        """Return a part as UTF-8, safe to parse."""
        return utf8(self.archive.read(part), part)

    def _scope(self, index: str | None) -> str | None:
        if index is None:
            return None
        if not index.isascii() or not index.isdigit() or int(index) >= len(self.sheets):
            raise UnreadableBook("damaged", "a defined name belongs to a sheet that is not there")
        return self.sheets[int(index)].name

    def _one(self, kind: str) -> str | None:
        for relationship in self._relationships.values():
            if relationship.kind == kind and not relationship.external and relationship.target in self.archive:
                return relationship.target
        return None

    def _find_workbook(self) -> str:
        if "[Content_Types].xml" not in self.archive or "_rels/.rels" not in self.archive:
            if _OPEN_DOCUMENT in self.archive and "content.xml" in self.archive:
                raise UnreadableBook("other_format", ".ods")
            if any(name.endswith(".iwa") for name in self.archive.names):
                raise UnreadableBook("other_format", ".numbers")
            raise UnreadableBook("not_workbook", "a zip file, but not one of Office")
        for relationship in self._related("").values():
            if relationship.kind == "officeDocument" and not relationship.external:
                if relationship.target.endswith(".bin"):
                    raise UnreadableBook("other_format", ".xlsb")
                return relationship.target
        raise UnreadableBook("not_workbook", "an Office package without a document")

    def _related(self, part: str) -> Mapping[str, _Relationship]:
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        xml = self.xml(rels)
        parsed = _relationships if len(xml) <= _LONGEST_KEPT else _relationships.__wrapped__
        return parsed(xml, rels, folder)

    def _head(self) -> _Listed:
        """Read no further than the list of sheets."""
        xml = self.xml(self.workbook_part)
        end = _SHEETS_END.search(xml)
        head = xml[:end.end()] if end else xml
        return (_listed if len(head) <= _LONGEST_KEPT else _listed.__wrapped__)(head, self.workbook_part, not end)

    def _entry(self, name: str, state: str, identifier: str) -> SheetEntry:
        relationship = self._relationships.get(identifier)
        if relationship is None or relationship.external or relationship.target not in self.archive:
            return SheetEntry(name, "", state, "missing")
        kind = "macrosheet" if relationship.kind.startswith("xl") else relationship.kind
        return SheetEntry(name, relationship.target, state, kind)


#: The date system, and each sheet's name, state and relationship.
_Listed = tuple[bool, tuple[tuple[str, str, str], ...]]


@lru_cache(maxsize=64)  # the returns of a round have the same sheets
def _listed(xml: bytes, part: str, whole: bool) -> _Listed:
    head = _Head(part)
    parse(head.parser, xml, part, whole=whole)
    return head.date1904, tuple(head.sheets)


class _Head:
    """Reads the workbook up to the end of its list of sheets."""

    def __init__(self, part: str) -> None:
        self.date1904 = False
        self.sheets: list[tuple[str, str, str]] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self._part = part
        self._root = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._root:
            if local != "workbook" or space not in MAIN:
                raise UnreadableBook("not_workbook", f"{self._part} is not a workbook but a “{local}”")
            self._root = True
        elif space not in MAIN:
            return
        elif local == "workbookPr":
            self.date1904 = attributes.get("date1904") in ("1", "true")
        elif local == "sheet":
            identifier = next((attributes[key] for key in _IDS if key in attributes), "")
            self.sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), identifier))


@lru_cache(maxsize=64)  # the returns of a round were saved by a few programs, and share their relationships
def _relationships(xml: bytes, part: str, folder: str) -> Mapping[str, _Relationship]:
    return {
        found.get("Id", ""): _Relationship(
            found.get("Type", "").rpartition("/")[2], _resolved(folder, found.get("Target", "")),
            found.get("TargetMode") == "External",
        )
        for found in tree(xml, part).iterfind("{*}Relationship")
    }


def _resolved(folder: str, target: str) -> str:
    """Return a relationship's target as the name of a part."""
    return posixpath.normpath(posixpath.join("/", folder, unquote(target).replace("\\", "/"))).lstrip("/")
