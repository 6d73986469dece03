"""The kinds of damage of `tests.support.damage`: each changes a filled form and says what must come of it."""

from __future__ import annotations

import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment

from dgmm_excel.form.anchors import META_KEYS, seal
from dgmm_excel.form.layout import Line, layout
from dgmm_excel.intake.tidy import folded
from dgmm_excel.text import Lang, yes_no
from dgmm_excel.xlsx.a1 import column_number
from tests.support.damage import DamageKind, Draft
from tests.support.forms import DEPARTMENT, PROVINCE
from tests.support.looks import HIDDEN, STRIKE, WHITE, WINGDINGS, in_runs, restyled
from tests.support.xml_book import N, Page, address, number

_KINDS: list[DamageKind] = []
KINDS: tuple[DamageKind, ...]

_THAI = str.maketrans("0123456789.", "๐๑๒๓๔๕๖๗๘๙.")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def kind(en: str, th: str, office: bool = False) -> Callable[[Callable[[Draft], None]], Callable[[Draft], None]]:
    """Makes a function a kind of damage."""

    def add(damage: Callable[[Draft], None]) -> Callable[[Draft], None]:
        _KINDS.append(DamageKind(damage.__name__, en, th, damage, office))
        return damage

    return add


# -- saved again -----------------------------------------------------------------------------------


@kind("filled in and sent back as it is", "กรอกแล้วส่งกลับตามเดิม")
def untouched(made: Draft) -> None:
    """Nothing."""


@kind("saved again by openpyxl", "บันทึกใหม่ด้วย openpyxl")
def saved_by_openpyxl(made: Draft) -> None:
    """Another program's way of writing everything."""
    stream = BytesIO()
    load_workbook(BytesIO(made.book.save())).save(stream)
    made.data = stream.getvalue()


@kind("saved again by LibreOffice", "บันทึกใหม่ด้วย LibreOffice", office=True)
def saved_by_libreoffice(made: Draft) -> None:
    """See `converted`: all files at once."""


@kind("rows and columns inserted, then saved again by LibreOffice", "แทรกแถวและคอลัมน์ แล้วบันทึกใหม่ด้วย LibreOffice", office=True)
def inserted_and_saved(made: Draft) -> None:
    """What one program moved, another one wrote."""
    rows_inserted(made)
    columns_inserted(made)


def converted(files: list[bytes], soffice: str = "soffice") -> list[bytes]:
    """The files, saved again by LibreOffice, all in one go."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        for place, data in enumerate(files):
            (folder / "in" / f"{place}.xlsx").write_bytes(data)
        subprocess.run(
            [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
             "--outdir", str(folder / "out"), *(str(folder / "in" / f"{place}.xlsx") for place in range(len(files)))],
            check=True, capture_output=True, timeout=300,
        )
        return [(folder / "out" / f"{place}.xlsx").read_bytes() for place in range(len(files))]


# -- sheets ----------------------------------------------------------------------------------------


@kind("sheets renamed", "เปลี่ยนชื่อแผ่นงาน")
def sheets_renamed(made: Draft) -> None:
    """Some or all of them, names of cells moved along as Excel does."""
    for place, title in enumerate(made.rng.sample(made.book.titles, made.rng.randint(1, len(made.book.titles) - 2))):
        if not title.startswith("_"):
            _rename(made, title, made.rng.choice((f"แผ่น{place}", f"Sheet {place}", f"ของ 'กอง' {place}", f"{title[:20]} (แก้)")))


def _rename(made: Draft, title: str, new: str) -> None:
    made.book.rename(title, new)
    for name, (sheet, row, column) in made.places.items():
        if sheet == title:
            made.places[name] = (new, row, column)


@kind("sheets put in another order", "สลับลำดับแผ่นงาน")
def sheets_reordered(made: Draft) -> None:
    """Any order."""
    made.book.reorder(made.rng.sample(made.book.titles, len(made.book.titles)))


@kind("sheets moved to a workbook of their own, without names", "ย้ายแผ่นงานไปไว้ในสมุดงานใหม่ ไม่มีชื่อที่กำหนดไว้")
def sheets_moved_out(made: Draft) -> None:
    """Only the sheets that people fill in are left."""
    made.book.drop_names()
    keep = {layout(made.edition, made.lang).cover, *(sheet.title for sheet in made.pillars)}
    for title in made.book.titles:
        if title not in keep:
            made.book.remove(title)


@kind("a sheet copied inside the workbook", "คัดลอกแผ่นงานในสมุดงานเดิม")
def sheet_copied(made: Draft) -> None:
    """The same answers twice say nothing new."""
    _copy(made, _pillar(made))


@kind("a sheet copied, and the copy answered otherwise", "คัดลอกแผ่นงานแล้วตอบต่างกัน")
def sheet_copied_and_changed(made: Draft) -> None:
    """Which of the two counts is not for a program to say."""
    title = _pillar(made, answered=True)
    new = _copy(made, title)
    page = made.book.page(new)
    here = [name for name in made.answered if made.places[name][0] == title and made.type(name) in ("yes_no", "choice", "integer")]
    for name in made.some(among=here):
        _, row, column = made.places[name]
        page.put(row, column, _other_answer(made, name))
        made.faults.append(("DG108", name, new, address(row, column)))
        made.tell("DG108", name)


@kind("a sheet copied, and answered in the copy alone", "คัดลอกแผ่นงานแล้วตอบเฉพาะในฉบับคัดลอก")
def sheet_answered_in_copy(made: Draft) -> None:
    """The only answer there is counts, and it is told where it comes from."""
    title = _pillar(made)
    new = _copy(made, title)
    for name in list(made.places):
        if made.places[name][0] == title:
            made.put(name, None)
            made.places[name] = (new, *made.places[name][1:])
            if made.given.get(name) is not None:
                made.tell("DG221", name)


@kind("the last round's form moved into the workbook", "ย้ายแผ่นงานของแบบรอบก่อนมาไว้ในสมุดงานเดียวกัน")
def sheets_of_last_round(made: Draft) -> None:
    """Its cover says that it is another form's; blanks of this one stay blank."""
    cover = layout(made.edition, made.lang).cover
    _of_another_form(made, {"round": "2500-1"})
    made.faults += [("DG322", None, f"{title[:25]} (2)", None) for title in (cover, *(sheet.title for sheet in made.pillars))]


@kind("a sheet of last round's form alone moved into the workbook", "ย้ายแผ่นงานหนึ่งของแบบรอบก่อนมาไว้ในสมุดงาน")
def sheet_of_last_round(made: Draft) -> None:
    """Every sheet of a form says of which round it is."""
    title = _pillar(made)
    new = _copy(made, title)
    for one in (title, new):
        made.book.page(one).put(1, 4, "2569-1" if one == title else "2500-1")
    made.book.page(layout(made.edition, made.lang).cover).put(1, 4, "2569-1")
    _answer_all(made, title, new)
    made.faults.append(("DG322", None, new, None))


def _of_another_form(made: Draft, facts: Mapping[str, str]) -> None:
    """Copy the whole form; the copy has other facts under their own seal, and an answer everywhere."""
    cover = layout(made.edition, made.lang).cover
    page = made.book.page(_copy(made, cover))
    rows = {key: _fact(made, key) for key in META_KEYS}
    said = {key: page.value(row, 2) or "" for key, row in rows.items()} | dict(facts)
    for key, text in {**said, "seal": seal(said)}.items():
        page.put(rows[key], 2, text)
    for sheet in made.pillars:
        _answer_all(made, sheet.title, _copy(made, sheet.title))


def _answer_all(made: Draft, title: str, new: str) -> None:
    """Answer in a copied sheet all that the form's own leaves open."""
    page = made.book.page(new)
    for name, (sheet, row, column) in made.places.items():
        if sheet == title and made.given.get(name) is None and made.type(name) == "yes_no":
            page.put(row, column, yes_no(True)[made.lang])


def _copy(made: Draft, title: str) -> str:
    new = f"{title[:25]} (2)"
    made.book.copy(title, new).drop("drawing", "legacyDrawing", "hyperlinks", "tableParts")
    return new


def _on_cover(made: Draft) -> list[str]:
    """The edition's own questions, which the cover asks."""
    return [question.id for question in made.edition.own_questions]


def _pillar(made: Draft, answered: bool = False) -> str:
    """One of the sheets that ask; one with answers where there is one."""
    own = _on_cover(made)
    names = made.answered if answered and any(n not in own for n in made.answered) else list(made.places)
    return made.rng.choice(sorted({made.places[name][0] for name in names if name not in own}))


@kind("a sheet of the other edition put in place of the form's", "นำแผ่นงานของเกณฑ์อีกชุดมาแทน")
def sheet_of_other_edition(made: Draft) -> None:
    """It says itself whose it is; the answers that it took the place of are lost."""
    title = _pillar(made)
    other = PROVINCE if made.edition.id == DEPARTMENT else DEPARTMENT
    from tests.support.damage import draft

    foreign = draft(other, made.lang, made.rng).book
    whole = foreign.page(made.rng.choice([t for t in foreign.titles if t[:1] == "P"]))
    for (row, column), cell in whole.cells().items():
        if cell.get("t") == "s":
            whole.put(row, column, whole.value(row, column))
    whole.drop("drawing", "legacyDrawing", "hyperlinks", "tableParts")
    made.book.remove(title)
    made.book.add(title, _xml(whole))
    for name in [name for name, place in made.places.items() if place[0] == title]:
        made.lose(name)
    made.faults.append(("DG305", None, title, None))


def _xml(page: Page) -> bytes:
    from xml.etree import ElementTree

    return ElementTree.tostring(page.root)


@kind("the hidden sheets of formulas and lists deleted", "ลบแผ่นงานซ่อนของสูตรและรายการ")
def hidden_sheets_lost(made: Draft) -> None:
    """They hold no answers."""
    for title in made.rng.choice((["_dgmm"], ["_lists"], ["_dgmm", "_lists"])):
        made.book.remove(title)


@kind("sheets of the agency's own added", "เพิ่มแผ่นงานของหน่วยงานเอง")
def own_sheets(made: Draft) -> None:
    """With words, figures and a few of the form's words."""
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>งาน {row}</t></is></c><c r="D{row}"><v>{made.rng.randint(0, 99)}</v></c></row>'
        for row in range(1, made.rng.randint(5, 60))
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    made.book.add("ข้อมูลประกอบ", f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode())


# -- rows and columns ------------------------------------------------------------------------------


@kind("a sheet listed that the file does not hold", "มีแผ่นงานในรายการที่ไม่มีอยู่ในไฟล์")
def sheet_without_part(made: Draft) -> None:
    """Some programs lose a sheet's part when they copy it."""
    made.book.attach("ภาคผนวก", None)
    made.faults.append(("DG321", None, "ภาคผนวก", None))


_FAULTY = (
    b'<row r="0"><c r="A0"><v>1</v></c></row>', b'<row r="1"><c r="0" t="str"><v>x</v></c></row>', b'<row r="1"><c r="XFE1"><v>1</v></c>',
    b'<row r="1"><c r="A1"><v>1</v></row>', b'<row r="1"><c r="A1" t="str"><v>&x;</v></c></row>',
)


@kind("a sheet of the agency's own that no program can read", "มีแผ่นงานของหน่วยงานเองที่โปรแกรมใดก็อ่านไม่ได้")
def own_sheet_faulty(made: Draft) -> None:
    """It holds no part of the form."""
    made.book.attach("ข้อมูลแนบ", b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                  + made.rng.choice(_FAULTY) + b"</sheetData></worksheet>")
    made.faults.append(("DG321", None, "ข้อมูลแนบ", None))


@kind("rows inserted", "แทรกแถว")
def rows_inserted(made: Draft) -> None:
    """Names of cells move along, as in Excel."""
    for title in _some_sheets(made):
        at, by = made.rng.randint(2, 60), made.rng.randint(1, 4)
        made.move(title, rows=lambda row, at=at, by=by: row + by if row >= at else row)  # type: ignore[misc]


@kind("rows inserted by a program that leaves names behind", "แทรกแถวด้วยโปรแกรมที่ไม่ย้ายชื่อที่กำหนดไว้ตาม")
def rows_inserted_names_stale(made: Draft) -> None:
    """The names stand for the wrong cells; the ids are right, which is told once a sheet, or answer by answer."""
    title = _pillar(made)
    at = made.rng.randint(2, 40)
    before = dict(made.places)
    made.move(title, rows=lambda row: row + 1 if row >= at else row, names=False)
    made.repaired |= {name: "DG208" for name in made.places if made.places[name] != before[name]}


@kind("columns inserted", "แทรกคอลัมน์")
def columns_inserted(made: Draft) -> None:
    """Anywhere from the numbers of the questions on."""
    for title in _some_sheets(made):
        at, by = made.rng.randint(3, 9), made.rng.randint(1, 3)
        made.move(title, columns=lambda column, at=at, by=by: column + by if column >= at else column)  # type: ignore[misc]


@kind("rows of explanations deleted", "ลบแถวคำอธิบาย")
def help_deleted(made: Draft) -> None:
    """What asks nothing can go."""
    for sheet in made.pillars:
        gone = {line.row for line in made.lines(sheet.title, "help", "ask", "hint", "gap", "note", "pillar", "sub_pillar") if made.rng.random() < 0.6}
        made.move(sheet.title, rows=lambda row, gone=gone: None if row in gone else row - sum(one < row for one in gone))  # type: ignore[misc]


@kind("rows of answers deleted", "ลบแถวของคำตอบ")
def answers_deleted(made: Draft) -> None:
    """What is gone is not blank."""
    title = _pillar(made)
    lines = made.lines(title, "question")
    gone = {line.row for line in made.rng.sample(lines, min(len(lines), made.rng.randint(1, 3)))}
    made.move(title, rows=lambda row: None if row in gone else row - sum(one < row for one in gone))


@kind("rows of answers moved, ids and all", "ย้ายแถวคำตอบพร้อมรหัส")
def rows_moved(made: Draft) -> None:
    """Whole rows change places within a list."""
    for title in {_pillar(made), _pillar(made)}:
        for lines in _lists(made, title):
            rows = [line.row for line in lines]
            new = dict(zip(rows, made.rng.sample(rows, len(rows)), strict=True))
            made.move(title, rows=lambda row, new=new: new.get(row, row))  # type: ignore[misc]


@kind("rows sorted, the hidden ids left behind", "เรียงลำดับแถวโดยรหัสที่ซ่อนไม่ย้ายตาม")
def rows_sorted(made: Draft) -> None:
    """Answers beside the words of other questions."""
    title = _pillar(made)
    lists = [lines for lines in _lists(made, title) if len(lines) > 1]
    if not lists:
        return
    lines = made.rng.choice(lists)
    rows = [line.row for line in lines]
    new = dict(zip(rows, made.rng.sample(rows, len(rows)), strict=True))
    page = made.book.page(title)
    moved = {}
    for (row, column), cell in page.cells().items():
        if row in new and column > 1:
            next(line for line in page.data if line.get("r") == str(row)).remove(cell)
            moved[new[row], column] = cell
    for (row, column), cell in sorted(moved.items()):
        cell.set("r", address(row, column))
        next(line for line in page.data if line.get("r") == str(row)).append(cell)
    words = {line.row: line.words for line in lines}
    came_from = {after: before for before, after in new.items()}
    for line in lines:
        if words[came_from[line.row]] != words[line.row]:
            for slot in line.slots:
                made.tell("DG111", slot.question.id)


def _lists(made: Draft, title: str) -> Iterator[list[Line]]:
    """The lines that stand together and ask alike, with words of their own."""
    lines: list[Line] = []
    for line in made.lines(title, "question", "anchors", "headings", "topic", "notes"):
        if line.kind == "question" and line.words and all(slot.last == slot.column for slot in line.slots):
            lines.append(line)
        elif lines:
            yield lines
            lines = []


def _some_sheets(made: Draft) -> list[str]:
    titles = [layout(made.edition, made.lang).cover, *(sheet.title for sheet in made.pillars)]
    return made.rng.sample(titles, made.rng.randint(1, len(titles)))


@kind("merged cells taken apart", "ยกเลิกการผสานเซลล์")
def unmerged(made: Draft) -> None:
    """What stands in the first of them stays there."""
    for title in made.book.titles:
        made.book.page(title).drop("mergeCells")


@kind("data far outside the form", "มีข้อมูลอยู่ไกลนอกแบบ")
def far_cells(made: Draft) -> None:
    """A cell at the end of the sheet, by a slip; told, and the form is read."""
    title = _pillar(made)
    row, column = made.rng.choice(((1_048_576, 4), (20_001, 1), (12, 16_384), (600_000, 30), (30, 600)))
    made.book.page(title).put(row, column, made.rng.choice(("x", 1, "ใช่")))
    made.faults.append(("DG308", None, title, address(row, column)))


# -- ids and names ---------------------------------------------------------------------------------


@kind("the hidden column of ids deleted", "ลบคอลัมน์รหัสที่ซ่อนไว้")
def ids_deleted(made: Draft) -> None:
    """Answers are found by their words, which names confirm."""
    titles = [sheet.title for sheet in made.pillars]
    titles = made.rng.sample(titles, made.rng.choice((1, 2, len(titles))))
    _delete_ids(made, titles)
    made.by_sight([name for name, place in made.places.items() if place[0] in titles], "DG206")


@kind("the hidden column of ids deleted, and all names lost", "ลบคอลัมน์รหัสที่ซ่อนไว้ และชื่อที่กำหนดไว้หายทั้งหมด")
def ids_and_names_deleted(made: Draft) -> None:
    """Answers are found by their words alone."""
    titles = [sheet.title for sheet in made.pillars]
    titles = made.rng.sample(titles, made.rng.choice((1, 3, len(titles))))
    _delete_ids(made, titles)
    made.book.drop_names()
    made.by_sight([name for name, place in made.places.items() if place[0] in titles], "DG207")


@kind("some ids typed over or cleared", "รหัสบางแถวถูกลบหรือพิมพ์ทับ")
def ids_cleared(made: Draft) -> None:
    """One row after another, found by its words."""
    title = _pillar(made)
    for line in made.rng.sample(lines := made.lines(title, "question"), min(3, len(lines))):
        made.book.page(title).put(line.row, 1, None)
        made.by_sight([slot.question.id for slot in line.slots], "DG206")


@kind("the cover's hidden column deleted", "ลบคอลัมน์ซ่อนของหน้าปก")
def cover_ids_deleted(made: Draft) -> None:
    """The form no longer knows whose it is; its cover still shows it."""
    cover = layout(made.edition, made.lang).cover
    _delete_ids(made, [cover])
    made.by_sight(_on_cover(made), "DG206")
    made.faults.append(("DG307", None, cover, address(8, 3)))


@kind("every hidden column deleted", "ลบคอลัมน์ซ่อนทุกแผ่นงาน")
def all_ids_deleted(made: Draft) -> None:
    """Nothing but words and names is left."""
    form_ = layout(made.edition, made.lang)
    _delete_ids(made, [form_.cover, *(sheet.title for sheet in made.pillars), form_.results])
    made.by_sight(made.places, "DG206")
    made.faults.append(("DG307", None, form_.cover, address(8, 3)))


def _delete_ids(made: Draft, titles: list[str]) -> None:
    for title in titles:
        made.move(title, columns=lambda column: None if column == 1 else column - 1)


@kind("all names lost", "ชื่อที่กำหนดไว้หายทั้งหมด")
def names_lost(made: Draft) -> None:
    """Ids need no names."""
    made.book.drop_names()


@kind("choices and limits lost from the cells", "รายการให้เลือกและเงื่อนไขของช่องหายไป")
def validations_lost(made: Draft) -> None:
    """What the cells take is judged anyhow."""
    for title in made.book.titles:
        made.book.page(title).drop("dataValidations", "conditionalFormatting", "extLst")


@kind("protection and hiding taken off", "ยกเลิกการป้องกันและแสดงส่วนที่ซ่อน")
def protection_off(made: Draft) -> None:
    """Rows, columns and sheets shown."""
    for title in made.book.titles:
        page = made.book.page(title)
        page.drop("sheetProtection")
        for element in page.root.iter():
            if element.tag in (f"{N}row", f"{N}col"):
                element.attrib.pop("hidden", None)
        made.book.hide(title, "visible")


# -- answers ---------------------------------------------------------------------------------------


@kind("choices pasted over with other words", "วางข้อความอื่นทับช่องที่ให้เลือก")
def nonsense(made: Draft) -> None:
    """No answer, whatever it may mean."""
    for name in made.some("yes_no", "choice"):
        made.put(name, made.rng.choice(("มี", "ไม่แน่ใจ", 7, "ใช่/ไม่ใช่", "N/A", "?", "ใช", "รอข้อมูล", -1, 2.5)))
        made.tell("DG101", name)


@kind("figures that are no numbers, or impossible", "ตัวเลขที่ไม่ใช่ตัวเลข หรือเป็นไปไม่ได้")
def impossible_figures(made: Draft) -> None:
    """Words, units, fractions of people, below zero."""
    for name in made.some("integer", "number"):
        question = made.edition.questions[name]
        wrong: list[tuple[Any, str]] = [("12 ราย", "DG102"), ("n/a", "DG102"), (True, "DG102"), ("1,25,0", "DG102"), ("๑๒ คน", "DG102")]
        wrong += [(int(question.minimum) - 1, "DG103")] if question.minimum is not None else []
        wrong += [(int(question.maximum) + 1, "DG103")] if question.maximum is not None else []
        wrong += [(0.5, "DG104"), ("2.5", "DG104")] if question.type == "integer" else []
        value, code = made.rng.choice(wrong)
        made.put(name, value)
        made.tell(code, name)


@kind("figures typed as text: Thai and full-width digits, 1,250", "ตัวเลขพิมพ์เป็นข้อความ: เลขไทย เลขเต็มความกว้าง 1,250")
def figures_as_text(made: Draft) -> None:
    """The same numbers."""
    for name in made.some("integer", "number", among=made.answered):
        plain = f"{made.given[name]}"
        grouped = f"{made.given[name]:,}"
        text = made.rng.choice((plain, grouped, plain.translate(_THAI), grouped.translate(_THAI), plain.translate(_WIDE), f" {plain}\u00a0", f"+{plain}"))
        made.put(name, text)
        made.tell("DG203", name)


@kind("stray white space, invisible characters, full-width letters", "ช่องว่างเกิน อักขระที่มองไม่เห็น ตัวอักษรเต็มความกว้าง")
def spaces(made: Draft) -> None:
    """Nothing that people see, or hardly."""
    for name in made.some("yes_no", "choice", among=made.answered):
        label = made.raw(name)
        text = made.rng.choice((f" {label}", f"{label} ", f"\u00a0{label}\n", f"{label}\u200b", f"\ufeff{label}", _wide(label) if label.isascii() else f"\t{label}"))
        made.put(name, text)
        made.tell("DG201", name)


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@kind("answered in the other language, or with ✓, 1, TRUE", "ตอบเป็นอีกภาษา หรือด้วย ✓ 1 TRUE")
def other_words(made: Draft) -> None:
    """What is meant is plain; it is noted."""
    for name in made.some("yes_no", "choice", among=made.answered):
        other: Lang = "en" if made.lang == "th" else "th"
        question = made.edition.questions[name]
        if question.type == "yes_no":
            yes = made.given[name]
            words: list[Any] = [yes_no(yes)[other], 1 if yes else 0, bool(yes), "TRUE" if yes else "false", "1" if yes else "0"]
            words += ["✓", "y", "☑"] if yes else ["n"]
            words = [word for word in words if not isinstance(word, str) or folded(word) != folded(yes_no(yes)[made.lang])]
        else:
            labels = [folded(choice.label[other]) for choice in question.choices]
            own = [folded(choice.label[made.lang]) for choice in question.choices]
            word = question.choice(made.given[name])[other]
            words = [word] if labels.count(folded(word)) == 1 and folded(word) not in own else []
        if words:
            made.put(name, made.rng.choice(words), made.rng.choice(("inline", "shared")))
            made.tell("DG202", name)


@kind("formulas as answers", "คำตอบเป็นสูตร")
def formulas(made: Draft) -> None:
    """Their stored values are taken."""
    for name in made.some("yes_no", "choice", "integer", "number", "text", among=made.answered):
        sheet, row, column = made.places[name]
        made.book.page(sheet).formula(row, column, made.rng.choice(("Z99", "1+1", 'IF(1,"x","y")', "[1]Sheet1!A1")), made.raw(name))
        made.tell("DG204", name)


@kind("formulas as answers, never calculated", "คำตอบเป็นสูตรที่ยังไม่คำนวณ")
def formulas_without_value(made: Draft) -> None:
    """There is nothing to take."""
    for name in made.some():
        sheet, row, column = made.places[name]
        made.book.page(sheet).formula(row, column, made.rng.choice(("Z99", "1+1", 'HYPERLINK("x")')))
        made.tell("DG106", name)


@kind("error values as answers", "คำตอบเป็นค่าผิดพลาด")
def error_values(made: Draft) -> None:
    """As Excel shows them, old and new."""
    for name in made.some():
        sheet, row, column = made.places[name]
        made.book.page(sheet).error(row, column, made.rng.choice(("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#SPILL!", "#NUM!")))
        made.tell("DG105", name)


@kind("an answer's cell damaged, so that no program can read it", "ช่องคำตอบเสียหายจนโปรแกรมใดก็อ่านไม่ได้")
def unreadable_cell(made: Draft) -> None:
    """It is one cell of hundreds; all others are read."""
    for name in made.some():
        sheet, row, column = made.places[name]
        kind, value = made.rng.choice((("s", "-1"), ("s", "999999"), ("s", "one"), ("zzz", "1"), ("b", "2")))
        made.book.page(sheet).stored(row, column, kind, value)
        made.tell("DG121", name)


@kind("an answer dragged onto another", "ลากคำตอบไปทับอีกข้อ")
def dragged(made: Draft) -> None:
    """Its name goes with it; the answer that stood there is gone."""
    names = [name for name in made.answered if name not in _on_cover(made)]
    if not names:
        return
    name = made.rng.choice(names)
    near = [other for other in made.places if made.places[other][0] == made.places[name][0] and made.type(other) == made.type(name) and other != name]
    if not near:
        return
    other = made.rng.choice(near)
    made.put(other, made.raw(name))
    made.put(name, None)
    made.book.set_name(f"answer.{other}", "#REF!")
    made.book.point(f"answer.{name}", made.places[other])
    made.tell("DG110", name)
    made.tell("DG112", other)


@kind("an answer typed beside its cell", "พิมพ์คำตอบข้างช่อง")
def beside(made: Draft) -> None:
    """No blank: what stands beside it may be the answer."""
    alone = [line.slots[0] for sheet in made.pillars for line in made.lines(sheet.title, "question") if len(line.slots) == 1]
    for slot in made.rng.sample(alone, 3):
        name = slot.question.id
        if made.given.get(name) is not None and slot.question.type != "text":
            sheet, row, _ = made.places[name]
            made.book.page(sheet).put(row, number(slot.last) + made.rng.randint(1, 1 if slot.last != "D" else 3), made.raw(name))
            made.put(name, None)
            made.tell("DG110", name)


@kind("an answer written onto the number or the words of its line", "เขียนคำตอบบนเลขข้อหรือต่อท้ายข้อความของข้อ")
def written_on_words(made: Draft) -> None:
    """Its cell is blank."""
    plain = [name for name in made.answered if made.type(name) == "yes_no" and name not in _on_cover(made)]
    lines = {made.places[name][:2] for name in plain}
    names = [name for name in plain if sum(place[:2] == made.places[name][:2] for place in made.places.values()) == 1]
    for name in made.some(among=names) if lines else ():
        sheet, row, column = made.places[name]
        page = made.book.page(sheet)
        words = next(at for at in range(column - 1, 1, -1) if page.value(row, at))
        page.put(row, words, f"{page.value(row, words)}  {made.raw(name)}")
        made.put(name, None)
        made.tell("DG110", name)


@kind("an answer given as a note on its cell", "ตอบในโน้ตของช่องคำตอบ")
def answered_in_notes(made: Draft) -> None:
    """Its cell is blank; a note that says something else is told too."""
    notes: dict[str, dict[str, str]] = {}
    plain = [name for name in made.answered if made.type(name) == "yes_no" and name not in _on_cover(made)]
    for name in made.some(among=plain) if plain else ():
        sheet, row, column = made.places[name]
        answered = made.rng.random() < 0.7
        notes.setdefault(sheet, {})[address(row, column)] = f"{made.raw(name)} ดูแนบ" if answered else "รอข้อมูล"
        made.put(name, None)
        if answered:
            made.tell("DG122", name)
        else:
            made.rejected.discard(name)
            made.given = {one: value for one, value in made.given.items() if one != name}
            made.faults.append(("DG323", name, *made.cell(name)))
    made.data = with_notes(made.book.save(), notes)


def with_notes(data: bytes, notes: Mapping[str, Mapping[str, str]]) -> bytes:
    book = load_workbook(BytesIO(data))
    for sheet, cells in notes.items():
        for cell, text in cells.items():
            book[sheet][cell].comment = Comment(text, "-")
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@kind("a choice marked by colouring a cell", "ระบายสีแทนการตอบ")
def coloured_for_answers(made: Draft) -> None:
    """Its cell, or its words; lines that are answered and coloured say nothing more. Words of two questions would mark both."""
    title = _pillar(made, answered=True)
    alone = Counter(place[:2] for place in made.places.values())
    plain = [name for name in made.answered
             if made.type(name) == "yes_no" and made.places[name][0] == title and alone[made.places[name][:2]] == 1]
    for name in plain[:3]:
        sheet, row, column = made.places[name]
        words = next((at for at in range(column - 1, 1, -1) if made.book.page(sheet).value(row, at)), column)
        restyled(made.book, made.book.page(sheet), row, made.rng.choice((column, words)), fill="FFFF00")
        made.put(name, None)
        made.tell("DG123", name)
    for name in plain[3:6]:
        restyled(made.book, made.book.page(title), *made.places[name][1:], fill="00B0F0")


@kind("rows of answers hidden or filtered away", "ซ่อนหรือกรองแถวของคำตอบ")
def answers_hidden(made: Draft) -> None:
    """They count, and are told once a sheet."""
    names = made.some(among=made.answered)
    for title in dict.fromkeys(made.places[name][0] for name in names):
        rows = {made.places[name][1] for name in names if made.places[name][0] == title}
        for row in rows:
            made.book.page(title).rows[row].set("hidden", "1")
        there = [name for name in made.edition.questions if name in made.answered
                 and made.places[name][0] == title and made.places[name][1] in rows]
        made.faults.append(("DG324", None, *made.cell(there[0])))


@kind("texts that begin with =, +, - or @", "ข้อความที่ขึ้นต้นด้วย = + - @")
def formula_texts(made: Draft) -> None:
    """They are texts, in answers and in notes."""
    for name in made.some("text"):
        text = made.rng.choice(("=1+1", "@SUM(A1)", "-บริการ", "+66 2 123", "=cmd|'/c calc'!A0", '=HYPERLINK("http://x","y")'))
        made.put(name, text, made.rng.choice(("inline", "shared")))
        made.changed[name] = text
    for sheet in made.pillars:
        for line in made.lines(sheet.title, "notes"):
            for note in line.notes:
                made.book.page(sheet.title).put(line.row, column_number(note.column), "=1+1")


@kind("results and levels typed over", "พิมพ์ทับผลและระดับ")
def results_typed_over(made: Draft) -> None:
    """Levels are computed from answers, whatever stands there."""
    page = made.book.page(layout(made.edition, made.lang).results)
    for row in range(2, 40):
        for column in range(3, 9):
            page.put(row, column, made.rng.choice((5, "5", "ระดับ 5", 100.0)))
    for sheet in made.pillars:
        for line in made.lines(sheet.title, "topic", "pillar"):
            made.book.page(sheet.title).put(line.row, 8, 5)


@kind("answers written as rich text, or by other programs' spellings", "คำตอบเป็นข้อความหลายรูปแบบ หรือเขียนแบบโปรแกรมอื่น")
def other_spellings(made: Draft) -> None:
    """The same words, in pieces."""
    from xml.etree import ElementTree

    for name in made.answered:
        sheet, row, column = made.places[name]
        raw = made.raw(name)
        if isinstance(raw, str) and len(raw) > 1:
            page = made.book.page(sheet)
            page.put(row, column, raw)
            cell = page.cell(row, column)
            (whole,) = cell
            whole.clear()
            cut = made.rng.randint(1, len(raw) - 1)
            for piece in (raw[:cut], raw[cut:]):
                run = ElementTree.SubElement(whole, f"{N}r")
                text = ElementTree.SubElement(run, f"{N}t")
                text.text = piece
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


@kind("old answers struck out before the new ones", "ขีดฆ่าคำตอบเดิมไว้หน้าคำตอบใหม่")
def struck_beside(made: Draft) -> None:
    """In one cell; what is struck out was withdrawn."""
    for name in made.some("yes_no", "choice", "integer", among=made.answered):
        sheet, row, column = made.places[name]
        new = str(made.raw(name))
        in_runs(made.book.page(sheet), row, column, ("12" if new.isdigit() else "ไม่", STRIKE), (new, ""))
        made.tell("DG209", name)
        if made.type(name) == "integer":
            made.repaired[name] = "DG203"


@kind("Thai typed in look-alike letters", "พิมพ์ภาษาไทยด้วยอักษรที่ดูเหมือนกัน")
def look_alikes(made: Draft) -> None:
    """Two sara e for sara ae, tone marks twice, marks of old fonts."""
    for name in made.some("yes_no", "choice", among=made.answered):
        raw = made.raw(name)
        typed = raw.replace("แ", "เเ").replace("\u0e48", made.rng.choice(("\u0e48\u0e48", "\uf70a")))
        if typed != raw:
            made.put(name, typed)
            made.tell("DG201", name)


@kind("answers that look otherwise than they are stored", "คำตอบที่มองเห็นต่างจากค่าที่เก็บไว้")
def seen_otherwise(made: Draft) -> None:
    """Struck out, in white, hidden by their number format, in a font of symbols."""
    for name in made.some("yes_no", "choice", "integer", "text", among=made.answered):
        sheet, row, column = made.places[name]
        raw = made.raw(name)
        if isinstance(raw, str) and made.rng.random() < 0.5:
            in_runs(made.book.page(sheet), row, column, (raw[:1], STRIKE), (raw[1:], STRIKE))
        else:
            font = made.rng.choice((STRIKE, WHITE, "", *([WINGDINGS] if isinstance(raw, int) else [])))
            restyled(made.book, made.book.page(sheet), row, column, font=font, code="" if font else HIDDEN)
        made.tell("DG115", name)


@kind("counts shown as dates of the Buddhist era or percentages in Thai digits", "จำนวนที่แสดงเป็นวันที่ พ.ศ. หรือร้อยละเลขไทย")
def thai_formats(made: Draft) -> None:
    """No counts: the cells show something else."""
    for name in made.some("integer"):
        sheet, row, column = made.places[name]
        made.put(name, 45_999)
        format_: dict[str, Any] = made.rng.choice(({"number": 71}, {"number": 81}, {"number": 67}, {"code": "bbbb"}, {"code": "ว ดดด ปปปป"}))
        restyled(made.book, made.book.page(sheet), row, column, **format_)
        made.tell("DG102", name)


# -- whose form it is ------------------------------------------------------------------------------


@kind("the agency's code typed over on the cover", "พิมพ์ทับรหัสหน่วยงานบนหน้าปก")
def code_typed_over(made: Draft) -> None:
    """The form knows better; whose it is stays open."""
    cover = layout(made.edition, made.lang).cover
    made.book.page(cover).put(8, 4, made.rng.choice(("0202", "กรมอื่น", 202)))
    made.faults.append(("DG007", None, cover, "D8"))


@kind("the form's own facts changed", "แก้ไขข้อมูลประจำแบบ")
def facts_changed(made: Draft) -> None:
    """They no longer fit their seal."""
    made.book.page(layout(made.edition, made.lang).cover).put(_fact(made, made.rng.choice(("agency.code", "agency.name", "round", "correction", "seal"))), 2, "9")
    made.faults.append(("DG008", None, None, None))


def _fact(made: Draft, key: str) -> int:
    page = made.book.page(layout(made.edition, made.lang).cover)
    return next(row for row in page.rows if page.value(row, 1) == f"@meta.{key}")


@kind("the cover of another agency's form added", "เพิ่มหน้าปกของหน่วยงานอื่น")
def two_covers(made: Draft) -> None:
    """Two agencies in one file."""
    cover = layout(made.edition, made.lang).cover
    new = _copy(made, cover)
    made.book.page(new).put(_fact(made, "agency.code"), 2, "0202")
    made.faults.append(("DG009", None, None, None))


def _other_answer(made: Draft, name: str) -> Any:
    match made.type(name):
        case "yes_no":
            return yes_no(not made.given[name])[made.lang]
        case "choice":
            others = [choice for choice in made.edition.questions[name].choices if choice.key != made.given[name]]
            return others[0].label[made.lang]
        case _:
            return made.given[name] + (1 if made.given[name] == 0 else -1)


KINDS = tuple(_KINDS)
