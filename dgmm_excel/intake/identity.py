"""Which agency and edition a form belongs to, and what contradicts it: changed facts, differing covers, foreign sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from dgmm_excel.faults import Fault
from dgmm_excel.form.anchors import META_KEYS, seal
from dgmm_excel.form.layout import layout
from dgmm_excel.intake.locate import Located
from dgmm_excel.intake.recognise import Found
from dgmm_excel.intake.tidy import clipped, folded, is_blank, plain_text, visible
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Lang, bilingual, phrase
from dgmm_excel.xlsx.grid import GridCell

#: Facts that the first forms did not have.
_ADDED = ("correction", "seal")
_LONGEST = 60
_MOST_SHOWN = 4


def known_facts(located: Located, found: Found) -> dict[str, str]:
    """Return the form's facts; if the hidden ones are gone, the agency that its cover shows."""
    meta = dict(located.meta)
    if not meta.get("edition"):
        for key, name in (("agency.code", "shown.code"), ("agency.name", "shown.agency")):
            cells = [cell for cell in found.shown.get(name, ()) if not is_blank(cell.value)]
            if not meta.get(key) and cells:
                meta[key] = visible(plain_text(cells[0].value))
    return meta


def identity_faults(located: Located, found: Found, edition: Edition, lang: Lang) -> Iterator[Fault]:
    """Yield the faults that contradict the form's facts."""
    meta, shown = located.meta, _shown_code(found)
    for sheet, name in located.others.items():
        yield Fault("DG305", sheet, params={"edition": clipped(name, _LONGEST)})
    yield from (Fault("DG322", sheet) for sheet in located.foreign)
    codes = list(dict.fromkeys(cover["agency.code"] for cover in located.covers if cover.get("agency.code")))
    if len({folded(code) for code in codes}) > 1:
        yield Fault("DG009", params={"agencies": ", ".join(clipped(code, _LONGEST) for code in codes[:_MOST_SHOWN])})
    elif any(_broken(cover) for cover in located.covers) or (shown is None and _in_pieces(located)):
        yield Fault("DG008", value=clipped(meta.get("agency.code", "")))
    elif meta.get("agency.code") and shown is not None and not _same_code(plain_text(shown.value), meta["agency.code"]):
        said = clipped(visible(plain_text(shown.value)), _LONGEST)
        yield Fault("DG007", shown.grid.name, shown.address, None, said,
                    {"shown": said, "agency": clipped(meta["agency.code"], _LONGEST)})
    elif meta.get("agency.code") and _in_pieces(located):
        yield from _from_cover(meta, found)
    if meta.get("fingerprint") and meta["fingerprint"] != _fingerprint(edition, lang):
        yield Fault("DG306")
    if not meta.get("edition"):
        yield from _from_cover(known_facts(located, found), found)


def round_title(found: Found, lang: Lang) -> str | None:
    """Return what the cover says of the round, right of the word “Round”; None if there is no such line or nothing in it."""
    grids = [cell.grid for cells in found.shown.values() for cell in cells][:1]
    label = folded(str(bilingual(phrase("form.round"), lang, beside=True)))
    for row in (row for grid in grids for row in grid.rows):
        place = next((at for at, value in enumerate(row) if isinstance(value, str) and folded(value) == label), None)
        if place is not None:
            return next((visible(plain_text(value)) for value in row[place + 1:place + 2] if not is_blank(value)), None)
    return None


def _broken(cover: Mapping[str, str]) -> bool:
    """Whether all facts are there and do not match their seal. A removed seal does not match either."""
    return bool(cover.get("edition")) and _whole(cover) and cover.get("seal", "") != seal(cover)


def _in_pieces(located: Located) -> bool:
    """Whether a cover names an agency but lacks facts that the seal covers; the code shown to people must then confirm it."""
    return any(
        cover.get("agency.code") and cover.get("edition") and not _whole(cover) and not _unsealed(cover)
        for cover in located.covers
    )


def _whole(cover: Mapping[str, str]) -> bool:
    return all(key in cover for key in META_KEYS if key != "seal")


def _unsealed(cover: Mapping[str, str]) -> bool:
    """Whether it is a cover of the first forms, which had neither a correction number nor a seal."""
    return all((key in cover) == (key not in _ADDED) for key in META_KEYS)


def _from_cover(meta: Mapping[str, str], found: Found) -> Iterator[Fault]:
    code = meta.get("agency.code")
    cell = _shown_code(found)
    if code and cell is not None:
        yield Fault("DG307", cell.grid.name, cell.address, None, clipped(code, _LONGEST), {"agency": clipped(code, _LONGEST)})


def _shown_code(found: Found) -> GridCell | None:
    """Return the cell where a cover shows the agency's code."""
    return next((cell for cell in found.shown.get("shown.code", ()) if not is_blank(cell.value)), None)


def _same_code(one: str, other: str) -> bool:
    """Whether two spellings are one code; a program that takes 0101 for a number drops its leading 0."""
    one, other = folded(one), folded(other)
    return one == other or (one.isdigit() and other.isdigit() and int(one) == int(other))


@cache
def _fingerprint(edition: Edition, lang: Lang) -> str:
    return layout(edition, lang).fingerprint
