"""Bands: each level of each group is met, or shown to be none; ends that are printed otherwise than they count are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgmm_excel import load_edition
from dgmm_excel.proving.bands import bands, groups
from dgmm_excel.proving.subject import subjects
from tests.support.seeded_flaws import edition_of, write

Told = list[tuple[str, str, str]]


def told(folder: Path, topic: str, ends: list[str]) -> Told:
    """Return what is told of the bands of an edition of one topic, and of the four items beside it."""
    edition = load_edition(write({**edition_of((topic,)), "bands": ends}, folder))
    return [(one.kind, one.id, one.words.en) for one in bands(edition, subjects(edition)).found]


def test_every_level_of_every_group_is_met(tmp_path: Path) -> None:
    edition = load_edition(write(edition_of(("P1.5",)), tmp_path))
    assert groups(edition) == ("S1.1", "S1.2", "P1", "overall")
    shown = bands(edition, subjects(edition))
    assert shown.found == () and shown.cases == len(shown.witnesses) == 4 * 5
    assert {(witness.topic, witness.level) for witness in shown.witnesses} == {
        (group, level) for group in groups(edition) for level in range(1, 6)}


@pytest.mark.parametrize(("ends", "words"), [
    (["1.00", "1.81", "2.61", "3.41", "5.01"], "no score reaches level 5"),
    (["1.10", "1.81", "2.61", "3.41", "4.21"], "a score of 1 is below the first band, which begins at 1.1"),
    (["1.00", "1.805", "2.61", "3.41", "4.21"], "the band of level 2 (from 1.805) as printed is not the one that counts, or does not meet the next"),
], ids=["above all", "first", "between"])
def test_a_wrong_band_is_told(ends: list[str], words: str, tmp_path: Path) -> None:
    assert ("flaw", "overall", words) in told(tmp_path, "P1.5", ends)


def test_a_gap_of_the_topics_is_an_exception(tmp_path: Path) -> None:
    # P4.5 has levels 1 and 5 alone
    assert told(tmp_path, "P4.5", ["1.00", "1.81", "2.61", "3.41", "4.21"]) == [
        ("exception", "S1.1", "there is no level 2, 3, 4: topics under it, or its verdict, have none")]
