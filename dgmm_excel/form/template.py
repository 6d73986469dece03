"""The specification of a form, and the template that stamps a copy of the form for each agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Literal

from dgmm_excel.agency import Agency
from dgmm_excel.authoring.package import Stamp, Written, token, written
from dgmm_excel.authoring.shared_texts import PART
from dgmm_excel.authoring.stamped_cells import StampedCells
from dgmm_excel.form import anchors
from dgmm_excel.form.cached_values import CachedValues
from dgmm_excel.form.draw import Drawing, drawn
from dgmm_excel.form.last_year import LastYear, LastYearCells
from dgmm_excel.form.layout import Form, layout
from dgmm_excel.form.named_function import define
from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.scoring.answers import checked
from dgmm_excel.scoring.past import Past
from dgmm_excel.text import Lang, long_date, phrase
from dgmm_excel.xlsx.markup import cell_text, writable

#: The texts that differ from agency to agency.
_FACTS = ("agency", "code", "ministry", "meta.agency.code", "meta.agency.name", "meta.correction", "meta.seal")
_TOKENS = {key: token(key) for key in _FACTS}
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
    #: The reference year of the round, Buddhist era; 0: the edition's.
    year: int = 0
    #: Whether it is asked for as soon as possible, since every date has passed; only without a deadline.
    soon: bool = False
    #: What its sheet of last year is of; None: it has none.
    last_year: LastYear | None = None

    @property
    def due(self) -> str:
        """When the form is asked back, in its language: a date, or words if there is none."""
        if self.deadline is not None:
            return long_date(self.deadline, self.lang)
        return phrase("form.soon" if self.soon else "form.no_deadline")[self.lang]

    @property
    def form(self) -> Form:
        """The layout of the form."""
        return layout(self.edition, self.lang)

    def mission(self, agency: Agency | None) -> str:
        """Return the choice that an agency's form begins with in its mission cell; empty where there is none."""
        return agency.mission if agency and MISSION in self.edition.questions else ""


def drawn_form(spec: FormSpec) -> Drawing:
    """Draw the form, with tokens for what stamping fills in."""
    result = drawn(spec.form, _facts(spec), spec.last_year)
    if spec.function == "lambda":
        define(result.workbook, spec.form)
    return result


def _facts(spec: FormSpec) -> dict[str, str]:
    """Return the texts of the cover: a token for each that stamping fills in."""
    return {
        **_TOKENS,
        "round": _round(spec),
        "deadline": spec.due,
        **{f"meta.{key}": text for key, text in _common_meta(spec).items()},
    }


def _round(spec: FormSpec) -> str:
    """Return the title of the round with the two years that figures are asked of."""
    title = writable(spec.round_title) or spec.edition.title[spec.lang]
    return phrase("form.years", title=title, year=spec.year or spec.edition.year)[spec.lang]


def _common_meta(spec: FormSpec) -> dict[str, str]:
    """Return the facts that every copy states about itself, whichever agency it is issued to."""
    return {
        "edition": spec.edition.id, "lang": spec.lang, "round": writable(spec.round_id),
        "fingerprint": spec.form.fingerprint,
    }


class Master:
    """A drawn form with a mission chosen (empty: none), from which each agency's copy is stamped.

    Its hidden cells already show which questions are asked; `cached` computes the cached values of its formulas.
    """

    def __init__(self, spec: FormSpec, form: Written, cached: CachedValues, mission: str) -> None:
        self.cached = cached
        edition = spec.edition
        #: The cached values of every copy as it is stamped.
        self.blank = cached.for_answers(checked(edition, {MISSION: mission or None} if MISSION in edition.questions else {}))
        self._lang = spec.lang
        self._meta = _common_meta(spec)
        parts = form.finished(self.blank, spec.form.cover, _chosen(spec, mission))
        self.stamp = Stamp(parts, PART if spec.last_year else "")
        self._before: LastYearCells | None = None
        if spec.last_year:
            cells = StampedCells(PART, parts.parts[PART])
            self._before = LastYearCells(spec.form, spec.last_year, cells)

    def copy(self, agency: Agency | None = None, correction: int = 0, past: Past | None = None) -> tuple[bytes, ...]:
        """Return the agency's own copy, an .xlsx, in pieces; without an agency a form that is issued to none.

        `correction` counts from 1 the correction workbooks of one agency; 0 is the form as it was first sent. `past` fills the
        sheet of last year of a form that has one; without it nothing is known of last year.
        """
        texts = self.own_texts(agency, correction)
        return self.stamp.copy(texts, *([] if self._before is None else [self._before.filled(past)]))

    def own_texts(self, agency: Agency | None, correction: int) -> dict[bytes, bytes]:
        """Return the texts of the agency's own copy, by the tokens that stand for them."""
        agency = agency or Agency("", "")
        code, name, ministry = map(writable, (agency.code, agency.name(self._lang), agency.ministry))
        own = {"agency.code": code, "agency.name": name, "correction": str(correction)}
        own["seal"] = anchors.seal(self._meta | own)
        texts = {"agency": name, "code": code, "ministry": ministry, **{f"meta.{key}": text for key, text in own.items()}}
        return {_TOKENS[key].encode(): cell_text(text).encode() for key, text in texts.items()}


def _chosen(spec: FormSpec, mission: str) -> dict[str, dict[str, str]]:
    """Return what is entered into the mission cell, by sheet and cell."""
    if not mission:
        return {}
    slot = spec.form.slots[MISSION]
    return {slot.sheet: {slot.cell: slot.question.choice(mission)[spec.lang]}}


class Masters:
    """A form that is drawn and written once; its masters differ in the mission that is chosen, and in what follows from it."""

    def __init__(self, spec: FormSpec, drawing: Drawing) -> None:
        self.cached = drawing.cached
        self._spec, self._form = spec, written(drawing.workbook)
        self._by_mission: dict[str, Master] = {}

    def of(self, mission: str) -> Master:
        """Return the form with that mission chosen."""
        if mission not in self._by_mission:
            self._by_mission[mission] = Master(self._spec, self._form, self.cached, mission)
        return self._by_mission[mission]


class Template:
    """A form that is drawn once, when the first copy is asked for, and stamped for each agency."""

    def __init__(self, spec: FormSpec) -> None:
        self.spec = spec

    def stamp(self, agency: Agency | None = None, correction: int = 0, past: Past | None = None) -> bytes:
        """Return the agency's own copy (see `Master.copy`)."""
        return b"".join(self.pieces(agency, correction, past))

    def pieces(self, agency: Agency | None = None, correction: int = 0, past: Past | None = None) -> tuple[bytes, ...]:
        """Return the same in pieces, to be written one after the other; what all copies share is not copied."""
        return self.master(self.spec.mission(agency)).copy(agency, correction, past)

    @property
    def cached(self) -> CachedValues:
        """What computes the cached values of the form's formulas."""
        return self._masters.cached

    def master(self, mission: str) -> Master:
        """Return the drawn form with that mission chosen."""
        return self._masters.of(mission)

    @cached_property
    def _masters(self) -> Masters:
        return Masters(self.spec, drawn_form(self.spec))


@cache
def template(spec: FormSpec) -> Template:
    """Return the template of a specification."""
    return Template(spec)
