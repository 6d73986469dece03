"""What agencies object to findings, in the sheet of findings of their results copies; it counts nowhere but for who checks."""

from __future__ import annotations

from hashlib import sha256

from dgmm_excel.scoring.findings import Finding

#: How much of a finding's hash stands in its id: enough to tell a finding from a later one about the same answer.
_LENGTH = 8
_MARK = "#"


def finding_id(of: Finding) -> str:
    """Return the id of a finding: its question's, and a fingerprint of what was found and why."""
    facts = of.question, of.kind, of.value, of.reason, of.day, of.about
    return f"{of.question}{_MARK}{sha256(repr(facts).encode('utf-8', 'surrogatepass')).hexdigest()[:_LENGTH]}"
