"""The bytes of an open file, of which no more is in memory than is asked for: what a large file is read through."""

from __future__ import annotations

from io import SEEK_END
from typing import IO

#: How much of a file's end is searched: what ends a zip file stands in it, with the longest comment.
_END = 1 << 17


class FileBytes:
    """As much of `bytes` as reading a zip file takes. `file` can be sought in, is not changed meanwhile and stays open."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self._size = file.seek(0, SEEK_END)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        start, end, _ = part.indices(self._size)
        self.file.seek(start)
        return self.file.read(max(0, end - start))

    def rfind(self, mark: bytes) -> int:
        """Return where the last of these marks begins among what may end a zip file; -1 if there is none."""
        start = max(0, self._size - _END)
        found = self[start:].rfind(mark)
        return found if found < 0 else start + found
