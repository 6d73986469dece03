"""Checks between the answers of one return, as the edition's rules define them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Entry
from dgmm_excel.intake.tidy import is_blank, number_text
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.figure_pairs import samples, shares
from dgmm_excel.scoring.answers import Answer, Answers
from dgmm_excel.scoring.computed import which_are_asked
from dgmm_excel.xlsx.grid import GridCell


def checked_together(edition: Edition, entries: Mapping[str, Entry]) -> tuple[dict[str, Entry], list[Fault]]:
    """Reject entries that contradict others (their values stay); return all entries, and the faults found."""
    checked, faults = dict(entries), []
    for digital, total in _above(edition, entries, shares(edition)):
        checked[digital] = entries[digital]._replace(state="rejected")
        faults.append(entries[digital].fault("DG109", total=_number(entries[total])))
    for takers, staff in _above(edition, entries, samples(edition)):
        faults.append(entries[takers].fault("DG301", staff=_number(entries[staff])))
    return checked, faults


def to_confirm(
    edition: Edition, entries: Mapping[str, Entry], notes: Mapping[str, Sequence[GridCell]]
) -> Iterator[Fault]:
    """Yield what counts as it is and should be confirmed: statements that cannot both hold, items “others” without a name.

    `notes` are the cells of the form's notes. Where a topic's remark is lost, nothing is known of what it named.
    """
    for name, key, other in _implied(edition):
        if entries[name].value == key and entries[other].value is False:
            yield entries[name].fault("DG309", other=edition.questions[other].text)
    told: set[str] = set()
    for name in _others(edition, entries, notes):
        topic = str(edition.questions[name].topic)
        if topic not in told:
            told.add(topic)
            yield entries[name].fault("DG310", topic=topic)


@cache
def _implied(edition: Edition) -> Sequence[tuple[str, str, str]]:
    """Return each question with a choice that implies a yes to another question, that choice and the other question."""
    return [(question.id, key, other) for question in edition.questions.values() for key, other in question.implies]


@cache
def _to_specify(edition: Edition) -> Sequence[tuple[str, str]]:
    """Return the items “others”, each with the remark that is to name it."""
    return [(name, f"remark.{question.topic}") for name, question in edition.questions.items() if question.specify]


def _others(edition: Edition, entries: Mapping[str, Entry], notes: Mapping[str, Sequence[GridCell]]) -> list[str]:
    """Return the items “others” that are asked, answered yes and not named in their topic's remark."""
    found = [name for name, remark in _to_specify(edition)
             if entries[name].value is True and remark in notes and all(is_blank(spot.value) for spot in notes[remark])]
    if not found:
        return []
    values = {name: entry.value for name, entry in entries.items() if entry.value is not None}
    asked = which_are_asked(Answers(edition, values))
    return [name for name in found if asked[name]]


def _above(
    edition: Edition, entries: Mapping[str, Entry], pairs: tuple[tuple[str, str], ...]
) -> list[tuple[str, str]]:
    """Return the pairs whose first number is above the second, both asked."""
    found = [(part, whole) for part, whole in pairs if _exceeds(entries[part].value, entries[whole].value)]
    if not found:
        return []
    values = {name: entry.value for name, entry in entries.items() if entry.value is not None}
    asked = which_are_asked(Answers(edition, values))
    return [(part, whole) for part, whole in found if asked[part] and asked[whole]]


def _exceeds(part: Answer | None, whole: Answer | None) -> bool:
    return not (part is None or whole is None or isinstance(part, str) or isinstance(whole, str)) and part > whole


def _number(entry: Entry) -> str:
    assert entry.value is not None
    assert not isinstance(entry.value, str)
    return number_text(entry.value)
