"""Forms: an edition becomes a workbook, one stamped copy for each agency.

    template(Issue(edition, "th")).stamp(agency)      an .xlsx, as bytes
    places(edition, lang)                             where each question stands
    codebook(edition)                                 every question, as data
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dgmm_excel.form.issue import Issue, Template, template
    from dgmm_excel.form.layout import places
    from dgmm_excel.form.listing import codebook

__all__ = ["Issue", "Template", "codebook", "places", "template"]
# no module here has the name of what it exports: importing it would put the module in that name's place
_HOMES = {"Issue": "issue", "Template": "issue", "template": "issue", "places": "layout", "codebook": "listing"}


def __getattr__(name: str) -> Any:
    # drawing imports openpyxl, which reading a return must not wait for
    if name in _HOMES:
        return getattr(import_module(f"dgmm_excel.form.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
