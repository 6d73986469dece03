"""The form's live formulas, recalculated by other engines, say what Python says: score, level and status alike."""

from __future__ import annotations

import random
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.answers import checked, shown
from dgmm_excel.edition import Edition
from dgmm_excel.form.issue import Issue, template
from dgmm_excel.form.layout import layout
from dgmm_excel.form.machine import Machine
from dgmm_excel.form.stored import stored_values
from dgmm_excel.text import Lang
from tests import oracle
from tests.recalculated import LiveForm, Said, filled, status_words, stored

EDITIONS = ["dga-2566-department", "dga-2566-province"]
SETS, CHUNKS = 1_000, 4


def expected(name: str, answers: dict[str, Any], lang: Lang) -> Said:
    edition = load_edition(name)
    found = score(edition, answers)
    levels = {code: (shown(found[code].score), found[code].level) for code in edition.ids}
    return levels, {code: status_words(topic.status, found.blank, lang) for code, topic in found.topics.items()}


def differing(said: Said, wanted: Said) -> dict[str, Any]:
    """Each code where sheet and Python differ, with what the sheet says and what Python says: the spot to look at."""
    (levels, statuses), (own_levels, own_statuses) = said, wanted
    found: dict[str, Any] = {c: (levels[c], own_levels[c]) for c in own_levels if levels[c] != own_levels[c]}
    return found | {
        f"status of {c}": (statuses[c], own_statuses[c]) for c in own_statuses if statuses[c] != own_statuses[c]
    }


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("name", EDITIONS)
def test_sheet_and_python_agree(name: str, chunk: int) -> None:
    lang: Lang = "en" if chunk == 0 else "th"
    live = LiveForm(load_edition(name), lang)
    rng = random.Random(f"parity {name} {chunk}")
    for _ in range(SETS // CHUNKS):
        answers = oracle.random_answers(name, rng)
        assert not differing(live.says(answers), expected(name, answers, lang)), answers


@pytest.mark.parametrize("name", EDITIONS)
def test_a_blank_form_shows_nothing(name: str) -> None:
    levels, statuses = LiveForm(load_edition(name)).says({})
    assert set(levels.values()) == {(None, None)}
    assert set(statuses.values()) == {""}


def _planted(edition: Edition, measure: str, find: str, replace: str) -> bytes:
    """The form with one character of the formula of one measure changed."""
    hidden = f"xl/worksheets/sheet{4 + len(edition.pillars)}.xml"  # after cover, pillars, Results, Criteria
    cell = str(Machine(layout(edition, "th")).measure(measure))
    stream = BytesIO()
    planted = 0

    def change(found: re.Match[str]) -> str:
        nonlocal planted
        planted += find in found.group()
        return found.group().replace(find, replace, 1)

    with zipfile.ZipFile(BytesIO(template(Issue(edition, "th")).stamp())) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            text = old.read(member).decode("utf-8")
            if member == hidden:
                text = re.sub(f'<c r="{cell}"[^>]*><f>.*?</f>', change, text)
            new.writestr(member, text)
    assert planted == 1, "the fault was not planted"
    return stream.getvalue()


@pytest.mark.parametrize(("measure", "find", "replace"), [
    ("exact.P1.1", "&gt;=10", "&gt;=11"),  # a threshold
    ("exact.P2.8.1", "&gt;=3", "&gt;=4"),  # a place among choices
    ("level.overall", "&gt;=2.61", "&gt;=2.71"),  # a band
    ("score.P4", "+0.5)", "+0.4)"),  # the rounding
    ("exact.S3.1", "/COUNT(", "*COUNT("),  # a mean
    ("status.G4", "=0", "=1"),  # a status
], ids=lambda value: value)
def test_a_planted_fault_is_found(measure: str, find: str, replace: str) -> None:
    name = "dga-2566-department"
    edition = load_edition(name)
    live = LiveForm(edition, "th", _planted(edition, measure, find, replace))
    rng = random.Random(3)
    sets = (oracle.random_answers(name, rng) for _ in range(SETS))
    found = next(filter(None, (differing(live.says(answers), expected(name, answers, "th")) for answers in sets)))
    code = measure.partition(".")[2]
    assert any(code in spot for spot in found), f"the fault in {measure} shows elsewhere: {found}"


@pytest.mark.parametrize("name", EDITIONS)
def test_libreoffice_agrees(name: str, soffice: str, tmp_path: Path) -> None:
    edition = load_edition(name)
    rng = random.Random(f"libreoffice {name}")
    sets = [oracle.random_answers(name, rng) for _ in range(25)]
    for number, answers in enumerate(sets):
        (tmp_path / f"{number}.xlsx").write_bytes(filled(edition, answers))
    out = tmp_path / "out"
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx", "--outdir",
         str(out), *(str(tmp_path / f"{number}.xlsx") for number in range(len(sets)))],
        check=True, capture_output=True, timeout=300,
    )
    for number, answers in enumerate(sets):
        assert not differing(stored(edition, out / f"{number}.xlsx"), expected(name, answers, "th")), answers


@pytest.mark.parametrize("name", EDITIONS)
def test_stored_values_are_what_the_sheet_calculates(name: str) -> None:
    """Every formula of the form, for some sets of answers: what we would store beside it is what it comes to."""
    edition = load_edition(name)
    live = LiveForm(edition)
    rng = random.Random(f"stored {name}")
    for _ in range(12):
        answers = oracle.random_answers(name, rng)
        live.says(answers)
        values = stored_values(checked(edition, answers), "th")
        cells = [(sheet, *place) for sheet, shown_there in values.items() for place in shown_there]
        found = dict(zip(cells, live.workbook.evaluate_cells(cells), strict=True))
        for (sheet, *place), value in found.items():
            stored_there = values[sheet][tuple(place)]
            if isinstance(stored_there, str):
                assert (value or "") == stored_there, (sheet, place)
            else:
                assert value == pytest.approx(stored_there, abs=1e-9), (sheet, place)
