"""Handovers in `returned/`, opened like files that come from anyone: each fault is told, and what is sound still counts."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dgmm_excel.returns.arrivals import find_arrivals
from dgmm_excel.returns.handover_file import ABOUT, LARGEST_RECORD, LIST
from dgmm_excel.returns.returns import Returned, read_returns
from tests.support.rounds import HEAD
from tests.support.tiers import A_FEW, answer, forged, handover, members, tier, zipped

ROSTER = HEAD + "D1,กรมหนึ่ง,,,department,service,,\nD2,กรมสอง,,,department,policy,,\n"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A handover of two agencies."""
    of = tier(tmp_path_factory.mktemp("low") / "low", "กระทรวง ก", ROSTER)
    for code in ("D1", "D2"):
        answer(of, code, A_FEW)
    return handover(of)


@pytest.fixture
def file(sound: Path, tmp_path: Path) -> Path:
    (tmp_path / "returned").mkdir()
    return Path(shutil.copy(sound, tmp_path / "returned" / "handover.zip"))


def read(file: Path) -> list[Returned]:
    return read_returns(file.parent, file.parent.parent)


def told(files: list[Returned]) -> dict[str, list[str]]:
    """The codes of what is wrong, by file."""
    return {one.name: [fault.code for fault in one.unpack().faults] for one in files}


SOUND: dict[str, list[str]] = {"handover.zip": [], "handover.zip/D1.json": [], "handover.zip/D2.json": []}


def test_a_handover_and_each_record_in_it_are_files(file: Path) -> None:
    found = read(file)
    assert told(found) == SOUND
    assert [one.code for one in found] == [None, "D1", "D2"]
    assert [one.arrival.is_record for one in found] == [False, True, True]
    said = found[0].arrival.handover
    assert said is not None
    assert (said.title, said.year, [one.code for one in said.agencies]) == ("กระทรวง ก", 2566, ["D1", "D2"])


def repacked(file: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> None:
    zipped(file, change(members(file)))


def test_it_is_known_under_any_name_and_packed_again_in_a_folder(file: Path) -> None:
    """As by Finder: the folder and what the system leaves in it."""
    repacked(file, lambda content: {**{f"ผล/{name}": data for name, data in content.items()}, "ผล/.DS_Store": b"x", "__MACOSX/ผล/._a": b"x"})
    renamed = file.rename(file.with_name("กระทรวง ก.dat"))
    assert list(told(read(renamed)).values()) == list(SOUND.values())


def test_on_the_second_run_no_record_is_read_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(file)
    monkeypatch.setattr("dgmm_excel.returns.returns.read_packed", None)
    found = read(file)
    assert [one.code for one in found] == [None, "D1", "D2"]
    assert found[1].unpack().answers["P2.7.training"] == "all"


def _list_changed(content: dict[str, bytes]) -> dict[str, bytes]:
    return content | {LIST: content[LIST].replace(b'"service"', b'"policy"').replace(b"2566", b"2567")}


NOTHING = {"handover.zip": ["DG421"]}


@pytest.mark.parametrize(("change", "expected"), [
    (_list_changed, NOTHING),
    (lambda content: content | {LIST: b"{}"}, NOTHING),
    (lambda content: content | {LIST: b"["}, NOTHING),
    (lambda content: content | {LIST: b'{"format": "dgmm-handover", "version": 2, "later": 1}'}, {"handover.zip": ["DG422"]}),
    (lambda content: {name: data for name, data in content.items() if "00001" not in name}, SOUND | {"handover.zip/D1.json": ["DG423"]}),
    (lambda content: {name: data + b" " * ("00001" in name) for name, data in content.items()}, SOUND | {"handover.zip/D1.json": ["DG423"]}),
    (lambda content: {name: data + b" " * (LARGEST_RECORD * ("00001" in name)) for name, data in content.items()},
     SOUND | {"handover.zip/D1.json": ["DG423"]}),
    (lambda content: content | {"more.xlsx": b"PK", "agencies/00009.json": b"{}"}, SOUND | {"handover.zip": ["DG423", "DG423"]}),
    (lambda content: content | {ABOUT: b"Call 02-123-4567"}, SOUND | {"handover.zip": ["DG423"]}),
    (lambda content: {name: data for name, data in content.items() if name != ABOUT}, SOUND | {"handover.zip": ["DG423"]}),
])
def test_what_is_wrong_is_told_where_it_is_and_the_rest_counts(
    file: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]], expected: dict[str, list[str]]
) -> None:
    repacked(file, change)
    assert told(read(file)) == expected


def test_a_damaged_record_is_told_alone(file: Path) -> None:
    """A byte of one member changed in the file: its checksum does not hold."""
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as package:
        info = next(one for one in package.infolist() if "00001" in one.filename)
    data[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 0xFF
    file.write_bytes(data)
    assert told(read(file)) == SOUND | {"handover.zip/D1.json": ["DG423"]}


@pytest.mark.parametrize("cut", [0.2, 0.6, 0.999])
def test_one_that_is_cut_off_is_told(file: Path, cut: float) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:int(len(data) * cut)])
    assert told(read(file)) == {"handover.zip": ["DG407"]}


def test_a_list_that_names_a_member_or_an_agency_twice_is_told(file: Path) -> None:
    forged(file, lambda said, records: said["agencies"].append({**said["agencies"][0], "code": "d1"}))
    assert told(read(file)) == NOTHING


def test_names_lead_nowhere(file: Path) -> None:
    """A code is a label: no path is made of it."""
    def climb(said: dict[str, object], records: object) -> None:
        said["agencies"][0]["code"] = "../../x"  # type: ignore[index]

    forged(file, climb)
    assert [one.name for one in find_arrivals(file.parent, file.parent.parent)] == [
        "handover.zip", "handover.zip/D2.json", "handover.zip/x.json"]


def test_a_zip_of_returns_is_no_handover(file: Path) -> None:
    zipped(file, {"a/handover.json": b"{}", "b/handover.json": b"{}", "D1.xlsx": b""})
    assert all(one.handover is None for one in find_arrivals(file.parent, file.parent.parent))


def test_an_extracted_handover_is_told_once(file: Path) -> None:
    """Not each of its records as a file that is no workbook."""
    with zipfile.ZipFile(file) as package:
        package.extractall(file.with_name("handover"))
    file.unlink()
    assert told(read(file)) == {"handover/handover.json": ["DG435"]}
