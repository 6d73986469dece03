"""The pictures of `dist/pictures/` that the READMEs show: a page of a form, and the summary of a consolidated workbook.

    uv run python -m tests.support.pictures

LibreOffice prints them, so they depend on its version and on the fonts; they are made once and tracked. The workbook is that
of `dgmm demo`, which takes a minute or two for each language. Make them again when a form or the summary looks different.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageChops

from dgmm_excel.distribution import folder
from dgmm_excel.round.demo import demonstrate
from dgmm_excel.text import LANGS, Lang
from tests.support.forms import EDITIONS
from tests.support.rendering import Case, drawn, printed

#: Page of the first pillar's sheet in a form half filled in, and of the summary in the consolidated workbook.
_FORM_PAGE, _SUMMARY_PAGE = 2, 1
_DPI = 110
#: White left around what is printed, in pixels; colours of a picture.
_MARGIN, _COLOURS = 16, 128
_DAY = datetime(2026, 11, 28, 9)


def form_picture(soffice: str, lang: Lang, out: Path) -> None:
    """Draw a form that is half filled in, and picture the first page of its first pillar."""
    with TemporaryDirectory(prefix="dgmm-pictures-") as work:
        file = Path(work) / "form.xlsx"
        drawn(Case(EDITIONS[0], lang, "half"), file)
        _picture(soffice, file, _FORM_PAGE, out)


def consolidated_picture(soffice: str, lang: Lang, out: Path) -> None:
    """Make the demonstration, and picture the summary of its consolidated workbook."""
    with TemporaryDirectory(prefix="dgmm-pictures-") as work:
        demonstrate(Path(work) / "demo", _DAY, lang=lang)
        _picture(soffice, Path(work) / "demo" / "consolidated.xlsx", _SUMMARY_PAGE, out)


def _picture(soffice: str, workbook: Path, page: int, out: Path) -> None:
    """Write one page of a workbook as a PNG, cut to what is printed on it (the footer left out)."""
    with TemporaryDirectory(prefix="dgmm-pictures-") as work:
        printed(soffice, [workbook], Path(work), pages=f"{page}-{page}")
        pdf = Path(work) / f"{workbook.stem}.pdf"
        subprocess.run(["pdftoppm", "-r", str(_DPI), "-png", "-singlefile", str(pdf), str(pdf.with_suffix(""))], check=True)
        with Image.open(pdf.with_suffix(".png")) as image:
            whole = image.convert("RGB")
    out.parent.mkdir(parents=True, exist_ok=True)
    _cut(whole).quantize(_COLOURS).save(out, optimize=True)


def _cut(image: Image.Image) -> Image.Image:
    above = image.crop((0, 0, image.width, image.height * 94 // 100))
    box = ImageChops.difference(above, Image.new("RGB", above.size, "white")).getbbox()
    assert box, "the page is blank"
    left, top, right, bottom = box
    return image.crop((max(left - _MARGIN, 0), max(top - _MARGIN, 0), right + _MARGIN, bottom + _MARGIN))


def main() -> int:
    """Make all pictures."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if not soffice or not shutil.which("pdftoppm"):
        print("needs LibreOffice and pdftoppm (Debian: libreoffice-calc-nogui fonts-thai-tlwg poppler-utils)", file=sys.stderr)
        return 2
    for lang in LANGS:
        form_picture(soffice, lang, folder() / "pictures" / f"form-{lang}.png")
        consolidated_picture(soffice, lang, folder() / "pictures" / f"consolidated-{lang}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
