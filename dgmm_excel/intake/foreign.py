"""Files that are no workbook, told apart by their content: enclosures, and what a form may be inside of."""

from __future__ import annotations

from dgmm_excel.faults import Fault
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.archive import Archive, UnreadableBook

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
#: What the directory of an Office file before 2007 names its main part.
_OLE, _OLE_PARTS = bytes.fromhex("d0cf11e0a1b11ae1"), (("__substg1.0_", "msg"), ("WordDocument", "doc"))
#: The main part of a package of each kind.
_PARTS = (("word/document.xml", "word"), ("ppt/presentation.xml", "slides"))
#: Kinds known by the extension alone: what they begin with says little.
_EXTENSIONS = {".txt": "text", ".md": "text", ".webp": "picture", ".heic": "picture", ".mp4": "film", ".mov": "film",
               ".mp3": "film", ".m4a": "film", ".odt": "word", ".odp": "slides", ".ppt": "slides", ".eml": "eml"}
_CONTAINERS = frozenset({"rar", "7z", "gz", "msg", "eml", "doc"})


def foreign_fault(content: bytes, extension: str) -> Fault | None:
    """Return the fault of a file that is no workbook and does not pretend to be one; None for what is to be read as a form.

    `extension` is that of its name, in lower case with its point.
    """
    kind = _old_office(content) or (None if extension in _FORMS or not content else _kind(content, extension))
    if kind is None:
        return None
    return Fault(CONTAINER if kind in _CONTAINERS else ENCLOSURE, params={"kind": phrase(f"enclosure.{kind}")})


def _old_office(content: bytes) -> str | None:
    """Return the kind of an Office file before 2007 that is no workbook, whatever it is named."""
    if not content.startswith(_OLE):
        return None
    return next((kind for part, kind in _OLE_PARTS if part.encode("utf-16-le") in content), None)


def _kind(content: bytes, extension: str) -> str | None:
    begun = next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), None)
    return begun or _package(content) or _EXTENSIONS.get(extension)


def _package(content: bytes) -> str | None:
    if not content.startswith(b"PK"):
        return None
    try:
        inside = Archive(content)
    except UnreadableBook:
        return None
    return next((kind for part, kind in _PARTS if part in inside), None)
