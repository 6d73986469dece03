"""The pages of a report in Chromium, as people meet them; and that each check finds a fault planted for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dgmm_excel.round.folder import Round
from dgmm_excel.round.report import report
from dgmm_excel.text import Lang
from tests.support.browser import Browser, faults, running
from tests.support.outcomes import ALL_FIGURES
from tests.support.returned import some_answers
from tests.support.rounds import NOW, new_round, send_back, type_figures

#: A page without a fault. What is planted replaces a part of it.
_PAGE = """<!DOCTYPE html>
<html lang="th"><head><meta charset="utf-8"><title>รายงาน</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
td { padding: 1px 8px; height: 60px; } tr { break-inside: avoid; } .wide { width: 1000px; } .hide { outline: none; }
.scroll { overflow-x: auto; } @media print { .scroll { overflow: visible; } .wide { width: auto; } }
.over { position: absolute; inset: -9px; background: white; }
</style></head>
<body><main><h1>รายงาน</h1><p>อ่านได้ครบ</p><p><a href="#rows">ไปที่ตาราง</a></p>
<div class="scroll" role="region" aria-label="ตาราง" tabindex="0"><p class="wide">กว้าง</p></div>
<table id="rows"><caption>ตาราง</caption><thead><tr><th scope="col">ข้อ</th></tr></thead>
<tbody>ROWS</tbody></table></main></body></html>
""".replace("ROWS", "<tr><td>แถว<br>ยาว<br>สาม<br>บรรทัด</td></tr>" * 30)
#: What is planted, several faults into one page: each by what it replaces, by what, and a part of what is said of it.
_PLANTED = {
    "at a glance": (
        ("</main>", "</main><script>console.log('x')</script>", "console: x"),
        ("</main>", "</main><script>missing()</script>", "script stopped: missing is not defined"),
        ("</p>", "<img alt='' src='http://127.0.0.1:9/x.png'></p>", "asks for http://127.0.0.1:9/x.png"),
        ("</head>", "<link rel='stylesheet' href='x.css'></head>", "/x.css"),
        (".scroll { overflow-x: auto; }", "", "pixels wide in a window of 360"),
        ("</p>", "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></p>", "axe image-alt"),
        ("</p>", "</p><p style='color: #999'>จาง</p>", "axe color-contrast"),
        (' lang="th"', "", "axe html-has-lang"),
        ("</h1>", "</h1><h3>สาม</h3>", "axe heading-order"),
        ("</p>", "</p>" + "<button style='width:9px;height:9px;padding:0;border:0'>ก</button>" * 2, "axe target-size"),
    ),
    "by keyboard, and without JavaScript": (
        ("</p>", "</p><p><a tabindex='-1' href='#rows'>หนึ่ง</a></p>", "the keyboard does not reach <a tabindex"),
        ("</p>", "</p><p><a class='hide' href='#rows'>สอง</a></p>", "no mark of the focus: <a class"),
        ("</p>", "</p><div style='position:relative'><a href='#x'>สาม</a><div class='over'></div></div>",
         'hidden when it has the focus: <a href="#x"'),
        ("</main>", "<script>document.querySelector('h1').textContent += 'ใหม่'</script></main>", "not without JavaScript: รายงานใหม่"),
        ("</main>", "<script>document.querySelector('p').firstChild.remove()</script></main>", "without JavaScript only: อ่านได้ครบ"),
    ),
    "on paper": (
        ("break-inside: avoid;", "", "cut over two sheets: แถว"),
        (".scroll { overflow: visible; } .wide { width: auto; }", "", 'cut off in its place: <div class="scroll"'),
        ("</main>", "<h2 style='width: 2000px'>กว้างมาก</h2></main>", "cut off at the side: กว้างมาก"),
    ),
}

#: The pages that are looked at: the round's, and those of agencies of every kind.
_PAGES: dict[Lang, tuple[str, ...]] = {"th": ("index", "D1", "D2", "D3", "TH-1", "TH-2"), "en": ("index", "D2", "TH-2")}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Without it the test is skipped, or fails where DGMM_REQUIRE_BROWSER is set (as in CI)."""
    program = shutil.which("chromium")
    if program is None or not shutil.which("pdftotext"):
        if os.environ.get("DGMM_REQUIRE_BROWSER"):
            pytest.fail("Chromium and pdftotext are required here and missing: install chromium poppler-utils")
        pytest.skip("needs Chromium and pdftotext (Debian: chromium poppler-utils)")
    with running(program) as found:
        yield found


def test_a_page_without_a_fault_has_none(browser: Browser, tmp_path: Path) -> None:
    assert not faults(browser, _file(tmp_path, _PAGE))


@pytest.mark.parametrize("where", _PLANTED)
def test_planted_faults_are_found(browser: Browser, tmp_path: Path, where: str) -> None:
    page = _PAGE
    for old, new, _ in _PLANTED[where]:
        assert old in page
        page = page.replace(old, new, 1)
    found = faults(browser, _file(tmp_path, page))
    assert not [said for _, _, said in _PLANTED[where] if not any(said in one for one in found)], found


@pytest.fixture
def of(tmp_path: Path) -> Round:
    """A round with an agency of each kind: complete, faulty, incomplete, a province that inherits, a missing one."""
    made = new_round(tmp_path)
    type_figures(made, {"D1": ALL_FIGURES})
    send_back(made, "D1")
    send_back(made, "D2", cells={"P1.5.02": "ไม่แน่ใจ", "P1.5.03": "ใช่ครับ", "P4.4.1.cur_total": "มาก"})
    answers = some_answers(made.members["D3"].edition)
    send_back(made, "D3", {name: answers[name] for name in list(answers)[:120] if name != "agency.mission"})
    send_back(made, "TH-1")
    return made


def test_no_page_of_a_report_has_a_fault(browser: Browser, of: Round, tell: Callable[[str], None]) -> None:
    found: dict[tuple[Lang, str], list[str]] = {}
    for lang, names in _PAGES.items():
        folder = report(of, NOW, lang).page.parent
        found |= {(lang, name): faults(browser, folder / f"{name}.html") for name in names}
    assert {page: said for page, said in found.items() if said} == {}
    tell(f"pages of a report looked at: {len(found)}")


def test_tables_are_sorted_and_searched_by_keyboard(browser: Browser, of: Round) -> None:
    """Scores up, then down, agencies without one last either way; a word finds its agency, and how many are left is said."""
    with browser.page(report(of, NOW, "en").page) as opened:
        table = opened.page.locator("#heat table").first
        scores = "rows => rows.map(row => row.cells[1].textContent.trim())"
        before = table.locator("tbody tr").evaluate_all(scores)
        numbers = sorted(float(one) for one in before if one[0].isdigit())
        assert len(before) == 3 and len(numbers) > 1
        for order, way in ((numbers, "ascending"), (numbers[::-1], "descending")):
            table.get_by_role("button", name="Score").press("Enter")
            found = table.locator("tbody tr").evaluate_all(scores)
            assert [float(one) for one in found[:len(numbers)]] == order and len(found) == len(before)
            assert table.locator("[aria-sort]").get_attribute("aria-sort") == way
        opened.page.locator("#heat").get_by_label("Find an agency").first.fill("กระทรวง ข")
        assert table.locator("tbody tr:visible").count() == 1
        assert opened.page.locator("#heat [role=status]").first.text_content() == "1 of 3 rows shown"
        assert opened.said == []


def _file(folder: Path, page: str) -> Path:
    file = folder / "หน้า 1.html"
    file.write_text(page, encoding="utf-8")
    return file
