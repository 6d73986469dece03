"""A digest of a workbook inside the workbook, which tells whether anything in it was changed since.

It stands in a custom property of the document and covers all other members. A program that saves the workbook writes at least
one of them anew, so that the digest, kept or dropped, does not hold any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import IO
from zipfile import ZipInfo

from dgmm_excel.xlsx.archive import Archive, Limits, UnreadableBook
from dgmm_excel.xlsx.file_bytes import FileBytes
from dgmm_excel.xlsx.zip_writer import SMALL, ZipWriter

_PART, _NAME = "docProps/custom.xml", "dgmm_excel.digest"
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_TYPE = f'<Override PartName="/{_PART}" ContentType="{_KIND}"/>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATION = f'<Relationship Id="rIdDigest" Type="{_OFFICE}/relationships/custom-properties" Target="{_PART}"/>'
#: What is added to the lists of parts, and before which tag.
_LISTS = {"[Content_Types].xml": (_TYPE, "</Types>"), "_rels/.rels": (_RELATION, "</Relationships>")}
#: A workbook of the program's own may be of any size; that of a zip of 32 bits is the limit.
_LIMITS = Limits(member=2**32, total=2**32)


def listed(name: str, xml: bytes) -> bytes:
    """Return a part of a workbook that will have a digest: two list its part."""
    if name not in _LISTS:
        return xml
    addition, end = _LISTS[name]
    before, tag, after = xml.decode().rpartition(end)
    return f"{before}{addition}{tag}{after}".encode()


def add_digest(writer: ZipWriter) -> None:
    """Add the part that states the digest of all members that were added so far."""
    content = _property((name, _hash(pieces)) for name, pieces in writer.packed())
    writer.deflate(ZipInfo(_PART), content, SMALL)


def _hash(pieces: Iterable[bytes]) -> str:
    found = sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def is_untouched(file: IO[bytes]) -> bool:
    """Return whether a file is a workbook with a digest that holds. It is read piece by piece, whatever its size."""
    try:
        archive = Archive(FileBytes(file), _LIMITS)
        others = (name for name in archive.names if name != _PART)
        stated = _property((name, _hash(archive.packed(name))) for name in others)
        return _PART in archive and archive.size(_PART) == len(stated) and archive.read(_PART) == stated
    except UnreadableBook:
        return False


def _property(hashes: Iterable[tuple[str, str]]) -> bytes:
    """Return the part that states the digest of all other members, by name and the hash of their bytes as packed."""
    digest = sha256(repr(list(hashes)).encode()).hexdigest()
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{_NAME}">'
        f"<vt:lpwstr>{digest}</vt:lpwstr></property></Properties>"
    ).encode()
