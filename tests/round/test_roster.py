"""Rosters: what people save from Excel is read, and every mistake is named at once with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from dgmm_excel import load_edition
from dgmm_excel.errors import RosterError
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.edition import Edition
from dgmm_excel.round.names import LONGEST, form_name
from dgmm_excel.round.roster import COLUMNS, as_csv, own_roster, read_roster, read_rosters
from tests.support.forms import packed, parts

HEAD = "code,name_th,name_en,ministry,kind,mission,parent,email\n"
LINE = "A-1,กรมตัวอย่าง,Sample Department,กระทรวงตัวอย่าง,department,service,,a@example.org\n"


@pytest.fixture(scope="module")
def department() -> Edition:
    return load_edition("dga-2566-department")


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "roster.csv"
    file.write_bytes(text.encode(encoding))
    return file


def mistakes(file: Path, edition: Edition) -> list[str]:
    with pytest.raises(RosterError) as caught:
        read_roster(file, edition)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_every_encoding_that_excel_saves_is_read(encoding: str, tmp_path: Path, department: Edition) -> None:
    (line,) = read_roster(write(tmp_path, HEAD + LINE, encoding), department)
    assert (line.agency.code, line.agency.name_th, line.agency.mission) == ("A-1", "กรมตัวอย่าง", "service")
    assert line.where == "roster.csv:2"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_of_any_region_is_read(delimiter: str, tmp_path: Path, department: Edition) -> None:
    file = write(tmp_path, (HEAD + LINE).replace(",", delimiter))
    assert read_roster(file, department)[0].agency.email == "a@example.org"


def test_headings_may_be_thai_in_any_order_with_columns_of_ones_own(tmp_path: Path, department: Edition) -> None:
    file = write(tmp_path, "ลำดับ,อีเมล,ชื่อหน่วยงาน,ภารกิจ,รหัสหน่วยงาน\n1,x@y.th,กรม ก,นโยบาย,ก.1\n".replace("นโยบาย", "policy"))
    (line,) = read_roster(file, department)
    assert (line.agency.code, line.agency.name_th, line.agency.mission, line.agency.email) == (
        "ก.1", "กรม ก", "policy", "x@y.th")


def test_what_nobody_sees_is_no_part_of_a_name(tmp_path: Path, department: Edition) -> None:
    file = write(tmp_path, "code,name_th,ministry\nA\u200b1,กรม\x07\u202eก,กระทรวง\u2066 ข\n")
    (line,) = read_roster(file, department)
    assert (line.agency.code, line.agency.name_th, line.agency.ministry) == ("A1", "กรมก", "กระทรวง ข")


def test_an_xlsx_roster_is_read_with_codes_that_excel_took_for_numbers(tmp_path: Path, department: Edition) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["ทะเบียนหน่วยงาน"])
    book.active.append(list(COLUMNS))
    book.active.append([1001, "กรมหนึ่ง", None, None, None, "service", None, None])
    book.save(tmp_path / "r.xlsx")
    (line,) = read_roster(tmp_path / "r.xlsx", department)
    assert (line.agency.code, line.where) == ("1001", "r.xlsx:3")
    copy = tmp_path / "copy.csv"
    copy.write_bytes(as_csv(tmp_path / "r.xlsx"))
    assert read_roster(copy, department)[0].agency == line.agency


def test_an_xlsx_roster_is_read_as_it_was_typed(tmp_path: Path, department: Edition) -> None:
    """Excel stores a typed `_x0020_` as `_x005F_x0020_`, and a line break pasted by Windows as `_x000D_`."""
    book = Workbook()
    assert book.active is not None
    book.active.append(list(COLUMNS))
    book.active.append(["A1", "กรม _x005F_x0020_", "One_x000D_\nmore", None, None, "service", None, None])
    book.save(tmp_path / "r.xlsx")
    (line,) = read_roster(tmp_path / "r.xlsx", department)
    assert (line.agency.name_th, line.agency.name_en) == ("กรม _x0020_", "One more")


def test_all_mistakes_are_named_at_once_each_with_its_line(tmp_path: Path, department: Edition) -> None:
    file = write(tmp_path, HEAD + LINE + (
        ",ไม่มีรหัส,,,,,,\n"          # 3
        "B-1,,,,,,,\n"                # 4
        "a-1,รหัสซ้ำ,,,,,,\n"          # 5
        "C-1,ภารกิจผิด,,,,both,,\n"     # 6
        "D-1,ต้นสังกัดตัวเอง,,,,,d-1,\n"  # 7
        "=1+1,สูตร,,,,,,\n"             # 8
        f"{'E' * 33},ยาวเกิน,,,,,,\n"   # 9
    ))
    found = mistakes(file, department)
    assert [text.split(":")[1] for text in found] == ["3", "4", "5", "6", "7", "8", "9"]
    assert "roster.csv:2" in found[2] and "roster.csv:5" in found[2]
    assert all(" — " in text for text in found), "each says what to do"


@pytest.mark.parametrize(("said", "mission"), [
    ("service", "service"), ("บริการ", "service"), ("ภารกิจหลักในการให้บริการ", "service"), ("นโยบาย", "policy"),
    ("กำกับดูแล", "policy"), ("Policy", "policy"), ("", ""),
])
def test_a_mission_is_known_by_its_key_its_label_or_the_word_that_people_write(
    said: str, mission: str, tmp_path: Path, department: Edition
) -> None:
    (line,) = read_roster(write(tmp_path, HEAD + LINE.replace("service", said)), department)
    assert line.agency.mission == mission


@pytest.mark.parametrize("said", ["mission", "ภารกิจหลัก", "both", "ก"])
def test_a_word_that_is_no_mission_is_refused_with_those_there_are(said: str, tmp_path: Path, department: Edition) -> None:
    (found,) = mistakes(write(tmp_path, HEAD + LINE.replace("service", said)), department)
    assert said in found and "service (ภารกิจหลักในการให้บริการ), policy (จัดทำนโยบาย" in found


def test_a_missing_and_a_misspelt_column_are_named(tmp_path: Path, department: Edition) -> None:
    assert "code" in mistakes(write(tmp_path, "name_th,mission\nก,\n"), department)[0]
    (found,) = mistakes(write(tmp_path, "code,name_th,minstry\nA,ก,x\n"), department)
    assert "minstry" in found and "ministry" in found


@pytest.mark.parametrize("text", ["", HEAD, "\n\n"])
def test_a_roster_without_an_agency_is_refused(text: str, tmp_path: Path, department: Edition) -> None:
    assert len(mistakes(write(tmp_path, text), department)) == 1


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xff\xfe\xff", b"\x89PNG\r\n\x1a\n\0\0"])
def test_a_file_that_is_no_text_is_refused(content: bytes, tmp_path: Path, department: Edition) -> None:
    for name in ("roster.csv", "roster.xlsx"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(RosterError):
            read_roster(tmp_path / name, department)


def damaged(book: bytes) -> Iterator[tuple[str, bytes]]:
    """A workbook with each of its parts cut off, emptied, or with letters for numbers."""
    whole = parts(book)
    for name, content in whole.items():
        for how, spoilt in (("cut", content[:len(content) // 2]), ("emptied", b""), ("no numbers", content.replace(b"0", b"x"))):
            yield f"{name} {how}", packed({**whole, name: spoilt})


def test_a_damaged_workbook_is_refused_or_read_and_nothing_else(tmp_path: Path, department: Edition) -> None:
    book, file = Workbook(), tmp_path / "r.xlsx"
    for row in (["code", "name_th"], ["D1", "กรม"]):
        book.worksheets[0].append(row)
    book.save(file)
    refused = {}
    for how, content in damaged(file.read_bytes()):
        file.write_bytes(content)
        try:
            read_roster(file, department)
        except RosterError as error:
            refused[how] = str(error)
    assert all("r.xlsx" in said for said in refused.values())
    for how in ("xl/workbook.xml cut", "xl/styles.xml no numbers", "xl/worksheets/sheet1.xml emptied"):
        assert "save it again as .xlsx" in refused[how]


def test_a_roster_that_is_not_there_is_refused(tmp_path: Path, department: Edition) -> None:
    with pytest.raises(RosterError, match=r"none\.csv"):
        read_roster(tmp_path / "none.csv", department)


def test_a_code_may_stand_in_one_roster_of_a_round_only(tmp_path: Path, department: Edition) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(HEAD + LINE, encoding="utf-8")
    two.write_text(HEAD + LINE, encoding="utf-8")
    with pytest.raises(RosterError) as caught:
        read_rosters([(one, department), (two, department)])
    assert "one.csv:2" in str(caught.value) and "two.csv:2" in str(caught.value)


def test_the_rosters_that_come_along_are_sound_and_their_parents_known() -> None:
    lines = read_rosters([(own_roster(name), load_edition(name)) for name in edition_ids()])
    codes = {line.agency.code for line, _ in lines}
    assert len(codes) == len(lines) > 200
    assert {line.agency.parent for line, _ in lines} - {""} <= codes


def test_form_names_are_legal_on_windows_and_unlike() -> None:
    names = [
        form_name(line.agency, lang) for lang in ("th", "en")
        for line, _ in read_rosters([(own_roster(name), load_edition(name)) for name in edition_ids()])
    ]
    assert max(map(len, names)) <= LONGEST
    assert not any(set(name) & set('<>:"/\\|?*') or name.removesuffix(".xlsx").endswith((" ", ".")) for name in names)


@pytest.mark.parametrize(("code", "name", "expected"), [
    ("con.1", "กรม", "_con.1 กรม.xlsx"),
    ("A", 'ก<ข>:"/\\|?*ค', "A ก ข ค.xlsx"),
    ("A", "ก" * 100, f"A {'ก' * 73}.xlsx"),
    ("A", "ก" * 72 + "กี่" + "ก" * 20, f"A {'ก' * 72}.xlsx"),
    ("A", "ก" * 72 + "แก", f"A {'ก' * 72}.xlsx"),
    ("A", "กรม\u200bการ\nปกครอง. ", "A กรมการ ปกครอง.xlsx"),
])
def test_form_names_are_cut_between_thai_letters(code: str, name: str, expected: str) -> None:
    from dgmm_excel.agency import Agency

    assert form_name(Agency(code, name), "th") == expected
