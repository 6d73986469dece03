"""Guard openpyxl when it reads workbooks of the coordinator (rosters, the researchers' figures)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from dgmm_excel import interruption
from dgmm_excel.xlsx.archive import Archive, UnreadableBook, content_of, key
from dgmm_excel.xlsx.markup import unspelled


@contextmanager
def reading(file: Path) -> Iterator[BytesIO]:
    """Give openpyxl the file's bytes to read inside this context. Put no code of our own inside.

    Raises UnreadableBook if it is no sound .xlsx, and for whatever openpyxl raises: a damaged file can cause any error.
    FileNotFoundError if there is no such file.
    """
    data = _as_spelled(Archive(content_of(file)))
    try:
        yield BytesIO(data)
    except Exception as error:
        if interruption.caused(error):
            raise KeyboardInterrupt from error
        raise UnreadableBook("damaged", f"{type(error).__name__}: {error}") from error


def _as_spelled(archive: Archive) -> bytes:
    """Return the file such that openpyxl reads shared texts as they are spelled, like the other texts.

    It removes every `x005F_` from shared texts, so that `_x0041_` could mean this text or the letter A.
    """
    texts = {name: archive.read(name) for name in archive.names if key(name).endswith("sharedstrings.xml")}
    kept = {name: text.replace(b"x005F_", b"x00x005F_5F_") for name, text in texts.items() if b"x005F_" in text}
    return archive.replaced(kept)


def as_typed(value: Any) -> Any:
    """Return a cell's value as it was typed: openpyxl reads a text as the file spells it, `_x005F_x0041_` for `_x0041_`."""
    return unspelled(value) if isinstance(value, str) else value
