"""Returned forms, damaged on purpose in every way that people and programs damage them, and what must come of each.

A `Draft` is a filled form as a real file, and what the program must say of it; a kind of damage (`tests.support.damage_kinds`) changes
both. `run` makes the file, has it read and scored, and names everything that is not as it must be; the worst is a silent
change: an answer that counts and is not the one that was given.

`python -m tests.support.damage` damages 1,000 forms and prints the tables of tests/proofs/README.md; `--write` puts them there.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dgmm_excel import load_edition, open_book
from dgmm_excel.agency import Agency
from dgmm_excel.faults import catalogue
from dgmm_excel.form.layout import Line, PillarSheet, layout
from dgmm_excel.intake.score import Scored, scored
from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.model.figure_pairs import samples, shares
from dgmm_excel.scoring.answers import Answers, Assessment, checked
from dgmm_excel.scoring.evaluate import assess
from dgmm_excel.text import LANGS, Lang
from tests.support import oracle
from tests.support.forms import FORMS, form
from tests.support.returned import OTHERS, others_in, typed
from tests.support.xml_book import Move, XmlBook, address, number, same

#: The page whose tables come from here.
PAGE = Path(__file__).parent.parent / "proofs" / "README.md"
AGENCY = Agency("0101", "กรมตัวอย่าง", mission="service")
#: Sheet, row and column from 1.
Place = tuple[str, int, int]
#: A fault: code, question, sheet, cell.
Told = tuple[str, str | None, str | None, str | None]
TEXTS = ("บริการออกใบอนุญาต", "e-Service", "ระบบจองคิว (Queue)", "ยื่นคำขอ/ต่ออายุ", "Ünïcode & <b>")


@dataclass
class Draft:
    """A filled form that is being damaged. `faults` are those that must be told, no other error or warning may be;
    `repaired` are repairs that may be told besides, each of its question, by code.
    """

    edition: Edition
    lang: Lang
    rng: random.Random
    given: Mapping[str, Any]
    book: XmlBook
    places: dict[str, Place]
    sheets: dict[str, str]
    faults: list[Told] = field(default_factory=list)
    repaired: dict[str, str] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    changed: dict[str, Any] = field(default_factory=dict)
    data: bytes | None = None

    # -- where cells are --------------------------------------------------------------------------

    @property
    def answered(self) -> list[str]:
        return [name for name in self.places if self.given.get(name) is not None]

    def type(self, name: str) -> str:
        return self.edition.questions[name].type

    def raw(self, name: str) -> Any:
        """Return what was typed in for the answer."""
        return typed(self.edition, self.lang, name, self.given[name])

    def cell(self, name: str) -> tuple[str, str]:
        sheet, row, column = self.places[name]
        return sheet, address(row, column)

    @property
    def pillars(self) -> list[PillarSheet]:
        return list(layout(self.edition, self.lang).pillars)

    def lines(self, title: str, *kinds: str) -> list[Line]:
        """Return the lines of a pillar's sheet, as it was issued."""
        (sheet,) = (sheet for sheet in self.pillars if sheet.title == title)
        return [line for line in sheet.lines if line.kind in kinds]

    def title(self, issued: str) -> str:
        """Return what a sheet is called now."""
        return self.sheets[issued]

    def some(self, *types: str, most: int = 6, among: Iterable[str] | None = None) -> list[str]:
        """Return a few questions of those types, at random."""
        fit = [name for name in (self.places if among is None else among) if self.type(name) in (types or (self.type(name),))]
        return sorted(self.rng.sample(fit, min(len(fit), self.rng.randint(1, most))), key=list(self.places).index)

    # -- changes -----------------------------------------------------------------------------------

    def put(self, name: str, value: Any, spelling: str = "inline") -> None:
        sheet, row, column = self.places[name]
        self.book.page(sheet).put(row, column, value, spelling)

    def remark(self, topic: str, text: str | None) -> None:
        """Type into the remark of a topic, where a fresh form has it."""
        sheet, cell = layout(self.edition, self.lang).notes[f"remark.{topic}"]
        self.book.page(sheet).put(int(cell[1:]), number(cell[0]), text)

    def move(self, title: str, rows: Move = same, columns: Move = same, *, names: bool = True) -> None:
        """Move rows and columns of a sheet; what is deleted is lost."""
        self.book.remap(title, rows, columns, names=names)
        for name, (sheet, row, column) in list(self.places.items()):
            if sheet == title:
                new_row, new_column = rows(row), columns(column)
                if new_row is None or new_column is None:
                    self.lose(name)
                else:
                    self.places[name] = (sheet, new_row, new_column)

    def lose(self, name: str) -> None:
        """The question's cell is gone, and its name with it: told where the form had it."""
        del self.places[name]
        slot = layout(self.edition, self.lang).slots[name]
        self.faults.append(("DG107", name, slot.sheet, slot.cell))
        self.rejected.add(name)

    # -- what must come of it ----------------------------------------------------------------------

    def tell(self, code: str, name: str) -> None:
        """The fault must be told of the question at its cell; an error rejects it."""
        self.faults.append((code, name, *self.cell(name)))
        if catalogue()[code].severity == "error":
            self.rejected.add(name)

    def by_sight(self, names: Iterable[str], code: str) -> None:
        """Those questions are found by their words; those that are answered must say so."""
        for name in names:
            if self.given.get(name) is not None and name not in self.rejected:
                self.tell(code, name)

    @property
    def expected(self) -> dict[str, Any]:
        """What must count, by question."""
        answers = {name: value for name, value in ({**self.given, **self.changed}).items() if name not in self.rejected}
        return dict(checked(self.edition, answers).values)

    def save(self) -> bytes:
        return self.data if self.data is not None else self.book.save()


@dataclass(frozen=True)
class DamageKind:
    """One kind of damage, what it is in English and Thai; it needs LibreOffice where `office`."""

    name: str
    en: str
    th: str
    damage: Callable[[Draft], None]
    office: bool = False


def answers_for(edition: Edition, rng: random.Random) -> dict[str, Any]:
    """Random answers that are no fault as they stand, often to every question."""
    drawn: dict[str, Any] = {name: value for name, value in oracle.random_answers(edition.id, rng).items() if value is not None}
    if rng.random() < 0.5:
        for _ in range(4):
            drawn = {**{k: v for k, v in oracle.random_answers(edition.id, rng).items() if v is not None}, **drawn}
    for name in drawn:
        if edition.questions[name].type == "text":
            drawn[name] = rng.choice(TEXTS)
    for question in edition.questions.values():
        if any(drawn.get(question.id) == choice and drawn.get(implied) is False for choice, implied in question.implies):
            del drawn[question.id]  # two statements that cannot both hold
    for part, whole in (*shares(edition), *samples(edition)):
        if part in drawn and whole in drawn and drawn[part] > drawn[whole]:
            drawn[part] = drawn[whole]
    return drawn


def draft(edition_id: str, lang: Lang, rng: random.Random) -> Draft:
    """Return a form, filled in at random."""
    edition = load_edition(edition_id)
    slots = layout(edition, lang).slots
    given = answers_for(edition, rng)
    book = XmlBook(form(edition_id, lang, AGENCY))
    places = {name: (slot.sheet, slot.row, number(slot.column)) for name, slot in slots.items()}
    made = Draft(edition, lang, rng, given, book, places, {title: title for title in book.titles})
    for name, value in given.items():
        made.put(name, typed(edition, lang, name, value), rng.choice(("inline", "shared")))
    for topic in others_in(edition, given):
        made.remark(topic, OTHERS)
    if MISSION in places and MISSION not in given:
        made.put(MISSION, None)
    return made


# -- the result of reading -------------------------------------------------------------------------


@dataclass
class Outcome:
    """The result of reading one damaged form: the number of answers in each state, and everything that is wrong."""

    kind: str
    accepted: int = 0
    repaired: int = 0
    rejected: int = 0
    silent: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def judged(kind: str, made: Draft, data: bytes) -> Outcome:
    """Read and score the file, and compare the result with what was planted."""
    book = open_book(data)
    try:
        result = scored(book)
    finally:
        book.close()
    outcome = Outcome(kind)
    if result.form.edition is not made.edition or result.assessment is None:
        outcome.wrong.append(f"not read as a form: {result.faults}")
        return outcome
    outcome.silent += _silent(made, result)
    outcome.wrong += [*_entries_wrong(made, result), *_faults_wrong(made, result), *_scores_wrong(made, result.assessment)]
    states = Counter(entry.state for entry in result.form.entries.values())
    outcome.accepted, outcome.repaired, outcome.rejected = states["accepted"], states["repaired"], states["rejected"]
    return outcome


def _silent(made: Draft, result: Scored) -> Iterator[str]:
    """Answers that are not rejected and are not what was given: another one, or a blank."""
    expected = made.expected
    for name in made.edition.questions:
        entry = result.form.entries.get(name)
        if entry is None or (entry.state != "rejected" and entry.value != expected.get(name)):
            yield f"{name}: {entry and (entry.state, entry.value, entry.sheet, entry.cell)}, given {expected.get(name)!r}"


def _entries_wrong(made: Draft, result: Scored) -> Iterator[str]:
    entries = result.form.entries
    if list(entries) != list(made.edition.questions):
        yield "not every question has its entry"
    found = {name for name, entry in entries.items() if entry.state == "rejected"}
    if found != made.rejected:
        yield f"rejected: {sorted(found - made.rejected)}, not rejected: {sorted(made.rejected - found)}"
    for name, (sheet, row, column) in made.places.items():
        entry = entries[name]
        if entry.state in ("accepted", "repaired") and (entry.sheet, entry.cell) != (sheet, address(row, column)):
            twice = [told for told in made.faults if told[1] == name]
            if not twice:
                yield f"{name} found at {entry.sheet}!{entry.cell}, stands at {sheet}!{address(row, column)}"


def _faults_wrong(made: Draft, result: Scored) -> Iterator[str]:
    found: Counter[Told] = Counter((fault.code, fault.question, fault.sheet, fault.cell) for fault in result.faults)
    expected: Counter[Told] = Counter(made.faults)
    for told in expected - found:
        yield f"not told: {told}"
    for told in found - expected:
        code, name = told[0], told[1]
        if catalogue()[code].severity != "repaired" or name is None or made.repaired.get(name) != code:
            yield f"told: {told}"
    for fault in result.faults:
        said = fault.message() + fault.remedy()
        if "{" in said or "}" in said:
            yield f"not filled in: {said}"


def _scores_wrong(made: Draft, assessment: Assessment) -> Iterator[str]:
    right = _assessed(made.edition, made.expected)
    for code in made.edition.ids:
        if (assessment[code].score, assessment[code].level) != (right[code].score, right[code].level):
            yield f"{code}: {assessment[code].score}, level {assessment[code].level}; right: {right[code].score}, {right[code].level}"


def _assessed(edition: Edition, values: Mapping[str, Any]) -> Assessment:
    return assess(Answers(edition, values))


# -- many ------------------------------------------------------------------------------------------


def file_of(kind: DamageKind, place: int, seed: int = 2569) -> Draft:
    """Return the kind's damaged form of that number: every form in turn, each kind beginning with another one."""
    rng = random.Random(f"{seed} {kind.name} {place}")
    edition_id, lang = FORMS[(place + len(kind.name)) % len(FORMS)]
    made = draft(edition_id, lang, rng)
    kind.damage(made)
    return made


def run(kind: DamageKind, place: int, seed: int = 2569) -> Outcome:
    """Draw, damage, read and judge one form."""
    made = file_of(kind, place, seed)
    return judged(kind.name, made, made.save())


@cache
def kinds() -> tuple[DamageKind, ...]:
    from tests.support.damage_kinds import KINDS

    return KINDS


def jobs(files: int) -> list[tuple[str, int]]:
    """Return which kinds, and which number of each, come to that many files; those that need LibreOffice a few times only."""
    plain = [kind.name for kind in kinds() if not kind.office]
    office = [(kind.name, place) for kind in kinds() if kind.office for place in range(2 if files < 500 else 16)]
    rest = files - len(office)
    return [*office, *((plain[n % len(plain)], n // len(plain)) for n in range(rest))]


def table(outcomes: Iterable[Outcome], lang: Lang) -> str:
    """Return all results as a table in Markdown."""
    heads = {
        "en": ("Damage", "Files", "Accepted", "Repaired", "Rejected", "Changed silently"),
        "th": ("ความเสียหาย", "ไฟล์", "รับตามที่กรอก", "รับหลังปรับ", "ไม่รับ", "เปลี่ยนโดยไม่แจ้ง"),
    }[lang]
    by_kind: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_kind.setdefault(outcome.kind, []).append(outcome)
    lines = [_line(*heads), "|---|" + "---:|" * 5]
    for kind in kinds():
        if kind.name in by_kind:
            lines.append(_line(kind.th if lang == "th" else kind.en, *_sums(by_kind[kind.name])))
    total = {"en": "**All**", "th": "**รวม**"}[lang]
    return "\n".join([*lines, _line(total, *_sums([one for some in by_kind.values() for one in some]))])


def _sums(outcomes: list[Outcome]) -> Iterator[str]:
    yield f"{len(outcomes):,}"
    for key in ("accepted", "repaired", "rejected"):
        yield f"{sum(getattr(outcome, key) for outcome in outcomes):,}"
    yield f"{sum(len(outcome.silent) for outcome in outcomes):,}"


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def of_job(job: tuple[str, int]) -> Outcome:
    """Return the result of one job."""
    return run(next(kind for kind in kinds() if kind.name == job[0]), job[1])


def run_office(wanted: list[tuple[DamageKind, int]], soffice: str = "soffice") -> list[Outcome]:
    """Return the results for forms that LibreOffice saved again, all in one run."""
    from tests.support.damage_kinds import converted

    made = [(kind, file_of(kind, place)) for kind, place in wanted]
    files = converted([one.save() for _, one in made], soffice)
    return [judged(kind.name, one, data) for (kind, one), data in zip(made, files, strict=True)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Damage that many forms and print both tables, or write them into the page of the proofs; mistakes go to stderr."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.damage", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", type=int, nargs="?", default=1_000)
    parser.add_argument("--write", action="store_true", help=f"write the tables into {PAGE.relative_to(PAGE.parents[2])}")
    options = parser.parse_args(arguments)
    office = {kind.name: kind for kind in kinds() if kind.office}
    with ProcessPoolExecutor(2) as pool:
        outcomes = list(pool.map(of_job, [job for job in jobs(options.files) if job[0] not in office], chunksize=8))
    outcomes += run_office([(office[name], place) for name, place in jobs(options.files) if name in office])
    for outcome in outcomes:
        for what in (*outcome.silent, *outcome.wrong):
            sys.stderr.write(f"{outcome.kind}: {what}\n")
    tables = {lang: table(outcomes, lang) for lang in LANGS}
    if options.write:
        PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), tables), encoding="utf-8")
    else:
        sys.stdout.write("\n\n".join(tables.values()) + "\n")


def with_tables(page: str, tables: Mapping[Lang, str]) -> str:
    """Return the page with these tables between its marks."""
    for lang, text in tables.items():
        start, end = f"<!-- damage {lang} -->\n", f"\n<!-- /damage {lang} -->"
        page = f"{page.partition(start)[0]}{start}{text}{end}{page.partition(end)[2]}"
    return page


def table_in(page: str, lang: Lang) -> str:
    """Return the table of one language in the page."""
    return page.partition(f"<!-- damage {lang} -->\n")[2].partition(f"\n<!-- /damage {lang} -->")[0]


if __name__ == "__main__":
    main()
