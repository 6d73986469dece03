"""The first sheet of a correction workbook: what to correct, where, and the progress.

Its frame (columns, page, looks) is drawn once with the form; its lines are written for each agency. It has no anchors, so
reading a return skips it; an agency's own texts are in quotation marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from openpyxl import Workbook

from dgmm_excel.authoring.sheet import Sheet
from dgmm_excel.authoring.style import Look, height, widths
from dgmm_excel.feedback.filled_form import INDENT
from dgmm_excel.feedback.framed_form import FramedForm, framed_form, styles_of
from dgmm_excel.feedback.sheet_rows import SheetCell, SheetRows, text_height
from dgmm_excel.form.calculation import SHEET, CalculationSheet
from dgmm_excel.form.layout import Form
from dgmm_excel.form.template import FormSpec
from dgmm_excel.model.edition import Question
from dgmm_excel.model.measures import MARKS
from dgmm_excel.text import Lang, long_date, said
from dgmm_excel.xlsx.a1 import MAX_HEIGHT, quoted
from dgmm_excel.xlsx.markup import attribute, spelled

_COLUMNS = "ABCDEFG"
_HEADS = ("number", "question", "cell", "value", "wrong", "remedy", "status")
#: The row of the headings, printed on every page, and the last row that the colour of corrected answers covers.
_HEADINGS, _FARTHEST = 8, 2000
_TITLE = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
_UNDER = Look("heading", "pillar_ink", bold=True, paper="pillar", indent=1)
_FACTS = Look("size", "pillar_ink", paper="pillar", indent=1)
_LETTER = Look(vertical="center", indent=1)
_STEPS = Look(vertical="center", paper="topic", framed=True, indent=1)
_PROGRESS = Look(bold=True, ink="mend", align="right", indent=1)
_SO_FAR = Look(bold=True, ink="mend", align="center", framed=True)
_HEAD = Look(bold=True, paper="sub_pillar", align="center", framed=True)
_NUMBER = Look(align="center", vertical="top", framed=True)
_WORDS = Look(vertical="top", framed=True, indent=1)
_LINK = Look(ink="pillar", underline=True, vertical="top", framed=True, indent=1)
_STATUS = Look(bold=True, ink="mend", align="center", vertical="top", framed=True)
_SECTION = Look("heading", "pillar", bold=True)
_LOOKS = (_TITLE, _UNDER, _FACTS, _LETTER, _STEPS, _PROGRESS, _SO_FAR, _HEAD, _NUMBER, _WORDS, _LINK, _STATUS, _SECTION)


@dataclass(frozen=True)
class FaultLine:
    """One thing to correct, to check or to know: the value and its cell, what is wrong, what to do.

    `link` is its sheet and cell in this workbook. `question` is the one whose answer shows whether it is corrected, if any.
    """

    about: str
    place: str
    value: str
    wrong: str
    remedy: str
    link: tuple[str, str] | None = None
    question: Question | None = None


@dataclass(frozen=True)
class Heading:
    """The facts in the sheet's heading."""

    agency: str
    number: int


@dataclass(frozen=True)
class FaultLines:
    """The lines of a correction: to correct, to check, and repaired answers."""

    errors: Sequence[FaultLine]
    warnings: Sequence[FaultLine]
    repaired: Sequence[FaultLine]


def sheet_title(lang: Lang) -> str:
    """Return the sheet's title."""
    return said("correction.sheet", lang)


@cache
def correction_form(spec: FormSpec) -> FramedForm:
    """Draw the form of a specification, and the frame of the sheet."""
    return framed_form(spec, _add_frame)


def _add_frame(workbook: Workbook, lang: Lang) -> Mapping[Look, int]:
    """Put the sheet, without cells, before all others; return the styles of its looks."""
    sheet = Sheet(workbook.create_sheet(sheet_title(lang), 0))
    for column, width in widths("correction").items():
        sheet.ws.column_dimensions[column].width = width
    styles = styles_of(sheet, _LOOKS)
    first = f"G{_HEADINGS + 1}"
    sheet.rule(f"{first}:G{_FARTHEST}", f'{first}="{said("correction.done", lang)}"', "good", "mended", bold=True)
    sheet.finish(None, titles=f"{_HEADINGS}:{_HEADINGS}")
    return styles


def drawn_sheet(frame: str, form: FramedForm, heading: Heading, lines: FaultLines) -> str:
    """Return the sheet's part: its frame with its lines."""
    page = _Page(form)
    page.draw(heading, lines)
    return page.filled(frame)


@cache
def _calculation(form: Form) -> CalculationSheet:
    return CalculationSheet(form)


class _Page(SheetRows):
    """Writes the rows of the sheet."""

    def __init__(self, form: FramedForm) -> None:
        super().__init__(form.styles, widths("correction"))
        self.spec, self.lang = form.spec, form.spec.lang
        self.calculation = _calculation(form.spec.form)

    def draw(self, heading: Heading, lines: FaultLines) -> None:
        spec, lang = self.spec, self.lang
        due = {"deadline": long_date(spec.deadline, lang) if spec.deadline else "", "soon": spec.soon}
        count = len(lines.errors)
        self.band(said("correction.title", lang), _TITLE, extra=8)
        self.band(heading.agency, _UNDER)
        title = spec.round_title or spec.edition.title[lang]
        self.band(said("correction.facts", lang, round=title, number=heading.number, **due), _FACTS)
        self.band(said("correction.letter", lang, count=count, **due), _LETTER, extra=10)
        self.band(said("correction.steps", lang, done=said("correction.done", lang)), _STEPS, extra=6)
        self._progress(count)
        self.add({}, 8)
        heads = {column: said(f"correction.{key}", lang) for column, key in zip(_COLUMNS, _HEADS, strict=True)}
        tall = height(*((words, self.widths[column]) for column, words in heads.items()))
        self.add({column: SheetCell(words, _HEAD) for column, words in heads.items()}, tall)
        assert self.row == _HEADINGS
        for number, line in enumerate(lines.errors, start=1):
            self._line(number, line, live=True)
        for key, some, total in (("warnings", lines.warnings, len(lines.warnings)),
                                 ("repaired", lines.repaired[:_MOST], len(lines.repaired))):
            if some:
                self._section(said(f"correction.{key}", lang, count=total))
            for number, line in enumerate(some, start=1):
                self._line(number, line, live=False)
            if total > len(some):
                self.band(said("correction.more", lang, count=total - len(some)), _LETTER)

    def _progress(self, count: int) -> None:
        """Write how many of the answers to correct are corrected, live."""
        if not count:
            self.add({}, 8)
            return
        lang, done = self.lang, said("correction.done", self.lang)
        tail = said("correction.of", lang, count=count)
        first, last = _HEADINGS + 1, _HEADINGS + count
        formula = f'COUNTIF(G{first}:G{last},"{done}")&"{tail}"'
        words = SheetCell(said("correction.progress", lang), _PROGRESS)
        self.add({"F": words, "G": SheetCell(f"0{tail}", _SO_FAR, formula)}, height(("", 1)) + 4)

    def _section(self, words: str) -> None:
        self.add({}, 12)
        self.band(words, _SECTION)

    def _line(self, number: int, line: FaultLine, *, live: bool) -> None:
        texts = {"B": line.about, "C": line.place, "D": line.value, "E": line.wrong, "F": line.remedy}
        row = self.row + 1
        cells = {"A": SheetCell(number, _NUMBER), **{column: SheetCell(text, _WORDS) for column, text in texts.items()}}
        if line.link is not None:
            sheet, cell = line.link
            cells["C"] = SheetCell(line.place, _LINK)
            target, says = (attribute(text) for text in (f"{quoted(sheet)}!{cell}", spelled(line.place)))
            self.links.append(f"<hyperlink display={says} location={target} ref=\"C{row}\"/>")
        cells["G"] = self._status(line.question) if live and line.question else SheetCell("", _WORDS)
        tall = max(text_height(text, self.widths[column] - INDENT) for column, text in texts.items())
        self.add(cells, min(MAX_HEIGHT, tall + 2))

    def _status(self, question: Question) -> SheetCell:
        """Return a live cell for whether the answer is corrected: it counts now, or the question need not be answered."""
        slot = self.calculation.form.slots[question.id]
        answer = f"{quoted(slot.sheet)}!${slot.column}${slot.row}"
        given, mark = f"{SHEET}!{self.calculation.cell('given', question.id)}", f"{quoted(slot.sheet)}!{slot.mark}"
        if question.topic is None:
            mended = f"{given}=1"
        else:
            free = "TRUE" if question.required == "never" else f"{mark}={MARKS.index('not_asked')}"
            empty = f"IFERROR(LEN({answer}),1)=0"
            mended = f"OR(AND({given}=1,{mark}<{MARKS.index('unusable')}),AND({empty},{free}))"
        done, still = (said(f"correction.{key}", self.lang) for key in ("done", "open"))
        return SheetCell(still, _STATUS, f'IF({mended},"{done}","{still}")')


#: The number of repaired answers that are listed; the others are counted.
_MOST = 20
