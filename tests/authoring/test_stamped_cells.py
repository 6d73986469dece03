"""A part with cells that differ: each value is spelled in its place, as a shared text where there is one."""

from __future__ import annotations

from dgmm_excel.authoring.stamped_cells import StampedCells, token_of

SHARED = b"<sst><si><t>Yes</t></si><si><r><t>No</t></r></si><si><t>a &amp; b</t></si></sst>"


def part(*cells: str) -> bytes:
    return f"<row>{''.join(cells)}</row>".encode()


def cell(reference: str, text: str, style: str = ' s="3"') -> str:
    return f'<c r="{reference}"{style} t="inlineStr"><is><t>{text}</t></is></c>'


def test_values_stand_where_their_tokens_were() -> None:
    made = StampedCells(part(cell("B1", "kept"), cell("C1", token_of("@P1.1")), cell("C2", token_of("P1.1.01"), "")), SHARED)
    assert made.keys == ("@P1.1", "P1.1.01")
    assert made.filled([made.spelled(3), made.spelled("Yes")]) == part(
        cell("B1", "kept"), '<c r="C1" s="3"><v>3</v></c>', '<c r="C2" t="s"><v>0</v></c>')


def test_a_text_that_is_not_shared_as_it_is_stands_in_its_cell() -> None:
    made = StampedCells(part(cell("C1", token_of("x"))), SHARED)
    assert made.filled([made.spelled("a & b")]) == part('<c r="C1" s="3" t="s"><v>2</v></c>')
    assert made.filled([made.spelled("No")]) == part('<c r="C1" s="3" t="inlineStr"><is><t>No</t></is></c>')
    assert made.filled([made.spelled("<1>")]) == part('<c r="C1" s="3" t="inlineStr"><is><t>&lt;1&gt;</t></is></c>')


def test_a_value_may_look_like_a_token() -> None:
    made = StampedCells(part(cell("C1", token_of("x")), cell("C2", token_of("y"))), SHARED)
    assert token_of("y").encode() in made.filled([made.spelled(token_of("y")), made.spelled(1)])
