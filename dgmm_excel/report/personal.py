"""E-mail addresses and telephone numbers in what agencies typed into answer cells, taken out of texts to be handed on."""

from __future__ import annotations

import re

from dgmm_excel.text import Lang, phrase

_MAIL = re.compile(r"[\w.+%-]+[@＠][\w-]+(?:\.[\w-]+)+")
#: What stands between the groups of a telephone number: spaces and dashes of every kind, up to three of them.
_GAP = r"(?:[^\S\r\n]|[-\u2010-\u2015\u2212]){0,3}"
#: Thai telephone numbers as people write them: 02-123-4567, 081 234 5678, ๐๘๑๒๓๔๕๖๗๘, (02) 123 4567, 02.123.4567, 0 2123 4567
#: (as on letterheads), +66 (0) 81 234 5678. A decimal fraction is none.
_TELEPHONE = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:(?:(?:\+66|\(\+?66\)){_GAP}(?:\(0\){_GAP})?\d{{1,2}}|\([0๐]\d{{1,2}}\)|[0๐]\d{{1,2}})"
    rf"{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}|[0๐]\d{{1,2}}\.\d{{3,4}}\.\d{{3,4}}|[0๐](?!\d){_GAP}\d{{4}}{_GAP}\d{{4}})(?!\d)")


def without_contacts(text: str | None, lang: Lang) -> str | None:
    """Return the text with a word in place of each e-mail address and telephone number."""
    if text is None or not any(sign.isdigit() or sign in "@＠" for sign in text):
        return text
    text = _MAIL.sub(phrase("contacts.mail_hidden")[lang], text)
    return _TELEPHONE.sub(phrase("contacts.telephone_hidden")[lang], text)
