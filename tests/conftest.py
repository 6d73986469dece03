"""What tests share: where LibreOffice is, and that its absence is said aloud."""

from __future__ import annotations

import os
import shutil

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
