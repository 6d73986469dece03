"""The Results sheet: charts, then `overall` and every pillar, sub-pillar and topic, live, with what the next level asks.

Scoring writes the verified levels into one of its columns, and next steps into rows below (`step_rows`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dgmm_excel.authoring.sheet import CachedValueOf, Sheet, Validations
from dgmm_excel.authoring.style import Look, compact, height, level_colours
from dgmm_excel.form import anchors, criteria, step_rows
from dgmm_excel.form.layout import Form
from dgmm_excel.form.live_cells import LiveCells, status_words
from dgmm_excel.form.result_charts import ResultCharts
from dgmm_excel.model.describe import bands, highest, level_above, marked
from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.model.measures import STATUSES
from dgmm_excel.scoring.computed import Computed
from dgmm_excel.scoring.lookup import next_words
from dgmm_excel.text import Bilingual, Text, bilingual, phrase

#: The rows of the charts and the notes beside them, the row of the headings, and the first row of the table; a hidden row is
#: before the table.
_CHARTS, _CHART_ROW = (4, 19), 15.7
_HEADINGS = _CHARTS[1] + 1
_FIRST = _HEADINGS + 2
#: The columns of the charts, from 0: where the first and the second begin, and the second ends.
_CHART_COLUMNS = (1, 3, 8)
#: The columns by what they hold, and the first and the last.
RESULT_COLUMNS = {
    "topic": "B", "name": "C", "level": "D", "level_name": "E", "score": "F", "status": "G", "verified": "H", "next": "I",
}
_FROM, _TO = "B", "I"
#: The row of the title, and the columns beside it that hold the official result, once scoring has written it there; the note on
#: it goes on to the last column.
OFFICIAL_ROW = 2
OFFICIAL_COLUMNS = dict(zip(anchors.OFFICIAL, "GH", strict=True))
#: The columns whose headings only this sheet has.
_OWN_HEADINGS = ("verified", "next")
#: The width that one step of indentation takes, in characters.
_INDENT = 1.7
#: The width that is left free beside what the next level asks, whose texts are the longest.
_ROUGH = 0.5


def result_rows(form: Form) -> dict[str, int]:
    """Return the row of each code: `overall` first, then each pillar with its sub-pillars and their topics."""
    codes = ["overall"]
    for pillar in form.edition.pillars:
        codes.append(pillar.id)
        for sub in pillar.sub_pillars:
            codes += [sub.id, *(topic.id for topic in sub.topics)]
    return {code: row for row, code in enumerate(dict.fromkeys(codes), start=_FIRST)}


def rows_of_steps(form: Form) -> dict[str, int]:
    """Return the row of each id of the next steps, below the table."""
    return step_rows.step_rows(form, max(result_rows(form).values()))


def draw(sheet: Sheet, live: LiveCells, hidden: Sheet) -> None:
    """Draw the sheet: charts, one live row per code, and the column for verified levels.

    `hidden` is the calculation sheet, which gets the values of the charts.
    """
    widths = sheet.widths("results")
    _top(sheet, live, widths)
    charts = ResultCharts(live.form, live.calculation)
    charts.provide(hidden)
    charts.draw(sheet, hidden, (_CHARTS[0] - 1, _CHARTS[1]), _CHART_COLUMNS)
    _headings(sheet, live, widths)
    table = _Table(sheet, live, widths)
    for code in result_rows(live.form):
        table.row(code)
    table.colour()
    step_rows.draw(sheet, live.form, max(result_rows(live.form).values()))
    sheet.finish(None, landscape=False, titles=f"{_HEADINGS}:{_HEADINGS}")


def _top(sheet: Sheet, live: LiveCells, widths: dict[str, float]) -> None:
    form, lang = live.form, live.form.lang
    sheet.put("A1", anchors.FORM)
    sheet.put("B1", form.edition.id)
    sheet.put("C1", form.fingerprint)
    sheet.hide(1)
    title = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
    sheet.put("B2", bilingual(phrase("form.results"), lang, beside=True), title)
    sheet.span("B2", "F2", title)
    _official(sheet, form, widths)
    lines = [phrase("form.bands", bands=bands(form.edition)), phrase("results.next_note")]
    notes = Bilingual("\n".join(line[lang] for line in lines), "\n".join(line.en for line in lines) if lang == "th" else "")
    small = Look("small", "soft_ink", indent=1)
    sheet.tall(3, 4)
    sheet.put(f"{_TO}{_CHARTS[0]}", notes, small)
    sheet.span(f"{_TO}{_CHARTS[0]}", f"{_TO}{_CHARTS[1]}", small)
    tall = max(_CHART_ROW, height((notes, widths[_TO] - _INDENT), name="small") / (_CHARTS[1] - _CHARTS[0] + 1))
    for row in range(_CHARTS[0], _CHARTS[1] + 1):
        sheet.tall(row, tall)


def _official(sheet: Sheet, form: Form, widths: dict[str, float]) -> None:
    """Draw the cells for the official result as a part of the title's bar: while they are empty nothing is to be seen."""
    row, lang, validations = OFFICIAL_ROW, form.lang, Validations(sheet, form.lang)
    sheet.put(f"A{row}", anchors.OFFICIAL[0].partition(".")[0])
    looks = (
        Look("title", "pillar_ink", bold=True, paper="pillar", align="center", open=True, format=form.edition.score_format),
        Look("small", "pillar_ink", paper="pillar", indent=1, open=True),
    )
    for (name, column), look in zip(OFFICIAL_COLUMNS.items(), looks, strict=True):
        sheet.put(f"{column}1", anchors.marker("{}." + name.partition(".")[2]))
        sheet.put(f"{column}{row}", "", look)
        validations.sealed(f"{column}{row}", phrase("results.official"), phrase("form.verified_hint"))
    noted = OFFICIAL_COLUMNS[anchors.OFFICIAL[1]]
    sheet.span(f"{noted}{row}", f"{_TO}{row}", looks[1])
    room = sum(width for column, width in widths.items() if noted <= column <= _TO) - _INDENT
    longest = [(official_note(level, taken)[lang], room) for level in form.edition.scale for taken in _missions(form.edition)]
    sheet.tall(row, max(height(("", 1), name="title"), height(*longest, name="small")))


def official_note(level: int, mission: Text | str | None, verified: bool = False) -> Text:
    """Return the note on an official score: the level, whether answers were checked, the mission if it is the roster's."""
    return phrase("results.official_note", level=level, mission=mission, verified=verified)


def _missions(edition: Edition) -> Sequence[Text | None]:
    asked = edition.questions.get(MISSION)
    return [None, *(choice.label for choice in asked.choices)] if asked else [None]


def _headings(sheet: Sheet, live: LiveCells, widths: dict[str, float]) -> None:
    texts = {key: phrase(f"results.{key}" if key in _OWN_HEADINGS else f"form.{key}") for key in RESULT_COLUMNS}
    score, unit = texts["score"], live.form.edition.unit_text
    texts["score"] = Text(score.th + unit("th"), score.en + unit("en"))
    words = {key: bilingual(text, live.form.lang) for key, text in texts.items()}
    for key, column in RESULT_COLUMNS.items():
        sheet.put(f"{column}{_HEADINGS}", words[key], Look(bold=True, paper="topic", align="center", framed=True))
    sheet.tall(_HEADINGS, height(*((words[key], widths[column]) for key, column in RESULT_COLUMNS.items()), bold=True))
    sheet.put(f"A{_HEADINGS + 1}", anchors.COLUMNS)
    sheet.put(f"{RESULT_COLUMNS['verified']}{_HEADINGS + 1}", anchors.VERIFIED)
    sheet.hide(_HEADINGS + 1)


class _Table:
    """The rows of all codes."""

    def __init__(self, sheet: Sheet, live: LiveCells, widths: dict[str, float]) -> None:
        self.sheet, self.live, self.widths = sheet, live, widths
        self.edition, self.lang = live.form.edition, live.form.lang
        self.rows = result_rows(live.form)
        self.validations = Validations(sheet, self.lang)

    def row(self, code: str) -> None:
        edition, row = self.edition, self.rows[code]
        topic = edition.topics.get(code)
        paper = None if topic else "sub_pillar" if code in edition.sub_pillars else "topic"
        centre = Look(bold=topic is None, paper=paper, framed=True, align="center")
        score = Look(bold=topic is None, paper=paper, framed=True, align="center", format=edition.score_format)
        small = Look("small", "ink" if topic else "soft_ink", paper=paper, framed=True, align="center")
        cells = {key: f"{column}{row}" for key, column in RESULT_COLUMNS.items()}
        self.sheet.put(f"A{row}", code)
        self.sheet.put(cells["topic"], "" if code == "overall" else code, centre)
        self.live.measure(self.sheet, cells["level"], f"level.{code}", centre)
        self.live.level_name(self.sheet, cells["level_name"], code, Look(paper=paper, framed=True, align="center"))
        self.live.measure(self.sheet, cells["score"], f"score.{code}", score)
        (self.live.status if topic else self.live.rests_on)(self.sheet, cells["status"], code, small)
        self.sheet.put(cells["verified"], "", Look(paper="locked", framed=True, align="center", open=True))
        self.validations.sealed(cells["verified"], phrase("form.verified"), phrase("form.verified_hint"))
        asks = Look("small", paper=paper, framed=True, indent=1)
        self.sheet.formula(cells["next"], self._next(code), self._shows_next(code), asks)
        indent = 2 if topic else 1
        name = compact(self._name(code), self._room("name", indent))
        self.sheet.put(cells["name"], name, Look(bold=topic is None, paper=paper, framed=True, indent=indent))
        self.sheet.tall(row, self._height(code, name, indent))

    def _name(self, code: str) -> Bilingual:
        """Return the name of a code in the form's language; for a topic that the agency does not answer, also who does."""
        topic = self.edition.topics.get(code)
        whose = phrase(f"results.by_{topic.source}")[self.lang] if topic and topic.source != "agency" else ""
        return Bilingual(self._text(code)[self.lang], whose)

    def _text(self, code: str) -> Text:
        if code == "overall":
            return phrase("form.overall")
        named = {pillar.id: pillar.name for pillar in self.edition.pillars}
        named |= {sub.id: sub.name for sub in self.edition.sub_pillars.values()}
        return (named | {topic.id: topic.name for topic in self.edition.topics.values()})[code]

    def _height(self, code: str, name: Bilingual, indent: int) -> float:
        """Return the height of a row that fits the longest text each of its cells can show."""
        names = max((self.edition.level_name(code, level) or "" for level in self.edition.scale), key=len)
        small = [(words, self._room("next", 1) - _ROUGH) for words in self._longest_next(code)]
        if code in self.edition.topics:
            statuses = [status_words(self.edition, code, status, self.lang) for status in STATUSES]
            small += [(words, self._room("status")) for words in statuses]
        bold = height((name, self._room("name", indent)), bold=code not in self.edition.topics)
        return max(bold, height((names, self._room("level_name"))), height(*small, name="small"))

    def _room(self, key: str, indent: int = 0) -> float:
        return self.widths[RESULT_COLUMNS[key]] - _INDENT * indent

    # -- what the next level asks ------------------------------------------------------------------

    def _longest_next(self, code: str) -> Iterator[str]:
        if code in self.edition.topics:
            yield from (next_words(self.edition, code, {code: level})[self.lang] for level in self.edition.scale)
        else:
            yield ", ".join(topic.id for topic in self.edition.topics_under(code))

    def _shows_next(self, code: str) -> CachedValueOf:
        if code in self.edition.topics:
            asks = {level: next_words(self.edition, code, {code: level})[self.lang] for level in (None, *self.edition.scale)}
            return lambda state: asks[state.measures[f"level.{code}"]]
        codes = (code, *(topic.id for topic in self.edition.topics_under(code)))

        def shows(state: Computed) -> str:
            reached = {one: state.measures[f"level.{one}"] for one in codes}
            return next_words(self.edition, code, reached)[self.lang]

        return shows

    def _next(self, code: str) -> str:
        """Return the formula of `lookup.next_words`."""
        level = self._level(code)
        asks = self._asked_next(code, level) if code in self.edition.topics else self._to_lift(code, level)
        return f'IF(ISNUMBER({level}),{asks},"")'

    def _asked_next(self, code: str, level: str) -> str:
        """Return the formula for a topic: the words of the next level that it has, from the Criteria sheet."""
        mark, said_of = marked(self.edition, code, Text("", "")), []
        for one in self.edition.scale:
            above = level_above(self.edition, code, one)
            words = '""' if above is None else criteria.cell(self.live.form, code, above)
            if above is not None:
                words = f'"{phrase("lookup.next", level=above, words=mark)[self.lang]}"&{words}'
            said_of.append(words)
        place = level if self.edition.scale[0] == 1 else f"{level}+1"
        return f"CHOOSE({place},{','.join(said_of)})"

    def _to_lift(self, code: str, level: str) -> str:
        """Return the formula for a group: the ids of topics not above its level that can still rise. No id has a space."""
        terms = []
        for topic in self.edition.topics_under(code):
            most = highest(self.edition, topic.id) - 1
            bound = level if most == self.edition.scale[-2] else f"MIN({level},{most})"
            # a topic without a level has an empty text in its cell, which compares above every number
            terms.append(f'IF({self._level(topic.id)}<={bound},{RESULT_COLUMNS["topic"]}{self.rows[topic.id]}&" ","")')
        return f'IF({level}={self.edition.scale[-1]},"",SUBSTITUTE(TRIM({"&".join(terms)})," ",", "))'

    def _level(self, code: str) -> str:
        return f"{RESULT_COLUMNS['level']}{self.rows[code]}"

    # -- colours -----------------------------------------------------------------------------------

    def colour(self) -> None:
        """Colour the levels; show topics that wait for others in soft ink."""
        column, last = RESULT_COLUMNS["level"], max(self.rows.values())
        for level, paper in zip(self.edition.scale, level_colours(len(self.edition.scale)), strict=True):
            self.sheet.rule(f"{column}{_FIRST}:{column}{last}", f"{column}{_FIRST}={level}", "ink", paper)
        for source in ("coordinator", "inherited"):
            waiting = [topic.id for topic in self.edition.topics.values() if topic.source == source]
            if waiting:
                cells = " ".join(f"{_FROM}{self.rows[code]}:{RESULT_COLUMNS['status']}{self.rows[code]}" for code in waiting)
                words = status_words(self.edition, waiting[0], "pending", self.lang)
                self.sheet.rule(cells, f'${RESULT_COLUMNS["status"]}{self.rows[waiting[0]]}="{words}"', "soft_ink", "paper")
