"""E-mail addresses, telephone numbers, LINE ids and citizen numbers of people, taken out of texts that are handed on."""

from __future__ import annotations

import re
from functools import lru_cache

from dgmm_excel.text import Lang, said

#: Also as people hide an address from programs: `name [at] dga.or.th`, `name(at)dga(dot)or(dot)th`, `name @ dga.or.th`.
_MAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]+(?: ?[@＠] ?|\s?[\[({]\s?(?:at|@|แอด|แอท)\s?[\])}]\s?)[\w-]+"
    r"(?:(?:\.|\s?[\[({]\s?(?:dot|จุด)\s?[\])}]\s?)[\w-]+)+",
    re.IGNORECASE)
#: A person's LINE id, told by the words before it. Official accounts, which begin with `@`, are no person's.
_LINE = re.compile(
    r"(?<![a-z])((?:(?:line|ไลน์)\s?(?:id|ไอดี)|(?:id|ไอดี)\s?(?:line|ไลน์))\s?[:：=]?\s?|(?:line|ไลน์)\s?[:：=]\s?)"
    r"(?!(?:official|oa|notify|bot|open|works|https?)\b)[a-z0-9][a-z0-9._-]{2,}", re.IGNORECASE)
#: The number of a citizen, written in its groups or at one stretch; it begins with 1 to 8, a juristic person's with 0.
_GROUPED_CITIZEN = re.compile(r"(?<![\d-])[1-8๑-๘][ -]\d{4}[ -]\d{5}[ -]\d{2}[ -]\d(?![\d-])")
_PLAIN_CITIZEN = re.compile(r"(?<![\d.,])[1-8๑-๘]\d{12}(?![\d,])")
#: What stands between the groups of a telephone number: spaces and dashes of every kind, up to three of them.
_GAP = r"(?:[^\S\r\n]|[-\u2010-\u2015\u2212]){0,3}"
#: Thai telephone numbers as people write them: 02-123-4567, 081 234 5678, ๐๘๑๒๓๔๕๖๗๘, (02) 123 4567, 02.123.4567, 0 2123 4567
#: (as on letterheads), +66 (0) 81 234 5678. A decimal fraction is none.
_TELEPHONE = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:(?:(?:\+66|\(\+?66\)){_GAP}(?:\(0\){_GAP})?\d{{1,2}}|\([0๐]\d{{1,2}}\)|[0๐]\d{{1,2}})"
    rf"{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}|[0๐]\d{{1,2}}\.\d{{3,4}}\.\d{{3,4}}|[0๐](?!\d){_GAP}\d{{4}}{_GAP}\d{{4}})(?!\d)")


#: What every text has that one of the patterns finds: no number of anyone is written with fewer than eight digits.
_SUSPECT = re.compile(r"[@＠]|line|ไลน์|[\[({]\s?(?:at|แอ)|\d(?:\D*\d){7}", re.IGNORECASE)
#: How many texts are kept, of so many characters at most: names of files and sheets, and what is to be done about a fault,
#: come again in every table.
_KEPT, _SHORT = 1024, 256


def without_contacts(text: str | None, lang: Lang) -> str | None:
    """Return the text with a word in place of each e-mail address, telephone number, LINE id and citizen number."""
    if text is None or not _SUSPECT.search(text):
        return text
    return _kept_hidden(text, lang) if len(text) <= _SHORT else _hidden(text, lang)


def _hidden(text: str, lang: Lang) -> str:
    text = _MAIL.sub(said("contacts.mail_hidden", lang), text)
    text = _LINE.sub(lambda found: found[1] + said("contacts.line_hidden", lang), text)
    citizen = said("contacts.citizen_hidden", lang)
    text = _GROUPED_CITIZEN.sub(citizen, text)
    text = _PLAIN_CITIZEN.sub(lambda found: citizen if _is_citizen(found[0]) else found[0], text)
    return _TELEPHONE.sub(said("contacts.telephone_hidden", lang), text)


_kept_hidden = lru_cache(_KEPT)(_hidden)


def _is_citizen(number: str) -> bool:
    """Whether the last of 13 digits is the check digit of the others, as in every number of a citizen."""
    *digits, last = (int(digit) for digit in number)
    return (11 - sum(digit * (13 - place) for place, digit in enumerate(digits)) % 11) % 10 == last
