"""Workbooks that the coordinator keeps beside the returns (rosters, the researchers' figures), read by openpyxl."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from dgmm_excel.xlsx.archive import Archive, UnreadableBook, content_of


@contextmanager
def reading(file: Path) -> Iterator[BytesIO]:
    """The file's bytes, for openpyxl to read from while this lasts; nothing of our own belongs inside.

    Raises UnreadableBook where it is no sound .xlsx, and for whatever openpyxl raises: over a damaged file that is any error
    there is. FileNotFoundError where there is no such file.
    """
    data = content_of(file)
    Archive(data)
    try:
        yield BytesIO(data)
    except Exception as error:
        raise UnreadableBook("damaged", f"{type(error).__name__}: {error}") from error
