"""The figures of a round a second time, from the answers alone: what each sheet for people of `consolidated.xlsx` must say.

Levels come from `oracle`, means, medians and ranks are counted here in the plainest way; nothing of `dgmm_excel.report` is used.
`differences` compares a workbook with them, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook

from dgmm_excel.agency import Agency
from dgmm_excel.model.describe import reachable
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Lang, said
from tests.support import oracle

LEVELS = (1, 2, 3, 4, 5)
STATES = ("missing", "blank", "other_round", "unreadable", "contradicting", "faulty", "incomplete", "complete")
_Row = Sequence[Any]


@dataclass(frozen=True)
class Known:
    """An agency, its state, whether it counts, and its score at every id; None where it has none.

    `scores` are official: after findings about it or about what it inherits, if there are any (`verified`); `stated` are those
    without.
    """

    agency: Agency
    edition: str
    state: str
    counts: bool
    mission: str
    scores: Mapping[str, Fraction | None]
    stated: Mapping[str, Fraction | None] = field(default_factory=dict)
    verified: bool = False

    def level(self, code: str) -> int | None:
        score = self.scores.get(code)
        return None if score is None else oracle.level_of(score)


#: A finding that counts: the question, its kind, and the answer that it is corrected to.
Found = tuple[str, str, oracle.Value | None]


def replaced(edition: str, answers: Mapping[str, oracle.Value], findings: Iterable[Found]) -> dict[str, oracle.Value]:
    """Return the answers after findings; the lowest answer is no, the first choice, nought. Figures of a share are not lowered here."""
    found = dict(answers)
    for question, kind, value in findings:
        row = next(row for row in oracle.QUESTIONS[edition] if row[0] == question)
        if kind == "corrected":
            assert value is not None
            found[question] = value
        elif kind != "holds":
            found[question] = False if row[1] == "yes_no" else row[2][0] if row[2] else 0
    return found


def known(
    agencies: Iterable[tuple[Agency, str]], table: Iterable[Mapping[str, Any]], answers: Iterable[Mapping[str, str]],
    half: Fraction = Fraction(1, 2), findings: Mapping[str, Sequence[Found]] = MappingProxyType({}),
) -> list[Known]:
    """Return the agencies of a round, each with its edition's id, from the lines of `Agencies` and of `data/answers.csv`.

    `findings` are those that count, by agency. Raise AssertionError where `Agencies` says otherwise whether an agency counts than its numbers of answers do.
    """
    given: dict[str, dict[str, oracle.Value]] = {}
    for line in answers:
        own = given.setdefault(line["agency"], {})
        if line["state"] in ("accepted", "repaired") and line["value"]:
            row = next((row for row in oracle.QUESTIONS[line["edition"]] if row[0] == line["question"]), None)
            if row is not None:
                own[row[0]] = _typed(row[1], line["value"])
    lines, results, verified = {line["code"]: line for line in table}, dict[str, oracle.Result](), dict[str, oracle.Result]()
    found = []
    for agency, edition in sorted(agencies, key=lambda pair: pair[1] == oracle.PROVINCE):  # parents first
        said_of, own = lines[agency.code], given.get(agency.code, {})
        result = oracle.assess(edition, own, results.get(agency.parent)) if said_of["answered"] else None
        if result is not None:
            results[agency.code] = result
        parent = agency.parent if edition == oracle.PROVINCE else ""
        if result is not None and (agency.code in findings or parent in verified):
            after = replaced(edition, own, findings.get(agency.code, ()))
            verified[agency.code] = oracle.assess(edition, after, verified.get(parent) or results.get(parent))
        counts = bool(said_of["answered"] and said_of["answered"] >= half * said_of["asked"])
        assert said_of["counts"] is counts, agency.code
        mission = str(own.get("agency.mission") or agency.mission)
        scores = {} if result is None else _scores(result)
        official = _scores(verified[agency.code]) if agency.code in verified else scores
        found.append(Known(agency, edition, said_of["status"], counts, mission, official, scores, agency.code in verified))
    return found


def _typed(kind: str, value: str) -> oracle.Value:
    return value == "true" if kind == "yes_no" else int(value) if kind == "integer" else float(value) if kind == "number" else value


def _scores(result: oracle.Result) -> dict[str, Fraction | None]:
    groups = (result.pillars, result.sub_pillars, result.topics)  # an id that two of them share is the topic's
    return {code: one.score for group in groups for code, one in group.items()} | {"overall": result.overall.score}


# -- plain arithmetic ------------------------------------------------------------------------------


def _shown(score: Fraction | None) -> float | None:
    return None if score is None else float(oracle.rounded(score))


def scores_at(some: Iterable[Known], code: str) -> list[Fraction]:
    """Return the scores at an id of those that count, in order."""
    return sorted(score for one in some if one.counts and (score := one.scores.get(code)) is not None)


def distribution(some: Sequence[Known], code: str) -> list[Any]:
    """Agencies, mean, median, level of the mean, agencies at each level; as cells hold them."""
    scores = scores_at(some, code)
    if not scores:
        return [0, None, None, "–", *(0 for _ in LEVELS)]
    mean = sum(scores, Fraction()) / len(scores)
    middle = (scores[(len(scores) - 1) // 2] + scores[len(scores) // 2]) / 2
    levels = [oracle.level_of(score) for score in scores]
    return [len(scores), _shown(mean), _shown(middle), oracle.level_of(mean), *(levels.count(level) for level in LEVELS)]


def pillars_of(edition: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return the topics of each sub-pillar of each pillar of an edition."""
    return oracle.STRUCTURE[edition]


def _mean(scores: Iterable[Fraction | None]) -> Fraction | None:
    there = [score for score in scores if score is not None]
    return sum(there, Fraction()) / len(there) if there else None


def _overall(edition: str, scores: Mapping[str, Fraction | None]) -> Fraction | None:
    return _mean(_mean(_mean(scores[topic] for topic in topics) for topics in subs.values()) for subs in pillars_of(edition).values())


def lifted(some: Iterable[Known], topic: str, reachable: Sequence[int]) -> int:
    """How many agencies that count would have a higher overall level with the next level at the topic."""
    count = 0
    for one in some:
        level, overall = one.level(topic), one.level("overall")
        above = next((other for other in reachable if level is not None and other > level), None)
        if one.counts and overall is not None and above is not None:
            after = _overall(one.edition, {**one.scores, topic: Fraction(above)})
            count += after is not None and oracle.level_of(after) > overall
    return count


def held(some: Iterable[Known], topic: str, reachable: Sequence[int]) -> int:
    """How many agencies that count are at the topic no higher than overall, below 5, though they could be higher there."""
    found = ((one.level(topic), one.level("overall")) for one in some if one.counts)
    return sum(level is not None and overall is not None and overall < LEVELS[-1] and level <= overall and level < reachable[-1]
               for level, overall in found)


def place_among(scores: Sequence[Fraction], own: Fraction) -> tuple[int, int]:
    """Return the rank of a score as it is shown, 1 for the best, and among how many."""
    return 1 + sum(oracle.rounded(score) > oracle.rounded(own) for score in scores), len(scores)


# -- the workbook ----------------------------------------------------------------------------------


def differences(
    book: Workbook, all_of_them: Sequence[Known], editions: Sequence[Edition], lang: Lang
) -> Iterator[str]:
    """Yield every cell of the sheets for people that says something else; `book` has values, not formulas."""
    respondents = {edition.id: edition.respondent[lang] for edition in editions}
    of = {edition.id: edition for edition in editions}
    summary = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    starts = {edition: next(n for n, row in enumerate(summary) if row[0] == said("report.standing", lang, who=who))
              for edition, who in respondents.items()}
    yield from _response(summary, all_of_them, respondents, lang)
    for edition, who in respondents.items():
        some = [one for one in all_of_them if one.edition == edition]
        below = summary[starts[edition]:min((n for n in starts.values() if n > starts[edition]), default=None)]
        yield from _headline(below, some, edition, lang)
        sheets = {key: book[said(f"report.{key}", lang, who=who)] for key in ("groups", "ranking", "spread", "topics", "pillars")}
        rows = {key: [list(row) for row in sheet.iter_rows(values_only=True)] for key, sheet in sheets.items()}
        yield from _groups(rows["groups"], some, edition, lang)
        yield from _ranking(rows["ranking"], some)
        topics = [topic for subs in pillars_of(edition).values() for names in subs.values() for topic in names]
        for topic in topics:
            ladder, inherited = reachable(of[edition], topic), of[edition].topics[topic].source == "inherited"
            steps = [held(some, topic, ladder), 0 if inherited else lifted(some, topic, ladder)]
            yield from _line(rows["spread"], topic, 2, [*distribution(some, topic), *steps])
        for subs in pillars_of(edition).values():
            for sub in subs:
                yield from _line(rows["spread"], sub, 2, distribution(some, sub))
        for one in some:
            levels = [("–" if one.scores else None) if (level := one.level(topic)) is None else level for topic in topics]
            yield from _line(rows["topics"], one.agency.code, 6, levels)
            pairs = [cell for pillar in pillars_of(edition) for cell in (_shown(one.scores.get(pillar)), one.level(pillar))]
            yield from _line(rows["pillars"], one.agency.code, 4, [_shown(one.scores.get("overall")), one.level("overall"), *pairs])


def _line(rows: Sequence[_Row], first: object, at: int, expected: Sequence[Any]) -> Iterator[str]:
    """Yield what is wrong with the row that begins with `first`, from column `at` on, counted from 0."""
    found = [row for row in rows if row[0] == first]
    if len(found) != 1:
        yield f"{first}: {len(found)} rows"
        return
    cells = [None if cell == "" else cell for cell in found[0][at:at + len(expected)]]
    if cells != list(expected):
        yield f"{first}: {cells} instead of {list(expected)}"


def _response(rows: Sequence[_Row], some: Sequence[Known], respondents: Mapping[str, str], lang: Lang) -> Iterator[str]:
    groups = {who: [one for one in some if one.edition == edition] for edition, who in respondents.items()}
    if len(groups) > 1:
        groups[said("report.total", lang)] = list(some)
    for who, members in groups.items():
        counts = [sum(one.state == state for one in members) for state in STATES]
        rate = sum(one.counts for one in members) / len(members) if members else None
        yield from _line(rows, who, 2, [*counts, len(members), rate])


def _headline(rows: Sequence[_Row], some: Sequence[Known], edition: str, lang: Lang) -> Iterator[str]:
    yield from _line(rows, said("report.overall", lang), 2, distribution(some, "overall"))
    for key, chosen in (("complete", [one for one in some if one.state == "complete"]),
                        ("incomplete", [one for one in some if one.state != "complete"])):
        if scores_at(chosen, "overall"):
            yield from _line(rows, said(f"report.only_{key}", lang), 2, distribution(chosen, "overall"))
    for pillar in pillars_of(edition):
        yield from _line([row for row in rows if row[0] == pillar][:1], pillar, 2, distribution(some, pillar))
    topics = [topic for subs in pillars_of(edition).values() for names in subs.values() for topic in names]
    means = {topic: sum(scores, Fraction()) / len(scores) for topic in topics if (scores := scores_at(some, topic))}
    for key, sign in (("strongest", -1), ("weakest", 1)):
        best = sorted(means, key=lambda topic: sign * means[topic])[:3]
        start = next((n for n, row in enumerate(rows) if row[0] == said(f"report.{key}", lang, count=len(best))), None)
        shown = [] if start is None else rows[start + 1:start + 1 + len(best)]
        if [row[0] for row in shown] != best:
            yield f"{key}: {[row[0] for row in shown]} instead of {best}"
        for row, topic in zip(shown, best, strict=False):
            yield from _line([row], topic, 2, distribution(some, topic))


def _groups(rows: Sequence[_Row], some: Sequence[Known], edition: str, lang: Lang) -> Iterator[str]:
    missions = {"service": "service", "policy": "policy"}
    for key in ("ministry", "mission", "kind"):
        of = {one.agency.code: one.mission if key == "mission" else str(getattr(one.agency, key)) for one in some}
        names = dict.fromkeys(of.values())
        start = next((n for n, row in enumerate(rows) if row[0] == said(f"report.grouping_{key}", lang)), None)
        if start is None:
            if key == "ministry" or len(names) > 1:
                yield f"nothing by {key}"
            continue
        shown = rows[start + 2:start + 2 + len(names)]
        ordered = sorted(names, key=lambda name: not name)
        for name, row in zip(ordered, shown, strict=True):
            members = [one for one in some if of[one.agency.code] == name]
            if key != "mission" or name not in missions:
                words = name or said("report.unstated", lang)
                if row[0] != words:
                    yield f"{key}: {row[0]} instead of {words}"
            pillars = [distribution(members, pillar)[1] for pillar in pillars_of(edition)]
            rate = sum(one.counts for one in members) / len(members)
            expected = [len(members), rate, *distribution(members, "overall"), *pillars]
            cells = [None if cell == "" else cell for place, cell in enumerate(row[1:len(expected) + 2]) if place != 2]  # no dates here
            if cells != expected:
                yield f"{key} {name}: {cells} instead of {expected}"


def _ranking(rows: Sequence[_Row], some: Sequence[Known]) -> Iterator[str]:
    ranked = {one.agency.code: one for one in some if one.counts and one.scores.get("overall") is not None}
    shown = {row[1]: row for row in rows[3:] if row[1]}
    if list(shown.keys() ^ ranked.keys()):
        yield f"ranked: {sorted(shown.keys() ^ ranked.keys())} differ"
    everyone = scores_at(some, "overall")
    missions = len({one.mission for one in some}) > 1
    for code, one in ranked.items():
        own = one.scores["overall"]
        assert own is not None
        rank, of = place_among(everyone, own)
        lower = sum(oracle.rounded(score) < oracle.rounded(own) for score in everyone)
        expected: list[Any] = [rank, _shown(own), one.level("overall"), lower / (of - 1) if of > 1 else None]
        for name, peers in ((one.agency.ministry, [o for o in some if o.agency.ministry == one.agency.ministry]),
                            (one.mission, [o for o in some if o.mission == one.mission])):
            group = scores_at(peers, "overall")
            expected += (rank, of) if not name or len(group) < 5 else place_among(group, own)
        row = shown[code]
        cells = [row[0], *row[4:7], *row[7:11]]
        if cells[:None if missions else 6] != expected[:None if missions else 6]:
            yield f"rank of {code}: {cells} instead of {expected}"
