"""Good filled forms, as many programs write them, changed at random in their bytes and their XML, and what reading them may give.

`python -m tests.support.mutations FIRST COUNT` tries so many in a process of its own, and prints what is wrong as JSON. What must hold:

- nothing is raised but `UnreadableBook`; no file takes 5 seconds, and the process stays below 512 MB;
- an answer that counts is, in its reported cell, what an independent reader (`tests.support.plain_reader`) finds;
- a question is blank only where the independent reader finds nothing in its cell.

Where the independent reader cannot read what the program reads, one rule decides, in this order:

1. The whole package is closed to it: its own checks of the zip file, of relationships or of shared texts are stricter. Then each
   answer that counts must be the one of the form before it was changed, in its cell; anything else is a fault.
2. A sheet is not well-formed XML: single cells are made out one by one, and 1 holds for cells that cannot be.
3. A cell stands twice: the answer must be one of the two.
4. A cell says another type than its content has, an inline text of type `n`: the text is what people see there, and counts.
5. A cell states a position that no sheet has (DG014, an error of its sheet): it is left out, and told.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from itertools import count
from typing import Any

from openpyxl import load_workbook

from dgmm_excel import open_book, unneeded
from dgmm_excel.intake.score import Scored, scored
from dgmm_excel.xlsx.archive import UnreadableBook
from tests.support import plain_reader
from tests.support.damage import draft
from tests.support.dialects import DIALECTS, written
from tests.support.forms import FORMS
from tests.support.processes import peak_memory

#: The seconds are the processor's, which do not depend on what else runs.
SECONDS, MEGABYTES = 5, 512
#: How many mutations follow one another on one form, of one program or of one dialect; and where those of dialects begin.
BATCH, PER_WRITER, PER_DIALECT, FIRST_OF_DIALECTS = 1_250, 625, 50, 10_000
_PROVINCES = [form for form in FORMS if "province" in form[0]]
Parts = dict[str, bytes]
_TAG = re.compile(rb"<[^<>]+>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_CELL = re.compile(rb"<c [^<>]*?(?:/>|>.*?</c>)", re.DOTALL)
_VALUE = re.compile(rb"<v>([^<]*)</v>")


@cache
def base(place: int) -> bytes:
    """Return a good filled form: in four places as the program writes it, in four as openpyxl does, then in each dialect."""
    writer, form = divmod(place, len(FORMS))
    if writer >= 2:
        return written(base(form), DIALECTS[writer - 2])
    drafts = (draft(*FORMS[form], random.Random(f"base {place} {number}")) for number in count())
    data = next(one for one in drafts if 2 * len(one.answered) > len(one.places)).save()
    if writer:
        stream = BytesIO()
        load_workbook(BytesIO(data)).save(stream)
        data = stream.getvalue()
    return data


def place_of(number: int) -> int:
    """Return the place of the form that a mutation changes. A batch draws one form only, which takes long; dialects have the
    forms that are read fastest, the provinces'.
    """
    batch = number // BATCH
    if number < FIRST_OF_DIALECTS:
        return number // PER_WRITER % 2 * len(FORMS) + batch % len(FORMS)
    return (2 + number // PER_DIALECT % len(DIALECTS)) * len(FORMS) + FORMS.index(_PROVINCES[batch % len(_PROVINCES)])


@cache
def _parts(place: int) -> Mapping[str, bytes]:
    with zipfile.ZipFile(BytesIO(base(place))) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(parts: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


# -- bytes -----------------------------------------------------------------------------------------


def _bytes(rng: random.Random, data: bytes) -> bytes:
    """Return a few bytes changed, cut out, put in, doubled, exchanged; or the end cut off."""
    if not data:
        return b"\0"
    at = rng.randrange(len(data))
    length = rng.choice((1, 1, 2, 4, 16, 100, 4000))
    match rng.randrange(7):
        case 0:
            return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1:]
        case 1:
            return data[:at] + rng.randbytes(length) + data[at + length:]
        case 2:
            return data[:at] + data[at + length:]
        case 3:
            return data[:at] + rng.randbytes(length) + data[at:]
        case 4:
            return data[:at] + data[at:at + length] + data[at:]
        case 5:
            other = rng.randrange(len(data))
            low, high = min(at, other), max(at, other)
            return data[:low] + data[high:high + length] + data[low + length:high] + data[low:low + length] + data[high + length:]
        case _:
            return data[:at]


# -- XML -------------------------------------------------------------------------------------------


def _spot(rng: random.Random, pattern: re.Pattern[bytes], xml: bytes) -> re.Match[bytes] | None:
    """One of the places where the pattern holds."""
    start = rng.randrange(max(1, len(xml)))
    return pattern.search(xml, start) or pattern.search(xml)


def _tag(rng: random.Random, xml: bytes) -> bytes:
    """Return a tag taken out, doubled, or put elsewhere."""
    found, other = _spot(rng, _TAG, xml), _spot(rng, _TAG, xml)
    if not found or not other:
        return xml
    match rng.randrange(3):
        case 0:
            return xml[:found.start()] + xml[found.end():]
        case 1:
            return xml[:found.end()] + found[0] + xml[found.end():]
        case _:
            return xml[:other.start()] + found[0] + xml[other.start():]


def _attribute(rng: random.Random, xml: bytes) -> bytes:
    """Return an attribute's value changed, exchanged for another's, or the attribute taken out."""
    found, other = _spot(rng, _ATTRIBUTE, xml), _spot(rng, _ATTRIBUTE, xml)
    if not found or not other:
        return xml
    values = (b"", b"0", b"-1", b"1", b"99999", b"s", b"n", b"b", b"str", b"e", b"inlineStr", b"d", b"D9", b"$D$9", b"d9",
              b"XFD1048576", b"ZZZ1", b"D0", b"A1:B2", b"true", b"\xe0\xb9\x91", b"&#65;", b"&lt;", b" ")
    value = rng.choice((other[2], *values))
    new = rng.choice((b'%s="%s"' % (found[1], value), b'%s="%s"' % (found[1], value), b'%s="%s"' % (other[1], found[2]), b""))
    return xml[:found.start()] + new + xml[found.end():]


def _cell(rng: random.Random, xml: bytes) -> bytes:
    """Return a cell taken out, doubled, or put in another's place, its position too or not."""
    found, other = _spot(rng, _CELL, xml), _spot(rng, _CELL, xml)
    if not found or not other:
        return _tag(rng, xml)
    place = rng.choice((found, other))
    match rng.randrange(6):
        case 0:
            return xml[:found.start()] + xml[found.end():]
        case 1:
            return xml[:place.end()] + found[0] + xml[place.end():]
        case 2:
            here = _ATTRIBUTE.search(other[0])
            moved = re.sub(rb'r="[^"]*"', here[0] if here else b"", found[0], count=1)
            return xml[:other.start()] + moved + xml[other.end():]
        case 3:
            return xml[:found.start()] + re.sub(rb' r="[^"]*"', b"", found[0], count=1) + xml[found.end():]
        case 4:
            types = (b"s", b"n", b"b", b"str", b"e", b"inlineStr", b"d", b"", b"x")
            plain = re.sub(rb' t="[^"]*"', b"", found[0], count=1)
            return xml[:found.start()] + b'<c t="%s"' % rng.choice(types) + plain[2:] + xml[found.end():]
        case _:
            return xml[:found.start()] + b"<x:c" + found[0][2:].replace(b"</c>", b"</x:c>") + xml[found.end():]


def _value(rng: random.Random, xml: bytes) -> bytes:
    """Return a cell's value changed."""
    found = _spot(rng, _VALUE, xml)
    if not found:
        return _text(rng, xml)
    values = (b"", b" ", b"-1", b"0", b"1", b"7", b"1e3", b"1E400", b"NaN", b"INF", b"-0", b"0x10", b"1,5", b"99999999999", b"1.5",
              b"#N/A", b"&#49;", b"<![CDATA[1]]>", b"<!-- x -->1", b"1<?x y?>2", b"\xe0\xb9\x95", b"true", b" 1 ", b"+1", b"1_0", b".5")
    return xml[:found.start(1)] + rng.choice(values) + xml[found.end(1):]


def _text(rng: random.Random, xml: bytes) -> bytes:
    """Something put between two tags."""
    found = _spot(rng, _TAG, xml)
    if not found:
        return xml
    texts = (b"x", b"&amp;", b"&nbsp;", b"&#0;", b"&#x110000;", b"<!-- -- -->", b"<!-- x -->", b"<![CDATA[y]]>", b"<?php x ?>", b"_x0041_",
             b"\xff\xfe", b"\x00", b"<", b">", b"]]>", b"<t>z</t>", b"<v>1</v>", b"<f>1+1</f>", b"<is><t>q</t></is>",
             b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<rPh sb='0' eb='1'><t>r</t></rPh>", b"<r><t>u</t></r>", b"\xef\xbb\xbf")
    return xml[:found.end()] + rng.choice(texts) + xml[found.end():]


def _whole(rng: random.Random, xml: bytes) -> bytes:
    """Return the part written otherwise, or said to be."""
    match rng.randrange(6):
        case 0:
            return xml.replace(b"UTF-8", rng.choice((b"UTF-16", b"latin-1", b"utf-7", b"x", b"windows-874")), 1)
        case 1:
            try:
                return xml.decode().replace("UTF-8", "UTF-16", 1).encode("utf-16")
            except UnicodeDecodeError:
                return b""
        case 2:
            return b"\xef\xbb\xbf" + xml
        case 3:
            return xml.replace(b"spreadsheetml/2006/main", rng.choice((b"spreadsheetml/2006/mian", b"spreadsheetml/2006/main/x")))
        case 4:
            return xml.replace(b'xmlns="', b'xmlns:q="').replace(b"<", b"<q:").replace(b"<q:/", b"</q:").replace(b"<q:?", b"<?")
        case _:
            return xml + rng.choice((b" ", b"<x/>", xml, b"\0"))


_XML: tuple[Callable[[random.Random, bytes], bytes], ...] = (_bytes, _tag, _attribute, _attribute, _cell, _cell, _value, _value, _text, _whole)


def _part(rng: random.Random, parts: Parts) -> None:
    """One to three changes in one part; most often in a sheet, the shared texts or the workbook."""
    names = list(parts)
    sheets = [name for name in names if "worksheets/sheet" in name.lower() and name.endswith(".xml")]
    shared = [name for name in names if "sharedStrings" in name]
    books = [name for name in names if name.endswith(("workbook.xml", "workbook.xml.rels", "_rels/.rels", "styles.xml", "Types].xml"))]
    name = rng.choice(rng.choice((names, sheets, sheets, sheets, shared or names, books)))
    for _ in range(rng.choice((1, 1, 2, 3))):
        parts[name] = rng.choice(_XML)(rng, parts[name])


def _package(rng: random.Random, parts: Parts) -> None:
    """A part lost, exchanged, emptied, renamed."""
    one, other = rng.choice(list(parts)), rng.choice(list(parts))
    match rng.randrange(5):
        case 0:
            del parts[one]
        case 1:
            parts[one], parts[other] = parts[other], parts[one]
        case 2:
            parts[one] = b""
        case 3:
            parts[rng.choice((one.upper(), one.replace("/", "\\"), "/" + one, "../" + one, one + "\0x"))] = parts.pop(one)
        case _:
            parts[rng.choice((one.upper(), "../../etc/passwd", "xl/vbaProject.bin"))] = parts[other]


def mutated(number: int) -> tuple[int, bytes]:
    """Return the mutation of that number: which form it was, and the file."""
    rng = random.Random(f"mutation {number}")
    place = place_of(number)
    way = rng.random()
    if way < 0.2:
        data = base(place)
        for _ in range(rng.choice((1, 1, 2, 5))):
            data = _bytes(rng, data)
        return place, data
    parts = dict(_parts(place))
    (_package if way < 0.25 else _part)(rng, parts)
    return place, _packed(parts)


# -- the result of reading -------------------------------------------------------------------------


def wrong(data: bytes, before: Mapping[tuple[str, str], Any], result: Scored) -> Iterator[str]:
    """Yield what is not as the rules above have it."""
    try:
        plain: plain_reader.Book | None = plain_reader.read(data)
    except plain_reader.NotReadable:
        plain = None
    told = {fault.sheet for fault in result.faults if fault.code == "DG014"}
    for entry in result.form.entries.values():
        if entry.state == "rejected" or entry.sheet is None or entry.cell is None:
            continue
        where = entry.sheet, entry.cell
        sheet = plain.sheets.get(entry.sheet) if plain else None
        found = plain.at(*where) if plain and sheet else []
        if plain is None or sheet is None or (not sheet.whole and not found and sheet.names(entry.cell)):
            found = [before[where]] if where in before else []
        shows = [value for value in found if not _empty(value)]
        if entry.state == "blank":
            if shows and entry.sheet not in told:
                yield f"{entry.question} blank at {where}, where {shows} stands"
        elif not any(_same(entry.raw, value) for value in shows):
            yield f"{entry.question} {entry.state} {entry.raw!r} at {where}, where {found} stands"


def _empty(value: object) -> bool:
    return isinstance(value, str) and not "".join(char for char in value if char.isprintable() and not char.isspace() and char not in "\u200b\ufe0f\ufe0e")


def _same(raw: object, value: object) -> bool:
    if isinstance(raw, datetime) and isinstance(value, float):
        return any(abs((raw - epoch) / timedelta(days=1) - value) < 1e-5 for epoch in (datetime(1899, 12, 30), datetime(1899, 12, 31), datetime(1904, 1, 1)))
    if isinstance(raw, bool) or isinstance(value, bool):
        return raw is value
    if isinstance(raw, int | float) and isinstance(value, float):
        return float(raw) == value
    return isinstance(raw, str) and isinstance(value, str) and raw.split() == value.split()


@cache
def _before(place: int) -> Mapping[tuple[str, str], Any]:
    """Return what stood in the answer cells before."""
    result = _scored(base(place))
    return {(entry.sheet, entry.cell): entry.raw for entry in result.form.entries.values() if entry.sheet and entry.cell and entry.raw is not None}


def _scored(data: bytes) -> Scored:
    book = open_book(data)
    try:
        return scored(book)
    finally:
        book.close()


def attempt(number: int) -> tuple[str, list[str]]:
    """Return the result of a mutation (`read`, `rejected` or `unreadable`) and what is wrong with it."""
    place, data = mutated(number)
    before = _before(place)
    start = time.process_time()
    try:
        result = _scored(data)
    except UnreadableBook:
        return "unreadable", []
    except Exception as error:  # noqa: BLE001  what must not happen is counted, and the rest is tried
        return "raised", [f"{type(error).__name__}: {error}"]
    finally:
        took = time.process_time() - start
    slow = [f"took {took:.1f} s"] if took > SECONDS else []
    if result.assessment is None:
        return "rejected", slow
    return "read", [*slow, *wrong(data, before, result)]


def main(first: int, how_many: int) -> None:
    """Try so many mutations and print one line of JSON. Python looks for unused circles of objects as often as in the program."""
    unneeded.collect_less()
    counts: dict[str, int] = {}
    found: list[str] = []
    for number in range(first, first + how_many):
        state, mistakes = attempt(number)
        counts[state] = counts.get(state, 0) + 1
        found += [f"mutation {number}: {what}" for what in mistakes]
    sys.stdout.write(json.dumps({"counts": counts, "wrong": found, "megabytes": peak_memory()}) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
