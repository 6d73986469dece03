"""Writing files: what a person is told where it cannot be done, and that the old file stays."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel.errors import OutputError
from dgmm_excel.files import write_atomically


@pytest.mark.parametrize(("number", "said"), [
    (errno.EROFS, "เขียน list.csv ในโฟลเดอร์ “{}” ไม่ได้ เพราะอ่านได้อย่างเดียวหรือไม่มีสิทธิ์เขียน / "
                  "list.csv was not written: the folder “{}” is read-only, or you may not write to it"),
    (errno.ENOSPC, "เขียน list.csv ไม่ได้ เพราะพื้นที่ของ “{}” เต็ม ไฟล์เดิมยังอยู่ครบ / "
                   "list.csv was not written: there is no room left in “{}”; the old file is unchanged"),
])
def test_a_folder_that_takes_no_file_is_told_in_words(
    number: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a folder refuses also that the temporary file is removed."""
    (tmp_path / "list.csv").write_bytes(b"old")

    own = Path.open

    def refused(self: Path, *words: Any, **named: Any) -> Any:
        if self.is_relative_to(tmp_path):
            raise OSError(number, os.strerror(number), str(self))
        return own(self, *words, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refused)
        patch.setattr(Path, "unlink", refused)
        with pytest.raises(OutputError) as caught:
            write_atomically(tmp_path / "list.csv", b"new")
    assert str(caught.value) == said.format(tmp_path, tmp_path)
    assert (tmp_path / "list.csv").read_bytes() == b"old"
