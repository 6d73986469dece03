"""Formulas of a workbook calculated anew by LibreOffice, beside the values that are stored with them."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook

from tests.support.rendering import profile


class Calculated(NamedTuple):
    """One formula: its sheet and cell, the value stored in the file, and what LibreOffice gives; None is an empty cell or text."""

    where: str
    stored: Any
    anew: Any

    @property
    def agree(self) -> bool:
        """Whether both are the same, numbers to nine decimals."""
        if isinstance(self.stored, int | float) and isinstance(self.anew, int | float):
            return abs(self.stored - self.anew) < 1e-9
        return bool(self.stored == self.anew)


def recalculated(soffice: str, data: bytes, folder: Path) -> list[Calculated]:
    """Return every formula of a workbook."""
    folder.mkdir(exist_ok=True)
    (file := folder / "book.xlsx").write_bytes(data)
    subprocess.run(
        [soffice, f"-env:UserInstallation={profile(folder / 'profile')}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(folder / "anew"), str(file)], check=True, capture_output=True, timeout=300)
    formulas, stored = (load_workbook(BytesIO(data), data_only=only) for only in (False, True))
    anew = load_workbook(folder / "anew" / file.name, data_only=True)
    cells = [(sheet.title, cell.coordinate) for sheet in formulas.worksheets for row in sheet.iter_rows() for cell in row
             if cell.data_type == "f"]
    return [Calculated(f"{sheet}!{cell}", *(_value(book[sheet][cell].value) for book in (stored, anew))) for sheet, cell in cells]


def _value(content: Any) -> Any:
    return None if content == "" else content
