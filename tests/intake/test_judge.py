"""Values of single cells, judged as answers."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dgmm_excel import load_edition, text
from dgmm_excel.form.draw import drawn
from dgmm_excel.form.layout import layout
from dgmm_excel.intake import judge as module
from dgmm_excel.intake.judge import judge
from dgmm_excel.text import LANGS, Lang, Text
from tests.support.returned import DEPARTMENT


@pytest.fixture
def other_words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Yes and no worded otherwise in the phrases, as an edit of templates/phrases.toml would do it."""
    real, words = text.phrase, {"answer.yes": Text("จริง", "Indeed"), "answer.no": Text("เท็จ", "Nay")}
    caches = (module._yes_no, module.judges)
    for cache in caches:
        cache.cache_clear()
    monkeypatch.setattr(text, "phrase", lambda key, **params: words[key] if key in words else real(key, **params))
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_form_s_list_offers_is_accepted_whatever_yes_and_no_are_called(other_words: None, lang: Lang) -> None:
    edition = load_edition(DEPARTMENT)
    form = layout(edition, lang)
    data = BytesIO()
    drawn(form).workbook.save(data)
    book = load_workbook(data)
    slot = form.slots["P1.1.01"]
    (validation,) = [one for one in book[slot.sheet].data_validations.dataValidation if slot.cell in one.sqref]
    sheet, cells = validation.formula1.split("!")
    offered = [row[0].value for row in book[sheet][cells.replace("$", "")]]
    assert offered == (["จริง", "เท็จ"] if lang == "th" else ["Indeed", "Nay"])
    found = [judge(edition.questions["P1.1.01"], lang, word) for word in offered]
    assert [(one.state, one.value) for one in found] == [("accepted", True), ("accepted", False)]
