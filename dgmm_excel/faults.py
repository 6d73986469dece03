"""Faults: what can be wrong inside a return, as coded, located records in Thai and in English, each with a remedy.

A fault never stops a command (an exception of `dgmm_excel.errors` does). Codes, severities and texts are written in
`templates/faults.toml` and nowhere else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from dgmm_excel.resources import templates
from dgmm_excel.text import LANGS, Text, phrase

#: `error`: not accepted; `warning`: accepted, to be checked; `repaired`: accepted after a change, with a note of it.
Severity = Literal["error", "warning", "repaired"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True)
class FaultKind:
    """One kind of fault. Braces in its texts are filled with the `params` of a fault.

    `remedy` is addressed to the coordinator, `agency` to the agency that fills in a correction workbook; None where `remedy`
    serves both. `internal`: the fault is in the coordinator's own work, and no page of an agency tells it.
    """

    code: str
    name: str
    severity: Severity
    what: Text
    remedy: Text
    agency: Text | None = None
    internal: bool = False


@cache
def catalogue() -> Mapping[str, FaultKind]:
    """Return every kind of fault by code, in the order of `templates/faults.toml`."""
    entries = tomllib.loads((templates() / "faults.toml").read_text(encoding="utf-8"))
    return MappingProxyType({code: _kind(code, entry) for code, entry in entries.items()})


def _kind(code: str, entry: Mapping[str, Any]) -> FaultKind:
    texts: dict[str, Any] = {key: Text(**value) if isinstance(value, dict) else value for key, value in entry.items()}
    return FaultKind(code, **texts)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a return: its kind and its place.

    `code` is a key of `catalogue()`; `params` fill the braces of its texts, a `Text` in the language of each text.
    `value` is the content of the cell, as text. `unasked`: the answer is to a question that is not asked, so that it cannot
    count; what would be an error is then a warning.
    """

    code: str
    sheet: str | None = None
    cell: str | None = None
    question: str | None = None
    value: str | None = None
    params: Mapping[str, str | Text] = field(default_factory=dict, hash=False)
    unasked: bool = False

    @property
    def kind(self) -> FaultKind:
        """The entry of the catalogue. Raise KeyError for a code that it does not have."""
        return catalogue()[self.code]

    @property
    def severity(self) -> Severity:
        """The severity of its kind; a warning for an error that cannot count."""
        return "warning" if self.unasked and self.kind.severity == "error" else self.kind.severity

    def message(self, lang: str = "both") -> str:
        """Say what is wrong, in `th`, `en`, or `both` (Thai first)."""
        return self._filled(phrase("fault.unasked", what=self.kind.what) if self.unasked else self.kind.what, lang)

    def remedy(self, lang: str = "both") -> str:
        """Say what the coordinator should do, in `th`, `en`, or `both` (Thai first)."""
        return self._filled(phrase("fault.unasked_remedy") if self.unasked else self.kind.remedy, lang)

    def remedy_for_agency(self, lang: str = "both") -> str:
        """Say what the agency should do in its correction workbook, in `th`, `en`, or `both` (Thai first)."""
        return self.remedy(lang) if self.unasked else self._filled(self.kind.agency or self.kind.remedy, lang)

    def _filled(self, template: Text, lang: str) -> str:
        return " / ".join(
            template[one].format_map({key: word if isinstance(word, str) else word[one] for key, word in self.params.items()})
            for one in LANGS if lang in (one, "both"))
