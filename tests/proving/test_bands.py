"""Bands: each level of each group is met, or shown to be none; ends that are printed otherwise than they count are told."""

from __future__ import annotations

from collections.abc import Callable

from dgmm_excel.proving.bands import bands, groups
from dgmm_excel.proving.subject import Subject, subjects


def told(subject: Subject) -> list[tuple[str, str, str]]:
    edition = subject.edition
    return [(one.kind, one.id, one.words.en) for one in bands(edition, subjects(edition)).found]


def test_every_level_of_every_group_is_met(changed: Callable[..., Subject]) -> None:
    edition = changed("A.1").edition
    assert groups(edition) == ("S1.1", "S2.1", "S3.1", "P1", "P2", "P3", "overall")
    shown = bands(edition, subjects(edition))
    assert shown.found == () and shown.cases == len(shown.witnesses) == 7 * 5
    for witness in shown.witnesses:
        assert witness.topic in groups(edition)


def test_a_band_above_every_score_is_empty(changed: Callable[..., Subject]) -> None:
    found = told(changed("A.1", ('"4.21"]', '"5.01"]')))
    assert ("flaw", "overall", "no score reaches level 5") in found


def test_a_first_band_above_the_least_score_is_told(changed: Callable[..., Subject]) -> None:
    found = told(changed("A.1", ('bands: ["1.00"', 'bands: ["1.10"')))
    assert ("flaw", "overall", "a score of 1 is below the first band, which begins at 1.1") in found


def test_a_band_between_two_shown_scores_is_printed_wrongly(changed: Callable[..., Subject]) -> None:
    found = told(changed("A.1", ('"1.81"', '"1.805"')))
    assert any("band of level 2 (from 1.805)" in words for _, _, words in found)


def test_a_gap_of_the_topics_is_an_exception(changed: Callable[..., Subject]) -> None:
    alone = tuple((f"          - id: {topic}\n", f"      - id: {group}\n        name: {{th: \"ย่อย\", en: Part}}\n        topics:\n"
                   f"          - id: {topic}\n") for topic, group in (("B.2", "S2.8"), ("B.3", "S2.9")))
    found = [one for one in told(changed("B.2", *alone)) if one[1] == "S2.8"]
    assert found == [("exception", "S2.8", "there is no level 2, 3, 4: topics under it, or its verdict, have none")]
