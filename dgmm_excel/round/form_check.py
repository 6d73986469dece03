"""Which forms of a round do not fit it: not made, made from an older roster, criteria or title, gone, or changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from dgmm_excel.errors import Mistake
from dgmm_excel.round.folder import Member, Round
from dgmm_excel.round.generate import Issued, content_hash, wrapping_hash
from dgmm_excel.round.names import form_name
from dgmm_excel.round.roster import mistake
from dgmm_excel.text import as_argument

#: How many agencies a line names.
_MOST_NAMED = 10


def form_doubts(of: Round, issued: Mapping[str, Issued]) -> Iterator[Mistake]:
    """Yield a line for each way in which forms do not fit the round, with the agencies whose forms those are."""
    states: dict[str, list[str]] = {}
    for code, member in of.members.items():
        state = _state(of, member, issued.get(code))
        if state:
            states.setdefault(state, []).append(code)
    states["removed"] = [code for code, one in issued.items() if code not in of.members and (of.forms / one.file).exists()]
    order = f"dgmm generate {as_argument(of.folder)}"
    for state in ("not_made", "criteria", "outdated", "rewrapped", "gone", "changed", "removed"):
        codes = states.get(state, ())
        if codes:
            named = ", ".join(codes[:_MOST_NAMED]) + (" …" if len(codes) > _MOST_NAMED else "")
            words = {"count": len(codes), "all": len(of.members), "codes": named, "order": order}
            yield mistake(f"{of.forms.name}/", f"forms.{state}", **words)


def _state(of: Round, member: Member, before: Issued | None) -> str:
    """Return how an agency's form does not fit; empty if it does. The first that holds: the others follow from it."""
    if before is None:
        return "not_made"
    if before.criteria and before.criteria != member.edition.digest:
        return "criteria"
    if before.content != content_hash(of, member) or before.file != form_name(member.agency, of.lang):
        return "outdated"
    if before.wrapping != wrapping_hash(of, before.function):
        return "rewrapped"
    file = of.forms / before.file
    if not file.is_file() or not file.stat().st_size:
        return "gone"
    return "" if _digest(file) == before.made else "changed"


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()
