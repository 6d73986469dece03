"""The texts that the sheets of a workbook have in common, as Excel keeps them: each once in a part of its own, while its cells
hold its place there.
"""

from __future__ import annotations

from collections.abc import Collection

from dgmm_excel.xlsx.cell_xml import IN_PLACE, shared_text

#: The part that holds them.
PART = "xl/sharedStrings.xml"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
#: What is added to the lists of parts, and before which tag.
_LISTS = {
    "[Content_Types].xml": (f'<Override ContentType="{_TYPE}" PartName="/{PART}"></Override>', "</Types>"),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationship Id="rIdTexts" Target="sharedStrings.xml" Type="{_RELATION}"></Relationship>', "</Relationships>"),
}
_IN_PLACE = tuple(part.encode() for part in IN_PLACE)
#: How many texts a workbook that is written row by row shares at most; all of them are in memory.
_MOST = 4096


def table(texts: Collection[str], count: int | None = None) -> str:
    """Return the part, without its declaration, of texts in their order, each the XML of its `<t>` or runs; `count` is how many
    cells have one of them, where that is known.
    """
    items, cells = "".join([f"<si>{text}</si>" for text in texts]), "" if count is None else f' count="{count}"'
    return f'<sst xmlns="{_SPREADSHEET}"{cells} uniqueCount="{len(texts)}">{items}</sst>'


def listed(name: str, xml: str) -> str:
    """Return a part of a workbook that has shared texts, in canonical XML: two parts list theirs."""
    addition, end = _LISTS.get(name, ("", ""))
    return xml.replace(end, addition + end) if end else xml


class SharedTexts(dict[bytes, bytes]):
    """What a cell has behind its style, by the XML of its text: the place of a shared one, the text itself where as many are
    shared as may be.

    The first texts are shared: what most rows of a table say is said by its first ones too.
    """

    def __missing__(self, text: bytes) -> bytes:
        if len(self) >= _MOST:
            return text.join(_IN_PLACE)
        found = self[text] = shared_text(len(self)).encode()
        return found
