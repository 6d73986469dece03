"""Libraries that xlwings and openpyxl import where they are installed, and that no command and no reading process needs."""

from __future__ import annotations

import sys

_LIBRARIES = ("matplotlib", "numpy", "pandas", "plotly", "polars")


def leave_out() -> None:
    """Let this process do without those libraries, as if they were not installed: pandas alone takes as long as all else.

    For processes of the program's own only; in a program that uses this package, xlwings keeps them.
    """
    for name in _LIBRARIES:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # Python's own way to say that there is none
