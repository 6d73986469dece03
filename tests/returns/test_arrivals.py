"""What lies in `returned/`: files, zips and their names, links and pipes."""

from __future__ import annotations

import io
import os
import sys
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


@pytest.mark.parametrize("folder", [
    "#recycle", "@Recycle", "$RECYCLE.BIN/S-1-5-21", ".Trash-1000/files", ".Trashes", ".stversions", ".sync/Archive", ".snapshot", "@eaDir", "__MACOSX",
])
def test_bins_and_older_versions_are_left_alone(of: Round, folder: str) -> None:
    send_back(of, "D1")
    (of.returned / folder).mkdir(parents=True)
    (of.returned / folder / "D1.xlsx").write_bytes(b"deleted")
    (of.returned / "all.zip").write_bytes(zipped({f"{folder}/D1.xlsx": b"deleted", "D2.xlsx": form_of(of, "D2").read_bytes()}))
    assert [arrival.name for arrival in find_arrivals(of.returned, of.folder)] == ["all.zip/D2.xlsx", form_of(of, "D1").name]


def test_unfinished_downloads_are_left_alone_and_what_is_still_in_the_cloud_is_told(of: Round) -> None:
    for name in ("D1.xlsx.crdownload", "D1.xlsx.part", ".syncthing.D1.xlsx.tmp", "~syncthing~D1.xlsx.tmp", "D1.xlsx.filepart"):
        (of.returned / name).write_bytes(b"PK")
    (of.returned / ".D1.xlsx.icloud").write_bytes(b"bplist00")
    assert found(of) == {("D1", "D1.xlsx", "DG414")}


def test_a_form_is_read_whatever_its_name_ends_in(of: Round) -> None:
    content = send_back(of, "D1").read_bytes()
    for file in of.returned.iterdir():
        file.unlink()
    for name in ("D1.xls", "D1", "D1.zip", "D1.xlsx.download", "D1.txt", "D1.xlsm", "D1.bin"):
        (of.returned / name).write_bytes(content)
        assert (used(of, "D1"), found(of)) == (name, set())
        (of.returned / name).unlink()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_a_name_that_is_no_utf8_is_shown_in_thai_and_its_file_is_read(of: Round) -> None:
    file = send_back(of, "D1")
    written = os.fsencode(of.returned) + b"/" + "D1 กรมทดสอบ.xlsx".encode("cp874")
    file.rename(os.fsdecode(written))
    (of.returned / "D1 กรมทดสอบ.xlsx").write_bytes(file.name.encode())
    (of.returned / os.fsdecode(b"\xff\xfe.pdf")).write_bytes(b"%PDF-1.7")
    assert {arrival.name for arrival in find_arrivals(of.returned, of.folder)} == {
        "D1 กรมทดสอบ.xlsx", "D1 กรมทดสอบ.xlsx (2)", "\ufffd\ufffd.pdf"}
    assert state(of, "D1") == "complete"


def test_a_document_of_numbers_is_one_file_in_a_folder_a_zip_or_as_a_folder(of: Round) -> None:
    parts_of_it = {"Index/Document.iwa": b"x", "Data/a.png": b"x", "preview.jpg": b"x"}
    (of.returned / "D1 one.numbers").write_bytes(zipped(parts_of_it))
    (of.returned / "D1 two.numbers" / "Index").mkdir(parents=True)
    (of.returned / "D1 two.numbers" / "Index" / "Document.iwa").write_bytes(b"x")
    (of.returned / "all.zip").write_bytes(zipped({f"D1 three.numbers/{name}": content for name, content in parts_of_it.items()}))
    assert {(file, code) for _, file, code in found(of)} == {
        ("D1 one.numbers", "DG010"), ("D1 two.numbers", "DG010"), ("all.zip/D1 three.numbers", "DG010")}
