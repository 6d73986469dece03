"""The editions from an older one to one that follows it, each naming the one before."""

from __future__ import annotations

from pathlib import Path

from dgmm_excel.errors import EditionError
from dgmm_excel.model.at_hand import file_near, file_of
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import load_edition
from dgmm_excel.text import phrase


def lineage(name: str, old: Edition) -> tuple[Edition, ...]:
    """Return the editions from `old` to that of an id or a file, oldest first.

    An edition between them is looked for beside the file, then at hand. Raise EditionError where no way leads back to `old`.
    """
    newest = load_edition(name)
    file = file_of(name) or Path(name)
    found = [newest]
    while found[0].predecessor is not None and found[0].predecessor.edition not in {one.id for one in found}:
        before = found[0].predecessor.edition
        if before == old.id:
            return (old, *found)
        nearest = file_near(file, before)
        if nearest is None:
            raise EditionError(str(phrase("migrate.no_between", id=before, new=found[0].id)))
        file = nearest
        found.insert(0, load_edition(file))
    raise EditionError(str(phrase("migrate.no_way", old=old.id, new=newest.id, first=found[0].id)))
