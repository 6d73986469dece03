"""Speed and memory, measured against plain work in the same run: `uv run python -m tests.benchmarks`."""

from dgmm_excel import unneeded

unneeded.collect_less()  # as in the program, in each process that is measured
