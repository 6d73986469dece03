"""The command line: what it prints where, its exit codes, and one clear line for every way to go wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dgmm_excel import load_edition, open_book
from dgmm_excel.cli import app
from dgmm_excel.faults import catalogue
from dgmm_excel.intake.score import scored
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.round.demo import fill
from dgmm_excel.round.folder import Round
from dgmm_excel.text import phrase
from tests.support.recalculated import filled
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.rounds import HEAD, form_of, new_round, rosters, send_back
from tests.support.verifications import entered


def dgmm(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def refused(*words: object) -> str:
    """The one line on stderr of a command that could not do it."""
    result = dgmm(*words)
    assert result.exit_code == 2, result.output
    assert result.stdout == "" and "Traceback" not in result.stderr
    first, *rest = result.stderr.splitlines()
    assert first.startswith("dgmm: ") and all(line.startswith("  ") for line in rest), result.stderr
    return result.stderr


@pytest.fixture
def of(tmp_path: Path) -> Round:
    return new_round(tmp_path)


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    file = tmp_path / "form.xlsx"
    assert dgmm("form", PROVINCE, "-o", file).exit_code == 0
    return file


# -- in general ------------------------------------------------------------------------------------


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, dgmm_excel.cli\n"
        "print({'openpyxl', 'pydantic', 'xlwings', 'rich', 'jinja2', 'ruamel.yaml', 'python_calamine', 'svg'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_every_command_of_the_contract_is_there_and_says_what_it_does() -> None:
    shown = dgmm("--help").stdout
    for name in ("editions", "codebook", "form", "check", "init", "deadline", "generate", "score", "explain", "advise", "what-if", "sensitivity", "faults", "status", "consolidate", "verify", "report", "build", "demo"):
        assert f"\n  {name} " in shown
        assert "/" in dgmm(name, "--help").stdout


@pytest.mark.parametrize("words", [
    ["nonsense"], ["score"], ["form"], ["codebook", DEPARTMENT, "--format", "pdf"], ["init", "x"],
    ["form", DEPARTMENT, "--lang", "fr"],
])
def test_wrong_usage_exits_2(words: list[str]) -> None:
    result = dgmm(*words)
    assert result.exit_code == 2 and "Traceback" not in result.output


def test_the_installed_command_speaks_utf_8_whatever_the_console(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("dgmm" + (".exe" if os.name == "nt" else ""))
    done = subprocess.run([command, "generate", "none"], capture_output=True, check=False, cwd=tmp_path,
                          env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 2 and "ไม่ใช่โฟลเดอร์รอบสำรวจ" in done.stderr.decode("utf-8")


def test_a_fault_of_the_program_itself_is_one_line_too() -> None:
    code = (
        "import dgmm_excel.cli, dgmm_excel.model.at_hand, sys\n"
        "dgmm_excel.model.at_hand.edition_ids = None\n"
        "sys.argv = ['dgmm', 'editions']\n"
        "dgmm_excel.cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 2 and done.stdout == b""
    assert len(done.stderr.decode("utf-8").splitlines()) == 1 and b"internal error" in done.stderr


# -- editions, codebooks, faults -------------------------------------------------------------------


def test_editions_lists_every_edition_at_hand() -> None:
    result = dgmm("editions")
    assert result.exit_code == 0 and all(name in result.stdout for name in edition_ids())


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_a_codebook_has_every_question_in_every_format(name: str) -> None:
    questions = load_edition(name).questions
    book = json.loads(dgmm("codebook", name, "--format", "json").stdout)
    assert book["edition"] == name and [one["id"] for one in book["questions"]] == list(questions)
    text = dgmm("codebook", name, "--format", "csv").stdout
    assert text.startswith("\ufeff")  # without it Excel takes Thai for Latin-1
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert [row["id"] for row in rows] == list(questions)
    lines = dgmm("codebook", name, "--format", "md").stdout.splitlines()
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines[4:]] == list(questions)


def test_faults_prints_the_whole_catalogue() -> None:
    shown = dgmm("faults").stdout
    assert all(code in shown for code in catalogue())


@pytest.mark.parametrize("words", [["codebook", "dga-1999"], ["form", "dga-1999"], ["init", "x", "--edition", "dga-1999"]])
def test_an_unknown_edition_is_refused_with_those_at_hand(words: list[str]) -> None:
    assert DEPARTMENT in refused(*words)


@pytest.fixture
def mini(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a small edition, in a folder of its own."""
    file = tmp_path / "criteria" / "mini.yaml"
    file.parent.mkdir()
    shutil.copy(Path(__file__).parents[1] / "model" / "data" / "mini.yaml", file)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DGMM_CRITERIA", "")
    return file


def test_an_edition_may_be_a_file_anywhere(mini: Path) -> None:
    assert json.loads(dgmm("codebook", mini, "--format", "json").stdout)["edition"] == "mini"
    assert dgmm("form", mini).exit_code == 0 and Path("mini.xlsx").is_file()
    assert "there is no edition file none.yaml; at hand: dga" in refused("form", "none.yaml")
    assert "for a file, give its path, such as mini.yaml" in refused("form", "mini")


def test_one_broken_edition_does_not_hide_the_others(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DGMM_CRITERIA", str(mini.parent))
    (mini.parent / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    (mini.parent / "other.yaml").write_text(mini.read_text("utf-8"), encoding="utf-8")
    result = dgmm("editions")
    assert result.exit_code == 1
    assert all(name in result.stdout for name in (DEPARTMENT, PROVINCE)) and "mini" not in result.stdout
    assert "broken.yaml:1: " in result.stderr and "several files of the edition “mini” (mini.yaml, other.yaml)" in result.stderr


# -- form ------------------------------------------------------------------------------------------


def test_a_form_is_replaced_while_it_is_blank(blank: Path) -> None:
    before = blank.read_bytes()
    assert dgmm("form", PROVINCE, "-o", blank, "--lang", "en").exit_code == 0
    assert blank.read_bytes() != before
    assert scored(open_book(blank)).form.lang == "en"


def test_a_form_that_holds_answers_or_anything_else_is_not_replaced(blank: Path, tmp_path: Path) -> None:
    fill(blank, blank, {"P1.1.01": "ใช่"})
    other = tmp_path / "letter.xlsx"
    other.write_bytes(b"a letter")
    for file in (blank, other):
        before = file.read_bytes()
        refused("form", PROVINCE, "-o", file)
        assert file.read_bytes() == before
    refused("form", PROVINCE, "-o", tmp_path / "none" / "form.xlsx")


@pytest.mark.parametrize("name", ["form.pdf", "form.xls", "form"])
def test_a_form_is_written_as_xlsx_alone(name: str, tmp_path: Path) -> None:
    assert "form.xlsx" in refused("form", PROVINCE, "-o", tmp_path / name)
    assert not list(tmp_path.iterdir())


# -- score -----------------------------------------------------------------------------------------


def test_score_prints_one_json_object_a_file_and_nothing_else(blank: Path, tmp_path: Path) -> None:
    good, bad, broken = tmp_path / "good.xlsx", tmp_path / "bad.xlsx", tmp_path / "broken.xlsx"
    fill(blank, good, {"P1.1.01": "ใช่"})
    fill(blank, bad, {"P1.1.01": "ใช่", "P1.1.02": "ไม่แน่ใจ"})
    broken.write_bytes(b"no workbook")
    for files, code in (([good], 0), ([blank], 0), ([good, bad, broken, blank], 1), ([broken], 1)):
        result = dgmm("score", "--json", *files)
        assert result.exit_code == code
        records = [json.loads(line) for line in result.stdout.splitlines()]
        assert [record["file"] for record in records] == [str(file) for file in files]
    result = dgmm("score", "--json", good, bad, broken, blank)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["status"] for record in records] == ["scored", "faulty", "rejected", "blank"]
    assert records[0]["agency"] == {"code": None, "name": None}


def test_score_for_people_names_levels_and_faults(blank: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xlsx"
    fill(blank, bad, {"P1.1.01": "ใช่", "P1.1.02": "[bold]ไม่แน่ใจ"})
    result = dgmm("score", bad)
    assert result.exit_code == 1
    assert "DG101" in result.stdout and "[bold]ไม่แน่ใจ" in result.stdout and "ภาพรวม" in result.stdout


def test_score_refuses_what_is_no_file(blank: Path, tmp_path: Path) -> None:
    refused("score", blank, tmp_path / "none.xlsx")
    refused("score", tmp_path)


def test_write_keeps_one_copy_of_each_scored_or_faulty_file(blank: Path, tmp_path: Path) -> None:
    good, bad, broken = tmp_path / "good.xlsx", tmp_path / "bad.xlsx", tmp_path / "broken.xlsx"
    fill(blank, good, {"P1.1.01": "ใช่"})
    fill(blank, bad, {"P1.1.02": "ไม่แน่ใจ"})
    broken.write_bytes(b"no workbook")
    before = {file: file.read_bytes() for file in (good, bad, broken, blank)}
    copies = tmp_path / "new" / "copies"
    assert dgmm("score", good, bad, broken, blank, "--write", copies).exit_code == 1
    assert sorted(path.name for path in copies.iterdir()) == ["bad.xlsx", "good.xlsx"]
    assert {file: file.read_bytes() for file in before} == before
    assert (copies / "good.xlsx").read_bytes() != before[good]


def test_write_never_falls_on_a_file_that_is_scored(blank: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    twin = other / blank.name
    fill(blank, twin, {"P1.1.01": "ใช่"})
    before = twin.read_bytes()
    refused("score", twin, "--write", other)
    refused("score", twin, "--write", other / ".." / "other")
    refused("score", twin, blank, "--write", tmp_path / "copies")
    refused("score", twin, "--write", twin)
    assert twin.read_bytes() == before and not (tmp_path / "copies").exists()


def test_score_says_which_topics_the_scores_leave_out(tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    assert dgmm("form", DEPARTMENT, "-o", file).exit_code == 0
    fill(file, file, {"P1.1.01": "ใช่"})
    shown = dgmm("score", file)
    assert shown.exit_code == 0 and shown.stdout.count("(2): P3.2, P4.U\n") == 2, "the researchers' topics, in both languages"


# -- a round ---------------------------------------------------------------------------------------


def test_a_round_from_start_to_end(tmp_path: Path) -> None:
    departments, provinces = rosters(tmp_path)
    folder = tmp_path / "round"
    started = dgmm("init", folder, "--edition", DEPARTMENT, "--roster", departments, "--edition", PROVINCE,
                   "--roster", provinces, "--title", "รอบหนึ่ง", "--deadline", "30/9/2569", "--past")
    assert started.exit_code == 0 and "5" in started.stdout
    assert dgmm("generate", folder).exit_code == 0
    of = Round.open(folder)
    send_back(of, "D1")
    shown = dgmm("status", folder)
    assert shown.exit_code == 0 and "D2" in shown.stdout and (folder / "reminders.csv").exists()
    assert not (folder / "consolidated.xlsx").exists()
    done = dgmm("consolidate", folder)
    assert done.exit_code == 0 and (folder / "consolidated.xlsx").exists()
    assert f"dgmm report {folder}" in done.stdout and "Data for other programs" in done.stdout
    opened = dgmm("report", folder, "--lang", "en")
    assert opened.exit_code == 0 and "6 pages" in opened.stdout and str(folder / "report" / "index.html") in opened.stdout
    assert "“D9”" in refused("report", folder, "--agency", "D9")
    listed = dgmm("verify", folder, "--topic", "P1.5", "--sample", "1", "--seed", "7")
    assert listed.exit_code == 0 and "verification.xlsx" in listed.stdout and "--seed 7" in listed.stderr
    assert "P9" in refused("verify", folder, "--topic", "P9")
    entered(of, "P1.5.01", {"finding": "perhaps"})
    told = dgmm("verify", folder)
    assert told.exit_code == 1 and all(code in told.stdout for code in ("DG465", "DG468")) and "verification (" in told.stderr
    assert dgmm("status", folder).exit_code == 1
    entered(of, "P1.5.01", {"finding": None})
    send_back(of, "D2", cells={"P1.1.01": "ไม่แน่ใจ"})
    told = dgmm("status", folder)
    assert told.exit_code == 1
    assert "→โปรดเลือกคำตอบจากรายการในช่องนั้น" in "".join(told.stdout.split()), "what is wrong, and what to do"
    assert dgmm("consolidate", folder).exit_code == 1
    opened = dgmm("report", folder)
    assert opened.exit_code == 1 and f"1 to look at; dgmm status {folder} lists them" in " ".join(opened.stdout.split())


def test_a_round_of_another_year_says_so_once(tmp_path: Path) -> None:
    departments, _ = rosters(tmp_path)
    command = ("init", tmp_path / "round", "--edition", DEPARTMENT, "--roster", departments, "--year", "2569")
    started = dgmm(*command)
    assert started.exit_code == 0
    assert "2569" in started.stderr and "2566" in started.stderr and "2569" not in started.stdout
    assert "2566" not in dgmm("generate", tmp_path / "round").stderr
    assert dgmm("init", tmp_path / "same", "--edition", DEPARTMENT, "--roster", departments).stderr == ""


def test_a_deadline_that_has_passed_is_refused_and_can_be_meant(of: Round, tmp_path: Path) -> None:
    departments, _ = rosters(tmp_path)
    command = ("init", tmp_path / "new", "--edition", DEPARTMENT, "--roster", departments, "--deadline", "30/9/2560")
    assert "30 กันยายน 2560" in refused(*command) and not (tmp_path / "new").exists()
    assert dgmm(*command, "--past").exit_code == 0
    before = (of.folder / "round.json").read_bytes()
    assert "--past" in refused("deadline", of.folder, "30/9/2560")
    assert "--past" in refused("deadline", of.folder, "--corrections", "30/9/2560")
    assert (of.folder / "round.json").read_bytes() == before
    assert dgmm("deadline", of.folder, "30/9/2560", "--past").exit_code == 0
    assert Round.open(of.folder).deadline == date(2017, 9, 30)


def test_deadline_moves_the_dates_and_says_what_holds(of: Round) -> None:
    shown = dgmm("deadline", of.folder)
    assert shown.exit_code == 0 and "30 กันยายน 2569" in shown.stdout and "ไม่ต้องส่งใหม่" not in shown.stdout
    moved = dgmm("deadline", of.folder, "๓๑ ธันวาคม ๒๗๖๙", "--corrections", "15 ม.ค. 2770")
    assert moved.exit_code == 0
    for words in ("31 ธันวาคม 2769", "31 December 2226", "15 มกราคม 2770", "(5) ยังใช้ได้ ไม่ต้องส่งใหม่"):
        assert words in moved.stdout
    opened = Round.open(of.folder)
    assert (opened.deadline, opened.corrections_due) == (date(2226, 12, 31), date(2227, 1, 15))
    assert "5 unchanged" in dgmm("generate", of.folder).stdout


@pytest.mark.parametrize("command", ["deadline", "generate", "status", "consolidate", "report"])
def test_a_folder_that_is_no_round_is_refused(command: str, tmp_path: Path) -> None:
    assert "round.json" in refused(command, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_roster_that_comes_along_is_said_to_be_taken(tmp_path: Path) -> None:
    departments, _ = rosters(tmp_path)
    folder = tmp_path / "my round"
    started = dgmm("init", folder, "--edition", DEPARTMENT, "--edition", PROVINCE, "--roster", departments)
    assert started.exit_code == 0
    assert "76 agencies" in started.stdout and "ไม่ใช่รายชื่อทางการ" in started.stdout
    given = dgmm("init", tmp_path / "given", "--edition", DEPARTMENT, "--roster", departments)
    assert "ไม่ใช่รายชื่อทางการ" not in given.stdout


def test_check_says_what_to_look_at_and_where(of: Round, tmp_path: Path) -> None:
    folder = tmp_path / "my round"
    of.folder.rename(folder)
    roster = folder / f"roster-{DEPARTMENT}.csv"
    roster.write_text(roster.read_text("utf-8-sig").replace("one@example.org", "no address"), encoding="utf-8-sig")
    looked = dgmm("check", folder)
    assert looked.exit_code == 1 and looked.stderr == ""
    for words in (f"roster-{DEPARTMENT}.csv:2", "“no address”", "researchers.xlsx", "to correct first: 0"):
        assert words in looked.stdout
    (what,) = [line for line in looked.stdout.splitlines() if "“no address” is no e-mail address" in line]
    assert "“no address” ไม่ใช่อีเมล" in what, "one line in a pipe"
    assert "dgmm check '" in dgmm("generate", folder).stderr
    roster.write_text(roster.read_text("utf-8-sig").replace("department,service", "จังหวัด,service"), encoding="utf-8-sig")
    assert "to correct first: 1" in dgmm("check", folder).stdout and dgmm("check", folder).exit_code == 1
    assert f"roster-{DEPARTMENT}.csv:2" in refused("generate", folder)


def test_check_of_an_edition_names_every_mistake(tmp_path: Path) -> None:
    assert dgmm("check", DEPARTMENT).exit_code == 0
    (tmp_path / "own.yaml").write_text("id: own\nyear: never\n", encoding="utf-8")
    looked = dgmm("check", tmp_path / "own.yaml")
    assert looked.exit_code == 1 and "own.yaml:2" in looked.stdout and looked.stderr == ""
    assert DEPARTMENT in refused("check", "nosuch")
    assert "round.json" in refused("check", tmp_path)


def test_init_on_a_round_is_refused(of: Round) -> None:
    refused("init", of.folder, "--edition", PROVINCE)


def test_a_broken_roster_is_refused_line_by_line(of: Round, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(HEAD + "A,ก,,,,,,\nA,ข,,,,,,\n,ค,,,,,,\n", encoding="utf-8")
    said = refused("init", tmp_path / "new", "--edition", DEPARTMENT, "--roster", bad)
    assert "bad.csv:3" in said and "bad.csv:2" in said and "bad.csv:4" in said
    assert not (tmp_path / "new").exists()
    before = form_of(of, "D1").read_bytes()
    (of.folder / f"roster-{DEPARTMENT}.csv").write_text(HEAD + "D1,ก,,,,both,,\n", encoding="utf-8")
    for command in ("generate", "status", "consolidate"):
        assert "both" in refused(command, of.folder)
    assert form_of(of, "D1").read_bytes() == before


def test_generate_says_what_was_left(of: Round) -> None:
    form = form_of(of, "D1")
    fill(form, form, {"P1.1.01": "ใช่"})
    roster = of.folder / f"roster-{DEPARTMENT}.csv"
    roster.write_text(roster.read_text(encoding="utf-8-sig").replace("กระทรวง ก", "กระทรวง ค"), encoding="utf-8-sig")
    result = dgmm("generate", of.folder)
    assert result.exit_code == 1 and form.name in result.stdout


def test_demo_refuses_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    refused("demo", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal that can be made")
def test_progress_goes_to_the_terminal_that_stderr_is_and_never_to_stdout(blank: Path, tmp_path: Path) -> None:
    screen, terminal = os.openpty()
    with (tmp_path / "out").open("wb") as out, os.fdopen(terminal, "wb") as err, os.fdopen(screen, "rb", buffering=0) as seen:
        environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
        code = "import sys; from dgmm_excel.cli import main; sys.argv[0] = 'dgmm'; main()"
        run = subprocess.run([sys.executable, "-c", code, "score", "--json", str(blank)], stdout=out, stderr=err, check=False, env=environment)
        shown = seen.read(65_536).decode()
    assert run.returncode == 0
    assert phrase("generate.scoring").en in shown and "━" in shown and "{" not in shown
    assert json.loads((tmp_path / "out").read_text(encoding="utf-8"))["status"] == "blank"


def test_mails_are_drafted_and_who_gets_none_is_told(tmp_path: Path) -> None:
    folder = new_round(tmp_path).folder
    done = dgmm("mail", str(folder), "forms")
    assert done.exit_code == 1 and "ร่างอีเมลใหม่ 3 คงเดิม 0" in done.stdout and "D2, TH-1" in done.stdout and "contact" in done.stdout
    assert len(list((folder / "mail" / "forms").glob("*.eml"))) == 3 and (folder / "mail" / "without-email.csv").exists()
    again = dgmm("mail", str(folder), "forms")
    assert "ร่างอีเมลใหม่ 0 คงเดิม 3" in again.stdout
    (folder / "forms" / "D1 กรมหนึ่ง.xlsx").unlink()
    unmade = dgmm("mail", str(folder), "reminders")
    assert "dgmm generate" in unmade.stdout and ": D1" in unmade.stdout
    results = dgmm("mail", str(folder), "reports")
    assert results.exit_code == 0 and "ร่างอีเมลใหม่ 0" in results.stdout, "nobody has a result"
    assert dgmm("mail", str(folder), "letters").exit_code == 2


def test_sensitivity_tries_the_usual_ways_or_one_and_refuses_what_it_cannot_try(of: Round) -> None:
    assert "No agency of the round has an overall level yet" in dgmm("sensitivity", of.folder).stdout
    send_back(of, "D1")
    found = json.loads(dgmm("sensitivity", of.folder, "--how", "least", "--json").stdout)["editions"]
    assert [one["edition"] for one in found] == [DEPARTMENT] and [one["how"] for one in found[0]["variants"]] == ["least"]
    assert "levels: give the lowest score of each" in refused("sensitivity", of.folder, "--bands", "1,2")
    assert "P9=2 is no pillar" in refused("sensitivity", of.folder, "--weights", "P9=2")


# -- levels of one form ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def three_laws(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A department's form with three laws met, which is level 3; level 4 needs five."""
    file = tmp_path_factory.mktemp("levels") / "form.xlsx"
    laws = {f"P1.5.{number:02}": True for number in (1, 2, 3)}
    file.write_bytes(filled(load_edition(DEPARTMENT), laws))
    return file


def test_advice_names_the_answers_and_says_that_no_fewer_do(three_laws: Path) -> None:
    shown = dgmm("advise", three_laws, "p1.5")
    assert shown.exit_code == 0
    assert "P1.5 has level 3; these 2 answers would lift it" in shown.stdout and "Nothing with fewer answers does." in shown.stdout
    assert "P1.5 อยู่ระดับ 3" in shown.stdout and shown.stdout.count("P1.5.0") == 2
    assert "P4.U has no level yet" in dgmm("advise", three_laws, "P4.U").stdout
    assert "P9" in refused("advise", three_laws, "P9")


def test_advice_by_an_edition_that_weighs_its_questions_says_the_effort(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DGMM_CRITERIA", str(mini.parent))
    text = mini.read_text("utf-8").replace("{id: A.1.1,", "{id: A.1.1, effort: 3,").replace("{id: A.1.3,", "{id: A.1.3, effort: 9,")
    mini.write_text(text.replace("{id: A.1.4,", "{id: A.1.4, effort: 9,"), encoding="utf-8")
    Path("form.xlsx").write_bytes(filled(load_edition(mini), {"agency.mission": "service", "A.1.2": True}))
    shown = dgmm("advise", "form.xlsx", "A.1").stdout
    assert "A.1 has level 2; this answer would lift it" in shown and "A.1.1" in shown
    assert "Together they weigh 3" in shown and "Nothing that weighs less does." in shown


def test_reasons_are_told_of_one_id_or_of_every_topic(three_laws: Path) -> None:
    one = dgmm("explain", three_laws, "P1.5").stdout
    assert "ระดับ 3: มี 3 จาก 8 ข้อ (ข้อ 1–3)" in one and "Level 3: 3 of 8 items (1–3)" in one and "Not yet level 4: 5–6" in one
    every = dgmm("explain", three_laws).stdout
    assert all(f"{topic} " in every for topic in load_edition(DEPARTMENT).topics)


def test_what_other_answers_would_give_is_shown_and_the_file_stays(three_laws: Path) -> None:
    before = three_laws.read_bytes()
    shown = dgmm("what-if", three_laws, "--set", "P1.5.04=yes", "--set", "P1.5.05=ใช่")
    assert shown.exit_code == 0 and three_laws.read_bytes() == before
    (line,) = (line for line in shown.stdout.splitlines() if line.strip().startswith("P1.5 "))
    assert line.split()[-4:] == ["3.00", "3", "4.00", "4"]
    assert "P1.5.04" in refused("what-if", three_laws, "--set", "P1.5.04=maybe")
