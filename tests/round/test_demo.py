"""The demonstration: made again and again in its own folder, and in no other."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from dgmm_excel import screen
from dgmm_excel.errors import RoundError
from dgmm_excel.feedback.entered import worded
from dgmm_excel.round.demo import demonstrate, fill, filled
from dgmm_excel.round.folder import Round
from dgmm_excel.round.generate import issued_forms
from dgmm_excel.round.simulate import answers_of, persona
from tests.support.outcomes import contents
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.rounds import NOW, form_of, new_round, rosters


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The demonstration on the small rosters."""
    files = dict(zip((DEPARTMENT, PROVINCE), rosters(tmp_path), strict=True))
    monkeypatch.setattr("dgmm_excel.round.folder.own_roster", files.__getitem__)


@pytest.mark.usefixtures("small")
def test_the_demonstration_can_be_run_again_and_clears_only_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("dgmm_excel.round.demo._return_forms", stop)
        with pytest.raises(KeyboardInterrupt):
            demonstrate(folder, NOW)
    assert issued_forms(Round.open(folder)), "cut short half-way"
    first = demonstrate(folder, NOW)
    (folder / "returned" / "mine.txt").write_text("mine", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    second = demonstrate(folder, NOW)
    assert second.report.page == folder / "report" / "index.html" and second.report.page.exists() and second.report.count == 6
    screen.show_demo(second)
    assert str(second.report.page) in capsys.readouterr().out.splitlines()[-1], "the last line names the page to open"
    assert first.forms == 5 and first.done.result.figures.tally == second.done.result.figures.tally
    assert (folder / "notes.txt").exists() and (folder / "returned" / "mine.txt").exists()
    assert set(json.loads((folder / ".dgmm-demo.json").read_text(encoding="utf-8"))["foreign"]) == {
        "notes.txt", "returned/mine.txt"}


@pytest.mark.parametrize("code", ["D1", "TH-1"])
def test_a_form_filled_at_once_holds_what_one_that_is_typed_in_does(code: str, tmp_path: Path) -> None:
    """Every value of every sheet, those of formulas too, as an independent reader finds them; and a remark."""
    of = new_round(tmp_path)
    member = of.members[code]
    answers = answers_of(member.edition, persona(f"alike {code}", "th"))
    assert len(answers) > 40
    (topic, *_), typed = (one.id for one in member.edition.topics.values() if one.source == "agency"), tmp_path / "typed.xlsx"
    cells = {name: worded(member.edition.questions[name], value, "th") for name, value in answers.items()}
    fill(form_of(of, code), typed, cells, {topic: "อื่น ๆ ตามคำสั่งที่ 1"})
    assert sheets(filled(of, member, answers, {topic: "อื่น ๆ ตามคำสั่งที่ 1"})) == sheets(typed.read_bytes())


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_the_demonstration_takes_no_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(RoundError):
        demonstrate(tmp_path, NOW)
    with pytest.raises(RoundError):
        demonstrate(tmp_path / "file", NOW)
    assert contents(tmp_path) == {"file": b"mine"}
