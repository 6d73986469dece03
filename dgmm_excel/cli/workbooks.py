"""Commands from one edition to the next: `edition-workbook`, with which it is written, and `migrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dgmm_excel.cli.group import FAULTS


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


def migrate(
    source: Annotated[Path, typer.Argument(
        metavar="FILE|ROUND", help="แบบที่ส่งกลับ หรือโฟลเดอร์ของรอบที่รวมผลแล้ว / a returned form, or a consolidated round")],
    to: Annotated[list[str], typer.Option("--to", metavar="EDITION", help="เกณฑ์ใหม่ ใช้ซ้ำได้ / the new edition, may be repeated")],
    output: Annotated[Path | None, typer.Option(
        "-o", "--output", metavar="PATH", help="ไฟล์หรือโฟลเดอร์ที่จะสร้าง / what to write")] = None,
) -> None:
    """ย้ายคำตอบไปยังเกณฑ์ใหม่ / carry answers over to a new edition

    ได้แบบใหม่ที่กรอกคำตอบแล้ว และรายการว่าคำตอบเดิมแต่ละข้อเป็นอย่างไร /
    new forms with the answers, and a list of what became of each
    """
    from dgmm_excel import screen
    from dgmm_excel.migrate import migrate_file, migrate_round

    if source.is_dir():
        done = migrate_round(source, to, output, screen.track)
    elif len(to) > 1:
        raise typer.BadParameter("--to: FILE = 1 EDITION")
    else:
        done = migrate_file(source, to[0], output)
    for line in done.summary:
        screen.say(str(line))
    if not done.is_whole:
        raise typer.Exit(FAULTS)
