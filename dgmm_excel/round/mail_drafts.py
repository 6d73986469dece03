"""The mail drafts of a round: `mail/<kind>/<code> <name>.eml`, one for each agency with an address. Nothing is sent.

Only drafts as this program wrote them are replaced or removed; one that somebody has changed stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from dgmm_excel.feedback.mail import Attachment, draft, is_as_written, is_draft, letter, one_line
from dgmm_excel.files import sweep, write_atomically, write_or_save_as
from dgmm_excel.progress import Track, silent
from dgmm_excel.round.alone import alone
from dgmm_excel.round.chase_list import Chased, chase_csv
from dgmm_excel.round.folder import Round
from dgmm_excel.round.names import file_name
from dgmm_excel.round.outcomes import AssessedRound
from dgmm_excel.round.report import current_pages
from dgmm_excel.text import Text, as_argument, long_date, phrase

#: `forms`: to those who have returned nothing; `corrections`: to those with answers to correct; `reminders`: to all who are
#: not done and have nothing to correct; `reports`: to all who have a result.
MailKind = Literal["forms", "reminders", "corrections", "reports"]
MAIL_KINDS: tuple[MailKind, ...] = get_args(MailKind)
WITHOUT = "without-email.csv"
#: The most faults that a mail lists; the workbook has all.
_MOST_FAULTS = 5
#: The most agencies without an address, or without their file, that are named on the screen.
_MOST_NAMES = 40
#: The command that makes the file to attach.
_MADE_BY: Mapping[MailKind, str] = {
    "forms": "generate", "reminders": "generate", "corrections": "consolidate", "reports": "report"}


@dataclass(frozen=True)
class Drafts:
    """What one run did, in file names. `kept` are drafts that somebody changed, `unmade` agencies whose file has not been made
    or is out of date, `without` those without a usable address, `listed` the file that lists them.
    """

    kind: MailKind
    folder: Path
    listed: Path
    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    unmade: tuple[Chased, ...]
    without: tuple[Chased, ...]
    handed: tuple[Chased, ...] = ()

    @property
    def to_look_at(self) -> bool:
        """Whether anybody gets no draft, or one that this run did not write."""
        return bool(self.kept or self.unmade or self.without)

    def summary(self, of: Round) -> list[Text]:
        """Return what to report: how many drafts there are, what to do with them, who gets none and why."""
        counts = {"written": len(self.written), "unchanged": self.unchanged, "removed": len(self.removed)}
        lines = [phrase("mail.done", **counts, folder=self.folder)]
        if self.handed:
            rounds = _first(sorted({one.handed for one in self.handed}))
            lines.append(phrase("mail.handed", count=len(self.handed), rounds=rounds))
        if not (self.written or self.unchanged or self.to_look_at):
            return [*lines, phrase("mail.nobody")]
        if self.written or self.unchanged:
            lines.append(phrase("mail.to_send"))
        if self.without:
            names = _first(map(_without_address, self.without))
            lines.append(phrase("mail.without", count=len(self.without), names=names, file=self.listed))
        if self.unmade:
            command, codes = _MADE_BY[self.kind], _first(one.agency.code for one in self.unmade)
            lines.append(phrase("mail.unmade", count=len(self.unmade), command=f"dgmm {command} {as_argument(of.folder)}",
                                codes=codes))
        if self.kept:
            lines.append(phrase("mail.kept", names=", ".join(self.kept)))
        return lines if of.contact else [*lines, phrase("mail.no_contact")]


def _first(names: Iterable[str]) -> str:
    """Return the names in a line, no more than a screen takes."""
    found = list(names)
    return ", ".join(found[:_MOST_NAMES]) + (" …" if found[_MOST_NAMES:] else "")


def _without_address(one: Chased) -> str:
    return f"{one.agency.code} ({one.agency.email})" if one.agency.email else one.agency.code


@alone
def write_drafts(of: Round, kind: MailKind, chased: Sequence[Chased], now: datetime, track: Track = silent) -> Drafts:
    """Write the drafts of a kind, remove those that no longer hold, and list who has no usable address. Raises OutputError."""
    folder = of.mail / kind
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    concerned = [one for one in chased if _is_meant(one, kind)]
    meant = [one for one in concerned if not one.handed]
    ready = {_name(one, of): one for one in meant if one.file is not None and one.agency.addresses}
    written, kept, unchanged = [], [], 0
    for name, one in track(list(ready.items()), phrase("mail.doing")):
        match _put(folder / name, _draft(of, kind, one, now)):
            case "written":
                written.append(name)
            case "kept":
                kept.append(name)
            case "unchanged":
                unchanged += 1
    removed, left = _cleared(folder, ready)
    without = tuple(one for one in meant if not one.agency.addresses)
    listed = write_or_save_as(of.mail / WITHOUT, chase_csv(of, without, now.date()), now)
    unmade = tuple(one for one in meant if one.file is None)
    return Drafts(kind, folder, listed, tuple(written), unchanged, removed, (*kept, *left), unmade, without,
                  tuple(one for one in concerned if one.handed))


def reported(of: Round, assessed: AssessedRound, chased: Sequence[Chased]) -> tuple[Chased, ...]:
    """Return every agency as somebody to write to, with its page of the report if that is there and up to date."""
    open_ones, pages = {one.agency.code: one for one in chased}, current_pages(of, assessed)
    return tuple(
        replace(open_ones.get(one.agency.code) or Chased(one, (), 0, None, None, is_correction=False),
                file=pages.get(one.agency.code))
        for one in assessed.result.outcomes
    )


def _is_meant(one: Chased, kind: MailKind) -> bool:
    if kind == "reports":
        return bool(one.outcome.attained)
    if kind == "forms":
        return one.outcome.state == "missing"
    return one.is_correction == (kind == "corrections")


def _name(one: Chased, of: Round) -> str:
    return file_name(f"{one.agency.code} {one.agency.name(of.lang)}", ".eml")


def _draft(of: Round, kind: MailKind, one: Chased, now: datetime) -> bytes:
    assert one.file is not None
    words = letter(kind, of.lang, of.contact, **_facts(of, one, now), first=[
        {"place": one_line(line.place), "wrong": one_line(line.wrong), "remedy": one_line(line.remedy)}
        for line in one.faults[:_MOST_FAULTS]
    ])
    return draft(one.agency.addresses, words, Attachment(one.file.name, one.file.read_bytes()))


def _facts(of: Round, one: Chased, now: datetime) -> Mapping[str, object]:
    outcome, file = one.outcome, one.file
    return {
        "title": of.title, "agency": one.agency.name(of.lang), "code": one.agency.code, "file": file.name if file else "",
        "due": long_date(one.due, of.lang) if one.due is not None else "", "overdue": one.days_late(now.date()) is not None,
        "state": outcome.state, "answered": outcome.answered, "asked": outcome.asked,
        "faults": len(one.faults), "open": one.unanswered,
    }


def _put(path: Path, data: bytes) -> Literal["written", "kept", "unchanged"]:
    """Write a draft, unless it is there already or somebody has changed it."""
    before = path.read_bytes() if path.exists() else b""  # a power cut may leave an empty file
    if before == data:
        return "unchanged"
    if before and not is_as_written(before):
        return "kept"
    write_atomically(path, data, durable=False)
    return "written"


def _cleared(folder: Path, wanted: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Remove the drafts that are not wanted any more. Return the names of these, and of those that somebody has changed."""
    names = {name.casefold() for name in wanted}
    stale = [path for path in sorted(folder.glob("*.eml")) if path.name.casefold() not in names and is_draft(path.read_bytes())]
    removed = [path.name for path in stale if _removed(path)]
    return tuple(removed), tuple(path.name for path in stale if path.name not in removed)


def _removed(path: Path) -> bool:
    """Remove a draft; False if somebody has changed it or a program holds it open."""
    with suppress(PermissionError):
        if is_as_written(path.read_bytes()):
            path.unlink()
            return True
    return False
