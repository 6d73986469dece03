"""Texts in runs, each with a font of its own: those of which a run is struck out, raised, pale, or in a font of symbols."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from contextlib import suppress
from xml.parsers import expat

from dgmm_excel.xlsx.grid import Run
from dgmm_excel.xlsx.markup import unspelled
from dgmm_excel.xlsx.repeated import repeated
from dgmm_excel.xlsx.styles import font_ways, pale_ink

_ITEM = re.compile(rb"<(?:[\w.-]+:)?si[\s>/]")
#: The font of a run, from the end of its first tag to that of its last one, whatever prefix these have.
_FONT = re.compile(rb"rPr>(.*?)rPr>", re.DOTALL)


@repeated(most=4, longest=524_288)
def marked_texts(xml: bytes) -> Mapping[int, tuple[Run, ...]]:
    """Return those shared texts that have a marked run, in runs, by their number. `xml` is well-formed."""
    marked = {font for font in set(_FONT.findall(xml)) if font_ways(font) or pale_ink(font)}
    if not marked:
        return {}
    places = [font.start() for font in _FONT.finditer(xml) if font[1] in marked]
    starts = [found.start() for found in _ITEM.finditer(xml)]
    found = {}
    for number in {bisect_right(starts, place) - 1 for place in places} - {-1}:
        reader = _item(xml[starts[number]:starts[number + 1] if number + 1 < len(starts) else len(xml)])
        if reader.is_marked:
            found[number] = reader.runs
    return found


def _item(xml: bytes) -> RunReader:
    reader = RunReader()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    with suppress(expat.ExpatError):  # the list's own end, behind its last text
        parser.Parse(xml, False)
    return reader


class RunReader:
    """Collects the runs of one text from what a parser finds in it."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._fonts: list[str | None] = []
        self._is_text = self._is_phonetic = False

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs; one without a font has that of the cell."""
        return tuple(
            Run(unspelled(text), None) if font is None else
            Run(unspelled(text), font_ways(font.encode()), pale_ink(font.encode()))
            for text, font in zip(self._texts, self._fonts, strict=True)
        )

    @property
    def is_marked(self) -> bool:
        """Whether a run is struck out, raised, pale or in symbols."""
        return any(run.ways or run.ink for run in self.runs)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a start tag inside the text; `name` may have a prefix."""
        local = name.rpartition(":")[2].rpartition(" ")[2]
        self._is_phonetic = self._is_phonetic or local == "rPh"
        self._is_text = local == "t" and bool(self._texts) and not self._is_phonetic
        if local == "r":
            self._texts.append("")
            self._fonts.append(None)
        elif self._texts and local == "rPr":
            self._fonts[-1] = ""
        elif self._texts and (font := self._fonts[-1]) is not None and local != "t":
            said = " ".join(f'{key}="{value}"' for key, value in attributes.items())
            self._fonts[-1] = f"{font}<{local} {said}/>"

    def end(self, _: str) -> None:
        """Take an end tag."""
        self._is_text = False

    def text(self, text: str) -> None:
        """Take characters."""
        if self._is_text:
            self._texts[-1] += text
