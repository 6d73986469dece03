"""Data packages: whether a folder has what its descriptor lists, and what frictionless says of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

#: Prints for each folder the kinds of errors, and the numbers of rows read, of every table.
_CHECK = """
import json, os, sys
from frictionless import Package
found = []
for folder in sys.argv[1:]:
    os.chdir(folder)
    report = Package("datapackage.json").validate()
    errors = sorted({error.type for error in report.errors} | {error.type for task in report.tasks for error in task.errors})
    found.append([errors, {task.name: task.stats.get("rows", 0) for task in report.tasks}])
print(json.dumps(found))
"""


def listed(folder: Path) -> dict[str, str]:
    """Return the hash of each file by its name, as the descriptor of a folder of data lists them."""
    found = json.loads((folder / "datapackage.json").read_bytes())
    return {one["path"]: one["hash"] for one in (*found["resources"], found["dgmm:figures"])}


def listed_truly(folder: Path) -> bool:
    """Whether a folder of data has the very files that its descriptor lists."""
    return all(f"sha256:{sha256((folder / name).read_bytes()).hexdigest()}" == digest for name, digest in listed(folder).items())


def checked(folders: Sequence[Path]) -> list[tuple[list[str], dict[str, int]]]:
    """Return the kinds of errors of each package, none of a sound one, and the number of rows of each table.

    Frictionless runs in a process of its own: its import takes half a second.
    """
    done = subprocess.run([sys.executable, "-W", "error", "-c", _CHECK, *map(str, folders)], capture_output=True, text=True,
                          check=True)
    return [(errors, rows) for errors, rows in json.loads(done.stdout)]
