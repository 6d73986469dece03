"""Commands on what the project itself makes: `addin`, `build` and `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dgmm_excel.cli.arguments import AddinAction
from dgmm_excel.cli.group import FAULTS


def addin(
    action: Annotated[AddinAction, typer.Argument(metavar="install|status|remove", help="ติดตั้ง ดู ถอน / install, show, remove")],
    dir_: Annotated[Path | None, typer.Option(
        "--dir", metavar="DIR", help="โฟลเดอร์อื่นแทน XLSTART / another folder than XLSTART")] = None,
) -> None:
    """add-in สำหรับ Excel / install or remove the add-in

    remove คืนทุกไฟล์เป็นเหมือนก่อน install / remove undoes exactly what install did
    """
    from dgmm_excel import screen
    from dgmm_excel.addin import install

    machine = install.Computer.here()
    match action:
        case AddinAction.install:
            told = install.install(machine, install.built, dir_)
        case AddinAction.status:
            told = install.status(machine, dir_)
        case AddinAction.remove:
            told = install.remove(machine, dir_)
    for words in told.lines:
        screen.say(words)
    if told.look:
        raise typer.Exit(FAULTS)


def build(
    check: Annotated[bool, typer.Option("--check", help="เปรียบเทียบเท่านั้น ไม่เขียนไฟล์ / compare only, write nothing")] = False,
) -> None:
    """สร้าง dist/ จากต้นทาง / build dist/ from the sources

    ใช้ได้เฉพาะในโฟลเดอร์ซอร์สโค้ดของโครงการ / works only in a checkout of the project
    """
    from dgmm_excel import distribution, screen

    folder = distribution.folder()
    product = distribution.product(screen.track)
    if not check:
        screen.show_built(distribution.write(product, folder))
    found = distribution.differences(product, folder)
    screen.show_differences(folder, found, len(product), was_built=not check)
    if found:
        raise typer.Exit(FAULTS)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="โฟลเดอร์ / folder")] = Path("dgmm-demo"),
) -> None:
    """สาธิตทั้งกระบวนการ / run a whole round with simulated answers"""
    from datetime import datetime

    from dgmm_excel import screen
    from dgmm_excel.round.demo import demonstrate

    screen.show_demo(demonstrate(folder, datetime.now(), screen.track))
