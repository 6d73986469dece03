"""Forms filled in for tests, as files: with typed answers, texts that look like formulas, and notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple

from dgmm_excel import load_edition, open_book
from dgmm_excel.agency import Agency
from dgmm_excel.feedback.correction import correction
from dgmm_excel.feedback.filled_form import places_of_notes
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec
from dgmm_excel.intake.score import Scored, scored
from dgmm_excel.model.edition import MISSION
from dgmm_excel.text import Lang
from dgmm_excel.xlsx.patch import patched
from tests.support.forms import form
from tests.support.returned import some_answers, typed

AGENCY = Agency("0101", "กรมตัวอย่าง", "Sample Department", "กระทรวง & กรม", mission="service")
#: What a spreadsheet program would take for formulas, were they not texts.
LIKE_FORMULAS = ("=1+1", "+66 2 123 4567", "-5 units", '@home "x" <y> & z', "=HYPERLINK(\"http://x\")")


def spec(name: str, lang: Lang = "th", **more: Any) -> FormSpec:
    return FormSpec(load_edition(name), lang, "2569-1", "รอบทดสอบ", date(2026, 9, 30), **more)


def good(name: str) -> dict[str, Any]:
    """Right answers to all that the agency is asked; its texts begin like formulas."""
    edition = load_edition(name)
    answers = {one: value for one, value in some_answers(edition).items() if one != MISSION}
    texts = [one for one in answers if edition.questions[one].type == "text"]
    return answers | {one: LIKE_FORMULAS[place % len(LIKE_FORMULAS)] for place, one in enumerate(texts)}


def of_type(name: str, kind: str) -> list[str]:
    edition = load_edition(name)
    return [one for one in good(name) if edition.questions[one].type == kind]


@cache
def bad(name: str) -> Mapping[str, Any]:
    """Return what is typed where it can be no answer."""
    yes, numbers = of_type(name, "yes_no"), of_type(name, "integer")
    return {yes[0]: "ไม่แน่ใจ / not sure", yes[3]: "=1+1", yes[-1]: "-", numbers[0]: "ประมาณ 50", numbers[1]: 1.5, numbers[2]: 10**12,
            of_type(name, "choice")[0]: "อื่น ๆ <&>"}


def notes(name: str, lang: Lang) -> dict[str, str]:
    """Return a note in every place for one."""
    places = places_of_notes(layout(load_edition(name), lang))
    return {one: f"{LIKE_FORMULAS[number % len(LIKE_FORMULAS)]} {one}" for number, one in enumerate(places)}


def typed_in(data: bytes, name: str, lang: Lang, cells: Mapping[str, Any], remarks: Mapping[str, str] | None = None) -> bytes:
    """Return the form with what is typed into the cells of some questions, and of some notes."""
    plan = layout(load_edition(name), lang)
    changes: dict[str, dict[tuple[int, int], Any]] = {}
    for one, value in cells.items():
        slot = plan.slots[one]
        changes.setdefault(slot.sheet, {})[coordinate_to_tuple(slot.cell)] = value
    for one, text in (remarks or {}).items():
        sheet, cell = places_of_notes(plan)[one]
        changes.setdefault(sheet, {})[coordinate_to_tuple(cell)] = text
    return patched(data, changes)


@cache
def filled_in(name: str, lang: Lang = "th", faulty: bool = False) -> bytes:
    """Return a form of `AGENCY`'s with all that it can say; `faulty`: with answers that cannot be used."""
    edition = load_edition(name)
    raw = {one: typed(edition, lang, one, value) for one, value in good(name).items()} | (dict(bad(name)) if faulty else {})
    return typed_in(form(name, lang, AGENCY), name, lang, raw, notes(name, lang))


def read(data: bytes) -> Scored:
    """Return the file, scored as it stands."""
    book = open_book(data)
    try:
        return scored(book)
    finally:
        book.close()


@cache
def faulty(name: str, lang: Lang = "th") -> Scored:
    return read(filled_in(name, lang, faulty=True))


@cache
def made(name: str, lang: Lang = "th", number: int = 1) -> bytes:
    return correction(faulty(name, lang), number, spec(name, lang), AGENCY)
