"""Speed and memory, measured against plain work in the same run: `uv run python -m tests.benchmarks`."""
