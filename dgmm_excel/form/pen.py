"""Writes live cells: a measure, its level's name, a topic's status, each with what it shows for a set of answers."""

from __future__ import annotations

from dataclasses import dataclass

from dgmm_excel.evaluate import Computed
from dgmm_excel.form.layout import Form
from dgmm_excel.form.machine import Machine, shown
from dgmm_excel.form.sheet import Sheet
from dgmm_excel.form.style import Look
from dgmm_excel.measures import STATUSES, topics_under
from dgmm_excel.text import phrase


@dataclass(frozen=True)
class Pen:
    """A form and its hidden formulas."""

    form: Form
    machine: Machine

    def measure(self, sheet: Sheet, cell: str, name: str, look: Look) -> None:
        """The value of a measure; empty while it has none."""
        sheet.formula(cell, self.machine.ref(name), lambda state: shown(state.measures[name]), look)

    def status(self, sheet: Sheet, cell: str, topic: str, look: Look) -> None:
        """A topic's status in words; empty while the form is blank."""
        said = [phrase(f"form.{status}")[self.form.lang] for status in STATUSES]
        words = ",".join(f'"{word}"' for word in said)

        def shows(state: Computed) -> str:
            return said[state.measures[f"status.{topic}"]] if state.measures["form.given"] else ""

        given, status = self.machine.ref("form.given"), self.machine.ref(f"status.{topic}")
        sheet.formula(cell, f'IF({given}=0,"",CHOOSE({status}+1,{words}))', shows, look)

    def rests_on(self, sheet: Sheet, cell: str, group: str, look: Look) -> None:
        """How many of a group's topics its score rests on; empty while the form is blank."""
        given, rests = self.machine.ref("form.given"), self.machine.ref(f"rests.{group}")
        of = phrase("form.of_topics", topics=len(topics_under(self.form.edition, group)))[self.form.lang]

        def shows(state: Computed) -> str:
            return f"{state.measures[f'rests.{group}']}{of}" if state.measures["form.given"] else ""

        sheet.formula(cell, f'IF({given}=0,"",{rests}&"{of}")', shows, look)

    def level_name(self, sheet: Sheet, cell: str, code: str, look: Look) -> None:
        """What the level is called; empty while there is none."""
        edition = self.form.edition
        names = ",".join(f'"{edition.level_name(code, level)}"' for level in range(1, 6))
        level = self.machine.ref(f"level.{code}")
        sheet.formula(cell, f'IF(ISNUMBER({level}),CHOOSE({level},{names}),"")',
                      lambda state: edition.level_name(code, state.measures[f"level.{code}"]), look)
