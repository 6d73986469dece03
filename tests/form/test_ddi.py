"""The codebook as DDI: every question once in its group, what it asks, its values and limits, in both languages.

That the documents are valid against the schema was measured once, see `tests/proofs/README.md`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest

from dgmm_excel import load_edition
from dgmm_excel.form.ddi import NAMESPACE, as_ddi
from dgmm_excel.text import Text
from tests.support.forms import DEPARTMENT, PROVINCE

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TAG = f"{{{NAMESPACE}}}"


@cache
def document(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(as_ddi(load_edition(name)))


def variable(name: str, question: str) -> ElementTree.Element:
    return next(var for var in document(name).iter(f"{TAG}var") if var.get("ID") == question)


def said(inside: ElementTree.Element, path: str) -> dict[str | None, str | None]:
    """What the elements of a path say, by language."""
    return {one.get(LANG): one.text for one in inside.findall("/".join(TAG + tag for tag in path.split("/")))}


@pytest.mark.parametrize(("name", "count"), [(DEPARTMENT, 240), (PROVINCE, 129)])
def test_it_has_every_question_once_and_each_of_a_topic_in_its_group(name: str, count: int) -> None:
    ids = [var.get("ID", "") for var in document(name).iter(f"{TAG}var")]
    assert ids == list(load_edition(name).questions) and len(ids) == len(set(ids)) == count
    groups = {group.get("ID", ""): group for group in document(name).iter(f"{TAG}varGrp")}
    grouped = [one for group in groups.values() for one in group.get("var", "").split()]
    assert sorted(grouped) == sorted(one for one in load_edition(name).questions if not one.startswith("agency."))
    below = [one for group in groups.values() for one in group.get("varGrp", "").split()]
    assert sorted(below) == sorted(one for one in groups if not one.startswith("pillar-")) and len(below) == len(set(below))


def test_a_question_has_its_words_categories_and_topic_in_both_languages() -> None:
    var = variable(DEPARTMENT, "P2.7.training")
    question, topic = load_edition(DEPARTMENT).questions["P2.7.training"], load_edition(DEPARTMENT).topics["P2.7"]
    assert said(var, "labl") == said(var, "qstn/qstnLit") == {"th": question.text.th, "en": question.text.en}
    assert said(var, "qstn/preQTxt") == {"th": topic.ask.th, "en": topic.ask.en}
    assert said(var, "concept") == {"th": topic.name.th, "en": topic.name.en}
    assert said(var, "respUnit") == {"th": "หน่วยงานระดับกรม", "en": "Department"}
    found = [(one.findtext(f"{TAG}catValu"), said(one, "labl")) for one in var.iter(f"{TAG}catgry")]
    assert found == [(one.key, {"th": one.label.th, "en": one.label.en}) for one in question.choices] and found
    yes_no = [(one.findtext(f"{TAG}catValu"), said(one, "labl")) for one in variable(DEPARTMENT, "P1.1.01").iter(f"{TAG}catgry")]
    assert yes_no == [("true", {"th": "ใช่", "en": "Yes"}), ("false", {"th": "ไม่ใช่", "en": "No"})]


def test_limits_conditions_and_researchers_figures_are_told() -> None:
    mini = "tests/model/data/mini.yaml"
    limits = [(one.get("UNITS"), one.get("min"), one.get("max")) for question in ("A.2.count", "C.1.score", "C.2.staff")
              for one in variable(mini, question).iter(f"{TAG}range")]
    assert limits == [("INT", "0", "8"), ("REAL", "0", "1"), ("INT", "1", None)]
    assert list(variable(mini, "C.3.1.name").iter(f"{TAG}range")) == []
    assert said(variable(mini, "C.1.score"), "respUnit")["en"] == "Coordinator or researchers"
    assert said(variable(mini, "A.3.how"), "universe") == {"th": "“มี”", "en": "“has”"}
    assert said(variable(mini, "A.2.count"), "universe") == {}


def test_the_study_is_described() -> None:
    study = document(PROVINCE).find(f"{TAG}stdyDscr")
    edition = load_edition(PROVINCE)
    assert study is not None
    assert said(study, "citation/titlStmt/titl") == {"th": edition.title.th}
    assert said(study, "citation/titlStmt/parTitl") == {"en": edition.title.en}
    assert said(study, "stdyInfo/sumDscr/timePrd") == {"th": "2566", "en": "2023"}
    assert said(study, "method/dataColl/sources/dataSrc") == {"th": edition.source.th, "en": edition.source.en}


def test_any_text_gives_a_document_and_the_same_edition_the_same_bytes() -> None:
    edition = load_edition(DEPARTMENT)
    hard = replace(edition, title=Text('<&> "๑" ]]>', "a\x01\x0b\ufffeb & 'c'"))
    document = ElementTree.fromstring(as_ddi(hard))
    assert document.findtext(f".//{TAG}titl") == '<&> "๑" ]]>' and document.findtext(f".//{TAG}parTitl") == "ab & 'c'"
    assert as_ddi(edition) == as_ddi(edition) != as_ddi(hard)
