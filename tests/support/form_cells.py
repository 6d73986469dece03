"""Cells of a drawn form, for tests: agencies to issue it to, cells by name, validations, anchors."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import fromstring

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from dgmm_excel.agency import Agency
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import layout
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Lang, bilingual, phrase
from tests.support.forms import parts
from tests.support.package_checks import MAIN

SERVICE = Agency("D001", "กรมทดสอบ", "Department of Tests", "กระทรวงทดสอบ", mission="service")
POLICY = Agency("D002", "สำนักงานนโยบาย <&> “ทดสอบ”", ministry="=SUM(1,1)", mission="policy")
ROBBED = Agency("=1+1", "=HYPERLINK(\"http://x\")", "+cmd", "@SUM(A1)", mission="service")


def target(workbook: Workbook, name: str) -> tuple[str, str]:
    """Return the sheet and the cell that a defined name refers to."""
    [(sheet, cell)] = workbook.defined_names[name].destinations
    return sheet, cell.replace("$", "")


def value(workbook: Workbook, name: str) -> Any:
    sheet, cell = target(workbook, name)
    return workbook[sheet][cell].value


def rule(workbook: Workbook, name: str) -> DataValidation | None:
    """Return the validation of the cell of a name."""
    sheet, cell = target(workbook, name)
    found = [one for one in workbook[sheet].data_validations.dataValidation if cell in one.sqref]
    assert len(found) <= 1
    return found[0] if found else None


def all_notes(edition: Edition) -> list[str]:
    """Return the notes that an agency may write: evidence and a remark for each topic that it answers, who and when."""
    own = [topic.id for topic in edition.topics.values() if topic.source == "agency"]
    people = [f"{who}.{what}" for who in ("officer", "approver") for what in ("name", "position", "date", "contact")]
    return [*(f"{kind}.{topic}" for topic in own for kind in ("evidence", "remark")), *people]


def by_anchors(edition: Edition, workbook: Workbook) -> tuple[dict[str, tuple[str, str]], ...]:
    """Return where the hidden columns and rows say that answers, notes and verified levels stand."""
    found: dict[str, tuple[str, str]] = {}
    notes: dict[str, tuple[str, str]] = {}
    verified: dict[str, tuple[str, str]] = {}
    for sheet in workbook:
        marks: dict[str, str] = {}
        for number, row in enumerate(sheet.iter_rows(), start=1):
            anchor = row[0].value
            if not isinstance(anchor, str):
                continue
            assert sheet.column_dimensions["A"].hidden or sheet.sheet_state == "hidden"
            if anchor == anchors.FORM:
                assert (row[1].value, row[2].value) == (edition.id, layout(edition, "th").fingerprint)
            elif anchor == anchors.COLUMNS:
                marks = {get_column_letter(place): str(cell.value) for place, cell in enumerate(row, start=1)
                         if place > 1 and str(cell.value).startswith("@")}
                assert sheet.row_dimensions[number].hidden
            elif not anchor.startswith("@"):
                for column, mark in marks.items():
                    place = (sheet.title, f"{column}{number}")
                    question = anchors.question_id(mark, anchor)
                    if question is not None and anchors.is_note(question):
                        notes[question] = place
                    elif question is not None and question not in anchors.SHOWN:
                        found[question] = place
                    elif mark == anchors.VERIFIED:
                        verified[anchor] = place
    return found, notes, verified


def cover_facts(data: bytes, lang: Lang = "th") -> dict[str, str]:
    """Return what the cover says by its anchors, with the five facts that people read; all of it text, no formula."""
    members = parts(data)
    shared = ["".join(text.text or "" for text in item.iter(f"{MAIN}t"))
              for item in fromstring(members["xl/sharedStrings.xml"]).iter(f"{MAIN}si")]
    cells: dict[tuple[str, int], str] = {}
    for cell in fromstring(members["xl/worksheets/sheet1.xml"]).iter(f"{MAIN}c"):
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", "")).groups()  # type: ignore[union-attr]
        if cell.get("t") in ("inlineStr", "s"):
            assert cell.find(f"{MAIN}f") is None
            own = "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
            cells[column, int(row)] = own if cell.get("t") == "inlineStr" else shared[int(cell.findtext(f"{MAIN}v", ""))]
    facts = {text: cells.get(("B", row), "") for (column, row), text in cells.items() if text.startswith(anchors.META)}
    keys = ("agency", "code", "ministry", "round", "deadline")
    labels = {str(bilingual(phrase(f"form.{key}"), lang, beside=True)): key for key in keys}
    return facts | {labels[text]: cells[("D", row)] for (column, row), text in cells.items() if column == "C" and text in labels}
