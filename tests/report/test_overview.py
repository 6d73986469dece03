"""The sheets with a row for each agency."""

from __future__ import annotations

import pytest

from dgmm_excel.text import Lang
from tests.support.consolidated_books import opened, result


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_agency_has_a_row_with_its_level_at_each_topic_and_pillar(lang: Lang) -> None:
    of = result(lang=lang)
    book, assessment = opened(of), of.outcomes[0].assessment
    assert assessment is not None
    topics, pillars = (next(sheet for sheet in book.worksheets if sheet.title.endswith(end)) for end in
                       (("รายหัวข้อ", "รายด้าน") if lang == "th" else ("by topic", "by pillar")))
    (row,) = [row for row in topics.iter_rows(values_only=True) if row[0] == "D1"]
    assert row[6:] == tuple("–" if topic.level is None else topic.level for topic in assessment.topics.values())
    (row,) = [row for row in pillars.iter_rows(values_only=True) if row[0] == "D1"]
    assert row[6:] == tuple(value for one in assessment.pillars.values() for value in (assessment.score_at(one.id), one.level))
    (row,) = [row for row in topics.iter_rows(values_only=True) if row[0] == "D2"]
    assert set(row[4:]) == {None}
