"""Generate a form for each agency of the roster, and again only if its roster line, the edition or the round has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256

from dgmm_excel.errors import RoundError
from dgmm_excel.files import csv_bytes, write_atomically
from dgmm_excel.form.last_year import LastYear
from dgmm_excel.form.template import FormSpec, Function, Template, template
from dgmm_excel.model.edition import Edition
from dgmm_excel.progress import Track, silent, stage
from dgmm_excel.returns.returns import digests, read_returns
from dgmm_excel.round.alone import alone
from dgmm_excel.round.folder import Member, Round
from dgmm_excel.round.lists import agency_cells, headings
from dgmm_excel.round.names import form_name
from dgmm_excel.round.researchers import update_researchers
from dgmm_excel.round.roster_check import refuse_wrong_kinds
from dgmm_excel.text import Text, phrase

MAILING = "mailing.csv"
ISSUED = "issued.json"
_LAYOUT = 1  # of issued.json


@dataclass(frozen=True)
class Issued:
    """A form that was generated for an agency.

    `content` is a hash of the agency and the edition, `wrapping` of the round's title, language, year and function. The
    deadline is in neither: a form stays valid when it is moved. `made` is the hash of the file as written, `outdated` the
    hashes of returns that answer an older content, `function` the kind of DGMM_LEVEL in the form, `criteria` the digest of the
    edition (empty: made before it was recorded).
    """

    file: str
    content: str
    wrapping: str
    made: str
    outdated: tuple[str, ...] = ()
    function: Function = "lambda"
    criteria: str = ""


@dataclass
class Generated:
    """What one run did, as agency codes in the roster's order. `removed` and `kept` are file names."""

    made: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    #: Agencies whose return answers a form that has been corrected since.
    outdated: list[str] = field(default_factory=list)
    #: Forms of agencies no longer in the roster; left in place.
    removed: list[str] = field(default_factory=list)
    #: Forms in `forms/` that a person changed; not replaced.
    kept: list[str] = field(default_factory=list)
    #: Agencies added to researchers.xlsx.
    researchers: int = 0

    def summary(self, headline: str, **places: object) -> list[Text]:
        """Return what to report of the run.

        First the phrase `headline`, with the counts of forms and the caller's `places`; then a line for each kind of form or
        return that a person should look at.
        """
        counts = {"made": len(self.made), "corrected": len(self.corrected), "unchanged": len(self.unchanged)}
        lists = {"corrected": self.corrected, "outdated": self.outdated, "removed": self.removed, "kept": self.kept}
        lines = [phrase(f"generate.{key}", names=", ".join(names)) for key, names in lists.items() if names]
        return [phrase(headline, **counts, **places), *lines]


@alone
def generate(of: Round, track: Track = silent, function: Function = "lambda") -> Generated:
    """Write the forms that are new or have changed, `forms/mailing.csv` and `researchers.xlsx`.

    A form made with another `function` counts as changed. Never writes to `returned/`, never replaces a form that a person
    changed. Raises RosterError, RoundError, OutputError; RoundError too if another run is at work on the round.
    """
    refuse_wrong_kinds(of.lines)
    members = of.members
    done = Generated()
    of.forms.mkdir(exist_ok=True)
    with _issued(of) as issued:
        stamps = _Stamps(of, function)
        renewed: list[str] = []
        for member in track(list(members.values()), phrase("generate.doing")):
            before = issued.get(member.code)
            after = _make(of, member, before, stamps, done)
            if after is not None:
                issued[member.code] = after
                if before is not None and before.content != after.content:
                    renewed.append(member.code)
        _mark_outdated(of, issued, renewed, track)
        done.outdated = _outdated(of, issued)
        done.removed = [one.file for code, one in issued.items() if code not in members and (of.forms / one.file).exists()]
        _write_mailing(of, issued)
    asked = [(member.agency, member.edition) for member in members.values()]
    writing = phrase("generate.writing", file=of.researchers.name)
    done.researchers = stage(track, writing, lambda: update_researchers(of.researchers, asked, of.lang))
    return done


# -- one form --------------------------------------------------------------------------------------


class _Stamps:
    """The drawn form of each edition, and for each edition of last year, made when first needed."""

    def __init__(self, of: Round, function: Function) -> None:
        self._round, self.function = of, function
        self._templates: dict[tuple[str, LastYear | None], Template] = {}
        self.wrapping = wrapping_hash(of, function)

    def form(self, member: Member) -> tuple[bytes, ...]:
        past = self._round.previous.of(member.code, member.edition)
        before = None if past is None else LastYear(past.round, past.edition)
        key = member.edition.id, before
        if key not in self._templates:
            self._templates[key] = template(replace(form_spec(self._round, member.edition, self.function), last_year=before))
        return self._templates[key].pieces(member.agency, past=past)


def form_spec(of: Round, edition: Edition, function: Function = "lambda") -> FormSpec:
    """Return the specification of a round's forms of an edition."""
    return FormSpec(edition, of.lang, of.id, of.title, of.deadline, function, of.year)


def wrapping_hash(of: Round, function: Function) -> str:
    """Return a hash of what all forms of a round share and show."""
    return _hash(repr((of.id, of.title, of.lang, of.year, function)).encode())


def content_hash(of: Round, member: Member) -> str:
    """Return a hash of what the agency's form shows and asks. E-mail address and parent are not part of the form."""
    agency, past = member.agency, of.previous.of(member.code, member.edition)
    shown: tuple[str, ...] = (agency.code, agency.name(of.lang), agency.ministry, agency.mission)
    shown += () if past is None else (past.round.id, past.digest)
    return _hash(f"{shown!r} {member.edition.digest}".encode())


def _make(of: Round, member: Member, before: Issued | None, stamps: _Stamps, done: Generated) -> Issued | None:
    """Write the agency's form if it is new or has changed; return its record, None if there is nothing to record."""
    content, name = content_hash(of, member), form_name(member.agency, of.lang)
    path = of.forms / name
    current = before is not None and (before.content, before.wrapping, before.file) == (content, stamps.wrapping, name)
    # a power cut may leave an empty file of one that was just written
    if before is not None and current and path.exists() and path.stat().st_size:
        done.unchanged.append(member.code)
        return replace(before, function=stamps.function, criteria=member.edition.digest)
    data = stamps.form(member)
    made = _hash(*data)
    old = of.forms / before.file if before is not None else path
    known = {made, _hash(b"")} | ({before.made} if before is not None else set())
    changed = [file for file in dict.fromkeys((old, path)) if file.exists() and _hash(file.read_bytes()) not in known]
    if changed:
        done.kept += [file.name for file in changed]
        return None
    write_atomically(path, data, durable=False)
    if old.name != name:
        old.unlink(missing_ok=True)
    (done.made if before is None or current else done.corrected).append(member.code)
    outdated = before.outdated if before is not None else ()
    return Issued(name, content, stamps.wrapping, made, outdated, stamps.function, member.edition.digest)


def _mark_outdated(of: Round, issued: dict[str, Issued], renewed: list[str], track: Track) -> None:
    """Record the returns that agencies with a corrected form have already sent in."""
    if not renewed:
        return
    for one in read_returns(of.returned, of.folder, track):
        code = one.code
        if code in renewed:
            outdated = dict.fromkeys((*issued[code].outdated, one.sha256))
            issued[code] = replace(issued[code], outdated=tuple(outdated))


def _outdated(of: Round, issued: Mapping[str, Issued]) -> list[str]:
    """Return the agencies that have an outdated return in `returned/`."""
    if not any(one.outdated for one in issued.values()):
        return []
    present = digests(of.returned, of.folder)
    return [code for code in of.members if code in issued and present & set(issued[code].outdated)]


def _write_mailing(of: Round, issued: Mapping[str, Issued]) -> None:
    rows = [
        (*agency_cells(member.agency, of.lang), issued[code].file) for code, member in of.members.items() if code in issued
    ]
    data, file = csv_bytes([headings(of.lang, "file"), *rows]), of.forms / MAILING
    if not file.exists() or file.read_bytes() != data:
        write_atomically(file, data)


# -- the record of what was issued -----------------------------------------------------------------


def issued_forms(of: Round) -> dict[str, Issued]:
    """Return the form generated for each agency, by code; empty before the first run. Raises RoundError."""
    file = of.forms / ISSUED
    try:
        forms = json.loads(file.read_text(encoding="utf-8"))["forms"]
        return {code: Issued(**{**one, "outdated": tuple(one.get("outdated", ()))}) for code, one in forms.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RoundError(str(phrase("round.bad_settings", file=file, reason=error))) from error


@contextmanager
def _issued(of: Round) -> Iterator[dict[str, Issued]]:
    """Yield the record of generated forms. It is written back even if the work is interrupted."""
    issued = issued_forms(of)
    before = dict(issued)
    try:
        yield issued
    finally:
        if issued != before:
            record = {"layout": _LAYOUT, "forms": {code: asdict(one) for code, one in issued.items()}}
            text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
            write_atomically(of.forms / ISSUED, text.encode())


def _hash(*pieces: bytes) -> str:
    state = sha256()
    for piece in pieces:
        state.update(piece)
    return state.hexdigest()
