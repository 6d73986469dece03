"""The list of a handover: its seal, and that nothing unknown is taken."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from dgmm_excel.returns.handover_file import ListDocument

LIST: dict[str, Any] = {
    "format": "dgmm-handover", "version": 1, "program": "0.2.0", "round": {"id": "r", "title": "รอบ"}, "year": 2566,
    "editions": [{"id": "e", "digest": "0" * 64}], "agencies": [{"code": "D1", "name": "", "state": "complete", "record": "a"}],
    "members": {"a": "1" * 64},
}


def test_a_seal_holds_until_anything_is_changed() -> None:
    said = ListDocument.model_validate(LIST).sealed
    assert said.holds
    assert ListDocument.model_validate_json(said.model_dump_json(indent=3)).holds, "its spelling does not matter"
    for change in ({"year": 2567}, {"seal": ""}, {"members": {"a": "2" * 64}}, {"program": "x"}):
        assert not said.model_copy(update=change).holds


@pytest.mark.parametrize("change", [
    {"more": 1}, {"format": "other"}, {"year": "2566"}, {"round": {"id": "", "title": ""}}, {"round": {"id": "r" * 300, "title": ""}},
    {"members": {"a": "xyz"}}, {"editions": [{"id": "e"}]}, {"agencies": None}, {"version": True},
])
def test_what_is_no_list_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ListDocument.model_validate({**LIST, **change})
