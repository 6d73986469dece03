"""An earlier round that cannot be compared with is refused: all reasons at once, each with a remedy that works."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dgmm_excel.errors import Mistake, RoundError
from dgmm_excel.round.folder import init
from tests.support.last_year import last_year, next_edition, this_year
from tests.support.outcomes import contents
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.rounds import HEAD, START, new_round, rosters

THAI = re.compile("[\u0e00-\u0e7f]")


def refused(folder: Path, *olds: Path, **settings: object) -> list[Mistake]:
    """The reasons; nothing was written."""
    with pytest.raises(RoundError) as stopped:
        this_year(folder, *olds, **settings)  # type: ignore[arg-type]
    assert not (folder / "new").exists()
    for one in stopped.value.mistakes:
        assert THAI.search(one.what) and THAI.search(one.remedy) and " / " in one.what and " / " in one.remedy, one
    return list(stopped.value.mistakes)


def english(found: list[Mistake]) -> list[tuple[str, str]]:
    return [(Path(one.where).name, one.what.partition(" / ")[2]) for one in found]


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    old, never = last_year(tmp_path), new_round(tmp_path).folder
    changed = tmp_path / "changed"
    shutil.copytree(old, changed)
    answers = changed / "data" / "answers.csv"
    answers.write_bytes(answers.read_bytes().replace(b"true", b"false"))
    (tmp_path / "empty").mkdir()
    found = refused(tmp_path, tmp_path / "empty", never, changed, old, old)
    assert english(found) == [
        ("empty", "is not a round (it has no round.json that can be read)"),
        ("round", "the round was never consolidated"),
        ("changed", "data/answers.csv is not as the program wrote it: somebody changed it, or it was not copied whole"),
        ("old", "the round is given twice"),
    ]
    assert f"run dgmm consolidate {never} first" in found[1].remedy


@pytest.mark.usefixtures("own_criteria")
def test_what_has_nothing_in_common_is_told(tmp_path: Path) -> None:
    old = last_year(tmp_path)
    other = tmp_path / "others.csv"
    other.write_text(HEAD + "Z1,กรมอื่น,,กระทรวง ก,department,service,,\n", encoding="utf-8-sig")
    with pytest.raises(RoundError) as stopped:
        init(tmp_path / "new", [DEPARTMENT], [other], today=START, previous=[old])
    assert english(list(stopped.value.mistakes)) == [("old", "no agency of the new roster has a code of this round (which has 5)")]
    assert str(old / "data" / "agencies.csv") in stopped.value.mistakes[0].remedy
    strange = next_edition(tmp_path, "topics: {}")
    with pytest.raises(RoundError) as stopped:
        init(tmp_path / "new", [str(strange)], rosters(tmp_path)[:1], today=START, previous=[old])
    assert english(list(stopped.value.mistakes)) == [
        ("old", f"the edition next-department follows {DEPARTMENT}, but takes no topic as the same")]
    text = strange.read_text("utf-8").replace(f"edition: {DEPARTMENT}", "edition: another")
    strange.write_text(text, encoding="utf-8")
    with pytest.raises(RoundError) as stopped:
        init(tmp_path / "new", [str(strange)], rosters(tmp_path)[:1], today=START, previous=[old])
    assert english(list(stopped.value.mistakes)) == [
        ("old", f"the new round's editions (next-department) continue none of its editions ({DEPARTMENT}, {PROVINCE})")]
    assert f"predecessor: {{edition: {DEPARTMENT}, same_ids: true}}" in stopped.value.mistakes[0].remedy


def test_an_edition_that_is_nowhere_is_told_with_the_place_for_its_file(tmp_path: Path) -> None:
    old = last_year(tmp_path)
    settings = old / "round.json"
    settings.write_text(settings.read_text("utf-8").replace(PROVINCE, "gone-province"), encoding="utf-8")
    (one,) = refused(tmp_path, old)
    assert "its edition gone-province is not at hand" in one.what and str(old / "criteria" / "gone-province.yaml") in one.remedy


def test_the_old_round_stays_as_it_is(tmp_path: Path) -> None:
    old = last_year(tmp_path)
    before = contents(old)
    this_year(tmp_path, old)
    assert contents(old) == before
