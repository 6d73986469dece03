"""What the lines of a form say, for finding its answers by their words where the ids are gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from dgmm_excel.form import anchors
from dgmm_excel.form.layout import Form, Line, PillarSheet, layout
from dgmm_excel.intake.tidy import folded
from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.text import Lang, Text, bilingual, phrase

#: A text longer than any word of a form is none; it is not even looked at.
LONGEST = 2_000


@dataclass(frozen=True)
class Row:
    """A line of a form. All texts are `folded`.

    `says` is what stands left of its cells (empty where that is typed in), `number` before it. `cells` are the ids of its
    answers or notes, each under its heading; one that has none stands right beside the words.
    """

    says: str
    number: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Block:
    """Lines that belong together, under the line or lines that begin them: texts that stand side by side."""

    begins: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Wording:
    """A form's words. `lines` tells by what stands beside it, just as the form has it, which answers a line holds."""

    blocks: tuple[Block, ...]
    lines: Mapping[str, frozenset[str]]

    def holds(self, words: str) -> frozenset[str] | None:
        """The answers of the line that says so; None where no line does. Programs change white space and letter forms."""
        exact = self.lines.get(words)
        return exact if exact is not None or len(words) > LONGEST else self._folded.get(folded(words))

    @cached_property
    def _folded(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for words, ids in self.lines.items():
            found[folded(words)] = found.get(folded(words), frozenset()) | ids
        return found

    @cached_property
    def beside(self) -> frozenset[str]:
        """What stands right beside its words, under no heading."""
        return frozenset(name for block in self.blocks for row in block.rows for name, head in row.cells if not head)


@cache
def wording(edition: Edition, lang: Lang) -> Wording:
    """The words of the edition's form in that language."""
    form = layout(edition, lang)
    blocks = (_cover(form), *(block for sheet in form.pillars for block in _blocks(sheet, lang)))
    lines: dict[str, set[str]] = {}
    for sheet in form.pillars:
        for line in sheet.lines:
            if line.kind == "question" and line.words:
                lines.setdefault(str(bilingual(line.words, lang)), set()).update(slot.question.id for slot in line.slots)
    return Wording(blocks, {words: frozenset(ids) for words, ids in lines.items()})


def _said(text: Text, lang: Lang, beside: bool = False) -> str:
    return folded(str(bilingual(text, lang, beside)))


def _cover(form: Form) -> Block:
    lang = form.lang
    plain = dict(zip(anchors.SHOWN, ("form.agency", "form.code"), strict=True))
    plain |= {MISSION: "form.mission"} if form.mission else {}
    rows = [Row(_said(phrase(words), lang, beside=True), "", ((name, ""),)) for name, words in plain.items()]
    for part in anchors.CONTACT:
        cells = tuple((f"{title}.{part}", _said(phrase(f"form.{title}"), lang)) for title in ("officer", "approver"))
        rows.append(Row(_said(phrase(f"form.contact_{part}"), lang, beside=True), "", cells))
    return Block(((_said(phrase("form.title"), lang, beside=True),),), tuple(rows))


def _blocks(sheet: PillarSheet, lang: Lang) -> Iterator[Block]:
    begins: list[tuple[str, ...]] = []
    rows: list[Row] = []
    heads: Mapping[str, str] = {}
    for line in sheet.lines:
        if line.kind == "topic" and line.words:
            if rows:
                yield Block(tuple(begins), tuple(rows))
                begins, rows = [], []
            begins.append((folded(line.number), _said(line.words, lang, beside=True), folded(phrase("form.level")[lang])))
        elif line.kind == "anchors":
            heads = {}
        elif line.kind == "headings":
            heads = {column: _said(text, lang) for column, text in line.headings.items()}
        elif line.kind in ("question", "evidence", "remark"):
            rows.append(_row(line, heads, lang))
    if rows:
        yield Block(tuple(begins), tuple(rows))


def _row(line: Line, heads: Mapping[str, str], lang: Lang) -> Row:
    if line.kind != "question":
        assert line.words is not None
        return Row(_said(line.words, lang, beside=True), "", ((line.anchors["A"], ""),))
    cells = tuple((slot.question.id, heads.get(slot.column, "")) for slot in line.slots)
    return Row(_said(line.words, lang) if line.words else "", line.number, cells)
