"""What Excel never writes, although most of it is valid by the schema: what 3,000 workbooks that Excel saved have taught.

`faults(data)` names every departure in a workbook that the program wrote, each with its part. `package_checks` has what Excel
would refuse or repair; this has what stricter or simpler readers (ExcelJS, portals, previews) stumble over.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PREFIXES = {"xl/drawings/drawing": "xdr:wsDr", "xl/charts/chart": "c:chartSpace"}
_ROOT = re.compile(r"<(?![?!])([\w:]+)")
#: Not a formula's empty text, which Excel writes so, and not a text of the cover that is empty for one agency.
_OPEN_EMPTY = re.compile(r"<((?![vt]>)[\w:]+)(?: [^<>]*)?></\1>")
#: A character spelled by its number; those that XML cannot hold must be, and `_` before what looks like a spelled one.
_SPELLED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MUST_BE_SPELLED = frozenset((*range(9), 11, 12, 13, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF, ord("_")))
#: Attributes whose texts are spelled so (ST_Xstring).
_ATTRIBUTES = {"dataValidation": ("prompt", "promptTitle", "error", "errorTitle"), "tableColumn": ("name",), "hyperlink": ("display",)}
#: A point that Excel shows also where no digit follows it.
_BARE_POINT = re.compile(r"\.[#?]+(?![0#?])")

#: The order of children that the schemas of ECMA-376 Part 1 prescribe (the elements that the program may write).
_ORDERS: Mapping[str, tuple[str, ...]] = {name: tuple(order.split()) for name, order in {
    f"{_MAIN}workbook": "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences "
                        "definedNames calcPr",
    f"{_MAIN}worksheet": "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges "
                         "scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting "
                         "dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks "
                         "customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF picture "
                         "oleObjects controls webPublishItems tableParts extLst",
    f"{_MAIN}styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst",
    f"{_MAIN}dxf": "font numFmt fill alignment border protection",
    f"{_MAIN}font": "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme",
    f"{_MAIN}rPr": "b i strike condense extend outline shadow u vertAlign sz color rFont family charset scheme",
    f"{_MAIN}c": "f v is extLst",
    f"{_MAIN}table": "autoFilter sortState tableColumns tableStyleInfo",
    f"{_MAIN}sheetPr": "tabColor outlinePr pageSetUpPr",
    f"{_CHART}chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly dispBlanksAs",
    f"{_CHART}ser": "idx order tx spPr invertIfNegative marker pictureOptions dPt dLbls trendline errBars cat val shape smooth extLst",
    f"{_CHART}dLbls": "dLbl delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize "
                      "separator showLeaderLines",
    f"{_CHART}catAx": "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr "
                      "txPr crossAx crosses crossesAt auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl",
    f"{_CHART}valAx": "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr "
                      "txPr crossAx crosses crossesAt crossBetween majorUnit minorUnit dispUnits",
    f"{_CHART}barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId",
    f"{_CHART}legend": "legendPos legendEntry layout overlay spPr txPr",
    f"{_CHART}txPr": "bodyPr lstStyle p",
    f"{_DRAWING}p": "pPr r br fld endParaRPr",
}.items()}


def faults(data: bytes) -> list[str]:
    """Return every departure from what Excel writes, with the part that has it."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels"))}
    return [f"{name}: {fault}" for name, text in parts.items() for fault in _part(name, text)]


def _part(name: str, text: str) -> Iterator[str]:
    yield from _raw(name, text)
    for element in fromstring(text).iter():
        yield from _order(element)
        yield from _spelling(element)
        match _local(element):
            case "c" if element.tag == f"{_MAIN}c" and not len(element) and element.get("t", "n") != "n":
                yield f"{element.get('r')}: an empty cell of the type {element.get('t')}"
            case "numFmt" if element.tag == f"{_MAIN}numFmt" and _BARE_POINT.search(element.get("formatCode", "")):
                yield f"a bare point in the format {element.get('formatCode')}"
            case "numFmt" if element.tag == f"{_CHART}numFmt" and element.get("sourceLinked") is None:
                yield "a format of a chart without sourceLinked"
            case "txPr" if element.find(f".//{_DRAWING}r") is not None:
                yield "letters of a chart with a run"
            case "valAx" if element.find(f"{_CHART}crossBetween") is None:
                yield "a value axis without crossBetween"
            case "cat":
                yield from _categories(element)


def _raw(name: str, text: str) -> Iterator[str]:
    """Check the spelling that a parser does not tell."""
    root = _ROOT.search(text)
    for start, wanted in _PREFIXES.items():
        if name.startswith(start) and (root is None or root[1] != wanted):
            yield f"begins with {root and root[1]}, not with {wanted}"
    found = _OPEN_EMPTY.search(text)
    if found is not None and not name.endswith(".vml"):
        yield f"not closed at once: {found[0][:60]}"
    if name.endswith(".rels") and ' Target="/' in text:
        yield "a target from the root of the package"


def _order(element: Element) -> Iterator[str]:
    order = _ORDERS.get(element.tag, ())
    places = [order.index(child) if (child := _local(one)) in order else -1 for one in element] if order else []
    if -1 in places:
        yield f"{_local(element)}: {_local(element[places.index(-1)])} does not belong there"
    elif places != sorted(places):
        yield f"{_local(element)}: {' '.join(map(_local, element))[:100]} are out of order"


def _spelling(element: Element) -> Iterator[str]:
    texts = [element.get(key) or "" for key in _ATTRIBUTES.get(_local(element), ())]
    if element.tag == f"{_MAIN}t" or element.tag == f"{_MAIN}v":
        texts.append(element.text or "")
    for text in texts:
        for found in _SPELLED.finditer(text):
            if int(found[1], 16) not in _MUST_BE_SPELLED:
                yield f"{found[0]} is read as {chr(int(found[1], 16))} in {text[:40]}"


def _categories(names: Element) -> Iterator[str]:
    points = names.findall(f"{_CHART}strRef/{_CHART}strCache/{_CHART}pt")
    count = names.find(f"{_CHART}strRef/{_CHART}strCache/{_CHART}ptCount")
    if not points or count is None or count.get("val") != str(len(points)):
        yield "names of categories that are no texts, or not stored"


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
