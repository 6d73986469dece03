"""What an edition tells of itself: the topics and questions under an id, the level of a score."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dgmm_excel import load_edition
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.describe import band, bands

DEPARTMENT, PROVINCE = "dga-2566-department", "dga-2566-province"


@pytest.mark.parametrize(("score", "level"), [
    ("1", 1), ("1.80", 1), ("1.804", 1), ("1.805", 2), ("1.81", 2), ("2.6", 2), ("2.605", 3), ("3.40", 3), ("3.41", 4),
    ("4.20", 4), ("4.2049", 4), ("4.205", 5), ("4.21", 5), ("5", 5),
])
def test_the_level_of_a_score_is_that_of_its_two_decimals(score: str, level: int) -> None:
    for name in edition_ids():
        assert load_edition(name).level_of(Fraction(score)) == level


def test_no_score_has_no_level() -> None:
    assert load_edition(DEPARTMENT).level_of(None) is None


@pytest.mark.parametrize("name", edition_ids())
def test_the_ends_of_a_band_have_its_level(name: str) -> None:
    edition = load_edition(name)
    for level in edition.scale:
        assert [edition.level_of(Fraction(end)) for end in band(edition, level)] == [level, level]
    assert bands(edition) == "1.00–1.80 = 1, 1.81–2.60 = 2, 2.61–3.40 = 3, 3.41–4.20 = 4, 4.21–5.00 = 5"


@pytest.mark.parametrize("name", edition_ids())
def test_the_topics_under_an_id_are_those_that_say_so(name: str) -> None:
    edition = load_edition(name)
    for code in edition.ids:
        expected = [topic for topic in edition.topics.values() if code in (topic.id, topic.sub_pillar, topic.pillar, "overall")]
        assert list(edition.topics_under(code)) == expected
        asked = [question.id for question in edition.questions_under(code)]
        own = {topic.id for topic in expected}
        assert asked == [one.id for one in edition.questions.values() if one.topic in own or code == "overall"]


def test_an_unknown_id_has_no_topics() -> None:
    for lookup in (load_edition(PROVINCE).topics_under, load_edition(PROVINCE).questions_under):
        with pytest.raises(KeyError):
            lookup("P99")


def test_a_level_has_the_name_that_its_pillar_gives_it() -> None:
    edition = load_edition(DEPARTMENT)
    for pillar in edition.pillars:
        for code in (pillar.id, *(sub.id for sub in pillar.sub_pillars), *(topic.id for topic in edition.topics_under(pillar.id))):
            assert [edition.level_name(code, level) for level in edition.scale] == list(pillar.levels)
    assert [edition.level_name("overall", level) for level in edition.scale] == [text.en for text in edition.levels]
    assert edition.level_name("P1", None) is None
