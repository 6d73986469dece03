"""Checks between the answers of one return, as the edition's rules define them."""

from __future__ import annotations

from collections.abc import Mapping

from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Entry
from dgmm_excel.intake.tidy import number_text
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.figure_pairs import samples, shares
from dgmm_excel.scoring.answers import Answer, Answers
from dgmm_excel.scoring.evaluate import computed


def checked_together(edition: Edition, entries: Mapping[str, Entry]) -> tuple[dict[str, Entry], list[Fault]]:
    """Reject entries that contradict others (their values stay); return all entries, and the faults found."""
    checked, faults = dict(entries), []
    for digital, total in _above(edition, entries, shares(edition)):
        checked[digital] = entries[digital]._replace(state="rejected")
        faults.append(entries[digital].fault("DG109", total=_number(entries[total])))
    for takers, staff in _above(edition, entries, samples(edition)):
        faults.append(entries[takers].fault("DG301", staff=_number(entries[staff])))
    return checked, faults


def _above(
    edition: Edition, entries: Mapping[str, Entry], pairs: tuple[tuple[str, str], ...]
) -> list[tuple[str, str]]:
    """Return the pairs whose first number is above the second, both asked."""
    found = [(part, whole) for part, whole in pairs if _exceeds(entries[part].value, entries[whole].value)]
    if not found:
        return []
    values = {name: entry.value for name, entry in entries.items() if entry.value is not None}
    asked = computed(Answers(edition, values)).asked
    return [(part, whole) for part, whole in found if asked[part] and asked[whole]]


def _exceeds(part: Answer | None, whole: Answer | None) -> bool:
    return not (part is None or whole is None or isinstance(part, str) or isinstance(whole, str)) and part > whole


def _number(entry: Entry) -> str:
    assert entry.value is not None
    assert not isinstance(entry.value, str)
    return number_text(entry.value)
