"""`dgmm verify`: verification.xlsx, the claims to be checked, with what was entered before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from dgmm_excel.errors import Mistake, RoundError
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.returns.cache import program_state
from dgmm_excel.round.alone import alone
from dgmm_excel.round.findings import read_log
from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.round.own_files import Renewed, renew
from dgmm_excel.round.verification_read import ReadBook, ReadRow, UnreadableVerification, read_book
from dgmm_excel.round.verification_rows import Choice, ClaimRow, Draw, Entered, Known, Place, claim_rows, draw, stated_in
from dgmm_excel.round.verification_sheet import StrayRow, draw_words, drawn
from dgmm_excel.round.written import Written
from dgmm_excel.text import Text, phrase


@dataclass(frozen=True)
class Asked:
    """What a run of `verify` asks for: agencies by code, topics by id, `sample` agencies drawn with `seed`, `every` answer."""

    agencies: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    every: bool = False
    sample: int | None = None
    seed: str = ""


@dataclass(frozen=True)
class Verification:
    """What a run of `verify` wrote: how many claims, how many of them new, checked, or changed since; the draw, if any.

    `result` is the round's, with the faults of findings alone.
    """

    file: Renewed
    result: RoundResult
    claims: int
    new: int
    checked: int
    changed: int
    drawn: Draw | None = None

    @property
    def told(self) -> tuple[Text, ...]:
        """What to say of the file, of the draw, and of answers that were changed since they were checked."""
        file = self.file
        return (
            *(() if file.kept is None else (phrase("cli.kept", name=file.wanted.name, kept=file.kept),)),
            *(() if file.path == file.wanted else (phrase("cli.beside", name=file.wanted.name, kept=file.path),)),
            *(() if self.drawn is None else (phrase(
                "verification.sampled", count=len(self.drawn.codes), seed=self.drawn.seed),)),
            *((phrase("verification.changed_count", count=self.changed),) if self.changed else ()),
        )

    @property
    def written(self) -> Text:
        """Where the file is, and how much it holds."""
        return phrase("verification.written", file=self.file.path, claims=self.claims, new=self.new, checked=self.checked)


@alone
def verify(of: Round, asked: Asked, now: datetime, track: Track = silent) -> Verification:
    """Write the workbook anew: what was entered stays, what is asked for is added.

    Raise RoundError for an unknown agency or topic, a workbook that cannot be read, and if another run is at work on the
    round; RosterError, OutputError.
    """
    _refuse_unknown(of, asked)
    assessed = assess_round(of, now, track)
    try:
        before = read_book(of.verification)
    except UnreadableVerification as error:
        raise RoundError(str(phrase("verification.unreadable", file=of.verification, reason=error.args[0]))) from error
    outcomes = assessed.result.outcomes
    drawn_now = None if asked.sample is None else draw(outcomes, asked.sample, asked.seed or of.id, now.date())
    log = read_log(of).last
    known = _known(of, before)
    stray = _stray(of, before, known)
    rows = list(claim_rows(track(outcomes, phrase("verification.looking")), _choice(of, asked, drawn_now), Known(known, log)))
    draws = _draws(before, drawn_now, of)
    with Written(of.folder, "verification", whole=False) as written:
        origin = _hash(rows, stray, draws, of)
        file = renew(of.verification, lambda: drawn(rows, stray, draws, of.lang, of.title, now).save, now, written, origin)
    own = tuple(one for one in assessed.result.faults if one.fault.kind.internal)
    new, changed = sum(row.place not in known for row in rows), sum(row.checked is not None for row in rows)
    result = replace(assessed.result, faults=own)
    return Verification(file, result, len(rows), new, sum(map(len, log.values())), changed, drawn_now)


def _refuse_unknown(of: Round, asked: Asked) -> None:
    topics = {topic for edition in of.editions for topic in edition.topics}
    mistakes = [Mistake(code, str(phrase("verification.unknown_agency"))) for code in asked.agencies if of.member(code) is None]
    mistakes += [Mistake(topic, str(phrase("verification.unknown_topic"))) for topic in asked.topics if topic not in topics]
    if mistakes:
        raise RoundError(str(phrase("verification.unknown")), mistakes)


def _choice(of: Round, asked: Asked, drawn_now: Draw | None) -> Choice:
    """Return which claims to list. Agencies that are named are listed beside those that are drawn."""
    named = {member.code for code in asked.agencies if (member := of.member(code)) is not None}
    codes = None if not named and drawn_now is None else frozenset(named | set(drawn_now.codes if drawn_now else ()))
    return Choice(codes, frozenset(asked.topics), asked.every)


def _known(of: Round, before: ReadBook) -> dict[Place, Entered]:
    """Return what was entered, by place; of two rows about one claim that of the first that is not empty."""
    found: dict[Place, Entered] = {}
    for row in before.rows:
        place = _claim_of(of, row)
        if place is not None:
            found[place] = found.get(place) or row.entered
    return found


def _claim_of(of: Round, row: ReadRow) -> Place | None:
    """Return the claim of a row as the program names it; None for a row that has none."""
    member = of.member(row.text("agency"))
    if member is None or row.text("question") not in member.edition.questions:
        return None
    place = member.code, row.text("question")
    return None if stated_in(row.text("key"), *place) is None else place


def _stray(of: Round, before: ReadBook, known: Mapping[Place, Entered]) -> list[StrayRow]:
    """Return the rows that belong to no claim, or say of one what another row does not say."""
    found = []
    for row in before.rows:
        place = _claim_of(of, row)
        if place is None or (row.entered and row.entered != known[place]):
            found.append(StrayRow(row.cells))
    return found


def _draws(before: ReadBook, now: Draw | None, of: Round) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before.draws, *(() if now is None else (draw_words(now, of.lang),)))))


def _hash(rows: Sequence[ClaimRow], stray: Sequence[StrayRow], draws: Sequence[str], of: Round) -> str:
    """Return a hash of everything that the workbook is made from."""
    facts = [(row.place, row.stated, row.claim, sorted(row.notes.items()), row.entered, row.checked, row.objection)
             for row in rows]
    said = repr((program_state(), of.lang, of.title, [one.digest for one in of.editions], facts, stray, draws))
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
