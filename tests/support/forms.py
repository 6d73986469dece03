"""Forms for tests: each drawn once a process, as bytes, as openpyxl's workbook, as parts."""

from __future__ import annotations

import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.text import LANGS, Lang
from tests.conftest import LONG

DEPARTMENT, PROVINCE = "dga-2566-department", "dga-2566-province"
EDITIONS = (DEPARTMENT, PROVINCE)
#: A small edition that is no DGA's: with every kind of rule, condition and question.
MINI = Path(__file__).parents[1] / "model" / "data" / "mini.yaml"
FORMS: list[tuple[str, Lang]] = [(name, lang) for name in EDITIONS for lang in LANGS]
#: Each edition and each language; all forms in a long run. For what takes long and is alike in all of them.
SOME_FORMS = FORMS if LONG else [FORMS[0], FORMS[-1]]


@cache
def form(name: str, lang: Lang = "th", agency: Agency | None = None) -> bytes:
    """Return a form of the edition, issued to the agency or to none."""
    return template(FormSpec(load_edition(name), lang)).stamp(agency)


@cache
def opened(name: str, lang: Lang = "th") -> Workbook:
    """Return the form issued to none, its formulas; read only, since it is shared."""
    return load_workbook(BytesIO(form(name, lang)))


@cache
def shown(name: str, lang: Lang = "th") -> Workbook:
    """Return the form issued to none, what its formulas show; read only, since it is shared."""
    return load_workbook(BytesIO(form(name, lang)), data_only=True)


def parts(data: bytes) -> dict[str, bytes]:
    """Return the members of a package, uncompressed, in order."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    """Return a package of those members."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()
