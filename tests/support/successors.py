"""Small editions that follow one another, and the answers to the first of them; SAMM's questions in two versions."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

MINI = (Path(__file__).parents[1] / "model" / "data" / "mini.yaml").read_text("utf-8")

#: Answers to the first edition.
ANSWERS: dict[str, Any] = {
    "agency.mission": "service", "A.1.1": True, "A.1.2": False, "A.1.3": True, "A.2.count": 7, "A.3.has": True, "A.3.how": "some",
    "A.3.total": 10, "A.3.done": 4, "B.1.x.1": True, "B.2.use": "all", "B.3.1": "2", "B.3.2": "4", "C.1.score": Fraction(1, 2),
    "C.3.1.name": "บริการหนึ่ง",
}
#: What the second edition says of the first, and what it asks otherwise.
SAYS = """predecessor:
  edition: mini
  same_ids: true
  questions: {A.1.9: A.1.2}
  choices: {A.3.how: {some: partly}, B.3.1: {"2": null}}
  not_carried: {A.1.3: changed, B.1.x.1: split}
"""
_OTHERWISE = (
    ("A.1.2", "A.1.9"), ("A.1.1", "A.1.8"), ("maximum: 8", "maximum: 6"), ("at: [1, 3, 5, 7]", "at: [1, 3, 5, 6]"),
    ("some: {th:", "partly: {th:"), ("at_least: some", "at_least: partly"), ("all: {th: \"ใช้\"", "full: {th: \"ใช้\""),
    ("{none: 1, all: 5}", "{none: 1, full: 5}"),
)
#: What the third says of the second.
THIRD = """predecessor:
  edition: second
  same_ids: true
  questions: {A.1.7: A.1.9}
  not_carried: {A.3.total: merged, B.3: removed, B.3.2: changed}
"""


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def successors(folder: Path) -> tuple[Path, Path, Path]:
    """Write three editions that follow one another; return their files, oldest first."""
    second = changed(MINI, *_OTHERWISE, ("id: mini\n", f"id: second\n{SAYS}"))
    third = changed(MINI, *_OTHERWISE, ("A.1.9", "A.1.7"), ("id: mini\n", f"id: third\n{THIRD}"))
    files = []
    for name, text in (("mini", MINI), ("second", second), ("third", third)):
        files.append(folder / f"{name}.yaml")
        files[-1].write_text(text, "utf-8")
    return files[0], files[1], files[2]


#: SAMM 2: the business functions with the ids of their practices; each practice has three levels of two streams.
FUNCTIONS = {"G": ("SM", "PC", "EG"), "D": ("TA", "SR", "SA"), "I": ("SB", "SD", "DM"), "V": ("AA", "RT", "ST"), "O": ("IM", "EM", "OM")}
SAMM_IDS = tuple(f"{function}.{practice}.{level}.{stream}" for function, practices in FUNCTIONS.items() for practice in practices
                 for level in (1, 2, 3) for stream in "AB")


def samm(folder: Path) -> tuple[Path, Path]:
    """Write two editions with the questions' ids of SAMM v2.0.8 and v2.2.0, which are the same ones, all of them reworded."""
    files = []
    for version, says in (("2.0.8", ""), ("2.2.0", "predecessor: {edition: samm-2.0.8, same_ids: true}\n")):
        lines = [f"id: samm-{version}", "year: 2567", "title: {th: แบบประเมิน, en: Assessment}", "respondent: {th: องค์กร, en: Organization}",
                 "source: {th: ทดสอบ, en: Test}", *says.splitlines(), "levels:",
                 *(f"  - {{th: ระดับ {level}, en: Level {level}}}" for level in "กขคงจ"), 'bands: ["1.00", "1.81", "2.61", "3.41", "4.21"]', "pillars:"]
        for function, practices in FUNCTIONS.items():
            lines += [f"  - id: {function}", f"    name: {{th: ด้าน {function}, en: Function {function}}}",
                      f"    short: {{th: {function}, en: {function}}}", "    levels: [a, b, c, d, e]", "    sub_pillars:"]
            for practice in practices:
                topic = f"{function}.{practice}"
                lines += [f"      - id: S{topic}", f"        name: {{th: แนวปฏิบัติ {practice}, en: Practice {practice}}}", "        topics:",
                          f"          - id: {topic}", f"            source: {practice}", f"            name: {{th: {practice}, en: {practice}}}",
                          "            ask: {th: ทำเพียงใด, en: How far?}", "            questions:"]
                for name in (one for one in SAMM_IDS if one.startswith(f"{topic}.")):
                    choices = ", ".join(f"{key}: {{th: {version} {word} {name}, en: {version} {word} {name}}}"
                                        for key, word in (("none", "no"), ("some", "some"), ("most", "most"), ("full", "all")))
                    lines.append(f"              - {{id: {name}, type: choice, th: รุ่น {version} ข้อ {name}, en: v{version} item {name}, choices: {{{choices}}}}}")
                counted = ", ".join(f"{{choice: {one}, at_least: most}}" for one in SAMM_IDS if one.startswith(f"{topic}."))
                lines.append(f"            rule: {{kind: steps, of: [{counted}], at: [1, 2, 4, 6]}}")
        files.append(folder / f"samm-{version}.yaml")
        files[-1].write_text("\n".join(lines) + "\n", "utf-8")
    return files[0], files[1]
