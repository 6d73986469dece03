"""What tests share: where LibreOffice is, and that its absence is said aloud."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice's command. Without it the test is skipped, or fails where DGMM_REQUIRE_LIBREOFFICE is set (as in CI)."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return found
    if os.environ.get("DGMM_REQUIRE_LIBREOFFICE"):
        pytest.fail("LibreOffice is required here and is missing: install libreoffice-calc-nogui")
    pytest.skip("needs LibreOffice (Debian: libreoffice-calc-nogui python3-uno fonts-thai-tlwg)")


@pytest.fixture(scope="session")
def uno_python(soffice: str) -> str:
    """A Python that can speak to LibreOffice: Debian's own, or the one that comes with LibreOffice."""
    pythons = (shutil.which("python3", path="/usr/bin"), Path(soffice).resolve().with_name("python"), shutil.which("python3"))
    for python in pythons:
        if python and shutil.which(python) and not subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode:
            return str(python)
    if os.environ.get("DGMM_REQUIRE_LIBREOFFICE"):
        pytest.fail("LibreOffice's uno is required here and is missing: install python3-uno")
    pytest.skip("needs LibreOffice's uno (Debian: python3-uno)")
