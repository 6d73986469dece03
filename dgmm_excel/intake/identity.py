"""Whose form a return is, and what speaks against it: facts that were changed, covers that differ, sheets of other editions."""

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
from dgmm_excel.text import Lang
from dgmm_excel.xlsx.grid import GridCell

#: Facts that forms did not have from the beginning.
_ADDED = ("correction", "seal")
_LONGEST = 60
_MOST_SHOWN = 4


def told(located: Located, found: Found) -> dict[str, str]:
    """What the form says of itself; where its own facts are gone, the agency that its cover shows."""
    meta = dict(located.meta)
    if not meta.get("edition"):
        for key, name in (("agency.code", "shown.code"), ("agency.name", "shown.agency")):
            spots = [spot for spot in found.shown.get(name, ()) if not is_blank(spot.value)]
            if not meta.get(key) and spots:
                meta[key] = visible(plain_text(spots[0].value))
    return meta


def identity_faults(located: Located, found: Found, edition: Edition, lang: Lang) -> Iterator[Fault]:
    """What speaks against the form being what it says."""
    meta, shown = located.meta, _shown_code(found)
    for sheet, name in located.others.items():
        yield Fault("DG305", sheet, params={"edition": clipped(name, _LONGEST)})
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
        yield from _from_cover(told(located, found), found)


def _broken(cover: Mapping[str, str]) -> bool:
    """Whether the facts are all there, and not what their seal says; one that was taken away says nothing good either."""
    return bool(cover.get("edition")) and _whole(cover) and cover.get("seal", "") != seal(cover)


def _in_pieces(located: Located) -> bool:
    """Whether a cover names an agency, but lost facts that the seal goes by: then the code shown to people must confirm it."""
    return any(
        cover.get("agency.code") and cover.get("edition") and not _whole(cover) and not _unsealed(cover)
        for cover in located.covers
    )


def _whole(cover: Mapping[str, str]) -> bool:
    return all(key in cover for key in META_KEYS if key != "seal")


def _unsealed(cover: Mapping[str, str]) -> bool:
    """Whether it is a cover as the first forms had it, which knew of no corrections and had no seal."""
    return all((key in cover) == (key not in _ADDED) for key in META_KEYS)


def _from_cover(meta: Mapping[str, str], found: Found) -> Iterator[Fault]:
    code = meta.get("agency.code")
    spot = _shown_code(found)
    if code and spot is not None:
        yield Fault("DG307", spot.grid.name, spot.address, None, clipped(code, _LONGEST), {"agency": clipped(code, _LONGEST)})


def _shown_code(found: Found) -> GridCell | None:
    """The cell where a cover shows the agency's code."""
    return next((spot for spot in found.shown.get("shown.code", ()) if not is_blank(spot.value)), None)


def _same_code(one: str, other: str) -> bool:
    """Whether two spellings are one code; a program that takes 0101 for a number drops its first 0."""
    one, other = folded(one), folded(other)
    return one == other or (one.isdigit() and other.isdigit() and int(one) == int(other))


@cache
def _fingerprint(edition: Edition, lang: Lang) -> str:
    return layout(edition, lang).fingerprint
