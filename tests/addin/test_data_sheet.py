"""The add-in's data sheet: what VBA asks of it is there, what is there is asked, and VBA's source holds none of it a second time."""

from __future__ import annotations

import re

import pytest

from dgmm_excel import load_edition
from dgmm_excel.addin.data_sheet import FIELDS, SHEET, head
from dgmm_excel.addin.vba import sources
from dgmm_excel.form.layout import layout
from dgmm_excel.model.measures import MARKS
from dgmm_excel.xlsx.a1 import column_number
from tests.support.forms import FORMS
from tests.support.vba_books import known

CODE = "\n".join(sources().values())
CONSTANTS = {str(key): value for kind, key, *values in known() if kind == "constant" for value in values}


def asked(code: str) -> tuple[set[str], set[str]]:
    """The constants and the fields that VBA asks for by name."""
    constants = set(re.findall(r'Constant(?:Number)?\("([\w.]+)"\)', code)) | {f"mark.{name}" for name in re.findall(r'\bMark\("(\w+)"\)', code)}
    fields = set(re.findall(r'Field\([^"()]*(?:\([^()]*\))?[^"()]*"([\w.]+)"', code)) | set(re.findall(r'FieldColumn\("\w+\.(\w+)"\)', code))
    return constants, fields


def test_vba_asks_for_what_is_there() -> None:
    constants, fields = asked(CODE)
    assert constants <= CONSTANTS.keys()
    assert fields <= {name for names in FIELDS.values() for name in names}
    assert len(constants) > 15 and len(fields) > 15


def test_what_is_there_is_asked_for() -> None:
    unused = CONSTANTS.keys() - asked(CODE)[0]
    # marks that VBA does not tell from others
    assert unused == {"mark.fine", "mark.missing"}


@pytest.mark.parametrize("old, new", [('Constant("anchor.fact")', 'Constant("anchor.facts")'), ('Field(row, "place")', 'Field(row, "places")')])
def test_a_name_that_is_not_there_is_found(old: str, new: str) -> None:
    constants, fields = asked(CODE.replace(old, new))
    assert not (constants <= CONSTANTS.keys() and fields <= {name for names in FIELDS.values() for name in names})


@pytest.mark.parametrize("key", ["anchor.fact", "table.agencies", "table.levels", "lookup.whats", "letters", "errors"])
def test_vba_has_no_copy_of_it(key: str) -> None:
    assert str(CONSTANTS[key]) not in CODE


def test_vba_numbers_no_column_of_the_sheet() -> None:
    """But the kind of a fact, and the key and value of those that tell the columns."""
    data = sources()["DgmmData"]
    assert re.findall(r"FactText\([^,()]+(?:\([^()]*\))?, (\d+)\)", CODE) == ["1", "3"] and set(re.findall(r"mFacts\(row, (\d)\)", data)) == {"1", "2", "3"}
    assert f'"{SHEET}"' in data


def test_every_row_is_as_long_as_its_fields() -> None:
    columns = {kind: len(names) + 1 for kind, names in FIELDS.items()}
    for row in known():
        if row[0] == "input":
            assert len(row) >= columns["input"] - 1
        elif row[0] in columns:
            assert len(row) == columns[str(row[0])]
    assert head(known()) == (len(known()), max(map(len, known())) + 1)


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_a_mark_stands_beside_its_answer(name: str, lang: str) -> None:
    for slot in layout(load_edition(name), lang).slots.values():
        if slot.question.topic is not None:
            column = re.sub(r"\d", "", slot.mark)
            assert column_number(column) - column_number(slot.column) == CONSTANTS["mark.beside"]
    assert [CONSTANTS[f"mark.{name}"] for name in MARKS] == list(range(len(MARKS)))
