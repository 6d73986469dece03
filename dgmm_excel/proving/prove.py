"""The proof of an edition: every property of every topic over all answers, and of the bands of every group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import file_read
from dgmm_excel.model.yaml_file import LineFinder
from dgmm_excel.progress import Track, silent
from dgmm_excel.proving.bands import bands, groups
from dgmm_excel.proving.described import described, free_texts
from dgmm_excel.proving.levels import alive, found, reachable, total
from dgmm_excel.proving.proof import Found, Proof, Property, PropertyName, Shown
from dgmm_excel.proving.rising import monotone
from dgmm_excel.proving.subject import Subject, subjects
from dgmm_excel.scoring.diagram import NoDiagram
from dgmm_excel.text import phrase

_OF_TOPICS: Mapping[PropertyName, Callable[[Subject], Shown]] = {
    "total": total, "reachable": reachable, "monotone": monotone, "alive": alive, "described": described}


def prove(edition: Edition, track: Track = silent) -> Proof:
    """Return the proof of an edition. Raise TypeError for one that is not loaded."""
    if not isinstance(edition, Edition):
        raise TypeError(f"prove takes an edition that is loaded: prove(load_edition({edition!r}))")
    of = subjects(edition)
    shown: dict[PropertyName, Shown] = dict.fromkeys(_OF_TOPICS, Shown())
    known = []
    for subject in track(of, phrase("proof.doing")):
        told = _of_topic(subject)
        known += [subject] if told is not None else []
        for name, one in (told or _beyond(subject)).items():
            shown[name] += one
    shown["bands"] = bands(edition, known)
    lines = _Lines(edition)
    counts = {name: len(groups(edition)) if name == "bands" else len(of) for name in shown}
    properties = {name: Property(name, counts[name], one.cases, one.witnesses, tuple(map(lines.placed, one.found)))
                  for name, one in shown.items()}
    return Proof(edition, properties, sum(subject.space.sets for subject in known), sum(map(free_texts, known)))


def _of_topic(subject: Subject) -> Mapping[PropertyName, Shown] | None:
    """Return what is shown of a topic; None if its answers cannot be told apart."""
    try:
        return {name: show(subject) for name, show in _OF_TOPICS.items()}
    except NoDiagram:
        return None


def _beyond(subject: Subject) -> Mapping[PropertyName, Shown]:
    return {name: Shown(found=(found(subject, name, "proof.beyond", kind="open"),)) for name in _OF_TOPICS}


class _Lines:
    """Finds the lines of ids in the file that an edition was read from."""

    def __init__(self, edition: Edition) -> None:
        self._file = file_read(edition)
        self._edition = edition
        self._finder: LineFinder | None = None

    def placed(self, one: Found) -> Found:
        """Return what was found with its line, unless it only shows a declared exception."""
        return one if one.kind == "exception" or self._file is None else one.at(self._where(self._file, one))

    def _where(self, file: Path, one: Found) -> str:
        if self._finder is None:
            self._finder = LineFinder(file)
        topic = one.witness.topic if one.witness is not None else getattr(self._edition.questions.get(one.id), "topic", None)
        names: Sequence[str] = [name for name in (one.id, topic) if name]
        key = {"described": "rule", "reachable": "rule", "total": "rule"}.get(one.property, "")
        if one.property == "bands":
            return self._finder.where(("bands",)) if one.id == "overall" else self._finder.of([one.id], "bands")
        return self._finder.of(names, key)
