"""What forms look like on paper: each edition and language, blank, half filled in and full, as one picture a page.

    uv run python -m tests.support.rendering OUT [--edition E] [--lang th|en] [--state blank|half|full] [--dpi N]

In `OUT`, for each form: `<edition>-<lang>-<state>.xlsx` and `.pdf`, a picture a page (`…-<page>.png`), and all pages on one
sheet (`…-all.png`). LibreOffice prints them and recalculates every formula while it opens them.
"""

from __future__ import annotations

import argparse
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from dgmm_excel import load_edition, open_book
from dgmm_excel.agency import Agency
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.model.edition import MISSION, Edition, Question
from dgmm_excel.round.roster import own_roster, read_roster
from dgmm_excel.round.simulate import answers_of, persona
from dgmm_excel.scoring.answers import checked
from dgmm_excel.scoring.computed import computed
from dgmm_excel.text import LANGS, Lang, Text
from tests.support.forms import EDITIONS
from tests.support.recalculated import typed

STATES = ("blank", "half", "full")
#: Not for the eye: the lowest answers everywhere, so that much is answered that is not asked, and what cannot be.
LOW = "low"
_TITLE = Text(
    "โครงการสำรวจระดับความพร้อมรัฐบาลดิจิทัลของหน่วยงานภาครัฐในประเทศไทย ประจำปีงบประมาณ พ.ศ. 2569",
    "Survey of the digital readiness of Thai government agencies, fiscal year 2569 (2026)",
)
_LONG = Text(
    "บริการออกใบอนุญาต รับจดทะเบียน และรับชำระค่าธรรมเนียมผ่านระบบอิเล็กทรอนิกส์แบบเบ็ดเสร็จ ณ จุดเดียว สำหรับประชาชนและผู้ประกอบการ",
    "Licences, registrations and payment of fees, online and at one stop, for citizens and for businesses of every size",
)
_SERVICE = Text("บริการที่", "Service")
#: A digital part above its whole.
_IMPOSSIBLE = {
    "P4.4.1.prev_total": 1_200, "P4.4.1.prev_digital": 800, "P4.4.1.cur_total": 1_500, "P4.4.1.cur_digital": 1_815,
    "P4.1.total": 240, "P4.1.digital": 265,
}
#: LibreOffice trusts what is stored beside formulas, unless told to compute them all.
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_COLUMNS, _SMALL_DPI, _GAP = 6, 28, 8


@dataclass(frozen=True)
class Case:
    """One form to look at; `state` is one of `STATES`, or `LOW`."""

    edition: str
    lang: Lang
    state: str

    @property
    def name(self) -> str:
        return f"{self.edition}-{self.lang}-{self.state}"


def cases(edition: str | None = None, lang: Lang | None = None, state: str | None = None) -> list[Case]:
    """Return every form, or those of one edition, language or state."""
    return [
        Case(one, spoken, so_far)
        for one in EDITIONS if edition in (None, one)
        for spoken in LANGS if lang in (None, spoken)
        for so_far in STATES if state in (None, so_far)
    ]


# -- forms -----------------------------------------------------------------------------------------


def drawn(case: Case, file: Path) -> None:
    """Write the case's form. Its stored values are those of a blank one: whoever opens it has to recalculate."""
    edition = load_edition(case.edition)
    if case.state == "blank":
        file.write_bytes(template(FormSpec(edition, case.lang)).stamp())
        return
    issue = FormSpec(edition, case.lang, "2569-1", _TITLE[case.lang], date(2026, 9, 30))
    file.write_bytes(template(issue).stamp(_agency(edition, case)))
    slots = layout(edition, case.lang).slots
    book = open_book(file)
    try:
        for name, value in answers(case).items():
            slot = slots[name]
            book.sheets[slot.sheet].range(slot.cell).value = typed(slot.question, value, case.lang)
        book.save(file)
    finally:
        book.close()


def answers(case: Case) -> dict[str, Any]:
    """Return the answers of the case's agency, its mission (which is stamped) among it."""
    if case.state == "blank":
        return {}
    edition = load_edition(case.edition)
    mission = _agency(edition, case).mission
    stamped = {MISSION: mission} if mission and MISSION in edition.questions else {}
    match case.state:
        case "half":
            return stamped | _half(edition, case.lang)
        case "full":
            return stamped | _full(edition, case.lang, stamped)
        case _:
            return stamped | _low(edition, case.lang)


def _agency(edition: Edition, case: Case) -> Agency:
    """Return the agency with the longest name for a full form, the first one for others."""
    agencies = [line.agency for line in read_roster(own_roster(edition.id), edition)]
    return max(agencies, key=lambda agency: len(agency.name(case.lang))) if case.state == "full" else agencies[0]


def _half(edition: Edition, lang: Lang) -> dict[str, Any]:
    """Return every other topic as some agency would answer it, a long text, and numbers that cannot be."""
    asked = [topic for topic in edition.topics.values() if topic.source == "agency"]
    half = {question.id for topic in asked[::2] for question in topic.questions}
    values: dict[str, Any] = {
        name: value for name, value in answers_of(edition, persona("half", lang)).items() if name in half
    }
    values |= _impossible(edition)
    texts = [question.id for topic in asked for question in topic.questions if question.type == "text"]
    return values | dict.fromkeys(texts[:2], _LONG[lang])


def _low(edition: Edition, lang: Lang) -> dict[str, Any]:
    """No, the first choice, the smallest number, asked or not; and numbers that cannot be."""
    asked = (question for question in edition.questions.values() if question.answered_by == "agency" and question.id != MISSION)
    return {question.id: _least(question, lang) for question in asked} | _impossible(edition)


def _least(question: Question, lang: Lang) -> Any:
    match question.type:
        case "yes_no":
            return False
        case "choice":
            return question.choices[0].key
        case "text":
            return _SERVICE[lang]
        case _:
            return int(question.minimum or 0)


def _impossible(edition: Edition) -> dict[str, Any]:
    return {name: value for name, value in _IMPOSSIBLE.items() if name in edition.questions}


def _full(edition: Edition, lang: Lang, stamped: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer to all that is asked, each taking as much room as it can: the longest choice, the largest number."""
    random = Random(edition.id)
    drawn = {
        question.id: _roomy(question, lang, random)
        for question in edition.questions.values() if question.answered_by == "agency" and question.id != MISSION
    }
    values: dict[str, Any] = {}
    # an answer may open or close other questions; three rounds settle what a chain of conditions does
    for _ in range(3):
        asked = computed(checked(edition, {**stamped, **values})).asked
        values = {name: value for name, value in drawn.items() if asked[name]}
    return values


def _roomy(question: Question, lang: Lang, random: Random) -> Any:
    match question.type:
        case "yes_no":
            # what nobody has to answer is mostly a way out of answering the rest
            return question.required != "never" and random.random() < 0.8
        case "choice":
            return max(question.choices, key=lambda choice: len(choice.label[lang])).key
        case "text":
            return f"{_SERVICE[lang]} {random.randint(1, 99)}"
        case _:
            return int(question.maximum) if question.maximum is not None else 999_999_999


# -- LibreOffice and Poppler -----------------------------------------------------------------------


def profile(folder: Path) -> str:
    """Return the URL of a new LibreOffice profile in the folder, one that recalculates what it opens."""
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    return folder.resolve().as_uri()


def printed(soffice: str, files: Sequence[Path], out: Path, pages: str = "") -> None:
    """Print each workbook as a PDF of its name into `out`, all by one LibreOffice; `pages`: only a range, as "2-3"."""
    kind = f'pdf:calc_pdf_Export:{{"PageRange":{{"type":"string","value":"{pages}"}}}}' if pages else "pdf"
    with TemporaryDirectory(prefix="dgmm-office-") as folder:
        subprocess.run(
            [soffice, f"-env:UserInstallation={profile(Path(folder) / 'profile')}", "--headless", "--convert-to", kind,
             "--outdir", str(out), *map(str, files)],
            check=True, capture_output=True, timeout=60 + 30 * len(files),
        )
    lost = [file.name for file in files if not (out / file.name).with_suffix(".pdf").is_file()]
    if lost:
        raise RuntimeError(f"LibreOffice did not print {', '.join(lost)}")


def pictures(pdf: Path, dpi: int) -> None:
    """One `<name>-<page>.png` a page beside the PDF, and all of them small on `<name>-all.png`."""
    base = str(pdf.with_suffix(""))
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), base], check=True)
    with TemporaryDirectory(prefix="dgmm-pages-") as folder:
        subprocess.run(["pdftoppm", "-r", str(_SMALL_DPI), str(pdf), f"{folder}/page"], check=True)
        pages = [_Picture.read(file) for file in sorted(Path(folder).iterdir())]
    pdf.with_name(f"{pdf.stem}-all.png").write_bytes(_together(pages).png())


@dataclass(frozen=True)
class _Picture:
    """Rows of pixels, three bytes each."""

    width: int
    rows: Sequence[bytes]

    @classmethod
    def read(cls, file: Path) -> _Picture:
        """Return a binary PPM, as pdftoppm writes it: `P6 width height 255`, then the pixels."""
        _, size, _, pixels = file.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        return cls(width, [pixels[3 * width * row:3 * width * (row + 1)] for row in range(height)])

    def within(self, width: int, height: int) -> _Picture:
        """Return the picture at the upper left of a grey ground."""
        right = b"\x99" * (3 * (width - self.width))
        return _Picture(width, [*(row + right for row in self.rows), *[b"\x99" * (3 * width)] * (height - len(self.rows))])

    def png(self) -> bytes:
        """Return the picture as a PNG."""
        head = struct.pack(">IIBBBBB", self.width, len(self.rows), 8, 2, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\0" + row for row in self.rows), 9)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
        )


def _together(pages: Sequence[_Picture]) -> _Picture:
    """Return all pages in rows, on one picture."""
    width = max(page.width for page in pages) + _GAP
    lines = [pages[first:first + _COLUMNS] for first in range(0, len(pages), _COLUMNS)]
    rows: list[bytes] = []
    for line in lines:
        height = max(len(page.rows) for page in line) + _GAP
        placed = [page.within(width, height) for page in line]
        placed += [_Picture(0, []).within(width, height)] * (min(_COLUMNS, len(pages)) - len(line))
        rows += (b"".join(parts) for parts in zip(*(page.rows for page in placed), strict=True))
    return _Picture(len(rows[0]) // 3, rows)


# -- the command -----------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, print and picture what is asked for."""
    options = _parser().parse_args(arguments)
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if not soffice or not shutil.which("pdftoppm"):
        print("needs LibreOffice and pdftoppm (Debian: libreoffice-calc-nogui fonts-thai-tlwg poppler-utils)", file=sys.stderr)
        return 2
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    files = list(_forms(cases(options.edition, options.lang, options.state), out))
    print(f"printing {len(files)} forms …", file=sys.stderr)
    printed(soffice, files, out)
    for file in files:
        for old in out.glob(f"{file.stem}-*.png"):
            old.unlink()
        pictures(file.with_suffix(".pdf"), options.dpi)
        print(f"{file.stem}: {len(list(out.glob(f'{file.stem}-*.png'))) - 1} pages", file=sys.stderr)
    return 0


def _forms(chosen: Sequence[Case], out: Path) -> Iterator[Path]:
    for case in chosen:
        file = out / f"{case.name}.xlsx"
        print(f"drawing {file.name} …", file=sys.stderr)
        drawn(case, file)
        yield file


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.support.rendering", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, help="the folder for the pictures")
    parser.add_argument("--edition", choices=EDITIONS)
    parser.add_argument("--lang", choices=LANGS)
    parser.add_argument("--state", choices=STATES)
    parser.add_argument("--dpi", type=int, default=80)
    return parser


if __name__ == "__main__":
    sys.exit(main())
