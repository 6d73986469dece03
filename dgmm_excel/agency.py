"""An agency of a roster."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*")
_DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])")
_LONGEST_LOCAL, _LONGEST_ADDRESS = 64, 254


@dataclass(frozen=True, slots=True)
class Agency:
    """One line of a roster. An empty text means not stated. `mission` is `service`, `policy` or empty."""

    code: str
    name_th: str
    name_en: str = ""
    ministry: str = ""
    kind: str = ""
    mission: str = ""
    parent: str = ""
    email: str = ""

    def name(self, lang: str) -> str:
        """Return the name in the language, in Thai if there is no English one."""
        return self.name_en if lang == "en" and self.name_en else self.name_th

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that `email` lists, with commas, semicolons or spaces between them, as a mail's header takes them.

        Empty if any of them is no e-mail address.
        """
        found = [_address(one) for one in re.split(r"[,;\s]+", self.email) if one]
        return tuple(one for one in found if one) if all(found) else ()


def _address(text: str) -> str:
    """Return an address with its domain in ASCII (Thai domains have such a form); empty if the text is none."""
    local, _, domain = text.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError:
        return ""
    address = f"{local}@{ascii_domain}"
    fits = len(local) <= _LONGEST_LOCAL and len(address) <= _LONGEST_ADDRESS
    return address if fits and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(ascii_domain) else ""
