"""Commands on a round: `init`, `deadline`, `generate`, `status`, `consolidate`, `verify`, `report` and `mail`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dgmm_excel.cli.arguments import FormLang, FunctionOption, FunctionSource, Mails, PastOption, RoundFolder
from dgmm_excel.cli.group import FAULTS

if TYPE_CHECKING:
    from dgmm_excel.round.folder import Round


def init(
    round_: RoundFolder,
    edition: Annotated[list[str], typer.Option(
        help="เกณฑ์ (รหัสหรือไฟล์ .yaml) ระบุซ้ำได้ / edition, an id or a .yaml file; may be repeated")],
    roster: Annotated[list[Path] | None, typer.Option(
        metavar="FILE", help="ทะเบียนหน่วยงานของเกณฑ์ในลำดับเดียวกัน / roster of the edition in the same position")] = None,
    title: Annotated[str, typer.Option(help="ชื่อรอบ / title")] = "",
    deadline: Annotated[str, typer.Option(help="กำหนดส่ง / deadline: 2026-09-30, 30/9/2569, \"30 ก.ย. 2569\"")] = "",
    lang: Annotated[FormLang, typer.Option(help="ภาษา / language")] = FormLang.th,
    year: Annotated[str, typer.Option(help="ปีอ้างอิง หากไม่ระบุใช้ปีของเกณฑ์ / reference year (2566); else the edition's")] = "",
    contact: Annotated[str, typer.Option(help="ผู้ประสานงานที่สอบถามได้ / whom agencies can ask: name, telephone, e-mail")] = "",
    past: PastOption = False,
    previous: Annotated[list[Path] | None, typer.Option(
        metavar="OLD", help="รอบปีก่อนที่ใช้เปรียบเทียบ ระบุซ้ำได้ / last year's round to compare with; may be repeated")] = None,
) -> None:
    """เริ่มรอบสำรวจ / start a round in a new folder

    ไม่ระบุ --roster: ใช้ทะเบียนตั้งต้นของเกณฑ์ / without --roster: use the one that comes with the edition
    """
    from dgmm_excel import screen
    from dgmm_excel.round.folder import init as start
    from dgmm_excel.round.previous_check import compared_with

    made = start(
        round_, edition, roster or [], title=title, deadline=deadline, lang=lang.value, year=year, contact=contact, past=past,
        previous=previous or [],
    )
    for words in compared_with(made):
        screen.say(words)
    screen.show_started(made)


def deadline(
    round_: RoundFolder,
    date: Annotated[str, typer.Argument(metavar="[DATE]", help="กำหนดส่งใหม่ / new deadline: 2026-09-30, 30/9/2569")] = "",
    corrections: Annotated[str, typer.Option(
        metavar="DATE", help="กำหนดส่งฉบับแก้ไข / date by which corrections are asked for")] = "",
    past: PastOption = False,
) -> None:
    """เลื่อนกำหนดส่ง / move the deadline, or show it

    แบบสำรวจที่ออกไปแล้วยังใช้ได้ ไม่ต้องส่งใหม่ / forms already issued stay valid and need not be sent again
    """
    from dgmm_excel import screen
    from dgmm_excel.round.folder import set_dates
    from dgmm_excel.round.generate import issued_forms

    of = _round(round_)
    moved = set_dates(of, date, corrections, past=past)
    screen.show_dates(moved, len(issued_forms(moved)) if moved.deadline != of.deadline else 0)


def generate(round_: RoundFolder, function: FunctionOption = FunctionSource.lambda_) -> None:
    """ออกแบบสำรวจให้ทุกหน่วยงาน / write a form for each agency

    ครั้งต่อไปทำเฉพาะที่เพิ่มหรือแก้ไขในทะเบียน หรือเมื่อ --function เปลี่ยน / when run again: only
    agencies added or corrected in the roster, or all if --function changes
    """
    from datetime import date

    from dgmm_excel import screen
    from dgmm_excel.round.generate import generate as make

    of = _round(round_)
    done = make(of, screen.track, function.value)
    screen.show_generated(of, done, date.today())
    if done.kept:
        raise typer.Exit(FAULTS)


def status(round_: RoundFolder) -> None:
    """ใครส่งแล้ว ใครยังไม่ส่ง / list returned and missing"""
    from dataclasses import replace
    from datetime import datetime

    from dgmm_excel import screen
    from dgmm_excel.round.chase_list import renew_lists_alone
    from dgmm_excel.round.outcomes import assess_round
    from dgmm_excel.text import phrase

    of, now = _round(round_), datetime.now()
    assessed = assess_round(of, now, screen.track)
    screen.show_counts(assessed.result)
    screen.show_waiting(assessed.result)
    screen.show_found(assessed.result)
    screen.show_enclosures(assessed.result)
    lists = renew_lists_alone(of, assessed, now)
    screen.say(phrase("cli.reminders", file=lists.reminders))
    _end(replace(assessed.result, notes=(*assessed.result.notes, *lists.notes)))


def consolidate(round_: RoundFolder) -> None:
    """รวมผลทั้งหมดเป็นไฟล์เดียว / consolidate all returns"""
    from datetime import datetime

    from dgmm_excel import screen
    from dgmm_excel.round.consolidate import consolidate as bring_together

    of = _round(round_)
    done = bring_together(of, datetime.now(), screen.track)
    screen.show_counts(done.result)
    screen.show_means(done.result)
    screen.show_written(of, done)
    screen.show_enclosures(done.result)
    _end(done.result)


def verify(
    round_: RoundFolder,
    agency: Annotated[list[str] | None, typer.Option(
        metavar="CODE", help="เฉพาะหน่วยงานนี้ ระบุซ้ำได้ / this agency alone; may be repeated")] = None,
    topic: Annotated[list[str] | None, typer.Option(
        metavar="ID", help="เฉพาะหัวข้อนี้ ระบุซ้ำได้ / this topic alone; may be repeated")] = None,
    sample: Annotated[int | None, typer.Option(
        min=1, metavar="N", help="สุ่ม N หน่วยงานตามสัดส่วนของกระทรวง / draw N agencies within ministries")] = None,
    seed: Annotated[str, typer.Option(help="คำตั้งต้นของการสุ่ม / seed of the draw, to repeat it")] = "",
    every: Annotated[bool, typer.Option(
        "--all", help="ทุกคำตอบ ไม่เฉพาะที่มีผลต่อระดับ / every answer, not only those that carry a level")] = False,
) -> None:
    """รายการคำตอบที่ต้องตรวจ / list the claims to check

    กรอกผลการตรวจใน verification.xlsx สั่งซ้ำได้ ผลที่กรอกไว้ไม่หาย / enter findings in verification.xlsx; made again, it keeps them
    """
    from datetime import datetime

    from dgmm_excel import screen
    from dgmm_excel.round.verification import Asked
    from dgmm_excel.round.verification import verify as list_claims
    from dgmm_excel.text import as_argument, phrase

    of = _round(round_)
    done = list_claims(of, Asked(tuple(agency or ()), tuple(topic or ()), every, sample, seed), datetime.now(), screen.track)
    for words in done.told:
        screen.note(words)
    screen.show_found(done.result)
    screen.say(done.written)
    screen.say(phrase("verification.then", argument=as_argument(round_)))
    _end(done.result)


def report(
    round_: RoundFolder,
    lang: Annotated[FormLang | None, typer.Option(help="ภาษา หากไม่ระบุใช้ภาษาของรอบ / language; else the round's")] = None,
    agency: Annotated[str, typer.Option(
        metavar="CODE", help="เฉพาะหน้าของหน่วยงานนี้ / the page of this agency alone, to be handed on")] = "",
    remarks: Annotated[bool, typer.Option(
        "--remarks", help="รวมหลักฐานและหมายเหตุไว้ในชุดข้อมูล / have evidence and remarks among the data")] = False,
) -> None:
    """รายงานเป็นหน้าเว็บสำหรับเปิดอ่าน / write the result as pages to open

    เปิด report/index.html ได้โดยไม่ต้องเชื่อมต่ออินเทอร์เน็ต / open report/index.html; it needs no connection
    """
    from datetime import datetime

    from dgmm_excel import screen
    from dgmm_excel.round.report import report as write
    from dgmm_excel.text import as_argument, phrase

    done = write(_round(round_), datetime.now(), None if lang is None else lang.value, agency, screen.track, remarks=remarks)
    for words in done.told:
        screen.note(words)
    screen.say(phrase("cli.report", count=done.count, file=done.page))
    if done.result.to_look_at:
        screen.say(phrase("cli.report_found", count=done.result.count_to_look_at, argument=as_argument(round_)))
    _end(done.result)


def mail(
    round_: RoundFolder,
    kind: Annotated[Mails, typer.Argument(
        metavar="forms|reminders|corrections|reports", help="แบบสำรวจ ติดตาม แก้ไข รายงานผล / which mails")],
) -> None:
    """ร่างอีเมลพร้อมไฟล์แนบ / draft mails, each with its file attached

    เปิดร่าง .eml ตรวจดู แล้วกดส่งเอง โปรแกรมนี้ไม่ส่งอีเมล / open the .eml drafts and send them; this program sends nothing
    """
    from datetime import datetime

    from dgmm_excel import screen
    from dgmm_excel.round.chase_list import renew_lists_alone
    from dgmm_excel.round.mail_drafts import reported, write_drafts
    from dgmm_excel.round.outcomes import assess_round

    of, now = _round(round_), datetime.now()
    assessed = assess_round(of, now, screen.track)
    lists = renew_lists_alone(of, assessed, now)
    for words in (*assessed.result.notes, *lists.notes):
        screen.note(words)
    recipients = reported(of, assessed, lists.chased) if kind is Mails.reports else lists.chased
    done = write_drafts(of, kind.value, recipients, now, screen.track)
    for words in done.summary(of):
        screen.say(words)
    if done.to_look_at:
        raise typer.Exit(FAULTS)


def handover(
    round_: RoundFolder,
    remarks: Annotated[bool, typer.Option(
        "--remarks", help="รวมหลักฐานและหมายเหตุไว้ด้วย / have evidence and remarks in it")] = False,
) -> None:
    """ผลของรอบเป็นไฟล์เดียวเพื่อส่งต่อ / the result as one file for the next tier

    ส่ง handover.zip ให้ผู้ประสานงานระดับถัดไปวางในโฟลเดอร์ returned ของรอบนั้น ในไฟล์ไม่มีชื่อหรือช่องทางติดต่อของบุคคล /
    send handover.zip to the coordinator of the next tier, who puts it into the folder returned there; no persons are in it
    """
    from dataclasses import replace
    from datetime import datetime

    from dgmm_excel import screen
    from dgmm_excel.round.chase_list import renew_lists_alone
    from dgmm_excel.round.handover import write_handover
    from dgmm_excel.round.outcomes import assess_round
    from dgmm_excel.text import as_argument, phrase

    of, now = _round(round_), datetime.now()
    assessed = assess_round(of, now, screen.track)
    lists = renew_lists_alone(of, assessed, now)
    screen.show_counts(assessed.result)
    done = write_handover(of, assessed, now, screen.track, remarks=remarks)
    screen.say(phrase("handover.written", file=done.file, records=done.records, lacking=done.lacking))
    if assessed.result.to_look_at:
        screen.say(phrase("handover.found", count=assessed.result.count_to_look_at, argument=as_argument(round_)))
    _end(replace(assessed.result, notes=(*assessed.result.notes, *lists.notes)))


def _round(folder: Path) -> Round:
    from dgmm_excel import screen
    from dgmm_excel.round.folder import Round
    from dgmm_excel.round.own_editions import changed

    of = Round.open(folder)
    for words in changed(of.folder, of.origins):
        screen.note(words)
    return of


def _end(result: Any) -> None:
    """Print the notes of a result, and exit with the code for it."""
    from dgmm_excel import screen

    for words in result.notes:
        screen.note(words)
    if result.to_look_at or result.notes:
        raise typer.Exit(FAULTS)
