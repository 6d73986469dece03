"""The guide to writing an edition, followed to the letter in an empty folder, ends with the consolidated round that it promises."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from dgmm_excel.cli import app
from dgmm_excel.distribution import folder
from dgmm_excel.text import LANGS, Lang

LONG = bool(os.environ.get("DGMM_LONG"))
GUIDE = {lang: (folder() / "guide" / name).read_text("utf-8") for lang, name in (("th", "edition.th.md"), ("en", "edition.md"))}
#: What ends with exit code 1, as the guide tells: the check mentions what is not there yet.
TO_LOOK_AT = ("dgmm check round",)
#: By hand: topics as the guide's rules give them, means of two topics a pillar, of three pillars.
LEVELS = {
    "S001": {"P1.1": 3, "P1.2": 3, "P2.1": 3, "P2.2": 4, "P3.1": 4, "overall": 4},
    "S002": {"P1.1": 2, "P1.2": 1, "P2.1": 5, "P2.2": 2, "P3.1": 2, "overall": 2},
}
#: The example, and the edition of the next year that the guide makes of it.
NEXT = ("school-safety-2569.yaml", "school-safety-2570.yaml")
SCORES = {"S001": Fraction(350, 100), "S002": Fraction(233, 100)}
#: Runs a command, and returns its exit code and what it printed.
Run = Callable[[str], tuple[int, str]]


def in_this_process(command: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, shlex.split(command)[1:])
    return result.exit_code, result.output


def blocks(text: str) -> list[tuple[str, str]]:
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def follow(lang: Lang, run: Run, place: Path) -> None:
    """Do what the guide says, in its order: its commands, its file block by block, its roster, its answers."""
    text = GUIDE[lang]
    answers = {row[0]: row[1:] for row in re.findall(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)}
    assert len(answers) == 13
    edition = ""
    for kind, block in blocks(text):
        if kind == "yaml":
            edition += block
            (place / "school-safety-2569.yaml").write_text(edition, encoding="utf-8")
        elif kind == "csv":
            (place / "schools.csv").write_text(block, encoding="utf-8")
        elif kind == "sh":
            if "dgmm status round" in block:
                for number, code in enumerate(("S001", "S002")):
                    fill_in(place, code, {name: given[number].strip() for name, given in answers.items()})
            for command in block.splitlines():
                ended, said = run(command)
                assert ended == (1 if command in TO_LOOK_AT else 0), (command, said)


def fill_in(place: Path, code: str, answers: dict[str, str]) -> None:
    """Type answers into a form, by its defined names, and save it where returns are put."""
    (form,) = (place / "round" / "forms").glob(f"{code}*.xlsx")
    book = openpyxl.load_workbook(form)
    for name, answer in answers.items():
        ((sheet, cell),) = book.defined_names[f"answer.{name}"].destinations
        book[sheet][cell.replace("$", "")].value = int(answer) if answer.isdecimal() else answer
    book.save(place / "round" / "returned" / form.name)


def consolidated(place: Path) -> tuple[dict[str, dict[str, int]], dict[str, Fraction], list[str]]:
    """The levels by school and id, the overall scores, and who is missing."""
    book = openpyxl.load_workbook(place / "round" / "consolidated.xlsx")

    def table(name: str) -> list[dict[str, object]]:
        sheet = next(sheet for sheet in book.worksheets if name in sheet.tables)
        head, *rows = sheet[sheet.tables[name].ref]
        return [{str(title.value): cell.value for title, cell in zip(head, row, strict=True)} for row in rows]

    levels: dict[str, dict[str, int]] = {}
    scores = {}
    for row in table("Levels"):
        if row["id"] in LEVELS["S001"] and isinstance(row["level"], int):
            levels.setdefault(str(row["agency"]), {})[str(row["id"])] = row["level"]
        if row["id"] == "overall" and row["score"] is not None:
            scores[str(row["agency"])] = Fraction(str(row["score"]))
    return levels, scores, [str(row["agency"]) for row in table("Missing")]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DGMM_CRITERIA", "")
    return tmp_path


@pytest.mark.parametrize("lang", LANGS if LONG else ["th"])
def test_it_leads_to_the_round_that_it_promises(lang: Lang, place: Path) -> None:
    follow(lang, in_this_process, place)
    assert consolidated(place) == (LEVELS, SCORES, ["S003"])
    for words in ("3.50", "2.33"):
        assert words in GUIDE[lang]
    assert json.loads(in_this_process(f"dgmm diff {NEXT[0]} {NEXT[1]} --round round --json")[1])["moved"] == []
    file = place / NEXT[1]
    file.write_text(file.read_text("utf-8").replace("at: [1, 3, 5, 6]", "at: [1, 2, 3, 6]"), encoding="utf-8")
    said = json.loads(in_this_process(f"dgmm diff {NEXT[0]} {NEXT[1]} --round round --json")[1])
    # S001 has three of six: level 4 by the new thresholds; its sub-pillar and pillar go from 3.50 to 4.00, which are level 4 too
    assert (said["scored"], [(one["code"], one["levels"]) for one in said["moved"]]) == (2, [("S001", {"P2.1": [3, 4]})])
    assert {(one["id"], one["key"]) for one in said["changes"]} == {
        ("overall", "id"), ("P2.1", "rule: 2"), ("P2.1", "rule: 3"), ("P2.1", "rule: 4")}


def test_the_same_mistake_in_the_guide_would_be_seen(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A threshold that the guide's YAML had wrong changes a level."""
    monkeypatch.setitem(GUIDE, "th", GUIDE["th"].replace("at: [1, 3, 5, 6]", "at: [1, 2, 3, 6]"))
    follow("th", in_this_process, place)
    assert consolidated(place)[0] != LEVELS


@pytest.mark.skipif(not LONG or shutil.which("uv") is None, reason="builds a wheel")
def test_it_leads_there_with_the_wheel_alone(place: Path) -> None:
    """The program from a wheel, in an interpreter that does not know the checkout; its dependencies from this one."""
    top, home = folder().parent, place / "installed"
    subprocess.run(["uv", "build", "--wheel", "-q", "-o", place / "wheel", top], check=True)
    (wheel,) = (place / "wheel").glob("*.whl")
    venv.create(home, symlinks=True)
    (site,) = home.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    others = [path for path in sys.path if path.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(others) + "\n", encoding="utf-8")
    work = place / "empty"
    work.mkdir()

    def run(command: str) -> tuple[int, str]:
        arguments = [str(home / "bin" / "python"), "-m", "dgmm_excel", *shlex.split(command)[1:]]
        done = subprocess.run(arguments, cwd=work, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    found = subprocess.run([home / "bin" / "python", "-c", "import dgmm_excel; print(dgmm_excel.__file__)"],
                           cwd=work, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(str(site)), found.stdout
    follow("en", run, work)
    assert consolidated(work) == (LEVELS, SCORES, ["S003"])
