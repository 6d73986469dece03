"""Many sets of answers typed into one form and recalculated by LibreOffice, one after the other."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dgmm_excel.form.layout import layout
from dgmm_excel.model.edition import Edition
from tests.support.answer_sets import AnswerSet
from tests.support.recalculated import Cell, contents, filled, shows
from tests.support.rendering import profile

_CALCULATOR = Path(__file__).with_name("calculator.py")


def recalculated_sets(
    edition: Edition, sets: Sequence[AnswerSet], soffice: str, uno_python: str, folder: Path,
) -> Iterator[dict[Cell, Any]]:
    """Yield for each set of answers what every formula's cell of the Thai form shows."""
    form, cells, file = layout(edition, "th"), list(shows(edition, "th")), folder / "form.xlsx"
    file.write_bytes(filled(edition, {}))
    job = {
        "form": str(file), "cells": list(contents(form, sets[0])), "read": cells,
        "sets": [list(contents(form, made).values()) for made in sets],
    }
    ran = subprocess.run(
        [uno_python, str(_CALCULATOR), soffice, profile(folder / "profile")],
        input=json.dumps(job), text=True, encoding="utf-8", capture_output=True, timeout=600, check=False,
    )
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert len(lines) == len(sets)
    for line in lines:
        yield dict(zip(cells, json.loads(line), strict=True))
