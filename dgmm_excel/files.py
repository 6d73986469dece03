"""Write files atomically: to a temporary file in the same folder, then moved into place. Also CSV, and names of stray files."""

from __future__ import annotations

import csv
import errno
import io
import itertools
import os
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from time import time
from typing import IO, Any, NamedTuple, cast

from dgmm_excel.errors import OutputError
from dgmm_excel.text import Text, phrase

#: Reasons of the system that have words of their own.
_REASONS = {errno.EROFS: "read_only", errno.EACCES: "read_only", errno.EPERM: "read_only", errno.ENOSPC: "full",
            errno.EEXIST: "taken"}
_numbers = itertools.count()
#: How a file that must not be there yet is opened to be written; on Windows so that line ends stay.
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
#: Age in seconds after which a temporary file is abandoned, even if a process has its number.
_ABANDONED = 3600

#: Beginnings that make a spreadsheet program read a typed text as a formula. In a workbook such a text is stored as text and
#: its cell marked (`quotePrefix`), so that it stays text when somebody edits the cell.
FORMULA_STARTS = ("=", "+", "-", "@")
#: A CSV file cannot mark a cell as text; some programs also read full-width signs as formulas, and ignore a tab or line break
#: before them.
_CSV_FORMULA_STARTS = (*FORMULA_STARTS, "＝", "＋", "－", "＠")
_BREAKS = ("\t", "\r", "\n")
_LINE_END = "\r\n"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

#: Files that Excel, LibreOffice and file managers leave in folders; compared in lower case.
_LITTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store", ".directory"})
_LITTER_STARTS = ("~$", "._", ".~lock.", ".dgmm-", ".syncthing.", "~syncthing~", ".goutputstream-")
#: The ends of names of files that a browser or a sync program has not finished.
_UNFINISHED = (".crdownload", ".part", ".partial", ".filepart", ".opdownload", ".!sync", ".!ut")
#: Folders in which programs keep what was deleted, older versions and previews.
_STORES = frozenset({
    "__macosx", "#recycle", "@recycle", "@recently-snapshot", "$recycle.bin", "recycler", "recycled", ".trash", ".trashes",
    ".stversions", ".stfolder", ".sync", ".snapshot", "~snapshot", "#snapshot", ".zfs", "@eadir", ".dropbox.cache",
    ".tmp.drivedownload", ".tmp.driveupload", ".versions", "system volume information", ".git", ".svn",
})
_STORE_STARTS = (".trash-",)


#: What follows the name of a file in that of a new version which could not take its place.
BESIDE = " (new "


@dataclass(frozen=True)
class Laid:
    """The content of a file, written beside it already by `lay`, perhaps in another process: the name of the temporary file, in
    the same folder, and its size in bytes.
    """

    name: str
    size: int


#: The content of a file: its bytes, also in pieces, or what writes it into an empty file that can be read and sought in too,
#: or where it lies.
Content = bytes | tuple[bytes, ...] | Callable[[IO[bytes]], object] | Laid


class FileInUse(OutputError):
    """Raised when a file cannot be replaced because another program has it open (as Excel does on Windows)."""


def write_atomically(path: Path, data: Content, *, durable: bool = True, instead: Path | None = None) -> Path:
    """Write `data` to a temporary file in the folder of `path`, move it into place, and return `path`.

    At any moment the file is either the old or the whole new one. `durable`: flush to disk before the move; leave this out
    only for files that can be made again. If another program has `path` open, the file is moved to `instead`, in the same
    folder, and this returned; without one, raise FileInUse. Raise OutputError if it cannot be written; an existing file is
    then unchanged.
    """
    with _told(path), _beside(path, data, durable) as temporary:
        return _moved(temporary, path, instead)


def lay(path: Path, data: bytes) -> Laid:
    """Write `data` to a temporary file in the folder of `path`, flushed to disk, and return it as the content of `path`.

    Whoever writes that content moves it into place; `sweep` deletes what nobody did. Raise OutputError if it cannot be written.
    """
    with _told(path), _beside(path, data) as temporary:
        return Laid(temporary.name, len(data))


@contextmanager
def _beside(path: Path, data: Content, durable: bool = True) -> Iterator[Path]:
    """Write `data` to a temporary file in the folder of `path`, and provide it to be moved away; delete it on any exception."""
    # A short name, not one made from that of the file: a Thai name of 80 characters nearly fills the 255 bytes of Linux.
    temporary = path.with_name(data.name if isinstance(data, Laid) else f".dgmm-{os.getpid()}-{next(_numbers)}.tmp")
    try:
        if isinstance(data, bytes | tuple):
            _write_bytes(temporary, data if isinstance(data, tuple) else (data,), durable)
        elif not isinstance(data, Laid):
            with temporary.open("x+b") as file:
                data(file)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
        yield temporary
    except BaseException:
        with suppress(OSError):  # a folder that cannot be written refuses this too
            temporary.unlink(missing_ok=True)
        raise


def _write_bytes(path: Path, pieces: tuple[bytes, ...], durable: bool) -> None:
    """Write a new file in as few calls of the system as can be: a round has thousands of forms."""
    file = os.open(path, _NEW, 0o666)
    try:
        for piece in pieces:
            left = memoryview(piece)
            while left:
                left = left[os.write(file, left):]
        if durable:
            os.fsync(file)
    finally:
        os.close(file)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Raise OutputError, with the reason, where the system refuses to write `path`."""
    try:
        yield
    except OSError as error:
        raise OutputError(str(_unwritten(path, error))) from error


def _moved(temporary: Path, path: Path, instead: Path | None) -> Path:
    """Move a finished file into place, or to `instead` if another program has `path` open; return where it is."""
    try:
        move(temporary, path)
    except FileInUse:
        if instead is None:
            raise
        move(temporary, instead)
        return instead
    return path


def _unwritten(path: Path, error: OSError) -> Text:
    """Say why a file was not written."""
    why = _REASONS.get(error.errno or 0)
    if why is None:
        return phrase("files.unwritable", path=path, reason=error.strerror or error)
    return phrase(f"files.{why}", name=path.name, folder=path.parent)


def sweep(folder: Path, *, own: bool = False) -> None:
    """Delete temporary files left in the folder by killed runs. Those of a running process are kept, but those of this one if
    its `own` are of no use any more.
    """
    for left in folder.glob(".dgmm-*.tmp"):
        number = left.name.split("-")[1]
        with suppress(OSError):
            if time() - left.stat().st_mtime > _ABANDONED or not (number.isdigit() and _in_use(int(number), own)):
                left.unlink()


def _in_use(process: int, own: bool) -> bool:
    return not own if process == os.getpid() else _is_running(process)


def _is_running(process: int) -> bool:
    """Whether the process is running. Always True on Windows, where `os.kill` would end it."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def move(temporary: Path, path: Path) -> None:
    """Move a finished file into place. Raise FileInUse if another program has `path` open."""
    try:
        temporary.replace(path)
    except PermissionError as error:
        if not path.exists():
            raise
        raise FileInUse(str(phrase("files.in_use", path=path))) from error


def write_or_save_as(path: Path, data: Content, now: datetime) -> Path:
    """Write `data` to `path`, or under another name (`save_as_name`) if another program has it open.

    A file that holds these very bytes is left as it is. Return the path that was written. Raise OutputError as
    `write_atomically` does.
    """
    if isinstance(data, bytes | Laid) and holds(path, data):
        if isinstance(data, Laid):
            remove(path.with_name(data.name))
        return path
    return write_atomically(path, data, instead=save_as_name(path, now))


class Placed(NamedTuple):
    """A file that was written: where it is, its size in bytes, and the SHA-256 of its content."""

    path: Path
    size: int
    sha256: str


def write_together(
    files: Mapping[Path, Content], index: Path, listing: Callable[[Mapping[Path, Placed]], bytes], now: datetime,
    check: Callable[[Mapping[Path, Path]], object] = lambda beside: None,
) -> Mapping[Path, Path]:
    """Write files of one folder and their index, which `listing` makes; return where each is.

    All files are written beside first, and `check` is called with where each is; what it raises leaves all as it was. Then the
    old index is deleted, each file moved into place, or under another name as by `write_or_save_as`, and the index written: a
    folder with an index has the very files that it lists, also after `kill -9`. Raise OutputError as `write_atomically` does.
    """
    with ExitStack() as stack:
        beside = {}
        for path, data in files.items():
            stack.enter_context(_told(path))
            beside[path] = stack.enter_context(_beside(path, data))
        check(beside)
        made = {path: _measured(temporary) for path, temporary in beside.items()}
        remove(index)
        placed = {path: made[path]._replace(path=_moved(temporary, path, save_as_name(path, now)))
                  for path, temporary in beside.items()}
    there = {path: one.path for path, one in placed.items()}
    return there | {index: write_atomically(index, listing(placed))}


def make_folder(folder: Path) -> None:
    """Have a folder, without what killed runs left there. Raise OutputError if it cannot be made."""
    with _told(folder):
        folder.mkdir(exist_ok=True)
    sweep(folder)


def remove(path: Path) -> None:
    """Delete a file that may be there. Raise OutputError if it cannot be deleted."""
    with _told(path):
        path.unlink(missing_ok=True)


def _measured(path: Path) -> Placed:
    with path.open("rb") as file:
        return Placed(path, path.stat().st_size, file_digest(file, "sha256").hexdigest())


def holds(path: Path, data: bytes | Laid) -> bool:
    """Return whether a file is there and has that very content."""
    size = data.size if isinstance(data, Laid) else len(data)
    try:
        if path.stat().st_size != size:
            return False
        return path.read_bytes() == (path.with_name(data.name).read_bytes() if isinstance(data, Laid) else data)
    except OSError:
        return False


def save_as_name(path: Path, now: datetime) -> Path:
    """Return the name for the new version of a file that cannot be replaced: `name (new 2026-11-22 1530).xlsx`."""
    return path.with_name(f"{path.stem}{BESIDE}{now:%Y-%m-%d %H%M}){path.suffix}")


def dated_name(path: Path, saved: datetime) -> Path:
    """Return the name for a copy of a file as it was saved then: `name (2026-11-22 153000).xlsx`."""
    return path.with_name(f"{path.stem} ({saved:%Y-%m-%d %H%M%S}){path.suffix}")


def csv_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV that Excel opens by double click: UTF-8 with a byte order mark; no text acts as a formula."""
    file = io.BytesIO()
    csv_file(rows)(file)
    return file.getvalue()


def csv_file(rows: Iterable[Sequence[Any]]) -> Callable[[IO[bytes]], None]:
    """Return what writes rows as such a CSV, one after the other. `CsvRows` among them are written as they are."""

    def write(file: IO[bytes]) -> None:
        file.write(BOM_UTF8)
        for ready, some in itertools.groupby(rows, lambda row: isinstance(row, CsvRows)):
            if ready:
                file.writelines(cast("Iterator[CsvRows]", some))
            else:
                text = io.TextIOWrapper(file, encoding="utf-8", newline="")
                _write_rows(text, some)
                text.detach()  # flushed, and `file` left open

    return write


class CsvRows(bytes):
    """Some rows as the file of a CSV has them, each with its end of line."""

    __slots__ = ()


def csv_lines(rows: Iterable[Sequence[Any]]) -> CsvRows:
    """Return rows as they stand in such a CSV, without headings and byte order mark; half of a surrogate pair is kept."""
    text = io.StringIO(newline="")
    _write_rows(text, rows)
    return CsvRows(text.getvalue().encode("utf-8", "surrogatepass"))


def csv_beginning(cells: Sequence[Any]) -> bytes:
    """Return the first cells of a row, two or more, as such a CSV has them before others."""
    return csv_lines([cells]).removesuffix(_LINE_END.encode()) + b","


def _write_rows(text: IO[str], rows: Iterable[Sequence[Any]]) -> None:
    writer = csv.writer(text, lineterminator=_LINE_END)
    for row in rows:
        writer.writerow([plain(value) if isinstance(value, str) else value for value in row])


def csv_text(data: bytes) -> str:
    """Return the text of a CSV as people save it: UTF-8, UTF-16 with a byte order mark, or the Thai code page of Excel.

    Raise ValueError for what is no such text, as a workbook under the wrong name.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or (b"\0" in data and data[:2] not in _UTF16):
        raise ValueError("no text")
    for encoding in ("utf-16",) if data[:2] in _UTF16 else ("utf-8-sig", "cp874"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("no known encoding")


def csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of every row of a CSV, whatever separates them."""
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)  # Excel writes the list separator of the computer's region
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1


def plain(text: str) -> str:
    """Return the text, with an apostrophe in front if a spreadsheet program would read it as a formula."""
    if text[:1].isalnum():  # as most do, which begin no formula
        return text
    return f"'{text}" if text.lstrip().startswith(_CSV_FORMULA_STARTS) or text[:1] in _BREAKS else text


def is_litter(name: str) -> bool:
    """Whether a file of that name was left by a program, and not sent by a person."""
    small = name.lower()
    return small in _LITTER or small.startswith(_LITTER_STARTS) or small.endswith(_UNFINISHED)


def is_store(name: str) -> bool:
    """Whether programs keep deleted files, older versions or previews in a folder of that name."""
    return name.lower() in _STORES or name.lower().startswith(_STORE_STARTS)
