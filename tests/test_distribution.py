"""`dist/` is made from the sources alone, and every difference between the two is found and named."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from dgmm_excel import distribution, load_edition
from dgmm_excel.cli import app
from dgmm_excel.distribution import PICTURES, differences, product, write
from dgmm_excel.errors import OutputError
from dgmm_excel.faults import Fault
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.intake.record import rejected_record
from dgmm_excel.intake.score import scored_return
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.edition_schema import parts
from dgmm_excel.report.round_data import as_json, round_data
from dgmm_excel.text import LANGS
from dgmm_excel.xlsx.archive import Archive
from tests.support.forms_read import ANSWERS, read_grids
from tests.support.many_agencies import many_agencies
from tests.support.returned import form_grids

DATES = (1980, 1, 1, 0, 0, 0)


def package(*members: tuple[str, str], date: tuple[int, int, int, int, int, int] = DATES, level: int = 6, comment: str = "") -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as made:
        for name, content in members:
            made.writestr(zipfile.ZipInfo(name, date), content * 100, zipfile.ZIP_DEFLATED, level)
        made.comment = comment.encode()
    return stream.getvalue()


ONE, TWO, THREE = ("a.xml", "first"), ("b.xml", "second"), ("c.xml", "third")
SMALL = {"README.md": b"one\ntwo\n", "codebooks/x.csv": b"id\r\n", "dgmm.xlam": package(ONE), "forms/x.xlsx": package(ONE, TWO)}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A small `dist/` as `SMALL` has it, with pictures."""
    folder = tmp_path / "dist"
    assert len(write(SMALL, folder)) == len(SMALL)
    for name in PICTURES:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"\x89PNG")
    return folder


@pytest.fixture(scope="module")
def whole() -> distribution.Product:
    return product()


# -- what it holds ---------------------------------------------------------------------------------


def test_it_holds_forms_and_codebooks_of_each_edition_the_add_in_and_a_page_about_them(whole: distribution.Product) -> None:
    names = {"README.md", "dgmm.xlam"}
    for edition in edition_ids():
        names |= {f"forms/{edition}-{lang}.xlsx" for lang in LANGS}
        names |= {f"codebooks/{edition}.{kind}" for kind in ("md", "csv", "json", "ddi.xml")}
    names |= {f"schemas/{name}.schema.json" for name in ("score", "round", "edition")}
    names |= {f"guide/{name}" for name in ("edition.md", "edition.th.md", "school-safety-2569.yaml", "schools.csv")}
    assert set(whole) == names


@pytest.mark.parametrize("edition", edition_ids())
def test_its_files_are_what_the_commands_make(whole: distribution.Product, edition: str, tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["form", edition, "-o", str(tmp_path / "th.xlsx")]).exit_code == 0
    assert whole[f"forms/{edition}-th.xlsx"] == (tmp_path / "th.xlsx").read_bytes()
    for kind, suffix in (("md", "md"), ("json", "json"), ("csv", "csv"), ("ddi", "ddi.xml")):
        printed = CliRunner().invoke(app, ["codebook", edition, "--format", kind]).stdout_bytes
        assert whole[f"codebooks/{edition}.{suffix}"] == printed


def test_excel_opens_its_csv_files_as_utf_8(whole: distribution.Product) -> None:
    assert all(content.startswith(b"\xef\xbb\xbf") for name, content in whole.items() if name.endswith(".csv"))


def test_its_page_names_every_file_in_both_languages(whole: distribution.Product) -> None:
    thai, english = whole["README.md"].decode().split("\n## English\n")
    for part in (thai, english):
        assert all(name in part for name in whole if name.startswith("forms/"))
        assert all(f"codebooks/{edition}.md" in part for edition in edition_ids())
        assert all(word in part for word in ("dgmm.xlam", "XLSTART", "pictures/"))
    assert "{" not in thai + english


@pytest.mark.parametrize("name", ["score", "round"])
def test_its_schemas_are_sound_and_hold_for_what_is_written(whole: distribution.Product, name: str) -> None:
    """A form that was scored, with a fault, and one that cannot be opened; a round with every group."""
    schema = json.loads(whole[f"schemas/{name}.schema.json"])
    Draft202012Validator.check_schema(schema)
    thai, english = schema["title"].split(" / ")
    assert english.isascii() and not thai.isascii()
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    if name == "round":
        records = [json.loads(as_json(round_data(many_agencies())))]
    else:
        answered = scored_return(read_grids(form_grids(answers=ANSWERS, cells={"P1.1.01": "อาจจะ"})))
        records = [json.loads(json.dumps(answered.record("ก.xlsx"))), rejected_record("ข.xlsx", Fault("DG005"))]
        assert records[0]["status"] == "faulty" and records[0]["overall"]["level"]
    for record in records:
        assert [error.message for error in validator.iter_errors(record)] == []
        for key in record:
            assert list(validator.iter_errors({other: value for other, value in record.items() if other != key})), key
    wrong = {"score": {**records[0], "answered": -1}, "round": {**records[0], "on": "22/11/2569"}}[name]
    assert [list(error.path) for error in validator.iter_errors(wrong)] == [["answered" if name == "score" else "on"]]


def test_its_guide_and_schema_say_what_every_key_is_for() -> None:
    found = parts()
    assert len(found) > 20 and sum(len(part.keys) for part in found) > 100
    for part in found:
        assert [key for key, words in part.keys.items() if words is None or not (words.th and words.en)] == [], part.name


# -- the same on every machine ---------------------------------------------------------------------


def test_forms_do_not_depend_on_lxml() -> None:
    """Openpyxl writes with lxml where that is installed, else with the standard library."""
    edition = load_edition(edition_ids()[-1])
    code = (
        "import sys\n"
        "sys.modules['lxml'] = None\n"
        "import openpyxl, hashlib\n"
        "assert not openpyxl.LXML\n"
        "from dgmm_excel import load_edition\n"
        "from dgmm_excel.form.template import FormSpec, template\n"
        f"print(hashlib.sha256(template(FormSpec(load_edition({edition.id!r}))).stamp()).hexdigest())"
    )
    without = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    import openpyxl
    assert openpyxl.LXML, "lxml is among the developers' dependencies; without it this compares nothing"
    assert without == sha256(template(FormSpec(edition)).stamp()).hexdigest()


def test_packages_carry_no_date_of_the_day(whole: distribution.Product) -> None:
    for name, content in whole.items():
        if name.endswith((".xlsx", ".xlam")):
            archive = Archive(content)
            assert {archive.saved(member) for member in archive.names} == {DATES}


# -- comparing -------------------------------------------------------------------------------------


def test_what_was_written_does_not_differ_and_is_not_written_again(dist: Path) -> None:
    assert differences(SMALL, dist) == []
    assert write(SMALL, dist) == []


@pytest.mark.parametrize("data", [package(ONE, TWO, level=1), package(ONE, TWO, comment="by another zip")])
def test_another_compression_is_no_difference(dist: Path, data: bytes) -> None:
    assert data != SMALL["forms/x.xlsx"]
    (dist / "forms/x.xlsx").write_bytes(data)
    assert differences(SMALL, dist) == []
    assert write(SMALL, dist) == []


@pytest.mark.parametrize(("data", "said"), [
    (package(ONE, ("b.xml", "changed")), ["the content of b.xml differs"]),
    (package(("a.xml", "other"), ("b.xml", "changed")), ["the content of a.xml differs", "the content of b.xml differs"]),
    (package(ONE), ["b.xml is missing"]),
    (package(ONE, TWO, THREE), ["c.xml should not be there"]),
    (package(TWO, ONE), ["the order of the members differs"]),
    (package(ONE, TWO, date=(2026, 1, 1, 0, 0, 0)), ["the date of a.xml differs", "the date of b.xml differs"]),
    (b"no package", ["cannot be read (not_zip: no zip file begins like this)"]),
    (b"", ["cannot be read (empty: the file holds no bytes)"]),
])
def test_a_package_differs_by_member(dist: Path, data: bytes, said: list[str]) -> None:
    (dist / "forms/x.xlsx").write_bytes(data)
    found = differences(SMALL, dist)
    assert [line.rpartition(" / ")[2] for line in found] == said
    assert all(line.startswith("forms/x.xlsx: ") and "\n" not in line for line in found)
    assert write(SMALL, dist) == [dist / "forms/x.xlsx"]
    assert differences(SMALL, dist) == []


def _written(name: str, content: bytes) -> Callable[[Path], None]:
    def damage(dist: Path) -> None:
        (dist / name).parent.mkdir(exist_ok=True)
        (dist / name).write_bytes(content)

    return damage


@pytest.mark.parametrize(("damage", "said"), [
    (_written("README.md", b"one\r\ntwo\n"), "README.md: line 1 differs"),
    (_written("README.md", b"one\ntwo\nthree\n"), "README.md: line 3 differs"),
    (lambda dist: (dist / "README.md").unlink(), "README.md: the file is missing"),
    (lambda dist: (dist / PICTURES[0]).unlink(), f"{PICTURES[0]}: the picture is missing; make it with uv run python -m tests.support.pictures"),
    (_written("forms/old.xlsx", b""), "forms/old.xlsx: not made from the sources; delete or move it"),
    (_written("more/notes.txt", b""), "more/notes.txt: not made from the sources; delete or move it"),
])
def test_each_difference_is_one_line(dist: Path, damage: Callable[[Path], None], said: str) -> None:
    damage(dist)
    [line] = differences(SMALL, dist)
    name, _, words = line.partition(": ")
    assert f"{name}: {words.rpartition(' / ')[2]}" == said


def test_what_other_programs_leave_behind_is_no_difference(dist: Path) -> None:
    (dist / "forms" / "~$x.xlsx").write_bytes(b"")
    (dist / ".DS_Store").write_bytes(b"")
    assert differences(SMALL, dist) == []


def test_writing_deletes_nothing(dist: Path) -> None:
    (dist / "forms" / "mine.xlsx").write_bytes(b"mine")
    assert write(SMALL, dist) == []
    assert (dist / "forms" / "mine.xlsx").read_bytes() == b"mine"


# -- the command -----------------------------------------------------------------------------------


@pytest.fixture
def small(dist: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command `dgmm build`, with the small `dist/`."""
    monkeypatch.setattr(distribution, "product", lambda track: SMALL)
    monkeypatch.setattr(distribution, "folder", lambda: dist)
    return dist


def test_check_tells_and_writes_nothing_build_mends(small: Path) -> None:
    (small / "README.md").unlink()
    checked = CliRunner().invoke(app, ["build", "--check"])
    assert checked.exit_code == 1 and "README.md: " in checked.stdout
    assert not (small / "README.md").exists()
    built = CliRunner().invoke(app, ["build"])
    assert built.exit_code == 0 and str(small / "README.md") in built.stdout
    assert CliRunner().invoke(app, ["build", "--check"]).exit_code == 0


def test_build_ends_with_1_where_something_is_left(small: Path) -> None:
    (small / "notes.txt").write_bytes(b"")
    assert CliRunner().invoke(app, ["build"]).exit_code == 1


def test_an_installed_program_says_in_words_that_it_needs_a_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distribution, "checkout", lambda: None)
    with pytest.raises(OutputError, match="checkout"):
        distribution.folder()
    result = CliRunner().invoke(app, ["build", "--check"])
    assert result.exit_code == 2 and result.stdout == "" and "git clone" in result.stderr
