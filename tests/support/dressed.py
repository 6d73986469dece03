"""A returned form as programs dress it up: all that they can put into a package beside cells, and another program's spelling."""

from __future__ import annotations

import re
import zipfile
from base64 import b64decode
from io import BytesIO

from dgmm_excel.xlsx.package import Package
from tests.support.forms import parts

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
_PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
_COMMENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
#: What Excel 2010 and later keep at the end of a sheet.
_EXTENSIONS = (
    f'<extLst><ext {_X14} uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"><x14:dataValidations count="1"><x14:dataValidation '
    'type="list" allowBlank="1"><x14:formula1><xm:f>_lists!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>K3</xm:sqref>'
    f'</x14:dataValidation></x14:dataValidations></ext><ext {_X14} uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}">'
    '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="dataBar" id="{00000000-0001-0000-0000-000000000001}">'
    '<x14:dataBar minLength="0" maxLength="100"><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/></x14:dataBar></x14:cfRule>'
    f'<xm:sqref>K4</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext><ext {_X14} '
    'uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups><x14:sparklineGroup><x14:sparklines><x14:sparkline>'
    "<xm:f>'_dgmm'!A1:A3</xm:f><xm:sqref>K5</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups>"
    "</ext></extLst>"
)
_ADDED: dict[str, str | bytes] = {
    "xl/media/image1.png": _PNG,
    "xl/comments7.xml": f'<comments xmlns="{_MAIN}"><authors><author>x</author></authors><commentList><comment ref="K2" '
                        'authorId="0"><text><t>note</t></text></comment></commentList></comments>',
    "xl/drawings/vmlDrawing7.vml": '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
                                   '<v:shape style="visibility:hidden"><x:ClientData ObjectType="Note"><x:Row>1</x:Row><x:Column>10'
                                   "</x:Column></x:ClientData></v:shape></xml>",
    "xl/threadedComments/threadedComment1.xml":
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="K2" '
        'dT="2026-01-01T00:00:00.00" personId="{00000000-0000-0000-0000-000000000001}" id="{00000000-0000-0000-0000-000000000002}">'
        "<text>thread</text></threadedComment></ThreadedComments>",
    "xl/persons/person.xml":
        '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="x" '
        'id="{00000000-0000-0000-0000-000000000001}" userId="x" providerId="None"/></personList>',
    "customXml/item1.xml": "<own>data</own>",
    "xl/externalLinks/externalLink1.xml":
        f'<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_OFFICE}" r:id="rId1"><sheetNames><sheetName val="Own"/></sheetNames>'
        "</externalBook></externalLink>",
    "xl/externalLinks/_rels/externalLink1.xml.rels":
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/externalLinkPath" '
        'Target="file:///nowhere/own.xlsx" TargetMode="External"/></Relationships>',
    "xl/pivotCache/pivotCacheDefinition1.xml":
        f'<pivotCacheDefinition xmlns="{_MAIN}" recordCount="0" saveData="0"><cacheSource type="worksheet"><worksheetSource '
        'ref="A1:B2" sheet="_dgmm"/></cacheSource><cacheFields count="1"><cacheField name="own"/></cacheFields>'
        "</pivotCacheDefinition>",
    "_xmlsignatures/origin.sigs": "",
    "_xmlsignatures/sig1.xml": '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignatureValue>AA==</SignatureValue></Signature>',
    "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
}


def dressed(data: bytes, sheet: str) -> bytes:
    """Return the workbook with an image, notes and threads, extensions, custom XML, printer settings, a link to another workbook, a
    pivot cache and a signature, most of it on one sheet.
    """
    members, package = parts(data), Package(data)
    part = package.worksheet(sheet).part
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    xml = members[part].decode().replace("</worksheet>", "")
    members[part] = f'{xml}<legacyDrawing xmlns:r="{_OFFICE}" r:id="rIdBoxes"/>{_EXTENSIONS}</worksheet>'.encode()
    links = "".join((
        _link("rIdNotes", f"{_OFFICE}/comments", "../comments7.xml"),
        _link("rIdBoxes", f"{_OFFICE}/vmlDrawing", "../drawings/vmlDrawing7.vml"),
        _link("rIdThreads", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
              "../threadedComments/threadedComment1.xml"),
        _link("rIdPrinter", f"{_OFFICE}/printerSettings", "../printerSettings/printerSettings1.bin"),
        _link("rIdPicture", f"{_OFFICE}/image", "../media/image1.png"),
    ))
    members[rels] = _with(members.get(rels, f'<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'.encode()),
                          links, "Relationships")
    book = "".join((
        _link("rIdPeople", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml"),
        _link("rIdOwn", f"{_OFFICE}/customXml", "../customXml/item1.xml"),
        _link("rIdOther", f"{_OFFICE}/externalLink", "externalLinks/externalLink1.xml"),
        _link("rIdPivot", f"{_OFFICE}/pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
    ))
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(
        b"</sheets>", f'</sheets><externalReferences><externalReference xmlns:r="{_OFFICE}" r:id="rIdOther"/></externalReferences>'
        .encode(), 1)
    members["_rels/.rels"] = _with(members["_rels/.rels"], _link(
        "rIdSigned", f"{_PACKAGE}/relationships/digital-signature/origin", "_xmlsignatures/origin.sigs"), "Relationships")
    members["xl/_rels/workbook.xml.rels"] = _with(members["xl/_rels/workbook.xml.rels"], book, "Relationships")
    types = (
        '<Default Extension="png" ContentType="image/png"/><Default Extension="bin" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.printerSettings"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.vmlDrawing"/><Override PartName="/xl/comments7.xml" ContentType="{_COMMENT}"/>'
        '<Override PartName="/xl/threadedComments/threadedComment1.xml" ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
        '<Override PartName="/xl/persons/person.xml" ContentType="application/vnd.ms-excel.person+xml"/>'
        '<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.externalLink+xml"/><Override PartName="/xl/pivotCache/pivotCacheDefinition1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"/><Default Extension="sigs" ContentType="'
        'application/vnd.openxmlformats-package.digital-signature-origin"/><Override PartName="/_xmlsignatures/sig1.xml" '
        'ContentType="application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"/>'
    )
    members["[Content_Types].xml"] = _with(members["[Content_Types].xml"], types, "Types")
    added = {name: content if isinstance(content, bytes) else content.encode() for name, content in _ADDED.items()}
    return squeezed({**members, **added})


def _link(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'


def _with(xml: bytes, more: str, root: str) -> bytes:
    return xml.replace(f"</{root}>".encode(), f"{more}</{root}>".encode())


def squeezed(members: dict[str, bytes]) -> bytes:
    """Return a package whose members are compressed as other programs do, images not at all."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in members.items():
            how = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, how, 9)
    return stream.getvalue()


def as_xlsxwriter(data: bytes) -> bytes:
    """Return the workbook as XlsxWriter writes XML: empty tags closed at once, row spans, plain texts, its order of members."""
    members = {}
    for name, content in parts(data).items():
        text = content.decode()
        if name.startswith("xl/worksheets/sheet"):
            text = re.sub(r'<row ((?:[a-zA-Z]+="[^"]*" )*)r="(\d+)"', r'<row r="\2" spans="1:9" \1', text)
            text = text.replace(" >", ">").replace(' xml:space="preserve"', "")
        members[name] = re.sub(r"<([\w:]+)((?: [^<>]*)?)></\1>", r"<\1\2/>", text).encode()
    order = sorted(members, key=lambda name: (not name.startswith("xl/worksheets"), name.startswith(("[", "_")), name))
    return squeezed({name: members[name] for name in order})


def with_chain(data: bytes, cells: list[str]) -> bytes:
    """Return the workbook with a calculation chain, as Excel writes it."""
    members = parts(data)
    chain = "".join(f'<c r="{cell}"' + (' i="9"/>' if place == 0 else "/>") for place, cell in enumerate(cells))
    members["xl/calcChain.xml"] = f'<calcChain xmlns="{_MAIN}">{chain}</calcChain>'.encode()
    members["xl/_rels/workbook.xml.rels"] = _with(
        members["xl/_rels/workbook.xml.rels"], _link("rIdChain", f"{_OFFICE}/calcChain", "calcChain.xml"), "Relationships")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    members["[Content_Types].xml"] = _with(
        members["[Content_Types].xml"], f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/>', "Types")
    return squeezed(members)
