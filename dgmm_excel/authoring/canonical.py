"""Canonical XML (C14N 2.0) of what openpyxl writes; as it is, it depends on the libraries installed: lxml spells it otherwise.

`ElementTree.canonicalize` resolves the namespaces of each name, in Python. The large parts, sheets and styles, have one
namespace and no prefix: of these it is enough to put the attributes in order and to spell characters in one way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree
from xml.parsers import expat

#: The start of a document whose root declares a namespace without a prefix.
_START = re.compile(r'(?:<\?xml [^>]*\?>\s*)?<\w+ xmlns="[^"]*"')
#: A further namespace, a comment, an instruction, a document type or CDATA.
_MORE = re.compile("xmlns|<[!?]")
_IN_TEXT = re.compile("[&<>\r]")
_IN_ATTRIBUTE = re.compile('[&<"\t\n\r]')
_SPELLED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}


def canonical(xml: str) -> str:
    """Return a document in canonical XML, without comments. Raise ExpatError or ParseError if it is no XML."""
    start = _START.match(xml)
    plain = start is not None and _MORE.search(xml, start.end()) is None
    return _of_one_namespace(xml) if plain else ElementTree.canonicalize(xml)


def _of_one_namespace(xml: str) -> str:
    pieces: list[str] = []
    add, parser = pieces.append, expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = _starts(add)
    parser.EndElementHandler = lambda name: add(f"</{name}>")
    parser.CharacterDataHandler = lambda text: add(_IN_TEXT.sub(_spelled, text))
    parser.Parse(xml, True)
    return "".join(pieces)


def _starts(add: Callable[[str], object]) -> Callable[[str, dict[str, str]], None]:
    def start(name: str, attributes: dict[str, str]) -> None:
        order = sorted(attributes, key=_place) if len(attributes) > 1 else attributes
        add(f"<{name}{''.join([_attribute(key, attributes[key]) for key in order])}>")

    return start


def _place(name: str) -> tuple[bool, bool, str]:
    """Sort attributes by name behind the namespace; those of the namespace of XML itself, which has an address, come last."""
    return name != "xmlns", name.startswith("xml:"), name


def _attribute(name: str, value: str) -> str:
    return f' {name}="{_IN_ATTRIBUTE.sub(_spelled, value)}"'


def _spelled(found: re.Match[str]) -> str:
    return _SPELLED[found.group()]
