"""Cache of returns already read, one row a file, so that an unchanged file is not read again.

An SQLite database in the round's folder. The key of a row is the hash of the file's bytes, the extension of its name and a
hash of this program and its editions. If any of them changes, no row is found and the file is read again. The same holds if a
row or the database is damaged or foreign, or if another program holds the database locked. It may be deleted at any time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dgmm_excel.resources import criteria_folders, package_files, templates
from dgmm_excel.returns.packed import Head, Packed

FOLDER, FILE = ".dgmm", "returns.sqlite"
#: How long to wait for another run that writes, in seconds.
_PATIENCE = 5.0
#: `digest` is the SHA-256 of the file's bytes, `kind` the extension of its name, `program` the state of this program.
_TABLE = (
    "CREATE TABLE returns (digest TEXT, kind TEXT, program TEXT, head BLOB, body BLOB, checksum BLOB,"
    " PRIMARY KEY (digest, kind, program))"
)


class ReturnCache:
    """The cache of one round; a context manager. Each return is stored as soon as it is read.

    No error of the database stops a run. A damaged or foreign database is replaced; one that cannot be used at all (locked,
    or in a folder that cannot be written) is left alone for the rest of the run.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FOLDER / FILE
        self._used: set[tuple[str, str, str]] = set()
        self._given_up = False
        self._database: sqlite3.Connection | None = None
        if self._file.is_file():
            self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the database. After a complete run, first delete the rows that it did not use, if most are unused."""
        if kind is None:
            self._prune()
        self._close()

    def find(self, digest: str, kind: str) -> Packed | None:
        """Return what was read of a file with that SHA-256 and extension, None if it must be read."""
        key = (digest, kind, program_state())
        rows = self._run("SELECT head, body, checksum FROM returns WHERE digest = ? AND kind = ? AND program = ?", key)
        found = _packed(*rows[0]) if rows else None
        if found is not None:
            self._used.add(key)
        return found

    def store(self, digest: str, kind: str, packed: Packed) -> None:
        """Store what was read of a file."""
        if self._database is None and not self._given_up:
            self._open()
        key, head = (digest, kind, program_state()), _head_bytes(packed.head)
        row = (*key, head, packed.body, _checksum(head, packed.body))
        if self._run("INSERT OR REPLACE INTO returns VALUES (?, ?, ?, ?, ?, ?)", row) is not None:
            self._used.add(key)

    def _prune(self) -> None:
        count = self._run("SELECT count(*) FROM returns")
        if count and count[0][0] > 2 * len(self._used):
            used = json.dumps([" ".join(key) for key in self._used])
            unused = "digest || ' ' || kind || ' ' || program NOT IN (SELECT value FROM json_each(?))"
            self._run(f"DELETE FROM returns WHERE {unused}", (used,))
            self._run("VACUUM")

    # -- the database ------------------------------------------------------------------------------

    def _run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]] | None:
        """Run one statement in a transaction of its own and return its rows; None if the database cannot be used."""
        if self._database is None:
            return None
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.OperationalError:  # locked, read-only, full, deleted
            self._given_up = True
            self._close()
        except sqlite3.DatabaseError:  # damaged
            self._remove()
        return None

    def _open(self) -> None:
        """Connect to the database. Make it where there is none, and replace one that is foreign or damaged."""
        for _ in range(2):
            self._connect()
            if self._has_our_table() or self._given_up:
                return
            self._remove()
        self._given_up = True

    def _connect(self) -> None:
        try:
            self._file.parent.mkdir(exist_ok=True)
            self._database = sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None)
        except (OSError, sqlite3.Error):
            self._given_up = True
        # Rows stay whole without it when the process is killed. A power cut may damage the file, which is then replaced.
        self._run("PRAGMA synchronous = OFF")

    def _has_our_table(self) -> bool:
        """Make the table if it is missing. Return whether it is all that is there: no foreign view or trigger may run."""
        self._run(_TABLE.replace("TABLE", "TABLE IF NOT EXISTS", 1))
        return self._run("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL") == [(_TABLE,)]

    def _remove(self) -> None:
        """Delete the database; the next row that is stored starts a new one."""
        self._close()
        try:
            for file in (self._file, self._file.with_name(f"{FILE}-journal")):
                file.unlink(missing_ok=True)
        except OSError:
            self._given_up = True

    def _close(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            with suppress(sqlite3.Error):
                database.close()


def _packed(head: Any, body: Any, checksum: Any) -> Packed | None:
    """Return the return of a row, None for a row that was changed or damaged."""
    try:
        if checksum == _checksum(head, body):
            return Packed(Head(**json.loads(head)), body)
    except (ValueError, TypeError):
        pass
    return None


def _head_bytes(head: Head) -> bytes:
    return json.dumps(asdict(head), ensure_ascii=True).encode()


def _checksum(head: bytes, body: bytes) -> bytes:
    """Return a checksum against damage, not against intent: anyone who can write here can also write the results."""
    return sha256(head + b" " + body).digest()


def program_state() -> str:
    """Return a hash of everything that decides how a return is read and what is made of it."""
    return _program(criteria_folders())


@cache
def _program(editions: tuple[Path, ...]) -> str:
    """Return a hash of the program's code, the editions and the texts."""
    state = sha256()
    data = (file for folder in (*editions, templates()) for file in folder.rglob("*"))
    for file in sorted({*package_files(), *data}):
        if file.is_file() and file.suffix in (".py", ".yaml", ".toml"):
            state.update(file.name.encode() + file.read_bytes())
    return state.hexdigest()
