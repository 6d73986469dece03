"""The sheet of ministries, missions and kinds: formulas where a name can be a condition, values elsewhere."""

from __future__ import annotations

from dgmm_excel.text import said
from tests.support.many_agencies import MINISTRIES, many_agencies, many_book


def test_a_ministry_is_a_condition_and_one_that_cannot_be_has_values() -> None:
    of = many_agencies()
    sheet = many_book()[said("report.groups", "th", who=of.editions[0].respondent)]
    by_name = {row[0].value: row for row in reversed(list(sheet.iter_rows()))}
    named, starred, unnamed = (by_name[name] for name in (MINISTRIES[0], MINISTRIES[2], "ไม่ระบุ"))
    assert str(named[4].value).startswith('=COUNTIFS(Levels[edition],"dga-2566-department"') and 'Levels[ministry],"กระทรวง ก"' in str(named[4].value)
    assert isinstance(starred[4].value, int) and not any(cell.data_type == "f" for cell in starred)
    assert 'Levels[ministry],"="' in str(unnamed[4].value)
    assert len(sheet._charts) == 2, "by ministry and by mission; all are of one kind"  # type: ignore[attr-defined]
