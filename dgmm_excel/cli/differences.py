"""What changed: `dgmm diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_STATE = "โฟลเดอร์ของรอบ โฟลเดอร์ data หรือ handover.zip / folder of a round, its folder data, or a handover.zip"


def diff(
    first: Annotated[Path, typer.Argument(metavar="ROUND", help=_STATE)],
    other: Annotated[Path | None, typer.Argument(metavar="OTHER", help=_STATE)] = None,
    json_: Annotated[bool, typer.Option("--json", help="พิมพ์เป็น JSON / print JSON")] = False,
) -> None:
    """สิ่งที่เปลี่ยนแปลง รายหน่วยงาน / what changed, agency by agency

    ระบุรอบเดียว เทียบกับครั้งก่อน ระบุสอง เทียบจากอันแรกไปอันที่สอง /
    of one round since it last stood otherwise; of two, from the first to the second
    """
    import json
    import sys
    from datetime import datetime

    from dgmm_excel import screen
    from dgmm_excel.errors import RoundError
    from dgmm_excel.round.difference import difference
    from dgmm_excel.round.folder import Round
    from dgmm_excel.round.standpoint import as_it_lies, last_standpoint, standpoint
    from dgmm_excel.screen_differences import show_difference
    from dgmm_excel.text import phrase

    now = datetime.now()
    if other is None:
        of = Round.open(first)
        after = as_it_lies(of, now, screen.track)
        before = last_standpoint(of, after)
        if before is None:
            raise RoundError(str(phrase("diff.none_known")))
    else:
        before, after = standpoint(first, now, screen.track), standpoint(other, now, screen.track)
    found = difference(before, after)
    if json_:
        sys.stdout.write(json.dumps(found.as_json(), ensure_ascii=False) + "\n")
    else:
        show_difference(found)
