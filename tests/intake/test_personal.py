"""Telephone numbers, addresses, LINE ids and citizen numbers in a text are replaced by a word; other numbers stay."""

from __future__ import annotations

import pytest

from dgmm_excel.intake.personal import without_contacts


@pytest.mark.parametrize("text", [
    "081-234-5678", "0812345678", "081 2345678", "02-123-4567", "021234567", "๐๘๑-๒๓๔-๕๖๗๘", "+66 81 234 5678", "+66812345678",
    "0 2123 4567", "0-2123-4567", "๐ ๒๑๒๓ ๔๕๖๗", "(02) 123 4567", "02.123.4567", "081–234–5678", "02 - 123 - 4567", "+66 (0) 2 123 4567",
    "(66) 2 123 4567", "08 1234 5678", "02 123 456", "๐๒.๑๒๓.๔๕๖",
])
def test_a_telephone_number_is_hidden(text: str) -> None:
    assert without_contacts(f"โทร {text} ค่ะ", "th") == "โทร [หมายเลขโทรศัพท์] ค่ะ"
    assert without_contacts(text, "en") == "[telephone number]"


def test_a_telephone_number_is_hidden_whatever_stands_right_before_and_after_it() -> None:
    told = without_contacts("โทร.02-123-4567/081-234-5678,0812345678 (0 2123 4567 ต่อ 12)", "en")
    assert told == "โทร.[telephone number]/[telephone number],[telephone number] ([telephone number] ต่อ 12)"


@pytest.mark.parametrize("text", [
    "somchai.j@dga.or.th", "a_b+c@mail.example.co.th", "somchai＠dga.or.th", "somchai @ dga.or.th", "somchai [at] dga.or.th",
    "somchai(at)dga(dot)or(dot)th", "somchai [AT] dga [dot] or [dot] th", "somchai [แอท] dga.or.th",
])
def test_an_e_mail_address_is_hidden(text: str) -> None:
    assert without_contacts(f"ถาม {text}", "th") == "ถาม [อีเมล]"


@pytest.mark.parametrize(("text", "told"), [
    ("LINE ID: somchai.j", "LINE ID: [ไอดีไลน์]"), ("line:somchai88", "line:[ไอดีไลน์]"), ("ไลน์ไอดี somchai_j", "ไลน์ไอดี [ไอดีไลน์]"),
    ("ID Line = Somchai-1", "ID Line = [ไอดีไลน์]"), ("ไอดีไลน์somchai", "ไอดีไลน์[ไอดีไลน์]"),
])
def test_a_line_id_is_hidden_and_the_words_before_it_stay(text: str, told: str) -> None:
    assert without_contacts(f"ถาม {text} ค่ะ", "th") == f"ถาม {told} ค่ะ"


# 110170023070?: 1·13 + 1·12 + 1·10 + 7·9 + 2·6 + 3·5 + 7·3 = 146, of which 11 leaves 3; 11 − 3 = 8 is the check digit.
@pytest.mark.parametrize("text", [
    "1101700230708", "1-1017-00230-70-8", "1 1017 00230 70 8", "๑๑๐๑๗๐๐๒๓๐๗๐๘", "1-2345-67890-12-3",
])
def test_the_number_of_a_citizen_is_hidden(text: str) -> None:
    assert without_contacts(f"เลข {text} ค่ะ", "th") == "เลข [เลขประจำตัวประชาชน] ค่ะ"
    assert without_contacts(text, "en") == "[citizen number]"


@pytest.mark.parametrize("text", [
    "1101700230705", "0994000165668", "1,101,700,230,708", "11017002307080", "line: บริการ", "LINE Official ของหน่วยงาน",
    "LINE: Official Account", "LINE: @dga", "Line & Line@", "online: dashboard", "(at least 3)", "[at] home", "ราคา @ 500 บาท",
    "", "ใช่", "1,250", "0.123456789", "3,012,345,678", "30/09/2569", "2569-09-30 10:30", "813200", "50%", "มาตรา 37 (1)", "@",
    "20261128-de876f", "999999999", "1.0123456789", "0.1234 5678", "0 50 100 200", "0\n1234\n5678", "ดศ 0203/1234", "10 2566 2567",
])
def test_other_texts_stay(text: str) -> None:
    assert without_contacts(text, "th") == text


def test_no_text_is_no_text() -> None:
    assert without_contacts(None, "en") is None
