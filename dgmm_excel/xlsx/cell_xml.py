"""The XML of one cell: how a value, with or without a formula, is spelled in a sheet's part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dgmm_excel.xlsx.markup import cell_text

#: What a cell has around the XML of its text (`<t>`), behind its style, where the text stands in its place.
IN_PLACE = ' t="inlineStr"><is>', "</is>"


def cell_xml(
    reference: str, value: str | bool | float | None, style: int = 0, formula: str = "", *, keep_spaces: bool = True
) -> str:
    """Return a cell as our own files spell it.

    `style` is a number of the style table (0: the default). `formula` is text without a leading `=`, escaped for XML;
    `value` is then its cached value. `keep_spaces` is as `cell_content` takes it.
    """
    return f'<c r="{reference}"{after_reference(value, style, formula, keep_spaces=keep_spaces)}'


def after_reference(
    value: str | bool | float | None, style: int = 0, formula: str = "", *, keep_spaces: bool = True
) -> str:
    """Return what follows the reference in `cell_xml`; cells of equal content have it in common."""
    kind, content = cell_content(value, has_formula=bool(formula), keep_spaces=keep_spaces)
    attributes = (f' s="{style}"' if style else "") + (f' t="{kind}"' if kind else "")
    inside = (f"<f>{formula}</f>" if formula else "") + content
    return f"{attributes}>{inside}</c>" if inside else f"{attributes}/>"


def shared_text(place: int) -> str:
    """Return what a cell has behind its style, up to its end tag, if its text stands at that place among the shared ones."""
    return f' t="s"><v>{place}</v>'


def cell_content(
    value: Any, *, has_formula: bool, prefix: str = "", keep_spaces: bool = True, number: Callable[[Any], str] = repr
) -> tuple[str, str]:
    """Return the type of a cell with that value (empty: a number, or nothing) and the XML of the value.

    None, and an empty text without a formula, clear the cell. `prefix` is what the part's tags begin with, colon included.
    `keep_spaces` marks a text to keep its outer spaces. `number` spells whatever is no text and no truth value.
    """
    if value is None or (value == "" and not has_formula):
        return "", ""
    if isinstance(value, str) and has_formula:
        return "str", f"<{prefix}v>{cell_text(value)}</{prefix}v>"
    if isinstance(value, str):
        space = ' xml:space="preserve"' if keep_spaces else ""
        return "inlineStr", f"<{prefix}is><{prefix}t{space}>{cell_text(value)}</{prefix}t></{prefix}is>"
    if isinstance(value, bool):
        return "b", f"<{prefix}v>{int(value)}</{prefix}v>"
    return "", f"<{prefix}v>{number(value)}</{prefix}v>"
