"""Forms damaged in every way that people and programs damage them: nothing is changed silently, every fault has its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from dgmm_excel.intake import read as reading
from dgmm_excel.intake.returned_form import State
from dgmm_excel.text import LANGS, Lang
from tests.conftest import LONG
from tests.support.damage import PAGE, Outcome, file_of, jobs, judged, kinds, run, run_office, table, table_in, with_tables
from tests.support.forms import EDITIONS

FILES = 1_000 if LONG else 60
BATCHES = 8


def _checked(outcomes: list[Outcome], tell: Callable[[str], None]) -> None:
    silent = [f"{one.kind}: {what}" for one in outcomes for what in one.silent]
    wrong = [f"{one.kind}: {what}" for one in outcomes for what in one.wrong]
    assert silent == []
    assert wrong == []
    counts = Counter[str]()
    for one in outcomes:
        counts.update(files=1, accepted=one.accepted, repaired=one.repaired, rejected=one.rejected)
    tell("damaged forms: " + ", ".join(f"{count:,} {key}" for key, count in counts.items()) + ", 0 changed silently")


@pytest.mark.parametrize("batch", range(BATCHES))
def test_damaged_forms(batch: int, tell: Callable[[str], None]) -> None:
    """Each planted fault is reported at its cell, and no other; all other answers and every score are as given."""
    own = {kind.name: kind for kind in kinds() if not kind.office}
    _checked([run(own[name], place) for name, place in jobs(FILES)[batch::BATCHES] if name in own], tell)


def test_forms_saved_by_libreoffice(soffice: str, tell: Callable[[str], None]) -> None:
    """The same of forms that LibreOffice opened and wrote."""
    own = {kind.name: kind for kind in kinds() if kind.office}
    _checked(run_office([(own[name], place) for name, place in jobs(FILES) if name in own], soffice), tell)


def test_there_are_many_kinds_and_both_editions_in_both_languages() -> None:
    assert len(kinds()) >= 25
    assert len({kind.name for kind in kinds()}) == len({kind.en for kind in kinds()}) == len({kind.th for kind in kinds()}) == len(kinds())
    places = {name: {place % 4 for other, place in jobs(1_000) if other == name} for name, _ in jobs(1_000)}
    assert set(places) == {kind.name for kind in kinds()}
    assert all(seen == {0, 1, 2, 3} for seen in places.values())


@pytest.mark.parametrize("place", range(4))
def test_the_harness_notices_an_answer_that_is_lost_or_changed(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that blanks one answer, or takes it for another, is found out."""
    untouched = kinds()[0]
    made = file_of(untouched, place)
    data, victim = made.save(), made.rng.choice([name for name in made.answered if made.type(name) == "yes_no"])
    assert not judged("", made, data).silent
    right = reading._Reader._entry

    def wrong(state: State, value: Any) -> Any:
        def entry(self: Any, name: str, judge: Any) -> Any:
            found, faults = right(self, name, judge)
            return (found._replace(state=state, value=value), faults) if name == victim else (found, faults)
        return entry

    wrongly: list[tuple[State, Any]] = [("blank", None), ("accepted", not made.given[victim])]
    for state, value in wrongly:
        monkeypatch.setattr(reading._Reader, "_entry", wrong(state, value))
        silent = judged("", made, data).silent
        assert [what.partition(":")[0] for what in silent] == [victim]


@pytest.mark.parametrize("name", EDITIONS)
def test_the_harness_notices_a_fault_too_many_or_too_few(name: str) -> None:
    place = EDITIONS.index(name) * 2
    made = file_of(kinds()[0], place)
    data = made.save()
    made.faults.append(("DG101", "P1.1.01", "P1", "D9"))
    assert judged("", made, data).wrong == ["not told: ('DG101', 'P1.1.01', 'P1', 'D9')"]
    damaged = file_of(next(kind for kind in kinds() if kind.name == "nonsense"), place)
    taken = damaged.faults.pop()
    assert f"told: {taken}" in judged("", damaged, damaged.save()).wrong


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_of_the_page_is_of_these_kinds(lang: Lang) -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table_in(PAGE.read_text("utf-8"), lang).splitlines()]
    assert [row[0] for row in rows[2:-1]] == [kind.th if lang == "th" else kind.en for kind in kinds()]
    assert all(row[-1] == "0" for row in rows[2:])
    assert rows[-1][1] == "1,000"
    assert table([Outcome(kinds()[0].name)], lang).splitlines()[0] == "| " + " | ".join(rows[0]) + " |"


def test_the_tables_are_written_into_the_page() -> None:
    page = PAGE.read_text("utf-8")
    assert with_tables(page, {lang: table_in(page, lang) for lang in LANGS}) == page
    changed = with_tables(page, {lang: f"| {lang} |" for lang in LANGS})
    assert {lang: table_in(changed, lang) for lang in LANGS} == {"th": "| th |", "en": "| en |"}
    assert changed.partition("<!-- damage en -->")[0] == page.partition("<!-- damage en -->")[0]
