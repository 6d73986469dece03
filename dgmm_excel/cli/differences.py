"""What changed: `dgmm diff`; what would change: `dgmm sensitivity`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dgmm_excel.cli.arguments import How, RoundFolder

_STATE = ("โฟลเดอร์ของรอบ โฟลเดอร์ data หรือ handover.zip หรือเกณฑ์สองชุด / "
          "folder of a round, its folder data, or a handover.zip; or two editions")


def diff(
    first: Annotated[str, typer.Argument(metavar="ROUND|EDITION", help=_STATE)],
    other: Annotated[str | None, typer.Argument(metavar="OTHER", help=_STATE)] = None,
    round_: Annotated[Path | None, typer.Option(
        "--round", metavar="ROUND",
        help="ผลของเกณฑ์ที่สองต่อระดับในรอบนี้ / what the second edition would do to this round's levels")] = None,
    json_: Annotated[bool, typer.Option("--json", help="พิมพ์เป็น JSON / print JSON")] = False,
) -> None:
    """สิ่งที่เปลี่ยนแปลง รายหน่วยงาน หรือระหว่างสองเกณฑ์ / what changed, agency by agency, or between two editions

    ระบุรอบเดียว เทียบกับครั้งก่อน ระบุสอง เทียบจากอันแรกไปอันที่สอง /
    of one round since it last stood otherwise; of two, from the first to the second
    """
    from dgmm_excel.model.at_hand import is_edition

    if other is not None and is_edition(first) and is_edition(other):
        _editions(first, other, round_, json_)
    elif round_ is not None:
        from dgmm_excel.errors import RoundError
        from dgmm_excel.text import phrase

        raise RoundError(str(phrase("diff.two_editions")))
    else:
        _rounds(Path(first), None if other is None else Path(other), json_)


def _editions(first: str, other: str, round_: Path | None, json_: bool) -> None:
    import json
    import sys

    from dgmm_excel.model.edition_difference import edition_difference
    from dgmm_excel.model.load import load_edition
    from dgmm_excel.round.edition_effect import edition_effect
    from dgmm_excel.screen_differences import show_edition_difference, show_effect

    old, new = load_edition(first), load_edition(other)
    changes = edition_difference(old, new)
    effect = None if round_ is None else edition_effect(round_, old, new)
    if json_:
        said = {"before": old.id, "now": new.id, "changes": [one.as_json() for one in changes]}
        more = {} if effect is None else {"scored": effect.scored, "moved": [one.as_json() for one in effect.moved]}
        sys.stdout.write(json.dumps(said | more, ensure_ascii=False) + "\n")
        return
    show_edition_difference(old, new, changes)
    if effect is not None:
        show_effect(effect)


def _rounds(first: Path, other: Path | None, json_: bool) -> None:
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


def sensitivity(
    round_: RoundFolder,
    bands: Annotated[str, typer.Option(
        metavar="SCORES", help="คะแนนต่ำสุดของแต่ละระดับ / lowest score of each level: 1,1.8,2.6,3.4,4.2")] = "",
    how: Annotated[How | None, typer.Option(help="วิธีคิดคะแนนภาพรวม / how the overall score comes about")] = None,
    weights: Annotated[str, typer.Option(metavar="PILLARS", help="น้ำหนักของด้าน / weights of pillars: P1=2,P4=1/2")] = "",
    digits: Annotated[int | None, typer.Option(
        min=0, max=4, help="ทศนิยมก่อนเทียบระดับ / decimals before levels are read off")] = None,
    unrounded: Annotated[bool, typer.Option("--unrounded", help="ไม่ปัดเศษ / do not round")] = False,
    json_: Annotated[bool, typer.Option("--json", help="พิมพ์เป็น JSON / print JSON")] = False,
) -> None:
    """ระดับภาพรวมของใครจะเปลี่ยน หากเกณฑ์เป็นอย่างอื่น / whose overall level other criteria would change

    ไม่ระบุตัวเลือก: ช่วงคะแนน การปัดเศษ วิธีเฉลี่ย และน้ำหนักแบบต่าง ๆ ทีละแบบ ไม่เปลี่ยนผลใด /
    without options: other bands, roundings, means and weights, one at a time; no result is changed
    """
    import json
    import sys
    from datetime import datetime

    from dgmm_excel import screen
    from dgmm_excel.report.asked_variant import Asked
    from dgmm_excel.report.sensitivity import sensitivity as tried
    from dgmm_excel.round.folder import Round
    from dgmm_excel.round.outcomes import assess_round
    from dgmm_excel.screen_sensitivity import show_sensitivity

    of = Round.open(round_)
    asked = Asked(bands, None if how is None else how.value, weights, digits, unrounded).checked(of.editions)
    result = assess_round(of, datetime.now(), screen.track).result
    found = tried(result.editions, list(map(result.standing, result.outcomes)), asked)
    if json_:
        sys.stdout.write(json.dumps({"editions": [one.as_json() for one in found]}, ensure_ascii=False) + "\n")
    else:
        show_sensitivity(found)
