"""What Excel would refuse or repair in a workbook, and schema checks of the package do not see.

`faults(data)` names everything that is wrong with an .xlsx, each with its part and place; an empty list is a sound file.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import product
from posixpath import dirname, join, normpath
from xml.etree.ElementTree import Element, ParseError, fromstring

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

#: Functions that every spreadsheet program of the last fifteen years computes alike.
SAFE = frozenset({
    "IF", "AND", "OR", "NOT", "SUM", "COUNT", "COUNTA", "COUNTIF", "MIN", "MAX", "INT", "MOD", "ROUND", "ABS", "AVERAGE",
    "ISNUMBER", "MATCH", "INDEX", "LEN", "TRIM", "SUBSTITUTE", "CHOOSE", "TRUE", "FALSE", "IFERROR", "LOOKUP", "HYPERLINK",
    "LEFT", "COUNTIFS", "SUMIFS", "AVERAGEIFS",
})
#: What a name that holds a function may call besides: no cell depends on it, and only new programs know it.
IN_NAMES = frozenset({"_xlfn.LAMBDA", "_xlfn.LET", "_xlfn.ISOMITTED", "_xlfn.XLOOKUP", "ROWS", "COLUMNS", "NA"})
#: Recalculated at every touch, whatever changed.
VOLATILE = frozenset({"NOW", "TODAY", "RAND", "RANDBETWEEN", "OFFSET", "INDIRECT", "CELL", "INFO"})
ROWS, COLUMNS = 1_048_576, 16_384
FORMULA, LITERAL, ARGUMENTS, NESTING, RULE_FORMULA = 8_192, 255, 255, 64, 255
PROMPT, ERROR, TITLE, LIST, SHEET, NAME, COMMENT = 255, 225, 32, 255, 31, 255, 255

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d*)")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_QUOTED = re.compile(r"'((?:[^']|'')+)'!")
_PLAIN = re.compile(r"([\w.]+)!")
_CALL = re.compile(r"([A-Za-z_][\w.]*)\(")
_NAME = re.compile(r"[^\W\d][\w.\\]*|\\[\w.\\]+")
_FUNCTION_HEAD = re.compile(r"_xlfn\.LAMBDA\(((?:_xlop\.\w+,)*)")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*(?:[Cc]\d*)?|[Cc]\d*")


def column(letters: str) -> int:
    """Return a column's number, from 1."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def area(reference: str) -> tuple[int, int, int, int]:
    """First row and column, last row and column of `B2` or `B2:D4`. Raises ValueError."""
    corners = [_CELL.fullmatch(part) for part in reference.split(":")]
    if len(corners) > 2 or None in corners:
        raise ValueError(f"no reference: {reference}")
    places = [(int(corner.group(2)), column(corner.group(1))) for corner in corners if corner is not None]
    first, last = places[0], places[-1]
    if first[0] > last[0] or first[1] > last[1] or last[0] > ROWS or last[1] > COLUMNS:
        raise ValueError(f"no reference: {reference}")
    return *first, *last


def places(references: str) -> Iterator[tuple[int, int]]:
    """Yield the row and column of each cell in references divided by spaces. Raises ValueError."""
    for reference in references.split():
        top, left, bottom, right = area(reference)
        yield from product(range(top, bottom + 1), range(left, right + 1))


def faults(data: bytes) -> list[str]:
    """Everything that is wrong with the workbook."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = package.namelist()
        found = [f"{name}: stands {times} times in the zip" for name, times in Counter(names).items() if times > 1]
        parts = {name: package.read(name) for name in names}
    if names[:1] != ["[Content_Types].xml"]:
        found.append("[Content_Types].xml is not the first member")
    trees: dict[str, Element] = {}
    for name, content in parts.items():
        if not content.startswith(DECLARATION):
            found.append(f"{name}: no XML declaration in UTF-8")
        if b"<!DOCTYPE" in content:
            found.append(f"{name}: a document type")
        try:
            trees[name] = fromstring(content)
        except ParseError as error:
            found.append(f"{name}: not well-formed ({error})")
    if len(trees) < len(parts):
        return found
    return found + list(_Book(trees).faults())


@dataclass
class _Sheet:
    name: str
    part: str
    tree: Element
    state: str
    cells: set[tuple[int, int]] = field(default_factory=set)


class _Book:
    """A package whose parts are all well-formed."""

    def __init__(self, trees: dict[str, Element]) -> None:
        self.trees = trees
        self.links = {name: self._targets(name) for name in trees if not name.endswith(".rels")}
        self.workbook = trees["xl/workbook.xml"]
        self.styles = trees.get("xl/styles.xml")
        self.texts = len(trees["xl/sharedStrings.xml"].findall(f"{MAIN}si")) if "xl/sharedStrings.xml" in trees else 0
        links = self.links["xl/workbook.xml"]
        self.sheets = [
            _Sheet(sheet.get("name", ""), links.get(sheet.get(f"{RELATION}id", ""), ""),
                   trees.get(links.get(sheet.get(f"{RELATION}id", ""), ""), Element("none")), sheet.get("state", "visible"))
            for sheet in self.workbook.findall(f"{MAIN}sheets/{MAIN}sheet")
        ]

    def faults(self) -> Iterator[str]:
        yield from self._package()
        yield from self._sheet_names()
        for sheet in self.sheets:
            for fault in (*self._cells(sheet), *self._merges(sheet), *self._validations(sheet), *self._rules(sheet)):
                yield f"{sheet.name}: {fault}"
        yield from self._names()

    def _targets(self, part: str) -> dict[str, str]:
        rels = self.trees.get(join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels"))
        if rels is None:
            return {}
        return {
            link.get("Id", ""): normpath(join("/", dirname(part), link.get("Target", ""))).lstrip("/")
            for link in rels.findall(f"{LINKS}Relationship")
        }

    # -- the package -------------------------------------------------------------------------------

    def _package(self) -> Iterator[str]:
        types = self.trees["[Content_Types].xml"]
        overrides = [one.get("PartName", "").lstrip("/") for one in types.findall(f"{TYPES}Override")]
        defaults = {one.get("Extension", "").lower() for one in types.findall(f"{TYPES}Default")}
        for name, times in Counter(overrides).items():
            if times > 1:
                yield f"content types: {name} stands {times} times"
            if name not in self.trees:
                yield f"content types: there is no part {name}"
        for name in self.trees:
            if name != "[Content_Types].xml" and name not in overrides and name.rpartition(".")[2] not in defaults:
                yield f"content types: none for {name}"
            if name.startswith("xl/worksheets/sheet") and name not in overrides:
                yield f"content types: {name} is not said to be a worksheet"
        kinds = " ".join(one.get("ContentType", "") for one in types)
        if "macro" in kinds.lower() or any("vbaProject" in name or "macrosheets" in name for name in self.trees):
            yield "a macro"
        for name, tree in self.trees.items():
            if name.endswith(".rels"):
                yield from self._relationships(name, tree)

    def _relationships(self, name: str, tree: Element) -> Iterator[str]:
        links = tree.findall(f"{LINKS}Relationship")
        base = dirname(dirname(name))
        for number, times in Counter(link.get("Id") for link in links).items():
            if times > 1:
                yield f"{name}: the id {number} stands {times} times"
        for link in links:
            target = normpath(join("/", base, link.get("Target", ""))).lstrip("/")
            if link.get("TargetMode") == "External" or "externalLink" in link.get("Type", ""):
                yield f"{name}: a link outside, {link.get('Target')}"
            elif target not in self.trees:
                yield f"{name}: there is no part {target}"

    def _sheet_names(self) -> Iterator[str]:
        for sheet in self.sheets:
            if not 1 <= len(sheet.name) <= SHEET:
                yield f"{sheet.name}: a sheet's name of {len(sheet.name)} characters"
            if re.search(r"[\[\]:*?/\\]", sheet.name) or sheet.name[:1] == "'" or sheet.name[-1:] == "'":
                yield f"{sheet.name}: a character that no sheet's name may have"
            if sheet.tree.tag != f"{MAIN}worksheet":
                yield f"{sheet.name}: has no worksheet"
        for name, times in Counter(sheet.name.lower() for sheet in self.sheets).items():
            if times > 1:
                yield f"{name}: {times} sheets of this name"
        ids = [sheet.get("sheetId") for sheet in self.workbook.findall(f"{MAIN}sheets/{MAIN}sheet")]
        if len(set(ids)) < len(ids):
            yield "two sheets of one id"
        if not any(sheet.state == "visible" for sheet in self.sheets):
            yield "no visible sheet"
        view = self.workbook.find(f"{MAIN}bookViews/{MAIN}workbookView")
        active = int(view.get("activeTab", "0")) if view is not None else 0
        if active >= len(self.sheets) or self.sheets[active].state != "visible":
            yield "the active sheet is not visible"

    # -- cells -------------------------------------------------------------------------------------

    def _cells(self, sheet: _Sheet) -> Iterator[str]:
        looks = len(self.styles.findall(f"{MAIN}cellXfs/{MAIN}xf")) if self.styles is not None else 1
        last_row = 0
        for row in sheet.tree.findall(f"{MAIN}sheetData/{MAIN}row"):
            number = int(row.get("r", "0"))
            if not last_row < number <= ROWS:
                yield f"row {number} after row {last_row}"
            last_row, last_column = number, 0
            for cell in row.findall(f"{MAIN}c"):
                place = cell.get("r", "")
                found = _CELL.fullmatch(place)
                if found is None or int(found.group(2)) != number or not 0 < column(found.group(1)) <= COLUMNS:
                    yield f"{place}: in row {number}"
                    continue
                if column(found.group(1)) <= last_column:
                    yield f"{place}: not after the cell before it, or twice"
                last_column = column(found.group(1))
                sheet.cells.add((number, last_column))
                if int(cell.get("s", "0")) >= looks:
                    yield f"{place}: style {cell.get('s')} of {looks}"
                for fault in self._content(cell):
                    yield f"{place}: {fault}"

    def _content(self, cell: Element) -> Iterator[str]:
        kind, value, formula = cell.get("t", "n"), cell.find(f"{MAIN}v"), cell.find(f"{MAIN}f")
        if kind == "s" and not (value is not None and (value.text or "").isdigit() and int(value.text or "") < self.texts):
            yield "no such shared text"
        if kind == "n" and value is not None and not re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", value.text or ""):
            yield f"{value.text!r} is no number"
        if kind not in ("n", "s", "str", "inlineStr", "b", "e"):
            yield f"a cell of the type {kind}"
        if kind == "e" or (kind == "str" and (value is None or (value.text or "").startswith("#"))):
            yield "an error value"
        for text in cell.iter(f"{MAIN}t"):
            if len(text.text or "") > 32_767:
                yield "a text too long for a cell"
        if formula is not None:
            if value is None:
                yield "a formula without a stored value"
            yield from self._formula(formula.text or "")

    # -- formulas ----------------------------------------------------------------------------------

    def _formula(self, text: str, longest: int = FORMULA, functions: frozenset[str] = SAFE) -> Iterator[str]:
        if not text or text.startswith("="):
            yield "a formula that is empty, or starts with ="
        if len(text) > longest:
            yield f"a formula of {len(text)} characters"
        for literal in _TEXT.findall(text):
            if len(literal[1:-1].replace('""', '"')) > LITERAL:
                yield f"a text of {len(literal)} characters in a formula"
        bare = _TEXT.sub('""', text)
        if '"' in bare.replace('""', ""):
            yield "an unclosed text in a formula"
        names = {found.replace("''", "'") for found in _QUOTED.findall(bare)}
        unquoted = _QUOTED.sub("", bare)
        names |= set(_PLAIN.findall(unquoted))
        for name in names - {sheet.name for sheet in self.sheets}:
            yield f"a formula points to {name}, which is no sheet"
        if "[" in bare:
            yield "a formula points outside, or into a table"
        if "#REF!" in bare:
            yield "a formula points to nothing"
        for function in dict.fromkeys(_CALL.findall(unquoted)):
            if function in VOLATILE:
                yield f"the volatile function {function}"
            elif function not in functions:
                yield f"the function {function}"
        yield from _shape(bare)

    def _merges(self, sheet: _Sheet) -> Iterator[str]:
        taken: dict[tuple[int, int], str] = {}
        for merge in sheet.tree.findall(f"{MAIN}mergeCells/{MAIN}mergeCell"):
            reference = merge.get("ref", "")
            try:
                top, left, bottom, right = area(reference)
            except ValueError as error:
                yield str(error)
                continue
            if (top, left) == (bottom, right):
                yield f"{reference}: one cell merged"
            for place in ((row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)):
                if place in taken:
                    yield f"{reference}: overlaps {taken[place]}"
                    break
                taken[place] = reference

    def _validations(self, sheet: _Sheet) -> Iterator[str]:
        group = sheet.tree.find(f"{MAIN}dataValidations")
        if group is None:
            return
        rules = group.findall(f"{MAIN}dataValidation")
        if group.get("count") not in (None, str(len(rules))):
            yield "validations: a wrong count"
        taken: dict[tuple[int, int], str] = {}
        for rule in rules:
            where = rule.get("sqref", "")
            yield from (f"validation of {where}: {fault}" for fault in self._validation(rule))
            for place in places(where):
                if place in taken:
                    yield f"validation of {where}: overlaps that of {taken[place]}"
                taken[place] = where

    def _validation(self, rule: Element) -> Iterator[str]:
        for key, longest in (("prompt", PROMPT), ("error", ERROR), ("promptTitle", TITLE), ("errorTitle", TITLE)):
            if len(rule.get(key, "")) > longest:
                yield f"{key} of {len(rule.get(key, ''))} characters"
        formulas = [rule.findtext(f"{MAIN}formula{number}") for number in (1, 2)]
        if rule.get("type", "none") == "none":
            if any(formulas):
                yield "a bound that nothing is compared with"
        elif not formulas[0] or (rule.get("operator", "between") in ("between", "notBetween")
                                 and rule.get("type") in ("whole", "decimal") and not formulas[1]):
            yield "a bound is missing"
        for text in filter(None, formulas):
            if not text.startswith('"'):
                yield from self._formula(text, RULE_FORMULA)
            elif len(text) - 2 > LIST:
                yield f"a list of {len(text) - 2} characters"

    def _rules(self, sheet: _Sheet) -> Iterator[str]:
        looks = len(self.styles.findall(f"{MAIN}dxfs/{MAIN}dxf")) if self.styles is not None else 0
        priorities: Counter[str] = Counter()
        for group in sheet.tree.findall(f"{MAIN}conditionalFormatting"):
            where = group.get("sqref", "")
            for reference in where.split():
                area(reference)
            for rule in group.findall(f"{MAIN}cfRule"):
                priorities[rule.get("priority", "")] += 1
                if int(rule.get("dxfId", "0")) >= looks:
                    yield f"colouring of {where}: style {rule.get('dxfId')} of {looks}"
                for formula in rule.findall(f"{MAIN}formula"):
                    for fault in self._formula(formula.text or "", FORMULA):
                        yield f"colouring of {where}: {fault}"
                    # Excel takes no other sheet's cells here (MS-OI29500 3.2.3.1.2); names it takes
                    if "!" in _TEXT.sub("", formula.text or ""):
                        yield f"colouring of {where}: points to a sheet"
        if any(times > 1 for times in priorities.values()):
            yield "colouring: two rules of one priority"

    # -- names -------------------------------------------------------------------------------------

    def _names(self) -> Iterator[str]:
        sheets = {sheet.name: sheet for sheet in self.sheets}
        seen: Counter[tuple[str, str | None]] = Counter()
        for one in self.workbook.findall(f"{MAIN}definedNames/{MAIN}definedName"):
            name, target = one.get("name", ""), one.text or ""
            seen[name.lower(), one.get("localSheetId")] += 1
            if name.startswith("_xlnm."):
                continue
            if not _NAME.fullmatch(name) or len(name) > NAME:
                yield f"name {name}: cannot be a name"
            if _LIKE_A_CELL.fullmatch(name):
                yield f"name {name}: looks like a cell"
            if len(one.get("comment", "")) > COMMENT:
                yield f"name {name}: a comment of {len(one.get('comment', ''))} characters"
            if target.startswith("_xlfn.LAMBDA("):
                yield from (f"name {name}: {fault}" for fault in self._function(target))
                continue
            found = re.fullmatch(r"(?:'((?:[^']|'')+)'|([\w.]+))!\$([A-Z]+)\$(\d+)", target)
            if found is None:
                yield f"name {name}: {target} is no single cell"
                continue
            sheet = sheets.get((found.group(1) or found.group(2)).replace("''", "'"))
            if sheet is None or (int(found.group(4)), column(found.group(3))) not in sheet.cells:
                yield f"name {name}: there is no cell {target}"
        for (name, _), times in seen.items():
            if times > 1:
                yield f"name {name}: stands {times} times"


    def _function(self, text: str) -> Iterator[str]:
        """Check a function in a name: parameters declared with `_xlop.`, every use of them and of LET's names with `_xlpm.`."""
        yield from self._formula(text, functions=SAFE | IN_NAMES)
        head = _FUNCTION_HEAD.match(text)
        assert head is not None
        known = set(re.findall(r"_xlop\.(\w+)", head.group(1)))
        body = _QUOTED.sub("", _TEXT.sub('""', text[head.end():]))
        if "_xlop." in body:
            yield "_xlop. where a parameter is used"
        for found in re.finditer(r"_xlpm\.(\w+)(,?)", body):
            if found.group(1) not in known and not found.group(2):
                yield f"{found.group(1)} is neither a parameter nor named before"
            known.add(found.group(1))
        for name in known:
            if _LIKE_A_CELL.fullmatch(name):
                yield f"the parameter {name} looks like a cell"
        words = re.findall(r"(?<![\w.$])[A-Za-z_][\w.]*(?![\w.]*[(!])", body)
        for word in dict.fromkeys(words):
            if not word.startswith(("_xlpm.", "_xlop.")) and word not in ("TRUE", "FALSE"):
                yield f"the word {word} stands for nothing"


def _shape(bare: str) -> Iterator[str]:
    """Brackets, nesting and numbers of arguments of a formula whose texts are empty."""
    arguments: list[int] = []
    deepest = 0
    quoted = False
    for char in bare:
        quoted ^= char == "'"
        if quoted:
            continue
        if char == "(":
            arguments.append(1)
            deepest = max(deepest, len(arguments))
        elif char == "," and arguments:
            arguments[-1] += 1
        elif char == ")":
            if not arguments:
                yield "a bracket too many in a formula"
                return
            if arguments.pop() > ARGUMENTS:
                yield f"more than {ARGUMENTS} arguments"
    if arguments:
        yield "an unclosed bracket in a formula"
    if deepest > NESTING:
        yield f"{deepest} levels of brackets"
