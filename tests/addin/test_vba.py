"""The add-in's VBA project: built of its sources, the same bytes each time, and in every record as Excel writes one."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Callable

import pytest
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress, decompress

from dgmm_excel.addin.vba import DOCUMENTS, project, ready_project, sources
from tests.support.vba_project import COOKIE, MODULE_COOKIE, NO_COOKIE, OFFSET, VERSION, Project, by_excel, findings

OTHERS = [name for name in sources() if name not in DOCUMENTS]


def test_what_stands_beside_the_sources_is_built_of_them() -> None:
    assert project(sources()) == ready_project()


def test_another_process_builds_the_same_bytes() -> None:
    """Sets of names have another order in each process."""
    command = "import sys; from dgmm_excel.addin.vba import project, sources; sys.stdout.buffer.write(project(sources()))"
    for seed in ("1", "2"):
        done = subprocess.run([sys.executable, "-c", command], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True)
        assert done.stdout == ready_project()


def test_the_add_in_is_made_without_pyopenvba() -> None:
    command = ("import sys; sys.modules['pyopenvba'] = None; from dgmm_excel import load_edition; "
               "from dgmm_excel.addin.xlam import xlam; assert xlam([load_edition('dga-2566-province')])")
    subprocess.run([sys.executable, "-c", command], check=True)


def test_every_record_is_as_excel_writes_it() -> None:
    assert findings(ready_project(), DOCUMENTS, OTHERS) == []
    assert Project.read(ready_project()).names == ["ThisWorkbook", "Sheet1", *sorted(OTHERS)]


def test_the_project_that_excel_wrote_has_what_other_writers_leave_out() -> None:
    """What the comparison rests on: were the template of pyOpenVBA another one some day, this would tell."""
    lines, wm = by_excel().lines, by_excel().streams["PROJECTwm"]
    assert 'VersionCompatible32="393222000"' in lines and "[Workspace]" in lines and wm.startswith(b"ThisWorkbook\0")
    assert [line for line in lines if line.startswith("Document=")] == ["Document=ThisWorkbook/&H00000000", "Document=Sheet1/&H00000000"]
    assert 0x4A in dict(by_excel().information)  # PROJECTCOMPATVERSION


# -- planted faults --------------------------------------------------------------------------------

Change = Callable[[CFB], None]


def text(old: str, new: str) -> Change:
    def change(file: CFB) -> None:
        before = file.get_stream("PROJECT")
        assert before.count(old.encode()) == 1
        file.write_stream("PROJECT", before.replace(old.encode(), new.encode()))
    return change


def listed(old: bytes, new: bytes) -> Change:
    def change(file: CFB) -> None:
        before = decompress(file.get_stream_in_storage("VBA", "dir"))
        assert old in before
        file.write_stream_in_storage("VBA", "dir", compress(before.replace(old, new, 1)))
    return change


def record(number: int, value: bytes) -> bytes:
    return struct.pack("<HI", number, len(value)) + value


FAULTS: dict[str, Change] = {
    "no VersionCompatible32": text('VersionCompatible32="393222000"\r\n', ""),
    "no workspace": text("[Workspace]\r\nThisWorkbook=0, 0, 0, 0, C\r\n", ""),
    "a module without a window": text("DgmmWords=0, 0, 0, 0, C\r\n", ""),
    "the sheet before the workbook": text("Document=ThisWorkbook/&H00000000\r\nDocument=Sheet1/&H00000000\r\n",
                                          "Document=Sheet1/&H00000000\r\nDocument=ThisWorkbook/&H00000000\r\n"),
    "a document as a module": text("Document=Sheet1/&H00000000", "Module=Sheet1"),
    "a module twice": text("Module=DgmmWords\r\n", "Module=DgmmWords\r\nModule=DgmmWords\r\n"),
    "a password": text('DPB="', 'DPB="00'),
    "no PROJECTwm": lambda file: file.remove_stream("PROJECTwm"),
    "a name missing in PROJECTwm": lambda file: file.write_stream("PROJECTwm", by_excel().streams["PROJECTwm"]),
    "a compiled cache": lambda file: file.write_stream_in_storage("VBA", "_VBA_PROJECT", bytes.fromhex("cc61b5000000000000")),
    "another version": lambda file: file.write_stream_in_storage("VBA", "_VBA_PROJECT", bytes.fromhex("cc61b500000000")),
    "a stream of compiled code": lambda file: file.add_stream_to_storage("VBA", "__SRP_0", b"x"),
    "a module that is not listed": lambda file: file.add_stream_to_storage("VBA", "Other", b"x"),
    "another code page": listed(record(3, struct.pack("<H", 1252)), record(3, struct.pack("<H", 874))),
    "no PROJECTCOMPATVERSION": listed(record(0x4A, dict(by_excel().information)[0x4A]), b""),
    "another version of the project": listed(struct.pack("<HI", VERSION, 4), struct.pack("<HI", VERSION, 4)[:-4] + b"\5\0\0\0"),
    "another reference": listed(b"OFFICE16", b"OFFICE15"),
    "an offset into the source": listed(record(OFFSET, bytes(4)), record(OFFSET, b"\1\0\0\0")),
    "another cookie of the project": listed(record(COOKIE, NO_COOKIE), record(COOKIE, b"\1\0")),
    "another cookie": listed(record(MODULE_COOKIE, NO_COOKIE), record(MODULE_COOKIE, b"\1\0")),
    "a document as a plain module": listed(record(0x22, b""), record(0x21, b"")),
    "another number of modules": listed(record(0x0F, struct.pack("<H", len(sources()))), record(0x0F, b"\1\0")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name: str) -> None:
    file = CFB.from_bytes(ready_project())
    FAULTS[name](file)
    assert findings(file.to_bytes(), DOCUMENTS, OTHERS)


def test_names_in_a_wrong_order_are_found() -> None:
    """Office refuses a compound file whose tree of names it cannot search."""
    data, name = ready_project(), "DgmmWords".encode("utf-16-le")
    place = data.index(name.ljust(64, b"\0"))
    assert findings(data[:place] + "Zgmm".encode("utf-16-le") + data[place + 8:], DOCUMENTS, OTHERS)


def test_modules_in_another_order_are_found() -> None:
    modules = {name: sources()[name] for name in (*DOCUMENTS, *reversed(OTHERS))}
    assert findings(project(modules), DOCUMENTS, OTHERS)
