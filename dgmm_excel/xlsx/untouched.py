"""A digest of a workbook inside the workbook, which tells whether anything in it was changed since.

It stands in a custom property of the document and covers all other members. A program that saves the workbook writes at least
one of them anew, so that the digest, kept or dropped, does not hold any more.
"""

from __future__ import annotations

from hashlib import sha256

from dgmm_excel.xlsx.archive import Archive, Limits, UnreadableBook

_PART, _NAME = "docProps/custom.xml", "dgmm_excel.digest"
_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_TYPE = f'<Override PartName="/{_PART}" ContentType="{_KIND}"/>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATION = f'<Relationship Id="rIdDigest" Type="{_OFFICE}/relationships/custom-properties" Target="{_PART}"/>'
#: A workbook of the program's own may be of any size; that of a zip of 32 bits is the limit.
_LIMITS = Limits(member=2**32, total=2**32)


def with_digest(data: bytes) -> bytes:
    """Return a workbook of `authoring.package.saved` with the digest of its members added."""
    archive = Archive(data, _LIMITS)
    changed = {_TYPES: _ended(archive, _TYPES, _TYPE, "</Types>"),
               _RELATIONS: _ended(archive, _RELATIONS, _RELATION, "</Relationships>")}
    listed = Archive(archive.replaced(changed), _LIMITS)
    return listed.replaced({}, {_PART: _property(listed)})


def is_untouched(data: bytes) -> bool:
    """Return whether the bytes are a workbook with a digest that holds."""
    try:
        archive = Archive(data, _LIMITS)
        stated = _property(archive)
        return _PART in archive and archive.size(_PART) == len(stated) and archive.read(_PART) == stated
    except UnreadableBook:
        return False


def _ended(archive: Archive, part: str, addition: str, end: str) -> bytes:
    """Return a part with an element added before its end."""
    before, tag, after = archive.read(part).decode().rpartition(end)
    return f"{before}{addition}{tag}{after}".encode()


def _property(archive: Archive) -> bytes:
    """Return the part that states the digest of all other members, by name and content as it is packed."""
    facts = [(name, sha256(archive.packed(name)).hexdigest()) for name in archive.names if name != _PART]
    digest = sha256(repr(facts).encode()).hexdigest()
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{_NAME}">'
        f"<vt:lpwstr>{digest}</vt:lpwstr></property></Properties>"
    ).encode()
