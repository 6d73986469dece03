"""The start of a process that reads returns: what must hold in it before the reader is imported."""

from __future__ import annotations

from multiprocessing.connection import Connection

from dgmm_excel import unneeded


def run(pipe: Connection) -> None:
    """Read the files that come through the pipe (see `worker.serve`), until it is closed."""
    unneeded.leave_out()
    from dgmm_excel.returns.worker import serve

    serve(pipe)
