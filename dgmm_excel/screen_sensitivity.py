"""Output of `dgmm sensitivity` for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dgmm_excel.narrow import put
from dgmm_excel.screen import line, out, say, table
from dgmm_excel.text import phrase

if TYPE_CHECKING:
    from dgmm_excel.report.sensitivity import Sensitivity, Tried

#: The most agencies of one way that are shown; `--json` has all.
_MOST = 12


def show_sensitivity(found: Sequence[Sensitivity]) -> None:
    """Print for each edition the ways that were tried, how many agencies each moves up and down, and which."""
    if not found:
        say(phrase("sensitivity.nobody"))
    for one in found:
        title = phrase("sensitivity.title", edition=one.edition.id, count=one.agencies)
        heads = (str(phrase(f"sensitivity.{key}")) for key in ("variant", "up", "down", "who"))
        variant, up, down, who = heads
        made = table(title, variant, (up, "right"), (down, "right"), who)
        for way in one.tried:
            words = way.variant.words
            line(made, (f"{words.th}\n{words.en}", str(way.up), str(way.down), _who(way)))
        put(out(), made)


def _who(way: Tried) -> str:
    shown = [f"{agency.code} {level}→{'–' if then is None else then}" for agency, (_, level), (_, then) in way.moved[:_MOST]]
    left = len(way.moved) - len(shown)
    return ", ".join(shown) + (f" … +{left}" if left > 0 else "")
