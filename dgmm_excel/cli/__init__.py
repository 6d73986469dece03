"""The command line: parse, call, print. It has no logic of its own.

Exit codes: 0 done; 1 done, with faults to look at; 2 not done, with the reason on stderr. stdout carries only results.
Each command imports what it needs when it runs, so that `dgmm --help` is fast.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from dgmm_excel.cli import differences, editions, forms, levels, products, rounds, workbooks
from dgmm_excel.cli.group import FAILED, Commands

app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="แบบสำรวจระดับความพร้อมรัฐบาลดิจิทัล (DGMM): ออกแบบสำรวจ ตรวจให้คะแนน และรวมผล / "
         "Digital Government Maturity Model: forms, scores, consolidated results.",
)

#: In the order in which `dgmm --help` shows them.
_COMMANDS = (
    editions.editions, editions.check, editions.prove, editions.codebook, editions.new_edition, workbooks.edition_workbook,
    workbooks.migrate,
    forms.form, rounds.init, rounds.deadline, rounds.generate, forms.score, levels.explain, levels.advise,
    levels.what_if, forms.faults,
    rounds.status, rounds.consolidate, rounds.verify, rounds.report, rounds.mail, rounds.handover, differences.diff,
    differences.sensitivity,
    products.addin, products.build, products.demo,
)
for _command in _COMMANDS:
    app.command()(_command)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"dgmm {version('dgmm-excel')}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="รุ่น / version")] = False,
) -> None:
    """แบบสำรวจระดับความพร้อมรัฐบาลดิจิทัล (DGMM): ออกแบบสำรวจ ตรวจให้คะแนน และรวมผล /
    Digital Government Maturity Model: forms, scores, consolidated results.
    """


def main() -> None:
    """Run the program `dgmm`: output in UTF-8 whatever the code page of the console, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if not os.environ.get("DGMM_DEBUG"):
        sys.excepthook = _own_fault
    typer.main.get_command(app)()  # not `app()`: that puts a hook of typer's in place of ours


def _own_fault(kind: type[BaseException], error: BaseException, _: object) -> None:
    """Report an internal error in one line, and exit with code 2."""
    from dgmm_excel.errors import internal_error

    sys.stderr.write(internal_error(kind, error))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(FAILED)  # an exception hook cannot choose the exit code otherwise
