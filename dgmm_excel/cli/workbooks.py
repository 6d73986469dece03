"""Commands on workbooks of the centre: `edition-workbook`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def edition_workbook(
    edition: Annotated[str, typer.Argument(
        metavar="EDITION|FILE",
        help="รหัสหรือไฟล์ .yaml ของเกณฑ์ หรือไฟล์ .xlsx ที่จะอ่านกลับ / an edition's id or .yaml file, or an .xlsx to read back")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="ไฟล์ที่จะสร้าง / file to write")] = None,
) -> None:
    """เกณฑ์เป็นไฟล์ Excel สำหรับแก้ไข และอ่านกลับ / an edition as a workbook to edit, and back

    EDITION -> .xlsx, FILE.xlsx -> .yaml; ไฟล์ที่มีงานอยู่แล้วจะไม่ถูกแทนที่ / a file with work in it is not replaced
    """
    from dgmm_excel import screen
    from dgmm_excel.edition_book.exchange import write_criteria, write_workbook
    from dgmm_excel.text import phrase

    if Path(edition).suffix.lower() != ".xlsx":
        screen.say(str(write_workbook(edition, output)))
        return
    file, made = write_criteria(Path(edition), output)
    screen.say(str(phrase("book.written", id=made.id, file=file, topics=len(made.topics), questions=len(made.questions))))
