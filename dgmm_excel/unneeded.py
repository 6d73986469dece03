"""What processes of the program do without: libraries that xlwings and openpyxl import where they are installed, and most of
Python's looking for unused objects.
"""

from __future__ import annotations

import gc
import sys

#: The last two are for old licence keys of xlwings, and pictures. lxml is left: openpyxl spells XML otherwise without it.
_LIBRARIES = ("matplotlib", "numpy", "pandas", "plotly", "polars", "cryptography", "PIL")
#: After how many more new objects than dropped ones, and how many younger collections, Python looks for unused circles of
#: objects. Its own 700 has a run look at the same cells and elements thousands of times: a tenth of the time of `dgmm demo`.
_COLLECT = (20_000, 10, 5)


def leave_out() -> None:
    """Let this process do without those libraries, as if they were not installed: pandas alone takes as long as all else.

    For processes of the program's own only; in a program that uses this package, xlwings keeps them.
    """
    for name in _LIBRARIES:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # Python's own way to say that there is none


def collect_less() -> None:
    """Have Python look for unused circles of objects less often. For processes of the program's own only."""
    gc.set_threshold(*_COLLECT)
