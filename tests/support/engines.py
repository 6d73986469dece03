"""What code asks of xlwings' engines, and what each engine has, as its source says: member by member."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import xlwings as xw

from dgmm_excel import load_edition
from tests.support.forms import DEPARTMENT, PROVINCE
from tests.support.returned import form_grids, some_answers
from tests.support.strict_engine import strict_book

XLWINGS = Path(xw.__file__).parent
#: What is asked of an engine's objects: class, member, whether it is set, arguments of a call (None: it is none).
Use = tuple[str, str, bool, int | None]
_KINDS = {"BookImpl": "Book", "_SheetsImpl": "Sheets", "_SheetImpl": "Sheet", "_RangeImpl": "Range", "_AppImpl": "App",
          "_EngineImpl": "Engine"}
#: Asked for with a default, so that an engine need not have them.
OPTIONAL = {"grids", "package", "changes"}


def recording(target: Any, uses: set[Use]) -> Any:
    """Return the engine's object behind a proxy that notes what is asked of it, and of all that it gives."""
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
    """Return every member of the engine's objects that this asks for on a form with answers."""
    uses: set[Use] = set()
    for name in (DEPARTMENT, PROVINCE):
        impl = strict_book(form_grids(name, answers=some_answers(load_edition(name)))).impl
        with suppress(AttributeError):  # the weakest engine itself may lack it
            run(xw.Book(impl=recording(impl, uses)))
    return uses


@cache
def members(*files: Path) -> dict[str, dict[str, list[ast.AST]]]:
    """Return the members of each class in those sources, with those of its bases; what only raises is none."""
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
    """Return what an engine does not have, or not for that many arguments."""
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
