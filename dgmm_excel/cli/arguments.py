"""The choices that commands and options of the command line offer."""

from __future__ import annotations

from enum import StrEnum


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


class AddinAction(StrEnum):
    """The actions on the add-in for Excel."""

    install = "install"
    status = "status"
    remove = "remove"


class Format(StrEnum):
    """The formats of a codebook."""

    json = "json"
    md = "md"
    csv = "csv"
