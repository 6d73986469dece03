"""When a file was first seen is kept by its content; a day that the coordinator states holds; an impossible one is told."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from dgmm_excel.agency import Agency
from dgmm_excel.errors import RoundError
from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import unread
from dgmm_excel.returns.arrivals import Arrival
from dgmm_excel.returns.packed import pack
from dgmm_excel.returns.returns import Returned
from dgmm_excel.round.receipts import Receipts, fingerprint, read_receipts, write_receipts

AGENCY = Agency("D1", "กรมหนึ่ง", "Department One", "กระทรวง ก", email="one@example.org")
FIRST, LATER = datetime(2026, 9, 28, 9, 0), datetime(2026, 10, 5, 9, 0)
GONE = Path("/nowhere/file.xlsx")


def returned(name: str = "a.xlsx", digest: str = "1" * 64, path: Path = GONE) -> Returned:
    return Returned(Arrival(name, str(path)), digest, pack(unread(Fault("DG409"))))


def seen(file: Path, now: datetime, *files: Returned, lang: str = "th") -> Receipts:
    receipts = read_receipts(file, "th" if lang == "th" else "en", [(AGENCY, one) for one in files], now)
    assert write_receipts(file, receipts) == ()
    return receipts


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8-sig").splitlines()


def stated(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8-sig")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "receipts.csv"


def test_the_day_on_which_a_file_was_first_seen_is_kept(file: Path) -> None:
    assert seen(file, FIRST, returned()).days == {"a.xlsx": date(2026, 9, 28)}
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines(file) == ["รหัส,หน่วยงาน,สังกัด,อีเมล,ไฟล์,วันที่พบไฟล์,วันที่ได้รับ,รหัสประจำไฟล์",
                           "D1,กรมหนึ่ง,กระทรวง ก,one@example.org,a.xlsx,28/9/2569,,f-1111111111111111"]
    before = file.read_bytes()
    assert seen(file, LATER, returned()).days == {"a.xlsx": date(2026, 9, 28)}
    assert file.read_bytes() == before


def test_a_file_keeps_its_day_under_another_name_and_a_new_one_of_the_same_name_has_its_own(file: Path) -> None:
    seen(file, FIRST, returned())
    days = seen(file, LATER, returned("zip.zip/b.xlsx"), returned("a.xlsx", "2" * 64)).days
    assert days == {"zip.zip/b.xlsx": date(2026, 9, 28), "a.xlsx": date(2026, 10, 5)}
    assert [line.split(",")[4:6] for line in lines(file)[1:]] == [["a.xlsx", "28/9/2569"], ["a.xlsx", "5/10/2569"]]


def test_two_files_of_the_same_content_have_one_line(file: Path) -> None:
    assert set(seen(file, FIRST, returned("a.xlsx"), returned("b.xlsx")).days) == {"a.xlsx", "b.xlsx"}
    assert len(lines(file)) == 2


def test_a_file_that_cannot_be_read_is_known_by_its_name(file: Path) -> None:
    seen(file, FIRST, returned("a.xlsx", ""), returned("b.xlsx", ""))
    assert seen(file, LATER, returned("b.xlsx", "")).days == {"b.xlsx": date(2026, 9, 28)} and len(lines(file)) == 3


def test_a_file_that_lay_there_before_was_seen_then(file: Path, tmp_path: Path) -> None:
    there = tmp_path / "a.xlsx"
    there.write_bytes(b"")
    os.utime(there, (0, 0))  # when it was saved says nothing of when it came
    came = datetime.fromtimestamp(there.stat().st_ctime)
    far = came.replace(year=came.year + 1, month=1, day=1)
    assert seen(file, far, returned(path=there)).days == {"a.xlsx": came.date()}


@pytest.mark.parametrize("text, day", [
    ("30/9/2569", date(2026, 9, 30)), ("2026-09-30", date(2026, 9, 30)), ("๓๐ ก.ย. ๒๕๖๙", date(2026, 9, 30)),
    ("30 กันยายน 2569", date(2026, 9, 30)), ("30/9/2026 0:00", date(2026, 9, 30)), ("5/10/2569", date(2026, 10, 5)),
])
def test_the_day_that_the_coordinator_states_holds(file: Path, text: str, day: date) -> None:
    seen(file, LATER, returned())
    stated(file, "5/10/2569,,", f"5/10/2569,{text},")
    before = file.read_bytes()
    receipts = seen(file, LATER, returned())
    assert receipts.days == {"a.xlsx": day} and receipts.notes == () and file.read_bytes() == before


@pytest.mark.parametrize("column, old, new, words", [
    ("วันที่ได้รับ", "5/10/2569,,", "5/10/2569,31/9/2569,", "“31/9/2569”"),
    ("วันที่ได้รับ", "5/10/2569,,", "5/10/2569,เมื่อวาน,", "“เมื่อวาน”"),
    ("วันที่ได้รับ", "5/10/2569,,", "5/10/2569,6/10/2569,", "อยู่หลังวันที่พบไฟล์"),
    ("วันที่พบไฟล์", "5/10/2569,,", "6/10/2569,,", "ยังมาไม่ถึง"),
    ("วันที่พบไฟล์", "5/10/2569,,", "10/25/2026,,", "“10/25/2026”"),
])
def test_an_impossible_day_is_told_with_its_line_and_not_used(file: Path, column: str, old: str, new: str, words: str) -> None:
    seen(file, LATER, returned())
    stated(file, old, new)
    receipts = seen(file, LATER, returned())
    (note,) = receipts.notes
    assert note.th.startswith("receipts.csv:2: ") and column in note.th and words in note.th and "โปรด" in note.th
    assert receipts.days == {"a.xlsx": date(2026, 10, 5)} and new in file.read_text(encoding="utf-8-sig")


def test_what_else_the_coordinator_writes_stays(file: Path) -> None:
    file.write_bytes("ผู้บันทึก;ไฟล์;วันที่ได้รับ;วันที่พบไฟล์;รหัส\r\nสมชาย;a.xlsx;30/9/2569;;D1\r\n".encode("cp874"))
    receipts = seen(file, LATER, returned("a.xlsx"), returned("b.xlsx", "2" * 64))
    assert receipts.days == {"a.xlsx": date(2026, 9, 30), "b.xlsx": date(2026, 10, 5)}
    assert lines(file) == ["ผู้บันทึก,ไฟล์,วันที่ได้รับ,วันที่พบไฟล์,รหัส", "สมชาย,a.xlsx,30/9/2569,,D1", ",b.xlsx,,5/10/2569,D1"]


def test_an_english_list_has_english_headings_and_years(file: Path) -> None:
    seen(file, FIRST, returned(), lang="en")
    assert lines(file)[0] == "code,name,ministry,e-mail,file,first seen,received,fingerprint"
    assert ",28/9/2026,," in lines(file)[1] and "Department One" in lines(file)[1]


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", "รหัส,ไฟล์\r\n".encode("utf-8-sig")])
def test_a_list_that_cannot_be_read_is_left_alone_and_told(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(RoundError, match=r"receipts\.csv"):
        seen(file, LATER, returned())
    assert file.read_bytes() == content


def test_no_fingerprint_looks_like_a_number() -> None:
    assert fingerprint(returned(digest="12345678901234567890")) == "f-1234567890123456"
    assert fingerprint(returned(digest="")) == ""
