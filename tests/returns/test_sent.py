"""Values that go to another process: an edition is found there by its id, and is the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dgmm_excel import load_edition
from dgmm_excel.returns.returns import read_returns
from dgmm_excel.returns.sent import packed, unpacked
from dgmm_excel.round.folder import Round
from tests.support.returned import DEPARTMENT
from tests.support.rounds import send_back


def test_an_edition_goes_by_its_id_and_everything_else_as_it_is() -> None:
    edition = load_edition(DEPARTMENT)
    data = packed({"of": edition, "answers": [1, "ใช่", None]})
    assert len(data) < 1_000
    found = unpacked(data)
    assert found["of"] is edition and found["answers"] == [1, "ใช่", None]


@pytest.mark.parametrize("change", [{"id": "dga-2599"}, {"digest": "of another file"}], ids=["not at hand", "another"])
def test_an_edition_that_is_another_where_it_comes_to_is_refused(change: dict[str, str]) -> None:
    data = packed(replace(load_edition(DEPARTMENT), **change))  # type: ignore[arg-type]
    with pytest.raises(LookupError):
        unpacked(data)


def test_a_return_goes_with_all_that_it_says_also_where_that_lies_in_the_cache(of: Round) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    (one,) = read_returns(of.returned, of.folder)
    data = packed(one)
    (of.folder / ".dgmm" / "returns.sqlite").unlink()
    (of.returned / "D1.xlsx").unlink(missing_ok=True)
    found = unpacked(data)
    assert (found.name, found.sha256, found.head) == (one.name, one.sha256, one.head)
    assert found.unpack().answers["P1.1.01"] is True
