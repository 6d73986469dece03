"""What all pages share: they are whole in one file, ask for nothing, escape what they are given, and say their own name."""

from __future__ import annotations

import re
from base64 import b64encode
from fractions import Fraction
from hashlib import sha256

import pytest

from dgmm_excel.report.agency_page import agency_page
from dgmm_excel.report.pages import Pages, name_in, ratio, share
from dgmm_excel.report.round_page import round_page
from dgmm_excel.text import LANGS, Lang
from tests.support.five_departments import HOSTILE, five_departments
from tests.support.page_read import read_page

NAMES = {code: f"{code}.html" for code in ("D1", "D2", "D3", "D4")} | {"D5": "D5 & <x>.html"}


def pages(lang: Lang = "th") -> Pages:
    return Pages(five_departments(lang=lang), NAMES)


def every_page(lang: Lang) -> dict[str, str]:
    of = pages(lang)
    return {"index.html": "".join(round_page(of))} | {
        NAMES[one.agency.code]: "".join(agency_page(of, one)) for one in of.result.outcomes}


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_says_its_language_title_and_name_and_asks_for_nothing(lang: Lang) -> None:
    for name, html in every_page(lang).items():
        read = read_page(html)
        assert read.lang == lang and read.title.strip() and name_in(html[:4096]) == name
        assert read.fetched == ["data:,"] and "@import" not in html and "url(" not in html
        assert [level for level, _ in read.headings].count(1) == 1
        assert all(after <= before + 1 for (before, _), (after, _) in zip(read.headings, read.headings[1:], strict=False))
        assert "main" in read.tags and "header" in read.tags and "footer" in read.tags
        assert len(read.ids) == len(set(read.ids))
        assert not [link for link in read.links if link.startswith("#") and link[1:] not in read.ids]
        assert not [link for link in read.links if not link.startswith("#") and link not in {"D1.html", "D2.html", "D3.html", "D4.html", "D5%20%26%20%3Cx%3E.html"}]


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_roster_says_stays_text_and_no_script_but_the_page_s_own_may_run(lang: Lang) -> None:
    for html in every_page(lang).values():
        assert "<script>alert" not in html and "รอบ &lt;ทดสอบ&gt;" in html
        (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
        digest = b64encode(sha256(script.encode()).digest()).decode()
        assert f"script-src 'sha256-{digest}'" in html and "default-src 'none'" in html
    assert HOSTILE in read_page(every_page(lang)["index.html"]).text.replace("\n", " ")


def test_no_address_of_a_person_stands_in_a_page() -> None:
    assert not [name for name, html in every_page("th").items() if "example.org" in html]


def test_a_page_to_hand_on_leads_nowhere() -> None:
    of = pages()
    for one in of.result.outcomes:
        links = read_page("".join(agency_page(of, one))).links
        assert links and not [link for link in links if not link.startswith("#")]


def test_figures_are_rounded_half_up() -> None:
    assert share(None) == "–"
    assert [share(Fraction(*one)) for one in ((1, 1), (2, 3), (1, 20000))] == ["100.00%", "66.67%", "0.01%"]
    assert ratio(1, 0) is None and ratio(1, 4) == Fraction(1, 4)


def test_the_name_of_a_page_is_read_from_its_own_mark_alone() -> None:
    assert name_in('<meta name="dgmm-page" content="a &amp; b.html">') == "a & b.html"
    assert name_in("<title>index.html</title>") == ""
