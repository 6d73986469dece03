"""The first sheet of a results copy after checking: what was found of each answer, and a cell for what the agency objects.

Its anchors are those of a form (`form.anchors`), so that an objection is read back as a note on the finding that it is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from dgmm_excel.agency import Agency
from dgmm_excel.authoring.sheet import Sheet
from dgmm_excel.authoring.style import Look, height, widths
from dgmm_excel.feedback.filled_form import INDENT, FilledForm
from dgmm_excel.feedback.framed_form import FramedForm, framed_form, styles_of
from dgmm_excel.feedback.sheet_rows import SheetCell, SheetRows, text_height
from dgmm_excel.form.anchors import FORM, LONGEST_OBJECTION, OBJECTION, marker
from dgmm_excel.form.template import FormSpec
from dgmm_excel.text import Lang, phrase, said
from dgmm_excel.xlsx.a1 import MAX_HEIGHT

_HEADS = ("number", "question", "answer", "finding", "counted", "reason", "objection")
#: The row of the headings, printed on every page, and the last row that takes objections.
_HEADINGS, _FARTHEST = 6, 1000
_HIDDEN = Look("small", "soft_ink")
_TITLE = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
_UNDER = Look("heading", "pillar_ink", bold=True, paper="pillar", indent=1)
_LETTER = Look(vertical="center", paper="topic", framed=True, indent=1)
_HEAD = Look(bold=True, paper="sub_pillar", align="center", framed=True)
_NUMBER = Look(align="center", vertical="top", framed=True)
_WORDS = Look(vertical="top", framed=True, indent=1)
_OBJECTION = Look(vertical="top", paper="answer", framed=True, open=True, format="@", indent=1)
_LOOKS = (_HIDDEN, _TITLE, _UNDER, _LETTER, _HEAD, _NUMBER, _WORDS, _OBJECTION)


@dataclass(frozen=True)
class FindingLine:
    """One finding in words: the question, what was stated, what was found, what counts, why and when.

    `id` is the question's, with a fingerprint of the finding: an objection is about this finding and no later one. `objection`
    is what the agency objected already.
    """

    id: str
    question: str
    answer: str
    finding: str
    counted: str
    reason: str
    objection: str = ""


@cache
def findings_form(spec: FormSpec) -> FramedForm:
    """Draw the form of a specification, and the frame of the sheet."""
    return framed_form(spec, _add_frame)


def add_findings(filled: FilledForm, form: FramedForm, agency: Agency, lines: Sequence[FindingLine]) -> None:
    """Write the sheet of a filled-in copy of the form."""
    part = filled.part(_title(form.spec.lang))
    page = _Page(form)
    page.draw(" · ".join(filter(None, (agency.name(form.spec.lang), agency.code))), lines)
    filled.put(part, page.filled(filled.text(part), "A"))


def _title(lang: Lang) -> str:
    return said("objection.sheet", lang)


def _add_frame(workbook: Workbook, lang: Lang) -> Mapping[Look, int]:
    """Put the sheet, without cells, before all others; return the styles of its looks."""
    sheet = Sheet(workbook.create_sheet(_title(lang), 0))
    sheet.widths("findings")
    styles = styles_of(sheet, _LOOKS)
    refused = DataValidation(
        type="textLength", operator="lessThanOrEqual", formula1=str(LONGEST_OBJECTION), allow_blank=True, showErrorMessage=True,
        error=str(phrase("objection.too_long", most=LONGEST_OBJECTION)), sqref=f"H{_HEADINGS + 1}:H{_FARTHEST}")
    sheet.ws.add_data_validation(refused)
    sheet.finish(None, titles=f"{_HEADINGS}:{_HEADINGS}", start=f"H{_HEADINGS + 1}")
    return styles


class _Page(SheetRows):
    """Writes the rows of the sheet; column A is hidden and holds the anchors."""

    def __init__(self, form: FramedForm) -> None:
        super().__init__(form.styles, {column: width for column, width in widths("findings").items() if column != "A"})
        self.spec, self.lang = form.spec, form.spec.lang

    def draw(self, agency: str, lines: Sequence[FindingLine]) -> None:
        spec, lang = self.spec, self.lang
        said_of_form = (FORM, spec.edition.id, spec.form.fingerprint, spec.round_id)
        anchors = {**dict(zip("ABCD", said_of_form, strict=True)), "H": marker(f"{OBJECTION}.{{}}")}
        self.add({column: SheetCell(text, _HIDDEN) for column, text in anchors.items()}, 15, hidden=True)
        self.band(said("objection.title", lang), _TITLE, extra=8)
        self.band(agency, _UNDER)
        self.band(said("objection.letter", lang, count=len(lines)), _LETTER, extra=8)
        self.add({}, 8)
        heads = dict(zip(self.widths, (said(f"objection.{key}", lang) for key in _HEADS), strict=True))
        tall = height(*((words, self.widths[column]) for column, words in heads.items()))
        self.add({column: SheetCell(words, _HEAD) for column, words in heads.items()}, tall)
        assert self.row == _HEADINGS
        for number, line in enumerate(lines, start=1):
            self._line(number, line)

    def _line(self, number: int, line: FindingLine) -> None:
        words = (line.question, line.answer, line.finding, line.counted, line.reason)
        texts = dict(zip("CDEFG", words, strict=True))
        cells = {"A": SheetCell(line.id, _HIDDEN), "B": SheetCell(number, _NUMBER)}
        cells |= {column: SheetCell(text, _WORDS) for column, text in texts.items()}
        rooms = [(text, self.widths[column] - INDENT) for column, text in {**texts, "H": line.objection}.items()]
        tall = max(text_height(*room) for room in (*rooms, ("\n\n", 1)))
        self.add({**cells, "H": SheetCell(line.objection, _OBJECTION)}, min(MAX_HEIGHT, tall + 2))
