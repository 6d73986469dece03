"""What lies in `returned/`: files, zips and their names, links and pipes."""

from __future__ import annotations

import io
import os
import threading
import zipfile
from pathlib import Path

import pytest

from dgmm_excel.returns.arrivals import find_arrivals, label_of
from dgmm_excel.round.folder import Round
from tests.support.forms import parts
from tests.support.outcomes import found, look, state, used, zipped
from tests.support.processes import PATIENCE
from tests.support.rounds import form_of, send_back


def test_returns_in_a_zip_are_returns(of: Round) -> None:
    one, two = send_back(of, "D1").read_bytes(), send_back(of, "D2").read_bytes()
    for file in of.returned.iterdir():
        file.unlink()
    (of.returned / "ส่งรวม.zip").write_bytes(zipped({
        "กรม/หนึ่ง.xlsx": one, "two.xlsx": two, "__MACOSX/._two.xlsx": b"x", "กรม/": b"", "~$two.xlsx": b"x", "letter.pdf": b"%PDF-1.7",
    }))
    assert [arrival.name for arrival in find_arrivals(of.returned, of.folder)] == ["ส่งรวม.zip/letter.pdf", "ส่งรวม.zip/two.xlsx", "ส่งรวม.zip/กรม/หนึ่ง.xlsx"]
    assert (state(of, "D1"), used(of, "D1"), used(of, "D2")) == ("complete", "ส่งรวม.zip/กรม/หนึ่ง.xlsx", "ส่งรวม.zip/two.xlsx")
    assert found(of) == set()


def test_a_zip_in_a_zip_is_told_and_not_opened(of: Round) -> None:
    inner = zipped({"D1.xlsx": form_of(of, "D1").read_bytes()})
    (of.returned / "a.zip").write_bytes(zipped({"b.zip": inner}))
    assert found(of) == {("", "a.zip/b.zip", "DG408")}


def test_zips_that_cannot_be_opened_say_why(of: Round) -> None:
    good = zipped({"D1.xlsx": form_of(of, "D1").read_bytes()})
    (of.returned / "cut.zip").write_bytes(good[: len(good) // 2])
    (of.returned / "text.zip").write_bytes(b"no zip at all")
    secret = bytearray(good)
    secret[secret.rindex(b"PK\x01\x02") + 8] |= 1
    (of.returned / "secret.zip").write_bytes(bytes(secret))
    with pytest.warns(UserWarning, match="Duplicate"):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as bundle:
            bundle.writestr("a.xlsx", b"1")
            bundle.writestr("a.xlsx", b"2")
    (of.returned / "twice.zip").write_bytes(stream.getvalue())
    assert found(of) == {("", f"{name}.zip", "DG407") for name in ("cut", "text", "secret", "twice")}
    assert {one.fault.params["reason"].en for one in look(of).result.faults} == {  # type: ignore[union-attr]
        "the file is damaged", "its content is not .xlsx", "protected by a password", "two parts have the same name"}


def test_a_zip_may_hold_more_forms_than_a_form_holds_parts(of: Round) -> None:
    """The directories of the workbooks inside, which lie there as they are, do not count as its own."""
    form = form_of(of, "D1").read_bytes()
    inside = len(parts(form))
    stored = zipped({f"{number}.xlsx": form for number in range(11_000 // inside)})
    (of.returned / "many.zip").write_bytes(stored)
    assert len(find_arrivals(of.returned, of.folder)) == 11_000 // inside


@pytest.mark.parametrize(("member", "label"), [
    ("../../etc/passwd.xlsx", "etc/passwd.xlsx"), ("/abs.xlsx", "abs.xlsx"), ("C:\\tmp\\x.xlsx", "tmp/x.xlsx"), ("..", "_"),
    ("a/./b.xlsx", "a/b.xlsx"), ("กรม.xlsx".encode("cp874").decode("cp437"), "กรม.xlsx"),
    ("ส่ง/กรม น้ำ.xlsx".encode().decode("cp437"), "ส่ง/กรม น้ำ.xlsx"), ("กรม.xlsx", "กรม.xlsx"),
    ("café.xlsx", "café.xlsx"),
])
def test_names_in_a_zip_are_labels(member: str, label: str) -> None:
    assert label_of(member) == label


def test_nothing_is_written_where_a_zip_says(of: Round, tmp_path: Path) -> None:
    (of.returned / "evil.zip").write_bytes(zipped({"../../../escaped.xlsx": form_of(of, "D1").read_bytes()}))
    before = {path for path in tmp_path.rglob("*") if ".dgmm" not in path.parts}
    assert used(of, "D1") == "evil.zip/escaped.xlsx"
    assert {path for path in tmp_path.rglob("*") if ".dgmm" not in path.parts} == before


def test_what_is_no_ordinary_file_never_blocks(of: Round) -> None:
    os.mkfifo(of.returned / "pipe.xlsx")
    (of.returned / "round.xlsx").symlink_to(of.returned / "round.xlsx")
    (of.returned / "folder.xlsx").mkdir()
    told: list[set[str]] = []
    reader = threading.Thread(target=lambda: told.append({code for _, _, code in found(of)}), daemon=True)
    reader.start()
    reader.join(PATIENCE)
    assert told == [{"DG001"}]
