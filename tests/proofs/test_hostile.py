"""Hostile and mistaken files, end to end: the right fault, in seconds, within bounds of memory; and the others are read."""

from __future__ import annotations

import csv
import json
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.generate import generate
from tests.support.hostile import CASES, good
from tests.support.processes import AtHand, at_hand
from tests.support.returned import DEPARTMENT
from tests.support.rounds import new_round, send_back

SECONDS, MEGABYTES = 5.0, 512
#: What comes of a file that is read all the same, by its code.
READ = {"": "scored", "DG308": "scored", "DG321": "scored", "DG101": "faulty", "DG113": "faulty", "DG121": "faulty"}
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures processes as Linux does")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtHand]:
    """The program, which has read a good form: the seconds of that count in each run."""
    folder = tmp_path_factory.mktemp("at hand")
    (folder / "good.xlsx").write_bytes(good())
    with at_hand("score", "--json", folder / "good.xlsx") as found:
        yield found


def codes(record: dict[str, Any]) -> set[str]:
    return {fault["code"] for fault in record["faults"]}


@pytest.mark.parametrize("name", CASES)
def test_a_file_gets_its_fault_in_seconds(name: str, run: AtHand, tmp_path: Path) -> None:
    make, code = CASES[name]
    file = tmp_path / name
    file.write_bytes(make())
    before = _everything(tmp_path)
    status, out, said, took, used = run("score", "--json", file)
    (record,) = map(json.loads, out.splitlines())
    assert codes(record) == ({code} if code else set())
    assert status == (1 if code else 0)
    assert "Traceback" not in said
    assert record["status"] == READ.get(code, "rejected")
    assert len(out) < 20_000
    assert took < SECONDS
    assert used < MEGABYTES
    assert _everything(tmp_path) == before


def _everything(folder: Path) -> set[Path]:
    return set(folder.rglob("*")) | set(folder.parent.iterdir())


def test_what_is_no_file(run: AtHand, tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    status, out, said, _, _ = run("score", "--json", tmp_path / "folder.xlsx")
    assert (status, out) == (2, "")
    assert "folder.xlsx" in said and "Traceback" not in said
    os.mkfifo(tmp_path / "pipe.xlsx")
    status, out, said, took, _ = run("score", "--json", tmp_path / "pipe.xlsx", timeout=30)
    assert status in (1, 2) and "Traceback" not in said
    assert took < SECONDS


def test_one_bad_file_never_stops_the_others(run: AtHand, tmp_path: Path, tell: Callable[[str], None]) -> None:
    """All of them in one round, with three good returns between them."""
    of = new_round(tmp_path)
    for code in ("D1", "TH-1", "TH-2"):
        send_back(of, code)
    for name, (make, _) in CASES.items():
        (of.returned / name).write_bytes(make())
    (of.returned / "folder.xlsx").mkdir()
    os.mkfifo(of.returned / "pipe.xlsx")
    (tmp_path / "outside.xlsx").write_bytes(good())
    (of.returned / "link.xlsx").symlink_to(tmp_path / "outside.xlsx")
    (of.returned / "loop.xlsx").symlink_to(of.returned / "loop.xlsx")
    (of.returned / "folder outside").symlink_to("/etc")
    status, _, said, took, used = run("consolidate", of.folder, timeout=300)
    assert status == 1, said
    assert "Traceback" not in said
    told: dict[str, set[str]] = {}
    with (of.corrections / "faults.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            told.setdefault(row["ไฟล์"], set()).add(row["รหัสข้อผิดพลาด"])
    for name, (_, code) in CASES.items():
        # what can be read is of an agency that is in no roster here
        assert told[name] >= {"DG401" if code in READ else code}, name
    assert told["pipe.xlsx"] == {"DG001"}
    assert told["link.xlsx"] == told["folder outside"] == {"DG406"}
    assert "loop.xlsx" in told
    with (of.folder / "results" / "index.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {row["รหัส"] for row in csv.DictReader(stream)} == {"D1", "TH-1", "TH-2"}
    assert took < SECONDS * len(CASES)
    assert used < MEGABYTES
    tell(f"hostile files: {len(CASES)} in one round in {took:.0f} s, at most {used} MB")


# -- texts that would be formulas ------------------------------------------------------------------

MARK = "PWN"
TEXTS = (
    f"={MARK}(1)", f"+{MARK}", f"-{MARK}", f"@{MARK}", f"\t={MARK}", f"\r={MARK}", f'=HYPERLINK("http://{MARK}","x")',
    f"=cmd|' /C calc'!{MARK}", f"＝{MARK}", f" ={MARK}", f'"={MARK}', f"={MARK}\n=1", f"'={MARK}", f"%={MARK}",
)


@pytest.fixture(scope="module")
def spoiled(run: AtHand, tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A round in which every text that people can write would be a formula."""
    folder = tmp_path_factory.mktemp("formulas")
    roster = folder / "r.csv"
    head = "code,name_th,name_en,ministry,kind,mission,parent,email\n"
    with roster.open("w", encoding="utf-8-sig", newline="") as stream:
        stream.write(head)
        csv.writer(stream).writerows([f"A{n}", text.strip(), text.strip(), text.strip(), "", "", "", ""] for n, text in enumerate((*TEXTS, f"={MARK} to remind")))
    of = init(folder / "round", [DEPARTMENT], [roster], title=f"={MARK} round")
    generate(of)
    topics = list(of.editions[0].topics)
    for n, text in enumerate(TEXTS):
        file = send_back(of, f"A{n}", {"P1.1.01": True}, name=f"A{n} ={MARK}.xlsx", cells={"P1.1.02": text, "P1.1.03": text})
        _note(file, topics[0], text)
    (of.returned / f"={MARK}.xlsx").write_bytes(b"x")
    (of.returned / f"@{MARK}.xlsx").write_bytes(b"")
    for command in ("consolidate", "status"):
        status, _, said, _, _ = run(command, of.folder)
        assert status == 1, said
    return of


def _note(file: Path, topic: str, text: str) -> None:
    from tests.support.xml_book import XmlBook

    book = XmlBook(file.read_bytes())
    for title in book.titles:
        page = book.page(title)
        for row, column in list(page.cells()):
            if column == 1 and page.value(row, 1) in (f"evidence.{topic}", f"remark.{topic}", "name", "position", "contact"):
                page.put(row, 4, text)
    file.write_bytes(book.save())


def test_no_text_becomes_a_formula_in_a_workbook(spoiled: Round) -> None:
    """In none that is written: the consolidated one, the results, the forms, the researchers' file."""
    files = [spoiled.folder / "consolidated.xlsx", spoiled.researchers, *spoiled.forms.glob("*.xlsx"), *(spoiled.folder / "results").glob("*.xlsx"),
             *(spoiled.folder / "corrections").glob("*.xlsx")]
    texts = 0
    for file in files:
        with zipfile.ZipFile(file) as package:
            for name in package.namelist():
                if not name.endswith((".xml", ".rels", ".vml")):
                    continue
                for element in ElementTree.fromstring(package.read(name)).iter():
                    local = str(element.tag).rpartition("}")[2]
                    if local in ("f", "formula", "formula1", "formula2", "definedName"):
                        assert MARK not in (element.text or ""), (file.name, name)
                    if local == "Relationship" or local == "hyperlink":
                        assert MARK not in str(element.attrib.get("Target", "")) + str(element.attrib.get("location", ""))
                    texts += local == "t" and MARK in (element.text or "")
    assert texts > 10 * len(TEXTS)


def test_the_consolidated_workbook_shows_the_texts_themselves(spoiled: Round) -> None:
    book = load_workbook(spoiled.folder / "consolidated.xlsx")
    shown = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and MARK in cell.value]
    assert shown
    assert {cell.data_type for cell in shown} <= {"s", "inlineStr"} or all(cell.data_type != "f" for cell in shown)
    values = {str(cell.value).strip() for cell in shown}
    for text in TEXTS:
        assert any(text.strip() in value for value in values), text


@pytest.mark.parametrize("name", ["corrections/faults.csv", "reminders.csv", "forms/mailing.csv", "results/index.csv"])
def test_no_text_becomes_a_formula_in_a_list(spoiled: Round, name: str) -> None:
    file = spoiled.folder / name
    with file.open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert any(MARK in cell for cell in cells)
    for cell in cells:
        assert not cell.lstrip(" \t\r\n").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) or _number(cell), cell


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
