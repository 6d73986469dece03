"""The guide's file is what its blocks make, in both languages; its other way to make levels does what is said of it.

Its commands are followed in `proofs/test_guide.py`, mistakes in its example are in `test_guide_mistakes.py`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.model.guide import EXAMPLE, guide_files, page_name
from dgmm_excel.text import LANGS, Lang

FILES = guide_files()
THREE = {  # P1.1 and P1.2 level 3, P2.1 level 3, P2.2 level 4
    "P1.1.plan": True, "P1.1.team": True, "P1.2.drills": 2, "P2.1.firstaid": True, "P2.1.siren": True, "P2.1.radio": True,
    "P2.2.exits": "marked",
}
FIVE = {
    "P1.1.plan": True, "P1.1.team": True, "P1.1.review": "yearly", "P1.2.drills": 4, "P2.2.exits": "lit",
    **{f"P2.1.{name}": True for name in ("firstaid", "extinguisher", "siren", "radio", "water", "power")},
}


def blocks(lang: Lang, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", FILES[page_name(lang)].decode(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("lang", LANGS)
def test_its_blocks_make_the_file_beside_it(lang: Lang) -> None:
    assert "# yaml-language-server: $schema=edition.schema.json\n" + "".join(blocks(lang, "yaml")) == FILES[EXAMPLE].decode()
    assert len(blocks(lang, "yaml")) == 6 and "{{" not in FILES[page_name(lang)].decode()


def test_both_languages_show_the_same_blocks_and_commands() -> None:
    for kind in ("yaml", "yml", "csv"):
        assert blocks("th", kind) == blocks("en", kind)
    thai, english = ([re.sub(r' --lang en| --title ".*"', "", block) for block in blocks(lang, "sh")] for lang in LANGS)
    assert thai == english


@pytest.mark.parametrize(("answers", "wanted", "level"), [
    # P1 3, P2 3.5; P3 twice: what is not applicable leaves the mean: 3. (3 + 3.5 + 2 × 3) / 4
    (THREE | {"P3.1.training": "some", "P3.1.refresher": "na"}, Fraction(25, 8), 3),
    # P3 (2 × 5 + 1 × 1) / 3 = 11/3; (3 + 3.5 + 22/3) / 4
    (THREE | {"P3.1.training": "all"}, Fraction(83, 24), 4),
    (FIVE | {"P3.1.training": "all", "P3.1.refresher": "yearly"}, Fraction(5), 5),
    # P1 (5 + 2) / 2, P2 5, P3 5: 18.5 / 4 = 4.625, but a topic of level 2
    (FIVE | {"P1.2.drills": 1, "P3.1.training": "all", "P3.1.refresher": "yearly"}, Fraction(37, 8), 4),
])
def test_its_points_weights_and_verdict(answers: dict[str, object], wanted: Fraction, level: int, tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text("".join(blocks("th", "yaml")[:-1]) + blocks("th", "yml")[0], encoding="utf-8")
    found = score(load_edition(file), answers)
    assert (found.overall.score, found.overall.level) == (wanted, level)
