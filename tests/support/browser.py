"""Pages as people meet them: opened in Chromium from a file, on a telephone and on a wide screen, with the keyboard alone, without
JavaScript, on paper. Each check gives what is wrong in words; none is nothing.

    uv run python -m tests.support.browser OUT PAGE...     pictures at three widths and a PDF of each page, then what is wrong
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, Request, sync_playwright

#: The narrowest telephone that must show a page without scrolling sideways, a tablet, a wide screen, in CSS pixels.
NARROW, MIDDLE, WIDE = 360, 768, 1440
_TALL = 800
#: What axe-core checks: WCAG 2.2 at level AA, and good practice.
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: The width of A4 between margins of 15 mm, in CSS pixels.
_PAPER = 96 * (210 - 2 * 15) / 25.4
#: What belongs on one sheet of paper, and the mark at its beginning and end, which a PDF's text shows.
_WHOLE = "tr, figure, li, h1, h2, h3, h4"
_MARK = re.compile(r"Z(\d+)Q([ber])")
_WORD = re.compile(r'<word [^>]*xMax="([\d.]+)"[^>]*>([^<]*)<')


@dataclass(frozen=True)
class Browser:
    """A running Chromium."""

    chromium: Chromium

    @contextmanager
    def page(self, file: Path, width: int = WIDE, *, script: bool = True) -> Iterator[Opened]:
        """Open a file in a window of a width, with or without JavaScript."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": _TALL}, java_script_enabled=script, reduced_motion="reduce")
        page, said = context.new_page(), list[str]()
        page.on("console", lambda message: said.append(_console(message)))
        page.on("pageerror", lambda error: said.append(f"script stopped: {error}"))
        page.on("request", lambda request: said.extend(_request(request, file)))
        page.goto(file.as_uri())
        try:
            yield Opened(file, page, said)
        finally:
            context.close()


@dataclass(frozen=True)
class Opened:
    """An open page: the file, the window, and what it said or asked for since it was opened."""

    file: Path
    page: Page
    said: list[str]

    def shown(self, script: str, *arguments: Any) -> Any:
        """Return what a script finds in the page."""
        return self.page.evaluate(script, list(arguments))


@contextmanager
def running(program: str) -> Iterator[Browser]:
    """Run Chromium without a window."""
    with sync_playwright() as machinery:
        chromium = machinery.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield Browser(chromium)
        finally:
            chromium.close()


def faults(browser: Browser, file: Path) -> list[str]:
    """Return all that is wrong with a page."""
    found = []
    with browser.page(file, NARROW) as opened:
        found += [*wider_than_window(opened), *axe(opened)]
        opened.page.set_viewport_size({"width": WIDE, "height": _TALL})
        found += [*wider_than_window(opened), *axe(opened), *lost_without_script(browser, opened)]
        found += [*unreached(opened), *opened.said]  # the keyboard last, since it scrolls
    return found + cut_on_paper(browser, file)


# -- at a glance -----------------------------------------------------------------------------------


def _console(message: ConsoleMessage) -> str:
    return f"console: {message.text}"


def _request(request: Request, file: Path) -> list[str]:
    return [] if request.url == file.as_uri() or request.url.startswith("data:") else [f"asks for {request.url}"]


def wider_than_window(opened: Opened) -> list[str]:
    """Return by how much the page scrolls sideways."""
    width, room = opened.shown("() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]")
    return [f"{width} pixels wide in a window of {room}"] if width > room else []


def axe(opened: Opened) -> list[str]:
    """Return what axe-core finds."""
    opened.page.evaluate(_axe())
    found = opened.shown("([rules]) => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", _RULES)
    return [f"axe {one['id']}: {one['help']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


# -- by keyboard -----------------------------------------------------------------------------------

#: Numbers all that can be used or scrolled, and returns it in words.
_USABLE = """() => {
  const scrolls = one => /auto|scroll/.test(getComputedStyle(one).overflowX + getComputedStyle(one).overflowY)
    && (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight) && one !== document.scrollingElement;
  const used = [...document.querySelectorAll("body *")].filter(one => one.checkVisibility({visibilityProperty: true})
    && (one.matches("a[href], button, input, select, textarea, summary, [tabindex='0']") || scrolls(one)));
  used.forEach((one, place) => one.dataset.usable = place);
  return used.map(one => one.outerHTML.slice(0, 100));
}"""
#: Returns the number of what has the focus (-1: nothing has), and whether one sees that it has it and what it is.
_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return [-1, true, true];
  const look = getComputedStyle(one), box = one.getBoundingClientRect();
  const marked = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
  const corners = [[box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2], [box.left + box.width / 2, box.top + box.height / 2]];
  const seen = corners.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && one.contains(top); });
  return [Number(one.dataset.usable ?? -2), marked, seen];
}"""


def unreached(opened: Opened) -> list[str]:
    """Return what the Tab key does not reach, or reaches without showing it."""
    usable, reached, found = opened.shown(_USABLE), set[int](), []
    for _ in range(len(usable) + 1):
        opened.page.keyboard.press("Tab")
        place, marked, seen = opened.shown(_FOCUS)
        if place < 0:
            break
        reached.add(place)
        found += [] if marked else [f"no mark of the focus: {usable[place]}"]
        found += [] if seen else [f"hidden when it has the focus: {usable[place]}"]
    return found + [f"the keyboard does not reach {one}" for place, one in enumerate(usable) if place not in reached]


# -- without JavaScript ----------------------------------------------------------------------------

#: Returns the visible texts, and whether each is part of a control or a hint at one.
_TEXTS = """() => {
  const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.data.trim().replace(/\\s+/g, " "), own = node.parentElement;
    if (text && !own.closest("script, style, template, noscript") && own.checkVisibility())
      texts.push([text, !!own.closest("button, label, select, [role=status], .hint")]);
  }
  return texts;
}"""


def lost_without_script(browser: Browser, opened: Opened) -> list[str]:
    """Return the texts that are there only with JavaScript or only without; controls and hints at them may need it."""
    with browser.page(opened.file, WIDE, script=False) as plain:
        without = [(text, control) for text, control in plain.shown(_TEXTS)]
    with_script = opened.shown(_TEXTS)
    lost = Counter(text for text, control in with_script if not control) - Counter(text for text, _ in without)
    gone = Counter(text for text, _ in without) - Counter(text for text, _ in with_script)
    return [f"without JavaScript only: {text}" for text in gone] + [f"not without JavaScript: {text}" for text in lost]


# -- on paper --------------------------------------------------------------------------------------

#: Puts marks at the beginning, at the end and at the right side of all that must not be cut.
_MARKED = """([whole]) => [...document.querySelectorAll(whole)].filter(one => one.checkVisibility()).map((one, place) => {
  const cells = one.matches("tr") ? one.cells : [one], mark = (name, at, edges) => {
    at.style.position = "relative";
    const made = document.createElement("i");
    made.textContent = `Z${place}Q${name}`;
    made.style.cssText = `position:absolute;${edges};font:1px/1 monospace;height:1px;white-space:nowrap;color:#000`;
    at.append(made);
  };
  const words = one.textContent.trim().replace(/\\s+/g, " ").slice(0, 60);
  mark("b", cells[0], "left:0;top:0");
  mark("e", cells[0], "left:0;bottom:0");
  mark("r", cells[cells.length - 1], "right:3px;top:2px");
  return words;
})"""
#: Returns what is wider than its own room, so that paper has no way to show the rest.
_CLIPPED = """() => [...document.querySelectorAll("body, body *")].filter(one => one.checkVisibility()
  && getComputedStyle(one).overflowX !== "visible" && getComputedStyle(one).clipPath === "none" && one.scrollWidth > one.clientWidth + 1)
  .map(one => one.outerHTML.slice(0, 100))"""


def cut_on_paper(browser: Browser, file: Path) -> list[str]:
    """Return what is printed on two sheets of A4 that belongs on one, and what is cut off at the side."""
    with browser.page(file, round(_PAPER)) as opened, TemporaryDirectory() as folder:
        opened.page.emulate_media(media="print")
        found = [f"cut off in its place: {one}" for one in opened.shown(_CLIPPED)]
        whole = opened.shown(_MARKED, _WHOLE)
        sheets = _sheets(_printed(opened, Path(folder)))
    on: dict[str, dict[int, int]] = {"b": {}, "e": {}, "r": {}}
    for number, sheet in enumerate(sheets):
        for place, edge in sheet:
            on[edge][place] = number
    for place, words in enumerate(whole):
        begun = on["b"].get(place)
        found += [] if begun is not None and begun == on["e"].get(place) else [f"cut over two sheets: {words}"]
        found += [] if begun is not None and begun == on["r"].get(place) else [f"cut off at the side: {words}"]
    return found


def _printed(opened: Opened, folder: Path) -> Path:
    pdf = folder / f"{opened.file.stem}.pdf"
    opened.page.pdf(path=pdf, format="A4", prefer_css_page_size=True, print_background=True)
    return pdf


def _sheets(pdf: Path) -> list[list[tuple[int, str]]]:
    """Return the marks on each sheet: number and edge. What lies beyond the sheet's right side is not on it."""
    said = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, encoding="utf-8", check=True).stdout
    sheets = []
    for sheet in said.split("<page ")[1:]:
        words = _WORD.findall(sheet)
        width = float(sheet.split('"')[1])
        sheets.append([(int(place), edge) for right, text in words if float(right) <= width for place, edge in _MARK.findall(text)])
    return sheets


# -- to be looked at -------------------------------------------------------------------------------


def pictures(browser: Browser, file: Path, folder: Path) -> None:
    """Write pictures of a page at three widths and the page as a PDF."""
    for width in (NARROW, MIDDLE, WIDE):
        with browser.page(file, width) as opened:
            opened.page.screenshot(path=folder / f"{file.stem}-{width}.png", full_page=True)
            if width == WIDE:
                _printed(opened, folder)


def main() -> None:
    """Write pictures of pages, and say what is wrong with them."""
    folder, *pages = map(Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium")
    assert program, "Chromium is missing (Debian: chromium)"
    with running(program) as browser:
        for file in pages:
            pictures(browser, file.resolve(), folder)
            print(file, *faults(browser, file.resolve()) or ["nothing wrong"], sep="\n  ")


if __name__ == "__main__":
    main()
