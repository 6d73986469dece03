"""Commands on the levels of one returned form: `explain`, `advise` and `what-if`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dgmm_excel.cli.arguments import FormEdition

_File = Annotated[Path, typer.Argument(metavar="FILE", help="แบบที่ส่งกลับ / a returned form")]
_Id = Annotated[str, typer.Argument(metavar="ID", help="หัวข้อ ด้าน หรือ overall / a topic, a pillar or overall")]


def explain(file: _File, code: _Id = "", edition: FormEdition = "") -> None:
    """เหตุผลของระดับ / why a form has its levels

    ไม่ระบุ ID แสดงทุกหัวข้อ / without ID every topic
    """
    from dgmm_excel.screen_levels import show_reasons
    from dgmm_excel.what_if import assessment_of, known_id

    found = assessment_of(file, edition)
    show_reasons(found, [known_id(found, code)] if code else list(found.topics))


def advise(file: _File, code: _Id = "overall", edition: FormEdition = "") -> None:
    """คำตอบจำนวนน้อยที่สุดที่ทำให้ระดับสูงขึ้น / the fewest answers to change for a higher level"""
    from dgmm_excel.scoring.advise import advise as advice
    from dgmm_excel.screen_levels import show_advice
    from dgmm_excel.what_if import assessment_of, known_id

    found = assessment_of(file, edition)
    name = known_id(found, code)
    show_advice(found, name, advice(found, name))


def what_if(
    file: _File,
    changes: Annotated[list[str], typer.Option("--set", metavar="QUESTION=ANSWER", help="คำตอบที่ลองเปลี่ยน / an answer to try")],
    edition: FormEdition = "",
) -> None:
    """ลองเปลี่ยนคำตอบ / what other answers would give

    ใส่ --set ได้หลายครั้ง และไม่แก้ไฟล์ / --set may be given more than once; the file stays as it is
    """
    from dgmm_excel.screen_levels import show_moved
    from dgmm_excel.what_if import assessment_of, with_answers

    found = assessment_of(file, edition)
    show_moved(found, with_answers(found, changes))
