"""The states of an agency in its round."""

from __future__ import annotations

from typing import Literal, get_args

#: The state of an agency, in this order: it has the first that holds.
#:
#: missing        nothing has come back
#: blank          only forms without an answer
#: other_round    a form of another round, and none of this one that can be used
#: unreadable     only files that cannot be read as a form
#: contradicting  whose answers they are, or which of them hold, is not settled
#: faulty         a form counts, and an error stands in it
#: incomplete     no error, and a question that is asked has no answer
#: complete       every question that is asked has an answer
AgencyState = Literal[
    "missing", "blank", "other_round", "unreadable", "contradicting", "faulty", "incomplete", "complete"
]
AGENCY_STATES: tuple[AgencyState, ...] = get_args(AgencyState)
