"""E-mail addresses and telephone numbers in what agencies typed into answer cells, taken out of texts to be handed on."""

from __future__ import annotations

import re

from dgmm_excel.text import Lang, phrase

_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
#: Thai telephone numbers as people write them: 02-123-4567, 081 234 5678, ๐๘๑๒๓๔๕๖๗๘, +66 81 234 5678.
_TELEPHONE = re.compile(r"(?<![\d.,/])(?:\+66[\s-]?\d{1,2}|[0๐]\d{1,2})[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)")


def without_contacts(text: str | None, lang: Lang) -> str | None:
    """Return the text with a word in place of each e-mail address and telephone number."""
    if text is None or not any(sign.isdigit() or sign == "@" for sign in text):
        return text
    text = _MAIL.sub(phrase("contacts.mail_hidden")[lang], text)
    return _TELEPHONE.sub(phrase("contacts.telephone_hidden")[lang], text)
