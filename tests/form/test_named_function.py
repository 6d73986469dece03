"""`=DGMM_LEVEL()` in a form: computed by an engine that knows LAMBDA, it gives what Python gives, and it harms no other program."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from dgmm_excel import dgmm_level, load_edition, open_book, score, score_book
from dgmm_excel.agency import Agency
from dgmm_excel.errors import NotAvailable
from dgmm_excel.form.named_function import NAME
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.model.edition import Edition
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.generate import generate
from dgmm_excel.scoring.lookup import WHATS
from dgmm_excel.text import LANGS, Lang
from tests.support import oracle
from tests.support.calculated import BOOK, Calculated, with_function
from tests.support.forms import DEPARTMENT, EDITIONS, FORMS, PROVINCE, form, parts
from tests.support.package_checks import faults
from tests.support.recalculated import filled
from tests.support.rounds import PROVINCES, form_of, send_back

OWN = Agency("D001", "กรมทดสอบ", "Department of Tests", mission="service")
NBSP = "\u00a0"
SETS = 12
SOME = {"agency.mission": "service", "P1.1.01": True, "P1.3A.01": True, "P2.7.training": "all", "P4.U.score": 0.61}


def one(calculated: Calculated, call: str) -> Any:
    calculated.ask([call])
    return calculated.says()[call]


@pytest.fixture
def some(tmp_path: Path) -> Calculated:
    """The department's form, issued to an agency, with some answers."""
    calculated = Calculated(DEPARTMENT, "th", tmp_path, template(FormSpec(load_edition(DEPARTMENT), "th")).stamp(OWN))
    calculated.answer(SOME)
    return calculated


# -- the same as Python ----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_every_id_and_every_what_gives_what_python_gives(name: str, lang: Lang, tmp_path: Path) -> None:
    edition, rng = load_edition(name), random.Random(f"function {name} {lang}")
    calls = {f'{NAME}("{code}","{what}")': (code, what) for code in edition.ids for what in WHATS}
    calculated = Calculated(name, lang, tmp_path)
    calculated.ask(list(calls))
    for answers in ({}, *(oracle.random_answers(name, rng) for _ in range(SETS))):
        found, said = score(edition, answers), calculated.says(answers)
        assert differing(found, calls, said, lang) == {}, answers


def differing(found: Any, calls: Mapping[str, tuple[str, str]], said: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """The calls that give other than Python: what the sheet says, what Python says."""
    wanted = {call: dgmm_level(found, code, what, lang) for call, (code, what) in calls.items()}
    return {call: (said[call], wanted[call]) for call in calls if said[call] != wanted[call]}


def test_a_blank_form_gives_empty_texts(tmp_path: Path) -> None:
    edition = load_edition(PROVINCE)
    calculated = Calculated(PROVINCE, "en", tmp_path)
    calculated.ask([f'{NAME}("{code}","{what}")' for code in edition.ids for what in WHATS])
    assert set(calculated.says({}).values()) == {""}


@pytest.mark.parametrize(("find", "replace"), [
    ("$F$", "$D$"), ("$E$", "$D$"), ("$I$", "$E$"), ('="score"', '="name"'), ('"overall"', '"P1"'), ("$A$", "$B$"),
])
def test_a_planted_fault_in_the_function_is_found(find: str, replace: str, tmp_path: Path) -> None:
    edition = load_edition(DEPARTMENT)
    calculated = Calculated(DEPARTMENT, "th", tmp_path, with_function(lambda text: text.replace(find, replace, 1)))
    calls = {f'{NAME}("{code}","{what}")': (code, what) for code in (*edition.ids, "") for what in WHATS}
    calculated.ask(list(calls))
    assert differing(score(edition, SOME), calls, calculated.says(SOME), "th")


# -- how people call it ----------------------------------------------------------------------------


def test_omitted_arguments(some: Calculated) -> None:
    found = score(load_edition(DEPARTMENT), SOME)
    overall, level = found.overall.level, dgmm_level(found, "P1.3A")
    for call in (f"{NAME}()", f'{NAME}("")', f'{NAME}("overall")', f'{NAME}("","")', f'{NAME}(,"level")', f'{NAME}(,,"")',
                 f'{NAME}(" ","  ")', f'{NAME}("{NBSP}")', f'{NAME}("","","","")', f"{NAME}(Z99,Z99,Z99,Z99)"):
        assert one(some, call) == overall, call
    for call in (f'{NAME}("P1.3A")', f'{NAME}("P1.3A","")', f'{NAME}("P1.3A",)', f'{NAME}("P1.3A",,)', f'{NAME}("P1.3A",Z99)'):
        assert one(some, call) == level, call
    assert one(some, f'{NAME}(,"score")') == dgmm_level(found, "", "score")
    assert one(some, f'{NAME}(,"next")') == dgmm_level(found, "", "next")


@pytest.mark.parametrize("code", ["p1.3a", " P1.3A", "P1.3A  ", f"{NBSP}P1.3a{NBSP} ", "P1.3A"])
@pytest.mark.parametrize("what", ["score", "SCORE", " Score", f"score{NBSP}"])
def test_case_and_outer_spaces_do_not_matter(code: str, what: str, some: Calculated) -> None:
    assert one(some, f'{NAME}("{code}","{what}")') == 2.0


def test_arguments_may_stand_in_cells(some: Calculated) -> None:
    some.model.set_user_input(some.own, 1, 3, "P1.3A")
    some.model.set_user_input(some.own, 2, 3, "name")
    some.model.set_user_input(some.own, 3, 3, "d001")
    assert one(some, f"{NAME}(C1,C2,C3)") == "Transparency"


@pytest.mark.parametrize("code", ["P9", "P1.*", "*", "?1", "P1.?A", "~*", "P1.1.01", "ภาพรวม", "0", "level.P1"])
def test_an_unknown_code_is_not_available_and_no_wildcard_is_one(code: str, some: Calculated) -> None:
    for what in ("", "level", "next"):
        assert one(some, f'{NAME}("{code}","{what}")') == "#N/A"
    with pytest.raises(NotAvailable):
        dgmm_level(score(load_edition(DEPARTMENT), SOME), code)


@pytest.mark.parametrize("what", ["levels", "lev*", "?evel", "*", "ระดับ", "1"])
def test_an_unknown_what_is_not_available(what: str, some: Calculated) -> None:
    assert one(some, f'{NAME}("P1","{what}")') == "#N/A"


def test_only_the_form_s_own_agency_is_available(some: Calculated, tmp_path: Path) -> None:
    for own in ("D001", "d001", " D001 ", f"D001{NBSP}"):
        assert one(some, f'{NAME}("P1.3A","level","{own}")') == 2
    for other in ("D002", "D00*", "*", "D001.", "กรมทดสอบ"):
        assert one(some, f'{NAME}("P1.3A","level","{other}")') == "#N/A"
        assert one(some, f'{NAME}(,,"{other}")') == "#N/A"
    unissued = Calculated(DEPARTMENT, "en", tmp_path)
    unissued.answer(SOME)
    assert one(unissued, f'{NAME}("P1.3A","level","D001")') == "#N/A"
    assert one(unissued, f'{NAME}("P1.3A","level","")') == 2


def test_answers_are_for_add_ins_alone(some: Calculated) -> None:
    for given in ("C1:C11", "C1:D1", '"ใช่"', "TRUE", "1", '{"ใช่","ใช่"}', "0"):
        assert one(some, f'{NAME}("P1.3A","level",,{given})') == "#N/A", given


# -- in the file -----------------------------------------------------------------------------------


def defined(data: bytes) -> dict[str, tuple[str, str]]:
    """The names of a workbook: what each stands for, and its comment."""
    return {name: (str(one.attr_text), one.comment or "") for name, one in load_workbook(BytesIO(data)).defined_names.items()}


def test_the_text_is_what_excel_writes() -> None:
    text, comment = defined(form(PROVINCE, "en"))[NAME]
    columns = {"A": "A", "level": "D", "score": "F", "name": "E", "next": "I"}
    cells = {key: re.search(rf"'Results'!\${column}\$(\d+):\${column}\$(\d+)", text) for key, column in columns.items()}
    assert {found.groups() if found else None for found in cells.values()} == {("22", "79")}
    at = {key: f"'Results'!${column}$22:${column}$79" for key, column in columns.items()}
    own = re.search(r"'Cover'!\$B\$\d+", text)
    assert own is not None

    def tidied(words: str) -> str:
        return f'TRIM(SUBSTITUTE({words},"{NBSP}"," "))'

    given = {name: tidied(f'IF(_xlfn.ISOMITTED(_xlpm.{name}),"",_xlpm.{name})') for name in ("code", "what", "agency")}
    assert text == (
        "_xlfn.LAMBDA(_xlop.code,_xlop.what,_xlop.agency,_xlop.answers,_xlfn.LET("
        f"_xlpm.sought,{given['code']},_xlpm.wanted,{given['what']},_xlpm.other,{given['agency']},"
        '_xlpm.place,IF(_xlpm.sought="","overall",_xlpm.sought),'
        "_xlpm.alone,IF(_xlfn.ISOMITTED(_xlpm.answers),TRUE,"
        'IF(ROWS(_xlpm.answers)*COLUMNS(_xlpm.answers)=1,_xlpm.answers="",FALSE)),'
        f'_xlpm.own,OR(_xlpm.other="",_xlpm.other={tidied(own.group())}),'
        "IF(AND(_xlpm.alone,_xlpm.own),"
        f'IF(OR(_xlpm.wanted="",_xlpm.wanted="level"),_xlfn.XLOOKUP(_xlpm.place,{at["A"]},{at["level"]}),'
        f'IF(_xlpm.wanted="score",_xlfn.XLOOKUP(_xlpm.place,{at["A"]},{at["score"]}),'
        f'IF(_xlpm.wanted="name",_xlfn.XLOOKUP(_xlpm.place,{at["A"]},{at["name"]}),'
        f'IF(_xlpm.wanted="next",_xlfn.XLOOKUP(_xlpm.place,{at["A"]},{at["next"]}),NA())))),NA())))')
    assert 0 < len(comment) <= 255 and f'={NAME}("P1.1","next")' in comment


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_no_cell_of_the_form_uses_it(name: str, lang: Lang) -> None:
    data = form(name, lang)
    assert NAME in defined(data)
    for part, text in parts(data).items():
        if part != BOOK:
            assert f"{NAME}(" not in "".join(re.findall(r"<(?:f|formula\d?)>([^<]*)<", text.decode())), part


@pytest.mark.parametrize("lang", LANGS)
def test_a_form_can_come_without_it(lang: Lang) -> None:
    edition = load_edition(PROVINCE)
    without, with_it = (template(FormSpec(edition, lang, function=choice)).stamp() for choice in ("none", "lambda"))
    names = defined(with_it)
    assert names.pop(NAME) and defined(without) == names
    assert with_it == form(PROVINCE, lang)
    different = [part for part, text in parts(with_it).items() if text != parts(without)[part]]
    assert different == [BOOK]


@pytest.mark.parametrize(("find", "replace", "fault"), [
    ("_xlfn.ISOMITTED(_xlpm.code)", "_xlfn.ISOMITTED(_xlop.code)", "_xlop. where a parameter is used"),
    ("_xlop.code", "[_xlpm.code]", "points outside"),
    ("_xlfn.XLOOKUP(", "XLOOKUP(", "the function XLOOKUP"),
    ("_xlfn.ISOMITTED(", "ISOMITTED(", "the function ISOMITTED"),
    ("_xlfn.LET(", "LET(", "the function LET"),
    (">_xlfn.LAMBDA(", ">=_xlfn.LAMBDA(", "is no single cell"),
    (">_xlfn.LAMBDA(", ">LAMBDA(", "is no single cell"),
    ("IF(_xlpm.sought=", "IF(sought=", "the word sought stands for nothing"),
    ("IF(_xlpm.sought=", "IF(_xlpm.souht=", "souht is neither a parameter nor named before"),
    ("'ผลการประเมิน'!$A", "'ผล'!$A", "which is no sheet"),
    ("NA())))", "NA()))", "an unclosed bracket"),
    ('comment="', 'comment="' + "x" * 250, "a comment of"),
    ("_xlop.code,", "_xlop.c,", "the parameter c looks like a cell"),
])
def test_the_package_checks_know_a_spoilt_function(find: str, replace: str, fault: str) -> None:
    spoilt = with_function(lambda text: text.replace(find, replace, 1))
    assert [found for found in faults(spoilt) if NAME in found and fault in found], faults(spoilt)[:5]
    assert not [found for found in faults(form(DEPARTMENT, "th")) if NAME in found]


# -- who asks for it -------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "there"), [((), True), (("--function", "lambda"), True), (("--function", "none"), False)])
def test_dgmm_form_takes_the_choice(words: tuple[str, ...], there: bool, tmp_path: Path) -> None:
    from dgmm_excel.cli import app

    file = tmp_path / "form.xlsx"
    result = CliRunner().invoke(app, ["form", PROVINCE, "-o", str(file), *words])
    assert result.exit_code == 0, result.output
    assert (NAME in defined(file.read_bytes())) is there


@pytest.mark.parametrize("words", [("form", PROVINCE), ("generate", "round")])
def test_another_choice_is_wrong_usage(words: tuple[str, ...]) -> None:
    from dgmm_excel.cli import app

    result = CliRunner().invoke(app, [*words, "--function", "udf"])
    assert result.exit_code == 2 and "--function" in result.stderr and result.stdout == ""


def test_a_round_s_forms_are_made_anew_with_another_choice(tmp_path: Path) -> None:
    """As after any correction of what a form says: made again, said to be corrected; what was returned still holds."""
    roster = tmp_path / "provinces.csv"
    roster.write_text(PROVINCES, encoding="utf-8-sig")
    of = init(tmp_path / "round", [PROVINCE], [roster])
    codes = list(of.members)
    assert generate(of).made == codes
    assert all(NAME in defined(form_of(of, code).read_bytes()) for code in codes)
    send_back(of, codes[0])
    done = generate(Round.open(of.folder), function="none")
    assert (done.corrected, done.made, done.unchanged, done.outdated, done.kept) == (codes, [], [], [], [])
    assert not any(NAME in defined(form_of(of, code).read_bytes()) for code in codes)
    assert generate(Round.open(of.folder), function="none").unchanged == codes
    # a form that somebody changed is kept, whatever the choice
    workbook = load_workbook(form_of(of, codes[1]))
    workbook.save(form_of(of, codes[1]))
    done = generate(Round.open(of.folder))
    assert (done.corrected, done.kept) == ([codes[0]], [form_of(of, codes[1]).name])
    assert NAME in defined(form_of(of, codes[0]).read_bytes())


# -- other programs --------------------------------------------------------------------------------


def record(file: Path) -> dict[str, Any]:
    book = open_book(file)
    try:
        return dict(score_book(book))
    finally:
        book.close()


@pytest.mark.long
@pytest.mark.parametrize("name", EDITIONS)
def test_libreoffice_saves_all_else_as_it_is(name: str, soffice: str, tmp_path: Path) -> None:
    """LibreOffice knows no LAMBDA: the form it saves again scores the same, and its own formulas still say so."""
    edition: Edition = load_edition(name)
    answers = oracle.random_answers(name, random.Random(f"saved again {name}"))
    while sum(value is not None for value in answers.values()) < 60:
        answers = oracle.random_answers(name, random.Random(repr(answers)))
    file = tmp_path / "form.xlsx"
    file.write_bytes(filled(edition, answers))
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx", "--outdir",
         str(tmp_path / "again"), str(file)], check=True, capture_output=True, timeout=180,
    )
    before, after = record(file), record(tmp_path / "again" / "form.xlsx")
    assert before["status"] in ("scored", "faulty") and before["overall"]["level"] is not None
    for key in ("status", "edition", "agency", "overall", "pillars", "topics"):
        assert after[key] == before[key], key
    workbook = load_workbook(tmp_path / "again" / "form.xlsx", data_only=True)
    for code in edition.ids:
        [(sheet, cell)] = workbook.defined_names[f"level.{code}"].destinations
        assert (workbook[sheet][cell.replace("$", "")].value or None) == score(edition, answers)[code].level, code
