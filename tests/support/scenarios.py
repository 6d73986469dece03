"""The scenarios of an edition, derived by hand: `criteria/*.scenarios.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

CRITERIA = Path(__file__).parent.parent.parent / "criteria"


@cache
def scenarios(edition_id: str) -> list[dict[str, Any]]:
    """Return an edition's scenarios; read once, since they are many, and by the parser in C where that is installed."""
    return list(YAML(typ="safe").load((CRITERIA / f"{edition_id}.scenarios.yaml").read_text(encoding="utf-8")))
