"""What would spoil a round: its rosters, dates, researchers' figures and forms, looked at together before the forms go out.

An edition's file is looked at the same way: every mistake that the loader finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from dgmm_excel.errors import EditionError, Mistake, RosterError, RoundError
from dgmm_excel.model.at_hand import edition_ids, file_near, file_of
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.extent import extent
from dgmm_excel.model.figure_rules import decimal
from dgmm_excel.model.load import load_edition
from dgmm_excel.model.yaml_file import LineFinder
from dgmm_excel.progress import Track, silent
from dgmm_excel.round import own_editions
from dgmm_excel.round.folder import SETTINGS, Round
from dgmm_excel.round.form_check import form_doubts
from dgmm_excel.round.generate import issued_forms
from dgmm_excel.round.previous_check import unlike_before
from dgmm_excel.round.researchers import read_figures, researcher_questions
from dgmm_excel.round.roster import as_csv, mistake, own_roster
from dgmm_excel.round.roster_check import doubts, wrong_kinds
from dgmm_excel.round.roster_file import RosterFile, roster_in
from dgmm_excel.text import Text, as_argument, day_text, phrase

#: A deadline farther ahead than this is probably a slip in the year.
_FAR_DAYS = 730
#: A year before this one (1957 A.D.) is probably not of the Buddhist era.
_EARLIEST = 2500


@dataclass(frozen=True)
class Check:
    """What was found: `errors` must be corrected first (no form is made before), `warnings` are to be looked at."""

    errors: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...]
    summary: Text


def check(target: str, today: date, track: Track = silent) -> Check:
    """Look at the round in a folder, or at an edition, named by its id or its file.

    Raises RoundError if it is neither, or a folder that is no round; EditionError if a round's edition has mistakes.
    """
    path = Path(target)
    if path.is_dir() and (target not in edition_ids() or (path / SETTINGS).exists()):
        return check_round(Round.open(path), today, track)
    if not path.is_file() and target not in edition_ids():
        raise RoundError(str(phrase("check.no_target", name=target, known=", ".join(edition_ids()))))
    return check_edition(path if path.is_file() else target)


def check_edition(name: str | Path) -> Check:
    """Look for every mistake of an edition's file. Raises EditionError if there is nothing in it to look at."""
    try:
        edition = load_edition(name)
    except EditionError as error:
        if not error.mistakes:
            raise
        return Check(error.mistakes, (), phrase("check.edition", name=name, count=len(error.mistakes)))
    words = {"topics": len(edition.topics), "questions": len(edition.questions)}
    doubts = (*_early_year(name, edition), *_out_of_reach(name, edition), *_predecessor_away(name, edition))
    return Check((), doubts, phrase("check.sound", name=edition.id, **words))


def _line(name: str | Path, key: str) -> str:
    """Return the file and the line of a key in an edition's head."""
    return LineFinder((file_of(name) if isinstance(name, str) else None) or Path(name)).where([key])


def _early_year(name: str | Path, edition: Edition) -> Iterator[Mistake]:
    """Yield a line where the year is probably not of the Buddhist era."""
    if edition.year < _EARLIEST:
        yield mistake(_line(name, "year"), "check.year", year=edition.year)


def _out_of_reach(name: str | Path, edition: Edition) -> Iterator[Mistake]:
    """Yield a line for bands that leave low scores without a level, and for a highest level that the whole cannot reach."""
    low: dict[Fraction, dict[str, Fraction]] = {}
    for code in (*edition.sub_pillars, *(pillar.id for pillar in edition.pillars), "overall"):
        first, least = edition.bands_of(code)[0], extent(edition, code)[0]
        if first > least:
            low.setdefault(first, {})[code] = least
    for first, codes in low.items():
        words = {"ids": ", ".join(codes), "least": decimal(min(codes.values())), "band": decimal(first)}
        yield mistake(_line(name, "bands"), "check.band_first", **words)
    last, most = edition.bands_of("overall")[-1], extent(edition, "overall")[1]
    if last > most and not edition.grouping("overall").verdict:
        yield mistake(_line(name, "bands"), "check.band_last", most=decimal(most), band=decimal(last))


def _predecessor_away(name: str | Path, edition: Edition) -> Iterator[Mistake]:
    """Yield a line where the edition's predecessor is not there to be looked at."""
    says = edition.predecessor
    if says is not None and file_near(Path(name), says.edition) is None:
        yield mistake(f"{edition.id}.yaml", "check.predecessor_away", id=says.edition)


def check_round(of: Round, today: date, track: Track = silent) -> Check:
    """Look at everything that can be known of a round before its forms come back. Writes nothing."""
    errors: list[Mistake] = []
    warnings: list[Mistake] = []
    for look in track((_starting, _editions, _rosters, _previous, _settings, _figures, _forms), phrase("check.doing")):
        try:
            wrong, doubtful = look(of, today)
        except (RosterError, RoundError) as error:
            wrong, doubtful = list(error.mistakes) or [Mistake("", error.headline)], []
        errors += [one for one in wrong if one not in errors]  # a broken roster stands in the way of several
        warnings += doubtful
    summary = phrase("check.round", folder=of.folder, errors=len(errors), warnings=len(warnings))
    return Check(tuple(errors), tuple(warnings), summary)


def before_forms(of: Round, today: date) -> int:
    """Return how many warnings of rosters and settings there are: what a person should see before forms go out."""
    return len(doubts(of.lines, issued_forms(of))) + len(_settings(of, today)[1])


def starting_rosters(of: Round) -> list[Mistake]:
    """Return a line for each roster that is the one that came along, as it was: it is no official list."""
    return [
        mistake(one.file, "roster.default", edition=one.edition.id, count=len(_codes(of, one.edition)), file=one.file)
        for one in of.rosters if _is_own(of, one)
    ]


def _is_own(of: Round, one: RosterFile) -> bool:
    try:
        return roster_in(of.folder, one).read_bytes() == as_csv(own_roster(one.edition.id))
    except (RosterError, OSError):
        return False  # none came along, or the round's own cannot be read


#: Errors, then warnings.
_Found = tuple[list[Mistake], list[Mistake]]


def _rosters(of: Round, _: date) -> _Found:
    return wrong_kinds(of.lines), [*doubts(of.lines, issued_forms(of)), *_without_email(of)]


def _previous(of: Round, _: date) -> _Found:
    return [], list(unlike_before(of))


def _starting(of: Round, _: date) -> _Found:
    return [], starting_rosters(of)


def _editions(of: Round, _: date) -> _Found:
    return [], [Mistake("", str(words)) for words in own_editions.changed(of.folder, of.origins)]


def _without_email(of: Round) -> Iterator[Mistake]:
    """Yield a line for each roster with agencies that have no e-mail address."""
    for one in of.rosters:
        codes = _codes(of, one.edition)
        count = sum(not of.members[code].agency.email for code in codes)
        if count:
            yield mistake(one.file, "roster.no_email", count=count, all=len(codes))


def _settings(of: Round, today: date) -> _Found:
    """Look at the dates, the year and the contact of a round."""
    day, order = of.deadline, f"dgmm deadline {as_argument(of.folder)}"
    found = []
    if day is None:
        found.append(mistake(SETTINGS, "dates.none", order=order))
    elif day < today:
        found.append(mistake(SETTINGS, "dates.passed", day=day_text(day), order=order))
    elif (day - today).days > _FAR_DAYS:
        found.append(mistake(SETTINGS, "dates.far", day=day_text(day), order=order))
    corrected = of.corrections_due
    if corrected is not None and corrected < max(today, day or today):
        found.append(mistake(SETTINGS, "dates.corrections_early", day=day_text(corrected), order=order))
    if of.other_year:
        found.append(Mistake(SETTINGS, str(of.other_year)))
    if not of.contact:
        found.append(mistake(SETTINGS, "check.no_contact"))
    return [], found


def _figures(of: Round, _: date) -> _Found:
    """Find the researchers' figures that are missing, by topic, and those that cannot be used."""
    figures = read_figures(of.researchers, {code: member.edition for code, member in of.members.items()})
    name = of.researchers.name
    found = [Mistake(name, str(note)) for note in figures.notes]
    found += [Mistake(f"{name} {fault.cell}", f"{code}: {fault.message()}", fault.remedy()) for code, fault in figures.faults]
    for edition in of.editions:
        codes = _codes(of, edition)
        for topic, questions in _asked(edition).items():
            count = sum(not questions <= set(figures.values.get(code, ())) for code in codes)
            if count:
                words = {"topic": edition.topics[topic].name, "id": topic, "count": count, "all": len(codes)}
                found.append(mistake(name, "researchers.missing", who=edition.respondent, **words))
    return [], found


def _asked(edition: Edition) -> dict[str, set[str]]:
    """Return the topics that researchers give figures for, each with the questions."""
    topics: dict[str, set[str]] = {}
    for name, question in researcher_questions(edition).items():
        if question.topic is not None:
            topics.setdefault(question.topic, set()).add(name)
    return topics


def _forms(of: Round, _: date) -> _Found:
    return [], list(form_doubts(of, issued_forms(of)))


def _codes(of: Round, edition: Edition) -> list[str]:
    return [code for code, member in of.members.items() if member.edition is edition]
