"""The colours that a form's cells have, known without drawing it."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import chain

from dgmm_excel.resources import templates


@cache
def form_colours() -> frozenset[tuple[int, ...]]:
    """Return all colours of the style file, each as red, green and blue, of 255."""
    said = tomllib.loads((templates() / "style.toml").read_text(encoding="utf-8"))["colour"]
    texts = chain.from_iterable([value] if isinstance(value, str) else value for value in said.values())
    return frozenset(tuple(bytes.fromhex(text)) for text in texts)
