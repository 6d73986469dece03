"""The sheet that says how to read a round names editions, bands, decisions and inputs, in both languages."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from importlib.metadata import version

import pytest

from dgmm_excel.text import LANGS, Lang
from tests.support.consolidated_books import opened, result


@pytest.mark.parametrize("lang", LANGS)
def test_a_reader_finds_what_the_figures_rest_on(lang: Lang) -> None:
    of = replace(result(lang=lang), counts_from=Fraction(1, 3), inputs="ab" * 32)
    sheet = opened(of)["วิธีอ่าน" if lang == "th" else "How to read"]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    for edition in of.editions:
        assert edition.id in text and edition.digest in text and edition.source[lang] in text
        assert all(note[lang] in text for note in edition.notes)
        assert all(topic.note[lang] in text for topic in edition.topics.values() if topic.note)
    assert "1.00–1.80 = 1, 1.81–2.60 = 2" in text and "33.33" in text
    assert version("dgmm-excel") in text and "ab" * 32 in text
    assert ("22 พฤศจิกายน 2569" if lang == "th" else "22 November 2026") in text
