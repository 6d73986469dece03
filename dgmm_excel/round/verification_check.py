"""What was entered in verification.xlsx, checked like a return: findings, and a fault for everything that cannot be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from dgmm_excel.faults import Fault
from dgmm_excel.intake.judge import judge, judge_of
from dgmm_excel.intake.tidy import clipped, folded
from dgmm_excel.model.edition import Question
from dgmm_excel.round.dates import common_year, read_date
from dgmm_excel.round.findings import KINDS, answer_of
from dgmm_excel.round.folder import Member, Round
from dgmm_excel.round.verification_read import ReadRow
from dgmm_excel.round.verification_rows import Place, stated_in
from dgmm_excel.round.verification_sheet import ENTRIES, finding_label, stated_label
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.findings import Finding, FindingKind
from dgmm_excel.text import LANGS, Lang, Text, joined, phrase

#: Cells whose content may name a person: no fault repeats it.
_PERSONAL = ("reason", "by")


@dataclass
class Checked:
    """The rows of the workbook: findings by place, places without an entry, and faults with the agency's code."""

    findings: dict[Place, Finding] = field(default_factory=dict)
    empty: set[Place] = field(default_factory=set)
    faulty: set[Place] = field(default_factory=set)
    faults: list[tuple[str, Fault]] = field(default_factory=list)


def check(of: Round, rows: Iterable[ReadRow], today: date) -> Checked:
    """Check every row. A row with a fault gives no finding; of two that contradict each other neither counts."""
    checked, first = Checked(), dict[Place, ReadRow]()
    for row in rows:
        one = _Row(row, of.member(row.text("agency")), of.lang, today)
        faults = list(one.faults())
        place = one.place
        if faults:
            checked.faulty.add(place)
        elif not row.entered:
            checked.empty.add(place)
        else:
            finding = one.finding()
            other = checked.findings.setdefault(place, finding)
            if (other.kind, other.value) != (finding.kind, finding.value):
                faults.append(one.fault("DG470", "finding", row=str(first[place].number)))
                checked.faulty.add(place)
            first.setdefault(place, row)
        checked.faults += [(one.code, fault) for fault in faults]
    for place in checked.faulty:
        checked.findings.pop(place, None)
    checked.empty -= checked.faulty | checked.findings.keys()
    return checked


@dataclass(frozen=True)
class _Row:
    """One row, with the agency that it names."""

    row: ReadRow
    member: Member | None
    lang: Lang
    today: date

    @property
    def code(self) -> str:
        """The agency's code; empty if it is unknown."""
        return "" if self.member is None else self.member.code

    @property
    def place(self) -> Place:
        return self.code or self.row.text("agency"), self.row.text("question")

    def fault(self, code: str, column: str, **params: str | Text) -> Fault:
        """Return a fault at a cell of the row."""
        value = None if column in _PERSONAL else clipped(self.row.text(column))
        return Fault(code, self.row.sheet, self.row.cell(column), self.row.text("question") or None, value, params)

    def faults(self) -> Iterator[Fault]:
        """Yield everything that is wrong with the row."""
        spoilt = [name for name in ("agency", "question", "stated", *ENTRIES) if name in self.row.spoilt]
        if spoilt:
            yield from (self.fault("DG473", name) for name in spoilt)
            return
        if self.member is None:
            yield self.fault("DG462", "agency")
            return
        if self.question is None:
            yield self.fault("DG463", "question", edition=self.member.edition.id)
            return
        if self._about is None:
            yield self.fault("DG464", "question", agency=self.code)
            return
        yield from self._entry_faults(self.question)

    @property
    def question(self) -> Question | None:
        """The question that the row is about; None for what is none of the agency's."""
        return None if self.member is None else self.member.edition.questions.get(self.row.text("question"))

    @property
    def _about(self) -> str | None:
        """The answer that the row is about, as data; None if the row was not written by this program."""
        return stated_in(self.row.text("key"), *self.place)

    def _stated(self, question: Question) -> Answer | None:
        return answer_of(question, self._about or "")

    def _entry_faults(self, question: Question) -> Iterator[Fault]:
        labels = [folded(stated_label(question, self._stated(question), lang)) for lang in LANGS]
        if folded(self.row.text("stated")) not in labels:
            yield self.fault("DG471", "stated", stated=labelled(question, self._stated(question)))
        if not self.row.entered:
            return
        if not self.row.text("finding"):
            yield self.fault("DG472", "finding")
            return
        kind = self._kind
        if kind is None:
            yield self.fault("DG465", "finding", allowed=_kinds_in_words())
        else:
            yield from self._value_faults(question, kind)
        if kind != "holds" and not self.row.text("reason"):
            yield self.fault("DG468", "reason", what=phrase("verification.reason"))
        if not self.row.text("by"):
            yield self.fault("DG468", "by", what=phrase("verification.by"))
        yield from self._date_faults()

    @property
    def _kind(self) -> FindingKind | None:
        return _kinds().get(folded(self.row.text("finding")))

    def _value_faults(self, question: Question, kind: FindingKind) -> Iterator[Fault]:
        if kind == "corrected" and self._value(question) is None:
            yield self.fault("DG466", "verified", allowed=judge_of(question, self.lang).allowed)
        if kind != "corrected" and self.row.text("verified"):
            yield self.fault("DG467", "verified", finding=phrase(f"verified.{kind}"), corrected=phrase("verified.corrected"))

    def _value(self, question: Question) -> Answer | None:
        return judge(question, self.lang, self.row.cells.get("verified")).value

    def _date_faults(self) -> Iterator[Fault]:
        if self.row.cells.get("date") is None:
            yield self.fault("DG468", "date", what=phrase("verification.date"))
        elif self._day is None:
            yield self.fault("DG469", "date", problem=phrase("verification.no_date"))
        elif self._day > self.today:
            yield self.fault("DG469", "date", problem=phrase("verification.later"))

    @property
    def _day(self) -> date | None:
        typed = self.row.cells.get("date")
        if isinstance(typed, datetime):
            return _common(typed)
        return read_date(self.row.text("date"))

    def finding(self) -> Finding:
        """Return the finding of a row without faults."""
        question, kind, day = self.question, self._kind, self._day
        assert question is not None and kind is not None and day is not None
        value = self._value(question) if kind == "corrected" else None
        return Finding(question.id, kind, value, self.row.text("reason"), self.row.text("by"), day.isoformat(),
                       self._stated(question))


def labelled(question: Question, answer: Answer | None) -> Text:
    """Return an answer in both languages."""
    return Text(stated_label(question, answer, "th"), stated_label(question, answer, "en"))


@cache
def _kinds() -> Mapping[str, FindingKind]:
    """Return the kinds of findings by label in either language, and by key."""
    named = {folded(finding_label(kind, lang)): kind for kind in KINDS for lang in LANGS}
    return named | {kind: kind for kind in KINDS}


def _kinds_in_words() -> Text:
    return joined((phrase(f"verified.{kind}") for kind in KINDS), Text(" / ", " / "))


def _common(day: datetime) -> date | None:
    """Return the day that a cell's date means: in Thailand people type years of the Buddhist era."""
    try:
        return date(common_year(day.year), day.month, day.day)
    except ValueError:
        return None
