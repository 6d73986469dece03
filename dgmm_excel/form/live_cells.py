"""Live cells: formulas that show a measure, a level's name or a topic's status, each with its cached value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dgmm_excel.authoring.sheet import Sheet
from dgmm_excel.authoring.style import Look
from dgmm_excel.form.calculation import CalculationSheet, cached_value, computed_mark
from dgmm_excel.form.layout import Form
from dgmm_excel.model.edition import Edition, Question, Topic
from dgmm_excel.model.measures import STATUSES, TopicStatus
from dgmm_excel.scoring.computed import Computed
from dgmm_excel.text import Lang, phrase
from dgmm_excel.xlsx.a1 import quoted


def status_words(edition: Edition, topic: str, status: TopicStatus, lang: Lang) -> str:
    """Return a topic's status in words; for a pending one, whose figures it waits for."""
    source = edition.topics[topic].source
    waits = status == "pending" and source != "agency"
    return phrase(f"results.awaiting_{source}" if waits else f"form.{status}")[lang]


@dataclass(frozen=True)
class LiveCells:
    """Writes live cells into the sheets of one form; each shows what the calculation sheet computes."""

    form: Form
    calculation: CalculationSheet

    def measure(self, sheet: Sheet, cell: str, name: str, look: Look) -> None:
        """Write the value of a measure; empty while it has none."""
        sheet.formula(cell, self.calculation.ref(name), lambda state: cached_value(state.measures[name]), look)

    def status(self, sheet: Sheet, cell: str, topic: str, look: Look) -> None:
        """Write a topic's status in words; empty while the form is blank."""
        said = [status_words(self.form.edition, topic, status, self.form.lang) for status in STATUSES]

        def shows(state: Computed) -> str:
            return said[state.measures[f"status.{topic}"]] if state.measures["form.given"] else ""

        given, status = self.calculation.ref("form.given"), self.calculation.ref(f"status.{topic}")
        sheet.formula(cell, f'IF({given}=0,"",INDEX({self.calculation.listed(tuple(said))},{status}+1))', shows, look)

    def standings(self, topic: Topic) -> list[str]:
        """Return all that `standing` may say of a topic, with as many questions left as it has."""
        if topic.source != "agency":
            return [status_words(self.form.edition, topic.id, status, self.form.lang) for status in STATUSES]
        left, questions = phrase("form.left")[self.form.lang], phrase("form.unanswered")[self.form.lang]
        said = {status: phrase(f"form.{status}")[self.form.lang] for status in STATUSES}
        return [*said.values(), f"{said['incomplete']} {left} {len(topic.questions)} {questions}"]

    def standing(self, sheet: Sheet, cell: str, topic: Topic, look: Look) -> None:
        """Write a topic's status in words, and how many of its questions are left; empty while the form is blank."""
        if topic.source != "agency":
            self.status(sheet, cell, topic.id, look)
            return
        said = [phrase(f"form.{status}")[self.form.lang] for status in STATUSES]
        left, questions = phrase("form.left")[self.form.lang], phrase("form.unanswered")[self.form.lang]
        place = STATUSES.index("incomplete")

        def shows(state: Computed) -> str:
            status, missing = (state.measures[f"{what}.{topic.id}"] for what in ("status", "missing"))
            if not state.measures["form.given"]:
                return ""
            return f"{said[place]} {left} {missing} {questions}" if status == place else said[status]

        given, status, missing = (self.calculation.ref(name) for name in (
            "form.given", f"status.{topic.id}", f"missing.{topic.id}"))
        word = f"INDEX({self.calculation.listed(tuple(said))},{status}+1)"
        more = f'IF({status}={place}," {left} "&{missing}&" {questions}","")'
        sheet.formula(cell, f'IF({given}=0,"",{word}&{more})', shows, look)

    def mark(self, question: Question) -> Callable[[Computed], int]:
        """Return what computes the mark of a question's cell: an index into `measures.MARKS`."""
        return computed_mark(self.form.edition, question)

    def progress(self, sheet: Sheet, cell: str, group: str, look: Look) -> None:
        """Write how many questions of a pillar or of `overall` are answered, out of how many: `12 / 40`."""
        done, left = (self.calculation.ref(f"{what}.{group}") for what in ("answered", "missing"))

        def shows(state: Computed) -> str:
            answered, missing = (state.measures[f"{what}.{group}"] for what in ("answered", "missing"))
            return f"{answered} / {answered + missing}"

        sheet.formula(cell, f'{done}&" / "&({done}+{left})', shows, look)

    def next_open(self, sheet: Sheet, cell: str, group: str, look: Look) -> None:
        """Write a link to the first open question of a pillar or of `overall`.

        Its target is the answer's defined name, which follows its cell wherever people move it.
        """
        lang, calculation = self.form.lang, self.calculation
        place, go, done = calculation.first_open(group), phrase("form.next_open")[lang], phrase("form.none_open")[lang]
        questions, own_question = self.form.edition.questions_under(group), self.form.own and self.form.own.question
        heading = own_question.heading[lang] if own_question else ""

        def shows(state: Computed) -> str:
            own = next((q for q in questions if state.open[q.id]), None)
            return done if own is None else f"{go} {own.topic or heading}"

        target = f'IF({place}=0,"#{quoted(self.form.results)}!B2","#answer."&INDEX({calculation.ids},MAX({place},1)))'
        topic = calculation.topic_at(place)
        if group == "overall" and own_question and own_question.required != "never":
            topic = f'IF({place}=1,"{heading}",{topic})'
        words = f'IF({place}=0,"{done}","{go} "&{topic})'
        sheet.formula(cell, f"HYPERLINK({target},{words})", shows, look)

    def rests_on(self, sheet: Sheet, cell: str, group: str, look: Look) -> None:
        """Write how many of a group's topics its score rests on; empty while the form is blank."""
        given, rests = self.calculation.ref("form.given"), self.calculation.ref(f"rests.{group}")
        of = phrase("form.of_topics", topics=len(self.form.edition.topics_under(group)))[self.form.lang]

        def shows(state: Computed) -> str:
            return f"{state.measures[f'rests.{group}']}{of}" if state.measures["form.given"] else ""

        sheet.formula(cell, f'IF({given}=0,"",{rests}&"{of}")', shows, look)

    def level_name(self, sheet: Sheet, cell: str, code: str, look: Look) -> None:
        """Write the name of the level; empty while there is none."""
        edition = self.form.edition
        names = self.calculation.listed(tuple(edition.level_name(code, level) or "" for level in edition.scale))
        level, lowest = self.calculation.ref(f"level.{code}"), edition.scale[0]
        past = "" if lowest == 1 else f"+{1 - lowest}"
        sheet.formula(cell, f'IF(ISNUMBER({level}),INDEX({names},{level}{past}),"")',
                      lambda state: edition.level_name(code, state.measures[f"level.{code}"]), look)
