"""Records in the folder of caches of a round, each kind in one table of an SQLite file, so that they take no memory.

A record is only a cache: what is missing, damaged, foreign, or locked by another program is made again. Any file of these may
be deleted at any time.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

#: The folder of caches, in the folder of a round.
FOLDER = ".dgmm"
#: How long to wait for another run that writes, in seconds.
_PATIENCE = 5.0
#: How many rows are written in one transaction at most: each costs several times as much as a row in it.
_TOGETHER = 16


class Store:
    """Rows of texts and bytes (`values`), found by the texts of `keys`. One process writes.

    No error of the database stops a run. A damaged or foreign database is replaced; one that cannot be used at all (locked,
    or in a folder that cannot be written) is left alone for the rest of the run. Each row is written whole or not at all,
    also when the process is killed. Rows that were gathered are found at once, but until they are written a kill loses them.
    """

    def __init__(self, folder: Path, name: str, keys: Sequence[str], values: Sequence[str]) -> None:
        self._file = folder / FOLDER / f"{name}.sqlite"
        columns = [*(f"{key} TEXT" for key in keys), *(f"{value} BLOB" for value in values), "checksum BLOB"]
        self._table = f"CREATE TABLE {name} ({', '.join(columns)}, PRIMARY KEY ({', '.join(keys)}))"
        self._find = f"SELECT {', '.join(values)}, checksum FROM {name} WHERE " + " AND ".join(f"{key} = ?" for key in keys)
        self._put, self._row = f"INSERT OR REPLACE INTO {name} VALUES ", f"({', '.join('?' * len(columns))})"
        #: The values of the rows that are yet to be written, with their checksums, by key.
        self._waiting: dict[tuple[str, ...], tuple[bytes, ...]] = {}
        self._name, self._keys = name, f"SELECT rowid, {', '.join(keys)} FROM {name}"
        #: The hashes of the keys in use, some of them twice: a round has thousands, whose texts are held nowhere else.
        self._used = array("q")
        self._given_up = False
        self._database: sqlite3.Connection | None = None

    @property
    def exists(self) -> bool:
        """Whether there is a database."""
        return self._file.is_file()

    def find(self, *key: str) -> tuple[Any, ...] | None:
        """Return the values of a row; None if there is none, or one that was changed or damaged."""
        row = self._waiting.get(key) or self._read(key)
        if row is None:
            return None
        *values, checksum = row
        with suppress(TypeError):
            if checksum == _checksum(values):
                self._used.append(hash(key))
                return tuple(values)
        return None

    def put(self, key: tuple[str, ...], values: Sequence[bytes]) -> bool:
        """Write a row, and those that were gathered. Return whether they are there now."""
        return self._takes(key, values) and self._written()

    def gather(self, key: tuple[str, ...], values: Sequence[bytes]) -> bool:
        """Have a row written with others: when there are enough, when another is put, or when the record is closed. Return
        whether it will be found until it is closed.
        """
        return self._takes(key, values) and (len(self._waiting) < _TOGETHER or self._written())

    def close(self) -> None:
        """Write the rows that were gathered and close the database. It is opened again when something is asked or written."""
        self._written()
        self._disconnect()

    def prune(self) -> None:
        """Delete the rows that were neither found nor put since the start, if these are most."""
        self._written()
        used, count = set(self._used), self._run(f"SELECT count(*) FROM {self._name}")
        if count and count[0][0] > 2 * len(used):
            unused = [row for row, *key in self._run(self._keys) or () if hash(tuple(key)) not in used]
            self._run(f"DELETE FROM {self._name} WHERE rowid IN (SELECT value FROM json_each(?))", (json.dumps(unused),))
            self._run("VACUUM")

    # -- the database ------------------------------------------------------------------------------

    def _read(self, key: tuple[str, ...]) -> tuple[Any, ...] | None:
        if self._database is None and not self._given_up and self.exists:
            self._open()
        rows = self._run(self._find, key)
        return rows[0] if rows else None

    def _takes(self, key: tuple[str, ...], values: Sequence[bytes]) -> bool:
        """Add a row to those that are yet to be written. Return whether there is a database that takes them."""
        if self._database is None and not self._given_up:
            self._open()
        if self._database is None:
            return False
        self._waiting[key] = *values, _checksum(values)
        self._used.append(hash(key))
        return True

    def _written(self) -> bool:
        """Write the rows that wait, all or none; return whether they are written. In one statement, they need no other for
        their transaction, which locks the database for no longer than that takes.
        """
        rows = self._waiting
        if rows:
            if self._database is None and not self._given_up:
                self._open()
            row = [value for key, values in rows.items() for value in (*key, *values)]
            if self._run(self._put + ", ".join([self._row] * len(rows)), row) is None:
                return False
            self._waiting = {}
        return True

    def _run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]] | None:
        """Run one statement in a transaction of its own and return its rows; None if the database cannot be used."""
        if self._database is None:
            return None
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.OperationalError:  # locked, read-only, full, deleted
            self._given_up = True
            self._disconnect()
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

    def _disconnect(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            with suppress(sqlite3.Error):
                database.close()

    def _connect(self) -> None:
        try:
            self._file.parent.mkdir(exist_ok=True)
            self._database = sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None)
        except (OSError, sqlite3.Error):
            self._given_up = True
        # Rows stay whole without it when the process is killed. A power cut may damage the file, which is then replaced.
        self._run("PRAGMA synchronous = OFF")
        self._run("PRAGMA cache_size = -1024")  # KiB
        self._run("PRAGMA journal_mode = TRUNCATE")  # deleting it after each row, and making it anew, takes longer than the row

    def _has_our_table(self) -> bool:
        """Make the table if it is missing. Return whether it is all that is there: no foreign view or trigger may run."""
        self._run(self._table.replace("TABLE", "TABLE IF NOT EXISTS", 1))
        return self._run("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL") == [(self._table,)]

    def _remove(self) -> None:
        """Delete the database; the next row that is stored starts a new one."""
        self._disconnect()
        try:
            for file in (self._file, self._file.with_name(f"{self._file.name}-journal")):
                file.unlink(missing_ok=True)
        except OSError:
            self._given_up = True


def _checksum(values: Sequence[Any]) -> bytes:
    """Return a checksum against damage, not against intent: anyone who can write here can also write the results."""
    return sha256(b" ".join(values)).digest()
