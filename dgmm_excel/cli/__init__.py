"""The command line: parse, call, print. It has no logic of its own.

Exit codes: 0 done; 1 done, with faults to look at; 2 not done, with the reason on stderr. stdout carries only results.
Each command imports what it needs when it runs, so that `dgmm --help` is fast.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dgmm_excel.cli.arguments import AddinAction, Format, FormLang, FunctionSource, Mails
from dgmm_excel.cli.group import FAILED, FAULTS, Commands

if TYPE_CHECKING:
    from dgmm_excel.round.folder import Round

app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="แบบสำรวจระดับความพร้อมรัฐบาลดิจิทัล (DGMM): ออกแบบสำรวจ ตรวจให้คะแนน และรวมผล / "
         "Digital Government Maturity Model: forms, scores, consolidated results.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"dgmm {version('dgmm-excel')}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="รุ่น / version")] = False,
) -> None:
    """แบบสำรวจระดับความพร้อมรัฐบาลดิจิทัล (DGMM): ออกแบบสำรวจ ตรวจให้คะแนน และรวมผล /
    Digital Government Maturity Model: forms, scores, consolidated results.
    """


EditionId = Annotated[str, typer.Argument(
    metavar="EDITION", help="รหัสเกณฑ์ หรือไฟล์ .yaml / id of an edition, see `dgmm editions`, or a .yaml file")]
FunctionOption = Annotated[FunctionSource, typer.Option(
    help="สูตร =DGMM_LEVEL() ในแบบ (none: ไม่ใส่ เมื่อใช้ add-in) / =DGMM_LEVEL() in the form (none: leave it to the add-in)")]
PastOption = Annotated[bool, typer.Option("--past", help="ยอมให้เป็นวันที่ผ่านไปแล้ว / allow a date that has passed")]
RoundFolder = Annotated[Path, typer.Argument(metavar="ROUND", help="โฟลเดอร์ของรอบสำรวจ / folder of the round")]


@app.command()
def editions() -> None:
    """เกณฑ์ที่มี / list the editions"""
    from dgmm_excel import screen
    from dgmm_excel.errors import EditionError
    from dgmm_excel.model.load import edition_ids, load_edition

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


@app.command()
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

    found = look(target, date.today())
    screen.show_check(found.errors, found.warnings)
    screen.say(found.summary)
    if found.errors or found.warnings:
        raise typer.Exit(FAULTS)


@app.command()
def codebook(
    edition: EditionId,
    as_: Annotated[Format, typer.Option("--format", help="รูปแบบ / format")] = Format.md,
) -> None:
    """คำถามทุกข้อของเกณฑ์ / print every question of an edition"""
    import json

    from dgmm_excel.form.codebook import as_csv, as_markdown
    from dgmm_excel.form.codebook import codebook as book_of
    from dgmm_excel.model.load import load_edition

    book = book_of(load_edition(edition))
    match as_:
        case Format.json:
            text = json.dumps(book, ensure_ascii=False, indent=1) + "\n"
        case Format.md:
            text = as_markdown(book)
        case Format.csv:
            text = "\ufeff" + as_csv(book)  # without the mark Excel takes Thai for Latin-1
    sys.stdout.write(text)
    sys.stdout.flush()


@app.command()
def form(
    edition: EditionId,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="ไฟล์ที่จะสร้าง / file to write")] = None,
    lang: Annotated[FormLang, typer.Option(help="ภาษา / language")] = FormLang.th,
    function: FunctionOption = FunctionSource.lambda_,
) -> None:
    """แบบสำรวจเปล่าหนึ่งไฟล์ / write one blank form

    FILE ที่มีคำตอบอยู่แล้วจะไม่ถูกแทนที่ / a FILE with answers in it is not replaced
    """
    from dgmm_excel import screen
    from dgmm_excel.model.load import load_edition
    from dgmm_excel.onefile import write_blank_form

    loaded = load_edition(edition)
    file = output or Path(f"{loaded.id}.xlsx" if lang is FormLang.th else f"{loaded.id}-{lang}.xlsx")
    screen.say(str(write_blank_form(loaded, file, lang.value, function.value)))


@app.command()
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
) -> None:
    """เริ่มรอบสำรวจ / start a round in a new folder

    ไม่ระบุ --roster: ใช้ทะเบียนตั้งต้นของเกณฑ์ / without --roster: use the one that comes with the edition
    """
    from dgmm_excel import screen
    from dgmm_excel.round.folder import init as start

    made = start(
        round_, edition, roster or [], title=title, deadline=deadline, lang=lang.value, year=year, contact=contact, past=past
    )
    screen.show_started(made)


@app.command()
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


@app.command()
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


@app.command()
def score(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="แบบที่ส่งกลับ / returned forms")],
    json_: Annotated[bool, typer.Option("--json", help="หนึ่งบรรทัด JSON ต่อไฟล์ / print one line of JSON for each file")] = False,
    write: Annotated[Path | None, typer.Option(metavar="DIR", help="เก็บสำเนาที่เขียนระดับแล้ว / write copies with levels")] = None,
) -> None:
    """ตรวจให้คะแนนไฟล์ที่ส่งกลับ / score returned forms"""
    import json

    from dgmm_excel import screen
    from dgmm_excel.onefile import score_files
    from dgmm_excel.text import phrase

    faulty = False
    for record in score_files(files, write, lambda items: screen.track(items, phrase("generate.scoring"))):
        faulty |= record["status"] == "rejected" or any(fault["severity"] != "repaired" for fault in record["faults"])
        if json_:
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        else:
            screen.show_record(record)
    sys.stdout.flush()
    if faulty:
        raise typer.Exit(FAULTS)


@app.command()
def faults() -> None:
    """รายการข้อผิดพลาดทั้งหมด / list every kind of fault"""
    from dgmm_excel import screen

    screen.show_catalogue()


@app.command()
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


@app.command()
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


@app.command()
def mail(
    round_: RoundFolder,
    kind: Annotated[Mails, typer.Argument(metavar="forms|reminders|corrections", help="แบบสำรวจ ติดตาม แก้ไข / which mails")],
) -> None:
    """ร่างอีเมลพร้อมไฟล์แนบ / draft mails, each with its file attached

    เปิดร่าง .eml ตรวจดู แล้วกดส่งเอง โปรแกรมนี้ไม่ส่งอีเมล / open the .eml drafts and send them; this program sends nothing
    """
    from datetime import datetime

    from dgmm_excel import screen
    from dgmm_excel.round.chase_list import renew_lists_alone
    from dgmm_excel.round.mail_drafts import write_drafts
    from dgmm_excel.round.outcomes import assess_round

    of, now = _round(round_), datetime.now()
    assessed = assess_round(of, now, screen.track)
    lists = renew_lists_alone(of, assessed, now)
    for words in (*assessed.result.notes, *lists.notes):
        screen.note(words)
    done = write_drafts(of, kind.value, lists.chased, now, screen.track)
    for words in done.summary(of):
        screen.say(words)
    if done.to_look_at:
        raise typer.Exit(FAULTS)


@app.command()
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


@app.command()
def build(
    check: Annotated[bool, typer.Option("--check", help="เปรียบเทียบเท่านั้น ไม่เขียนไฟล์ / compare only, write nothing")] = False,
) -> None:
    """สร้าง dist/ จากต้นทาง / build dist/ from the sources

    ใช้ได้เฉพาะในโฟลเดอร์ซอร์สโค้ดของโครงการ / works only in a checkout of the project
    """
    from dgmm_excel import distribution, screen

    folder = distribution.folder()
    product = distribution.product()
    if not check:
        screen.show_built(distribution.write(product, folder))
    found = distribution.differences(product, folder)
    screen.show_differences(folder, found, len(product), was_built=not check)
    if found:
        raise typer.Exit(FAULTS)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="โฟลเดอร์ / folder")] = Path("dgmm-demo"),
) -> None:
    """สาธิตทั้งกระบวนการ / run a whole round with simulated answers"""
    from datetime import datetime

    from dgmm_excel import screen
    from dgmm_excel.round.demo import demonstrate

    screen.show_demo(demonstrate(folder, datetime.now(), screen.track))


def _round(folder: Path) -> Round:
    from dgmm_excel.round.folder import Round

    return Round.open(folder)


def _end(result: Any) -> None:
    """Print the notes of a result, and exit with the code for it."""
    from dgmm_excel import screen

    for words in result.notes:
        screen.note(words)
    if result.to_look_at or result.notes:
        raise typer.Exit(FAULTS)


def main() -> None:
    """Run the program `dgmm`: output in UTF-8 whatever the code page of the console, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if not os.environ.get("DGMM_DEBUG"):
        sys.excepthook = _own_fault
    typer.main.get_command(app)()  # not `app()`: that puts a hook of typer's in place of ours


def _own_fault(kind: type[BaseException], error: BaseException, _: object) -> None:
    """Report an internal error in one line, and exit with code 2."""
    from dgmm_excel.errors import internal_error

    sys.stderr.write(internal_error(kind, error))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(FAILED)  # an exception hook cannot choose the exit code otherwise
