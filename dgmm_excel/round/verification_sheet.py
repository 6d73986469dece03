"""verification.xlsx, drawn: the claims as an Excel table with yellow cells for what was found, and a sheet that says how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from dgmm_excel.authoring.sheet import Sheet, Validations
from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, CellValue, Page, Report
from dgmm_excel.form.layout import printed_numbers
from dgmm_excel.intake.answer_words import answer_in_words
from dgmm_excel.intake.tidy import clipped, plain_text
from dgmm_excel.model.edition import Question
from dgmm_excel.report.sheet_parts import title
from dgmm_excel.round.dates import read_date
from dgmm_excel.round.findings import KINDS, LogLine
from dgmm_excel.round.lists import list_date
from dgmm_excel.round.verification_rows import ClaimRow, Draw, Entered, key_of
from dgmm_excel.scoring.answers import Answer, limits
from dgmm_excel.scoring.findings import FindingKind
from dgmm_excel.text import Lang, long_date, said, yes_no
from dgmm_excel.xlsx.a1 import column_letters, quoted

TABLE = "Verification"
#: The columns of the table, and their widths in characters; the last is hidden.
WIDTHS: Mapping[str, float] = {
    "levels": 9, "agency": 9, "agency_name": 24, "topic": 20, "question": 16, "text": 42, "stated": 19, "evidence": 30,
    "remark": 20, "finding": 17, "verified": 18, "reason": 32, "by": 18, "date": 13,
    "objection": 32, "falls": 22, "changed": 32, "key": 10,
}
COLUMNS = tuple(WIDTHS)
#: The yellow cells of a row.
ENTRIES = ("finding", "verified", "reason", "by", "date")
#: What the hidden cells of the draws begin with, on the sheet that says how.
DRAW = "draw"
_HOW_WIDTHS = (4.0, 26.0, 120.0)
_HEAD_ROW, _IDS_ROW = 3, 4
_LONGEST, _TALLEST = 800, 300.0
_HEAD = Look(bold=True, paper="sub_pillar", align="center", framed=True)
_IDS = Look("small", "soft_ink", align="center", framed=True)
_HINT = Look("size", "warn", bold=True, indent=1, wrapped=False)
_WORDS, _COUNT = Look(framed=True, vertical="top"), Look(framed=True, align="center", vertical="top")
_OPEN = Look(framed=True, open=True, paper="answer", vertical="top")
#: Text, so that no program makes another date of what is typed.
_DAY = Look(framed=True, open=True, paper="answer", align="center", vertical="top", format="@")
_CHANGED = Look(framed=True, ink="missing_ink", paper="missing", bold=True, vertical="top")
_LOOKS: Mapping[str, Look] = {"levels": _COUNT, "date": _DAY} | dict.fromkeys(ENTRIES[:-1], _OPEN)
_LABEL, _TEXT = Look(bold=True, paper="topic", framed=True, vertical="top"), Look(framed=True, vertical="top")


@dataclass(frozen=True)
class StrayRow:
    """A row that belongs to no claim, as it was typed: its cells by column."""

    cells: Mapping[str, Any]


def drawn(
    rows: Iterable[ClaimRow], stray: Sequence[StrayRow], draws: Sequence[str], lang: Lang, round_title: str, now: datetime
) -> Report:
    """Return the workbook. `draws` says in words which agencies were drawn."""
    report = Report()
    name = said("verification.sheet", lang)
    page = report.page(name, list(WIDTHS.values()), frozen=f"{column_letters(COLUMNS.index('agency_name') + 1)}{_IDS_ROW + 1}",
                       titles=f"{_HEAD_ROW}:{_IDS_ROW}", wide=True)
    lists = _Lists(report, lang)
    title(page, f"{name}   {round_title}", len(COLUMNS) - 1)
    page.band(said("verification.hint", lang), _HINT, len(COLUMNS) - 1, height(("", 1)) + 4)
    heads = {column: said(f"verification.{column}", lang) for column in COLUMNS}
    room = zip(heads.values(), WIDTHS.values(), strict=True)
    page.row([Cell(text, _HEAD) for text in heads.values()], height(*room, bold=True))
    page.row([Cell(column, _IDS) for column in COLUMNS], height(("", 1), name="small"))
    checks = _Checks(page, lists, lang)
    for row in rows:
        _draw(page, row, lang)
        checks.add(page.rows, row.question)
    for one in stray:
        page.row([Cell(_typed(one.cells.get(column)), _LOOKS.get(column, _WORDS)) for column in COLUMNS])
    page.table(TABLE, COLUMNS, _IDS_ROW)
    _shut(page)
    _draw_how(report, page, draws, lang)
    lists.finish()
    properties = report.book.properties
    properties.title, properties.creator = f"{name}   {round_title}", "dgmm_excel"
    properties.created = properties.modified = datetime.combine(now.date(), time())
    return report


def finding_label(kind: FindingKind, lang: Lang) -> str:
    """Return what the list in a cell offers for a kind of finding."""
    return said(f"verified.{kind}", lang)


def stated_label(question: Question, stated: Answer | None, lang: Lang) -> str:
    """Return a stated answer as its cell shows it."""
    return "" if stated is None else answer_in_words(question, stated, lang)


def draw_words(one: Draw, lang: Lang) -> str:
    """Say which agencies were drawn, and how to draw them again."""
    return said("verification.draw", lang, day=long_date(one.day, lang), count=len(one.codes), size=one.size, seed=one.seed,
                codes=", ".join(one.codes))


# -- rows ------------------------------------------------------------------------------------------


def _draw(page: Page, row: ClaimRow, lang: Lang) -> None:
    texts = _texts(row, lang)
    looks = dict(_LOOKS) | ({"changed": _CHANGED, "stated": _CHANGED} if row.checked else {})
    looks |= {"objection": _CHANGED} if row.objection else {}
    shown = [(str(texts[column] or ""), WIDTHS[column] - 1) for column in COLUMNS if column != "key"]
    page.row([Cell(texts[column], looks.get(column, _WORDS)) for column in COLUMNS], min(height(*shown), _TALLEST))


def _texts(row: ClaimRow, lang: Lang) -> dict[str, CellValue]:
    topic = row.edition.topics[row.question.topic or ""]
    number = printed_numbers(row.edition).get(row.question.id)
    asked = " ".join(filter(None, (number[0] if number else "", row.question.text[lang])))
    claim = row.claim
    return {
        "levels": claim.lost if claim else 0, "agency": row.agency.code, "agency_name": row.agency.name(lang),
        "topic": f"{topic.id} {topic.name[lang]}", "question": row.question.id, "text": asked,
        "stated": stated_label(row.question, row.stated, lang),
        "evidence": clipped(row.notes.get("evidence", ""), _LONGEST), "remark": clipped(row.notes.get("remark", ""), _LONGEST),
        "objection": clipped(row.objection, _LONGEST), "falls": _falls(row, lang), "changed": _changed(row, lang),
        "key": key_of(row.agency.code, row.question.id, row.stated), **_entries(row, lang),
    }


def _falls(row: ClaimRow, lang: Lang) -> str:
    claim = row.claim
    if claim is None:
        return ""
    codes = ", ".join(said("verification.overall", lang) if code == "overall" else code for code in claim.codes)
    return codes if claim.together == 1 else said("verification.together", lang, codes=codes, others=claim.together - 1)


def _changed(row: ClaimRow, lang: Lang) -> str:
    line = row.checked
    if line is None:
        return ""
    return said("verification.answer_changed", lang, before=stated_label(row.question, line.finding.about, lang),
                now=stated_label(row.question, row.stated, lang) or said("agency.blank", lang),
                finding=finding_label(line.finding.kind, lang))


def _entries(row: ClaimRow, lang: Lang) -> dict[str, CellValue]:
    match row.entered:
        case None:
            return dict.fromkeys(ENTRIES)
        case LogLine(finding=finding):
            value = None if finding.value is None else _as_typed(row.question, finding.value, lang)
            day = read_date(finding.day)
            return {"finding": finding_label(finding.kind, lang), "verified": value, "reason": finding.reason or None,
                    "by": finding.by or None, "date": list_date(day, lang) if day else finding.day}
        case Entered() as typed:
            return {name: _typed(getattr(typed, name), lang) for name in ENTRIES}


def _as_typed(question: Question, answer: Answer, lang: Lang) -> CellValue:
    """Return an answer as a person enters it."""
    match answer:
        case bool() | str():
            return answer if question.type == "text" and isinstance(answer, str) else answer_in_words(question, answer, lang)
        case int():
            return answer
        case _:
            return float(answer)


def _typed(value: Any, lang: Lang = "th") -> CellValue:
    """Return what was typed into a cell, a day as text."""
    if isinstance(value, datetime):
        return list_date(value.date(), lang)
    return value if isinstance(value, str | int | float | bool) or value is None else plain_text(value)


# -- lists -----------------------------------------------------------------------------------------


class _Lists:
    """The lists that cells offer, each in a column of a hidden sheet."""

    def __init__(self, report: Report, lang: Lang) -> None:
        self._page = report.page("_dgmm", [30.0])
        self._page.ws.sheet_state = "hidden"
        self._lists: dict[tuple[str, ...], str] = {}
        self.findings = self.source([finding_label(kind, lang) for kind in KINDS])

    def source(self, texts: Sequence[str]) -> str:
        """Return the range that holds the texts."""
        column = column_letters(len(self._lists) + 1)
        made = f"{quoted(self._page.title)}!${column}$1:${column}${len(texts)}"
        return self._lists.setdefault(tuple(texts), made)

    def finish(self) -> None:
        """Write the lists."""
        for place in range(max(map(len, self._lists))):
            self._page.row([Cell(texts[place], _WORDS) if place < len(texts) else None for texts in self._lists])


class _Checks:
    """What the yellow cells accept."""

    def __init__(self, page: Page, lists: _Lists, lang: Lang) -> None:
        self._lists, self._lang = lists, lang
        self._checks = Validations(Sheet(page.ws), lang)
        self._at = {column: column_letters(place) for place, column in enumerate(COLUMNS, start=1)}

    def add(self, row: int, question: Question) -> None:
        """Check the cells of a row with a claim about the question."""
        said_of = {name: said(f"verification.prompt_{name}", self._lang) for name in ("finding", "verified", "date")}
        self._checks.listed(f"{self._at['finding']}{row}", self._lists.findings, said_of["finding"])
        self._checks.free(f"{self._at['date']}{row}", said_of["date"])
        cell = f"{self._at['verified']}{row}"
        match question.type:
            case "yes_no":
                words = [yes_no(answer)[self._lang] for answer in (True, False)]
                self._checks.listed(cell, self._lists.source(words), said_of["verified"])
            case "choice":
                labels = [choice.label[self._lang] for choice in question.choices]
                self._checks.listed(cell, self._lists.source(labels), said_of["verified"])
            case "text":
                self._checks.free(cell, said_of["verified"])
            case _:
                low, high = (None if end is None else f"{float(end):g}" for end in (question.minimum, question.maximum))
                self._checks.number(cell, question.type == "integer", low or "0", high, limits(question), said_of["verified"])


def _shut(page: Page) -> None:
    """Protect the sheet without a password, but for the yellow cells; rows can be filtered, columns made wider."""
    ws = page.ws
    Sheet(ws).shrink()
    ws.column_dimensions[column_letters(len(COLUMNS))].hidden = True
    ws.protection.sheet = True
    ws.protection.autoFilter = ws.protection.formatColumns = ws.protection.formatRows = False


def _draw_how(report: Report, before: Page, draws: Sequence[str], lang: Lang) -> None:
    name = said("verification.how", lang)
    page = report.page(name, _HOW_WIDTHS, after=before, titles="1:1")
    page.ws.column_dimensions["A"].hidden = True
    title(page, name, len(_HOW_WIDTHS))
    lines = [("", said(f"verification.how_{part}", lang), said(f"verification.how_{part}_text", lang))
             for part in ("what", "finding", "rest", "changed", "again", "persons")]
    lines += [(DRAW, said("verification.drawn", lang), text) for text in draws]
    for mark, label, text in lines:
        page.row([Cell(mark, _TEXT), Cell(label, _LABEL), Cell(text, _TEXT)],
                 min(height((label, _HOW_WIDTHS[1] - 2), (text, _HOW_WIDTHS[2] - 2)), _TALLEST))
