"""The folders of the package's data: next to the package in an editable checkout, inside it in a wheel."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
#: The environment variable with further folders of editions.
_MORE = "DGMM_CRITERIA"


@cache
def _data(name: str) -> Path:
    for place in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"{name}: the package's own data are missing; install it again")


def criteria() -> Path:
    """Return the folder of editions, one YAML file each."""
    return _data("criteria")


def criteria_folders() -> tuple[Path, ...]:
    """Return every folder of editions: those that the environment names in `DGMM_CRITERIA`, then the package's own."""
    return _folders(os.environ.get(_MORE, ""))


@cache  # asked for with every file of a round
def _folders(more: str) -> tuple[Path, ...]:
    return *map(Path, filter(None, more.split(os.pathsep))), criteria()


def put_criteria_first(folder: Path) -> None:
    """Make a folder of editions the first one, for this process and those that it starts."""
    place = str(folder.resolve())
    others = [one for one in os.environ.get(_MORE, "").split(os.pathsep) if one and one != place]
    os.environ[_MORE] = os.pathsep.join((place, *others))


def templates() -> Path:
    """Return the folder of phrases, faults, styles, rosters and the sources of the add-in."""
    return _data("templates")


def checkout() -> Path | None:
    """Return the folder of the checkout that the package runs from; None if it is installed from a wheel."""
    place = _PACKAGE.parent
    return place if (place / "pyproject.toml").is_file() and not (_PACKAGE / "data").is_dir() else None


def package_files() -> list[Path]:
    """Return the files of all modules of the package."""
    return list(_PACKAGE.rglob("*.py"))
