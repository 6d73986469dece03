"""What pages say of last year: their tables hold what the answers of both years come to, in words that can be read."""

from __future__ import annotations

from fractions import Fraction

from dgmm_excel.report.agency_page import agency_page
from dgmm_excel.report.moved_lines import moved_lines, signed
from dgmm_excel.report.pages import Pages
from dgmm_excel.report.round_page import round_page
from dgmm_excel.text import said
from tests.support import oracle
from tests.support.many_agencies import many_agencies
from tests.support.moved_round import both_years, moved, moved_round
from tests.support.page_read import read_page


def two(score: Fraction | None) -> str:
    return "–" if score is None else f"{float(oracle.rounded(score)):.2f}"


def pages() -> Pages:
    return Pages(moved_round(), {one.agency.code: f"{one.agency.code}.html" for one in moved_round().outcomes})


def test_the_page_of_a_round_has_a_table_by_id_for_each_edition() -> None:
    page = read_page("".join(round_page(pages())))
    for edition in moved_round().editions:
        rows = page.tables[said("movement.sheet", "th", who=edition.respondent)][1:]
        codes = ["overall", *(code for pillar in edition.pillars for code in dict.fromkeys((pillar.id, *(
            topic.id for sub in pillar.sub_pillars for topic in sub.topics))))]
        assert len(rows) == len(codes)
        for row, code in zip(rows, codes, strict=True):
            count, before, now, raised, lowered = moved(edition.id, code)
            assert code == "overall" or row[0].startswith(f"{code} ")
            assert (row[1], row[2], row[3], row[5], row[6]) == (str(count), two(before), two(now), str(raised), str(lowered)), code


def test_the_page_of_an_agency_has_the_whole_every_pillar_and_the_topics_that_moved() -> None:
    one = next(one for one in moved_round().outcomes if one.agency.code in moved_round().past and one.attained)
    own = both_years()[one.agency.code]
    assert own.then and own.now
    lines = {line.code: line for line in moved_lines(moved_round(), one)}
    pillars = {pillar.id for pillar in one.edition.pillars}
    topics = {code for code in one.edition.topics if code in own.then and code in own.now
              and oracle.level_of(own.then[code]) != oracle.level_of(own.now[code])}
    assert set(lines) == {"overall"} | {code for code in pillars if code in own.then and code in own.now} | topics
    page = read_page("".join(agency_page(pages(), one)))
    rows = page.tables[said("movement.title", "th")][1:]
    assert [(row[1], row[2]) for row in rows] == [(two(own.then[code]), two(own.now[code])) for code in lines]
    assert all(line.why for code, line in lines.items() if code in topics and one.edition.topics[code].source == "agency")


def test_pages_of_a_round_without_a_past_say_nothing_of_it() -> None:
    of = many_agencies()
    plain = Pages(of, {})
    assert 'id="movement"' not in "".join(round_page(plain)) and moved_lines(of, of.outcomes[0]) == []


def test_a_change_has_its_sign() -> None:
    edition = many_agencies().editions[0]
    assert [signed(edition, Fraction(one)) for one in ("1/4", "-1/4", "0", "-1/1000")] == ["+0.25", "-0.25", "0.00", "0.00"]
    assert signed(edition, None) == "–"
