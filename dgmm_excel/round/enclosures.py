"""Enclosures: files in `returned/` that are no forms, each with the agency that it came from, where its place tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from dgmm_excel.agency import Agency
from dgmm_excel.intake.foreign import ENCLOSURE
from dgmm_excel.returns.returns import Returned, name_code
from dgmm_excel.round.folder import Round

#: The fault of a workbook that is no form.
_NO_FORM = "DG005"


def may_be_enclosed(file: Returned) -> bool:
    """Return whether a file is no form, and nothing that a form may be inside of."""
    head = file.head  # one that names an agency or a round is a form, whatever became of its questions
    if (head.edition, head.code, head.round) != (None, None, None):
        return False
    return all(fault.code in (ENCLOSURE, _NO_FORM) for fault in file.unpack().faults)


def is_workbook(file: Returned) -> bool:
    """Return whether an enclosure is a workbook: a form that was changed beyond recognition may look like one."""
    return any(fault.code == _NO_FORM for fault in file.unpack().faults)


class Senders:
    """Finds the agency that an enclosure came from: by its name, its folder (or zip), or the only form beside it."""

    def __init__(self, of: Round, forms: Iterable[tuple[str, str]]) -> None:
        """Take the forms: the code of the agency that each was put to, and its name in `returned/`."""
        self._of = of
        self._names = {name.casefold(): code for code, one in of.members.items() for name in _names(one.agency)}
        self._beside: dict[str, set[str]] = {}
        for code, name in forms:
            self._beside.setdefault(_folder(name), set()).add(code)

    def sender(self, file: Returned) -> str:
        """Return the agency's code; empty where nothing tells it."""
        path, folder = PurePosixPath(file.name), _folder(file.name)
        named = (self._named(name) for name in (path.name, *(above.name for above in path.parents)))
        beside = self._beside.get(folder, set()) if folder else set()
        alone = next(iter(beside)) if len(beside) == 1 else ""
        return next(filter(None, named), alone)

    def _named(self, name: str) -> str:
        member = self._of.member(name_code(name)) or self._of.member(name)
        return member.code if member is not None else self._names.get(name.casefold(), "")


def _names(agency: Agency) -> Iterator[str]:
    yield from filter(None, (agency.name_th, agency.name_en))


def _folder(name: str) -> str:
    return name.rpartition("/")[0]
