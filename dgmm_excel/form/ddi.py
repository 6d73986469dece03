"""The codebook as DDI-Codebook 2.5, the XML in which archives of social science describe a survey.

A question is a `var` whose ID is its own; topics, sub-pillars and pillars are groups of them. The values of answers are spelled
as in a round's `data/answers.csv`. Nothing in it depends on when it is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from xml.etree import ElementTree

from dgmm_excel.form.layout import places
from dgmm_excel.model.edition import Edition, Question, Topic
from dgmm_excel.text import BUDDHIST, LANGS, Text, phrase, yes_no

#: The namespace of the schema, and where the alliance that keeps it has it.
NAMESPACE = "ddi:codebook:2_5"
_SCHEMA = f"{NAMESPACE} http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
#: Characters that XML cannot hold.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What an answer is: the domain of responses, the kind of representation and of value, by type of question.
_CODED, _NUMERIC = ("category", "code", "character"), ("numeric", "numeric", "numeric")
_KINDS = {"yes_no": _CODED, "choice": _CODED, "integer": _NUMERIC, "number": _NUMERIC, "text": ("text", "text", "character")}

_Element = ElementTree.Element


def as_ddi(edition: Edition) -> str:
    """Return the codebook of an edition as an XML document; the same edition gives the same text."""
    root = _Element("codeBook", {
        "xmlns": NAMESPACE, "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance", "xsi:schemaLocation": _SCHEMA,
        "version": "2.5", "xml:lang": "th"})
    root.append(_study(edition))
    data = _inside(root, "dataDscr")
    data.extend(_groups(edition))
    where = places(edition, "th")
    data.extend(_variable(edition, question, "!".join(where[question.id])) for question in edition.questions.values())
    ElementTree.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


# -- the study -------------------------------------------------------------------------------------


def _study(edition: Edition) -> _Element:
    study = _Element("stdyDscr")
    citation = _inside(study, "citation")
    title = _inside(citation, "titlStmt")
    _say(title, "titl", edition.title.th, {"xml:lang": "th"})
    _say(title, "parTitl", edition.title.en, {"xml:lang": "en"})
    _say(title, "IDNo", edition.id)
    summary = _inside(_inside(study, "stdyInfo"), "sumDscr")
    year = {"event": "single", "date": f"{edition.year - BUDDHIST:04}"}
    _say(summary, "timePrd", str(edition.year), {**year, "xml:lang": "th"})
    _say(summary, "timePrd", str(edition.year - BUDDHIST), {**year, "xml:lang": "en"})
    _both(summary, "anlyUnit", edition.respondent)
    _both(summary, "universe", edition.respondent)
    _both(_inside(_inside(_inside(study, "method"), "dataColl"), "sources"), "dataSrc", edition.source)
    for note in edition.notes:
        _both(study, "notes", note)
    return study


# -- groups ----------------------------------------------------------------------------------------


def _groups(edition: Edition) -> Iterator[_Element]:
    """Yield a group for each pillar, sub-pillar and topic. Their IDs say what they are: two of them may share an id."""
    for pillar in edition.pillars:
        subs = [f"sub-pillar-{sub.id}" for sub in pillar.sub_pillars]
        yield _group("pillar", pillar.id, pillar.name, {"type": "section", "varGrp": " ".join(subs)})
        for sub in pillar.sub_pillars:
            topics = " ".join(f"topic-{topic.id}" for topic in sub.topics)
            yield _group("sub-pillar", sub.id, sub.name, {"type": "section", "varGrp": topics})
            yield from map(_topic, sub.topics)


def _group(tier: str, code: str, name: Text, attributes: dict[str, str]) -> _Element:
    group = _Element("varGrp", {"ID": f"{tier}-{code}", "name": code, **attributes})
    _both(group, "labl", name)
    return group


def _topic(topic: Topic) -> _Element:
    asked = {"var": " ".join(question.id for question in topic.questions)} if topic.questions else {}
    group = _group("topic", topic.id, topic.name, {"type": "subject", **asked})
    for tag, words in (("txt", topic.ask), ("txt", topic.help), ("notes", topic.note)):
        _both(group, tag, words)
    return group


# -- questions -------------------------------------------------------------------------------------


def _variable(edition: Edition, question: Question, cell: str) -> _Element:
    domain, representation, value = _KINDS[question.type]
    found = _Element("var", {
        "ID": question.id, "name": question.id, "intrvl": "contin" if question.type == "number" else "discrete",
        "representationType": representation, **({"measUnit": question.unit.en} if question.unit else {})})
    topic = edition.topics[question.topic] if question.topic is not None else None
    _both(found, "labl", question.heading)
    _both(found, "respUnit", edition.respondent if question.answered_by == "agency" else phrase("codebook.coordinator"))
    asked = _inside(found, "qstn", {"responseDomainType": domain})
    for tag, words in (("preQTxt", topic.ask if topic else None), ("qstnLit", question.text), ("postQTxt", question.help)):
        _both(asked, tag, words)
    ends = (("min", question.minimum), ("max", question.maximum))
    limits = {name: _decimal(limit) for name, limit in ends if limit is not None}
    if limits:
        _inside(_inside(found, "valrng"), "range", {"UNITS": "INT" if question.type == "integer" else "REAL", **limits})
    if question.asked_when is not None:
        _both(found, "universe", question.asked_when.describe(edition.questions))
    found.extend(_categories(question))
    _both(found, "concept", topic.name if topic else None)
    _inside(found, "varFormat", {"type": value})
    _say(found, "notes", cell, {"type": "cell", "subject": "form", "xml:lang": "th"})
    return found


def _categories(question: Question) -> Iterator[_Element]:
    """Yield the values that an answer may have, with their labels."""
    values: Iterable[tuple[str, Text]] = ((choice.key, choice.label) for choice in question.choices)
    if question.type == "yes_no":
        values = (("true", yes_no(True)), ("false", yes_no(False)))
    for value, label in values:
        found = _Element("catgry")
        _say(found, "catValu", value)
        _both(found, "labl", label)
        yield found


def _decimal(limit: Fraction) -> str:
    return str(limit.numerator) if limit.denominator == 1 else str(float(limit))


# -- elements --------------------------------------------------------------------------------------


def _inside(parent: _Element, tag: str, attributes: dict[str, str] | None = None) -> _Element:
    """Return a new element, the last in its parent."""
    return ElementTree.SubElement(parent, tag, attributes or {})


def _say(parent: _Element, tag: str, text: str, attributes: dict[str, str] | None = None) -> None:
    _inside(parent, tag, attributes).text = _NO_XML.sub("", text)


def _both(parent: _Element, tag: str, words: Text | None) -> None:
    """Add a text as one element in each language; nothing if there is none."""
    if words is not None:
        for lang in LANGS:
            _say(parent, tag, words[lang], {"xml:lang": lang})
