"""Answer cells made to look otherwise than their value: texts in runs, and cell formats."""

from __future__ import annotations

from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from tests.support.xml_book import N, Page, XmlBook, clear

STRIKE, RAISED, WINGDINGS = "<strike/>", '<vertAlign val="superscript"/>', '<name val="Wingdings"/><charset val="2"/>'
WHITE, HIDDEN = '<color rgb="FFFFFFFF"/>', ";;;"


def in_runs(page: Page, row: int, column: int, *runs: tuple[str, str]) -> None:
    """Put a text in runs into a cell, each with what its font has inside."""
    cell = page.cell(row, column)
    clear(cell)
    cell.set("t", "inlineStr")
    whole = ET.SubElement(cell, f"{N}is")
    for text, font in runs:
        properties = f"<rPr>{font.replace('<name ', '<rFont ')}</rPr>" if font else ""
        whole.append(ET.fromstring(
            f'<r xmlns="{N[1:-1]}">{properties}<t xml:space="preserve">{escape(text)}</t></r>'))


def restyled(
    book: XmlBook, page: Page, row: int, column: int, *, font: str = "", code: str = "", number: int = 0, fill: str = ""
) -> None:
    """Give a cell a format of its own: what its font has inside, a number format by its code or built-in number, and a fill as
    RRGGBB.
    """
    styles = ET.fromstring(book.parts["xl/styles.xml"])
    if code:
        formats = styles.find(f"{N}numFmts")
        if formats is None:
            formats = ET.Element(f"{N}numFmts")
            styles.insert(0, formats)
        number = 300 + len(formats)
        formats.append(ET.fromstring(f'<numFmt xmlns="{N[1:-1]}" numFmtId="{number}" formatCode={quoteattr(code)}/>'))
        formats.set("count", str(len(formats)))
    fonts, cells, fills = styles.find(f"{N}fonts"), styles.find(f"{N}cellXfs"), styles.find(f"{N}fills")
    assert fonts is not None
    assert cells is not None
    assert fills is not None
    if fill:
        fills.append(ET.fromstring(f'<fill xmlns="{N[1:-1]}"><patternFill patternType="solid"><fgColor rgb="FF{fill}"/></patternFill></fill>'))
        fills.set("count", str(len(fills)))
    fonts.append(ET.fromstring(f'<font xmlns="{N[1:-1]}">{font}</font>'))
    ET.SubElement(cells, f"{N}xf", {"numFmtId": str(number), "fontId": str(len(fonts) - 1), "fillId": str(len(fills) - 1 if fill else 0), "borderId": "0"})
    fonts.set("count", str(len(fonts)))
    cells.set("count", str(len(cells)))
    page.cell(row, column).set("s", str(len(cells) - 1))
    book.parts["xl/styles.xml"] = ET.tostring(styles)
