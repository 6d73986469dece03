"""The VBA project of the add-in, built from its sources by pyOpenVBA, a tool of developers alone.

    python -m dgmm_excel.addin.vba        build templates/addin/vbaProject.bin

pyOpenVBA starts from a project that Excel wrote (Microsoft 365, build 30228), so that the project's properties, references,
workspace and list of modules are Excel's own. The result is kept beside its sources: making the add-in needs no pyOpenVBA. A
test builds the project again and compares.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from dgmm_excel.resources import templates

#: The built project, beside its sources.
BUILT = "vbaProject.bin"
#: The modules of the workbook and its sheet, in Excel's order. Excel's project has them already; the others are added.
DOCUMENTS = ("ThisWorkbook", "Sheet1")
#: The `_VBA_PROJECT` stream of a project without a compiled cache (MS-OVBA 2.3.4.1): version 0xFFFF, so that every Excel
#: compiles the sources. pyOpenVBA keeps Excel's version over an emptied cache, which an Excel of that version might read.
UNCOMPILED = bytes.fromhex("cc61 ffff 00 0000")
#: The cookie of the project and of its modules, which says nothing (MS-OVBA 2.3.4.2.3: 0xFFFF wherever one is written).
COOKIE = 0xFFFF


def sources(folder: Path | None = None) -> dict[str, str]:
    """Return the source of each module by name: the documents' modules, then the others by name."""
    files = {file.stem: file for file in (folder or templates() / "addin").glob("*.[bc][al]s")}
    names = [*DOCUMENTS, *sorted(files.keys() - set(DOCUMENTS))]
    return {name: files[name].read_text("ascii") for name in names}


def ready_project() -> bytes:
    """Return the project that is kept beside its sources."""
    return (templates() / "addin" / BUILT).read_bytes()


def project(modules: dict[str, str]) -> bytes:
    """Return the bytes of a project of these modules, in their order; the same sources give the same bytes."""
    from pyopenvba import ExcelFile
    from pyopenvba.cfb import CFB

    with TemporaryDirectory() as folder:
        file = Path(folder, "project.xlam")
        with ExcelFile.create_new(file) as book:
            made = book.vba_project()
            for name in set(made.module_names()) - set(DOCUMENTS):
                made.delete_module(name)
            for name, text in modules.items():
                source = text.replace("\n", "\r\n")
                if name in DOCUMENTS:
                    book.set_module(name, source)
                else:
                    made.add_module(name, source)
            made.project_cookie = COOKIE
            for module in made.modules:
                module.cookie = COOKIE
            book.save()
        with ExcelFile(file) as book:
            result = CFB.from_bytes(book.vba_project_bytes())
    result.write_stream_in_storage("VBA", "_VBA_PROJECT", UNCOMPILED)
    return bytes(result.to_bytes())


if __name__ == "__main__":
    (templates() / "addin" / BUILT).write_bytes(project(sources()))
