"""The Criteria sheet: what each level of each topic asks, derived from the rules, the lists of choices, and the decisions.

A topic has two rows: its name, its note and its present level, and below them its levels side by side, each after its number.
All columns are as narrow as such a number, so that the levels of each topic share the width of the page as their words need it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate

from dgmm_excel.authoring.merges import merge
from dgmm_excel.authoring.sheet import Sheet
from dgmm_excel.authoring.style import Look, height, level_colours, page_height, widths
from dgmm_excel.form.choice_lists import choice_lists
from dgmm_excel.form.layout import Form
from dgmm_excel.form.live_cells import LiveCells
from dgmm_excel.model.describe import marked, unmarked_levels
from dgmm_excel.model.edition import Edition, Topic
from dgmm_excel.model.group_words import grouped
from dgmm_excel.text import Bilingual, Lang, Text, bilingual, phrase
from dgmm_excel.xlsx.a1 import MAX_HEIGHT, quoted

_FIRST = 3
_COLUMNS = tuple(column for column in widths("criteria") if column != "A")
_WIDTH = widths("criteria")[_COLUMNS[0]]
#: How many columns the present level has, and the fewest that any other text has.
_NOW, _LEAST = 7, 5
_PRESENT = _COLUMNS[-_NOW]
#: What is left of so narrow columns when their widths become whole pixels.
_TRUE = 0.97
#: The most lines that are tried in a row.
_MOST_LINES = 20
#: Where a text begins, counted from the first column, and how many columns it has.
_Place = tuple[int, int]
#: Returns the height of a text, in points, from the number of columns that it has.
_Height = Callable[[int], float]


def draw(sheet: Sheet, live: LiveCells) -> None:
    """Draw the sheet: for each topic its name, its note and its present level, and below them what each level asks; then the
    lists of choices, and the decisions for the edition as a whole.
    """
    form = live.form
    sheet.widths("criteria")
    title = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
    _across(sheet, 1, (0, len(_COLUMNS)), bilingual(phrase("form.criteria"), form.lang, beside=True), title)
    sheet.tall(1, height(("", 1), name="title"))
    heads = tuple(bilingual(phrase("form.level_is", level=level), form.lang, beside=True) for level in form.edition.scale)
    _levels(sheet, 2, form.edition.scale, heads)
    for topic, row in rows(form).items():
        _head(sheet, live, row, form.edition.topics[topic])
        _levels(sheet, row + 1, form.edition.scale, _asked(form.edition, topic, form.lang))
    _show_present_levels(sheet, form)
    blocks = [(1,), *((row, row + 1) for row in rows(form).values())]
    blocks += _choices(sheet, form, _end(blocks))
    blocks += _notes(sheet, form, _end(blocks))
    sheet.break_pages(blocks, page_height("criteria") - sheet.height(2), evenly=True)
    sheet.finish(f"B{_FIRST}", landscape=False, titles="2:2")


def rows(form: Form) -> dict[str, int]:
    """Return the first of the two rows of each topic."""
    return {topic: _FIRST + 2 * place for place, topic in enumerate(form.edition.topics)}


def cell(form: Form, topic: str, level: int) -> str:
    """Return the cell that says what a level of a topic asks, for a formula on another sheet.

    It does not say that a level is the parent department's: on this sheet the name of an inherited topic does.
    """
    first, _ = _level_places(_asked(form.edition, topic, form.lang))[form.edition.scale.index(level)]
    return f"{quoted(form.criteria)}!${_COLUMNS[first]}${rows(form)[topic] + 1}"


# -- what stands where -----------------------------------------------------------------------------


def _asked(edition: Edition, topic: str, lang: Lang) -> tuple[str, ...]:
    return tuple(text[lang] for text in unmarked_levels(edition, topic))


@cache
def _level_places(words: tuple[str | Bilingual, ...]) -> tuple[_Place, ...]:
    """Return the places of the words of a topic's levels; before each is a column for the level's number."""
    shares = _shares([_height(text) for text in words], len(_COLUMNS) - len(words))
    starts = accumulate(share + 1 for share in (0, *shares))
    return tuple(zip(starts, shares, strict=False))


def _head_places(name: str, note: str) -> tuple[_Place, ...]:
    """Return the places of a topic's name and of its note, if it has one."""
    room = len(_COLUMNS) - _NOW
    if not note:
        return ((0, room),)
    named, noted = _shares([_height(name, bold=True), _height(note, "small")], room)
    return (0, named), (named, noted)


def _height(text: str | Bilingual, size: str = "size", bold: bool = False) -> _Height:
    return lambda columns: height((text, columns * _WIDTH * _TRUE), name=size, bold=bold)


def _shares(heights: Sequence[_Height], columns: int) -> tuple[int, ...]:
    """Return how many of the columns each text has, so that their row is as low as can be, and then so that none is narrow."""
    tried = ([_fewest(tall, most, columns) for tall in heights] for most in _row_heights())
    shares = next((shares for shares in tried if sum(shares) <= columns), [_LEAST] * len(heights))
    while sum(shares) < columns:
        shares[shares.index(min(shares))] += 1
    return tuple(shares)


def _fewest(tall: _Height, most: float, columns: int) -> int:
    """Return the fewest columns in which a text is not taller than `most`; more than there are if it always is."""
    return _LEAST + bisect_left(range(_LEAST, columns + 1), -most, key=lambda share: -tall(share))


@cache
def _row_heights() -> tuple[float, ...]:
    """Return the heights of rows of lines in either size, lowest first."""
    sizes = ("size", "small")
    return tuple(sorted(height(("\n" * more, 1), name=size) for size in sizes for more in range(_MOST_LINES)))


# -- drawing ---------------------------------------------------------------------------------------


def _across(sheet: Sheet, row: int, place: _Place, value: object, look: Look) -> None:
    """Write a value into merged columns. The first has the look of all of them, since none is framed."""
    first, columns = place
    sheet.put(f"{_COLUMNS[first]}{row}", value, look)
    merge(sheet.ws, f"{_COLUMNS[first]}{row}:{_COLUMNS[first + columns - 1]}{row}")


def _levels(sheet: Sheet, row: int, scale: range, words: tuple[str | Bilingual, ...]) -> None:
    """Write the number of each level, and its words."""
    places = _level_places(words)
    for level, paper, place, text in zip(scale, level_colours(len(scale)), places, words, strict=True):
        number = Look(bold=True, paper=paper, align="center", vertical="top")
        sheet.put(f"{_COLUMNS[place[0] - 1]}{row}", level, number)
        _across(sheet, row, place, text, Look(vertical="top"))
    sheet.tall(row, min(MAX_HEIGHT, max(_height(text)(columns) for text, (_, columns) in zip(words, places, strict=True))))


def _head(sheet: Sheet, live: LiveCells, row: int, topic: Topic) -> None:
    """Write a topic's id, its name, its note if it has one, and its present level."""
    edition, lang = live.form.edition, live.form.lang
    name, note = f"{topic.id}  {marked(edition, topic.id, topic.name)[lang]}", _note(edition, topic)[lang]
    places = _head_places(name, note)
    looks = (Look(bold=True, paper="topic"), Look("small", "soft_ink", paper="topic"))
    for place, text, look in zip(places, (name, note), looks, strict=False):
        _across(sheet, row, place, text, look)
    now = Look(bold=True, paper="topic", align="right", format=f'"{phrase("form.now")[lang]} "0')
    live.measure(sheet, f"{_PRESENT}{row}", f"level.{topic.id}", now)
    merge(sheet.ws, f"{_PRESENT}{row}:{_COLUMNS[-1]}{row}")
    sheet.tall(row, max(_height(name, bold=True)(places[0][1]), _height(note, "small")(places[-1][1])))


def _note(edition: Edition, topic: Topic) -> Text:
    """Return a topic's note; the same of several topics is said at the first of them, and the others refer to it."""
    if not topic.note:
        return Text("", "")
    first = next(one for one in edition.topics.values() if one.note == topic.note)
    return topic.note if first is topic else phrase("form.same_note", topic=first.id)


def _show_present_levels(sheet: Sheet, form: Form) -> None:
    """Colour the words, after their number, of the level that a topic has: it is in the row above them."""
    row, last = _FIRST + 1, max(rows(form).values()) + 1
    now = f"${_PRESENT}{_FIRST}"
    asked_here = f"ISNUMBER($B{row}),ISNUMBER({now})"
    sheet.rule(f"B{row}:{_COLUMNS[-1]}{last}", f"AND({asked_here},A{row}={now})", "ink", "answer")


def _end(blocks: Sequence[tuple[int, ...]]) -> int:
    """Return the first row below these."""
    return blocks[-1][-1] + 1


def _choices(sheet: Sheet, form: Form, first: int) -> list[tuple[int, ...]]:
    """Draw the lists of choices from the row `first` on; return their rows that a page keeps together."""
    lists, named = choice_lists(form.edition, form.lang), len(_COLUMNS) // 4
    listed = len(_COLUMNS) - named
    for row, one in enumerate(lists, start=first):
        _across(sheet, row, (0, named), one.name, Look(bold=True, vertical="top"))
        _across(sheet, row, (named, listed), one.choices, Look(vertical="top"))
        sheet.tall(row, max(_height(one.name, bold=True)(named), _height(one.choices)(listed)))
    return [(row,) for row in range(first, first + len(lists))]


def _notes(sheet: Sheet, form: Form, first: int) -> list[tuple[int, ...]]:
    """Draw the decisions for the edition as a whole from the row `first` on; return their rows that a page keeps together."""
    notes = [note[form.lang] for note in (*form.edition.notes, *grouped(form.edition))]
    if not notes:
        return []
    place = (0, len(_COLUMNS))
    _across(sheet, first, place, phrase("form.note")[form.lang], Look(bold=True))
    sheet.tall(first, height(("", 1)))
    for row, note in enumerate(notes, start=first + 1):
        _across(sheet, row, place, note, Look(vertical="top"))
        sheet.tall(row, _height(note)(len(_COLUMNS)))
    return [(first, first + 1), *((row,) for row in range(first + 2, first + len(notes) + 1))]
