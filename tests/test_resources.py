"""The package's own data are found in a checkout and from inside an installed wheel."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from dgmm_excel import resources

TOP = Path(__file__).resolve().parent.parent


def test_a_checkout_takes_its_own_folders() -> None:
    assert resources.criteria() == TOP / "criteria"
    assert resources.templates() == TOP / "templates"
    assert resources.checkout() == TOP


def test_a_wheel_carries_its_data_inside(tmp_path: Path) -> None:
    included = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    site = tmp_path / "site"
    shutil.copytree(TOP / "dgmm_excel", site / "dgmm_excel", ignore=shutil.ignore_patterns("__pycache__"))
    for folder, inside in included["force-include"].items():
        shutil.copytree(TOP / folder, site / inside)
    program = (
        "from dgmm_excel import load_edition, resources, text\n"
        "print(resources.criteria(), len(load_edition('dga-2566-province').questions), text.phrase('answer.yes').en, resources.checkout())"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": str(site), "PATH": ""}, text=True,
        capture_output=True, check=True,
    ).stdout.strip()
    assert said == f"{site / 'dgmm_excel' / 'data' / 'criteria'} 129 Yes None"
