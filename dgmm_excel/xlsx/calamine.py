"""The input of calamine: a small package built here from checked cells, shared texts and styles.

calamine never gets the file itself, so no two zip readers can see different things in one file, and nothing that a file
declares about itself (a range, a count of texts) makes calamine reserve memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.markup import check_tags, well_formed
from dgmm_excel.xlsx.package import Package
from dgmm_excel.xlsx.repeated import repeated
from dgmm_excel.xlsx.styles import styles_of
from dgmm_excel.xlsx.zip_writer import ZipWriter

Supplies = Sequence[tuple[str, bytes]]
#: The name under which calamine looks for the styles.
STYLES = "xl/styles.xml"

_RELATIONSHIPS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATIONSHIP = (
    '<Relationship Id="r{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{1}" Target="{2}"/>'
)
_WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<workbookPr date1904="{}"/><sheets>{}</sheets></workbook>'
)
_ROOT = _RELATIONSHIPS.format(_RELATIONSHIP.format(0, "officeDocument", "xl/workbook.xml")).encode()
# No possessive group: `re` of Python 3.11.0 to 3.11.4 misses what they match (python/cpython#106052). Elsewhere that only means
# that a part is parsed that need not be.
_SST = re.compile(rb"\s*+(?:(?><\?(?s:.*?)\?>)\s*+)*<((?:[\w.-]+:)?sst)(?=[\s/>])[^>]*?(/?)>")

# The list of shared texts as programs write it. calamine does not check that tags match: a lost or doubled one would
# shift every text after it. A list spelled otherwise is parsed, which is slower.
_TEXT = rb'<t(?: xml:space="preserve")?(?:>[^<]*+</t>|/>)'
_RUN = rb"<r>(?:<rPr>(?:<\w[^>]*/>|<(\w+)[^>]*+></\1>)*+</rPr>)?+" + _TEXT + rb"</r>"
_PLAIN_SST = re.compile(rb"(?:\s*+<si>(?:" + _TEXT + rb"|(?:" + _RUN + rb")++)</si>)*+\s*+</sst>\s*+")

#: The most bytes of all shared texts, each counted as often as cells show it.
MAX_SHOWN = 48 * 1024 * 1024
#: The most bytes of shared texts and styles that are kept with what is known of them.
_LONGEST_KEPT = 524_288
TEXTS = "xl/sharedStrings.xml"
#: How much calamine may read at a time, in bytes.
_PIECE = 1 << 20
_ITEM = re.compile(rb"<(?:[\w.-]+:)?si[\s>/]")
_SHOWN = re.compile(rb't="s"[^<>]*><v>([0-9]{1,9})</v>')

_SST_AGAIN = re.compile(rb"<(?:[\w.-]+:)?sst[\s/>]")


class Unsuited(Exception):
    """Raised when calamine cannot read these parts."""


class _InPieces(BytesIO):
    """Bytes of which no reading gets more than a piece: calamine asks for half of them at once, only to copy them."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(size if size is None or size < 0 else min(size, _PIECE))


class Feed:
    """Sheets opened by calamine; `sheets` maps names to `<sheetData>`, only such as are `affordable`. Raises Unsuited."""

    def __init__(self, sheets: Mapping[str, bytes], supplies: Supplies, date1904: bool) -> None:
        self._numbers = {name: number for number, name in enumerate(sheets)}
        package = _zipped(sheets.values(), supplies, date1904)
        with _calamine():
            self._workbook = CalamineWorkbook.from_filelike(_InPieces(package))

    def rows(self, name: str) -> list[list[Any]]:
        """Return the sheet's cells from A1 on, as calamine gives them. Raises Unsuited."""
        with _calamine():
            return self._workbook.get_sheet_by_index(self._numbers[name]).to_python(skip_empty_area=False)


@contextmanager
def _calamine() -> Generator[None, None, None]:
    """Raise every failure of calamine as Unsuited."""
    try:
        yield
    except (CalamineError, OverflowError, ValueError, OSError) as error:
        raise Unsuited(str(error)) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of Rust: not an Exception, and its class cannot be imported
            raise Unsuited(str(error)) from None
        raise


def supplies(package: Package) -> Supplies:
    """Return a package's shared texts and styles, under the names that calamine looks for."""
    found = []
    if package.shared_strings:
        found.append((TEXTS, _uncounted(package.xml(package.shared_strings))))
    if package.styles:
        found.append((STYLES, styles_of(_counted(STYLES, package.xml(package.styles))).xml))
    return found


def _counted(name: str, xml: bytes) -> bytes:
    """Return the part if it has no more tags than any form's: looking through it takes as long as it has tags."""
    check_tags(name, xml)
    return xml


@repeated(most=4, longest=_LONGEST_KEPT)
def _uncounted(xml: bytes) -> bytes:
    """Return the shared texts without their declared counts: calamine reserves memory for as many, whatever the number."""
    _counted(TEXTS, xml)
    root = _SST.match(xml)
    if not root or (xml.count(b"sst", root.end()) > 1 and _SST_AGAIN.search(xml, root.end())):
        raise UnreadableBook("damaged", "the shared texts are no list of texts")
    if not root[2] and not _PLAIN_SST.fullmatch(xml, root.end()):
        well_formed(xml, "the shared texts")
    return b"<" + root[1] + root[2] + b">" + xml[root.end():]


def are_readable(supplied: Supplies) -> bool:
    """Whether calamine opens these shared texts and styles."""
    if sum(len(content) for _, content in supplied) > _LONGEST_KEPT:
        return _are_readable.__wrapped__(tuple(supplied))
    return _are_readable(tuple(supplied))


@lru_cache(maxsize=4)
def _are_readable(supplied: tuple[tuple[str, bytes], ...]) -> bool:
    try:
        Feed({}, supplied, date1904=False)
    except Unsuited:
        return False
    return True


def count_of_texts(supplied: Supplies) -> int:
    """Return the number of shared texts."""
    return len(_ITEM.findall(dict(supplied).get(TEXTS, b"")))


@repeated(most=4, longest=_LONGEST_KEPT)
def longest_text(texts: bytes) -> int:
    """Return the bytes of the longest of the shared texts, with its tags."""
    return max(map(len, texts.split(b"<si>")))


def affordable(sheets: Mapping[str, bytes], supplied: Supplies) -> Mapping[str, bytes]:
    """Return the sheets, smallest first, whose texts together do not take too much memory: a text is stored once in a file, but
    in memory for each cell that shows it.
    """
    texts = dict(supplied).get(TEXTS, b"")
    shown = sum(cells.count(b't="s"') for cells in sheets.values())
    if longest_text(texts) * shown <= MAX_SHOWN:
        return sheets
    starts = [found.start() for found in _ITEM.finditer(texts)]
    sizes = [end - start for start, end in pairwise([*starts, len(texts)])]
    taken, total = dict[str, bytes](), 0
    for name, cells in sorted(sheets.items(), key=lambda sheet: len(sheet[1])):
        indices = Counter(map(int, _SHOWN.findall(cells)))
        size = sum(sizes[index] * count for index, count in indices.items() if index < len(sizes))
        if total + size <= MAX_SHOWN:
            taken[name], total = cells, total + size
    return taken


def _zipped(sheets: Iterable[bytes], supplied: Supplies, date1904: bool) -> bytes:
    data = BytesIO()
    zipped = ZipWriter(data)
    contents = list(sheets)
    for name, text in _frame(len(contents), date1904):
        zipped.store(name, text)
    for name, content in supplied:
        zipped.store(name, content)
    for number, cells in enumerate(contents):
        zipped.store(f"xl/worksheets/{number}.xml", b"<worksheet>" + cells + b"</worksheet>")
    zipped.finish()
    return data.getvalue()


def _frame(sheets: int, date1904: bool) -> Iterator[tuple[str, bytes]]:
    listed = "".join(f'<sheet name="{number}" sheetId="{number + 1}" r:id="r{number}"/>' for number in range(sheets))
    related = "".join(_RELATIONSHIP.format(number, "worksheet", f"worksheets/{number}.xml") for number in range(sheets))
    yield "_rels/.rels", _ROOT
    yield "xl/workbook.xml", _WORKBOOK.format(int(date1904), listed).encode()
    yield "xl/_rels/workbook.xml.rels", _RELATIONSHIPS.format(related).encode()
