"""Files that are no workbook are told for what they are, by their content; whatever may be a form is left to the reader."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from dgmm_excel.intake.foreign import foreign_fault
from tests.support.compound import compound

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def package(*names: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, b"<x/>")
    return stream.getvalue()


DOCUMENT = package("[Content_Types].xml", "word/document.xml")
WORKBOOK = package("[Content_Types].xml", "xl/workbook.xml")
MESSAGE = OLE + "__substg1.0_0037001F".encode("utf-16-le") + bytes(500)
OLD_WORD = OLE + "WordDocument".encode("utf-16-le") + bytes(500)
OLD_EXCEL = OLE + "Workbook".encode("utf-16-le") + bytes(500)


@pytest.mark.parametrize(("content", "extension", "code", "kind"), [
    (b"%PDF-1.7", ".pdf", "DG412", "a PDF document"),
    (b"\xff\xd8\xff\xe0", ".jpg", "DG412", "a picture"),
    (b"\x89PNG\r\n", ".png", "DG412", "a picture"),
    (DOCUMENT, ".docx", "DG412", "a Word document"),
    (b"hello", ".txt", "DG412", "a text file"),
    (b"Rar!\x1a\x07", ".rar", "DG413", "a .rar archive"),
    (b"7z\xbc\xaf\x27\x1c", ".7z", "DG413", "a .7z archive"),
    (MESSAGE, ".msg", "DG413", "a message of Outlook (.msg)"),
    (MESSAGE, ".xls", "DG413", "a message of Outlook (.msg)"),
    (OLD_WORD, ".doc", "DG413", "an old Word document (.doc)"),
    (compound("__properties_version1.0"), ".msg", "DG413", "a message of Outlook (.msg)"),
    (compound("WordDocument", inside=("Workbook",)), ".doc", "DG413", "an old Word document (.doc)"),
    (compound("Catalog"), ".db", "DG412", "a file of another kind"),
    (compound("PowerPoint Document"), ".ppt", "DG412", "a presentation"),
    (b"\x1f\x8b\x08", ".xlsx", "DG413", "a .gz archive"),
    (b"Rar!\x1a\x07", "", "DG413", "a .rar archive"),
    (package("Index/Document.iwa"), ".pages", "DG412", "a Pages document"),
    (b"From: a@b.c\r\n", ".eml", "DG413", "an e-mail (.eml)"),
])
def test_what_it_is_and_whether_a_form_may_be_inside(content: bytes, extension: str, code: str, kind: str) -> None:
    fault = foreign_fault(content, extension)
    assert fault is not None and fault.code == code
    assert f"This is {kind}" in fault.message("en")


@pytest.mark.parametrize(("content", "extension"), [
    (WORKBOOK, ".xlsx"), (WORKBOOK, ".bak"), (OLD_EXCEL, ".xls"), (b"%PDF-1.7", ".xlsx"), (DOCUMENT, ".xlsx"), (b"", ".pdf"),
    (WORKBOOK, ".txt"), (compound("Workbook", inside=("WordDocument",)), ".xls"), (compound("Catalog"), ".xls"),
    (compound("EncryptedPackage", "\x06DataSpaces"), ".xlsx"),
    (b"a,b\n", ".csv"), (b"<html>", ".html"), (b"anything", ".dat"), (b"PK\x03\x04 cut off", ".docx"),
])
def test_what_may_be_a_form_or_pretends_to_be_one_is_left_to_the_reader(content: bytes, extension: str) -> None:
    assert foreign_fault(content, extension) is None
