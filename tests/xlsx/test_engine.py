"""The file engine for xlwings: its books, opening, saving."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import xlwings as xw

from dgmm_excel.errors import DgmmError
from dgmm_excel.xlsx.engine import ENGINE, open_book
from dgmm_excel.xlsx.patch import patched


def test_the_engine_stands_beside_the_others() -> None:
    assert xw.engines["dgmm"].impl is ENGINE
    assert [engine.name for engine in xw.engines].count("dgmm") == 1
    assert xw.engines.active is None or xw.engines.active.name != "dgmm"


def test_no_licence_and_no_part_of_pro() -> None:
    """Xlwings itself looks whether its paid parts are there; this engine asks for no more of them."""
    code = ("import sys, xlwings; before = {name for name in sys.modules if 'xlwings.pro' in name};"
            "import dgmm_excel.xlsx.engine; after = {name for name in sys.modules if 'xlwings.pro' in name};"
            "assert before == after and not xlwings.__pro__, after - before")
    subprocess.run([sys.executable, "-c", code], check=True, env={"PATH": "", "HOME": "/nonexistent"})


def test_the_book_and_its_sheets(book: xw.Book, tmp_path: Path) -> None:
    assert (book.name, Path(book.fullname)) == ("หน่วยงาน.xlsx", tmp_path / "หน่วยงาน.xlsx")
    assert book.sheet_names == ["ด้าน 1", "It's & more", "hidden"]
    assert [sheet.visible for sheet in book.sheets] == [True, True, False]
    assert [sheet.index for sheet in book.sheets] == [1, 2, 3]
    assert book.sheets["ด้าน 1"] == book.sheets[0] == book.sheets.active
    assert "it's & more" in book.sheets and "none" not in book.sheets
    assert book.sheets["IT'S & MORE"].name == "It's & more"
    with pytest.raises(KeyError):
        book.sheets["none"]
    assert book.app.engine.name == "dgmm"
    assert book in list(book.app.books)


def test_save_in_place_and_elsewhere(book: xw.Book, form: bytes, tmp_path: Path) -> None:
    path = tmp_path / "หน่วยงาน.xlsx"
    book.sheets[0]["D2"].value = "ไม่ใช่"
    book.save()
    assert path.read_bytes() == patched(form, {"ด้าน 1": {(2, 4): "ไม่ใช่"}})
    assert book.sheets[0]["D2"].value == "ไม่ใช่" and book.impl.grids()["ด้าน 1"].value(2, 4) == "ไม่ใช่"
    book.sheets[1]["A1"].value = 2
    (tmp_path / "out").mkdir()
    book.save(tmp_path / "out" / "copy.xlsx")
    assert book.fullname == str(tmp_path / "out" / "copy.xlsx") and book.name == "copy.xlsx"
    assert open_book(tmp_path / "out" / "copy.xlsx").sheets[1]["A1"].value == 2
    assert open_book(path).sheets[1]["A1"].value == "x"
    assert sorted(found.name for found in tmp_path.rglob("*")) == ["copy.xlsx", "out", "หน่วยงาน.xlsx"]


def test_a_save_that_fails_leaves_the_old_file(
    book: xw.Book, form: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    book.sheets[0]["D2"].value = "ไม่ใช่"
    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(DgmmError):
        book.save()
    monkeypatch.undo()
    assert [found.name for found in tmp_path.iterdir()] == ["หน่วยงาน.xlsx"]
    assert (tmp_path / "หน่วยงาน.xlsx").read_bytes() == form
    book.save()
    assert open_book(tmp_path / "หน่วยงาน.xlsx").sheets[0]["D2"].value == "ไม่ใช่"


def test_a_book_from_bytes_has_no_path(form: bytes, tmp_path: Path) -> None:
    book = open_book(form, name="a.xlsx")
    assert (book.name, book.fullname) == ("a.xlsx", "a.xlsx")
    with pytest.raises(ValueError, match="save it to a path"):
        book.save()
    book.save(tmp_path / "b.xlsx")
    assert (tmp_path / "b.xlsx").read_bytes() == form


def test_books_are_gone_when_nobody_holds_them(form: bytes) -> None:
    count = len(ENGINE.app.books)
    book = open_book(form)
    name = book.names["own"]
    assert name.refers_to_range.value == 12
    assert len(ENGINE.app.books) == count + 1
    del book, name
    assert len(ENGINE.app.books) == count
    book = open_book(form)
    book.close()
    assert len(ENGINE.app.books) == count


def test_xlwings_own_ways_of_opening(form: bytes, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(form)
    book = xw.Book(path, mode="r", engine="dgmm")
    assert book.sheets[0]["D2"].value == "ใช่"
    app = xw.engines["dgmm"].apps.active
    assert app is not None and app.books["form.xlsx"] == book
    with app.books.open(path) as again:
        assert again.sheets[0]["D3"].value == 12


def test_a_path_to_no_file_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        open_book(tmp_path / "nosuch.xlsx")
    assert str(caught.value) == f"ไม่พบไฟล์ {tmp_path / 'nosuch.xlsx'} / there is no file {tmp_path / 'nosuch.xlsx'}"
