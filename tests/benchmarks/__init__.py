"""Speed and memory, measured against plain work in the same run: `uv run python -m tests.benchmarks`."""

import gc

from dgmm_excel.__main__ import COLLECT

gc.set_threshold(*COLLECT)  # as in the program, in each process that is measured
