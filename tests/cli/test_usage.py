"""Wrong usage is told in both languages, with the command that shows the right one."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from dgmm_excel.cli import app

FORM_HELP = "  ดูวิธีใช้: dgmm form --help / see dgmm form --help\n"


@pytest.mark.parametrize(("words", "said"), [
    (["form"], "ต้องระบุ EDITION / EDITION is missing"),
    (["form", "x", "--lang", "fr"], "--lang ใช้ “fr” ไม่ได้ ใช้ได้: th, en / --lang cannot be “fr”; use one of th, en"),
    (["form", "x", "--nope"], "ไม่มีตัวเลือก --nope / there is no option --nope"),
    (["form", "x", "--lan", "th"], "ไม่มีตัวเลือก --lan (หมายถึง --lang หรือไม่) / there is no option --lan; did you mean --lang?"),
    (["form", "x", "two", "words"], "มีคำที่เกินมา: two words"),
])
def test_what_is_wrong_is_told_with_the_help_to_ask_for(words: list[str], said: str) -> None:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2 and result.stdout == ""
    assert result.stderr.startswith(f"dgmm: {said}") and result.stderr.endswith(FORM_HELP)
    assert len(result.stderr.splitlines()) == 2


def test_an_unknown_command_is_told_with_the_one_that_is_meant() -> None:
    said = CliRunner().invoke(app, ["generat"]).stderr
    assert "ไม่มีคำสั่ง “generat” (หมายถึง generate หรือไม่) / there is no command “generat”; did you mean generate?" in said
    assert said.endswith("see dgmm --help\n")


def test_an_option_without_its_value_is_told() -> None:
    assert "--lang needs a value after it" in CliRunner().invoke(app, ["form", "x", "--lang"]).stderr


def test_no_command_at_all_shows_the_help() -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 2 and "\n  consolidate " in result.stderr
