"""The specification of a form, and the template that stamps a copy of the form for each agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Literal
from xml.sax.saxutils import escape

from dgmm_excel.agency import Agency
from dgmm_excel.authoring.package import Stamp, finished
from dgmm_excel.form import anchors
from dgmm_excel.form.draw import Drawing, drawn
from dgmm_excel.form.layout import Form, layout
from dgmm_excel.form.named_function import define
from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.text import Lang, long_date, phrase

_FACTS = ("agency", "code", "ministry", "meta.agency.code", "meta.agency.name", "meta.correction", "meta.seal")
_TOKENS = {key: f"⟦{key}⟧" for key in _FACTS}
#: Characters that XML 1.0 cannot hold.
_UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))


#: Whether a form brings `=DGMM_LEVEL()` of its own, as a LAMBDA, or leaves the name to an add-in.
Function = Literal["lambda", "none"]


@dataclass(frozen=True)
class FormSpec:
    """The specification of a form: the edition, the language and the round that it is issued for."""

    edition: Edition
    lang: Lang = "th"
    round_id: str = ""
    round_title: str = ""
    deadline: date | None = None
    function: Function = "lambda"


class Template:
    """A form drawn once, stamped for each agency."""

    def __init__(self, spec: FormSpec) -> None:
        self.spec = spec
        self._stamps: dict[str, Stamp] = {}

    def stamp(self, agency: Agency | None = None, correction: int = 0) -> bytes:
        """The agency's own copy, an .xlsx; without an agency a form that is issued to none.

        `correction` counts from 1 the correction workbooks of one agency; 0 is the form as it was first sent.
        """
        lang = self.spec.lang
        name = agency.name(lang) if agency else ""
        code = agency.code if agency else ""
        ministry = agency.ministry if agency else ""
        mission = agency.mission if agency else ""
        own = {"agency.code": code, "agency.name": name, "correction": str(correction)}
        own = {key: text.translate(_UNWRITABLE) for key, text in own.items()}
        own["seal"] = anchors.seal(self._meta | own)
        texts = {"agency": name, "code": code, "ministry": ministry} | {f"meta.{key}": text for key, text in own.items()}
        changes = {
            _TOKENS[key].encode(): escape(text.translate(_UNWRITABLE)).encode() for key, text in texts.items()
        }
        return self._stamp(mission).copy(changes)

    def _stamp(self, mission: str) -> Stamp:
        """The drawn form with that mission chosen: its hidden cells already show what is asked."""
        if MISSION not in self.spec.edition.questions:
            mission = ""
        if mission not in self._stamps:
            form = layout(self.spec.edition, self.spec.lang)
            self._stamps[mission] = Stamp(finished(self.drawing(form, mission), form.cover))
        return self._stamps[mission]

    def drawing(self, form: Form, mission: str) -> Drawing:
        """The form drawn with that mission chosen; a kind of form that holds more adds it here."""
        drawing = drawn(form, mission, self._facts())
        if self.spec.function == "lambda":
            define(drawing.workbook, form)
        return drawing

    def _facts(self) -> dict[str, str]:
        spec = self.spec
        return {
            **_TOKENS,
            "round": spec.round_title.translate(_UNWRITABLE) or spec.edition.title[spec.lang],
            "deadline": long_date(spec.deadline, spec.lang) if spec.deadline else phrase("form.no_deadline")[spec.lang],
            **{f"meta.{key}": text for key, text in self._meta.items()},
        }

    @cached_property
    def _meta(self) -> dict[str, str]:
        """What every copy says of itself, whoever it is issued to."""
        spec = self.spec
        return {
            "edition": spec.edition.id, "lang": spec.lang, "round": spec.round_id.translate(_UNWRITABLE),
            "fingerprint": layout(spec.edition, spec.lang).fingerprint,
        }


@cache
def template(spec: FormSpec) -> Template:
    """Return the template of a specification; it is drawn when the first copy is asked for."""
    return Template(spec)
