"""One file of every kind that the program writes: forms, and all that comes of a small round with hostile texts."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from openpyxl import load_workbook

from dgmm_excel import load_edition
from dgmm_excel.addin.xlam import xlam
from dgmm_excel.edition_book.drawn import workbook
from dgmm_excel.form.template import FormSpec, Function, template
from dgmm_excel.model.spelled_out import spelled_out
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.demo import fill
from dgmm_excel.round.findings import LogLine, add_to_log
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.generate import generate, issued_forms
from dgmm_excel.round.verification import Asked, verify
from dgmm_excel.scoring.findings import Finding
from dgmm_excel.text import LANGS, Lang, phrase
from tests.support.forms import EDITIONS
from tests.support.last_year import mixed_answers, with_last_year
from tests.support.outcomes import ALL_FIGURES
from tests.support.returned import DEPARTMENT, PROVINCE, others_in, some_answers, typed
from tests.support.rounds import NOW, rosters, type_figures

#: Texts that a reader takes for something else where they are written carelessly.
HOSTILE = "=1+1 _x0041_ <b>&\"c\" ]]>"


@cache
def every_workbook() -> dict[str, bytes]:
    """Return the files by what they are; made once a process."""
    made = {
        f"form {name} {lang} {function}": template(FormSpec(load_edition(name), lang, function=function)).stamp()
        for name, lang, function in product(EDITIONS, LANGS, get_args(Function))
    }
    made |= {f"form last year {lang}": with_last_year(PROVINCE, lang, mixed_answers(load_edition(PROVINCE))) for lang in LANGS}
    with TemporaryDirectory() as folder:
        made |= _round(Path(folder))
    made |= {f"edition {name}": workbook(spelled_out(name)) for name in EDITIONS}
    return made | {"add-in": xlam(load_edition(name) for name in EDITIONS)}


def _round(folder: Path) -> dict[str, bytes]:
    """Return what a round writes: D1's return is faulty, D2's has lost its sheet of results, TH-1's is as sent, and checked."""
    of = init(folder / "round", [DEPARTMENT, PROVINCE], rosters(folder), title=f"R {HOSTILE}")
    generate(of)
    researchers = of.researchers.read_bytes()  # as drawn: what types the figures here is another program
    type_figures(of, {"D1": ALL_FIGURES})
    _send(of, "D1", {"P1.1.01": HOSTILE})
    _send(of, "TH-1", {})
    _without_results(_send(of, "D2", {}), of.lang)
    add_to_log(of, [LogLine("TH-1", Finding("P1.1.01", "not_shown", None, HOSTILE, "ผู้ตรวจ", "2026-11-20"), NOW.isoformat())])
    consolidate(of, NOW)
    verify(of, Asked(), NOW)
    found = {"consolidated": of.consolidated, "contacts": of.contacts, "verification": of.verification}
    found |= {f"result {file.name.split()[0]}": file for file in of.results.glob("*.xlsx")}
    found |= {f"correction {file.name.split()[0]}": file for file in of.corrections.glob("*.xlsx")}
    return {"researchers": researchers} | {name: file.read_bytes() for name, file in found.items()}


def _send(of: Round, code: str, cells: dict[str, str]) -> Path:
    """Return the agency's form, filled in with remarks that look like something else."""
    edition = of.members[code].edition
    answers = {name: value for name, value in some_answers(edition).items() if name != "agency.mission"}
    raw = {name: typed(edition, of.lang, name, value) for name, value in answers.items()} | cells
    form = of.forms / issued_forms(of)[code].file
    fill(form, of.returned / form.name, raw, dict.fromkeys(["P1.1", *others_in(edition, answers)], HOSTILE))
    return of.returned / form.name


def _without_results(file: Path, lang: Lang) -> None:
    """Take the sheet of results from a return, so that its results go into a fresh form."""
    book = load_workbook(file)
    del book[phrase("form.results")[lang]]
    book.save(file)
