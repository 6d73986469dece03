"""A criteria file with nothing left to its base and no shorthand but patterns of ids: what a person edits cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dgmm_excel.model.at_hand import file_of
from dgmm_excel.model.criteria_file import read_criteria
from dgmm_excel.model.load import load_edition
from dgmm_excel.model.shorthands import Raw
from dgmm_excel.model.yaml_file import DataPath
from dgmm_excel.text import Text

#: What only the shorthands of a file are about.
_SHORTHANDS = ("same_as",)


def spelled_out(name: str | Path) -> Raw:
    """Return the data of an edition's file, each question with all its texts; the base stays named for inherited topics.

    `name` is an id or a file. The data say the same as the file. Raise EditionError as `load_edition` does.
    """
    load_edition(name)  # a file with mistakes is refused
    at_hand = file_of(name) if isinstance(name, str) else None
    source = read_criteria(at_hand or Path(name))
    based = {one["id"]: one for one in source.base.data["pillars"]} if source.base else {}

    def pillar(data: Raw, path: DataPath) -> Raw:
        taken = {key: value for key, value in based.get(data["id"], {}).items() if key != "sub_pillars"}
        subs = data["sub_pillars"]
        return taken | data | {"sub_pillars": [_sub(one, (*path, "sub_pillars", n)) for n, one in enumerate(subs)]}

    def _sub(data: Raw, path: DataPath) -> Raw:
        return data | {"topics": [_topic((*path, "topics", n)) for n in range(len(data["topics"]))]}

    def _topic(path: DataPath) -> Raw:
        topic = source.topics[path]
        kept = {key: value for key, value in topic.data.items() if key not in (*_SHORTHANDS, "questions")}
        questions = [question for question, _ in topic.questions]
        whole: Raw = _plain(kept | ({"questions": questions} if questions else {}))
        return whole

    own = [question for question, _ in source.own_questions]
    head = {**source.head, **({"questions": own} if own else {})}
    whole: Raw = _plain({**head, "pillars": [pillar(one, ("pillars", n)) for n, one in enumerate(head["pillars"])]})
    return whole


def _plain(data: Any) -> Any:
    """Return the data as a file has them: texts as mappings, lists of one kind."""
    match data:
        case Text(th, en):
            return {"th": th, "en": en}
        case dict():
            return {key: _plain(value) for key, value in data.items()}
        case list():
            return [_plain(value) for value in data]
        case _:
            return data
