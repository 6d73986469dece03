"""`prove`: what a proof says of a sound edition, and of one with a flaw, with its line; as text, as data and as a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dgmm_excel import load_edition, prove
from dgmm_excel.cli import app
from dgmm_excel.proving.proof import PROPERTIES
from tests.support.seeded_flaws import edition_of, rule, write

DATA = Path(__file__).parent.parent / "model" / "data"
PROVINCE = DATA / "mini-province.yaml"


def flawed(folder: Path) -> Path:
    """An edition of P2.3 in which one item of level 2 must not be done."""
    data = edition_of(("P2.3",))
    rule(data)["levels"][2] = {"all": ["P2.3.valuable", {"not": "P2.3.metadata"}, "P2.3.resources"]}
    return write(data, folder)


def test_a_sound_edition_holds_with_witnesses() -> None:
    proof = prove(load_edition(PROVINCE))
    assert proof.holds and not proof.flaws
    assert tuple(proof.properties) == PROPERTIES
    assert len(proof.witnesses) >= sum(len(one.witnesses) for one in proof.properties.values()) > 20


def test_an_edition_that_is_not_loaded_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="load_edition"):
        prove("mini-province")  # type: ignore[arg-type]


def test_a_flaw_is_told_with_witness_and_line(tmp_path: Path) -> None:
    file = flawed(tmp_path)
    proof = prove(load_edition(file))
    assert not proof.holds and proof.properties["total"].holds
    (flaw,) = proof.properties["monotone"].flaws
    line = next(number for number, text in enumerate(file.read_text("utf-8").splitlines()) if '"P2.3.metadata"' in text)
    # the question begins with a brace of its own, one line above its id
    assert (flaw.id, flaw.where) == ("P2.3.metadata", f"seeded.yaml:{line}")
    assert flaw.witness in proof.witnesses


def test_the_command_prints_and_ends_with_the_code(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["prove", str(flawed(tmp_path))])
    assert found.exit_code == 1, found.output
    assert "P2.3.metadata" in found.stdout and "seeded.yaml:" in found.stdout and "Monotone" in found.stdout
    assert CliRunner().invoke(app, ["prove", str(tmp_path / "none.yaml")]).exit_code == 2


def test_data_and_page_say_the_same(tmp_path: Path) -> None:
    page = tmp_path / "proof.html"
    found = CliRunner().invoke(app, ["prove", str(PROVINCE), "--json", "--page", str(page), "--lang", "en"])
    assert found.exit_code == 0, found.output
    data = json.loads(found.stdout)
    assert data["holds"] and list(data["properties"]) == list(PROPERTIES)
    written = page.read_text("utf-8")
    assert "Proof of the rules" in written and f"{data['answer_sets']:,}" in written
    assert all(name in written for name in load_edition(PROVINCE).topics if load_edition(PROVINCE).topics[name].rule)
