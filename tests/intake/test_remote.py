"""`score_book` on every engine of xlwings: run on the remote one, with what an Office.js client sends; on the others, every member
that it calls is looked up in their source."""

from __future__ import annotations

import ast
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from dgmm_excel import load_edition, open_book, score_book
from dgmm_excel.form.layout import layout
from dgmm_excel.text import Lang
from tests.support import oracle
from tests.support.forms import DEPARTMENT, FORMS, PROVINCE, form
from tests.support.returned import form_grids, some_answers, typed
from tests.support.strict_engine import strict_book

XLWINGS = Path(xw.__file__).parent
KEY = {"XLWINGS_LICENSE_KEY": "noncommercial"}

# -- run on the remote engine ----------------------------------------------------------------------

_SCORE = """
import json, sys
import xlwings as xw
from dgmm_excel import score_book
for line in sys.stdin:
    book = xw.Book(json=json.loads(line))
    record = score_book(book)
    print(json.dumps({"record": record, "actions": book.json()["actions"]}))
    book.close()
"""


def python(code: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("XLWINGS")}
    return subprocess.run([sys.executable, "-c", code], input=given, capture_output=True, text=True, check=False,
                          env=plain | environment | {"PYTHONIOENCODING": "utf-8"})


@pytest.fixture(scope="module")
def remote() -> Callable[[str], list[dict[str, Any]]]:
    """Scores payloads, one a line, on xlwings' remote engine."""
    ran = python("import xlwings as xw; print(xw.__pro__)", **KEY)
    if find_spec("xlwings.pro") is None or ran.stdout.strip() != "True":
        if os.environ.get("DGMM_REQUIRE_REMOTE"):
            pytest.fail("xlwings' remote engine is required here and is missing: install the extra `server`")
        pytest.skip("needs xlwings' pro parts, PolyForm Noncommercial, and the key `noncommercial` (extra: server)")

    def score(payloads: str) -> list[dict[str, Any]]:
        done = python(_SCORE, payloads, **KEY)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return score


def payload(book: xw.Book, name: str) -> dict[str, Any]:
    """What an Office.js client of xlwings sends of a workbook: values from A1 on, "" for a blank cell, errors as texts."""
    return {
        "client": "Office.js", "version": "0.0.0",
        "book": {"name": name, "active_sheet_index": 0, "selection": "A1"},
        "names": [{"name": one.name, "sheet_index": None, "address": None, "book_scope": True} for one in book.names],
        "sheets": [_sheet(sheet) for sheet in book.sheets],
    }


def _sheet(sheet: xw.Sheet) -> dict[str, Any]:
    used = sheet.used_range
    rows = sheet.range((1, 1), (used.row + used.shape[0] - 1, used.column + used.shape[1] - 1))
    values = rows.options(ndim=2, empty="", err_to_str=True).value
    return {"name": sheet.name, "values": values, "used_range_address": used.address.replace("$", ""), "pictures": [], "tables": []}


def filled(name: str, lang: Lang, answers: Mapping[str, Any], cells: Mapping[str, Any]) -> xw.Book:
    """A real form, with answers typed in and with what else stands in cells."""
    edition = load_edition(name)
    book, slots = open_book(form(name, lang)), layout(edition, lang).slots
    for question, value in {**{q: typed(edition, lang, q, v) for q, v in answers.items() if v is not None}, **cells}.items():
        book.sheets[slots[question].sheet].range((slots[question].row, ord(slots[question].column) - 64)).value = value
    content = book.impl.content()
    return open_book(content, f"{name} {lang}.xlsx")


def cases() -> Iterator[tuple[str, xw.Book]]:
    for name, lang in FORMS:
        rng = random.Random(f"remote {name} {lang}")
        yield f"{name} {lang} blank", filled(name, lang, {}, {})
        yield f"{name} {lang} all", filled(name, lang, some_answers(load_edition(name)), {})
        faulty = {"P1.1.01": "อาจจะ", "P1.1.02": "yes", "P1.1.03": "#N/A"}
        for number in range(3):
            yield f"{name} {lang} {number}", filled(name, lang, oracle.random_answers(name, rng), faulty if number else {})


def written(actions: list[dict[str, Any]], sheets: list[str]) -> dict[tuple[str, int, int], Any]:
    """The cells that the actions set, and that they do nothing else."""
    found = {}
    for action in actions:
        assert action["func"] == "setValues", action["func"]
        assert (len(action["values"]), len(action["values"][0])) == (action["row_count"], action["column_count"])
        for down, row in enumerate(action["values"]):
            for across, value in enumerate(row):
                place = (sheets[action["sheet_position"]], action["start_row"] + 1 + down, action["start_column"] + 1 + across)
                found[place] = None if value == "" else value
    return found


def test_the_remote_engine_gives_what_the_file_engine_gives(remote: Callable[[str], list[dict[str, Any]]], tell: Any) -> None:
    books = list(cases())
    sent = "\n".join(json.dumps(payload(book, book.fullname), ensure_ascii=True) for _, book in books)
    cells = 0
    for (name, book), got in zip(books, remote(sent), strict=True):
        record = score_book(book)
        # what a file tells beside its values, the names that confirm ids, is not asked of a live engine
        assert got["record"]["recognised"].pop("confirmed") == 0 < record["recognised"].pop("confirmed")
        assert got["record"] == json.loads(json.dumps(record)), name
        here = {(sheet, *place): value for sheet, at in book.impl.changes.items() for place, value in at.items()}
        there = written(got["actions"], [sheet.name for sheet in book.sheets])
        assert there == here and len(here) == len(load_edition(record["edition"]).ids), name
        cells += len(here)
    tell(f"score_book on xlwings' remote engine: {len(books)} forms, {cells} verified cells, as on the file engine")


def test_a_workbook_that_is_no_form_is_rejected_and_nothing_written(remote: Callable[[str], list[dict[str, Any]]]) -> None:
    empty = {"client": "Office.js", "version": "0.0.0", "book": {"name": "b.xlsx", "active_sheet_index": 0, "selection": "A1"},
             "names": [], "sheets": [{"name": "Sheet1", "values": [[]], "used_range_address": None, "pictures": [], "tables": []}]}
    (got,) = remote(json.dumps(empty))
    assert got["record"]["status"] == "rejected" and got["actions"] == []


_DEFAULT = """
import sys
import dgmm_excel, xlwings as xw
from dgmm_excel import open_book, score_book
import dgmm_excel.addin.udfs, dgmm_excel.cli, dgmm_excel.round.consolidate
score_book(open_book(sys.argv[1] if len(sys.argv) > 1 else FILE))
print(xw.__pro__, sorted(name for name in sys.modules if name.startswith("xlwings.pro")))
"""


def test_no_pro_part_is_there_by_default(tmp_path: Path) -> None:
    """Xlwings itself looks whether there is a key, in `xlwings.pro.utils`, and there it ends."""
    file = tmp_path / "form.xlsx"
    file.write_bytes(form(DEPARTMENT))
    ran = python(_DEFAULT.replace("FILE", repr(str(file))))
    own = python("import sys, xlwings; print(sorted(name for name in sys.modules if name.startswith('xlwings.pro')))")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == f"False {own.stdout.strip()}" and own.stdout.strip() in ("[]", "['xlwings.pro.utils']")


# -- member by member ------------------------------------------------------------------------------

#: What is asked of an engine's objects: class, member, whether it is set, arguments of a call (None: it is none).
Use = tuple[str, str, bool, int | None]
_KINDS = {"BookImpl": "Book", "_SheetsImpl": "Sheets", "_SheetImpl": "Sheet", "_RangeImpl": "Range", "_AppImpl": "App",
          "_EngineImpl": "Engine"}
#: Asked for with a default, so that an engine need not have them.
OPTIONAL = {"grids", "package", "changes"}


def recording(target: Any, uses: set[Use]) -> Any:
    """The engine's object behind a proxy that notes what is asked of it, and of all that it gives."""
    kind = _KINDS.get(type(target).__name__, "")
    if not kind:
        return target

    class Proxy:
        def __getattr__(self, name: str) -> Any:
            if name not in OPTIONAL:
                uses.add((kind, name, False, None))
            value = getattr(target, name)
            if not callable(value) or type(value).__name__ in _KINDS:
                return recording(value, uses)

            def called(*args: Any, **kwargs: Any) -> Any:
                uses.add((kind, name, False, len(args) + len(kwargs)))
                return recording(value(*map(plain, args), **kwargs), uses)

            return called

        def __setattr__(self, name: str, value: Any) -> None:
            if name != "options":  # xlwings puts them there itself, on any object
                uses.add((kind, name, True, None))
            setattr(target, name, value)

        def __bool__(self) -> bool:
            return True

        def __iter__(self) -> Iterator[Any]:
            uses.add((kind, "__iter__", False, 0))
            return (recording(one, uses) for one in target)

        def __len__(self) -> int:
            uses.add((kind, "__len__", False, 0))
            return len(target)

        def __call__(self, *args: Any) -> Any:
            uses.add((kind, "__call__", False, len(args)))
            return recording(target(*map(plain, args)), uses)

    made = Proxy()
    made.__dict__["target_"] = target
    return made


def plain(value: Any) -> Any:
    return getattr(value, "__dict__", {}).get("target_", value)


def uses_of(run: Callable[[xw.Book], Any]) -> set[Use]:
    """Every member of the engine's objects that this asks for on a form with answers."""
    uses: set[Use] = set()
    for name in (DEPARTMENT, PROVINCE):
        impl = strict_book(form_grids(name, answers=some_answers(load_edition(name)))).impl
        with suppress(AttributeError):  # the weakest engine itself may lack it
            run(xw.Book(impl=recording(impl, uses)))
    return uses


@cache
def members(*files: Path) -> dict[str, dict[str, list[ast.AST]]]:
    """The members of each class in those sources, with those of its bases; what only raises is none."""
    classes = {node.name: node for file in files for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.ClassDef)}
    base = {node.name: node for node in ast.parse((XLWINGS / "base_classes.py").read_text("utf-8")).body if isinstance(node, ast.ClassDef)}

    def of(node: ast.ClassDef, seen: tuple[str, ...] = ()) -> dict[str, list[ast.AST]]:
        found: dict[str, list[ast.AST]] = {}
        for parent in node.bases:
            text = ast.unparse(parent)
            source = base.get(text.removeprefix("base_classes.")) if text.startswith("base_classes.") else classes.get(text)
            if source is not None and source.name + text not in seen:
                found |= of(source, (*seen, source.name + text))
        own: dict[str, list[ast.AST]] = {}
        for part in node.body:
            if isinstance(part, ast.FunctionDef):
                own.setdefault(part.name, []).append(part)
            for target in part.targets if isinstance(part, ast.Assign) else [part.target] if isinstance(part, ast.AnnAssign) else []:
                own.setdefault(ast.unparse(target), []).append(part)
        for step in ast.walk(node):
            targets = step.targets if isinstance(step, ast.Assign) else [step.target] if isinstance(step, ast.AnnAssign) else []
            for target in targets:
                for single in target.elts if isinstance(target, ast.Tuple) else [target]:
                    if isinstance(single, ast.Attribute) and ast.unparse(single.value) == "self":
                        own.setdefault(single.attr, []).append(step)
        found |= own
        return {name: kept for name, parts in found.items() if (kept := [part for part in parts if not _only_raises(part)])}

    return {name: of(node) for name, node in classes.items()}


def _only_raises(part: ast.AST) -> bool:
    if not isinstance(part, ast.FunctionDef):
        return False
    body = [step for step in part.body if not (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))]
    return bool(body) and isinstance(body[-1], ast.Raise) and not any(isinstance(s, ast.Return) for s in ast.walk(part))


def lacking(uses: set[Use], classes: dict[str, dict[str, list[ast.AST]]]) -> set[Use]:
    """What an engine does not have, or not for that many arguments."""
    return {use for use in uses if not _serves(classes.get(use[0], {}).get(use[1], []), use)}


def _serves(parts: list[ast.AST], use: Use) -> bool:
    _, _, setting, arguments = use
    functions = [part for part in parts if isinstance(part, ast.FunctionDef)]
    setters = [part for part in functions if any(ast.unparse(one).endswith(".setter") for one in part.decorator_list)]
    if setting:
        return bool(setters) or (bool(parts) and not functions)
    if arguments is None:
        return bool(parts) and len(setters) < len(parts)
    return any(_takes(part, arguments) for part in functions) or (bool(parts) and not functions)


def _takes(function: ast.FunctionDef, count: int) -> bool:
    if any(ast.unparse(one) == "property" for one in function.decorator_list):
        return True  # a property that gives something to call
    static = any(ast.unparse(one) == "staticmethod" for one in function.decorator_list)
    names = len(function.args.posonlyargs) + len(function.args.args) - (not static)
    least = names - len(function.args.defaults)
    return least <= count and (function.args.vararg is not None or count <= names + len(function.args.kwonlyargs))


XLSX = Path(load_edition.__code__.co_filename).parent.parent / "xlsx"
ENGINES = {
    "Windows": (XLWINGS / "_xlwindows.py",),
    "Mac": (XLWINGS / "_xlmac.py",),
    "remote": (XLWINGS / "pro" / "_xlremote.py",),
    "files": (XLSX / "engine.py", XLSX / "objects.py"),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_member_that_scoring_calls_is_there(engine: str) -> None:
    uses = uses_of(score_book)
    assert {("Book", "fullname", False, None), ("Range", "raw_value", True, None), ("Sheet", "used_range", False, None)} <= uses
    assert lacking(uses, members(*ENGINES[engine])) == set()


@pytest.mark.parametrize(("planted", "engines"), [
    (lambda book: book.sheets[0].range((1, 1)).formula, {"files"}),
    (lambda book: book.to_pdf("x.pdf"), {"remote", "files"}),
    (lambda book: book.sheets[0].charts, {"files"}),
    (lambda book: book.sheets[0].used_range.impl.of_no_engine, {"Windows", "Mac", "remote", "files"}),
])
def test_a_planted_call_that_an_engine_lacks_is_found(planted: Callable[[xw.Book], Any], engines: set[str]) -> None:
    def run(book: xw.Book) -> None:
        score_book(book)
        planted(book)

    found = {engine for engine in ENGINES if lacking(uses_of(run), members(*ENGINES[engine]))}
    assert found == engines


def test_a_call_with_too_many_arguments_is_found() -> None:
    uses: set[Use] = {("Sheet", "range", False, 5)}
    assert all(lacking(uses, members(*files)) == uses for files in ENGINES.values())
