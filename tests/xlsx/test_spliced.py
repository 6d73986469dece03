"""Members that are compressed in part once: every file gets them whole, whatever its own content is."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from dgmm_excel.xlsx.spliced import Prolonged, Spliced
from dgmm_excel.xlsx.zip_writer import Deflated, ZipWriter

COMMON = ("<a>" + "ข้อความ " * 500).encode(), b"</a><b>", b"", ("</b>" + "ข้อความ " * 300).encode()
#: Nothing, a little, the longest that is stored and one more, more than a block holds, and what no compression makes shorter.
OWN = b"", b"x", b"y" * 255, b"y" * 256, b"z" * 70_000, bytes(range(256)) * 300


def content_of(member: Deflated) -> bytes:
    """What another reader finds in a zip file with the member; it refuses a wrong size or checksum."""
    file = BytesIO()
    writer = ZipWriter(file)
    writer.add(member)
    writer.finish()
    with zipfile.ZipFile(file) as package:
        assert package.testzip() is None
        return package.read("part")


@pytest.mark.parametrize("own", [OWN[:3], OWN[3:], OWN[1:4], OWN[2:5]])
def test_own_content_stands_in_its_places(own: tuple[bytes, bytes, bytes]) -> None:
    member = Spliced("part", COMMON)
    first, second, third, last = COMMON
    for content in (own, own[::-1]):  # one file does not show in the next
        assert content_of(member.filled(content)) == first + content[0] + second + content[1] + third + content[2] + last


def test_as_many_contents_as_places_are_wanted() -> None:
    with pytest.raises(ValueError, match="zip"):
        Spliced("part", COMMON).filled([b"x"])


@pytest.mark.parametrize("own", OWN)
def test_own_content_stands_at_the_end(own: bytes) -> None:
    member = Prolonged("part", COMMON[0])
    assert content_of(member.ended(own)) == COMMON[0] + own
    assert content_of(member.ended(b"another")) == COMMON[0] + b"another"


def test_what_is_common_is_not_compressed_again() -> None:
    member = Prolonged("part", COMMON[0])
    one, other = member.ended(b"x").raw, member.ended(b"y").raw
    assert one[:-10] == other[:-10] and len(one) < len(COMMON[0]) / 20
