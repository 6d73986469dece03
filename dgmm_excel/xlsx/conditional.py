"""Conditional formats that change what people see: a text struck out, hidden or shown otherwise while a condition holds.

A condition is decided where it compares the cell with a constant. Any other may hold, and counts as if it did: what people see
is then not certain.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import NamedTuple

from dgmm_excel.xlsx.a1 import Area, Position, area
from dgmm_excel.xlsx.grid import Look, Run, Value, Way
from dgmm_excel.xlsx.number_formats import shown
from dgmm_excel.xlsx.repeated import repeated
from dgmm_excel.xlsx.styles import CellFormat, conditional_format

#: The most rules of a sheet that are looked at, the most blocks that they are for, and the most cells in those: a form has some
#: thousand cells.
_MOST_RULES, _MOST_AREAS, _MOST_CELLS = 1_000, 20_000, 50_000
#: The most formats of a workbook that are looked at: as many as Excel has cell formats.
_MOST_FORMATS = 65_490
_DXFS, _DXF, _BLOCK, _RULE = (
    re.compile(rb"<(?:[\w.-]+:)?%b(?=[\s/>])" % name) for name in (b"dxfs", b"dxf", b"conditionalFormatting", b"cfRule")
)
_END_OF_DXFS, _END_OF_BLOCK = (re.compile(rb"</(?:[\w.-]+:)?%b\s*>" % name) for name in (b"dxfs", b"conditionalFormatting"))
_EXTENDED = b":dxf>"
_ATTRIBUTE = re.compile(rb"""\b(sqref|type|dxfId|operator|text)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(?:ormula)?\s*>([^<]*)<")
#: In the list of extensions, where Excel keeps rules that refer to other sheets, a rule has its format inside, and a block its
#: cells.
_INSIDE, _END = re.compile(rb"<(?:[\w.-]+:)?dxf\s*>"), re.compile(rb"</(?:[\w.-]+:)?dxf\s*>")
_CELLS = re.compile(rb"<(?:[\w.-]+:)?sqref\s*>([^<]*)<")
_PLAIN: Look = (Run(None, frozenset()),)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

_Compare = Callable[[float, float], bool]
_OPERATORS: Mapping[str, _Compare] = {
    "equal": operator.eq, "notEqual": operator.ne, "lessThan": operator.lt, "lessThanOrEqual": operator.le,
    "greaterThan": operator.gt, "greaterThanOrEqual": operator.ge,
}
_OF_TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "containsText": operator.contains, "notContainsText": lambda one, part: part not in one,
    "beginsWith": str.startswith, "endsWith": str.endswith,
}


class Rule(NamedTuple):
    """A rule of a conditional format: its cells, its condition, and what it makes of a cell.

    `constant` is the first formula, if that is one.
    """

    areas: tuple[Area, ...]
    kind: str
    how: str
    text: str
    constant: bool | float | str | None
    format: CellFormat

    def may_hold(self, value: Value) -> bool:
        """Return whether the condition holds for a value, or cannot be decided."""
        if self.kind in _OF_TEXTS and self.text:
            return _OF_TEXTS[self.kind](_folded(value), self.text.casefold())
        if self.kind in ("containsBlanks", "containsErrors"):
            return False
        if self.kind == "expression":
            return self.constant is None or self.constant not in (False, 0)
        return self.kind != "cellIs" or self.how not in _OPERATORS or _compares(value, self.how, self.constant)


@repeated(most=4, longest=262_144)
def conditional_formats(styles: bytes) -> Mapping[str, CellFormat]:
    """Return the formats of conditions that change what people see, by their number, from the part of styles."""
    start = _DXFS.search(styles)
    if start is None:
        return {}
    inside = _END_OF_DXFS.split(styles[start.end():], 1)[0]
    found = _DXF.split(inside, _MOST_FORMATS + 1)[1:_MOST_FORMATS + 1]
    made = ((number, conditional_format(one)) for number, one in enumerate(found))
    return {str(number): one for number, one in made if one is not None}


def rules_of(xml: bytes, formats: Mapping[str, CellFormat]) -> Iterator[Rule]:
    """Yield the rules of a sheet that change what people see, up to a limit. `formats` are the workbook's that do."""
    yield from islice(_rules(xml, formats), _MOST_RULES)


def _rules(xml: bytes, formats: Mapping[str, CellFormat]) -> Iterator[Rule]:
    left = _MOST_AREAS
    for block in _BLOCK.split(xml, _MOST_RULES)[1:] if formats or _EXTENDED in xml else ():
        head, *rules = _RULE.split(_END_OF_BLOCK.split(block, 1)[0], _MOST_RULES)
        saying = [(rule, _said(rule.partition(b">")[0])) for rule in rules]
        found = [(said, rule, made) for rule, said in saying if (made := _format(rule, said, formats)) is not None]
        references = _cells(head, rules).split(None, left)[:left] if found else []
        left -= len(references)
        areas = tuple(one for reference in references if (one := area(reference)) is not None)
        for said, rule, made in found:
            formula = _FORMULA.search(rule)
            constant = _constant(unescape(formula[1].decode("utf-8", "replace"))) if formula else None
            yield Rule(areas, said.get("type", ""), said.get("operator", ""), said.get("text", ""), constant, made)


def _format(rule: bytes, said: Mapping[str, str], formats: Mapping[str, CellFormat]) -> CellFormat | None:
    _, *inside = _INSIDE.split(rule, 1)
    return conditional_format(_END.split(inside[0], 1)[0]) if inside else formats.get(said.get("dxfId", ""))


def _cells(head: bytes, rules: Sequence[bytes]) -> str:
    """Return the references of a block: an attribute, or behind the last rule of an extension."""
    behind = _CELLS.search(rules[-1]) if rules else None
    return _said(head).get("sqref", "") if behind is None else unescape(behind[1].decode("utf-8", "replace"))


def with_conditions(
    looks: Mapping[Position, Look], rows: Sequence[Sequence[Value]], rules: Iterable[Rule]
) -> Mapping[Position, Look]:
    """Return the looks of a sheet's cells as conditions that may hold change them."""
    found: dict[Position, frozenset[Way]] = {}
    for place, value, rule in _under(rows, rules):
        if ways := _ways(rule, value):
            found[place] = found.get(place, ways) | ways
    return {**looks, **{place: _changed(looks.get(place, _PLAIN), ways) for place, ways in found.items()}}


def _changed(look: Look, ways: frozenset[Way]) -> Look:
    return tuple(run._replace(ways=frozenset(run.ways or ()) | ways) for run in look)


def _under(rows: Sequence[Sequence[Value]], rules: Iterable[Rule]) -> Iterator[tuple[Position, Value, Rule]]:
    """Yield the cells with values under each rule."""
    left = _MOST_CELLS
    for rule, (top, start, bottom, end) in ((one, block) for one in rules for block in one.areas):
        for row, values in enumerate(rows[top - 1:bottom], start=top):
            left -= len(values[start - 1:end]) + 1
            if left < 0:
                return
            for column, value in enumerate(values[start - 1:end], start=start):
                if value is not None:
                    yield (row, column), value, rule


def _ways(rule: Rule, value: Value) -> frozenset[Way]:
    if not rule.may_hold(value):
        return frozenset()
    way = shown(rule.format.code, value) if rule.format.code is not None else None
    return rule.format.ways | {way} if way else rule.format.ways


def _said(tag: bytes) -> dict[str, str]:
    return {name.decode(): unescape((one or other).decode("utf-8", "replace")) for name, one, other in _ATTRIBUTE.findall(tag)}


def _constant(formula: str) -> bool | float | str | None:
    """Return the constant that a formula is; None for any other."""
    text = formula.strip()
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    if _NUMBER.fullmatch(text):
        return float(text)
    inside = text[1:-1].replace('""', "\0")
    return inside.replace("\0", '"') if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in inside else None


def _compares(value: Value, how: str, constant: bool | float | str | None) -> bool:
    """Return whether a value compares so with a constant; True where that is not decided here."""
    if constant is None:
        return True
    if isinstance(value, bool) or isinstance(constant, bool) or not isinstance(value, int | float):
        is_same = _folded(value) == _folded(constant) and isinstance(value, str) == isinstance(constant, str)
        return {"equal": is_same, "notEqual": not is_same}.get(how, True)
    if isinstance(constant, str):
        return how != "equal"
    return _OPERATORS[how](value, constant)


def _folded(value: object) -> str:
    return str(value).casefold()
