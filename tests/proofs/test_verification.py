"""Findings typed into verification.xlsx at LibreOffice, in both languages, are those that the round takes over."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from dgmm_excel.round.findings import in_force
from dgmm_excel.round.taken_over import take_over
from dgmm_excel.scoring.findings import Finding
from dgmm_excel.text import LANGS, Lang
from tests.support.rendering import profile
from tests.support.rounds import NOW, new_round
from tests.support.verifications import blank

LABELS = {
    "th": ("เป็นตามที่ตอบ", "ไม่เป็นตามที่ตอบ", "ไม่พบหลักฐาน", "แก้เป็นคำตอบอื่น"),
    "en": ("Holds", "Does not hold", "Not shown", "Corrected"),
}
DAYS = {"th": "21/11/2569", "en": "21 November 2026"}
WHY, BY, DAY = "'=ไม่มีเอกสาร", "สมชาย ใจดี", "2026-11-21"


@pytest.mark.parametrize("lang", LANGS)
def test_findings_typed_at_libreoffice_are_taken_over(lang: Lang, soffice: str, uno_python: str, tmp_path: Path) -> None:
    holds, fails, hidden, fixed = LABELS[lang]
    rest = {"reason": WHY, "by": BY, "date": DAYS[lang]}
    job = {
        "file": str(tmp_path / "blank.xlsx"), "save": str(tmp_path / "filled.xlsx"),
        "rows": [
            {"question": "P1.5.01", "cells": {"finding": holds, "by": BY, "date": DAYS[lang]}},
            {"question": "P2.7.training", "cells": {"finding": fails, **rest}},
            {"question": "P4.4.1.name", "cells": {"finding": hidden, **rest}},
            {"question": "P4.10.2.count", "cells": {"finding": fixed, "verified": "3", **rest}},
            {"question": "P1.5.01", "cells": {"stated": "x", "evidence": "x", "key": "x", "levels": "9"}},
        ],
    }
    (tmp_path / "blank.xlsx").write_bytes(blank(lang))
    said = subprocess.run(
        [uno_python, str(Path(__file__).parent.parent / "support" / "verifier.py"), soffice, profile(tmp_path / "profile")],
        input=json.dumps(job), capture_output=True, text=True, check=False, timeout=300,
    )
    assert said.returncode == 0, said.stderr
    done = json.loads(said.stdout)
    assert done["lost"] == [["P1.5.01", column] for column in ("stated", "evidence", "key", "levels")]
    assert done["offered"] == {"finding": list(LABELS[lang]), "verified": {"th": ["ใช่", "ไม่ใช่"], "en": ["Yes", "No"]}[lang]}

    of = replace(new_round(tmp_path), lang=lang)
    of.verification.write_bytes((tmp_path / "filled.xlsx").read_bytes())
    assert take_over(of, NOW).faults == ()
    assert in_force(of) == {"D1": (
        Finding("P1.5.01", "holds", None, "", BY, DAY, True),
        Finding("P2.7.training", "does_not_hold", None, WHY, BY, DAY, "all"),
        Finding("P4.10.2.count", "corrected", 3, WHY, BY, DAY, 5),
        Finding("P4.4.1.name", "not_shown", None, WHY, BY, DAY, "ใบรับรอง"),
    )}
