"""The one way from scores to levels that somebody asks for on the command line, checked against the round's editions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from dgmm_excel.errors import ListedError, Mistake
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.variants import How, Variant, own
from dgmm_excel.text import Text, joined, phrase

_AND = Text(" · ", " · ")


@dataclass(frozen=True)
class Asked:
    """What is asked for, as it was typed: bands, how the overall score comes about, weights of pillars, decimals or none."""

    bands: str = ""
    how: How | None = None
    weights: str = ""
    digits: int | None = None
    unrounded: bool = False

    def checked(self, editions: Sequence[Edition]) -> Callable[[Edition], Variant] | None:
        """Return what gives the way for an edition; None if nothing is asked for. Raise ListedError with every mistake."""
        if self == Asked():
            return None
        mistakes = [*self._wrong_bands(editions), *self._wrong_weights(editions)]
        if mistakes:
            raise ListedError(str(phrase("sensitivity.headline")), mistakes)
        return self._variant

    def _variant(self, edition: Edition) -> Variant:
        base = own(edition)
        bands = tuple(map(Fraction, _parts(self.bands))) or base.bands
        digits = None if self.unrounded else base.digits if self.digits is None else self.digits
        weights = {**base.weights, **self._weights}
        how: How = self.how or ("mean" if self.weights else "own")
        words = phrase("sensitivity.asked", what=joined(self._said(), _AND))
        return replace(base, id="asked", words=words, bands=bands, digits=digits, how=how, weights=weights)

    def _said(self) -> Iterator[Text]:
        if self.bands:
            yield phrase("sensitivity.bands", some=", ".join(_parts(self.bands)))
        if self.how is not None:
            yield phrase(f"sensitivity.{self.how}")
        if self.weights:
            yield phrase("sensitivity.weights", some=", ".join(_parts(self.weights)))
        if self.unrounded:
            yield phrase("sensitivity.unrounded")
        elif self.digits is not None:
            yield phrase("sensitivity.rounded", digits=self.digits)

    @property
    def _weights(self) -> Mapping[str, Fraction]:
        pairs = (part.partition("=") for part in _parts(self.weights))
        return {name.strip(): Fraction(weight.strip()) for name, _, weight in pairs}

    def _wrong_bands(self, editions: Sequence[Edition]) -> Iterator[Mistake]:
        numbers = [_number(text) for text in _parts(self.bands)]
        for text, number in zip(_parts(self.bands), numbers, strict=True):
            if number is None:
                yield Mistake("--bands", str(phrase("sensitivity.no_number", text=text)))
        given = [number for number in numbers if number is not None]
        for edition in editions if numbers and len(given) == len(numbers) else ():
            if len(given) != len(edition.scale) or given != sorted(set(given)):
                yield Mistake("--bands", str(phrase("sensitivity.count_bands", edition=edition.id, count=len(edition.scale))))

    def _wrong_weights(self, editions: Sequence[Edition]) -> Iterator[Mistake]:
        known = list(dict.fromkeys(pillar.id for edition in editions for pillar in edition.pillars))
        found = list[Fraction]()
        for text in _parts(self.weights):
            name, _, weight = (part.strip() for part in text.partition("="))
            number = _number(weight)
            if name not in known or number is None:
                yield Mistake("--weights", str(phrase("sensitivity.no_pillar", text=text, known=", ".join(known))))
            else:
                found.append(number)
        if any(number < 0 for number in found) or (len(found) == len(known) and not any(found)):
            yield Mistake("--weights", str(phrase("sensitivity.no_weight")))
        if self.weights and self.how not in (None, "mean"):
            yield Mistake("--weights", str(phrase("sensitivity.no_how")))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
