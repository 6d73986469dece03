"""Flaws planted in editions of one topic or two, taken from the criteria of 2566: each with what must find it.

A flaw is a change of the data of a criteria file, as an author could make it by mistake. `LOAD` must be refused as the file is
read; the others load, and only a proof finds them: by the property that is named.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dgmm_excel.model.yaml_file import read_yaml
from dgmm_excel.resources import criteria

Data = dict[str, Any]
#: What refuses a file before anything is proven of it.
LOAD = "load"
PROVINCE_TOPICS = ("P4.1", "P1.2", "P2.2", "G1")


@dataclass(frozen=True)
class Seed:
    """One flaw: what it is, the topics of its edition, the change, and what must find it."""

    name: str
    topics: tuple[str, ...]
    change: Callable[[Data], None]
    found_by: str


@cache
def _source(name: str) -> Data:
    found: Data = read_yaml(criteria() / f"{name}.yaml")
    return found


def _topics(name: str) -> list[Data]:
    return [topic for pillar in _source(f"dga-2566-{name}")["pillars"] for sub in pillar["sub_pillars"] for topic in sub["topics"]]


def edition_of(topics: tuple[str, ...]) -> Data:
    """Return the data of a sound edition of these topics; beside them one of four items, so that a form can be begun."""
    head = deepcopy({key: value for key, value in _source("dga-2566-department").items() if key not in ("pillars", "notes")})
    found = [deepcopy(topic) for name in ("department", "province") for topic in _topics(name)
             if topic["id"] in topics and (topic["id"] in PROVINCE_TOPICS) == (name == "province")]
    first = deepcopy(_source("dga-2566-department")["pillars"][0])
    other = next(topic for topic in _topics("department") if topic["id"] == "P6.1")
    companion = {**first["sub_pillars"][1], "topics": [] if "P6.1" in topics else [deepcopy(other)]}
    first["sub_pillars"] = [{**first["sub_pillars"][0], "topics": found}, *([companion] if companion["topics"] else [])]
    return {**head, "id": "seeded", "pillars": [first]}


def write(data: Data, folder: Path) -> Path:
    """Write the data as a criteria file: JSON, which is YAML too."""
    file = folder / "seeded.yaml"
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return file


def topic(data: Data, place: int = 0) -> Data:
    found: Data = data["pillars"][0]["sub_pillars"][0]["topics"][place]
    return found


def question(data: Data, name: str) -> Data:
    return next(one for at in range(len(data["pillars"][0]["sub_pillars"][0]["topics"]))
                for one in topic(data, at)["questions"] if one.get("id") == name)


def rule(data: Data, place: int = 0) -> Data:
    found: Data = topic(data, place)["rule"]
    return found


def put(*path: Any, value: Any, place: int = 0) -> Callable[[Data], None]:
    """Return the change that puts a value into the rule of a topic."""

    def change(data: Data) -> None:
        node: Any = rule(data, place)
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = value

    return change


def head(key: str, value: Any) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        data[key] = value

    return change


def asked(name: str, when: Any) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        question(data, name)["asked_when"] = when

    return change


def without(*path: Any) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        node: Any = rule(data)
        for key in path[:-1]:
            node = node[key]
        del node[path[-1]]

    return change


def both(*changes: Callable[[Data], None]) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        for one in changes:
            one(data)

    return change


def swapped(lower: int, higher: int) -> Callable[[Data], None]:
    """Return the change that exchanges the conditions of two levels."""

    def change(data: Data) -> None:
        levels = rule(data)["levels"]
        levels[lower], levels[higher] = levels[higher], levels[lower]

    return change


def relabelled(level: int, **words: str) -> Callable[[Data], None]:
    return put("levels", level, "label", value=words)


def extra(name: str, **keys: Any) -> Callable[[Data], None]:
    """Return the change that asks one more yes/no question."""

    def change(data: Data) -> None:
        topic(data)["questions"].append({"id": name, "th": "อีกข้อหนึ่ง", "en": "One more", **keys})

    return change


def cascade(data: Data) -> None:
    """Ask the second qualification only where the first is missing, though level 5 needs both."""
    question(data, "G2.02")["asked_when"] = {"not": "G2.01"}


def _five_at_most(data: Data) -> None:
    question(data, "P4.10.3.count")["maximum"] = 5


def _uneven(data: Data) -> None:
    """Write the areas of a rule one by one, the second with a higher choice for level 4."""
    own = rule(data)
    inner = own.pop("rule")
    own["each"] = [json.loads(json.dumps(inner).replace("{}", area)) for area in own["each"]]
    own["each"][1]["levels"]["4"]["label"] = {"th": "เผยแพร่แล้ว", "en": "published"}


def points(of: list[Any]) -> Callable[[Data], None]:
    """Return the change that scores a topic by points, read off the edition's bands."""

    def change(data: Data) -> None:
        topic(data)["rule"] = {"kind": "points", "of": of}

    return change


def of_use(*gives: int) -> Callable[[Data], None]:
    """Return the change that gives points for each step of P2.9."""
    return points([{"question": "P2.9.use", "gives": dict(zip("012345", gives, strict=True))}])


PLANS = ["P1.7.plan.dg", "P1.7.plan.open", "P1.7.plan.pdpa"]

SEEDS: tuple[Seed, ...] = (
    # -- refused as the file is read
    Seed("thresholds swapped", ("P1.3A",), put("at", value=[1, 7, 4, 10]), LOAD),
    Seed("the same threshold twice", ("P1.5",), put("at", value=[1, 3, 3, 7]), LOAD),
    Seed("a threshold of 0", ("P1.5",), put("at", value=[0, 3, 5, 7]), LOAD),
    Seed("more counted than there are", ("P1.5",), put("at", value=[1, 3, 5, 9]), LOAD),
    Seed("a threshold missing", ("P1.5",), put("at", value=[1, 3, 5]), LOAD),
    Seed("a count beyond its items", ("P1.7",), put("levels", 3, "at_least", value=4), LOAD),
    Seed("a choice without a level", ("P2.9",), without("levels", "3"), LOAD),
    Seed("a level for no choice", ("P2.9",), put("levels", "6", value=5), LOAD),
    Seed("a level beyond the scale", ("P2.9",), put("levels", "5", value=6), LOAD),
    Seed("a question read nowhere", ("P1.6",), put("of", value=["P1.6.01", "P1.6.02", "P1.6.03", "P1.6.04"]), LOAD),
    Seed("a rule for one mission only", ("P1.1",), without("rules", "policy"), LOAD),
    Seed("an unknown question", ("P2.3",), put("levels", 5, value="P2.3.surveys"), LOAD),
    Seed("limits swapped", ("P4.U",), put("upto", value=["0", "0.5", "0.25", "0.75"]), LOAD),
    Seed("a number beyond its most", ("P4.10.2",), put("at", value=[1, 3, 5, 9]), LOAD),
    Seed("bands swapped", ("P1.5",), head("bands", ["1.00", "2.61", "1.81", "3.41", "4.21"]), LOAD),
    Seed("asked in a circle", ("G2",), asked("G2.dcio", "G2.01"), LOAD),
    Seed("marks of growth swapped", ("P4.4",), put("below", value=["1/2", "3/10"]), LOAD),
    Seed("a share above the whole", ("P4.1",), both(put("levels", 5, "at_least", value="6/5"), without("levels", 5, "label")), LOAD),
    Seed("more than the whole", ("P4.1",), put("levels", 5, value={"share": "P4.1.digital", "of": "P4.1.total", "above": "1"}), LOAD),
    # -- a level that no answers reach
    Seed("a level that asks for yes and no", ("P2.3",), put("levels", 4, value={"all": ["P2.3.quality", {"not": "P2.3.quality"}, "P2.3.used"]}), "reachable"),
    Seed("a level above that asks for less", ("G2",), put("levels", 5, "at_least", value=2), "reachable"),
    Seed("a level hidden by the one above", ("P1.7",), put("levels", 4, value={"any": PLANS}), "reachable"),
    Seed("levels of the plan exchanged", ("P1.7",), swapped(3, 4), "reachable"),
    Seed("a limit that nothing exceeds", ("P4.U",), put("upto", value=["0", "0.25", "0.5", "1"]), "reachable"),
    Seed("limits in per cent for a part of 1", ("P4.U",), put("upto", value=["0", "25", "50", "75"]), "reachable"),
    Seed("a weighted mean above 100", ("P3.2",), put("upto", value=["20", "40", "60", "100"]), "reachable"),
    Seed("a question asked only when the level is lost", ("G2",), cascade, "reachable"),
    Seed("the highest choice asked for, and a lower one", ("P2.8.1",), put("levels", 5, value={"all": [{"choice": "P2.8.1.lag", "is": "realtime"}, {"choice": "P2.8.1.lag", "is": "day"}]}), "reachable"),
    Seed("more than all of what there is", ("P5.1", "P5.1C"), put("levels", 5, "all", 1, "at_least", value="3/2", place=1), "reachable"),
    Seed("a question that the condition before excludes", ("P2.8.1",), asked("P2.8.1.lag", {"choice": "P2.8.1.frequency", "is": "irregular"}), "reachable"),
    # -- a better answer that lowers
    Seed("a condition negated", ("P2.3",), put("levels", 2, "all", 1, value={"not": "P2.3.metadata"}), "monotone"),
    Seed("a counted condition negated", ("P1.6",), put("of", value=["P1.6.01", "P1.6.02", {"not": "P1.6.03"}, "P1.6.04", "P1.6.05"]), "monotone"),
    Seed("a condition of asking negated", ("G2",), asked("G2.03", {"not": "G2.dcio"}), "monotone"),
    Seed("a choice exactly instead of at least", ("P2.8.3",), put("levels", 4, value={"choice": "P2.8.3.masking", "is": "masking"}), "reachable"),
    Seed("choices with levels exchanged", ("P2.9",), both(put("levels", "2", value=3), put("levels", "3", value=2)), "monotone"),
    Seed("the lowest choice at the highest level", ("P4.5",), put("levels", value={"asks": 5, "never": 1}), "monotone"),
    Seed("stars counted downwards", ("P2.2",), put("levels", value={"0": 4, "1": 4, "2": 3, "3": 3, "4": 2, "5": 1}), "monotone"),
    Seed("asked only where it is not done", ("P5.3",), asked("P5.3.01", {"not": "P5.3.automation"}), "monotone"),
    Seed("asked of who has no committee", ("G1",), asked("G1.met", {"not": "G1.committee"}), "reachable"),
    Seed("asked only at the lowest choice", ("P2.8.1",), asked("P2.8.1.lag", {"not": {"choice": "P2.8.1.frequency", "at_least": "yearly"}}), "reachable"),
    Seed("an exact choice where more is better", ("P2.1",), put("rule", "levels", 2, "any", 1, value={"choice": "P2.1.{}.catalog", "is": "planned"}), "monotone"),
    Seed("points that fall with a higher choice", ("P2.9",), of_use(1, 1, 3, 2, 4, 5), "monotone"),
    Seed("points for what is not done", ("P1.6",), points([
        {"count": [{"not": "P1.6.05"}], "gives": {0: 1, 1: 2}},
        {"yes": ["P1.6.01", "P1.6.02", "P1.6.03", "P1.6.04"], "each": "3/4"}]), "monotone"),
    Seed("points that leave levels out", ("P2.9",), of_use(1, 1, 1, 1, 5, 5), "reachable"),
    Seed("points below the first band", ("P2.9",), of_use(0, 1, 2, 3, 4, 5), "total"),
    # -- a question that changes nothing
    Seed("a question that another always decides", ("P2.3",), put("levels", 5, value={"any": ["P2.3.survey", {"all": ["P2.3.quality", "P2.3.used"]}]}), "alive"),
    Seed("a question beside its own negation", ("P1.6",), put("of", value=["P1.6.01", "P1.6.02", "P1.6.03", "P1.6.04", {"any": ["P1.6.05", {"not": "P1.6.05"}]}]), "alive"),
    Seed("a question that only asks others that decide nothing", ("P6.1",), both(extra("P6.1.99"), put("of", value=["P6.1.01", "P6.1.02", "P6.1.03", {"any": ["P6.1.04", {"all": ["P6.1.04", "P6.1.99"]}]}])), "alive"),
    Seed("a question swallowed by an easier one", ("P2.8.3",), put("levels", 3, value={"any": ["P2.8.3.warehouse", {"all": ["P2.8.3.lake", "P2.8.3.warehouse"]}], "label": {"th": "มี Data Warehouse หรือ Data Lake", "en": "a data warehouse or a data lake"}}), "alive"),
    Seed("a choice that is always at least the lowest", ("P2.7",), both(*(put("levels", level, "all", 0, "at_least", value="none") for level in (2, 3, 4, 5))), "alive"),
    Seed("a number asked for at least 0", ("G2", "G4"), both(*(put("levels", level, "at_least", value=0, place=1) for level in (3, 4, 5))), "alive"),
    # -- words that are not true
    Seed("a lowest level that is derived and wrong", ("P1.6",), both(put("at", value=[2, 3, 4, 5]), without("lowest")), "described"),
    Seed("the lowest number derived and wrong", ("P4.10.3",), both(without("lowest"), _five_at_most, put("at", value=[2, 3, 4, 5])), "described"),
    Seed("a label with another number", ("P2.7",), relabelled(3, th="ฝึกอบรมบุคลากร และปฏิบัติตามพระราชบัญญัติอย่างน้อย 5 ข้อ", en="Staff are trained, and at least 5 duties are carried out"), "described"),
    Seed("a threshold changed, its label not", ("P2.7",), put("levels", 4, "all", 1, "at_least", value=7), "described"),
    Seed("another threshold changed, its label not", ("P2.7",), put("levels", 2, "all", 1, "at_least", value=3), "described"),
    Seed("a number of projects changed, its label not", ("G2", "G4"), put("levels", 4, "at_least", value=4, place=1), "described"),
    Seed("a label in one language with another number", ("P2.7",), relabelled(5, th="ฝึกอบรมบุคลากรทุกส่วนงาน และปฏิบัติตามพระราชบัญญัติอย่างน้อย 9 ข้อ", en="Staff of every unit are trained, and at least 8 duties are carried out"), "described"),
    Seed("a share changed, its label not", ("P4.1",), put("levels", 3, "above", value="3/5"), "described"),
    Seed("a half of systems changed, its label not", ("P5.1", "P5.1C"), put("levels", 4, "all", 1, "at_least", value=5, place=1), "described"),
    Seed("an item counted twice", ("P1.6",), put("of", value=["P1.6.01", "P1.6.02", "P1.6.03", "P1.6.04", "P1.6.05", "P1.6.01"]), "described"),
    Seed("an item counted twice for one mission", ("P1.1",), put("rules", "policy", "of", value=["P1.1.01", "P1.1.05", "P1.1.07", "P1.1.08", "P1.1.09", "P1.1.10", "P1.1.11", "P1.1.11"]), "described"),
    Seed("the words of one level at two", ("G2",), relabelled(4, th="มี DCIO ที่มีคุณสมบัติ 1 ใน 3 ข้อ", en="A DCIO with one of the three qualifications"), "described"),
    Seed("areas of which one asks for more", ("P2.1",), _uneven, "described"),
    # -- bands
    Seed("a first band above the least score", ("P1.5",), head("bands", ["1.20", "1.81", "2.61", "3.41", "4.21"]), "bands"),
    Seed("a band above all scores", ("P1.5",), head("bands", ["1.00", "1.81", "2.61", "3.41", "5.01"]), "bands"),
    Seed("bands of another scale", ("P1.5",), head("bands", ["1", "2", "3", "4", "10"]), "bands"),
    Seed("a band between two scores that are shown", ("P4.3",), head("bands", ["1.00", "1.805", "2.61", "3.41", "4.21"]), "bands"),
    Seed("a band that no mean can have", ("P1.5", "P1.6"), head("bands", ["1.00", "1.81", "2.61", "2.62", "4.21"]), "bands"),
    Seed("bands of the years in per cent", ("P1.5",), head("bands", ["0", "20", "40", "60", "80"]), "bands"),
)

