"""The correction workbook of a faulty return: the agency's form with everything it entered, each fault marked and explained.

    correction(scored, 1, spec, agency)       an .xlsx, as bytes, in the language of the return

It is the form as issued, so cells that the return has lost are back; filling in the marked cells and returning it clears the
faults. It states its number (`@meta.correction`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.feedback.comments import boxes_part, comments_part, with_boxes, with_comment_links, with_comment_types
from dgmm_excel.feedback.correction_sheet import FaultLine, FaultLines, Heading, correction_form, drawn_sheet, sheet_title
from dgmm_excel.feedback.entered import entered, issued_to
from dgmm_excel.feedback.filled_form import FilledForm, Mark
from dgmm_excel.form.layout import Form, layout
from dgmm_excel.form.template import FormSpec
from dgmm_excel.intake.score import Scored
from dgmm_excel.intake.tidy import clipped
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.text import Lang, phrase

#: The longest value and the longest question in the list, in characters.
_LONGEST, _LONGEST_QUESTION = 250, 400


def correction(scored: Scored, number: int, spec: FormSpec, agency: Agency | None = None) -> bytes:
    """Return the correction workbook, the `number`th (from 1) of that agency: an .xlsx, the same bytes for the same input.

    `spec` is the specification of the issued form; the language is the return's. Without an agency, the form is issued to the
    agency that the return states. Raise ValueError for a return that is no form of an edition at hand.
    """
    returned = scored.form
    if returned.edition is None:
        raise ValueError("a file that is no form of an edition at hand has no correction")
    lang = returned.lang
    spec = replace(spec, edition=returned.edition, lang=lang)
    whose = agency or issued_to(returned)
    base = correction_form(spec)
    form = FilledForm(base.fillable(spec.mission(whose)), whose, number)
    marks, notes = _marks(scored.faults, returned.edition, lang)
    form.enter(entered(scored, agency), marks)
    lines = _lines(scored.faults, form.form)
    heading = Heading(" · ".join(filter(None, (whose.name(lang), whose.code))), number)
    part = form.part(sheet_title(lang))
    form.put(part, drawn_sheet(form.text(part), base, heading, lines))
    _add_notes(form, notes)
    return form.finished()


def fault_lines(faults: Iterable[Fault], edition: Edition, lang: Lang) -> FaultLines:
    """Return what the first sheet of the correction of a form in that language lists."""
    return _lines(faults, layout(edition, lang))


# -- what is wrong ---------------------------------------------------------------------------------


def _lines(faults: Iterable[Fault], form: Form) -> FaultLines:
    """Return the faults as lines, those of one kind at one question together, in the order of the form."""
    order = {name: place for place, name in enumerate(form.edition.questions)}
    placed = sorted(faults, key=lambda fault: (order.get(fault.question or "", -1), fault.code))
    groups = [list(group) for _, group in groupby(placed, key=lambda fault: (fault.question, fault.code, fault.message()))]
    by_severity = {
        severity: [_line(group, form) for group in groups if group[0].severity == severity]
        for severity in ("error", "warning", "repaired")
    }
    return FaultLines(by_severity["error"], by_severity["warning"], by_severity["repaired"])


def _line(faults: list[Fault], form: Form) -> FaultLine:
    first, lang = faults[0], form.lang
    question = form.edition.questions.get(first.question or "")
    slot = form.slots[question.id] if question else None
    where = (slot.sheet, slot.cell) if slot else (first.sheet or "", first.cell or "")
    place = "".join(where) if not all(where) else phrase("correction.place", sheet=where[0], cell=where[1])[lang]
    values = dict.fromkeys(phrase("correction.quoted", text=clipped(fault.value, _LONGEST))[lang]
                           for fault in faults if fault.value)
    return FaultLine(
        _about(form.edition, question, first, lang), place.strip(), "\n".join(values) or phrase("correction.none")[lang],
        first.message(lang), first.remedy_for_agency(lang), where if slot else None, question,
    )


def _about(edition: Edition, question: Question | None, fault: Fault, lang: Lang) -> str:
    if question is None:
        return fault.question or phrase("correction.whole")[lang]
    if question.topic is None:
        return question.heading[lang]
    topic = edition.topics.get(question.topic or "")
    text = clipped(question.text[lang], _LONGEST_QUESTION)
    return f"{topic.id} {topic.name[lang]}\n{text}" if topic else text


# -- on the cells ----------------------------------------------------------------------------------


def _marks(faults: Iterable[Fault], edition: Edition, lang: Lang) -> tuple[dict[str, Mark], dict[str, str]]:
    """Return the mark and the comment of the cell of each question with a fault."""
    marks: dict[str, Mark] = {}
    notes: dict[str, list[str]] = {}
    for fault in faults:
        name, severity = fault.question, fault.severity
        if name is not None and name in edition.questions and severity != "repaired":
            marks[name] = "error" if "error" in (severity, marks.get(name)) else "warning"
            notes.setdefault(name, []).append(f"{fault.message(lang)}\n→ {fault.remedy_for_agency(lang)}")
    return marks, {name: "\n".join(dict.fromkeys(texts)) for name, texts in notes.items()}


def _add_notes(filled: FilledForm, notes: Mapping[str, str]) -> None:
    """Add the comments to the cells: two parts per sheet, and the references to them."""
    numbers: list[int] = []
    for number, (sheet, texts) in enumerate(_by_sheet(filled.form, notes), start=1):
        part = filled.part(sheet)
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        xml = filled.text(part)
        filled.put(part, with_boxes(xml))
        filled.put(rels, with_comment_links(filled.text(rels), number))
        filled.put(f"xl/comments{number}.xml", comments_part(texts, phrase("correction.author")[filled.form.lang]))
        filled.put(f"xl/drawings/vmlDrawing{number}.vml", boxes_part(texts, xml))
        numbers.append(number)
    if numbers:
        types = "[Content_Types].xml"
        filled.put(types, with_comment_types(filled.text(types), numbers))


def _by_sheet(form: Form, notes: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    sheets = (form.cover, *(sheet.title for sheet in form.pillars))
    for sheet in sheets:
        texts = {form.slots[name].cell: text for name, text in notes.items() if form.slots[name].sheet == sheet}
        if texts:
            yield sheet, texts
