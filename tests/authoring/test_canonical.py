"""Canonical XML: what the standard library writes, of parts with one namespace and of all others."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart

from dgmm_excel.authoring.canonical import canonical

_NAMES = st.sampled_from(["c", "row", "b", "B", "a1", "xmlLang", "é"])
_TEXTS = st.text(st.sampled_from("a ก&<>\"'\t\n]é😀"), max_size=6)


def _element(name: str, attributes: dict[str, str], text: str, *parts: ElementTree.Element) -> ElementTree.Element:
    made = ElementTree.Element(name, attributes)
    made.text = text
    made.extend(parts)
    return made


@pytest.mark.parametrize(("xml", "expected"), [
    ('<a xmlns="N" z="1" b="2"/>', '<a xmlns="N" b="2" z="1"></a>'),
    ("<?xml version='1.0' encoding='UTF-8'?>\n<a xmlns=\"N\"><b>&quot;&#62;&#13;&amp;</b></a>",
     '<a xmlns="N"><b>"&gt;&#xD;&amp;</b></a>'),
    ('<a xmlns="N"><t z="&gt;&#10;&#9;&quot;" xml:space="preserve"> x </t></a>',
     '<a xmlns="N"><t z=">&#xA;&#x9;&quot;" xml:space="preserve"> x </t></a>'),
    ("<a xmlns=\"N\" b='\"'/>", '<a xmlns="N" b="&quot;"></a>'),
    # a second namespace is declared where it is first used, a comment is left out, CDATA is text
    ('<a xmlns="N" xmlns:r="R"><b r:id="1" id="2"/></a>', '<a xmlns="N"><b xmlns:r="R" id="2" r:id="1"></b></a>'),
    ('<a xmlns="N"><!-- c --><b><![CDATA[<]]></b></a>', '<a xmlns="N"><b>&lt;</b></a>'),
    ('<r:a xmlns:r="R"/>', '<r:a xmlns:r="R"></r:a>'),
    ("<a/>", "<a></a>"),
])
def test_a_document_in_canonical_xml(xml: str, expected: str) -> None:
    assert canonical(xml) == expected


@given(st.recursive(
    st.builds(_element, _NAMES, st.dictionaries(_NAMES, _TEXTS), _TEXTS),
    lambda inner: st.builds(lambda name, parts: _element(name, {}, "", *parts), _NAMES, st.lists(inner, max_size=3)),
    max_leaves=5,
))
def test_any_document_of_one_namespace_is_as_the_standard_library_writes_it(root: ElementTree.Element) -> None:
    root.set("xmlns", "N")
    xml = ElementTree.tostring(root, encoding="unicode")
    assert canonical(xml) == ElementTree.canonicalize(xml)


def test_every_part_of_a_workbook_is_as_the_standard_library_writes_it() -> None:
    book, data = Workbook(), BytesIO()
    book.worksheets[0].append(["<ก>\t&", 1, "\n x "])
    book.worksheets[0].add_chart(BarChart(), "B2")
    book.save(data)
    with ZipFile(data) as package:
        documents = [package.read(name).decode() for name in package.namelist()]
    assert [canonical(xml) for xml in documents] == [ElementTree.canonicalize(xml) for xml in documents]
