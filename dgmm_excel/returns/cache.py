"""What was read of returns, kept in the round's folder, so that a file that has not changed is not read again.

A line a return, added as soon as it was read: its key, the head and the body. The key is a hash of the file's bytes and of
everything that reads it (this program, the editions at hand), so a change of any of them finds nothing. A line that was cut
off, or that anybody put there, comes to nothing as well: then the file is read.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from dgmm_excel.errors import OutputError
from dgmm_excel.files import write_beside
from dgmm_excel.resources import criteria, package_files, templates
from dgmm_excel.returns.packed import Head, Packed
from dgmm_excel.text import phrase

FOLDER, FILE = ".dgmm", "returns.log"
_KEY = 64
_LAYOUT = b"dgmm returns 1\n"


class Kept:
    """The record of a round; a context manager, so that what was read is written as it comes."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FOLDER / FILE
        self._lines: dict[bytes, bytes] = _lines(self._file)
        self._used: dict[bytes, bytes] = {}
        self._log: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Closes the record; after a whole run without what nothing asked for any more."""
        if self._log is not None:
            self._log.close()
        if kind is None and len(self._lines) > 2 * len(self._used):
            data = _LAYOUT + b"".join(key + line for key, line in self._used.items())
            write_beside(self._file, data, durable=False)

    def find(self, digest: str, kind: str) -> Packed | None:
        """What was read of a file of those bytes, with that ending."""
        key = _key(digest, kind)
        line = self._lines.get(key)
        found = _packed(line) if line is not None else None
        if line is not None and found is not None:
            self._used[key] = line
        return found

    def keep(self, digest: str, kind: str, packed: Packed) -> None:
        """Write down what was read. Raises OutputError where the round's folder cannot be written."""
        key, line = _key(digest, kind), _line(packed)
        try:
            if self._log is None:
                self._log = self._opened()
            self._log.write(key + line)
            self._log.flush()
        except OSError as error:
            raise OutputError(str(phrase("files.unwritable", path=self._file, reason=error.strerror or error))) from error
        self._lines[key] = self._used[key] = line

    def _opened(self) -> BinaryIO:
        self._file.parent.mkdir(exist_ok=True)
        if not self._lines:
            self._file.write_bytes(_LAYOUT)
        log = self._file.open("ab")
        log.write(b"\n")  # ends a line that an earlier run was stopped in
        return log


def _lines(file: Path) -> dict[bytes, bytes]:
    """The record's lines by key; none where it is no record of this layout."""
    try:
        data = file.read_bytes()
    except OSError:
        return {}
    if not data.startswith(_LAYOUT):
        return {}
    lines = data.splitlines(keepends=True)[1:]
    return {line[:_KEY]: line[_KEY:] for line in lines if len(line) > _KEY and line.endswith(b"\n")}


def _line(packed: Packed) -> bytes:
    head = json.dumps(asdict(packed.head), ensure_ascii=True).encode()
    text = base64.b64encode(packed.body) + b" " + head
    return b" " + _check(text) + b" " + text + b"\n"


def _check(text: bytes) -> bytes:
    """Tells a line that was cut off or changed; no guard against who means it, who could change the results as well."""
    return sha256(text).hexdigest()[:16].encode()


def _packed(line: bytes) -> Packed | None:
    """The return of a line; None where the line is none."""
    check, _, text = line.strip().partition(b" ")
    body, _, head = text.partition(b" ")
    if check != _check(text):
        return None
    try:
        return Packed(Head(**json.loads(head)), base64.b64decode(body, validate=True))
    except (ValueError, TypeError):
        return None


def _key(digest: str, kind: str) -> bytes:
    return sha256(f"{digest} {kind} {_program()}".encode()).hexdigest().encode()


@cache
def _program() -> str:
    """A hash of all that has a say in what a return comes to: the program's code, the editions, the texts."""
    state = sha256()
    for file in sorted({*package_files(), *criteria().rglob("*"), *templates().rglob("*")}):
        if file.is_file() and file.suffix in (".py", ".yaml", ".toml"):
            state.update(file.name.encode() + file.read_bytes())
    return state.hexdigest()
