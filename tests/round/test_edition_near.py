"""A form outside of a round finds its edition: the one given, its round's own copy, the one at hand, the file beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dgmm_excel import EditionError, load_edition
from dgmm_excel.cli import app
from dgmm_excel.resources import criteria
from dgmm_excel.round.edition_near import editions_near
from tests.support.returned import DEPARTMENT

MINI = (Path(__file__).parent.parent / "model" / "data" / "mini.yaml").read_text("utf-8")


def put(file: Path, text: str = MINI) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def titled(title: str) -> str:
    return MINI.replace("en: \"Mini\"", f'en: "{title}"', 1)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DGMM_CRITERIA", "")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def title(form: Path, given: Path | None = None) -> str | None:
    found = editions_near(form, None if given is None else load_edition(given))("mini")
    return None if found is None else found.title.en


def test_each_place_counts_before_the_next(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form = place / "round" / "returned" / "ฉบับที่ 2" / "M1.xlsx"
    form.parent.mkdir(parents=True)
    assert title(form) is None
    put(form.with_name("any name.yaml"), titled("Beside"))
    assert title(form) == "Beside"
    put(place / "at hand" / "x.yaml", titled("At hand"))
    monkeypatch.setenv("DGMM_CRITERIA", str(place / "at hand"))
    assert title(form) == "At hand"
    put(place / "round" / "criteria" / "mini.yaml", titled("The round's"))
    assert title(form) == "At hand", "a folder without settings is no round"
    put(place / "round" / "round.json", "{}")
    assert title(form) == "The round's"
    assert title(form, put(place / "given.yaml", titled("Given"))) == "Given"
    assert editions_near(form, load_edition(place / "given.yaml"))(DEPARTMENT) is load_edition(DEPARTMENT)


def test_two_files_beside_it_are_none_and_a_broken_one_is_told(place: Path) -> None:
    put(place / "a.yaml")
    put(place / "b.yaml")
    assert title(place / "M1.xlsx") is None
    (place / "b.yaml").unlink()
    put(place / "a.yaml", MINI.replace("at: [1, 3, 5, 7]", "at: [7, 5, 3, 1]"))
    with pytest.raises(EditionError, match=r"a\.yaml:55: "):
        title(place / "M1.xlsx")


def test_the_program_s_own_copy_in_a_round_is_the_same_edition(place: Path) -> None:
    put(place / "round" / "round.json", "{}")
    put(place / "round" / "criteria" / f"{DEPARTMENT}.yaml", (criteria() / f"{DEPARTMENT}.yaml").read_text("utf-8"))
    assert editions_near(place / "round" / "returned" / "D1.xlsx")(DEPARTMENT) is load_edition(DEPARTMENT)


def test_every_command_on_a_form_takes_it(place: Path) -> None:
    """Without the edition the form is told to be of one that is not at hand; a blank form of it may be replaced."""
    away = put(place / "elsewhere" / "green.yaml")

    def dgmm(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, list(words))
        return result.exit_code, result.output

    form = "form.xlsx"
    assert dgmm("form", str(away), "-o", form)[0] == dgmm("form", str(away), "-o", form)[0] == 0
    code, said = dgmm("score", form, "--json")
    record = json.loads(said)
    assert (code, record["status"], record["faults"][0]["code"]) == (1, "rejected", "DG006")
    assert "--edition" in record["faults"][0]["remedy"]
    for words in (("score", form, "--edition", str(away), "--json"), ("score", form, "--json")):
        assert json.loads(dgmm(*words)[1])["status"] == "blank"
        put(place / "beside.yaml")
    (place / "beside.yaml").unlink()
    for command in (["explain", form], ["advise", form], ["what-if", form, "--set", "A.1.1=yes"]):
        assert "cannot be read as a form; `dgmm score` says why" in dgmm(*command)[1]
        assert dgmm(*command, "--edition", str(away)) == (2, "dgmm: form.xlsx ยังไม่มีคำตอบ / form.xlsx has no answers yet\n")
