"""The start of a worker process: what must hold in it before anything else is imported."""

from __future__ import annotations

from multiprocessing.connection import Connection

from dgmm_excel import unneeded


def run(pipe: Connection, work: str) -> None:
    """Carry out the tasks that come through the pipe (see `worker.serve`), until it is closed."""
    unneeded.collect_less()
    unneeded.leave_out()
    from dgmm_excel.returns.worker import serve

    serve(pipe, work)
