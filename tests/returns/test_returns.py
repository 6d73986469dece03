"""Returns of a round: zips, several files of one agency, reading side by side, what is kept, and files that spoil nothing else."""

from __future__ import annotations

import dataclasses
import io
import multiprocessing
import os
import signal
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from dgmm_excel.faults import Fault
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.intake.judge import STATES
from dgmm_excel.intake.returned_form import Return
from dgmm_excel.returns import pool, returns, worker
from dgmm_excel.returns.arrivals import arrivals, label_of
from dgmm_excel.returns.cache import Kept
from dgmm_excel.returns.packed import Packed, packed
from dgmm_excel.returns.pool import Task, read_side_by_side
from dgmm_excel.returns.returns import read_returns
from dgmm_excel.round.consolidate import Assessed, assessed
from dgmm_excel.round.demo import fill
from dgmm_excel.round.folder import Round
from dgmm_excel.text import Text
from dgmm_excel.xlsx.patch import patched
from tests.support.forms import packed as package_of
from tests.support.forms import parts
from tests.support.processes import PATIENCE, at_work, started, until
from tests.support.returned import typed
from tests.support.rounds import NOW, form_of, new_round, send_back


@pytest.fixture
def of(tmp_path: Path) -> Round:
    return new_round(tmp_path)


def look(of: Round) -> Assessed:
    return assessed(of, NOW)


def found(of: Round) -> set[tuple[str, str, str]]:
    """Agency, file and code of each fault that is no repair."""
    return {(one.agency, one.file, one.fault.code) for one in look(of).result.faults if one.fault.severity != "repaired"}


def status(of: Round, code: str) -> str:
    return next(one.status for one in look(of).result.outcomes if one.agency.code == code)


def used(of: Round, code: str) -> str | None:
    return next(one.file for one in look(of).result.outcomes if one.agency.code == code)


def zipped(files: dict[str, bytes], flag: int | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 10, 0, 0)), content)
    return stream.getvalue()


# -- zips ------------------------------------------------------------------------------------------


def test_returns_in_a_zip_are_returns(of: Round) -> None:
    one, two = send_back(of, "D1").read_bytes(), send_back(of, "D2").read_bytes()
    for file in of.returned.iterdir():
        file.unlink()
    (of.returned / "ส่งรวม.zip").write_bytes(zipped({
        "กรม/หนึ่ง.xlsx": one, "two.xlsx": two, "__MACOSX/._two.xlsx": b"x", "กรม/": b"", "~$two.xlsx": b"x", "letter.pdf": b"%PDF-1.7",
    }))
    assert [arrival.name for arrival in arrivals(of)] == ["ส่งรวม.zip/letter.pdf", "ส่งรวม.zip/two.xlsx", "ส่งรวม.zip/กรม/หนึ่ง.xlsx"]
    assert (status(of, "D1"), used(of, "D1"), used(of, "D2")) == ("scored", "ส่งรวม.zip/กรม/หนึ่ง.xlsx", "ส่งรวม.zip/two.xlsx")
    assert found(of) == {("", "ส่งรวม.zip/letter.pdf", "DG001")}


def test_a_zip_in_a_zip_is_told_and_not_opened(of: Round) -> None:
    inner = zipped({"D1.xlsx": form_of(of, "D1").read_bytes()})
    (of.returned / "a.zip").write_bytes(zipped({"b.zip": inner}))
    assert found(of) == {("", "a.zip/b.zip", "DG408")}


def test_zips_that_cannot_be_opened_say_why(of: Round) -> None:
    good = zipped({"D1.xlsx": form_of(of, "D1").read_bytes()})
    (of.returned / "cut.zip").write_bytes(good[: len(good) // 2])
    (of.returned / "text.zip").write_bytes(b"no zip at all")
    secret = bytearray(good)
    secret[secret.rindex(b"PK\x01\x02") + 8] |= 1
    (of.returned / "secret.zip").write_bytes(bytes(secret))
    with pytest.warns(UserWarning, match="Duplicate"):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as bundle:
            bundle.writestr("a.xlsx", b"1")
            bundle.writestr("a.xlsx", b"2")
    (of.returned / "twice.zip").write_bytes(stream.getvalue())
    assert found(of) == {("", f"{name}.zip", "DG407") for name in ("cut", "text", "secret", "twice")}
    assert {one.fault.params["reason"].en for one in look(of).result.faults} == {  # type: ignore[union-attr]
        "the file is damaged", "its content is not .xlsx", "protected by a password", "two parts have the same name"}


def test_a_zip_may_hold_more_forms_than_a_form_holds_parts(of: Round) -> None:
    """The directories of the workbooks inside, which lie there as they are, do not count as its own."""
    form = form_of(of, "D1").read_bytes()
    inside = len(parts(form))
    stored = zipped({f"{number}.xlsx": form for number in range(11_000 // inside)})
    (of.returned / "many.zip").write_bytes(stored)
    assert len(arrivals(of)) == 11_000 // inside


@pytest.mark.parametrize(("member", "label"), [
    ("../../etc/passwd.xlsx", "etc/passwd.xlsx"), ("/abs.xlsx", "abs.xlsx"), ("C:\\tmp\\x.xlsx", "tmp/x.xlsx"), ("..", "_"),
    ("a/./b.xlsx", "a/b.xlsx"), ("กรม.xlsx".encode("cp874").decode("cp437"), "กรม.xlsx"),
    ("ส่ง/กรม น้ำ.xlsx".encode().decode("cp437"), "ส่ง/กรม น้ำ.xlsx"), ("กรม.xlsx", "กรม.xlsx"),
    ("café.xlsx", "café.xlsx"),
])
def test_names_in_a_zip_are_labels(member: str, label: str) -> None:
    assert label_of(member) == label


def test_nothing_is_written_where_a_zip_says(of: Round, tmp_path: Path) -> None:
    (of.returned / "evil.zip").write_bytes(zipped({"../../../escaped.xlsx": form_of(of, "D1").read_bytes()}))
    before = {path for path in tmp_path.rglob("*") if ".dgmm" not in path.parts}
    assert used(of, "D1") == "evil.zip/escaped.xlsx"
    assert {path for path in tmp_path.rglob("*") if ".dgmm" not in path.parts} == before


def test_what_is_no_ordinary_file_never_blocks(of: Round) -> None:
    os.mkfifo(of.returned / "pipe.xlsx")
    (of.returned / "round.xlsx").symlink_to(of.returned / "round.xlsx")
    (of.returned / "folder.xlsx").mkdir()
    told: list[set[str]] = []
    reader = threading.Thread(target=lambda: told.append({code for _, _, code in found(of)}), daemon=True)
    reader.start()
    reader.join(PATIENCE)
    assert told == [{"DG001"}]


# -- every cell accounted for ----------------------------------------------------------------------


def test_the_cells_of_every_file_add_up_whether_it_is_used_or_not(of: Round) -> None:
    os.utime(send_back(of, "D1", {"P1.1.01": True}, "old.xlsx"), (1_000_000, 1_000_000))
    os.utime(send_back(of, "D1", {"P1.1.01": True, "P1.1.04": False}, "new.xlsx", **{"P1.1.02": "Yes", "P1.1.03": "?"}),
             (2_000_000, 2_000_000))
    (of.returned / "TH-1.xlsx").write_bytes(form_of(of, "TH-1").read_bytes())
    (of.returned / "x.xlsx").write_bytes(b"")
    came = {one.file: one for one in look(of).result.files}
    cells = {file: tuple(one.cells[state] for state in STATES) for file, one in came.items()}
    mission = 1  # the roster's, on the cover
    assert cells == {
        "old.xlsx": (1 + mission, 0, 0, 239 - mission), "new.xlsx": (2 + mission, 1, 1, 236 - mission),
        "TH-1.xlsx": (0, 0, 0, 128), "x.xlsx": (0, 0, 0, 0),
    }
    assert {file: (one.agency, one.used, one.surety) for file, one in came.items()} == {
        "old.xlsx": ("D1", False, "certain"), "new.xlsx": ("D1", True, "certain"), "TH-1.xlsx": ("TH-1", True, "certain"),
        "x.xlsx": ("", False, "none"),
    }


# -- several files of one agency -------------------------------------------------------------------


def saved_at(path: Path, moment: str) -> None:
    """The file, as if saved then: its own date, the file system's left alone."""
    members = parts(path.read_bytes())
    core = members["docProps/core.xml"].replace(b"2023-01-01T00:00:00Z", moment.encode())
    assert core != members["docProps/core.xml"]
    path.write_bytes(package_of(members | {"docProps/core.xml": core}))


def two(of: Round, older: str = "older.xlsx", newer: str = "newer.xlsx") -> tuple[Path, Path]:
    """Two returns of D1 with differing answers and one file time."""
    first = send_back(of, "D1", {"P1.1.01": True}, older)
    second = send_back(of, "D1", {"P1.1.01": False}, newer)
    for file in (first, second):
        os.utime(file, (1_000_000, 1_000_000))
    return first, second


def test_a_tie_of_differing_answers_counts_for_none(of: Round) -> None:
    two(of)
    assert (status(of, "D1"), used(of, "D1")) == ("faulty", None)
    assert found(of) == {("D1", "older.xlsx", "DG402"), ("D1", "newer.xlsx", "DG402")}


def test_the_newer_file_counts(of: Round) -> None:
    first, second = two(of)
    os.utime(second, (1_000_100, 1_000_100))
    assert (status(of, "D1"), used(of, "D1")) == ("scored", "newer.xlsx")
    assert found(of) == {("D1", "older.xlsx", "DG410")}
    os.utime(second, (1_000_001, 1_000_001))  # so close that a zip could not tell them apart
    assert used(of, "D1") is None


def test_the_one_saved_later_counts_whatever_its_file_s_time(of: Round) -> None:
    first, second = two(of)
    saved_at(first, "2026-11-02T08:00:00Z")
    saved_at(second, "2026-11-03T08:00:00Z")
    os.utime(first, (2_000_000, 2_000_000))
    os.utime(second, (1_000_000, 1_000_000))
    assert used(of, "D1") == "newer.xlsx"
    (told,) = [one.fault for one in look(of).result.faults]
    assert (told.code, told.params["taken"], told.params["reason"]) == (
        "DG410", "newer.xlsx", Text("ไฟล์ที่ใช้บันทึกภายหลัง", "that one was saved later"))


def test_the_higher_correction_counts_whenever_it_was_saved(of: Round) -> None:
    first, second = two(of)
    member = of.members["D1"]
    corrected = template(FormSpec(member.edition, of.lang, of.id, of.title, of.deadline)).stamp(member.agency, correction=1)
    second.write_bytes(corrected)
    os.utime(first, (2_000_000, 2_000_000))
    os.utime(second, (1_000_000, 1_000_000))
    assert used(of, "D1") == "older.xlsx"  # the correction holds no answers yet
    fill(second, second, {"P1.1.01": "ไม่ใช่"})
    os.utime(second, (1_000_000, 1_000_000))
    assert used(of, "D1") == "newer.xlsx"


def test_the_same_answers_count_once(of: Round) -> None:
    one = send_back(of, "D1", {"P1.1.01": True}, "a.xlsx")
    (of.returned / "b.xlsx").write_bytes(one.read_bytes())
    assert (status(of, "D1"), used(of, "D1")) == ("scored", "a.xlsx")
    assert found(of) == {("D1", "b.xlsx", "DG405")}


def noted_form(of: Round, name: str, note: str) -> Path:
    """A return of D1 whose answers are always the same, with a remark."""
    file = send_back(of, "D1", {"P1.1.01": True}, name)
    sheet, cell = layout(of.members["D1"].edition, of.lang).notes["remark.P1.1"]
    file.write_bytes(patched(file.read_bytes(), {sheet: {coordinate_to_tuple(cell): note}}))
    return file


def test_of_the_same_answers_the_later_file_counts_with_its_remarks(of: Round) -> None:
    """The remark was added later; whichever file comes first by name."""
    for first, second in (("a.xlsx", "b.xlsx"), ("d.xlsx", "c.xlsx")):
        for file in of.returned.iterdir():
            file.unlink()
        os.utime(noted_form(of, first, "ฉบับแรก"), (1_000_000, 1_000_000))
        os.utime(noted_form(of, second, "เพิ่มหมายเหตุ"), (2_000_000, 2_000_000))
        assert used(of, "D1") == second
        assert found(of) == {("D1", first, "DG405")}
        (outcome,) = (one for one in look(of).result.outcomes if one.agency.code == "D1")
        assert [note.text for note in outcome.notes] == ["เพิ่มหมายเหตุ"]


@pytest.mark.parametrize("moment", ["2569-11-20T08:00:00Z", "2031-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"])
def test_a_date_of_saving_that_cannot_be_says_nothing(of: Round, moment: str) -> None:
    """Some programs write the Buddhist year; some clocks are wrong. The files' own times decide then."""
    first, second = two(of)
    saved_at(first, moment)
    saved_at(second, "2026-11-03T08:00:00Z")
    os.utime(first, (1_000_000, 1_000_000))
    os.utime(second, (2_000_000, 2_000_000))
    assert used(of, "D1") == "newer.xlsx"
    os.utime(first, (2_000_000, 2_000_000))
    assert (status(of, "D1"), used(of, "D1")) == ("faulty", None)


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-13-45T08:00:00Z", "20/11/2569", "0001-01-01T00:00:00+14:00"])
def test_a_malformed_date_of_saving_says_nothing(of: Round, moment: str) -> None:
    first, second = two(of)
    saved_at(first, moment)
    os.utime(first, (1_000_000, 1_000_000))
    os.utime(second, (1_000_100, 1_000_100))
    assert used(of, "D1") == "newer.xlsx"


def of_last_year(of: Round, answers: dict[str, Any], name: str) -> Path:
    """D1's return on the form of another round, of the same edition, the second correction even."""
    member = of.members["D1"]
    file = of.returned / name
    fill_form = template(FormSpec(member.edition, of.lang, "20251120-abc123", "รอบก่อน")).stamp(member.agency, correction=2)
    file.write_bytes(fill_form)
    fill(file, file, {q: typed(member.edition, of.lang, q, value) for q, value in answers.items()})
    return file


def test_a_form_of_another_round_is_told(of: Round) -> None:
    of_last_year(of, {"P1.1.01": True}, "old.xlsx")
    assert (status(of, "D1"), used(of, "D1")) == ("scored", "old.xlsx")
    assert found(of) == {("D1", "old.xlsx", "DG411")}
    (told,) = [one.fault for one in look(of).result.faults]
    assert "20251120-abc123" in told.message("th")


def test_a_form_of_this_round_counts_before_one_of_another(of: Round) -> None:
    """Whatever its correction, and however new it is."""
    os.utime(send_back(of, "D1", {"P1.1.01": True}, "new.xlsx"), (1_000_000, 1_000_000))
    os.utime(of_last_year(of, {"P1.1.01": False}, "old.xlsx"), (2_000_000, 2_000_000))
    assert (status(of, "D1"), used(of, "D1")) == ("scored", "new.xlsx")
    assert found(of) == {("D1", "old.xlsx", "DG410")}


def test_a_blank_form_never_sets_answers_aside(of: Round) -> None:
    send_back(of, "D1", {"P1.1.01": True}, "filled.xlsx")
    (of.returned / "late.xlsx").write_bytes(form_of(of, "D1").read_bytes())
    os.utime(of.returned / "filled.xlsx", (1_000_000, 1_000_000))
    assert (status(of, "D1"), used(of, "D1")) == ("scored", "filled.xlsx")
    assert found(of) == {("D1", "late.xlsx", "DG410")}


def test_a_return_in_dispute_counts_for_nobody(of: Round) -> None:
    file = send_back(of, "D1", {"P1.1.01": True}, "x.xlsx")
    members = parts(file.read_bytes())
    cover = members["xl/worksheets/sheet1.xml"]
    assert cover.count(b">D1<") == 2  # what people see, and what the form knows
    place = cover.index(b">D1<")
    members["xl/worksheets/sheet1.xml"] = cover[:place] + b">D2<" + cover[place + 4:]
    file.write_bytes(package_of(members))
    assert found(of) == {("D1", "x.xlsx", "DG007")}
    assert (status(of, "D1"), status(of, "D2"), used(of, "D1")) == ("faulty", "missing", None)
    send_back(of, "D1", {"P1.1.01": False}, "y.xlsx")
    assert (status(of, "D1"), used(of, "D1")) == ("scored", "y.xlsx")


# -- as plain data ---------------------------------------------------------------------------------


def test_a_packed_return_is_the_return(of: Round) -> None:
    file = send_back(of, "D1", {"P1.1.01": True, "P1.1.02": False, "P4.4.1.name": "บริการ"}, "x.xlsx",
                     **{"P1.1.03": "?", "P1.1.04": "Yes"})
    return_ = worker.read(file.read_bytes(), ".xlsx")
    for changes in (
        {}, {"modified": datetime(2026, 1, 2, 3, 4)}, {"correction": 3},
        {"entries": {name: entry._replace(value=Fraction(1, 3), raw=datetime(2026, 1, 2)) for name, entry in return_.entries.items()}},
        {"faults": (Fault("DG302", "s", "A1", "q", "v", {"taken": Text("ก", "a"), "x": "y"}),)},
    ):
        whole = dataclasses.replace(return_, **changes)
        assert packed(whole).return_ == whole
    filled = {field.name for field in dataclasses.fields(Return) if not getattr(return_, field.name)}
    assert filled <= {"correction", "notes"}, "the return of this test must have every field, so that none is forgotten"
    assert packed(dataclasses.replace(return_, notes=return_.notes)).return_.recognised == return_.recognised


def test_a_damaged_record_is_no_return() -> None:
    head = packed(worker.unread(Fault("DG406"))).head
    for body in (b"", b"x" * 40):
        with pytest.raises(ValueError, match="damaged record"):
            _ = Packed(head, body).return_


# -- side by side ----------------------------------------------------------------------------------


def many(of: Round, count: int = 6) -> list[Path]:
    content = send_back(of, "D1", {"P1.1.01": True}, "0.xlsx").read_bytes()
    for number in range(1, count):
        (of.returned / f"{number}.xlsx").write_bytes(content)
    return sorted(of.returned.iterdir())


def test_files_read_side_by_side_say_the_same(of: Round) -> None:
    files = many(of)
    tasks = [Task(place, file if place % 2 else file.read_bytes(), ".xlsx") for place, file in enumerate(files)]
    done = dict(read_side_by_side(tasks, 2))
    assert sorted(done) == list(range(len(files)))
    assert {result for result in done.values() if result} == {worker.read_source(files[0], ".xlsx")}


def test_a_file_that_holds_or_kills_its_process_loses_only_itself(of: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still until all others are read, so that a slow machine takes no file for one that holds."""
    files, now = many(of, 3), [0.0]
    monkeypatch.setattr(pool, "monotonic", lambda: now[0])
    sources = {"a": files[0], "held": Calls(time.sleep, 3_600), "dead": Calls(os._exit, 9), "b": files[1], "c": files[2]}
    done = {}
    for name, result in read_side_by_side([Task(name, source, ".xlsx") for name, source in sources.items()], 2):  # type: ignore[arg-type]
        done[name] = result
        if len(done) == len(sources) - 1:
            assert "held" not in done
            now[0] = 1e6
    assert {name: result is None for name, result in done.items()} == {"a": False, "b": False, "c": False, "held": True, "dead": True}
    assert multiprocessing.active_children() == []


class Calls:
    """Calls that in the process that unpacks it."""

    def __init__(self, function: Callable[[int], object], value: int) -> None:
        self.call = function, (value,)

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return self.call


def test_what_could_not_be_read_in_time_is_told(of: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    many(of, 3)

    def one_stuck(tasks: object, count: int) -> object:
        for task in tasks:  # type: ignore[attr-defined]
            yield task.of, None if task.source.name == "1.xlsx" else worker.read_source(task.source, task.kind)

    monkeypatch.setattr(returns, "read_side_by_side", one_stuck)
    monkeypatch.setattr(returns, "MANY", 1)
    monkeypatch.setattr(returns, "processes", lambda: 2)
    assert ("", "1.xlsx", "DG409") in found(of)
    assert used(of, "D1") == "0.xlsx"


# -- what is kept ----------------------------------------------------------------------------------


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was really read."""
    sources: list[object] = []

    def counted(source: object, kind: str) -> object:
        sources.append(source)
        return worker.read_source(source, kind)  # type: ignore[arg-type]

    monkeypatch.setattr(returns, "read_source", counted)
    return sources


def test_unchanged_returns_are_not_read_again(of: Round, reads: list[object]) -> None:
    first, second = send_back(of, "D1", {"P1.1.01": True}), send_back(of, "D2", {"P1.1.01": True})
    before = read_returns(of)
    assert reads == [first, second]
    again = read_returns(of)
    assert reads == [first, second]
    assert [one.return_ for one in again] == [one.return_ for one in before]
    first.rename(first.with_name("renamed.xlsx"))
    read_returns(of)
    assert len(reads) == 2
    send_back(of, "D2", {"P1.1.01": False})
    read_returns(of)
    assert len(reads) == 3


def test_a_change_of_the_program_or_its_editions_reads_all_anew(
    of: Round, reads: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dgmm_excel.returns import cache

    send_back(of, "D1", {"P1.1.01": True})
    read_returns(of)
    monkeypatch.setattr(cache, "_program", lambda: "another state")
    read_returns(of)
    assert len(reads) == 2


@pytest.mark.parametrize("damage", [
    lambda data: b"", lambda data: b"anything", lambda data: data[:-40], lambda data: data.replace(b"A", b"B"),
    lambda data: b"dgmm returns 1\n" + b"x" * 64 + b" y z\n" + b"\x00\xff" * 99,
], ids=["empty", "foreign", "cut off", "changed", "garbage"])
def test_a_damaged_record_is_read_anew(of: Round, reads: list[object], damage: object) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    before = read_returns(of)
    log = of.folder / ".dgmm" / "returns.log"
    log.write_bytes(damage(log.read_bytes()))  # type: ignore[operator]
    assert read_returns(of)[0].return_ == before[0].return_
    assert len(reads) == 2
    read_returns(of)
    assert len(reads) == 2


def test_what_was_read_before_a_stop_is_kept(of: Round, reads: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    send_back(of, "D2", {"P1.1.01": True})

    def stops(items: object, doing: object) -> object:
        yield next(iter(items))  # type: ignore[call-overload]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_returns(of, stops)  # type: ignore[arg-type]
    read_returns(of)
    assert len(reads) == 2


def test_records_of_files_that_are_gone_go_too(of: Round) -> None:
    for number in range(5):
        send_back(of, "D1", {"P4.4.1.name": str(number)}, f"{number}.xlsx")
    read_returns(of)
    log = of.folder / ".dgmm" / "returns.log"
    size = log.stat().st_size
    for number in range(4):
        (of.returned / f"{number}.xlsx").unlink()
    read_returns(of)
    assert log.stat().st_size < size / 3


# -- stopped by hand -------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("moment", ["starting", "reading"])
def test_ctrl_c_ends_at_once_and_leaves_no_process(of: Round, moment: str) -> None:
    """While processes start and in the midst of reading: one line, every output as it was, and what was read is not read again."""
    send_back(of, "D1", {"P1.1.01": True}, "0.xlsx")
    with started("consolidate", of.folder) as run:
        run.communicate(timeout=PATIENCE)
    files = many(of, 400)
    for number, file in enumerate(files):
        file.write_bytes(_noted(file, number))
    log, before = of.folder / ".dgmm" / "returns.log", outputs(of)
    known = log.stat().st_size
    with started("consolidate", of.folder) as run:
        begun = {  # itself, what looks after those that it starts, and one that it started
            "starting": lambda: len(at_work(run.pid)) > 2, "reading": lambda: log.stat().st_size > known,
        }[moment]
        assert until(lambda: begun() or run.poll() is not None)
        os.killpg(run.pid, signal.SIGINT)
        out, err = run.communicate(timeout=PATIENCE)
    assert (run.returncode, out, err.decode()) == (2, b"", "dgmm: หยุดตามคำสั่ง / stopped\n")
    assert until(lambda: not at_work(run.pid)), at_work(run.pid)
    assert outputs(of) == before
    with Kept(of.folder) as cache:
        read = sum(cache.find(sha256(file.read_bytes()).hexdigest(), ".xlsx") is not None for file in files)
    assert read < len(files)
    assert read or moment == "starting"


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_ctrl_c_never_reaches_a_process_that_reads(of: Round) -> None:
    """Nor one that is only starting, and would say so at length."""
    workers: list[pool._Worker[str]] = []
    with pool._let_go(workers):
        pool._employ(workers, Task("held", Calls(time.sleep, 3_600), ".xlsx"), 60)  # type: ignore[arg-type]
        (worker,) = workers
        status = Path(f"/proc/{worker.process.pid}/status").read_text()
    (blocked,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigBlk"))
    assert int(blocked, 16) >> signal.SIGINT - 1 & 1


def outputs(of: Round) -> dict[str, bytes]:
    """Everything in the round's folder but what is kept of returns."""
    files = (file for file in of.folder.rglob("*") if file.is_file() and ".dgmm" not in file.parts)
    return {file.relative_to(of.folder).as_posix(): file.read_bytes() for file in files}


def _noted(file: Path, number: int) -> bytes:
    """The same file with another date of saving, so that it is another file."""
    members = parts(file.read_bytes())
    members["docProps/core.xml"] = members["docProps/core.xml"].replace(b"2023-01-01T00:00:00Z", f"2023-01-01T{number // 60:02}:{number % 60:02}:00Z".encode())
    return package_of(members)
