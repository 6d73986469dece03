"""XML parts as bytes: converted to UTF-8, refused if they declare a document type; and texts as cells spell them.

Parts are parsed with expat and ElementTree from the standard library. What makes those unsafe is the document type declaration,
which no spreadsheet program writes: `utf8` refuses such a part before any parser sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from xml.etree import ElementTree
from xml.parsers import expat

from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.repeated import repeated

#: The most tags of a part, the most that are kept in memory, and the deepest nesting. A form's largest part has ten thousand
#: tags; at these limits a parser that calls Python for each takes seconds, and beyond them minutes or all memory.
MAX_TAGS, MAX_TAGS_KEPT, MAX_DEPTH = 1_000_000, 100_000, 100

#: The namespaces of spreadsheets: the usual one, and that of the strict format.
MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
_DECLARATION = re.compile(rb"\s*<\?xml\s[^>]*\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([\w.:-]+)[\"']")
#: Encodings besides UTF-8 and UTF-16 that programs declare; all hold ASCII as it is.
_SINGLE_BYTE = frozenset({
    *(f"iso-8859-{number}" for number in (*range(1, 12), *range(13, 17))), *(f"windows-125{number}" for number in range(9)),
    "windows-874", "cp874", "tis-620", "latin1", "us-ascii", "ascii",
})
_PYTHON = {"windows-874": "cp874", "tis-620": "cp874", "iso-8859-11": "cp874"}  # Windows writes its quotes under all of them
_UTF8 = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
# An unclosed section extends to the end, so that it is searched once, not again at each of a million openings in it.
_OUTSIDE = re.compile(rb"<!--.*?(-->|\Z)|<!\[CDATA\[(.*?)(\]\]>|\Z)", re.DOTALL)


def utf8(xml: bytes, part: str, *, bare: bool = False) -> bytes:
    """Return the part as UTF-8 without byte order mark.

    `bare`: also without comments, and with CDATA sections spelled as text (calamine drops their text without a warning). Raises
    UnreadableBook `unsafe_xml` on a document type declaration, `damaged` on another encoding or on a comment or CDATA section
    that is not closed, `too_large` on too many of them.
    """
    xml = decoded(xml, part)
    if may_declare(xml):
        if b"<!DOCTYPE" in xml:
            raise UnreadableBook("unsafe_xml", f"{part} has a document type declaration")
        if bare:
            xml = _bare(xml, part)
    return xml


def may_declare(xml: bytes) -> bool:
    """Whether there is a comment, a CDATA section or a document type declaration in a part."""
    return b"!" in xml and _declares(xml)  # searching one byte is far faster than two, and most parts have neither


@repeated(most=32, longest=65_536)  # formulas have it alone, and the returns of a round share what names cells, and conditions
def _declares(xml: bytes) -> bool:
    return b"<!" in xml


def decoded(xml: bytes, part: str) -> bytes:
    """Return the part as UTF-8 without byte order mark, whatever it declares. Raises UnreadableBook `damaged` on another
    encoding.
    """
    if xml.startswith(b"\xef\xbb\xbf"):
        xml = xml[3:]
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in xml[:4]:
        xml = _from_utf16(xml, part)
    declaration = _DECLARATION.match(xml)
    encoding = _ENCODING.search(declaration[0]) if declaration else None
    if encoding and encoding[1].lower() not in (b"utf-8", b"utf8"):
        xml = _UTF8 + _DECLARATION.sub(b"", _from_single_bytes(xml, encoding[1].decode("ascii").lower(), part), count=1)
    return xml


def _bare(xml: bytes, part: str) -> bytes:
    def text(found: re.Match[bytes]) -> bytes:
        if not (found[1] or found[3]):
            raise UnreadableBook("damaged", f"{part} has a comment or a section that is not closed")
        return escaped((found[2] or b"").decode("utf-8", "replace")).encode()

    if xml.count(b"<!") > MAX_TAGS_KEPT:
        raise UnreadableBook("too_large", f"{part}: more than {MAX_TAGS_KEPT:,} comments or sections")
    return _OUTSIDE.sub(text, xml)


def _from_single_bytes(xml: bytes, codec: str, part: str) -> bytes:
    if codec not in _SINGLE_BYTE:
        raise UnreadableBook("damaged", f"{part}: encoding {codec}")
    try:
        return xml.decode(_PYTHON.get(codec, codec)).encode()
    except UnicodeError:
        raise UnreadableBook("damaged", f"{part} is not the {codec} that it declares") from None


def _from_utf16(xml: bytes, part: str) -> bytes:
    codec = "utf-16" if xml.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16-le" if xml[1:2] == b"\0" else "utf-16-be"
    try:
        decoded = xml.decode(codec).encode()
    except UnicodeError:
        raise UnreadableBook("damaged", f"{part} is not the UTF-16 that it seems") from None
    return _UTF8 + _DECLARATION.sub(b"", decoded, count=1)


def check_tags(what: str, *parts: bytes, most: int = MAX_TAGS) -> None:
    """Raise UnreadableBook `too_large` if the parts together have more than `most` tags."""
    if sum(map(len, parts)) > most and sum(part.count(b"<") for part in parts) > most:
        raise UnreadableBook("too_large", f"{what}: more than {most:,} tags")


def tree(xml: bytes, part: str) -> ElementTree.Element:
    """Parse a small part. Raises UnreadableBook `damaged`, or `too_large` on too many tags."""
    check_tags(part, xml, most=MAX_TAGS_KEPT)
    try:
        return ElementTree.fromstring(xml)
    except ElementTree.ParseError:
        raise UnreadableBook("damaged", f"{part} is not well-formed XML") from None


def well_formed(xml: bytes, part: str) -> None:
    """Raise UnreadableBook `damaged` if the part is not well-formed XML with its prefixes declared."""
    parse(expat.ParserCreate(namespace_separator=" "), xml, part)


def parse(parser: expat.XMLParserType, xml: bytes, part: str, *, whole: bool = True) -> None:
    """Feed a prepared expat parser, once; `whole`: `xml` is the entire part, not only its beginning.

    Afterwards the parser has no handlers any more: with them it would hold its owner, who holds it, and all that was read would
    wait for the garbage collector. Raises UnreadableBook `damaged`, `unsafe_xml`, or `too_large` on too many tags.
    """
    parser.StartDoctypeDeclHandler = _refuse(part)
    try:
        check_tags(part, xml)
        parser.Parse(xml, whole)
    except expat.ExpatError:
        raise UnreadableBook("damaged", f"{part} is not well-formed XML") from None
    finally:
        parser.StartElementHandler = parser.EndElementHandler = None
        parser.CharacterDataHandler = parser.StartDoctypeDeclHandler = None


class OpenElements:
    """The local names of the open elements of a parser. Raises UnreadableBook `damaged` beyond MAX_DEPTH."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._names: list[str] = []

    @property
    def place(self) -> list[str]:
        """Up to five names below the root's."""
        return self._names[1:6]

    @property
    def name(self) -> str:
        return self._names[-1]

    def enter(self, name: str) -> list[str]:
        """Enter a start tag, with any prefix; return the place."""
        self._names.append(name.rpartition(":")[2])
        if len(self._names) > MAX_DEPTH:
            raise UnreadableBook("damaged", f"{self._part} nests its tags too deeply")
        return self._names[1:6]

    def leave(self) -> list[str]:
        """Leave an end tag; return the place that it ends."""
        place = self._names[1:6]
        self._names.pop()
        return place


def _refuse(part: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise UnreadableBook("unsafe_xml", f"{part} has a document type declaration")

    return refuse


_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """Return the text without the characters that XML 1.0 cannot hold, for texts that need not come back unchanged."""
    return _UNWRITABLE.sub("", text)


# XML 1.0 holds no control characters; cells spell them _xHHHH_, and a text that looks like that is spelled with _x005F_.
# A carriage return is spelled too: XML can hold it, but a parser reads it as a line feed.
_TO_SPELL = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_SPELLED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")


def spelled(text: str) -> str:
    """Return a text as the file format spells it (ST_Xstring), not yet escaped for XML."""
    return _TO_SPELL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unspelled(text: str) -> str:
    """Return the text that the file format spells so. Halves of surrogate pairs stay spelled: no file can hold them."""
    return _SPELLED.sub(lambda found: chr(int(found[1], 16)), text)


#: What `cell_text` changes at all, which hardly any text has.
_TO_WRITE = re.compile(r"[&<>_\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def cell_text(text: str) -> str:
    """Return a text as the content of `<t>` or `<v>`."""
    return escaped(spelled(text)) if _TO_WRITE.search(text) else text


def escaped(text: str) -> str:
    """Return a text as the content of an element; quotes stay."""
    return escape(text, quote=False)


#: What would end an attribute, and what a parser would read as blanks in it.
_IN_ATTRIBUTES = str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def attribute(text: str) -> str:
    """Return a text as the value of an attribute, in quotes."""
    return f'"{escaped(text).translate(_IN_ATTRIBUTES)}"'
