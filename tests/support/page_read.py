"""A page of a report as a reader takes it: its tables by caption, its headings, links and words. End tags may be left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_APART = frozenset({"p", "dt", "dd", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "summary", "caption"})
_SILENT = frozenset({"style", "script", "title"})


@dataclass
class Page:
    """What a page shows. `tables` has the rows of cells of each table by its caption, its headings first."""

    lang: str = ""
    title: str = ""
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    headings: list[tuple[int, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    text: str = ""

    def rows(self, caption: str) -> dict[str, list[str]]:
        """Return the rows below the headings of a table, by their first cell."""
        return {row[0]: row[1:] for row in self.tables[caption][1:]}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self._rows, self._caption = Page(), list[list[str]](), ""
        self._at, self._silent, self._heading = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag in _APART:
            self.page.text += " "
        self.page.tags.append(tag)
        if "id" in of:
            self.page.ids.append(of["id"])
        self.page.fetched += [of[name] for name in ("src", "srcset", "poster", "data") if name in of]
        if tag == "html":
            self.page.lang = of.get("lang", "")
        elif tag == "link":
            self.page.fetched.append(of.get("href", ""))
        elif tag == "a":
            self.page.links.append(of["href"])
        elif tag in _SILENT:
            self._silent = tag
        elif tag == "table":
            self._rows, self._caption = [], ""
        elif tag == "caption":
            self._at = tag
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
            self._at = "cell"
        elif tag in ("h1", "h2", "h3", "h4"):
            self._heading = tag
            self.page.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        if tag == self._heading:
            self._heading = ""
        if tag == "table":
            rows = [[" ".join(cell.split()) for cell in row] for row in self._rows]
            self.page.tables[" ".join(self._caption.split())] = rows
        if tag in ("table", "caption", "td", "th"):
            self._at = ""

    def handle_data(self, data: str) -> None:
        if self._silent == "title":
            self.page.title += data
        if self._silent:
            return
        self.page.text += data
        if self._heading:
            level, before = self.page.headings[-1]
            self.page.headings[-1] = level, before + data
        if self._at == "caption":
            self._caption += data
        elif self._at == "cell":
            self._rows[-1][-1] += data


def read_page(html: str) -> Page:
    """Return what a page shows. Raise AssertionError for one whose elements do not close as they must."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for tag in ("table", "section", "details", "div", "main", "script", "style", "ul", "ol"):
        assert html.count(f"<{tag}") == html.count(f"</{tag}>"), tag
    return reader.page
