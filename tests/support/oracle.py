"""A second, independent scoring of the model 2566, written from its text alone, to check the product against.

Plain Python and exact fractions; it imports nothing of the product. `assess` scores one form,
`random_answers` draws forms that are likely to hurt. Scores are exact Fractions 1..5, levels whole numbers
1..5, None where there is none.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

DEPARTMENT = "dga-2566-department"
PROVINCE = "dga-2566-province"

Value = bool | int | float | str
Answers = Mapping[str, Value | None]
# id, type, choice keys (lowest first), minimum, maximum, answered_by, topic
Row = tuple[str, str, tuple[str, ...] | None, int | None, int | None, str, str | None]


@dataclass(frozen=True)
class TopicResult:
    """One topic; `missing`: what an agency's topic still asks for, in the order of the questions."""

    score: Fraction | None
    level: int | None
    status: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class GroupResult:
    """A sub-pillar, a pillar or the whole; `rests_on` is the number of topics with a level beneath it."""

    score: Fraction | None
    level: int | None
    rests_on: int


@dataclass(frozen=True)
class Result:
    """A scored form; ids are those of the facts (P1.1, S1.1, P1)."""

    edition: str
    topics: dict[str, TopicResult]
    sub_pillars: dict[str, GroupResult]
    pillars: dict[str, GroupResult]
    overall: GroupResult


# ---- what is asked, in the order of the facts ----

AREAS = ("open", "exchange", "analytics")
SKILLS = tuple(f"{n:02}" for n in range(1, 8))
SYSTEMS = ("saraban", *(f"basic.{n}" for n in range(1, 6)), "dss", *(f"other.{n}" for n in range(1, 6)))
ROWS = tuple(str(k) for k in range(1, 6))
FIELDS = ("name", "prev_total", "prev_digital", "cur_total", "cur_digital")
FREQUENCIES = ("none", "irregular", "over_year", "yearly", "quarterly", "monthly", "daily", "realtime")
LAGS = ("over_quarter", "quarter", "month", "week", "day", "realtime")
LARGE = 999_999_999


def ids(topic: str, last: int, first: int = 1) -> tuple[str, ...]:
    """Return `topic.01` … with two digits."""
    return tuple(f"{topic}.{n:02}" for n in range(first, last + 1))


def nums(prefix: str, last: int) -> tuple[str, ...]:
    """Return `prefix.1` … with one digit."""
    return tuple(f"{prefix}.{n}" for n in range(1, last + 1))


def _yes(topic: str, names: Iterable[str]) -> list[Row]:
    return [(name, "yes_no", None, None, None, "agency", topic) for name in names]


def _choice(topic: str | None, name: str, *keys: str) -> Row:
    return (name, "choice", keys, None, None, "agency", topic)


def _whole(topic: str, name: str, low: int, high: int, by: str = "agency") -> Row:
    return (name, "integer", None, low, high, by, topic)


def _data_governance() -> list[Row]:
    rows: list[Row] = []
    for area in AREAS:
        rows += _yes("P2.1", [f"P2.1.{area}.system"])
        rows.append(_choice("P2.1", f"P2.1.{area}.catalog", "none", "planned", "made", "shared"))
    return rows


def _training(topic: str) -> list[Row]:
    ways = [f"{topic}.training", f"{topic}.selfstudy", f"{topic}.coaching"]
    return _yes(topic, ways + [f"{topic}.{n}.{part}" for n in SKILLS for part in ("taught", "measured")])


def _core_services() -> list[Row]:
    rows: list[Row] = []
    for k in ROWS:
        rows.append((f"P4.4.{k}.name", "text", None, None, None, "agency", "P4.4"))
        rows += [_whole("P4.4", f"P4.4.{k}.{field}", 0, LARGE) for field in FIELDS[1:]]
    return rows


def _usability() -> Row:
    return ("P4.U.score", "number", None, 0, 1, "coordinator", "P4.U")


def _has_systems() -> list[Row]:
    return _yes("P5.1", [f"P5.1.{system}" for system in SYSTEMS])


def _infrastructure() -> list[Row]:
    return _yes("P6.1", ids("P6.1", 4))


def _security() -> list[Row]:
    return _yes("P6.2", ["P6.2.plan", "P6.2.iso27001", *ids("P6.2", 6)])


def _department_questions() -> list[Row]:
    levels = ("1", "2", "3", "4", "5")
    return [
        _choice(None, "agency.mission", "service", "policy"),
        *_yes("P1.1", ids("P1.1", 12)),
        *_yes("P1.3A", ids("P1.3A", 11)),
        *_yes("P1.3B", [f"P1.3B.01{c}" for c in "abcdef"] + list(ids("P1.3B", 5, first=2))),
        *_yes("P1.5", ids("P1.5", 8)),
        *_yes("P1.6", ids("P1.6", 5)),
        *_yes("P1.7", ["P1.7.plan.dg", "P1.7.plan.open", "P1.7.plan.pdpa"]),
        *_yes("P1.7", [name for area in AREAS for name in nums(f"P1.7.{area}", 4)]),
        *_data_governance(),
        *_yes("P2.3", [f"P2.3.{x}" for x in ("valuable", "metadata", "resources", "catalog")]),
        *_yes("P2.3", [f"P2.3.{x}" for x in ("registered", "quality", "used", "survey")]),
        _choice("P2.7", "P2.7.training", "none", "responsible", "service", "all"),
        *_yes("P2.7", ids("P2.7", 9)),
        _choice("P2.8.1", "P2.8.1.frequency", *FREQUENCIES),
        _choice("P2.8.1", "P2.8.1.lag", *LAGS),
        *_yes("P2.8.3", ["P2.8.3.cleansing", "P2.8.3.warehouse", "P2.8.3.lake"]),
        _choice("P2.8.3", "P2.8.3.masking", "none", "masking", "encryption"),
        _choice("P2.9", "P2.9.use", "0", *levels),
        *_yes("G2", ["G2.dcio", *ids("G2", 3)]),
        *_yes("G4", ["G4.pushing"]),
        _whole("G4", "G4.successes", 0, 999),
        ("P3.2.mean", "number", None, 0, 100, "coordinator", "P3.2"),
        _whole("P3.2", "P3.2.takers", 0, LARGE, "coordinator"),
        _whole("P3.2", "P3.2.staff", 1, LARGE, "coordinator"),
        *_training("P3.4"),
        _choice("P4.5", "P4.5.copies", "asks", "never"),
        *_yes("P4.2", ids("P4.2", 7)),
        *(_choice("P4.3", name, "none", *levels) for name in ids("P4.3", 10)),
        _usability(),
        *_core_services(),
        *_yes("P4.10.1", ids("P4.10.1", 5)),
        _whole("P4.10.2", "P4.10.2.count", 0, 8),
        _whole("P4.10.3", "P4.10.3.count", 0, 4),
        *_has_systems(),
        *_yes("P5.1C", [f"P5.1C.{system}" for system in SYSTEMS]),
        _choice("P5.2", "P5.2.agencies", "none", "one_way", "both"),
        _choice("P5.2", "P5.2.platform", "none", "one_way", "both"),
        *_yes("P5.3", ["P5.3.automation", *ids("P5.3", 5)]),
        *_yes("P5.5", nums("P5.5.app", 6) + nums("P5.5.remote", 4)),
        *_infrastructure(),
        *_yes("P6.1.1", nums("P6.1.1.backup", 2) + nums("P6.1.1.availability", 3)),
        *_security(),
        *_yes("P7", ids("P7", 11)),
    ]


def _province_questions() -> list[Row]:
    rows: list[Row] = [
        _choice(None, "agency.answered_by", "committee", "other"),
        *_yes("P1.1", ids("P1.1", 12)),
        _choice("P1.2", "P1.2.status", "none", "drafting", "in_force"),
        *_yes("P1.3D", ["P1.3D.plan"]),
        *_yes("P1.3D", [name for area in AREAS for name in nums(f"P1.3D.{area}", 4)]),
        *_data_governance(),
        _choice("P2.2", "P2.2.stars", "0", "1", "2", "3", "4", "5"),
        *_yes("G1", ["G1.committee", "G1.met"]),
        *_yes("G3", ["G3.pushing"]),
        _whole("G3", "G3.successes", 0, 999),
        *_training("P3.1"),
        _whole("P4.1", "P4.1.total", 0, LARGE),
        _whole("P4.1", "P4.1.digital", 0, LARGE),
        *_yes("P4.1", ["P4.1.unknown"]),
        _choice("P4.3", "P4.3.copies", "asks", "never"),
        *_yes("P4.2", ids("P4.2", 7)),
        _usability(),
    ]
    for topic in nums("P4.4", 3):
        rows += _yes(topic, [f"{topic}.active", *nums(topic, 5)])
    rows += _has_systems()
    rows += _yes("P5.P", nums("P5.P.app", 6) + nums("P5.P.remote", 3))
    return [*rows, *_infrastructure(), *_security(), *_yes("P7", ids("P7", 11))]


QUESTIONS: dict[str, list[Row]] = {DEPARTMENT: _department_questions(), PROVINCE: _province_questions()}

STRUCTURE: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    DEPARTMENT: {
        "P1": {"S1.1": ("P1.1",), "S1.2": ("P1.3A", "P1.3B"), "S1.3": ("P1.5", "P1.6"), "S1.4": ("P1.7",)},
        "P2": {"S2.1": ("P2.1",), "S2.2": ("P2.3",), "S2.3": ("P2.7",), "S2.4": ("P2.8.1", "P2.8.3", "P2.9")},
        "P3": {"S3.1": ("G2", "G4"), "S3.2": ("P3.2",), "S3.3": ("P3.4",)},
        "P4": {
            "S4.1": ("P4.5", "P4.2", "P4.3"),
            "S4.2": ("P4.U",),
            "S4.3": ("P4.4",),
            "S4.4": ("P4.10.1", "P4.10.2", "P4.10.3"),
        },
        "P5": {"S5.1": ("P5.1", "P5.1C", "P5.2"), "S5.2": ("P5.3",), "S5.3": ("P5.5",)},
        "P6": {"S6.1": ("P6.1", "P6.1.1"), "S6.2": ("P6.2",)},
        "P7": {"S7.1": ("P7",)},
    },
    PROVINCE: {
        "P1": {"S1.1": ("P1.1",), "S1.2": ("P1.3A", "P1.3B"), "S1.3": ("P1.2",), "S1.4": ("P1.3D",)},
        "P2": {"S2.1": ("P2.1",), "S2.2": ("P2.2",), "S2.3": ("P2.7",), "S2.4": ("P2.8.1", "P2.8.3", "P2.9")},
        "P3": {"S3.1": ("G1", "G3"), "S3.2": ("P3.2",), "S3.3": ("P3.1",)},
        "P4": {
            "S4.1": ("P4.1",),
            "S4.2": ("P4.3", "P4.2"),
            "S4.3": ("P4.4",),
            "S4.4": ("P4.U",),
            "S4.5": ("P4.4.1", "P4.4.2", "P4.4.3"),
        },
        "P5": {"S5.1": ("P5.1",), "S5.2": ("P5.3",), "S5.3": ("P5.P",)},
        "P6": {"S6.1": ("P6.1",), "S6.2": ("P6.2",)},
        "P7": {"S7.1": ("P7",)},
    },
}

INHERITED: dict[str, tuple[str, ...]] = {
    DEPARTMENT: (),
    PROVINCE: ("P1.3A", "P1.3B", "P2.7", "P2.8.1", "P2.8.3", "P2.9", "P3.2", "P4.4", "P5.3"),
}
COORDINATOR = ("P3.2", "P4.U")
POLICY_ITEMS = tuple(f"P1.1.{n:02}" for n in (1, 5, 7, 8, 9, 10, 11, 12))


def topics_of(edition_id: str) -> list[str]:
    """Return the edition's topic ids in the order of the facts."""
    return [t for subs in STRUCTURE[edition_id].values() for topics in subs.values() for t in topics]


# ---- which answers count ----


def is_blank(value: Value | None) -> bool:
    """Say whether a value is no answer: None, or text of white space only."""
    return value is None or (isinstance(value, str) and not value.strip())


@dataclass(frozen=True)
class Given:
    """The answers that count: asked and not blank."""

    values: Mapping[str, Value]

    def yes(self, name: str) -> bool:
        return self.values.get(name) is True

    def count(self, names: Iterable[str]) -> int:
        return sum(self.yes(name) for name in names)

    def key(self, name: str, blank: str) -> str:
        return str(self.values.get(name, blank))

    def number(self, name: str) -> Fraction | None:
        """Return a number as it is printed, or None where it is not stated."""
        return Fraction(str(self.values[name])) if name in self.values else None

    def whole(self, name: str) -> Fraction:
        return self.number(name) or Fraction(0)


def _unasked(edition_id: str, given: Given) -> set[str]:
    """Return the questions whose own condition is not met by the answers that count so far."""
    off: set[str] = set()

    def gate(opener: str, names: Iterable[str]) -> None:
        if not given.yes(opener):
            off.update(names)

    gate("P6.2.plan", ["P6.2.iso27001", *ids("P6.2", 6)])
    training = "P3.4" if edition_id == DEPARTMENT else "P3.1"
    for n in SKILLS:
        gate(f"{training}.{n}.taught", [f"{training}.{n}.measured"])
    if edition_id == PROVINCE:
        gate("P1.3D.plan", [name for area in AREAS for name in nums(f"P1.3D.{area}", 4)])
        gate("G1.committee", ["G1.met"])
        gate("G3.pushing", ["G3.successes"])
        for topic in nums("P4.4", 3):
            gate(f"{topic}.active", nums(topic, 5))
        if given.yes("P4.1.unknown"):
            off.update(("P4.1.total", "P4.1.digital"))
        return off
    if given.key("agency.mission", "") == "policy":
        off.update(set(ids("P1.1", 12)) - set(POLICY_ITEMS))
    if given.key("P2.8.1.frequency", "none") == "none":
        off.add("P2.8.1.lag")
    gate("G2.dcio", [*ids("G2", 3), "G4.pushing"])
    gate("G4.pushing", ["G4.successes"])
    for system in SYSTEMS:
        gate(f"P5.1.{system}", [f"P5.1C.{system}"])
    gate("P5.3.automation", ids("P5.3", 5))
    return off


def counting(edition_id: str, answers: Answers) -> tuple[Given, set[str]]:
    """Return the answers that count and the questions that are not asked."""
    given = Given({k: v for k, v in answers.items() if v is not None and not is_blank(v)})
    while True:  # a gate may itself be switched off by a gate (G2.dcio, G4.pushing, G4.successes)
        off = _unasked(edition_id, given)
        kept = {k: v for k, v in given.values.items() if k not in off}
        if len(kept) == len(given.values):
            return given, off
        given = Given(kept)


# ---- levels ----

Rule = Callable[[Given], int | Fraction]


def steps(count: int | Fraction, w: int, x: int, y: int, z: int) -> int:
    """Level 2 from w, 3 from x, 4 from y, 5 from z, else 1."""
    return 1 + sum(count >= least for least in (w, x, y, z))


def _counted(names: tuple[str, ...], w: int, x: int, y: int, z: int) -> Rule:
    return lambda g: steps(g.count(names), w, x, y, z)


def _ladder(*rungs: bool) -> int:
    """Level 1 and one more for each rung from the bottom that holds."""
    level = 1
    for rung in rungs:
        if not rung:
            break
        level += 1
    return level


def _p1_1(g: Given) -> int:
    service = steps(g.count(ids("P1.1", 12)), 1, 4, 7, 10)
    policy = steps(g.count(POLICY_ITEMS), 1, 3, 5, 7)
    return {"service": service, "policy": policy}.get(g.key("agency.mission", ""), min(service, policy))


def _p1_3b(g: Given) -> int:
    certificate = any(g.yes(f"P1.3B.01{c}") for c in "abcdef")
    return steps(certificate + g.count(ids("P1.3B", 5, first=2)), 1, 2, 3, 4)


def _p1_7(g: Given) -> int:
    plans = g.count(("P1.7.plan.dg", "P1.7.plan.open", "P1.7.plan.pdpa"))
    whole_area = any(g.count(nums(f"P1.7.{area}", 4)) == 4 for area in AREAS)
    return 5 if plans == 3 and whole_area else 1 + plans


def _p2_1(g: Given) -> int:
    best = 1
    for area in AREAS:
        system, catalog = g.yes(f"P2.1.{area}.system"), g.key(f"P2.1.{area}.catalog", "none")
        if system:
            best = max(best, {"none": 2, "planned": 3, "made": 4, "shared": 5}[catalog])
        elif catalog != "none":
            best = max(best, 2)
    return best


def _p2_3(g: Given) -> int:
    def has(*parts: str) -> bool:
        return all(g.yes(f"P2.3.{part}") for part in parts)

    return _ladder(
        has("valuable", "metadata", "resources"),
        has("catalog", "registered"),
        has("quality", "used"),
        has("survey"),
    )


def _p2_7(g: Given) -> int:
    trained = ("none", "responsible", "service", "all").index(g.key("P2.7.training", "none"))
    duties = g.count(ids("P2.7", 9))
    held = [
        level
        for level, (group, least) in {2: (1, 2), 3: (2, 4), 4: (3, 6), 5: (3, 8)}.items()
        if trained >= group and duties >= least
    ]
    return max(held, default=1)


def _p2_8_1(g: Given) -> int:
    frequency, lag = g.key("P2.8.1.frequency", "none"), g.key("P2.8.1.lag", "over_quarter")
    if frequency == "none":
        return 1
    if frequency in ("irregular", "over_year") or lag == "over_quarter":
        return 2
    return {"quarter": 3, "month": 3, "week": 4, "day": 4, "realtime": 5}[lag]


def _p2_8_3(g: Given) -> int:
    masking = g.key("P2.8.3.masking", "none")
    stored = g.yes("P2.8.3.warehouse") or g.yes("P2.8.3.lake")
    return _ladder(g.yes("P2.8.3.cleansing"), stored, masking != "none", masking == "encryption")


def _p2_9(g: Given) -> int:
    return {"0": 1, "1": 2, "2": 2, "3": 3, "4": 4, "5": 5}[g.key("P2.9.use", "0")]


def _g2(g: Given) -> int:
    return 2 + g.count(ids("G2", 3)) if g.yes("G2.dcio") else 1


def _pushing(topic: str) -> Rule:
    def level(g: Given) -> int:
        if not g.yes(f"{topic}.pushing"):
            return 1
        return 1 + sum(g.whole(f"{topic}.successes") >= least for least in (0, 1, 3, 5))

    return level


def sample_size(staff: Fraction) -> int:
    """Krejcie and Morgan's sample for a population of `staff`, to the nearest whole number."""
    chi, p, d = Fraction("3.841"), Fraction("0.5"), Fraction("0.05")
    exact = chi * staff * p * (1 - p) / (d**2 * (staff - 1) + chi * p * (1 - p))
    return int(exact + Fraction(1, 2))


def _p3_2(g: Given) -> int:
    mean, takers, staff = (g.number(f"P3.2.{part}") for part in ("mean", "takers", "staff"))
    if takers == 0:
        return 1
    assert mean is not None and takers is not None and staff is not None
    weighted = mean * min(Fraction(1), takers / sample_size(staff))
    return 1 + sum(weighted > upto for upto in (20, 40, 60, 80))


def _training_level(topic: str) -> Rule:
    def level(g: Given) -> int:
        way = any(g.yes(f"{topic}.{part}") for part in ("training", "selfstudy", "coaching"))
        taught = g.count(f"{topic}.{n}.taught" for n in SKILLS)
        measured = g.count(f"{topic}.{n}.measured" for n in SKILLS)
        if not way or taught == 0:
            return 1
        if taught < 7:
            return 2
        return {0: 3, 7: 5}.get(measured, 4)

    return level


def _copies(name: str) -> Rule:
    return lambda g: 5 if g.key(name, "asks") == "never" else 1


def _p4_3(g: Given) -> Fraction:
    keys = [g.key(name, "none") for name in ids("P4.3", 10)]
    return Fraction(sum(1 if key == "none" else int(key) for key in keys), 10)


def _p4_u(g: Given) -> int:
    score = g.whole("P4.U.score")
    return 1 + sum(score > Fraction(upto) for upto in ("0", "0.25", "0.5", "0.75"))


def _p4_4(g: Given) -> int:
    sums = dict.fromkeys(FIELDS[1:], Fraction(0))
    stated = 0
    for k in ROWS:
        told = [f"P4.4.{k}.{field}" in g.values for field in FIELDS]
        if any(told) and not all(told):
            return 1
        if not any(told):
            continue
        stated += 1
        row = {field: g.whole(f"P4.4.{k}.{field}") for field in FIELDS[1:]}
        if row["prev_digital"] > row["prev_total"] or row["cur_digital"] > row["cur_total"]:
            return 1
        for field, number in row.items():
            sums[field] += number
    if not stated or sums["cur_total"] == 0 or sums["cur_digital"] == 0:
        return 1
    now = sums["cur_digital"] / sums["cur_total"]
    before = sums["prev_digital"] / sums["prev_total"] if sums["prev_total"] else Fraction(0)
    if now == 1:
        return 5
    if now <= before:
        return 2
    return 3 + (now >= Fraction(3, 10)) + (now >= Fraction(1, 2))


def _p5_1(g: Given) -> int:
    basic = g.count(nums("P5.1.basic", 5))
    return _ladder(
        g.yes("P5.1.saraban"),
        basic >= 1,
        basic == 5 and g.yes("P5.1.dss"),
        g.count(nums("P5.1.other", 5)) >= 1,
    )


def _p5_1c(g: Given) -> int:
    def linked(systems: Iterable[str]) -> int:  # links of systems not had do not count: they are not asked
        return g.count(f"P5.1C.{system}" for system in systems)

    had = g.count(f"P5.1.{system}" for system in SYSTEMS)
    return _ladder(
        g.yes("P5.1.saraban") and linked(["saraban"]) == 1,
        g.count(nums("P5.1.basic", 5)) == 5 and 2 * linked(SYSTEMS[:6]) >= 6,
        g.yes("P5.1.dss") and 2 * linked(SYSTEMS[:7]) >= 7,
        g.count(nums("P5.1.other", 5)) >= 1 and 2 * linked(SYSTEMS) >= had,
    )


def _p5_2(g: Given) -> int:
    agencies, platform = g.key("P5.2.agencies", "none"), g.key("P5.2.platform", "none")
    return max({"none": 1, "one_way": 4, "both": 5}[platform], {"none": 1, "one_way": 2, "both": 3}[agencies])


def _p5_3(g: Given) -> int:
    return min(5, 1 + g.count(ids("P5.3", 5))) if g.yes("P5.3.automation") else 1


def _collaboration(topic: str, ways: int) -> Rule:
    def level(g: Given) -> int:
        apps, remote = g.count(nums(f"{topic}.app", 6)), g.count(nums(f"{topic}.remote", ways))
        both = min(apps, remote, 3)
        return 2 + both if both else 1 + (apps + remote > 0)

    return level


def _p6_1_1(g: Given) -> int:
    backups, available = g.count(nums("P6.1.1.backup", 2)), g.count(nums("P6.1.1.availability", 3))
    if backups == 0:
        return 1
    if backups == 2 and available == 3:
        return 5
    return 2 + min(available, 2)


def _p6_2(g: Given) -> int:
    others = g.count(ids("P6.2", 6))
    if not g.yes("P6.2.plan"):
        return 1
    if g.yes("P6.2.iso27001"):
        return 5 if others else 4
    return 1 + min(others, 2)


def _p1_3d(g: Given) -> int:
    if not g.yes("P1.3D.plan"):
        return 1
    return 1 + max(g.count(nums(f"P1.3D.{area}", 4)) for area in AREAS)


def _p4_1(g: Given) -> int:
    total, digital = g.whole("P4.1.total"), g.whole("P4.1.digital")
    if g.yes("P4.1.unknown") or total == 0 or digital == 0 or digital > total:
        return 1
    share = digital / total
    return 2 + (share > Fraction(1, 2)) + (share > Fraction(4, 5)) + (share == 1)


def _g1(g: Given) -> int:
    if not g.yes("G1.committee"):
        return 1
    return 5 if g.yes("G1.met") else 3


def _channels(topic: str) -> Rule:
    return lambda g: steps(g.count(nums(topic, 5)) if g.yes(f"{topic}.active") else 0, 1, 2, 3, 4)


_SHARED: dict[str, Rule] = {
    "P2.1": _p2_1,
    "P4.2": _counted(ids("P4.2", 7), 1, 2, 3, 5),
    "P4.U": _p4_u,
    "P5.1": _p5_1,
    "P6.1": _counted(ids("P6.1", 4), 1, 2, 3, 4),
    "P6.2": _p6_2,
    "P7": _counted(ids("P7", 11), 1, 3, 5, 9),
}
RULES: dict[str, dict[str, Rule]] = {
    DEPARTMENT: _SHARED
    | {
        "P1.1": _p1_1,
        "P1.3A": _counted(ids("P1.3A", 11), 1, 4, 7, 10),
        "P1.3B": _p1_3b,
        "P1.5": _counted(ids("P1.5", 8), 1, 3, 5, 7),
        "P1.6": _counted(ids("P1.6", 5), 1, 2, 3, 4),
        "P1.7": _p1_7,
        "P2.3": _p2_3,
        "P2.7": _p2_7,
        "P2.8.1": _p2_8_1,
        "P2.8.3": _p2_8_3,
        "P2.9": _p2_9,
        "G2": _g2,
        "G4": _pushing("G4"),
        "P3.2": _p3_2,
        "P3.4": _training_level("P3.4"),
        "P4.5": _copies("P4.5.copies"),
        "P4.3": _p4_3,
        "P4.4": _p4_4,
        "P4.10.1": _counted(ids("P4.10.1", 5), 1, 2, 3, 4),
        "P4.10.2": lambda g: steps(g.whole("P4.10.2.count"), 1, 3, 5, 7),
        "P4.10.3": lambda g: steps(g.whole("P4.10.3.count"), 1, 2, 3, 4),
        "P5.1C": _p5_1c,
        "P5.2": _p5_2,
        "P5.3": _p5_3,
        "P5.5": _collaboration("P5.5", 4),
        "P6.1.1": _p6_1_1,
    },
    PROVINCE: _SHARED
    | {
        "P1.1": _counted(ids("P1.1", 12), 1, 4, 7, 10),
        "P1.2": lambda g: 5 if g.key("P1.2.status", "none") == "in_force" else 1,
        "P1.3D": _p1_3d,
        "P2.2": lambda g: {"0": 1, "1": 2, "2": 3}.get(g.key("P2.2.stars", "0"), 4),
        "G1": _g1,
        "G3": _pushing("G3"),
        "P3.1": _training_level("P3.1"),
        "P4.1": _p4_1,
        "P4.3": _copies("P4.3.copies"),
        "P4.4.1": _channels("P4.4.1"),
        "P4.4.2": _channels("P4.4.2"),
        "P4.4.3": _channels("P4.4.3"),
        "P5.P": _collaboration("P5.P", 3),
    },
}


# ---- assessment ----


def rounded(score: Fraction) -> Fraction:
    """Round half up to two decimals."""
    return Fraction((score * 100 + Fraction(1, 2)).__floor__(), 100)


#: The last scores of levels 1 to 4.
BANDS = tuple(Fraction(upto) for upto in ("1.80", "2.60", "3.40", "4.20"))


@cache
def level_of(score: Fraction) -> int:
    """Return the level whose band holds the rounded score."""
    shown = rounded(score)
    return 1 + sum(shown > upto for upto in BANDS)


def _required(topic: str, asked: list[str], given: Given) -> list[str]:
    """Return those asked questions that count as missing when unanswered."""
    if topic == "P4.4":  # a row's fields are wanted as soon as one of them is told
        used = {k for k in ROWS if any(f"P4.4.{k}.{field}" in given.values for field in FIELDS)}
        return [name for name in asked if name.split(".")[2] in used]
    return [name for name in asked if name != "P4.1.unknown"]


@cache
def _questions_of(edition_id: str, topic: str) -> tuple[str, ...]:
    return tuple(row[0] for row in QUESTIONS[edition_id] if row[6] == topic)


def _agency_status(edition_id: str, topic: str, given: Given, off: set[str]) -> tuple[str, tuple[str, ...]]:
    asked = [name for name in _questions_of(edition_id, topic) if name not in off]
    missing = [name for name in _required(topic, asked, given) if name not in given.values]
    if edition_id == DEPARTMENT and topic == "P1.1" and "agency.mission" not in given.values:
        missing.insert(0, "agency.mission")
    if not asked:
        outside = ["G2.dcio"] if topic == "G4" else [f"P5.1.{system}" for system in SYSTEMS]
        return ("complete" if all(name in given.values for name in outside) else "blank"), ()
    if not any(name in given.values for name in asked):
        return "blank", tuple(missing)
    return ("incomplete" if missing else "complete"), tuple(missing)


def _figures_there(topic: str, given: Given) -> bool:
    if topic == "P3.2":
        parts = [given.number(f"P3.2.{part}") for part in ("mean", "takers", "staff")]
        return parts[1] == 0 or None not in parts
    return given.number("P4.U.score") is not None


def _scored(score: int | Fraction, status: str, missing: tuple[str, ...] = ()) -> TopicResult:
    exact = Fraction(score)
    return TopicResult(exact, level_of(exact), status, missing)


def _topic(
    edition_id: str, topic: str, given: Given, off: set[str], blank: bool, parent: Result | None
) -> TopicResult:
    pending = TopicResult(None, None, "pending", ())
    if topic in INHERITED[edition_id]:
        theirs = parent.topics[topic] if parent and not blank else pending
        return pending if theirs.score is None else _scored(theirs.score, "complete")
    rule = RULES[edition_id][topic]
    if topic in COORDINATOR:
        if not _figures_there(topic, given):
            return pending
        return TopicResult(None, None, "blank", ()) if blank else _scored(rule(given), "complete")
    status, missing = _agency_status(edition_id, topic, given, off)
    return TopicResult(None, None, "blank", missing) if blank else _scored(rule(given), status, missing)


def _mean(parts: Iterable[GroupResult]) -> GroupResult:
    live = [part for part in parts if part.score is not None]
    if not live:
        return GroupResult(None, None, 0)
    score = sum((part.score for part in live if part.score is not None), Fraction(0)) / len(live)
    return GroupResult(score, level_of(score), sum(part.rests_on for part in live))


def assess(edition_id: str, answers: Answers, parent: Result | None = None) -> Result:
    """Score one form; `parent` is the parent department's result, for a province's inherited topics.

    Raises ValueError for ids that the edition does not ask; values are taken to be possible ones.
    """
    rows = QUESTIONS[edition_id]
    unknown = set(answers) - {row[0] for row in rows}
    if unknown:
        raise ValueError(f"not asked in {edition_id}: {', '.join(sorted(unknown))}")
    own = [row[0] for row in rows if row[5] == "agency" and row[6] is not None]
    blank = all(is_blank(answers.get(name)) for name in own)
    given, off = counting(edition_id, answers)
    topics = {t: _topic(edition_id, t, given, off, blank, parent) for t in topics_of(edition_id)}
    leaves = {t: GroupResult(r.score, r.level, 1) for t, r in topics.items()}
    tree = STRUCTURE[edition_id]
    subs = {s: _mean(leaves[t] for t in names) for pillar in tree.values() for s, names in pillar.items()}
    pillars = {p: _mean(subs[s] for s in names) for p, names in tree.items()}
    return Result(edition_id, topics, subs, pillars, _mean(pillars.values()))


# ---- drawing answers ----


def _near(rng: random.Random, total: int) -> int:
    """Return a part of `total` at or beside a threshold of the model; now and then above it."""
    edge = rng.choice((0, total * 3 // 10, total // 2, total * 4 // 5, total, rng.randint(0, total)))
    return min(LARGE, max(0, edge + rng.choice((-1, 0, 0, 0, 1))))


def _total(rng: random.Random) -> int:
    return rng.choice((0, 1, 2, 3, 7, 10, 10, 20, 100, 100, 1000, 999_999_998, LARGE, rng.randint(1, 5000)))


def _draw_core_services(rng: random.Random, drawn: dict[str, Value | None]) -> None:
    """Put coherent service rows in: mostly whole, some torn, some with digital above total."""
    for k in rng.sample(ROWS, rng.choice((0, 1, 1, 2, 5))):
        total, before = _total(rng), _total(rng)
        digital, digital_before = _near(rng, total), rng.choice((0, _near(rng, before), before))
        if rng.random() < 0.8:
            digital, digital_before = min(digital, total), min(digital_before, before)
        row: dict[str, Value | None] = {
            "name": rng.choice(("บริการ", "e-Service", f"บริการ {k}")),
            "prev_total": before,
            "prev_digital": digital_before,
            "cur_total": total,
            "cur_digital": digital,
        }
        if rng.random() < 0.15:  # the same share in both years
            row["prev_total"], row["prev_digital"] = row["cur_total"], row["cur_digital"]
        if rng.random() < 0.1:
            row["name"] = rng.choice(("", "   ", "\u00a0"))
        for field, value in row.items():
            if rng.random() < 0.97:
                drawn[f"P4.4.{k}.{field}"] = value


def _draw_figures(rng: random.Random, drawn: dict[str, Value | None], department: bool) -> None:
    """Put coordinator figures in, at the edges of their limits; P3.2 sometimes in part."""
    if rng.random() < 0.7:
        edge = rng.choice((0, 1, 24, 25, 26, 49, 50, 51, 74, 75, 76, 99, 100, rng.randint(0, 100)))
        drawn["P4.U.score"] = edge // 100 if edge in (0, 100) else edge / 100
    if not department:
        return
    staff = rng.choice((1, 2, 10, 50, 100, 1000, 5000, LARGE, rng.randint(1, 9999)))
    sample = sample_size(Fraction(staff))
    above = min(LARGE, staff + 1)
    takers = rng.choice((0, 1, sample // 2, sample - 1, sample, sample, sample + 1, staff, above))
    cents = rng.choice((20, 40, 60, 80)) * 100 + rng.choice((-1, 0, 1))
    cents = rng.choice((0, 10_000, cents, cents, rng.randint(0, 10_000)))
    mean: Value = cents // 100 if cents % 100 == 0 and rng.random() < 0.5 else cents / 100
    figures = {"mean": mean, "takers": takers, "staff": staff}
    every = tuple(figures)
    for part in rng.choice((every, every, (), ("takers",), ("mean", "staff"), ("takers", "staff"))):
        drawn[f"P3.2.{part}"] = figures[part]


def _draw_processes(rng: random.Random, drawn: dict[str, Value | None]) -> None:
    """Put P4.3's ten choices in so that their mean lies at a band's edge; a process at 1 is one that is not there, or is."""
    left = rng.choice((10, 18, 19, 26, 27, 34, 35, 42, 43, 50)) - 10
    keys = [1] * 10
    while left:
        spot = rng.randrange(10)
        if keys[spot] < 5:
            keys[spot] += 1
            left -= 1
    for name, key in zip(ids("P4.3", 10), keys, strict=True):
        drawn[name] = rng.choice(("none", "1")) if key == 1 else str(key)


def _draw_value(rng: random.Random, row: Row, lean: float) -> Value:
    """Return a possible value; `lean` 0 gives the lowest, 1 the highest, between them chance."""
    name, kind, keys, low, high = row[:5]
    if kind == "yes_no":
        return rng.random() < (1 - lean if name == "P4.1.unknown" else lean)
    if kind == "choice":
        assert keys is not None
        return keys[-1] if lean == 1 else keys[0] if lean == 0 else rng.choice(keys)
    if kind == "text":
        return rng.choice(("บริการ", "service", " "))
    assert low is not None and high is not None
    if name.endswith(".successes"):
        return 999 if lean == 1 else 0 if lean == 0 else rng.choice((0, 1, 2, 3, 4, 5, 6, 999))
    top = min(high, 100)
    return top if lean == 1 else low if lean == 0 else rng.randint(low, top)


def _draw_related(
    edition_id: str, rng: random.Random, drawn: dict[str, Value | None], chosen: set[str]
) -> None:
    """Replace what single draws make poorly: answers of a topic that stand in relation to each other."""
    for topic in sorted(chosen):
        if rng.random() < 0.15:  # a ladder: yes up to one rung, no from there
            rungs = [row[0] for row in QUESTIONS[edition_id] if row[6] == topic and row[1] == "yes_no"]
            cut = rng.randint(0, len(rungs))
            drawn.update({name: n < cut for n, name in enumerate(rungs)})
    training = "P3.4" if edition_id == DEPARTMENT else "P3.1"
    if training in chosen and rng.random() < 0.4:
        drawn[f"{training}.{rng.choice(('training', 'selfstudy', 'coaching'))}"] = True
        measured = rng.choice((0.0, 0.5, 1.0))
        for n in SKILLS:
            drawn[f"{training}.{n}.taught"] = True
            drawn[f"{training}.{n}.measured"] = rng.random() < measured
    if "P5.1" in chosen and rng.random() < 0.4:  # systems had by group
        others = rng.choice((0, 0, 1, 5))
        missing = rng.choice(("", "", "", "saraban", "dss", "basic.3"))
        for system in SYSTEMS:
            group, _, place = system.partition(".")
            drawn[f"P5.1.{system}"] = system != missing and (group != "other" or int(place) <= others)
    if edition_id == PROVINCE:
        if "P4.1" in chosen and rng.random() < 0.7:
            total = _total(rng)
            drawn.update({"P4.1.total": total, "P4.1.digital": _near(rng, total)})
        return
    if "P4.3" in chosen and rng.random() < 0.6:
        _draw_processes(rng, drawn)
    if "P4.4" in chosen and rng.random() < 0.9:
        for name in [name for name in drawn if name.startswith("P4.4.")]:
            del drawn[name]
        _draw_core_services(rng, drawn)


#: The question of a form's cover, which belongs to no topic, and its choices.
_OWN = {DEPARTMENT: ("agency.mission", ("service", "policy")), PROVINCE: ("agency.answered_by", ("committee", "other"))}


@cache
def _drawn_from(edition_id: str) -> tuple[list[Row], list[str], dict[str, int]]:
    """Return the agencies' questions, their topics, and each question's place."""
    rows = [row for row in QUESTIONS[edition_id] if row[5] == "agency" and row[6] is not None]
    return rows, sorted({str(row[6]) for row in rows}), {row[0]: n for n, row in enumerate(QUESTIONS[edition_id])}


def random_answers(edition_id: str, rng: random.Random) -> dict[str, Value | None]:
    """Draw one set of possible answers: nearly empty, half filled, full, high, low, or mixed by topic.

    Answers stay behind closed gates in about half of the sets. None stands for a blank here and there.
    """
    rows, agency_topics, order = _drawn_from(edition_id)
    style = rng.choice(("empty", "few", "half", "full", "full", "high", "low", "mixed", "mixed", "mixed"))
    leans = {t: rng.choice((0.0, 0.2, 0.5, 0.5, 0.8, 0.9, 1.0, 1.0)) for t in agency_topics}
    fills = {t: {"half": 0.5}.get(style, 1.0) for t in agency_topics}
    if style in ("high", "low"):
        leans = dict.fromkeys(agency_topics, 1.0 if style == "high" else 0.0)
    if style == "mixed":
        fills = {t: rng.choice((0.0, 0.5, 0.9, 1.0, 1.0)) for t in agency_topics}
    drawn: dict[str, Value | None] = {}
    if style not in ("empty", "few"):
        for row in rows:
            if rng.random() < fills[str(row[6])]:
                drawn[row[0]] = _draw_value(rng, row, leans[str(row[6])])
        if style in ("full", "mixed"):
            _draw_related(edition_id, rng, drawn, {t for t in agency_topics if fills[t] > 0})
    for row in rng.sample(rows, rng.randint(1, 3)) if style == "few" else ():
        drawn[row[0]] = _draw_value(rng, row, 0.5)
    name, keys = _OWN[edition_id]
    if rng.random() < 0.75:
        drawn[name] = rng.choice(keys)
    if rng.random() < 0.6:
        _draw_figures(rng, drawn, edition_id == DEPARTMENT)
    if rng.random() < 0.5:  # a tidy form: nothing is left behind a closed gate
        for name in counting(edition_id, drawn)[1]:
            drawn.pop(name, None)
    left = [row[0] for row in rows if row[0] not in drawn]
    drawn.update(dict.fromkeys(rng.sample(left, min(2, len(left)))))
    return {name: drawn[name] for name in sorted(drawn, key=order.__getitem__)}
