"""Texts as cells spell them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.markup import attribute, cell_text, spelled, tree, unspelled, utf8


def test_texts_as_cells_spell_them() -> None:
    assert cell_text("a<b>&c") == "a&lt;b&gt;&amp;c"
    assert cell_text("\x00\r\ud800\uffff_x0041_ _x") == "_x0000__x000D__xD800__xFFFF__x005F_x0041_ _x"


@pytest.mark.parametrize(("text", "in_a_file"), [
    ("_x0041_", "_x005F_x0041_"), ("_x005F_x0041_", "_x005F_x005F_x005F_x0041_"), ("a_xABcd_b", "a_x005F_xABcd_b"), ("\r\n", "_x000D_\n"),
    ("_x041_ _X0041_ x0041_ snake_case", "_x041_ _X0041_ x0041_ snake_case"), ("__x0020__x0020_", "__x005F_x0020__x005F_x0020_"),
])
def test_a_text_that_looks_like_a_spelled_character_comes_back(text: str, in_a_file: str) -> None:
    """ECMA-376 Part 1, 22.9.2.19."""
    assert (spelled(text), unspelled(in_a_file)) == (in_a_file, text)


def test_half_a_surrogate_pair_stays_spelled() -> None:
    assert unspelled("_xD83D__xDE00_ _x0041_") == "_xD83D__xDE00_ A"


@pytest.mark.parametrize("text", ["", "'P1'!D4", 'say "so" & <go>', "\t one\nline\r\nmore ", "ก"])
def test_an_attribute_comes_back_as_it_was(text: str) -> None:
    element = ElementTree.fromstring(f"<a b={attribute(text)}/>")
    assert element.attrib == {"b": text}


@pytest.mark.parametrize(("declared", "codec"), [
    ("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("windows-874", "cp874"), ("TIS-620", "cp874"), ("ISO-8859-11", "cp874"),
    ("ISO-8859-15", "iso-8859-15"), ("us-ascii", "ascii"),
])
def test_a_part_in_an_encoding_that_it_declares_is_read(declared: str, codec: str) -> None:
    text = {"cp874": "ใช่ “น้ำ”", "ascii": "yes"}.get(codec, "café")
    xml = f'<?xml version="1.0" encoding="{declared}"?><t>{text}</t>'.encode(codec)
    assert tree(utf8(xml, "part"), "part").text == text


@pytest.mark.parametrize(("declared", "content"), [("utf-7", b"x"), ("rot13", b"x"), ("us-ascii", b"\xe1"), ("TIS-620", b"\xff"), ("IBM037", b"x")])
def test_an_encoding_that_no_spreadsheet_program_writes_is_refused(declared: str, content: bytes) -> None:
    with pytest.raises(UnreadableBook, match="damaged"):
        utf8(b'<?xml version="1.0" encoding="' + declared.encode() + b'"?><t>' + content + b"</t>", "part")


def test_a_document_type_is_refused_in_every_encoding() -> None:
    with pytest.raises(UnreadableBook, match="unsafe_xml"):
        utf8(b'<?xml version="1.0" encoding="windows-874"?><!DOCTYPE t><t/>', "part")
