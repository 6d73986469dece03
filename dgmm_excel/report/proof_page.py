"""The page of a proof, for an annex: what was shown, on how much, what speaks against it, exceptions, and witnesses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dgmm_excel.model.describe import bands, levels
from dgmm_excel.proving.proof import Found, Proof
from dgmm_excel.report.pages import page
from dgmm_excel.report.proof_data import answers_in_words, witness_in_words
from dgmm_excel.text import Lang


@dataclass(frozen=True)
class Exceptions:
    """Declared exceptions of one topic or group for one reason: their ids, and what the first witness shows."""

    property: str
    ids: tuple[str, ...]
    reason: str
    witness: str


@dataclass(frozen=True)
class Reached:
    """A level of a topic: its description, and answers that reach it; no answers where none do."""

    level: int
    words: str
    answers: str | None


def proof_page(proof: Proof, lang: Lang, name: str) -> Iterator[str]:
    """Yield the page of a proof in pieces; `name` is the file that it will be."""
    return page(
        "proof", name, lang, proof=proof, edition=proof.edition, editions=(proof.edition,), bands=bands(proof.edition),
        flaws=[(one, _words(proof, one, lang)) for one in proof.flaws],
        exceptions=list(_exceptions(proof, lang)), reached=_reached(proof, lang),
    )


def _words(proof: Proof, one: Found, lang: Lang) -> str:
    return "" if one.witness is None else witness_in_words(proof.edition, one.witness, lang)


def _exceptions(proof: Proof, lang: Lang) -> Iterator[Exceptions]:
    """Yield the declared exceptions, those of a topic for one reason together."""
    for of in proof.properties.values():
        alike: dict[tuple[str, str], list[Found]] = {}
        for one in of.exceptions:
            topic = one.witness.topic if one.witness is not None else one.id
            alike.setdefault((topic, one.words[lang]), []).append(one)
        for (_, reason), some in alike.items():
            yield Exceptions(of.title[lang], tuple(one.id for one in some), reason, _words(proof, some[0], lang))


def _reached(proof: Proof, lang: Lang) -> Mapping[str, list[Reached]]:
    """Return the levels of each topic that has a rule, lowest first."""
    edition = proof.edition
    witnesses = proof.properties["reachable"].witnesses
    known = {(one.topic, one.level): answers_in_words(edition, one.answers, lang) for one in witnesses}
    return {
        topic.id: [Reached(level, words[lang], known.get((topic.id, level)))
                   for level, words in zip(edition.scale, levels(edition, topic.id), strict=True)]
        for topic in edition.topics.values() if topic.rule is not None
    }
