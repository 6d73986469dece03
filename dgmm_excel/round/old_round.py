"""An earlier round, read from the folder that it was consolidated in: what a new round keeps of it.

Only what it published for programs (`data/`) and its settings are read, so that no person's data come along, and so that an
archive of the same files would do. Its files must be those that its descriptor lists: a table that somebody changed is refused.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from dgmm_excel.errors import AnswerError, EditionError, Mistake, RoundError
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.continuation import continuation
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import load_edition
from dgmm_excel.round.answer_lines import AnswerLine, by_agency, scoring_values
from dgmm_excel.round.roster import mistake
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.scoring.evaluate import score
from dgmm_excel.scoring.past import PastRound
from dgmm_excel.text import Lang, as_argument, phrase

_SETTINGS, _DATA, _CRITERIA, _PACKAGE = "round.json", "data", "criteria", "datapackage.json"
_AGENCIES, _ANSWERS, _FINDINGS = "agencies.csv", "answers.csv", "findings.csv"


@dataclass(frozen=True)
class OldAgency:
    """An agency of an earlier round, as the round's data list it. An empty text means not stated."""

    code: str
    edition: str
    name_th: str
    name_en: str
    parent: str
    state: str
    counts: bool
    ministry: str = ""


@dataclass(frozen=True, eq=False)
class OldRound:
    """A round that was consolidated. `own` are the files of the editions that it keeps itself, by edition."""

    folder: Path
    facts: PastRound
    editions: Mapping[str, Edition]
    own: Mapping[str, Path]
    agencies: Mapping[str, OldAgency]
    checked: bool = False
    lang: Lang = "th"

    @property
    def answers(self) -> Path:
        """Its file of answers."""
        return self.folder / _DATA / _ANSWERS

    def lines(self) -> Iterator[tuple[str, list[AnswerLine]]]:
        """Yield each agency's code and its lines of answers; those that findings replaced as they counted in its result."""
        counted = _counted(self.folder / _DATA / _FINDINGS) if self.checked else {}
        for code, lines in by_agency(self.answers):
            yield code, [_official(line, counted) for line in lines] if counted else lines


def read_old_rounds(folders: Sequence[Path], editions: Sequence[Edition], codes: Iterable[str]) -> tuple[OldRound, ...]:
    """Read the rounds that a new round of these editions and agencies follows.

    Raise RoundError, with every reason, for folders that are no round, were never consolidated or were changed since, and for
    rounds without an agency, or with no edition that goes on.
    """
    found, wrong = list[OldRound](), list[Mistake]()
    for folder in folders:
        try:
            one = read_old_round(folder)
        except RoundError as error:
            wrong += error.mistakes
            continue
        if one.facts.id in {other.facts.id for other in found}:
            wrong.append(mistake(str(folder), "previous.twice"))
        found.append(one)
    members = {code.casefold() for code in codes}
    wrong += [reason for one in found for reason in _strangers(one, editions, members)]
    if wrong:
        raise RoundError(str(phrase("previous.refused")), wrong)
    return tuple(found)


def _strangers(old: OldRound, editions: Sequence[Edition], codes: set[str]) -> Iterator[Mistake]:
    """Yield why a new round has nothing in common with an old one."""
    pairs = [(new, before, continuation(new, before)) for new in editions for before in old.editions.values()]
    going_on = [(new, before, common) for new, before, common in pairs if common is not None]
    words = {"old": ", ".join(old.editions), "new": ", ".join(edition.id for edition in editions)}
    if not going_on:
        yield mistake(str(old.folder), "previous.no_edition", first=next(iter(old.editions)), **words)
    for new, before, common in going_on:
        if not common.topics:
            yield mistake(str(old.folder), "previous.no_topic", edition=new.id, before=before.id)
    if not codes & {code.casefold() for code in old.agencies}:
        file = as_argument(old.folder / _DATA / _AGENCIES)
        yield mistake(str(old.folder), "previous.no_agency", count=len(old.agencies), file=file)


def read_old_round(folder: Path) -> OldRound:
    """Read what a folder published when it was consolidated. Raise RoundError with every reason why it cannot be used."""
    settings = _settings(folder)
    tables = _tables(folder)
    editions, own = _editions(folder, settings)
    facts = PastRound(str(settings["id"]), str(settings["title"]), _year(settings, editions))
    with tables[_AGENCIES].open(encoding="utf-8-sig", newline="") as file:
        agencies = {row["code"]: _agency(row) for row in csv.DictReader(file)}
    lang: Lang = "en" if settings.get("lang") == "en" else "th"
    return OldRound(folder, facts, editions, own, agencies, _FINDINGS in tables, lang)


#: The answers that counted after findings, by agency and question.
_Counted = Mapping[tuple[str, str], str]


def _counted(findings: Path) -> _Counted:
    with findings.open(encoding="utf-8-sig", newline="") as file:
        return {(row["agency"], row["question"]): row["counted"] for row in csv.DictReader(file)}


def _official(line: AnswerLine, counted: _Counted) -> AnswerLine:
    agency, edition, question, *_ = line
    text = counted.get((agency, question))
    return line if text is None else [agency, edition, question, text, "accepted" if text else "blank"]


def _agency(row: Mapping[str, str]) -> OldAgency:
    return OldAgency(
        row["code"], row["edition"], row["name_th"], row["name_en"], row["parent"], row["status"], row["counts"] == "true",
        row["ministry"])


def _year(settings: Mapping[str, Any], editions: Mapping[str, Edition]) -> int:
    return int(settings.get("year") or next(iter(editions.values())).year)


def _refused(folder: Path, key: str, **words: object) -> RoundError:
    return RoundError(str(phrase("previous.refused")), [mistake(str(folder), f"previous.{key}", **words)])


def _settings(folder: Path) -> Mapping[str, Any]:
    try:
        settings = json.loads((folder / _SETTINGS).read_text(encoding="utf-8-sig"))
        names = [str(one["edition"]) for one in settings["editions"]]
        return {**settings, "editions": names, "id": settings["id"], "title": settings["title"]}
    except (OSError, ValueError, LookupError, TypeError):
        raise _refused(folder, "no_round") from None


def _tables(folder: Path) -> Mapping[str, Path]:
    """Return the tables that are read, each as the descriptor lists it."""
    order = f"dgmm consolidate {as_argument(folder)}"
    try:
        package = json.loads((folder / _DATA / _PACKAGE).read_bytes())
        listed = {one["path"]: one["hash"] for one in package["resources"]}
    except FileNotFoundError:
        raise _refused(folder, "unconsolidated", order=order) from None
    except (OSError, ValueError, LookupError, TypeError):
        raise _refused(folder, "changed", file=_PACKAGE, order=order) from None
    wanted = (_AGENCIES, _ANSWERS, *((_FINDINGS,) if _FINDINGS in listed else ()))
    for name in wanted:
        if _hash(folder / _DATA / name) != listed.get(name):
            raise _refused(folder, "changed", file=name, order=order)
    return {name: folder / _DATA / name for name in wanted}


def _hash(file: Path) -> str | None:
    try:
        return f"sha256:{sha256(file.read_bytes()).hexdigest()}"
    except OSError:
        return None


def _editions(folder: Path, settings: Mapping[str, Any]) -> tuple[Mapping[str, Edition], Mapping[str, Path]]:
    """Return the editions of an old round, and the files of those that it keeps itself."""
    found, own, wrong = dict[str, Edition](), dict[str, Path](), list[Mistake]()
    for name in settings["editions"]:
        file = folder / _CRITERIA / f"{name}.yaml"
        try:
            if file.is_file():
                found[name], own[name] = load_edition(file), file
            else:
                found[name] = load_edition(name)
        except EditionError as error:
            known = ", ".join(edition_ids())
            wrong.append(mistake(str(folder), "previous.edition", edition=name, file=file, reason=error.headline, known=known))
    if wrong:
        raise RoundError(str(phrase("previous.refused")), wrong)
    return found, own


# -- scored ----------------------------------------------------------------------------------------

#: Called with each agency of an old round that was assessed, the old round, its assessment and its lines of answers.
Taken = Callable[[OldRound, OldAgency, Assessment, Sequence[Sequence[str]]], object]


def score_old_rounds(olds: Sequence[OldRound], taken: Taken) -> None:
    """Score the agencies of old rounds by their own editions, parents before those that inherit, and hand each on.

    A parent may be in another of the rounds. Raise RoundError with every agency whose answers do not fit its edition.
    """
    parents = {one.parent.casefold() for old in olds for one in old.agencies.values() if one.parent}
    kept, wrong = dict[str, Assessment](), list[Mistake]()
    for inheriting in (False, True):
        for old in olds:
            for code, lines in old.lines():
                one = old.agencies.get(code)
                if one is None or one.edition not in old.editions:
                    continue
                edition = old.editions[one.edition]
                if bool(edition.inherited) is not inheriting:
                    continue
                try:
                    found = score(edition, scoring_values(edition, lines), parent=kept.get(one.parent.casefold()))
                except AnswerError as error:
                    wrong.append(mistake(f"{old.answers}: {code}", "previous.answers", reason=error.mistakes[0]))
                    continue
                if code.casefold() in parents and not found.blank:
                    kept[code.casefold()] = found
                taken(old, one, found, lines)
    if wrong:
        raise RoundError(str(phrase("previous.refused")), wrong)
