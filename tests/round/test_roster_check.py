"""Rosters that can be read, but not meant: for another edition, without parents, with doubles, with slips of typing."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgmm_excel import load_edition
from dgmm_excel.errors import RosterError
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.round.folder import init
from dgmm_excel.round.roster import own_roster, read_rosters
from dgmm_excel.round.roster_check import Lines, doubts, misplaced, refuse_wrong_kinds, wrong_kinds
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.rounds import DEPARTMENTS, HEAD, PROVINCES


def lines(folder: Path, departments: str = DEPARTMENTS, provinces: str = PROVINCES) -> Lines:
    """The lines of both rosters; an empty text leaves one out."""
    sources = []
    for name, edition, text in (("d.csv", DEPARTMENT, departments), ("p.csv", PROVINCE, provinces)):
        if text:
            (folder / name).write_text(text, encoding="utf-8")
            sources.append((folder / name, load_edition(edition)))
    return read_rosters(sources)


def told(found: Lines, *issued: str) -> list[tuple[str, str]]:
    """Place and English words of every doubt; each has a remedy, and both languages."""
    all_told = doubts(found, issued)
    assert all(one.remedy and " / " in one.what and " / " in one.remedy for one in all_told)
    return [(one.where, one.what.partition(" / ")[2]) for one in all_told]


def test_sound_rosters_and_those_that_come_along_raise_no_doubt(tmp_path: Path) -> None:
    shipped = read_rosters([(own_roster(name), load_edition(name)) for name in edition_ids()])
    for sound in (lines(tmp_path), shipped):
        assert (doubts(sound), wrong_kinds(sound), misplaced(sound)) == ([], [], {})


# -- another edition's -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["department", "Department", "กรม", "ส่วนราชการ", "องค์การมหาชน", ""])
def test_each_kind_of_department_is_for_the_departments_edition(kind: str, tmp_path: Path) -> None:
    found = lines(tmp_path, DEPARTMENTS.replace(",department,", f",{kind},"))
    assert (wrong_kinds(found), doubts(found)) == ([], [])


@pytest.mark.parametrize("kind", ["province", "จังหวัด", "PROVINCE"])
def test_an_agency_of_another_edition_s_kind_is_a_mistake_at_its_line(kind: str, tmp_path: Path) -> None:
    found = lines(tmp_path, DEPARTMENTS.replace("D2,กรมสอง,Department Two,กระทรวง ก,department", f"D2,กรมสอง,,,{kind}"))
    (wrong,) = wrong_kinds(found)
    assert wrong.where == "d.csv:3" and kind in wrong.what and PROVINCE in wrong.what and "department" in wrong.remedy
    with pytest.raises(RosterError, match=r"d\.csv:3"):
        refuse_wrong_kinds(found)


@pytest.mark.parametrize("named", [True, False], ids=["by kind", "by name alone"])
def test_rosters_that_are_swapped_are_one_mistake_each(named: bool, tmp_path: Path) -> None:
    departments, provinces = (text if named else text.replace(",department,", ",,").replace(",province,", ",,")
                              for text in (DEPARTMENTS, PROVINCES))
    found = lines(tmp_path, provinces, departments)
    assert {name: edition.id for name, edition in misplaced(found).items()} == {DEPARTMENT: PROVINCE, PROVINCE: DEPARTMENT}
    first, second = wrong_kinds(found)
    assert (first.where, second.where) == ("d.csv", "p.csv")
    assert "2 of 2" in first.what and PROVINCE in first.remedy and "3 of 3" in second.what and DEPARTMENT in second.remedy


@pytest.mark.parametrize(("editions", "given", "right"), [
    ([DEPARTMENT, PROVINCE], ["p 1.csv", "d.csv"], f"--edition {DEPARTMENT} --roster d.csv --edition {PROVINCE} --roster 'p 1.csv'"),
    ([DEPARTMENT, PROVINCE], ["p 1.csv"], f"--edition {PROVINCE} --roster 'p 1.csv' --edition {DEPARTMENT}"),
    ([DEPARTMENT], ["p 1.csv"], f"--edition {PROVINCE} --roster 'p 1.csv'"),
    ([PROVINCE], ["d.csv"], f"--edition {DEPARTMENT} --roster d.csv"),
])
def test_a_roster_for_another_edition_is_refused_with_the_whole_command_that_is_right(
    editions: list[str], given: list[str], right: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p 1.csv").write_text(PROVINCES, encoding="utf-8")
    Path("d.csv").write_text(DEPARTMENTS, encoding="utf-8")
    with pytest.raises(RosterError) as caught:
        init(Path("new round"), editions, [Path(name) for name in given], title="ปี 1", lang="en", year="2569")
    last = str(caught.value.mistakes[-1])
    assert last.endswith(f"dgmm init 'new round' {right} --title 'ปี 1' --year 2569 --lang en")
    assert not Path("new round").exists()


def test_two_rosters_for_one_edition_have_no_right_command(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(DEPARTMENTS.replace("\nD", f"\n{name[0]}D"), encoding="utf-8")
    with pytest.raises(RosterError) as caught:
        init(tmp_path / "new", [DEPARTMENT, PROVINCE], [tmp_path / "a.csv", tmp_path / "b.csv"])
    assert "dgmm init" not in str(caught.value) and len(caught.value.mistakes) == 1


# -- doubts ----------------------------------------------------------------------------------------


def test_every_doubt_is_told_at_its_line_all_at_once_in_the_rosters_order(tmp_path: Path) -> None:
    found = lines(tmp_path, HEAD + (
        "12,กรมหนึ่ง,,,xyz,,,\n"                              # 2: no such kind
        "๑๒,กรมสอง,,,,,,someone\n"                            # 3: like 12; no address
        "012,กรม หนึ่ง,,,,,,a@x.th; b@y.go.th\n"              # 4: like 12; the name of line 2
    ), HEAD + (
        "TH-1,จังหวัดหนึ่ง,,,province,,NOSUCH,\n"              # 2, 4 and 5: no such parent
        "TH-2,จังหวัดสอง,,,province,,,\n"                      # 3: no parent
        "TH-3,จังหวัดสาม,,,province,,nosuch,\n"
        "TH-4,จังหวัดสี่,,,province,,NOSUCH,\n"
        "TH-10,กรุงเทพมหานคร,Bangkok,,province,,12,\n"         # 6: no province
        "TH-6,จังหวัดหก,,,province,,TH-1,\n"                   # 7: its parent is a province
    ))
    said = told(found)
    assert [where for where, _ in said] == [
        "d.csv:2", "d.csv:3", "d.csv:3", "d.csv:4", "d.csv:4", "p.csv:2, 4–5", "p.csv:3", "p.csv:6", "p.csv:7"]
    expected = ("“xyz”", "“someone” is no e-mail", "differs from 12 at d.csv:2", "stands at d.csv:2", "differs from 12",
                "“NOSUCH” is in no roster", "no parent given", "Bangkok is not one", "“TH-1” is a province")
    for words, (_, what) in zip(expected, said, strict=True):
        assert words in what, what
    assert "9 topics" in said[5][1] and "agencies: 3" in said[5][1], "the province's form has nine inherited topics"


def test_a_parent_that_left_the_roster_after_its_form_was_made_is_told_as_such(tmp_path: Path) -> None:
    found = lines(tmp_path, DEPARTMENTS.replace("D1,กรมหนึ่ง", "D9,กรมหนึ่ง"))
    assert ["“D1” is in no roster" in what for _, what in told(found)] == [True]
    assert ["“D1” is no longer in the roster" in what for _, what in told(found, "D1", "D2", "TH-1")] == [True]


def test_a_parent_is_known_whatever_its_capitals(tmp_path: Path) -> None:
    assert told(lines(tmp_path, provinces=PROVINCES.replace(",D1,", ",d1,"))) == []


def test_a_round_of_provinces_alone_is_told_once(tmp_path: Path) -> None:
    ((where, what),) = told(lines(tmp_path, departments=""))
    assert where == "p.csv" and "9 topics" in what and "agencies: 2" in what
