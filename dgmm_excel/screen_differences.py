"""Output of `dgmm diff` for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dgmm_excel.narrow import put
from dgmm_excel.report.state import AGENCY_STATES
from dgmm_excel.screen import line, out, say, table
from dgmm_excel.text import Text, day_text, phrase

if TYPE_CHECKING:
    from dgmm_excel.model.edition import Edition
    from dgmm_excel.model.edition_difference import Change, Value
    from dgmm_excel.round.difference import AgencyDifference, Difference, Pair
    from dgmm_excel.round.edition_effect import Effect

#: The most agencies, and the most changes of one kind at an agency, that are shown; `--json` has all.
_MOST_LINES, _MOST_ALIKE = 40, 8
_LONGEST = 40


def show_difference(found: Difference) -> None:
    """Print what changed, an agency a line, and how many did not."""
    sides: dict[str, object] = {"before": found.before.source, "since": day_text(found.before.on), "now": found.now.source}
    heads = [str(phrase(key)) for key in ("report.code", "report.agency", "diff.what")]
    if found.agencies:
        made = table(phrase("diff.title", **sides), *heads)
        for one in found.agencies[:_MOST_LINES]:
            line(made, (one.code, one.name, "\n".join(map(str, _said(one)))))
        put(out(), made)
    if len(found.agencies) > _MOST_LINES:
        say(phrase("diff.more", count=len(found.agencies) - _MOST_LINES))
    if not found.agencies:
        say(phrase("diff.nothing", **sides))
    say(phrase("diff.sum", changed=len(found.agencies), unchanged=found.unchanged))


def _said(one: AgencyDifference) -> Iterator[Text]:
    if one.change != "changed":
        yield phrase("diff.added" if one.change == "added" else "diff.removed")
        return
    if one.state is not None:
        before, now = (phrase(f"state.{state}") if state in AGENCY_STATES else state for state in one.state)
        yield phrase("diff.state", before=before, now=now)
    parts = {"levels": one.levels, "verified": one.verified, "answers": one.answers, "findings": one.findings}
    for key, pairs in parts.items():
        if pairs:
            yield phrase(f"diff.{key}", count=len(pairs), some=_some(pairs))


def _some(pairs: Mapping[str, Pair]) -> str:
    shown = [f"{name}: {_short(before)} → {_short(now)}" for name, (before, now) in list(pairs.items())[:_MOST_ALIKE]]
    return " · ".join(shown) + (" …" if len(pairs) > _MOST_ALIKE else "")


def _short(text: str) -> str:
    text = " ".join(text.split()) or "–"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


# -- between editions ------------------------------------------------------------------------------


def show_edition_difference(old: Edition, new: Edition, changes: Sequence[Change]) -> None:
    """Print what differs between two editions, a line each."""
    if not changes:
        say(phrase("diff.same_editions", before=old.id, now=new.id))
        return
    heads = [str(phrase(f"diff.{key}")) for key in ("key", "before", "now")]
    made = table(phrase("diff.editions", before=old.id, now=new.id), "id", *heads)
    for one in changes:
        line(made, (one.id, one.key, *(_both(value) for value in (one.before, one.now))))
    put(out(), made)
    counts = {change: sum(one.change == change for one in changes) for change in ("added", "removed", "changed")}
    say(phrase("diff.edition_sum", **counts))


def _both(value: Value) -> str:
    return f"{value.th}\n{value.en}" if isinstance(value, Text) else value or "–"


def show_effect(found: Effect) -> None:
    """Print the levels of a round that another edition moves, an agency a line."""
    if found.moved:
        made = table(phrase("diff.effect"), str(phrase("report.code")), str(phrase("report.agency")), str(phrase("diff.what")))
        for one in found.moved[:_MOST_LINES]:
            pairs = [f"{name}: {_level(before)} → {_level(now)}" for name, (before, now) in one.levels.items()]
            line(made, (one.code, one.name, " · ".join(pairs)))
        put(out(), made)
    if len(found.moved) > _MOST_LINES:
        say(phrase("diff.more", count=len(found.moved) - _MOST_LINES))
    overall = sum("overall" in one.levels for one in found.moved)
    say(phrase("diff.effect_sum", moved=len(found.moved), scored=found.scored, overall=overall))


def _level(level: int | None) -> str:
    return "–" if level is None else str(level)
