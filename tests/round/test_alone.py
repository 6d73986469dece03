"""One run at a time on a round: a second one says so and leaves; a killed one leaves no lock behind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dgmm_excel.errors import RoundError
from dgmm_excel.round import alone
from dgmm_excel.round.alone import locked_round
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round
from dgmm_excel.round.generate import generate
from tests.support.rounds import NOW

_HOLD = """
import sys
from pathlib import Path
from dgmm_excel.round.alone import locked_round
with locked_round(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the round."""
    run = subprocess.Popen([sys.executable, "-c", _HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with run:
        assert run.stdout is not None and run.stdout.readline() == "held\n"
        yield run
        run.kill()


def test_a_second_run_says_so_and_writes_nothing(of: Round) -> None:
    with another(of.folder):
        before = {file: file.read_bytes() for file in of.folder.rglob("*") if file.is_file()}
        for work in (lambda: consolidate(of, NOW), lambda: generate(of)):
            with pytest.raises(RoundError, match="another run is at work on the round"):
                work()
        assert {file: file.read_bytes() for file in of.folder.rglob("*") if file.is_file()} == before
    consolidate(of, NOW)


def test_a_killed_run_leaves_no_lock(of: Round) -> None:
    with another(of.folder) as run:
        run.kill()
        run.wait()
        with locked_round(of.folder):
            pass


def test_a_failed_run_leaves_no_lock(of: Round) -> None:
    with pytest.raises(ZeroDivisionError), locked_round(of.folder):
        raise ZeroDivisionError
    with locked_round(of.folder):
        pass


def test_where_there_are_no_locks_runs_go_on(of: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(alone, "_ask", refused)
    with locked_round(of.folder):
        pass
    (of.folder / "file").write_bytes(b"")
    with locked_round(of.folder / "file"):  # no folder in which a file could be made
        pass
