"""A form with a fault planted in the formula of one measure."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from dgmm_excel.form.calculation import CalculationSheet
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.model.edition import Edition


def planted_formula(edition: Edition, measure: str, find: str, replace: str) -> bytes:
    """Return the Thai form with a part of the formula of one measure changed, once. Raise AssertionError if it is not there."""
    hidden = f"xl/worksheets/sheet{4 + len(edition.pillars)}.xml"  # after cover, pillars, Results, Criteria
    cell = str(CalculationSheet(layout(edition, "th")).measure(measure))
    stream, planted = BytesIO(), 0

    def change(found: re.Match[str]) -> str:
        nonlocal planted
        planted += find in found.group()
        return found.group().replace(find, replace, 1)

    with zipfile.ZipFile(BytesIO(template(FormSpec(edition, "th")).stamp())) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            text = old.read(member).decode("utf-8")
            new.writestr(member, re.sub(f'<c r="{cell}"[^>]*><f>.*?</f>', change, text) if member == hidden else text)
    assert planted == 1, "the fault was not planted"
    return stream.getvalue()
