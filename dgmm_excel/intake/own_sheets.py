"""Tell the form's own sheets from copies of them, and from sheets of another form of the same edition: last year's, another
correction's. People put such sheets beside the form to copy from, and an answer there is none of this form's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import chain

from dgmm_excel.form.anchors import META_KEYS, seal
from dgmm_excel.intake.locate import FormSheet, Located, gathered
from dgmm_excel.intake.tidy import folded
from dgmm_excel.xlsx.a1 import Location

#: The facts that make two covers of one edition those of two forms. Covers of several agencies are a fault of the whole file.
_APART = ("round", "correction", "fingerprint")


def own_sheets(located: Located, names: Mapping[str, Location], titles: Collection[str]) -> Located:
    """Return what is located on the form's own sheets; those of another form are listed in `foreign`, the answer cells of mere
    copies in `copies`.

    `names` are the cells of the answers' names: in a copied sheet none refers to it. `titles` are those of sheets as issued.
    """
    if _alone(located.sheets):
        return located
    ranks = _Ranks(located.sheets, names, titles)
    covers = sorted((sheet for sheet in located.sheets if sheet.meta), key=ranks.of)
    if len({folded(sheet.meta["agency.code"]) for sheet in covers if sheet.meta.get("agency.code")}) > 1:
        return located
    second = [sheet for sheet in located.sheets if ranks.is_second(sheet)]
    foreign = [sheet for sheet in located.sheets if covers and _differs(sheet, covers[0])]
    if any(sheet.meta for sheet in foreign):
        foreign += [sheet for sheet in second if sheet not in foreign]
    own = [sheet for sheet in located.sheets if sheet not in foreign]
    copies = frozenset(cell.location for sheet in second if sheet in own for _, cell in sheet.answers)
    return replace(
        gathered(located.edition, own, located.others), copies=copies,
        foreign=tuple(dict.fromkeys(sheet.name for sheet in foreign if sheet.answers or sheet.meta)))


def _alone(sheets: Sequence[FormSheet]) -> bool:
    """Whether nothing occurs twice, and all sheets say the same of their form."""
    held = list(chain.from_iterable(sheet.holds for sheet in sheets))
    return len(held) == len(set(held)) and not any(_differs(one, two) for one in sheets[:1] for two in sheets)


def _differs(one: FormSheet, two: FormSheet) -> bool:
    """Whether two sheets say that they belong to different forms; what one of them does not say tells nothing."""
    pairs = [pair for pair in ((one.fingerprint, two.fingerprint), (one.round, two.round)) if all(pair)]
    pairs += [(one.meta[key], two.meta[key]) for key in _APART if key in one.meta and key in two.meta]
    return any(folded(here) != folded(there) for here, there in pairs)


class _Ranks:
    """Which of several sheets that hold the same is the form's own; the best has the lowest rank."""

    def __init__(self, sheets: Sequence[FormSheet], names: Mapping[str, Location], titles: Collection[str]) -> None:
        self._order = {id(sheet): place for place, sheet in enumerate(sheets)}
        self._titles = titles
        self._named = Counter(place[0] for place in names.values())
        self._places: AbstractSet[Location] = frozenset(names.values())
        self._first: dict[str, FormSheet] = {}
        for sheet in sorted(sheets, key=self.of, reverse=True):
            self._first.update(dict.fromkeys(sheet.holds, sheet))

    def of(self, sheet: FormSheet) -> tuple[bool, bool, int, bool, int]:
        return (
            not self._named[sheet.name], bool(sheet.meta) and not _sealed(sheet.meta),
            -sum(cell.location in self._places for _, cell in sheet.answers), sheet.name not in self._titles,
            self._order[id(sheet)],
        )

    def is_second(self, sheet: FormSheet) -> bool:
        """Whether another sheet holds the same and comes first."""
        return any(self._first[one] is not sheet for one in sheet.holds)


def _sealed(meta: Mapping[str, str]) -> bool:
    return all(key in meta for key in META_KEYS) and meta["seal"] == seal(meta)
