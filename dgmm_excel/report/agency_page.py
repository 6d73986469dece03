"""The page of one agency."""

from __future__ import annotations

from collections.abc import Iterator

from dgmm_excel.report.outcome import Outcome
from dgmm_excel.report.pages import INDEX, Pages, page


def agency_page(pages: Pages, one: Outcome) -> Iterator[str]:
    """Yield the page of an agency, in pieces."""
    result, index = pages.result, INDEX if pages.linked else ""
    return page("agency", pages.names[one.agency.code], result.lang, result=result, one=one, index=index)
