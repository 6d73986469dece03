"""Commands on single forms, outside of a round: `form`, `score` and `faults`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dgmm_excel.cli.arguments import EditionId, FormEdition, FormLang, FunctionOption, FunctionSource
from dgmm_excel.cli.group import FAULTS


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


def score(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="แบบที่ส่งกลับ / returned forms")],
    json_: Annotated[bool, typer.Option("--json", help="หนึ่งบรรทัด JSON ต่อไฟล์ / print one line of JSON for each file")] = False,
    write: Annotated[Path | None, typer.Option(metavar="DIR", help="เก็บสำเนาที่เขียนระดับแล้ว / write copies with levels")] = None,
    edition: FormEdition = "",
) -> None:
    """ตรวจให้คะแนนไฟล์ที่ส่งกลับ / score returned forms"""
    import json

    from dgmm_excel import screen
    from dgmm_excel.model.load import load_edition
    from dgmm_excel.onefile import score_files
    from dgmm_excel.screen_levels import show_record
    from dgmm_excel.text import phrase

    faulty = False
    given = load_edition(edition) if edition else None
    for record in score_files(files, write, lambda items: screen.track(items, phrase("generate.scoring")), given):
        faulty |= record["status"] == "rejected" or any(fault["severity"] != "repaired" for fault in record["faults"])
        if json_:
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        else:
            show_record(record)
    sys.stdout.flush()
    if faulty:
        raise typer.Exit(FAULTS)


def faults() -> None:
    """รายการข้อผิดพลาดทั้งหมด / list every kind of fault"""
    from dgmm_excel import screen

    screen.show_catalogue()
