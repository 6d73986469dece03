"""The commands as a group: whatever stops one becomes a line on stderr and an exit code."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from dgmm_excel import interruption

#: Exit codes: done, with faults to look at; not done.
FAULTS, FAILED = 1, 2
#: What typer makes of Ctrl-C outside of a command, while words are read or the command is taken down; it prints nothing.
_INTERRUPTED = 130


class Commands(TyperGroup):
    """Commands that turn an exception raised on purpose, or a wrong use, into a line on stderr and exit code 2."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run the command and exit with its code."""
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
            if code == _INTERRUPTED:
                raise KeyboardInterrupt
            sys.exit(code)
        except typer.TyperException as error:
            from dgmm_excel.cli.usage import show

            show(error)
            sys.exit(FAILED)

    def invoke(self, ctx: Any) -> Any:
        from dgmm_excel.errors import DgmmError, reason_of

        try:
            return super().invoke(ctx)
        except DgmmError as error:
            _stop(str(error))
        except (KeyboardInterrupt, RuntimeError) as error:
            if not interruption.caused(error):
                raise
            interruption.silence()
            _stop(interruption.WORDS)
        except BrokenPipeError:  # `dgmm codebook … | head`
            sys.stderr.close()
            raise typer.Exit(0) from None
        except OSError as error:
            _stop(reason_of(error))


def _stop(reason: str) -> NoReturn:
    sys.stderr.write(f"dgmm: {reason}\n")
    raise typer.Exit(FAILED) from None
