"""A workbook tells of itself whether anything in it was changed since it was written, whichever program saved it."""

from __future__ import annotations

import random
import subprocess
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from dgmm_excel.authoring.package import save, saved
from dgmm_excel.xlsx import archive, untouched
from dgmm_excel.xlsx.patch import patched
from tests.support import package_checks
from tests.support.dressed import squeezed
from tests.support.forms import parts
from tests.support.packages import packed
from tests.support.rendering import profile

PROPERTY = "docProps/custom.xml"


def drawn(text: str = "one", digest: bool = False) -> bytes:
    book = Workbook()
    book.active["A1"] = text  # type: ignore[index]
    book.properties.created = book.properties.modified = datetime(2026, 11, 22)
    return saved(book, digest=digest)


WRITTEN = drawn(digest=True)


def is_untouched(data: bytes) -> bool:
    return untouched.is_untouched(BytesIO(data))


def resaved(data: bytes) -> bytes:
    stream = BytesIO()
    load_workbook(BytesIO(data)).save(stream)
    return stream.getvalue()


def test_what_was_written_holds_and_is_a_sound_workbook() -> None:
    assert is_untouched(WRITTEN)
    assert package_checks.faults(WRITTEN) == []
    book: Any = load_workbook(BytesIO(WRITTEN))
    assert book.active["A1"].value == "one"
    assert [name.name for name in book.custom_doc_props.props] == ["dgmm_excel.digest"]
    before, after = parts(drawn()), parts(WRITTEN)
    assert after.keys() - before.keys() == {PROPERTY}
    assert {name for name in before if before[name] != after[name]} == {"[Content_Types].xml", "_rels/.rels"}


def test_the_digest_is_of_the_content() -> None:
    assert drawn(digest=True) == WRITTEN
    assert parts(drawn("two", digest=True))[PROPERTY] != parts(WRITTEN)[PROPERTY]


def test_what_a_program_saved_does_not_hold_even_with_the_digest_kept() -> None:
    kept = resaved(WRITTEN)
    assert parts(WRITTEN)[PROPERTY].decode().split("lpwstr>")[1] in parts(kept)[PROPERTY].decode()
    assert not is_untouched(kept)


def test_what_libreoffice_saved_does_not_hold(soffice: str, tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(WRITTEN)
    subprocess.run(
        [soffice, f"-env:UserInstallation={profile(tmp_path / 'profile')}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "out"), str(file)], check=True, capture_output=True, timeout=180)
    after = (tmp_path / "out" / file.name).read_bytes()
    assert b"dgmm_excel.digest" in parts(after)[PROPERTY]  # LibreOffice keeps it, and it no longer holds
    assert not is_untouched(after)


def test_one_cell_changed_in_place_is_seen() -> None:
    assert not is_untouched(patched(WRITTEN, {"Sheet": {(1, 1): "two"}}))


@pytest.mark.parametrize("change", [
    lambda members: members | {"xl/media/a.png": b"mine"},
    lambda members: {name: data for name, data in members.items() if name != "docProps/app.xml"},
    lambda members: members | {PROPERTY: members[PROPERTY].replace(b"lpwstr>", b"lpwstr> ", 1)},
    lambda members: {name: data for name, data in members.items() if name != PROPERTY},
], ids=["added", "removed", "property", "without property"])
def test_members_added_removed_or_changed_are_seen(change: object) -> None:
    assert callable(change)
    assert not is_untouched(squeezed(change(parts(WRITTEN))))


@pytest.mark.parametrize("data", [b"", b"text", drawn(), WRITTEN[:-30], WRITTEN[:200]])
def test_what_is_no_such_workbook_does_not_hold(data: bytes) -> None:
    assert not is_untouched(data)


def test_a_large_file_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbook of a round of 8,000 has 75 MB, most of it in one sheet."""
    longest = 0

    class Watched(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            nonlocal longest
            found = super().read(size)
            longest = max(longest, len(found))
            return found

    file, piece = Watched(), 1 << 17
    noise = random.Random(1).randbytes(1 << 19).hex().encode()
    rows = packed([b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + noise + b"</t></is></c></row>"])
    save(Workbook(), file, {1: rows}, digest=True)
    monkeypatch.setattr(archive, "_PIECE", piece)
    longest = 0
    assert untouched.is_untouched(file)
    assert 0 < longest <= piece < len(file.getvalue()) / 3
    changed = bytearray(file.getvalue())
    changed[3 * piece] ^= 1
    assert not is_untouched(bytes(changed)), "a byte of a later piece counts too"


def test_a_property_of_any_size_is_not_inflated() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(PROPERTY, b" " * 50_000_000)
    assert not is_untouched(stream.getvalue())
