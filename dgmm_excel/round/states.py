"""The state of an agency in its round, from the files that it sent (see `report.state.AgencyState`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.report.state import AGENCY_STATES, AgencyState
from dgmm_excel.returns.returns import Returned
from dgmm_excel.round.verdicts import Verdict
from dgmm_excel.scoring.evaluate import score


def used_state(file: Returned, verdict: Verdict) -> AgencyState:
    """Return the state of an agency of which this form counts."""
    if not file.head.filled or verdict.status == "blank":
        return "blank"
    if verdict.status == "faulty":
        return "faulty"
    return "complete" if verdict.answered == verdict.asked else "incomplete"


def unused_state(files: Sequence[Returned], round_id: str) -> AgencyState:
    """Return the state of an agency of whose files none counts: in the order of the states, the first that a file gives."""
    given = {_state_of(file, round_id) for file in files}
    return next((state for state in AGENCY_STATES if state in given), "missing")


def _state_of(file: Returned, round_id: str) -> AgencyState:
    head = file.head
    if head.edition is None:
        return "unreadable"
    if not head.filled:
        return "blank"
    return "contradicting" if head.round in (None, round_id) else "other_round"


@cache
def asked_of_blank(edition: Edition, mission: str) -> int:
    """Return how many questions a form without answers asks an agency of that mission (empty: not stated)."""
    given = {MISSION: mission} if mission and MISSION in edition.questions else {}
    return score(edition, given).asked
