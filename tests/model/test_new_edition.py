"""A new edition's file loads as soon as it is written, copies another with it as predecessor, and never replaces anything."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dgmm_excel import EditionError, load_edition
from dgmm_excel.errors import OutputError
from dgmm_excel.model.continuation import continuation
from dgmm_excel.model.new_edition import new_edition
from dgmm_excel.model.yaml_file import read_yaml
from dgmm_excel.text import LANGS, Lang

DATA = Path(__file__).parent / "data"
DEPARTMENT, PROVINCE = "dga-2566-department", "dga-2566-province"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("lang", LANGS)
def test_a_small_one_loads_and_fits_the_schema_beside_it(lang: Lang, here: Path) -> None:
    file, edition = new_edition("water-2569", 2569, lang)
    assert file == Path("water-2569.yaml") and edition is load_edition(file)
    assert (edition.id, edition.year, list(edition.topics), edition.predecessor) == ("water-2569", 2569, ["P1.1", "P1.2"], None)
    assert file.read_text("utf-8").startswith("# yaml-language-server: $schema=edition.schema.json\n")
    comments = [line for line in file.read_text("utf-8").splitlines()[1:] if line.startswith("# ")]
    assert len(comments) >= 4 and all(line.isascii() is (lang == "en") for line in comments)
    schema = json.loads((here / "edition.schema.json").read_bytes())
    assert not list(Draft202012Validator(schema).iter_errors(json.loads(json.dumps(read_yaml(file)))))


def test_both_small_ones_ask_the_same() -> None:
    (_, thai), (_, english) = (new_edition(f"water-{lang}", 2569, lang) for lang in LANGS)
    assert thai.questions == english.questions and thai.topics == english.topics


@pytest.mark.parametrize("old", [DEPARTMENT, PROVINCE])
def test_a_copy_continues_all_of_the_other(old: str) -> None:
    _, edition = new_edition("next-2569", 2569, "th", old)
    before = load_edition(old)
    common = continuation(edition, before)
    assert common is not None and edition.id == "next-2569"
    assert dict(common.topics) == {name: name for name in before.topics} and not common.begun and not common.ended
    assert dict(common.questions) == {name: name for name in before.questions}


def test_a_copy_of_a_file_has_one_predecessor_and_its_base_at_hand(here: Path) -> None:
    elsewhere = here / "ปีก่อน"
    elsewhere.mkdir()
    shutil.copy(DATA / "mini.yaml", elsewhere)
    text = (DATA / "mini-province.yaml").read_text("utf-8").replace(
        "base: mini\n", "base: mini\npredecessor:\n  edition: older\n  not_carried:\n    A.9: removed\n", 1)
    (elsewhere / "จังหวัด.yaml").write_text(f"# yaml-language-server: $schema=x.json\n{text}", encoding="utf-8")
    file, edition = new_edition("mini-province-2570", 2570, "th", str(elsewhere / "จังหวัด.yaml"))
    assert edition.predecessor is not None and edition.predecessor.edition == "mini-province"
    assert edition.base is not None and (here / "mini.yaml").is_file()
    assert file.read_text("utf-8").count("predecessor:") == file.read_text("utf-8").count("yaml-language-server") == 1
    shutil.rmtree(elsewhere)
    assert load_edition(file) is edition


def test_nothing_is_replaced(here: Path) -> None:
    file, _ = new_edition("water-2569", 2569, "th")
    file.write_text("id: mine\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"water-2569\.yaml is there already"):
        new_edition("water-2569", 2569, "th")
    assert file.read_text("utf-8") == "id: mine\n"
    (here / "edition.schema.json").write_text('{"title": "mine"}', encoding="utf-8")
    new_edition("water-2570.yaml", 2570, "th")
    assert (here / "edition.schema.json").read_text("utf-8") == '{"title": "mine"}'


@pytest.mark.parametrize("name", ["น้ำ", "a b", ".", "-x", "x" * 61])
def test_a_name_that_cannot_be_an_id_is_refused(name: str, here: Path) -> None:
    with pytest.raises(EditionError, match="cannot be the id of an edition"):
        new_edition(name, 2569, "th")
    assert not list(here.iterdir())


def test_an_id_at_hand_and_a_missing_folder_are_refused(here: Path) -> None:
    with pytest.raises(EditionError, match="has the id “dga-2566-department” of another edition"):
        new_edition(DEPARTMENT, 2569, "th")
    with pytest.raises(OutputError, match="is not a folder"):
        new_edition("nowhere/x", 2569, "th")
    with pytest.raises(EditionError, match="unknown edition “none”"):
        new_edition("x", 2569, "th", "none")
    (here / "flow.yaml").write_text(json.dumps(read_yaml(DATA / "mini.yaml")), encoding="utf-8")
    with pytest.raises(OutputError, match="write its id: on a line of its own"):
        new_edition("x", 2569, "th", "flow.yaml")
    assert [file.name for file in here.iterdir()] == ["flow.yaml"]
