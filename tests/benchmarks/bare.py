"""The floor: what other programs' plain reading of the same files takes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

from python_calamine import CalamineWorkbook


def bare_reads(files: Iterable[Path]) -> None:
    """Read the files one after another with `bare_read`."""
    for file in files:
        bare_read(file)


def bare_inflates(files: Iterable[Path]) -> None:
    """Inflate every member of the files, one after another, and do nothing with it."""
    for file in files:
        with ZipFile(file) as package:
            for member in package.infolist():
                package.read(member)


def bare_read(file: Path) -> None:
    """Read every sheet of a workbook with python-calamine, and do nothing with it."""
    workbook = CalamineWorkbook.from_path(file)
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
