"""The VBA project of the add-in, built from its sources by ms-ovba (a tool of developers alone).

    python -m dgmm_excel.addin.vba        build templates/addin/vbaProject.bin anew

What is built stands beside its sources, so that the add-in is made without ms-ovba; a test builds it again and compares.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from dgmm_excel.addin.ovba import compressed
from dgmm_excel.resources import templates

#: What is built, beside its sources.
BUILT = "vbaProject.bin"
_ID = "{5D0C2E6B-31A4-4B55-9E0D-7C1D66A2F566}"
_STDOLE, _OFFICE = "0002043000000000C000000000000046", "2DF8D04C5BFA101BBDE500AA0044DE52"


def sources(folder: Path | None = None) -> dict[str, str]:
    """Module name -> its source, the documents' modules first."""
    files = sorted((folder or templates() / "addin").glob("*.[bc][al]s"), key=lambda file: (file.suffix != ".cls", file.name))
    return {file.stem: file.read_text("ascii") for file in files}


def built() -> bytes:
    """The project as it stands beside its sources."""
    return (templates() / "addin" / BUILT).read_bytes()


def project(modules: dict[str, str]) -> bytes:
    """The bytes of a project of these modules; the same sources give the same bytes.

    ms-ovba writes files into the current folder and draws random salts, so it runs in a process of its own.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        for module, text in modules.items():
            (folder / f"{module}.new").write_bytes(text.replace("\n", "\r\n").encode("ascii"))
        subprocess.run([sys.executable, "-m", __spec__.name, *modules], cwd=folder, check=True)
        return (folder / BUILT).read_bytes()


def _write(names: list[str]) -> None:
    """Build in the current folder from `<module>.new`."""
    from ms_ovba.Models.Entities.doc_module import DocModule
    from ms_ovba.Models.Entities.reference import Reference
    from ms_ovba.Models.Entities.reference_registered import ReferenceRegistered
    from ms_ovba.Models.Entities.std_module import StdModule
    from ms_ovba.Models.Fields.libid_reference import LibidReference
    from ms_ovba.vbaProject import VbaProject
    from ms_ovba.Views.project_ole_file import ProjectOleFile
    from ms_ovba_compression.ms_ovba import MsOvba

    random.seed(0)
    MsOvba.compress = lambda self, data: compressed(data)  # type: ignore[method-assign]
    made = VbaProject()
    made.project_id = _ID
    for name in names:
        module = DocModule(name) if name in ("ThisWorkbook", "Sheet1") else StdModule(name)
        module.add_file(name)
        made.add_module(module)
    for guid, file, title, short in (
        (_STDOLE, r"C:\Windows\System32\stdole2.tlb", "OLE Automation", "stdole"),
        (_OFFICE, r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL", "Microsoft Office 16.0 Object Library",
         "Office"),
    ):
        library = LibidReference(UUID(guid), "2.0", "0", file, title)
        made.add_reference(Reference(ReferenceRegistered(library), short))
    ProjectOleFile.write_file(made)


if __name__ == "__main__":
    if sys.argv[1:]:
        _write(sys.argv[1:])
    else:
        (templates() / "addin" / BUILT).write_bytes(project(sources()))
