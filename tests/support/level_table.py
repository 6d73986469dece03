"""One table of the implementations of DGMM_LEVEL: how many values each gave, and every difference from Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dgmm_excel.errors import NotAvailable
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.scoring.lookup import WHATS, dgmm_level
from dgmm_excel.text import Lang

#: A call: code and what.
Call = tuple[str, str]
NA = "#N/A"


def calls_of(codes: Any) -> list[Call]:
    """Every code with every `what`."""
    return [(code, what) for code in codes for what in WHATS]


def by_python(assessment: Assessment, calls: list[Call], lang: Lang, own: str | None = None) -> dict[Call, Any]:
    """What `lookup.dgmm_level` gives; #N/A where it raises."""
    return {call: _one(assessment, call, lang, own) for call in calls}


def _one(assessment: Assessment, call: Call, lang: Lang, own: str | None) -> Any:
    try:
        return dgmm_level(assessment, *call, lang, own=own)
    except NotAvailable:
        return NA


@dataclass
class LevelTable:
    """Forms are counted in by `add`: what Python gives, and by name what the others give, over the same calls."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    differences: list[tuple[str, str, Call, Any, Any]] = field(default_factory=list)
    forms: int = 0
    of: str = "forms"

    def add(self, form: str, python: Mapping[Call, Any], **others: Mapping[Call, Any]) -> None:
        """One form. An implementation need not have every call, but none that Python has not."""
        self.forms += 1
        for name, said in {"Python": python, **others}.items():
            count = self.counts.setdefault(name, Counter())
            for call, value in said.items():
                count[call[1]] += 1
                if value != python[call] or isinstance(value, str) is not isinstance(python[call], str):
                    count["differences"] += 1
                    self.differences.append((name, form, call, value, python[call]))

    def asked(self) -> dict[str, Counter[str]]:
        """How often each implementation was asked for what."""
        return {name: Counter({what: many for what, many in count.items() if what != "differences"})
                for name, count in self.counts.items()}

    def told(self) -> dict[str, Any]:
        """The figures alone, as they pass between processes."""
        return {"of": self.of, "forms": self.forms, "counts": {name: dict(count) for name, count in self.counts.items()}}

    def lines(self) -> list[str]:
        """The table, for the end of a test run."""
        whats = list(dict.fromkeys(what for count in self.counts.values() for what in count if what != "differences"))
        heads = [*whats, "differences"]
        rows = [["", *(head or "(empty)" for head in heads)]]
        rows += [[name, *(f"{count[head]:,}" for head in heads)] for name, count in self.counts.items()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
        return [f"DGMM_LEVEL over {self.forms:,} {self.of}", *lines]


def together(parts: Iterable[Mapping[str, Any]]) -> list[LevelTable]:
    """One table for each kind of workbook, of all that was told of it."""
    tables: dict[str, LevelTable] = {}
    for part in parts:
        table = tables.setdefault(part["of"], LevelTable(of=part["of"]))
        table.forms += part["forms"]
        for name, count in part["counts"].items():
            table.counts.setdefault(name, Counter()).update(count)
    return list(tables.values())
