"""Commands on an edition: `editions`, `check` (of a round too), `prove` and `codebook`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dgmm_excel.cli.arguments import EditionId, Format, FormLang
from dgmm_excel.cli.group import FAULTS


def editions() -> None:
    """เกณฑ์ที่มี / list the editions"""
    from dgmm_excel import screen
    from dgmm_excel.errors import EditionError
    from dgmm_excel.model.at_hand import edition_ids
    from dgmm_excel.model.load import load_edition

    sound, broken = [], []
    for name in edition_ids():
        try:
            sound.append(load_edition(name))
        except EditionError as error:
            broken.append(error)
    screen.show_editions(sound)
    for mistakes in broken:
        screen.note(str(mistakes))
    if broken:
        raise typer.Exit(FAULTS)


def check(
    target: Annotated[str, typer.Argument(
        metavar="EDITION|ROUND", help="รหัสหรือไฟล์ของเกณฑ์ หรือโฟลเดอร์ของรอบ / an edition's id or file, or the folder of a round")],
) -> None:
    """ตรวจเกณฑ์หรือรอบสำรวจ / look for mistakes in an edition or a round

    ของรอบ: ทะเบียน วันที่ ข้อมูลจากนักวิจัย และแบบสำรวจ / of a round: rosters, dates, researchers' figures and forms
    """
    from datetime import date

    from dgmm_excel import screen
    from dgmm_excel.round.check import check as look

    found = look(target, date.today(), screen.track)
    screen.show_check(found.errors, found.warnings)
    screen.say(found.summary)
    if found.errors or found.warnings:
        raise typer.Exit(FAULTS)


def prove(
    edition: EditionId,
    json_: Annotated[bool, typer.Option("--json", help="ผลเป็น JSON / print the proof as JSON")] = False,
    page: Annotated[Path | None, typer.Option(metavar="FILE", help="เขียนหน้าสำหรับภาคผนวก / write a page for an annex")] = None,
    lang: Annotated[FormLang, typer.Option(help="ภาษาของหน้า / language of the page")] = FormLang.th,
) -> None:
    """พิสูจน์ว่าเกณฑ์ใช้ได้กับคำตอบทุกชุด / prove an edition's rules for all answers"""
    import json

    from dgmm_excel import screen
    from dgmm_excel.files import write_atomically
    from dgmm_excel.model.load import load_edition
    from dgmm_excel.proving.prove import prove as proof_of
    from dgmm_excel.report.proof_data import as_json
    from dgmm_excel.report.proof_page import proof_page
    from dgmm_excel.screen_proof import show_proof

    proof = proof_of(load_edition(edition), screen.track)
    if page is not None:
        write_atomically(page, "".join(proof_page(proof, lang.value, page.name)).encode())
    if json_:
        sys.stdout.write(json.dumps(as_json(proof), ensure_ascii=False, indent=1) + "\n")
        sys.stdout.flush()
    else:
        show_proof(proof)
    if page is not None:
        screen.note(str(page))
    if not proof.holds:
        raise typer.Exit(FAULTS)


def codebook(
    edition: EditionId,
    as_: Annotated[Format, typer.Option("--format", help="รูปแบบ / format")] = Format.md,
) -> None:
    """คำถามทุกข้อของเกณฑ์ / print every question of an edition"""
    import json

    from dgmm_excel.form.codebook import as_csv, as_markdown
    from dgmm_excel.form.codebook import codebook as book_of
    from dgmm_excel.form.ddi import as_ddi
    from dgmm_excel.model.load import load_edition

    of = load_edition(edition)
    match as_:
        case Format.json:
            text = json.dumps(book_of(of), ensure_ascii=False, indent=1) + "\n"
        case Format.md:
            text = as_markdown(book_of(of))
        case Format.csv:
            text = "\ufeff" + as_csv(book_of(of))  # without the mark Excel takes Thai for Latin-1
        case Format.ddi:
            text = as_ddi(of)
    sys.stdout.write(text)
    sys.stdout.flush()


def new_edition(
    name: Annotated[str, typer.Argument(metavar="NAME", help="รหัสหรือไฟล์ของเกณฑ์ใหม่ / id or file of the new edition")],
    from_: Annotated[str, typer.Option(
        "--from", metavar="EDITION", help="คัดลอกจากเกณฑ์นี้ / copy this edition, an id or a file")] = "",
    lang: Annotated[FormLang, typer.Option(help="ภาษาของคำอธิบายในไฟล์ / language of the comments")] = FormLang.th,
) -> None:
    """เริ่มเขียนเกณฑ์ใหม่ / begin a new edition

    ได้ไฟล์ที่ใช้ได้ทันที และ edition.schema.json สำหรับโปรแกรมแก้ไขข้อความ ไม่เขียนทับไฟล์เดิม /
    writes a file that can be used at once, and edition.schema.json for editors; replaces nothing
    """
    from datetime import date

    from dgmm_excel import screen
    from dgmm_excel.model.new_edition import new_edition as write
    from dgmm_excel.text import BUDDHIST, as_argument, phrase

    file, _ = write(name, date.today().year + BUDDHIST, lang.value, from_)
    screen.say(phrase("new_edition.written", file=file, argument=as_argument(file)))
