"""The command that would start a round rightly where rosters were given to the wrong editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dgmm_excel.model.edition import Edition
from dgmm_excel.text import as_argument


def start_command(
    folder: Path, names: Mapping[str, str], rosters: Sequence[tuple[Path, str]], right: Mapping[str, Edition],
    options: Mapping[str, str], *, past: bool = False, previous: Sequence[Path] = (),
) -> str:
    """Return the whole `dgmm init` that gives each roster to its own edition; empty where two rosters are for one edition.

    `names` has what each edition was called, by its id and in the order given; `rosters` each file and the id of the edition it
    was given to; `right` the edition that a wrong one's roster is for; `options` the other options, empty if not given;
    `previous` the earlier rounds. Editions without a roster keep the one that comes along.
    """
    pairs = [(right[name].id if name in right else name, file) for file, name in rosters]
    taken = {name for name, _ in pairs}
    if len(taken) < len(pairs):
        return ""
    order = list(names)
    pairs.sort(key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
    words: list[object] = ["dgmm", "init", folder]
    for name, file in pairs:
        words += ["--edition", names.get(name, name), "--roster", file]
    for name in order if len(rosters) < len(names) else ():
        words += [] if name in taken else ["--edition", names[name]]
    for option, value in (*options.items(), *(("--previous", folder) for folder in previous)):
        words += [option, value] if value else []
    return " ".join(map(as_argument, [*words, "--past"] if past else words))
