"""The arguments and options that several commands take, and the choices that they offer."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class FormLang(StrEnum):
    """The languages of a form."""

    th = "th"
    en = "en"


class FunctionSource(StrEnum):
    """Where the function DGMM_LEVEL of a form comes from."""

    lambda_ = "lambda"
    none = "none"


class Mails(StrEnum):
    """The kinds of mail drafts."""

    forms = "forms"
    reminders = "reminders"
    corrections = "corrections"
    reports = "reports"


class AddinAction(StrEnum):
    """The actions on the add-in for Excel."""

    install = "install"
    status = "status"
    remove = "remove"


class How(StrEnum):
    """How an overall score may come about."""

    mean = "mean"
    topics = "topics"
    least = "least"
    median = "median"
    best = "best"


class Format(StrEnum):
    """The formats of a codebook."""

    json = "json"
    md = "md"
    csv = "csv"
    ddi = "ddi"


EditionId = Annotated[str, typer.Argument(
    metavar="EDITION", help="รหัสเกณฑ์ หรือไฟล์ .yaml / id of an edition, see `dgmm editions`, or a .yaml file")]
FormEdition = Annotated[str, typer.Option(
    "--edition", metavar="EDITION", help="เกณฑ์ของแบบ หากหาไม่พบเอง / the form's edition, where it is not found by itself")]
FunctionOption = Annotated[FunctionSource, typer.Option(
    help="สูตร =DGMM_LEVEL() ในแบบ (none: ไม่ใส่ เมื่อใช้ add-in) / =DGMM_LEVEL() in the form (none: leave it to the add-in)")]
PastOption = Annotated[bool, typer.Option("--past", help="ยอมให้เป็นวันที่ผ่านไปแล้ว / allow a date that has passed")]
RoundFolder = Annotated[Path, typer.Argument(metavar="ROUND", help="โฟลเดอร์ของรอบสำรวจ / folder of the round")]
