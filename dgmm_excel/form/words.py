"""What a cell of a form says, in one language or in two."""

from __future__ import annotations

from dataclasses import dataclass

from dgmm_excel.text import Lang, Text


@dataclass(frozen=True)
class Words:
    """What a cell says, with the other language beneath it (or `beside`, on the same line), smaller; often none."""

    text: str
    other: str = ""
    beside: bool = False

    def __str__(self) -> str:
        return f"{self.text}{self.joint if self.other else ''}{self.other}"

    @property
    def joint(self) -> str:
        """What stands between the two languages."""
        return "   " if self.beside else "\n"


def said(text: Text | None, lang: Lang, beside: bool = False) -> Words:
    """A text as a form in that language says it: Thai with English beneath or beside it, English alone."""
    if text is None:
        return Words("")
    return Words(text[lang], text.en if lang == "th" and text.en != text.th else "", beside)
