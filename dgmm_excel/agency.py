"""An agency of a roster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
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
