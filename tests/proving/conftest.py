"""What the tests of this room share: topics of the small edition, and copies of it that were changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dgmm_excel import load_edition
from dgmm_excel.proving.subject import Subject, subjects

MINI = Path(__file__).parent.parent / "model" / "data" / "mini.yaml"


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Subject]:
    """Return what gives a topic of the small edition, each pair of texts replaced once."""

    def of(topic: str, *changes: tuple[str, str]) -> Subject:
        text = MINI.read_text("utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        file = tmp_path / "mini.yaml"
        file.write_text(text, "utf-8")
        return next(one for one in subjects(load_edition(file)) if one.topic.id == topic)

    return of
