"""What the add-in's sheet says of letters and of the texts of answers is what intake reads, so that VBA can read the same."""

from __future__ import annotations

import unicodedata

import pytest

from dgmm_excel import load_edition
from dgmm_excel.addin.folding import SPACE
from dgmm_excel.intake.judge import judge, readings
from dgmm_excel.intake.tidy import folded
from dgmm_excel.model.edition import Question
from tests.support.forms import EDITIONS
from tests.support.vba_books import known

QUESTIONS = [question for name in EDITIONS for question in load_edition(name).questions.values()]


def table() -> dict[str, str]:
    [text] = [str(row[2]) for row in known() if row[:2] == ("constant", "letters")]
    assert isinstance(text, str) and len(text) < 32_767 and text.isascii() is False and text.startswith(" ")
    pairs = (entry.split("=", 1) for entry in text.split())
    return {bytes.fromhex("".join(units)).decode("utf-16-be"): stands for key, stands in pairs for units in [_units(key)]}


def _units(key: str) -> list[str]:
    """One unit of up to four digits, or two of four."""
    return [key[:4], key[4:]] if len(key) == 8 else [key.zfill(4)]


def test_letters_stand_for_what_intake_takes_them_for() -> None:
    letters = table()
    assert {letter: letters[letter] for letter in ("Ａ", "\u0e51", "\u200b", "\u00a0", "ß", "𝟏", "％", "ﬁ")} == {
        "Ａ": "a", "\u0e51": "1", "\u200b": "", "\u00a0": SPACE, "ß": "ss", "𝟏": "1", "％": "%", "ﬁ": "fi"}
    assert all(folded(letter) == ("" if stands == SPACE else stands) for letter, stands in letters.items())


def test_letters_set_above_others_are_told_apart() -> None:
    [text] = [str(row[2]) for row in known() if row[:2] == ("constant", "raised")]
    assert isinstance(text, str)
    letters = {chr(int(code, 16)) for code in text.split()}
    assert set("¹²³①⁺₅") <= letters and not letters & set("１𝟏๑％1")
    assert all(judge(_of("P3.2.takers"), "th", f"5{letter}").value is None for letter in letters)


def test_what_vba_takes_for_granted_of_letters() -> None:
    """Thai letters are themselves; only vowels below and tone marks change places in what intake compares."""
    assert not [letter for letter in table() if letter.isascii() or "\u0e01" <= letter <= "\u0e4f"]
    texts = "".join(text for question in QUESTIONS for text in readings(question, "th"))
    assert {letter for letter in texts if unicodedata.combining(letter)} <= set("\u0e38\u0e39\u0e48\u0e49\u0e4a\u0e4b")
    # nothing that is compared is put together of others (but sara am), so letters can be taken one by one
    assert not {letter for letter in texts if unicodedata.normalize("NFD", letter) != letter}


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_label_is_read_as_itself_and_a_number_as_a_key(lang: str) -> None:
    for question in QUESTIONS:
        for choice in question.choices:
            assert readings(question, "th")[folded(choice.label[lang])] == choice.key  # type: ignore[index]
            assert readings(question, "th")[folded(choice.key)] == choice.key
        numeric = {text for text in readings(question, "th") if text.isdigit()}
        assert numeric <= ({choice.key for choice in question.choices} or {"0", "1"})


def _of(name: str) -> Question:
    return next(question for question in QUESTIONS if question.id == name)


@pytest.mark.parametrize(("text", "value"), [
    ("๕๐", 50), ("５０", 50), ("50%", 50), ("50 %", 50), ("50％", 50), ("50%\u200b", 50), ("50﹪", 50),
    ("50%%", None), ("%", None), ("\u0665\u0660", None), ("\u096b\u0966", None), ("5 0", None), ("1,000", None),
])
def test_numbers_in_words_are_thai_or_full_width_and_a_percent_sign_is_one_sign(text: str, value: int | None) -> None:
    """Digits of other scripts are no number here: of `tidy.number_in`, which VBA does after."""
    assert judge(_of("P3.2.mean"), "th", text).value == value
