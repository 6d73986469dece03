"""xlwings' own machinery for functions in Excel on Windows, run without Windows: `generate_vba_wrapper` and `call_udf` are
xlwings' code, as is its conversion of values; what is made up is pywin32, and a COM range is a range of the file engine."""

from __future__ import annotations

import atexit
import ctypes
import importlib
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, patch

import xlwings as xw

from dgmm_excel.xlsx import engine, objects

MISSING = -2147352572
NA = -2146826246
UDFS = "dgmm_excel.addin.udfs"
_WINDOWS = ("pythoncom", "pywintypes", "win32api", "win32con", "win32event", "win32gui", "win32process", "win32timezone",
            "win32com", "win32com.client")


@dataclass(frozen=True)
class Variant:
    """pywin32's `VARIANT`: a value with a type of its own."""

    varianttype: int
    value: Any


class _Nothing:
    """A class of pywin32 that nothing here is an instance of."""


def _made_up() -> dict[str, ModuleType]:
    found: dict[str, Any] = {name: MagicMock(name=name) for name in _WINDOWS}
    found["pythoncom"].VT_ERROR = 10
    found["pythoncom"].__file__ = "pythoncom.dll"
    found["pywintypes"].TimeType, found["pywintypes"].com_error = _Nothing, OSError
    client = found["win32com.client"]
    client.VARIANT = Variant
    client.CDispatch = client.CoClassBaseClass = client.DispatchBaseClass = _Nothing
    found["win32com"].client = client
    return found


@dataclass
class Machinery:
    """xlwings with its functions for Windows, and the add-in's module as xlwings sees it."""

    xlwings_udfs: Any
    module: Any

    def wrapper(self, workbook: str = "own.xlsm") -> str:
        """The VBA that `Import Functions` writes."""
        text = io.StringIO()
        self.xlwings_udfs.generate_vba_wrapper(UDFS, self.module, text, SimpleNamespace(Name=workbook))
        return text.getvalue()

    def call(self, function: str, args: Sequence[Any], caller: xw.Range) -> Any:
        """What the cell gets: a value, or a `Variant`. Arguments that are left out at the end are missing, as VBA sends them."""
        expected = [info["name"] for info in getattr(self.module, function).__xlfunc__["args"]]
        given = [arg.impl if isinstance(arg, xw.Range) else arg for arg in args]
        given += [MISSING] * (len(expected) - 1 - len(given)) + [None]  # `Nothing` stands for the caller
        rows = self.xlwings_udfs.call_udf(UDFS, function, tuple(given), None, caller.impl)
        assert len(rows) == 1 and len(rows[0]) == 1  # what the server takes for a single value
        value = rows[0][0]
        return "#N/A" if value == Variant(10, NA) else value

    def cells(self, calls: Sequence[tuple[str, Sequence[Any]]], caller: xw.Range) -> list[Any]:
        """What a column of calls shows."""
        return [self.call(function, args, caller) for function, args in calls]


@contextmanager
def machinery() -> Iterator[Machinery]:
    """Everything is put back afterwards."""
    ours = (*_WINDOWS, "xlwings._xlwindows", "xlwings.udfs", "xlwings.com_server", UDFS)
    modules = {name: sys.modules.pop(name) for name in ours if name in sys.modules}
    with ExitStack() as stack:
        stack.callback(sys.modules.update, modules)
        for name in ours:
            stack.callback(sys.modules.pop, name, None)
        for name in ("windll", "oledll", "PyDLL"):
            stack.enter_context(patch.object(ctypes, name, MagicMock(), create=True))
        sys.modules.update(_made_up())
        windows: Any = importlib.import_module("xlwings._xlwindows")
        atexit.unregister(windows.cleanup)
        windows.Range = lambda xl: xl
        windows.is_range_instance = lambda xl: isinstance(xl, objects.Range)
        stack.enter_context(patch.object(xw, "_xlwindows", windows, create=True))
        sys.modules["xlwings.com_server"] = SimpleNamespace(loop=None)  # type: ignore[assignment]
        udfs: Any = importlib.import_module("xlwings.udfs")
        for name, real in (("func", udfs.xlfunc), ("arg", udfs.xlarg), ("ret", udfs.xlret)):
            stack.enter_context(patch.object(xw, name, real))
        stack.enter_context(patch.object(objects.Range, "CLSID", "{00020846-0000-0000-C000-000000000046}", create=True))
        stack.enter_context(patch.object(engine.App, "Workbooks", (), create=True))
        stack.enter_context(patch.dict(xw.engines.engines_by_name, {"excel": xw.Engine(impl=windows.engine)}))
        yield Machinery(udfs, importlib.import_module(UDFS))
