"""The data of a criteria file from the rows of its workbook, and the cell that each part of them comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from dgmm_excel.edition_book.cells import Unusable, path_steps, value_of
from dgmm_excel.edition_book.read import Place, ReadRow, Told
from dgmm_excel.edition_book.tables import Field, head_fields, tables
from dgmm_excel.model.documents import EditionDocument
from dgmm_excel.model.yaml_file import DataPath

_NO_FIELDS: Mapping[str, Field] = MappingProxyType({})


@dataclass
class Part:
    """A part of the data with the cell that it comes from: a value, a mapping or a list of parts."""

    at: Place
    value: Any = None
    inside: dict[Any, Part] | list[Part] | None = None

    def data(self) -> Any:
        """Return the data without the cells."""
        match self.inside:
            case None:
                return self.value
            case dict():
                return {key: part.data() for key, part in self.inside.items()}
            case list():
                return [part.data() for part in self.inside]

    def places(self, path: DataPath = ()) -> Iterable[tuple[DataPath, Place]]:
        """Yield the path and the cell of it and of every part inside."""
        yield path, self.at
        if self.inside is not None:
            items = self.inside.items() if isinstance(self.inside, dict) else enumerate(self.inside)
            for key, part in items:
                yield from part.places((*path, key))


@dataclass
class _Gathering:
    rows: Mapping[str, Sequence[ReadRow]]
    told: Told
    #: The thing of each id, by table: what the rows of another table belong to.
    things: dict[str, dict[str, Part]] = field(default_factory=dict)
    #: The parts of each list by their places as written, from 0.
    slots: dict[int, dict[Any, Part]] = field(default_factory=dict)

    def value(self, row: ReadRow, column: str, kind: Any) -> Part:
        """Return the value of a cell that is not blank; a cell that has none of its kind is told, and kept as it is."""
        place = row.place(column)
        try:
            return Part(place, value_of(kind, row.cells[column]))
        except Unusable as error:
            self.told.add(place, error.key, **error.words)
            return Part(place, str(row.cells[column]) if error.meant is None else error.meant)

    def both(self, row: ReadRow, prefix: str) -> Part | None:
        """Return the text of two cells; None where both are blank."""
        found = {lang: self.value(row, prefix + lang, "prose") for lang in ("th", "en") if prefix + lang in row.cells}
        if not found:
            return None
        first = next(iter(found.values()))
        if first.value is None:  # said to be none
            return Part(first.at)
        for lang in ("th", "en"):
            if lang not in found and prefix + lang in row.columns:
                self.told.add(row.place(prefix + lang), "book.one_language", column=prefix + lang)
        return Part(first.at, inside=dict(found))

    def thing(self, row: ReadRow, fields: Iterable[Field]) -> Part:
        """Return what a row says, in the order of the document's keys."""
        inside: dict[Any, Part] = {}
        for one in fields:
            if one.key in ("th", "en") and one.key in row.columns and one.key not in row.cells:
                self.told.add(row.place(one.key), "book.one_language", column=one.key)
            part = self.both(row, f"{one.key}.") if one.kind == "both" else (
                self.value(row, one.key, one.kind) if one.key in row.cells else None)
            if part is not None:
                inside[one.key] = part
        first = next(iter(inside.values())).at if inside else Place(row.sheet, row.number)
        return Part(inside["id"].at if "id" in inside else first, inside=inside)

    # -- tables ------------------------------------------------------------------------------------

    def table(self, name: str, child: str = "") -> list[tuple[str | None, Part]]:
        """Return the things of a table, each with the id of what it belongs to; `child` is the key of a list inside each."""
        table, found = tables()[name], list[tuple[str | None, Part]]()
        known = self.things.setdefault(name, {})
        for row in self.rows[name]:
            thing = self.thing(row, table.fields)
            assert isinstance(thing.inside, dict)
            if child:
                thing.inside[child] = Part(thing.at, inside=[])
            key = thing.inside.get("id")
            if key is None:
                self.told.add(row.place("id") if "id" in row.columns else thing.at, "book.no_id")
            elif key.value in known:
                self.told.add(key.at, "book.doubled", id=key.value, first=known[key.value].at)
            else:
                known[key.value] = thing
            found.append((self.parent(row, name), thing))
        return found

    def parent(self, row: ReadRow, name: str) -> str | None:
        """Return the id of what a row belongs to; None for a blank or an unknown one, which is told."""
        table = tables()[name]
        if not table.parent:
            return None
        if table.parent not in row.cells:
            if name != "questions" and table.parent in row.columns:
                self.told.add(row.place(table.parent), "book.no_parent", column=table.parent)
            return None
        part = self.value(row, table.parent, "id")
        if part.value not in self.things[table.of]:
            if not self.told.covers(part.at):
                self.told.add(part.at, "book.unknown_parent", id=part.value, column=table.parent)
            return None
        return str(part.value)

    def put(self, name: str, things: Iterable[tuple[str | None, Part]], key: str) -> list[Part]:
        """Put things into the list `key` of what they belong to; return those that belong to nothing."""
        left = []
        for of, thing in things:
            if of is None:
                left.append(thing)
            else:
                owner = self.things[tables()[name].of][of]
                assert isinstance(owner.inside, dict)
                listed = owner.inside.setdefault(key, Part(owner.at, inside=[]))
                assert isinstance(listed.inside, list)
                listed.inside.append(thing)
        return left

    def choices(self) -> None:
        """Put the choices into their questions."""
        for row in self.rows["choices"]:
            of, label = self.parent(row, "choices"), self.both(row, "")
            if "key" not in row.cells:
                if "key" in row.columns:
                    self.told.add(row.place("key"), "book.no_key")
                continue
            key = self.value(row, "key", "id")
            if of is None:
                continue
            owner = self.things["questions"][of]
            assert isinstance(owner.inside, dict)
            listed = owner.inside.setdefault("choices", Part(key.at, inside={}))
            assert isinstance(listed.inside, dict)
            if key.value in listed.inside:
                self.told.add(key.at, "book.doubled_key", choice=key.value, question=of)
            listed.inside[key.value] = label or Part(key.at, inside={})
            if label is None:
                self.told.add(key.at, "book.no_texts")

    def rules(self) -> None:
        """Put the parts of the rules into their topics."""
        for row in self.rows["rules"]:
            of = self.parent(row, "rules")
            if of is not None:
                owner = self.things["topics"][of]
                assert isinstance(owner.inside, dict)
                rule = owner.inside.setdefault("rule", Part(row.place("topic"), inside={}))
                self.nested(row, rule)

    def nested(self, row: ReadRow, into: Part, fields: Mapping[str, Field] = _NO_FIELDS) -> None:
        """Put what a row of a table of paths says into its place; `fields` tells what the cells of some paths hold."""
        if "path" not in row.cells:
            if "path" in row.columns:
                self.told.add(row.place("path"), "book.no_key")
            return
        path = self.value(row, "path", "id")
        try:
            steps = path_steps(str(path.value))
        except Unusable as error:
            self.told.add(path.at, error.key, **error.words)
            return
        part = self.part(row, path, fields.get(str(path.value)))
        if part is not None:
            self.lay(steps, into, part, path)

    def part(self, row: ReadRow, path: Part, named: Field | None) -> Part | None:
        """Return the value or the text of a row of a table of paths; None where it says nothing."""
        text = self.both(row, "")
        if "value" not in row.cells:
            return text
        if text is not None:
            self.told.add(text.at, "book.value_and_text", path=path.value)
        return self.value(row, "value", "data" if named is None or named.kind == "both" else named.kind)

    def lay(self, steps: Sequence[tuple[Any, bool]], into: Part, part: Part, path: Part) -> None:
        """Put a part where its path says, making what leads there; what cannot be is told."""
        for number, (step, in_list) in enumerate(steps, start=1):
            if into.inside is None or isinstance(into.inside, list) != in_list:
                self.told.add(path.at, "book.path_conflict", path=path.value)
                return
            inside = into.inside if isinstance(into.inside, dict) else self.slots.setdefault(id(into), {})
            if number == len(steps):
                if step in inside:
                    self.told.add(path.at, "book.path_twice", path=path.value)
                inside[step] = part
            else:
                in_next = steps[number][1]
                inside.setdefault(step, Part(part.at, inside=[] if in_next else {}))
            if in_list:  # a row that was moved keeps its place in the list, one that was deleted leaves no gap
                into.inside = [inside[place] for place in sorted(inside)]
            into = inside[step]

    # -- the whole ---------------------------------------------------------------------------------

    def head(self) -> Part:
        """Return what holds for the edition as a whole, and its levels and notes."""
        place = next((Place(row.sheet, row.number, 2) for row in self.rows["edition"]), Place("", 0))
        whole = Part(place, inside={})
        for row in self.rows["edition"]:
            self.nested(row, whole, head_fields())
        levels = [(row, self.both(row, "")) for row in self.rows["levels"]]
        bands = [self.value(row, "band", "exact") for row, _ in levels if "band" in row.cells]
        notes = [text for row in self.rows["notes"] if (text := self.both(row, "")) is not None]
        lists = {"levels": [text for _, text in levels if text is not None], "bands": bands, "notes": notes}
        assert isinstance(whole.inside, dict)
        for key, parts in lists.items():
            if parts:
                whole.inside[key] = Part(parts[0].at, inside=list(parts))
        return whole


def gathered(rows: Mapping[str, Sequence[ReadRow]], told: Told) -> Part:
    """Return the data of a criteria file, as far as the rows say it; what is wrong with them goes to `told`."""
    work = _Gathering(rows, told)
    pillars = work.table("pillars", "sub_pillars")
    subs = work.table("sub_pillars", "topics")
    topics = work.table("topics")
    questions = work.table("questions")
    work.put("sub_pillars", subs, "sub_pillars")
    work.put("topics", topics, "topics")
    own = work.put("questions", (one for one in questions), "questions")
    work.choices()
    work.rules()
    whole = work.head()
    assert isinstance(whole.inside, dict)
    if own:
        whole.inside["questions"] = Part(own[0].at, inside=own)
    whole.inside["pillars"] = Part(whole.at, inside=[thing for _, thing in pillars])
    order = {key: place for place, key in enumerate(EditionDocument.model_fields)}
    whole.inside = dict(sorted(whole.inside.items(), key=lambda item: order.get(item[0], -1)))
    return whole
