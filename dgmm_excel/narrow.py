"""Tables of texts on narrow terminals: rows as blocks of lines, so that no column shrinks to a few letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

#: The width in characters from which on a table of texts can be read.
ENOUGH = 110


def put(console: Console, made: Table) -> None:
    """Print a table; on a narrow console each row as a block: its short cells on one line, each long one on its own."""
    if console.width >= ENOUGH:
        console.print(made)
        return
    console.print(made.title or "", style="bold", markup=False, soft_wrap=True)
    for row in zip(*(column.cells for column in made.columns), strict=True):
        for line in _block([cell for cell in row if str(cell)]):
            console.print(line, soft_wrap=True)
        console.print()


def _block(cells: list[Text]) -> list[Text]:
    """Return the lines of a row: its cells up to the first of several lines joined, then each further one indented."""
    from rich.text import Text

    first = next((place for place, cell in enumerate(cells) if "\n" in cell.plain), len(cells))
    head = Text("  ").join(cells[:first] or cells[:1])
    return [head, *(Text("  ") + part for cell in cells[first or 1:] for part in cell.split("\n"))]
