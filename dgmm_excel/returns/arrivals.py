"""The files in `returned/`, found before any is read; each file of a zip counts as one.

A zip is opened one level deep and within limits. The names in it are only labels: nothing is ever written to their paths.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from dgmm_excel.faults import Fault
from dgmm_excel.files import is_litter, is_store
from dgmm_excel.intake.score import unreadable_fault
from dgmm_excel.returns.handover import Handover, folder_in, handover_in, record_fault
from dgmm_excel.returns.handover_file import ABOUT, LIST, RECORDS
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.archive import Archive, Limits, UnreadableBook, content_of

#: Limits of a zip of returns; sizes in bytes.
BUNDLE = Limits(members=10_000, member=64 * 1024 * 1024, total=2 * 1024 * 1024 * 1024)
_ZIP = b"PK\x03\x04"
#: A member that every workbook has, and every OpenDocument file.
_OF_DOCUMENTS = ("[Content_Types].xml", "mimetype")


#: The kind of a record in a handover, beside the extensions of files.
RECORD = "record"
#: What a document of Numbers is called, and its parts.
_NUMBERS, _OF_NUMBERS = ".numbers", ".iwa"
_NUMBERS_FAULT = Fault("DG010", params={"format": _NUMBERS})
#: The end of the name of what iCloud leaves in the place of a file that it has not downloaded.
_IN_CLOUD = ".icloud"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came back. `name` is its path in `returned/`, for a file in a zip `bundle.zip/form.xlsx`.

    `file` is its path, or that of the zip, in which `member` is its name; a text, as a round has thousands. `saved` is when the
    file was last changed, in seconds since 1970 (a zip stores even seconds only). `fault` says why the file is not opened at
    all. `handover` is set of a handover, and of each record of an agency in one, which has a `member`; `sha256` is the hash
    that a record must have.
    """

    name: str
    file: str
    saved: float = 0.0
    member: str | None = None
    fault: Fault | None = None
    handover: Handover | None = None
    sha256: str = ""

    @property
    def path(self) -> Path:
        """The path of the file, or of the zip."""
        return Path(self.file)

    @property
    def is_record(self) -> bool:
        """Whether it is the record of an agency in a handover."""
        return self.handover is not None and self.member is not None

    def content(self) -> bytes:
        """Return its bytes. Raises UnreadableBook if they cannot be read, FileNotFoundError if the file is gone."""
        path = self.path
        if self.member is None:
            return content_of(path)
        stat = path.stat()
        return _bundle(path, stat.st_mtime_ns, stat.st_size).read(self.member)

    @property
    def kind(self) -> str:
        """The extension of its name, in lower case; of a record in a handover, that kind."""
        return RECORD if self.is_record else Path(self.name).suffix.lower()


def find_arrivals(returned: Path, folder: Path) -> list[Arrival]:
    """Return every file in `returned` and its folders, sorted by name, without what programs leave behind.

    `folder` is the round's folder: a link that leads out of it is not followed.
    """
    real = _Real(folder)
    found = [arrival for path in _walk(returned) for arrival in _at(path, returned, real)]
    return sorted(_told_apart(found), key=lambda arrival: arrival.name.casefold())


def _told_apart(arrivals: list[Arrival]) -> Iterator[Arrival]:
    """Yield the files, with a number in each name that is shown like another's."""
    taken = Counter[str]()
    for arrival in arrivals:
        taken[arrival.name] += 1
        count = taken[arrival.name]
        yield arrival if count == 1 else replace(arrival, name=f"{arrival.name} ({count})")


def _walk(folder: Path) -> Iterator[Path]:
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not is_litter(name) and not is_store(name)]
        # a linked folder is listed, not entered; so is a document of Numbers, which is a folder
        documents = [one for one in folders if (Path(top) / one).is_symlink() or _is_numbers(one)]
        folders[:] = [name for name in folders if not _is_numbers(name)]
        if LIST in files:  # a handover that was extracted, told once
            folders[:] = [name for name in folders if f"{name}/" != RECORDS]
        for name in (*files, *documents):
            if not is_litter(name) and not (name == ABOUT and LIST in files):
                yield Path(top) / name


class _Real:
    """Where files of a round really lie, after all links; each folder is looked up once."""

    def __init__(self, folder: Path) -> None:
        self._folder = os.path.realpath(folder)
        self._folders: dict[Path, bool] = {}

    def has(self, path: Path) -> bool:
        """Return whether a file, or what a link leads to, lies in the round's folder; not where links go in a circle."""
        if path.is_symlink():
            return self._within(path)
        known = self._folders.get(path.parent)
        if known is None:
            known = self._folders[path.parent] = self._within(path.parent)
        return known

    def _within(self, path: Path) -> bool:
        return Path(os.path.realpath(path)).is_relative_to(self._folder)


def _at(path: Path, returned: Path, real: _Real) -> Iterator[Arrival]:
    """Yield the one file at a path, or those of a zip."""
    file, name = str(path), shown_name(path.relative_to(returned).as_posix())
    stem, placeholder, _ = path.name.partition(_IN_CLOUD)
    if not real.has(path):
        yield Arrival(name, file, fault=Fault("DG406"))
    elif placeholder and stem.startswith("."):
        yield Arrival(str(Path(name).with_name(shown_name(stem[1:]))), file, fault=Fault("DG414"))
    elif path.name == LIST:
        yield Arrival(name, file, fault=Fault("DG435"))
    elif _is_numbers(path.name) and path.is_dir():
        yield Arrival(name, file, fault=_NUMBERS_FAULT)
    elif not path.is_file():
        yield Arrival(name, file, fault=unreadable_fault(UnreadableBook("not_zip", "no ordinary file")))
    else:
        stat = path.stat()
        try:
            members = list(_members(path, name)) if _may_be_bundle(path) else None
        except UnreadableBook as error:
            yield Arrival(name, file, stat.st_mtime, fault=_not_opened(error))
            return
        yield from [Arrival(name, file, stat.st_mtime)] if members is None else members


def _may_be_bundle(path: Path) -> bool:
    """Whether a file is a zip but not a workbook. A file named .xlsx counts as a workbook here; reading checks it."""
    if path.suffix.lower() == ".xlsx":
        return False
    try:
        with path.open("rb") as file:
            starts = file.read(len(_ZIP))
    except OSError:
        return False
    if starts != _ZIP:
        return path.suffix.lower() == ".zip"
    try:
        inside = _opened(path)
    except UnreadableBook:
        return path.suffix.lower() == ".zip"
    is_numbers = any(name.startswith("Index/") and name.endswith(_OF_NUMBERS) for name in inside.names)
    return not is_numbers and not any(name in inside for name in _OF_DOCUMENTS)


def _is_numbers(folder: str) -> bool:
    return folder.lower().endswith(_NUMBERS)


def _members(path: Path, bundle: str) -> Iterator[Arrival]:
    file, archive = str(path), _opened(path)
    folder = folder_in(archive)
    if folder is not None:
        yield from _handed_up(path, bundle, archive, handover_in(archive, folder))
        return
    taken: dict[str, int] = {}
    documents: set[str] = set()
    for member in archive.names:
        label = label_of(member)
        *folders, last = label.split("/")
        if member.endswith(("/", "\\")) or is_litter(last) or any(is_litter(one) or is_store(one) for one in folders):
            continue
        document = next(("/".join(folders[:place + 1]) for place, one in enumerate(folders) if _is_numbers(one)), None)
        if document is not None:
            if document not in documents:
                yield Arrival(f"{bundle}/{document}", file, fault=_NUMBERS_FAULT)
            documents.add(document)
            continue
        taken[label] = taken.get(label, 0) + 1
        name = f"{bundle}/{label}" + (f" ({taken[label]})" if taken[label] > 1 else "")
        fault = Fault("DG408") if label.lower().endswith(".zip") else None
        yield Arrival(name, file, _moment(archive.saved(member)), member, fault)


def _handed_up(path: Path, name: str, archive: Archive, handover: Handover) -> Iterator[Arrival]:
    """Yield a handover, then each record in it, named for its agency: `handover.zip/D1.json`."""
    file, saved = str(path), path.stat().st_mtime
    yield Arrival(name, file, saved, handover=handover)
    for agency in handover.agencies:
        if agency.record is not None:
            fault, member = record_fault(archive, handover, agency.record), handover.folder + agency.record
            yield Arrival(f"{name}/{label_of(agency.code)}.json", file, saved, member, fault, handover,
                          handover.members[agency.record])


def shown_name(name: str) -> str:
    """Return a file's name as people should see it: one that is no UTF-8, as of a Thai zip, in Thai."""
    written = os.fsencode(name)
    for encoding in ("utf-8", "cp874"):
        try:
            return written.decode(encoding)
        except UnicodeError:
            continue
    return written.decode("utf-8", "replace")


def label_of(member: str) -> str:
    """Return a name in a zip as people should see it, without anything that could lead out of the folder."""
    steps = _redecoded(member).replace("\\", "/").split("/")
    return "/".join(step for step in steps if step not in ("", ".", "..") and not step.endswith(":")) or "_"


def _redecoded(member: str) -> str:
    """Decode a name that zip readers decode as cp437, in the encoding that it was written in.

    macOS writes UTF-8 without the flag for it, a Thai Windows its own code page.
    """
    try:
        written = member.encode("cp437")
    except UnicodeError:
        return member
    for encoding in ("utf-8", "cp874"):
        try:
            name = written.decode(encoding)
        except UnicodeError:
            continue
        if any("ก" <= char <= "๛" for char in name):
            return name
    return member


def _moment(date: tuple[int, int, int, int, int, int]) -> float:
    try:
        return datetime(*date).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _not_opened(error: UnreadableBook) -> Fault:
    return Fault("DG407", params={"reason": phrase(f"unreadable.{error.reason}")})


def _opened(path: Path) -> Archive:
    stat = path.stat()
    return _bundle(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1)  # the members of one zip are read one after the other
def _bundle(path: Path, modified: int, size: int) -> Archive:
    return Archive(content_of(path, BUNDLE), BUNDLE)
