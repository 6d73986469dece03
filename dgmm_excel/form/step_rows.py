"""The rows below the table of results that hold an agency's next steps, once scoring has written them.

They are drawn hidden and without words: a blank form shows and prints nothing of them. The page break before them comes with
the words: in a blank form, hidden rows alone would follow it.
"""

from __future__ import annotations

from functools import cache, lru_cache

from dgmm_excel.authoring.sheet import Sheet, Validations
from dgmm_excel.authoring.style import Look, height, widths
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import Form
from dgmm_excel.text import Bilingual, bilingual, phrase

#: The columns of the id, of the name, and of the words with the last column that they reach to.
_ID, _NAME, STEPS_COLUMN, _LAST = "B", "C", "D", "I"
#: The height of the gap above the title, in points.
_GAP = 14
#: The width that an indent takes from a text, and that is left free beside one, in characters.
_INDENT, _ROUGH = 1.7, 0.5
_TITLE = Look("heading", "pillar_ink", bold=True, paper="pillar", indent=1)
_NOTE = Look("small", "soft_ink", paper="topic", framed=True, indent=1)
_CODE = Look(bold=True, paper="topic", align="center", vertical="top", framed=True)
_CALLED = Look(bold=True, paper="topic", vertical="top", framed=True, indent=1)
_WORDS = Look("small", vertical="top", framed=True, open=True, indent=1)


def step_rows(form: Form, after: int) -> dict[str, int]:
    """Return the row of each id below row `after`: those of `anchors.STEP_HEADS`, then of the whole and each pillar."""
    codes = dict.fromkeys((*anchors.STEP_HEADS, "overall", *(pillar.id for pillar in form.edition.pillars)))
    return {code: row for row, code in enumerate(codes, start=after + 2)}


@lru_cache(maxsize=16)  # asked whether they fit, then how tall their row is
def words_height(words: str) -> float:
    """Return the height, in points, that shows the words of a step whole."""
    return height((words, _room(STEPS_COLUMN) - _ROUGH), name="small")


def step_height(form: Form, code: str, words: str) -> float:
    """Return the height, in points, of the row of an id that shows its name and the words of its step whole."""
    return max(_name_height(_name(form, code)), words_height(words))


@lru_cache(maxsize=64)  # the names of an edition's pillars come again in each copy
def _name_height(name: str) -> float:
    return height((name, widths("results")[_NAME] - _INDENT), bold=True)


@cache
def _room(first: str) -> float:
    """Return the width from a column to the last one that a text has in a cell, in characters."""
    return sum(width for column, width in widths("results").items() if first <= column <= _LAST) - _INDENT


def draw(sheet: Sheet, form: Form, after: int) -> None:
    """Draw the rows below row `after`."""
    lang, rows, validations = form.lang, step_rows(form, after), Validations(sheet, form.lang)
    sheet.put(f"A{after + 1}", anchors.COLUMNS)
    sheet.put(f"{STEPS_COLUMN}{after + 1}", anchors.STEPS)
    sheet.hide(after + 1)
    gap, title, note = (rows[head] for head in anchors.STEP_HEADS)
    texts = phrase("steps.what"), phrase("steps.no_policy")
    notes = Bilingual("\n".join(text[lang] for text in texts), "\n".join(text.en for text in texts) if lang == "th" else "")
    _across(sheet, title, bilingual(phrase("steps.title"), lang, beside=True), _TITLE)
    _across(sheet, note, notes, _NOTE)
    tall = {gap: _GAP, title: height(("", 1), name="heading") + 4, note: height((notes, _room(_ID)), name="small")}
    for code, row in rows.items():
        sheet.put(f"A{row}", code)
        sheet.hide(row)
        if row in tall:
            sheet.tall(row, tall[row])
        else:
            _step(sheet, form, code, row)
            validations.sealed(f"{STEPS_COLUMN}{row}", phrase("results.steps"), phrase("form.verified_hint"))


def _across(sheet: Sheet, row: int, words: Bilingual, look: Look) -> None:
    sheet.put(f"{_ID}{row}", words, look)
    sheet.span(f"{_ID}{row}", f"{_LAST}{row}", look)


def _step(sheet: Sheet, form: Form, code: str, row: int) -> None:
    sheet.put(f"{_ID}{row}", "" if code == "overall" else code, _CODE)
    sheet.put(f"{_NAME}{row}", _name(form, code), _CALLED)
    sheet.put(f"{STEPS_COLUMN}{row}", "", _WORDS)
    sheet.span(f"{STEPS_COLUMN}{row}", f"{_LAST}{row}", _WORDS)


def _name(form: Form, code: str) -> str:
    names = {pillar.id: pillar.name for pillar in form.edition.pillars}
    return names.get(code, phrase("form.overall"))[form.lang]
