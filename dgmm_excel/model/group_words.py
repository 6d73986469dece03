"""How groups are scored and read, in words: what differs from a mean of all members that is read off the edition's bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dgmm_excel.model.edition import Edition
from dgmm_excel.model.grouping import How, Wanted
from dgmm_excel.text import Text, joined, phrase

_SAYS: Mapping[How, str] = {"mean": "group.mean", "sum": "group.sum", "least": "group.least", "best": "group.best"}


def grouped(edition: Edition) -> tuple[Text, ...]:
    """Return a line for each way of scoring a group that is not the plain mean, and for each level of a verdict."""
    return tuple(line for code, members in edition.members.items() for line in _lines(edition, code, members))


def _lines(edition: Edition, code: str, members: tuple[str, ...]) -> Iterator[Text]:
    grouping, name = edition.grouping(code), _name(code)
    weights = {member: grouping.weight(member) for member in members}
    weighted = len(set(weights.values())) > 1 or (grouping.how == "sum" and set(weights.values()) != {1})
    if grouping.how != "mean" or weighted:
        said = ", ".join(f"{member} × {weight}" if weighted else member for member, weight in weights.items())
        yield phrase(_SAYS[grouping.how], name=name, members=said, weighted=weighted)
    for level, conditions in grouping.verdict:
        words = joined((_condition(edition, one, code) for one in conditions), phrase("condition.and"))
        yield phrase("group.verdict", name=name, level=level, words=words)


def _condition(edition: Edition, one: Wanted, own: str) -> Text:
    least = edition.score_text(one.least)
    if one.each:
        return phrase("group.each", members=", ".join(one.codes), least=least)
    return phrase("group.own", least=least) if one.codes == (own,) else phrase("group.of", member=one.codes[0], least=least)


def _name(code: str) -> Text:
    return phrase("group.whole") if code == "overall" else Text(code, code)
