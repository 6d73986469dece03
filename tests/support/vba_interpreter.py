"""pyOpenVBA's engine, which runs VBA in Python, made quick enough for many thousands of calls, with what it lacks.

Some things are replaced; each means what the engine's own does. A name that is not of the procedure or its module is looked
up in every module in turn: here once, and remembered. The `Dim` statements of a procedure are searched for at each call: here
once; so is a name in small letters without the character of its type. What an expression gives, and a call's arguments that
nobody takes by reference, are told in fewer steps. `Collection` compares its keys one by one: here they have an index. `StrConv`, which the engine has not, converts to
the code page and back. `AscW`, which overflows in the engine for letters from &H8000 on, gives negative Integers, as VBA does.
And numbers such as `&HFFFF&`, a Long in VBA, which the engine takes for the Integer -1, are written in decimals before it reads
the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pyopenvba.interpreter import MISSING, Collection, HostBridge, Interpreter, _runtime, method, to_text
from pyopenvba.interpreter import _ast as A
from pyopenvba.interpreter._intrinsics import intrinsic
from pyopenvba.interpreter._runtime import UNRESOLVED, Frame, Slot, _nested_bodies, vba_constant
from pyopenvba.interpreter._values import EMPTY, VBAInt, error

FROM_UNICODE, TO_UNICODE = 128, 64
_LONG_HEX = re.compile(r"&H([0-9A-F]{4})&", re.IGNORECASE)


class IndexedCollection(Collection):  # type: ignore[misc]
    """VBA's Collection with an index of its keys. Items are added at the end only."""

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[str, int] = {}

    @method
    def Add(self, Item: object = MISSING, Key: object = MISSING) -> object:
        key = None if Key is MISSING else to_text(Key).lower()
        if key in self._places:
            raise error(457)
        if key is not None:
            self._places[key] = len(self._items) + 1
        self._items.append(Item)
        self._keys.append(key)
        return EMPTY

    @method
    def Remove(self, Index: object = MISSING) -> object:
        super().Remove(Index)
        self._places = {key: place for place, key in enumerate(self._keys, start=1) if key is not None}
        return EMPTY

    def _position(self, index: object) -> int:
        if not isinstance(index, str):
            return int(super()._position(index))
        if index.lower() not in self._places:
            raise error(5)
        return self._places[index.lower()]


class Vba(Interpreter):  # type: ignore[misc]
    """Modules by name, in a host. Raises `VBACompileError` for what VBA would not compile, some of it only when it is reached."""

    def __init__(self, host: HostBridge, modules: Mapping[str, str], code_page: str) -> None:
        super().__init__(host)
        self.code_page = code_page
        for name, text in modules.items():
            self.add_module(_LONG_HEX.sub(lambda found: str(int(found[1], 16)), text), name=name)
        self.initialise()
        # in the order in which the engine looks: the modules' public procedures, then the language's own functions
        self._public = {name: (procedure, module) for module in reversed(list(self.modules.values()))
                        for name, (procedure, *_) in module.procedures.items() if procedure.scope != "private"}
        self._dims: dict[int, list[A.Stmt]] = {}
        self._constants: dict[str, object] = {}

    def create(self, type_name_: str) -> object:
        return IndexedCollection() if type_name_.lower() == "collection" else super().create(type_name_)

    def _is_near(self, key: str, frame: Frame | None) -> bool:
        """Whether a name is the procedure's own or its module's."""
        if frame is None or key in frame.locals:
            return True
        module = frame.module
        return key in module.variables or key in module.constants or key in module.procedures

    def evaluate(self, expression: A.Expr | None, frame: Frame | None, *, want_object: bool = False) -> object:
        if expression is None:
            return MISSING
        value = expression.value if type(expression) is A.Literal else self._evaluate(expression, frame)
        return value.get() if isinstance(value, Slot) else value

    def _arguments(
        self, args: Sequence[A.Argument], frame: Frame | None, *, procedure: A.Procedure | None = None, **what: Any,
    ) -> tuple[list[object], dict[str, object]]:
        if procedure is None and not any(one.name or one.value is None for one in args):
            return [self.evaluate(one.value, frame) for one in args], {}
        found: tuple[list[object], dict[str, object]] = super()._arguments(args, frame, procedure=procedure, **what)
        return found

    def lookup(self, name: str, frame: Frame | None, *, want_slot: bool = False) -> object:
        key = name.lower()
        if not self._is_near(key, frame):
            if key in self._public:
                return self.call(*self._public[key], [], {})
            if key not in self._constants:
                self._constants[key] = vba_constant(key)
            if self._constants[key] is not UNRESOLVED:
                return self._constants[key]
        return super().lookup(name, frame, want_slot=want_slot)

    def _call_name(self, callee: A.Name, args: list[A.Argument], frame: Frame | None, *, statement_context: bool = False) -> object:
        key = callee.name.lower()
        if not self._is_near(key, frame):
            if key in self._public:
                procedure, module = self._public[key]
                return self.call(procedure, module, *self._arguments(args, frame, procedure=procedure))
            if key in self._intrinsics and key != "len":  # Len asks how its argument is declared
                return self.call_intrinsic(key, *self._arguments(args, frame, intrinsic=key))
        return super()._call_name(callee, args, frame, statement_context=statement_context)

    def _declare_locals(self, frame: Frame, body: Sequence[A.Stmt]) -> None:
        dims = self._dims.get(id(body))
        if dims is None:
            dims = self._dims[id(body)] = list(_dims(body))
        super()._declare_locals(frame, dims)


def _dims(body: Sequence[A.Stmt]) -> Iterator[A.Stmt]:
    for statement in body:
        if isinstance(statement, A.Dim):
            yield statement
        for nested in _nested_bodies(statement):
            yield from _dims(nested)


def _str_conv(vba: Any, text: object, conversion: object) -> object:
    """A text's bytes in the code page as letters of a byte each, or back; what the page has not is a question mark."""
    if int(conversion) == FROM_UNICODE:  # type: ignore[call-overload]
        return to_text(text).encode(vba.code_page, "replace").decode("latin-1")
    assert int(conversion) == TO_UNICODE  # type: ignore[call-overload]
    return to_text(text).encode("latin-1").decode(vba.code_page, "replace")


def _asc_w(vba: Any, text: object) -> object:
    """Return the code of a letter as an Integer: negative from &H8000 on, where the engine's own would overflow."""
    if not to_text(text):
        raise error(5)
    code = ord(to_text(text)[0])
    return VBAInt(code if code < 0x8000 else code - 0x10000, "Integer")


_runtime._bare = cache(_runtime._bare)
intrinsic("StrConv", "String", "Conversion", minimum=2)(_str_conv)
intrinsic("AscW", "String", minimum=1)(_asc_w)
