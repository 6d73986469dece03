"""The program started: as a module, with its version, in a system that speaks ASCII, and stopped by Ctrl-C."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import dgmm_excel
from tests.support.returned import DEPARTMENT
from tests.support.rounds import rosters


def dgmm(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "dgmm_excel", *map(str, words)], capture_output=True, check=False,
                          env={**os.environ, **environment})


def test_it_runs_as_a_module_and_names_its_version() -> None:
    done = dgmm("--version")
    assert (done.returncode, done.stdout.decode().split()) == (0, ["dgmm", dgmm_excel.__version__])


@pytest.mark.skipif(os.name == "nt", reason="Windows takes Unicode whatever the locale")
def test_thai_names_work_where_the_system_speaks_ascii(tmp_path: Path) -> None:
    departments, _ = rosters(tmp_path)
    folder = tmp_path / "รอบ ซี"
    done = dgmm("init", folder, "--edition", DEPARTMENT, "--roster", departments, "--title", "ชื่อรอบ",
                LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads((folder / "round.json").read_text("utf-8"))["title"] == "ชื่อรอบ"
    assert f"dgmm generate '{folder}'" in done.stdout.decode()


#: A generator that is cut short while it is at work, and complains of it; the interruption comes as from the keyboard.
_CUT_SHORT = """
import dgmm_excel.__main__ as main, dgmm_excel.model.at_hand as at_hand, signal
def complaining():
    try:
        yield
    finally:
        raise RuntimeError("not finished")
def stopped():
    work = complaining()
    next(work)
    signal.raise_signal(signal.SIGINT)
at_hand.edition_ids = stopped
import sys
sys.argv = ["dgmm", "editions"]
main.main()
"""


def test_ctrl_c_ends_it_with_one_line_whatever_is_taken_down() -> None:
    done = subprocess.run([sys.executable, "-c", _CUT_SHORT], capture_output=True, check=False)
    assert done.returncode == 2 and done.stdout == b""
    assert done.stderr.decode() == "dgmm: หยุดตามคำสั่ง / stopped\n"


#: An interruption that comes while the program is being imported.
_AT_ONCE = """
import builtins, signal
import dgmm_excel.__main__ as main
own = builtins.__import__
def interrupted(name, *rest):
    if name == "typer":
        signal.raise_signal(signal.SIGINT)
    return own(name, *rest)
builtins.__import__ = interrupted
main.main()
"""


def test_ctrl_c_during_the_first_imports_is_one_line_too() -> None:
    done = subprocess.run([sys.executable, "-c", _AT_ONCE], capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (2, "dgmm: หยุดตามคำสั่ง / stopped\n")


#: An interruption that comes while the words of a command are read, before the command begins.
_BEFORE_THE_COMMAND = """
import signal, sys
import dgmm_excel.__main__ as main
from dgmm_excel.cli.group import Commands
Commands.parse_args = lambda *_: signal.raise_signal(signal.SIGINT)
sys.argv = ["dgmm", "editions"]
main.main()
"""

#: What an interruption meets while Python takes itself down, after a command that is done: the system's own handling would kill
#: the process without a word.
_AFTER_THE_COMMAND = """
import atexit, signal, sys
import dgmm_excel.__main__ as main
atexit.register(lambda: sys.stderr.write(signal.getsignal(signal.SIGINT).name))
sys.argv = ["dgmm", "--version"]
main.main()
"""


def test_ctrl_c_outside_of_a_command_is_one_line_too() -> None:
    done = subprocess.run([sys.executable, "-c", _BEFORE_THE_COMMAND], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", "dgmm: หยุดตามคำสั่ง / stopped\n")


#: An interruption within text that is executed, as dataclasses do where a module is imported; seen where a module is run.
_WITHIN_A_TEXT = """
import signal, sys
import dgmm_excel.__main__ as main, dgmm_excel.model.at_hand as at_hand
at_hand.edition_ids = lambda: exec("signal.raise_signal(signal.SIGINT)", {"signal": signal})
sys.argv = ["dgmm", "editions"]
main.main()
"""


def test_ctrl_c_within_a_text_that_is_executed_is_one_line_too(tmp_path: Path) -> None:
    (tmp_path / "within_a_text.py").write_text(_WITHIN_A_TEXT, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "within_a_text"], capture_output=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", "dgmm: หยุดตามคำสั่ง / stopped\n")


def test_ctrl_c_after_a_command_does_not_change_how_it_ended() -> None:
    done = subprocess.run([sys.executable, "-c", _AFTER_THE_COMMAND], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"SIG_IGN") and done.stdout


#: A library that takes an interruption for a fault of what it was given.
_TAKEN_FOR_A_FAULT = """
import dgmm_excel.__main__ as main, dgmm_excel.model.at_hand as at_hand, signal, sys
def stopped():
    try:
        signal.raise_signal(signal.SIGINT)
    except BaseException:
        raise TypeError("expected another value")
at_hand.edition_ids = stopped
sys.argv = ["dgmm", "editions"]
main.main()
"""


def test_ctrl_c_that_a_library_takes_for_a_fault_is_one_line_too() -> None:
    done = subprocess.run([sys.executable, "-c", _TAKEN_FOR_A_FAULT], capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (2, "dgmm: หยุดตามคำสั่ง / stopped\n")


#: The same, by one that is not written in Python: nothing but the fault's own text tells of the interruption.
_WITHOUT_A_CAUSE = _TAKEN_FOR_A_FAULT.replace(
    'raise TypeError("expected another value")', 'pass\n    raise TypeError("expected another value")')


def test_ctrl_c_of_which_a_library_leaves_no_trace_is_one_line_too() -> None:
    done = subprocess.run([sys.executable, "-c", _WITHOUT_A_CAUSE], capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (2, "dgmm: หยุดตามคำสั่ง / stopped\n")
