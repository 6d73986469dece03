"""One hash of everything that the result of a round rests on, which anyone can make again from the files."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from dgmm_excel.returns.returns import Returned
from dgmm_excel.round.folder import SETTINGS, Round
from dgmm_excel.round.roster_file import roster_in


def hash_of_inputs(of: Round, returned: Iterable[Returned]) -> str:
    """Return the SHA-256 of a list with a line `<SHA-256>  <name>` for each file that counts as input, by name.

    These are the returned files (those in a zip one by one; a file that cannot be read has no hash), the rosters, the
    researchers' figures, the log of findings, the settings of the round, and what it keeps of earlier rounds. A handover is
    one file. Names are paths in the round's folder.
    """
    lines = {f"{of.returned.name}/{one.name}": one.sha256 for one in returned if not one.arrival.is_record}
    own = [of.folder / SETTINGS, of.researchers, of.findings, *(roster_in(of.folder, roster) for roster in of.rosters)]
    own += of.previous.files
    lines |= {file.relative_to(of.folder).as_posix(): sha256(file.read_bytes()).hexdigest() for file in own if file.is_file()}
    return sha256("".join(f"{digest}  {name}\n" for name, digest in sorted(lines.items())).encode()).hexdigest()
