"""The descriptor of the data package."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from dgmm_excel.files import Placed
from dgmm_excel.report.data_package import Licence, data_package
from dgmm_excel.report.data_tables import TABLES
from tests.support.consolidated_books import result

PLACED = {table: Placed(Path("somewhere") / f"{table}.csv", place, f"{place:064}") for place, table in enumerate(TABLES, start=1)}
FIGURES = Placed(Path("somewhere/round.json"), 9, "f" * 64)


def described(licence: Licence | None = None, round_id: str = "20261122-ab", **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data_package(result(**changes), round_id, PLACED, FIGURES, licence))
    return found


def test_it_lists_every_file_with_its_size_and_hash() -> None:
    found = described(inputs="ab")
    assert (found["profile"], found["name"], found["title"]) == ("tabular-data-package", "dgmm-20261122-ab", "รอบทดสอบ")
    assert [(one["name"], one["path"], one["bytes"], one["hash"]) for one in found["resources"]] == [
        (table, f"{table}.csv", place, f"sha256:{place:064}") for place, table in enumerate(TABLES, start=1)]
    assert {(one["profile"], one["encoding"]) for one in found["resources"]} == {("tabular-data-resource", "utf-8")}
    assert found["dgmm:figures"] == {"path": "round.json", "bytes": 9, "hash": "sha256:" + "f" * 64}
    assert found["dgmm:inputs"] == "sha256:ab"


def test_its_time_is_the_day_of_the_result_so_that_it_can_be_made_again() -> None:
    assert described()["created"] == "2026-11-22T00:00:00+07:00"
    assert data_package(result(), "x", PLACED, FIGURES, None) == data_package(replace(result()), "x", PLACED, FIGURES, None)


def test_a_file_under_another_name_is_listed_by_that() -> None:
    kept = PLACED | {"answers": PLACED["answers"]._replace(path=Path("somewhere/answers (new 2026-11-22 1530).csv"))}
    found = json.loads(data_package(result(), "x", kept, FIGURES, None))
    assert [one["path"] for one in found["resources"]][2] == "answers (new 2026-11-22 1530).csv"


def test_the_licence_is_the_coordinator_s_alone() -> None:
    assert "licenses" not in described()
    assert described(Licence("CC-BY-4.0"))["licenses"] == [{"name": "CC-BY-4.0"}]
    whole = Licence("", "https://example.go.th/licence", "สัญญาอนุญาต")
    assert described(whole)["licenses"] == [{"path": "https://example.go.th/licence", "title": "สัญญาอนุญาต"}]


def test_each_source_is_named_once_and_a_round_s_id_of_any_letters_makes_a_name() -> None:
    found = described(round_id="รอบ 1/A")
    assert found["name"] == "dgmm-----1-a"
    titles = [one["title"] for one in found["sources"]]
    assert len(titles) == len(set(titles)) == len({str(edition.source) for edition in result().editions})
