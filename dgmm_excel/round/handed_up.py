"""What a round makes of the handovers of other rounds: whether it can take them, and what must be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dgmm_excel.faults import Fault
from dgmm_excel.report.outcome import ReportedFault
from dgmm_excel.report.state import AGENCY_STATES
from dgmm_excel.returns.handover import Handover, member_fault
from dgmm_excel.returns.handover_file import AgencyDocument
from dgmm_excel.returns.returns import Returned, name_code
from dgmm_excel.round.folder import Member, Round
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.text import LANGS, Lang, Text, phrase

#: The most agencies, or levels, that a fault names.
_MOST = 12


def takes(of: Round, handover: Handover, edition: str | None) -> bool:
    """Whether the round can count what a handover says under that edition; None is one that is not at hand.

    A record that cannot be read is to be told, so it is taken where the handover itself is.
    """
    if _refusal(of, handover) is not None:
        return False
    return edition not in handover.editions or _differs(of, handover, str(edition)) is None


def handover_faults(of: Round, handover: Handover) -> Iterator[Fault]:
    """Yield why the round cannot take a handover, or an edition of it, and which of its agencies it has no answers of."""
    refusal = _refusal(of, handover)
    if refusal is not None:
        yield Fault("DG424", params={"reason": refusal})
        return
    for edition in handover.editions:
        reason = _differs(of, handover, edition)
        if reason is not None:
            yield Fault("DG425", params={"edition": edition, "reason": reason})
    lacking = handover.lacking
    if lacking:
        th, en = (_some([f"{one.code} ({_state(one, lang)})" for one in lacking]) for lang in LANGS)
        yield Fault("DG432", params={"count": str(len(lacking)), "agencies": Text(th, en)})


def record_faults(member: Member, file: Returned, handover: Handover) -> list[Fault]:
    """Return why the record of an agency cannot count for it."""
    head = file.head
    if head.edition is None:
        return list(file.unpack().faults)
    if head.edition not in handover.editions:
        return [member_fault("", "no_record", where="edition")]
    if name_code(file.name) != name_code(f"{file.code}.json"):
        return [member_fault("", "other_agency")]
    if head.edition != member.edition.id:
        return [Fault("DG427", params={"edition": head.edition, "expected": member.edition.id})]
    return []


def in_several(candidates: Mapping[str, Sequence[Returned]]) -> Iterator[ReportedFault]:
    """Yield a fault for each set of handovers that have agencies in common, at the last of them."""
    shared: dict[tuple[str, ...], list[str]] = {}
    for code, files in candidates.items():
        names = sorted({_handover_of(file) for file in files if file.arrival.is_record})
        if len(names) > 1:
            shared.setdefault(tuple(names), []).append(code)
    for (*others, last), codes in sorted(shared.items()):
        words = {"count": str(len(codes)), "others": ", ".join(others), "agencies": _some(codes)}
        yield ReportedFault("", last, Fault("DG433", params=words))


def also_returned(files: Sequence[Returned], taken: Returned | None) -> tuple[Returned, Fault] | None:
    """Return the fault of an agency that was handed up and sent its own file too, at the record; None of any other."""
    records = [file for file in files if file.arrival.is_record]
    own = [file.name for file in files if not file.arrival.is_record]
    if not records or not own:
        return None
    used: str | Text = phrase("handover.none_used") if taken is None else taken.name
    return records[0], Fault("DG431", params={"files": _some(own), "taken": used})


def listed_without_answers(of: Round, handovers: Iterable[Returned]) -> Mapping[str, str]:
    """Return the rounds that list an agency of this one without its answers, by its code."""
    found: dict[str, str] = {}
    for file in handovers:
        handover = file.arrival.handover
        if handover is not None and _refusal(of, handover) is None:
            members = ((of.member(one.code), one) for one in handover.lacking)
            found |= {member.code: handover.title for member, _ in members if member is not None}
    return found


def levels_fault(handed: Mapping[str, int | None], found: Assessment) -> Fault | None:
    """Return a fault if the levels computed now are not those that were handed up; None if they agree.

    Topics that had no level below are left out, since more may be known here (a parent's result, researchers' figures); the
    levels of groups then may differ for that, and only topics are compared.
    """
    whole = all(handed.get(topic) is not None or one.level is None for topic, one in found.topics.items())
    codes = found.edition.ids if whole else [topic for topic in found.topics if handed.get(topic) is not None]
    other = [f"{code}: {_shown(handed.get(code))} → {_shown(found[code].level)}"
             for code in codes if handed.get(code) != found[code].level]
    return Fault("DG430", params={"levels": _some(other)}) if other else None


def _shown(level: int | None) -> str:
    return "–" if level is None else str(level)


def _refusal(of: Round, handover: Handover) -> Text | None:
    """Return why nothing of a handover counts in the round; None if it can be taken."""
    if not handover.round:
        return None  # its list cannot be relied on, and it has no agencies
    if handover.round == of.id:
        return phrase("handover.own")
    if handover.year != of.year:
        return phrase("handover.other_year", year=handover.year, own=of.year)
    return None


def _differs(of: Round, handover: Handover, edition: str) -> Text | None:
    """Return why an edition of a handover is none of the round's; None if it is."""
    own = next((one for one in of.editions if one.id == edition), None)
    if own is None:
        return phrase("handover.edition_unknown")
    return None if own.digest == handover.editions[edition] else phrase("handover.edition_differs")


def _state(one: AgencyDocument, lang: Lang) -> str:
    return phrase(f"state.{one.state}")[lang] if one.state in AGENCY_STATES else "?"


def _handover_of(record: Returned) -> str:
    return record.name.rpartition("/")[0]


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST])
    return f"{shown} …" if len(names) > _MOST else shown
