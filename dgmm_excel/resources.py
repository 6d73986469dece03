"""Where the package's own data lie: in an editable checkout beside the package, in a wheel inside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def _data(name: str) -> Path:
    for place in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"{name}: the package's own data are missing; install it again")


def criteria() -> Path:
    """The folder of editions, one YAML file each."""
    return _data("criteria")


def templates() -> Path:
    """The folder of words, styles and rosters."""
    return _data("templates")


def checkout() -> Path | None:
    """The folder of the project that the package runs from; None where it is installed from a wheel."""
    place = _PACKAGE.parent
    return place if (place / "pyproject.toml").is_file() and not (_PACKAGE / "data").is_dir() else None


def package_files() -> list[Path]:
    """The program's own modules."""
    return list(_PACKAGE.rglob("*.py"))
