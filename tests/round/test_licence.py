"""The licence that a coordinator writes into `round.json`."""

from __future__ import annotations

import json

import pytest

from dgmm_excel.errors import RoundError
from dgmm_excel.report.data_package import Licence
from dgmm_excel.round.folder import Round, set_dates
from dgmm_excel.round.licence import licence_of


@pytest.mark.parametrize(("text", "licence"), [
    ("", None), ("  ", None), ("CC-BY-4.0", Licence("CC-BY-4.0")),
    ("https://data.example.go.th/licence", Licence(path="https://data.example.go.th/licence")),
    ("CC-BY-4.0 https://example.org/by", Licence("CC-BY-4.0", "https://example.org/by")),
    ("สัญญาอนุญาตข้อมูลเปิด  https://example.go.th/od ฉบับที่ 1",
     Licence(path="https://example.go.th/od", title="สัญญาอนุญาตข้อมูลเปิด ฉบับที่ 1")),
])
def test_a_licence_is_known_by_an_identifier_or_an_address(text: str, licence: Licence | None) -> None:
    assert licence_of(text) == licence


def test_words_alone_are_refused_with_a_remedy() -> None:
    with pytest.raises(RoundError, match=r"CC-BY-4\.0.*“ข้อมูลเปิด ภาครัฐ”.* / .*identifier such as"):
        licence_of("ข้อมูลเปิด ภาครัฐ")


def test_a_new_round_has_a_place_for_it_and_it_stays_when_dates_move(of: Round) -> None:
    settings = of.folder / "round.json"
    assert json.loads(settings.read_text("utf-8"))["licence"] == "" and of.licence is None
    settings.write_text(settings.read_text("utf-8").replace('"licence": ""', '"licence": "CC-BY-4.0"'), "utf-8")
    set_dates(Round.open(of.folder), "30/11/2570")
    assert Round.open(of.folder).licence == Licence("CC-BY-4.0")
