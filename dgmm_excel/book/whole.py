"""Workbooks that the coordinator keeps beside the returns (rosters, the researchers' figures), read by openpyxl."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from dgmm_excel.book.archive import UnreadableBook


@contextmanager
def reading(file: Path) -> Iterator[BytesIO]:
    """The file's bytes, for openpyxl to read from while this lasts; nothing else belongs inside.

    Raises UnreadableBook for whatever openpyxl raises: over a damaged file that is any error there is. The file itself is
    closed by then, which openpyxl forgets where it cannot read it.
    """
    try:
        yield BytesIO(file.read_bytes())
    except PermissionError as error:
        raise UnreadableBook("no_access", str(error)) from error
    except Exception as error:
        raise UnreadableBook("damaged", f"{type(error).__name__}: {error}") from error
