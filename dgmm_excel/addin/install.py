"""`dgmm addin`: install the add-in where Excel starts it, configure xlwings for this Python, and undo both.

An installation is recorded in a file beside the add-in before anything is changed, with every file's content before and its
hash after. `remove` uses that record alone: a file that is unchanged since gets its former content back; one that somebody
changed is left as it is and reported.
"""

from __future__ import annotations

import base64
import json
import locale
import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from dgmm_excel.addin.xlwings_conf import Settings, with_module
from dgmm_excel.errors import OutputError
from dgmm_excel.files import FileInUse, write_atomically
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.load import load_edition
from dgmm_excel.text import Text, phrase

Platform = Literal["windows", "mac", "linux"]
ADDIN, RECORD = "dgmm.xlam", "dgmm-addin.json"
MODULE, MODULES = "dgmm_excel.addin.udfs", "UDF MODULES"
#: xlwings' own add-in, by the names that it has had.
XLWINGS = "xlwings.xlam"
_FORMAT = 1


def built() -> bytes:
    """Return the add-in for every available edition."""
    from dgmm_excel.addin.xlam import xlam

    return xlam(map(load_edition, edition_ids()))


def platform_here() -> Platform:
    """Return the system that this runs on."""
    return "windows" if sys.platform.startswith("win") else "mac" if sys.platform == "darwin" else "linux"


@dataclass(frozen=True)
class Computer:
    """A person's computer: the paths of Excel and xlwings on it."""

    platform: Platform
    home: Path
    appdata: Path | None = None
    interpreter: str = sys.executable

    @classmethod
    def here(cls) -> Computer:
        """Return this computer."""
        appdata = os.environ.get("APPDATA")
        return cls(platform_here(), Path.home(), Path(appdata) if appdata else None)

    @property
    def start_folder(self) -> Path:
        """The folder whose add-ins Excel opens when it starts. Raises OutputError on a system without desktop Excel."""
        if self.platform == "windows":
            return (self.appdata or self.home / "AppData" / "Roaming") / "Microsoft" / "Excel" / "XLSTART"
        if self.platform == "mac":
            shared = self.home / "Library" / "Group Containers" / "UBF8T346G9.Office"
            return shared / "User Content.localized" / "Startup.localized" / "Excel"
        raise OutputError(str(phrase("addin.no_excel")))

    @property
    def settings(self) -> Path:
        """Xlwings' configuration file, where xlwings itself looks for it."""
        if self.platform == "mac":
            return self.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
        return self.home / ".xlwings" / "xlwings.conf"

    @property
    def interpreter_key(self) -> str:
        """The setting that holds the path of Python."""
        return "INTERPRETER_MAC" if self.platform == "mac" else "INTERPRETER_WIN"

    @property
    def encoding(self) -> str:
        """The encoding of a new file: VBA reads it in the system's code page, on a Mac as UTF-8."""
        return locale.getpreferredencoding(False) if self.platform == "windows" else "utf-8"

    @property
    def line_end(self) -> str:
        """The line end of a new file."""
        return "\r\n" if self.platform == "windows" else "\n"


@dataclass(frozen=True)
class Report:
    """What was done or found, line by line; `look` if something needs attention."""

    lines: tuple[Text, ...]
    look: bool = False


@dataclass(frozen=True)
class _Change:
    """One file: its content before (None: there was no file), and the hash of its new content."""

    path: Path
    before: bytes | None
    after: str


@dataclass
class _Record:
    """An installation: its files in order, and the folders that it created, outermost first."""

    changes: list[_Change] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def data(self) -> bytes:
        """Return the record as JSON."""
        changes = [
            {"path": str(one.path), "after": one.after,
             "before": None if one.before is None else base64.b64encode(one.before).decode("ascii")}
            for one in self.changes
        ]
        made: dict[str, Any] = {"format": _FORMAT, "changes": changes, "folders": [str(one) for one in self.folders]}
        return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def read(cls, file: Path) -> _Record | None:
        """Return the record in a file; None if there is no file. Raises OutputError if it is not a record."""
        if not file.exists():
            return None
        try:
            found = json.loads(_content(file) or b"")
            changes = [
                _Change(Path(one["path"]), _bytes(one["before"]), str(one["after"]))
                for one in found["changes"]
            ]
            return cls(changes, [Path(one) for one in found["folders"]])
        except (ValueError, KeyError, TypeError) as error:
            raise OutputError(str(phrase("addin.record_unreadable", file=file))) from error


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)


def install(machine: Computer, addin: Callable[[], bytes], folder: Path | None = None) -> Report:
    """Put the add-in into the folder (default: Excel's own) and configure xlwings for this Python.

    A second call updates both and still remembers the first contents. Raises OutputError for a file that cannot be written;
    `remove` then undoes what was done before.
    """
    into = (folder or machine.start_folder).absolute()
    file, settings, data = into / ADDIN, machine.settings.resolve(), addin()
    old = _Record.read(into / RECORD) or _Record()
    wanted = {file: data, settings: _configured(machine, settings)}
    record = _Record([_noted(machine, old, path, content) for path, content in wanted.items()], list(old.folders))
    for path in (file, settings):
        record.folders += [one for one in _missing(path.parent) if one not in record.folders]
    changed = [path for path, content in wanted.items() if _content(path) != content]
    _write_record(into, record)
    for one in _missing(settings.parent):
        _make(one)
    for path in changed:
        _put(path, wanted[path])
    lines = [phrase("addin.put" if file in changed else "addin.is_there", file=file)]
    lines.append(phrase("addin.set" if settings in changed else "addin.is_set", file=settings, python=machine.interpreter))
    return Report((*lines, phrase("addin.restart")))


def _write_record(into: Path, record: _Record) -> None:
    """Write the record before anything else; if that fails, remove the folders created for it."""
    made = _missing(into)
    try:
        for one in made:
            _make(one)
        write_atomically(into / RECORD, record.data())
    except BaseException:
        for one in reversed([one for one in made if one.is_dir()]):
            one.rmdir()
        raise


def _settings(machine: Computer, data: bytes) -> Settings:
    return Settings.read(data, machine.line_end, machine.encoding)


def _configured(machine: Computer, settings: Path) -> bytes:
    found = _settings(machine, _content(settings) or b"")
    wanted = {machine.interpreter_key: machine.interpreter, MODULES: with_module(found.get(MODULES), MODULE)}
    for key, value in wanted.items():
        if found.get(key) != value:
            found = found.with_value(key, value)
    return found.data()


def _noted(machine: Computer, old: _Record, path: Path, content: bytes) -> _Change:
    """Return what to undo: restore the first content, or a person's later changes without our settings."""
    now = _content(path)
    known = next((one for one in old.changes if one.path == path), None)
    if known is None:
        return _Change(path, now, _mark(content))
    if now is None or now == known.before or _mark(now) == known.after:
        return _Change(path, known.before, _mark(content))
    return _Change(path, _without(machine, now, known.before) if path.name != ADDIN else now, _mark(content))


def _without(machine: Computer, now: bytes, before: bytes | None) -> bytes:
    """Return the configuration as a person left it, with our two settings as they were before."""
    first, found = _settings(machine, before or b""), _settings(machine, now)
    for key in (machine.interpreter_key, MODULES):
        found = found.with_value(key, first.get(key))
    return found.data()


def remove(machine: Computer, folder: Path | None = None) -> Report:
    """Undo what `install` did, and only that. Raises OutputError for a file that cannot be written; then call it again."""
    into = (folder or machine.start_folder).absolute()
    record = _Record.read(into / RECORD)
    if record is None:
        return Report((phrase("addin.not_installed", folder=into),))
    lines, left = [], False
    for change in reversed(record.changes):
        words, kept = _undone(change)
        lines.append(words)
        left |= kept
    _delete(into / RECORD)
    for made in reversed(record.folders):
        if made.is_dir() and not any(made.iterdir()):
            made.rmdir()
    return Report(tuple(lines), left)


def _undone(change: _Change) -> tuple[Text, bool]:
    """Restore a file; return what was done, and whether the file was left as it is."""
    now = _content(change.path)
    if now == change.before:
        return phrase("addin.as_before", file=change.path), False
    if now is None or _mark(now) != change.after:
        return phrase("addin.left_alone", file=change.path), True
    if change.before is None:
        _delete(change.path)
        return phrase("addin.taken_away", file=change.path), False
    _put(change.path, change.before)
    return phrase("addin.put_back", file=change.path), False


def status(machine: Computer, folder: Path | None = None) -> Report:
    """Report what is installed where, whether it was changed since, whether Python exists, and xlwings' own add-in."""
    into = (folder or machine.start_folder).absolute()
    record = _Record.read(into / RECORD)
    if record is None:
        found = phrase("addin.foreign" if (into / ADDIN).exists() else "addin.not_installed", folder=into)
        return Report((found, *_around(machine, into)))
    lines, look = [], False
    for change in record.changes:
        now = _content(change.path)
        same = now is not None and _mark(now) == change.after
        lines.append(phrase("addin.is_there" if same else "addin.changed", file=change.path))
        look |= not same
    python = _settings(machine, _content(machine.settings) or b"").get(machine.interpreter_key) or ""
    there = bool(python) and Path(python).exists()
    lines.append(phrase("addin.python" if there else "addin.no_python", python=python or "–"))
    return Report((*lines, *_around(machine, into)), look or not there)


def _around(machine: Computer, into: Path) -> Iterator[Text]:
    folders = {into, machine.start_folder} if machine.platform != "linux" else {into}
    found = next((one / XLWINGS for one in sorted(folders) if (one / XLWINGS).exists()), None)
    yield phrase("addin.xlwings", file=found) if found else phrase("addin.no_xlwings")


# -- files -----------------------------------------------------------------------------------------


def _mark(data: bytes) -> str:
    return sha256(data).hexdigest()


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(str(phrase("addin.unreadable", file=path, reason=error.strerror or error))) from error


def _put(path: Path, data: bytes) -> None:
    """Write a file atomically; its permissions stay as they are."""
    mode = path.stat().st_mode if path.exists() else None
    write_atomically(path, data)
    if mode is not None:
        path.chmod(stat.S_IMODE(mode))


def _missing(folder: Path) -> list[Path]:
    """Return the folders that do not exist yet, outermost first."""
    missing: list[Path] = []
    while not folder.exists():
        missing.insert(0, folder)
        folder = folder.parent
    return missing


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(str(phrase("files.unwritable", path=folder, reason=error.strerror or error))) from error


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError as error:
        raise FileInUse(str(phrase("files.in_use", path=path))) from error
