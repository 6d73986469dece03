"""What a round keeps of the rounds before: by itself enough to compare with, and without persons' data."""

from __future__ import annotations

import csv
import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dgmm_excel import load_edition
from dgmm_excel.errors import RoundError
from dgmm_excel.form.template import template
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.generate import form_spec, generate
from dgmm_excel.round.inputs import hash_of_inputs
from tests.support import oracle
from tests.support.last_year import PART, last_year, next_edition, this_year
from tests.support.outcomes import ALL_FIGURES, contents
from tests.support.returned import DEPARTMENT, PROVINCE, some_answers
from tests.support.rounds import START, edit_roster, form_of, rosters


def test_levels_and_answers_are_those_of_last_year_and_the_old_folder_may_go(tmp_path: Path) -> None:
    old = last_year(tmp_path)
    published = list(csv.DictReader((old / "data" / "levels.csv").read_text("utf-8-sig").splitlines()))
    made = this_year(tmp_path, old)
    shutil.rmtree(old)
    of = Round.open(made.folder)
    for code, edition in (("D1", DEPARTMENT), ("D2", DEPARTMENT), ("TH-1", PROVINCE)):
        past = of.previous.of(code, load_edition(edition))
        assert past is not None and (past.round.title, past.round.year) == ("รอบทดสอบ", 2566)
        levels = {row["id"]: int(row["level"]) for row in published if row["agency"] == code and row["level"]}
        assert past.levels == levels and past.levels, code
    past = of.previous.of("D1", load_edition(DEPARTMENT))
    given = {**some_answers(load_edition(DEPARTMENT)), "agency.mission": "service", **ALL_FIGURES}
    result = oracle.assess(DEPARTMENT, given)
    assert past is not None and past.counts and past.scores["overall"] == result.overall.score
    assert past.answers() == {name: Fraction(str(value)) if isinstance(value, float) else value for name, value in given.items()
                              if load_edition(DEPARTMENT).questions[name].type != "text"}
    part = of.previous.of("d2", load_edition(DEPARTMENT))
    assert part is not None and not part.counts, "codes match whatever their capitals"
    assert {name: value for name, value in part.answers().items() if name != "agency.mission"} == {
        name: value for name, value in PART.items() if name in load_edition(DEPARTMENT).questions}
    assert of.previous.of("D3", load_edition(DEPARTMENT)) is None, "it had sent nothing"
    assert of.previous.of("X9", load_edition(DEPARTMENT)) is None


def test_no_text_and_no_person_comes_along(tmp_path: Path) -> None:
    made = this_year(tmp_path, last_year(tmp_path))
    kept = contents(made.folder / "previous")
    criteria = [f"1/criteria/{name}.yaml" for name in (DEPARTMENT, PROVINCE)]
    assert sorted(kept) == ["1/agencies.jsonl", *criteria, "1/round.json"]
    said = b"".join(data for name, data in kept.items() if name not in criteria).decode()
    assert "บริการ P4" not in said and "example.org" not in said and "อื่น ๆ ได้แก่" not in said
    assert [json.loads(line)["code"] for line in kept["1/agencies.jsonl"].splitlines()] == ["D1", "D2", "D3", "TH-1", "TH-2"]


def test_a_round_without_previous_is_as_before(tmp_path: Path) -> None:
    of = init(tmp_path / "new", [DEPARTMENT], rosters(tmp_path)[:1], today=START)
    assert not of.previous and not (of.folder / "previous").exists() and not of.previous.files
    before = hash_of_inputs(of, ())
    (of.folder / "previous").mkdir()
    assert hash_of_inputs(Round.open(of.folder), ()) == before


def test_two_rounds_of_two_editions_are_both_kept(tmp_path: Path) -> None:
    old = last_year(tmp_path)
    other = tmp_path / "other"
    shutil.copytree(old, other)
    settings = json.loads((other / "round.json").read_text("utf-8"))
    (other / "round.json").write_text(json.dumps({**settings, "id": "20250101-abcdef", "title": "รอบจังหวัด"}), "utf-8")
    of = this_year(tmp_path, old, other)
    assert [kept.facts.title for kept in of.previous.rounds] == ["รอบทดสอบ", "รอบจังหวัด"]
    past = of.previous.of("TH-1", load_edition(PROVINCE))
    assert past is not None and past.round.title == "รอบทดสอบ", "the first of them whose edition goes on"


@pytest.mark.usefixtures("own_criteria")
def test_an_edition_that_came_as_a_file_is_kept_with_the_round(tmp_path: Path) -> None:
    old = last_year(tmp_path)
    of = init(tmp_path / "new", [str(next_edition(tmp_path, "same_ids: true", "not_carried: {P1.1: changed}"))],
              rosters(tmp_path)[:1], today=START, previous=[old])
    past = of.previous.of("D1", of.editions[0])
    assert past is not None and past.edition is load_edition(DEPARTMENT) and past.common.begun == past.common.ended == ("P1.1",)
    assert len(past.common.topics) == 32


def test_what_is_kept_and_damaged_is_told(tmp_path: Path) -> None:
    of = this_year(tmp_path, last_year(tmp_path))
    (of.folder / "previous" / "1" / "agencies.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(RoundError, match="what is kept of last year"):
        Round.open(of.folder).previous.of("D1", load_edition(DEPARTMENT))
    (of.folder / "previous" / "1" / "round.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RoundError, match="restore the folder previous"):
        assert Round.open(of.folder).previous


def test_only_forms_of_agencies_with_a_past_get_the_sheet_and_only_once(tmp_path: Path) -> None:
    of = this_year(tmp_path, last_year(tmp_path), editions=(DEPARTMENT,))
    assert generate(of).made == ["D1", "D2", "D3"]
    sheets = {code: load_workbook(form_of(of, code), read_only=True).sheetnames for code in of.members}
    assert {code: "ปีก่อน" in names for code, names in sheets.items()} == {"D1": True, "D2": True, "D3": False}
    assert form_of(of, "D3").read_bytes() == template(form_spec(of, of.editions[0])).stamp(of.members["D3"].agency)
    assert generate(of).unchanged == ["D1", "D2", "D3"]
    of = edit_roster(of, DEPARTMENT, "D3,กรมสาม", "TH-1,กรมสาม")
    assert generate(of).made == ["TH-1"] and "ปีก่อน" not in load_workbook(form_of(of, "TH-1"), read_only=True).sheetnames
