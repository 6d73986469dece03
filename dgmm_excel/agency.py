"""An agency of a roster: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Agency:
    """One line of a roster. Empty texts mean: not stated. `mission` is `service`, `policy` or empty."""

    code: str
    name_th: str
    name_en: str = ""
    ministry: str = ""
    kind: str = ""
    mission: str = ""
    parent: str = ""
    email: str = ""

    def name(self, lang: str) -> str:
        """Its name in the language, in Thai where it has no English one."""
        return self.name_en if lang == "en" and self.name_en else self.name_th
