"""Files that are no workbook, told apart by their content: enclosures, and what a form may be inside of."""

from __future__ import annotations

from typing import NamedTuple

from dgmm_excel.faults import Fault
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.archive import Archive, UnreadableBook
from dgmm_excel.xlsx.compound import START, top_parts

#: The faults of files that are no form: one that may simply be enclosed with it, and one that a form may be inside of.
ENCLOSURE, CONTAINER = "DG412", "DG413"
#: Extensions under which a form may come, whatever is in the file: it is read, and told as damaged if it is something else.
_FORMS = frozenset({"", ".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".csv", ".html", ".htm", ".mht", ".zip"})
#: How files of each kind begin.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"), (b"\xff\xd8\xff", "picture"), (b"\x89PNG", "picture"), (b"GIF8", "picture"), (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"), (b"BM", "picture"), (b"{\\rtf", "word"),
    (b"Rar!", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gz"),
)
#: What the directory of an Office file before 2007 names its main part, or begins its name with.
_OLE_PARTS = (
    ("__properties_version1.0", "msg"), ("__substg1.0_", "msg"), ("__nameid_version1.0", "msg"), ("WordDocument", "doc"),
    ("PowerPoint Document", "slides"),
)
_OLE_BOOKS = frozenset({"Workbook", "WORKBOOK", "Book", "BOOK", "EncryptedPackage", "\tDRMContent"})
#: The main part of a package of each kind.
_PARTS = (("word/document.xml", "word"), ("ppt/presentation.xml", "slides"))
#: Kinds known by the extension alone: what they begin with says little.
_EXTENSIONS = {".txt": "text", ".md": "text", ".webp": "picture", ".heic": "picture", ".mp4": "film", ".mov": "film",
               ".mp3": "film", ".m4a": "film", ".odt": "word", ".odp": "slides", ".ppt": "slides", ".eml": "eml",
               ".pages": "pages", ".key": "slides"}
_CONTAINERS = frozenset({"rar", "7z", "gz", "msg", "eml", "doc"})


def foreign_fault(content: bytes, extension: str) -> Fault | None:
    """Return the fault of a file that is no workbook and does not pretend to be one; None for what is to be read as a form.

    `extension` is that of its name, in lower case with its point.
    """
    kind = _old_office(content, extension) or _archive(content)
    if kind is None and extension not in _FORMS and content:
        kind = _kind(content, extension)
    if kind is None:
        return None
    return Fault(CONTAINER if kind in _CONTAINERS else ENCLOSURE, params={"kind": phrase(f"enclosure.{kind}")})


def _old_office(content: bytes, extension: str) -> str | None:
    """Return the kind of an Office file before 2007 that is no workbook, whatever it is named."""
    if not content.startswith(START):
        return None
    parts = top_parts(content)
    if parts & _OLE_BOOKS:
        return None
    inside = "\0".join(sorted(parts)).encode("utf-16-le") if parts else content
    known = next((kind for part, kind in _OLE_PARTS if part.encode("utf-16-le") in inside), None)
    return known or ("other" if parts and extension not in _FORMS else None)


def _archive(content: bytes) -> str | None:
    """Return the kind of an archive that a form may be inside of, whatever it is named."""
    return next((kind for beginning, kind in _BEGINNINGS if kind in _CONTAINERS and content.startswith(beginning)), None)


def _kind(content: bytes, extension: str) -> str | None:
    begun = next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), None)
    if begun or not content.startswith(b"PK"):
        return begun or _EXTENSIONS.get(extension)
    inside = _package(content)
    return inside.kind or (None if inside.is_office else _EXTENSIONS.get(extension))


class _Inside(NamedTuple):
    """What a zip holds: another kind of document, or at least one of Office."""

    kind: str | None
    is_office: bool


def _package(content: bytes) -> _Inside:
    try:
        inside = Archive(content)
    except UnreadableBook:
        return _Inside(None, is_office=False)
    return _Inside(next((kind for part, kind in _PARTS if part in inside), None), "[Content_Types].xml" in inside)
