"""Tables of texts on narrow terminals: nothing shrinks to a few letters, nothing is lost."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from dgmm_excel import narrow
from dgmm_excel.screen import line, table

WHAT = "คำตอบนี้ไม่อยู่ในรายการให้เลือก (ใช่ / ไม่ใช่)\n→ โปรดเลือกคำตอบจากรายการ"


def printed(width: int) -> str:
    made = table("สิ่งที่ต้องตรวจดู", "รหัส", "ชื่อ", "", "ปัญหา")
    line(made, ("MOF-FPO", "สำนักงานเศรษฐกิจการคลัง", "", WHAT))
    line(made, ("TH-11", "[bold]จังหวัด", None, "สั้น"))
    console = Console(width=width, file=StringIO(), highlight=False)
    narrow.put(console, made)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("width", [60, 80])
def test_on_a_narrow_terminal_each_row_is_a_block_of_whole_texts(width: int) -> None:
    assert printed(width) == (
        "สิ่งที่ต้องตรวจดู\n"
        "MOF-FPO  สำนักงานเศรษฐกิจการคลัง\n"
        "  คำตอบนี้ไม่อยู่ในรายการให้เลือก (ใช่ / ไม่ใช่)\n"
        "  → โปรดเลือกคำตอบจากรายการ\n\n"
        "TH-11  [bold]จังหวัด  สั้น\n\n"
    )


def test_on_a_wide_one_it_is_a_table() -> None:
    shown = printed(130)
    assert "──" in shown and "รหัส" in shown and "MOF-FPO" in shown
