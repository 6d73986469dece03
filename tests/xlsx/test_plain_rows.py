"""Rows read one by one: the usual spellings, and all that is left to calamine since it may mean something else."""

from __future__ import annotations

import sys

import pytest

from dgmm_excel.xlsx import grid
from dgmm_excel.xlsx.grid import Grid, Run, Value
from dgmm_excel.xlsx.plain_rows import plain_rows, plain_sheet, plain_texts

pytestmark = pytest.mark.skipif(sys.version_info < (3, 11, 5), reason="`re` misses possessive groups: calamine reads all")
TEXTS = "<sst><si><t>zero</t></si><si><t></t></si><si><t> odd</t></si><si><t>สอง</t></si></sst>".encode()
#: Formats 1 and 5 are dates, 2 is a percentage, 3 is struck out.
STYLES = b"""<fonts><font/><font><strike/></font></fonts><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="9"/><xf fontId="1"/><xf/>
<xf numFmtId="22"/></cellXfs>"""
ROWS = plain_rows(TEXTS, STYLES)


def sheet(*rows: str) -> bytes:
    return f"<sheetData>{''.join(rows)}</sheetData>".encode()


def row(cells: str, number: int = 1) -> str:
    return f'<row r="{number}" spans="1:3" ht="15.5">{cells}</row>'


@pytest.mark.parametrize(("cell", "value"), [
    ('<c r="A1" s="4" t="s"><v>3</v></c>', "สอง"), ('<c r="A1" t="s"><v>1</v></c>', None), ('<c r="A1"><v>-1.50E+1</v></c>', -15.0),
    ('<c r="A1" s="4" t="n"><v>5</v></c>', 5.0), ('<c r="A1" t="b"><v>1</v></c>', True), ('<c r="A1" t="b"><f>A2</f><v>0</v></c>', False),
    ('<c r="A1" t="str"><f>A2</f><v> a &amp; &lt;b&gt; </v></c>', ' a & <b> '), ('<c r="A1" t="str"><f>A2</f><v></v></c>', ""),
    ('<c r="A1" t="str"><f>A2</f><v/></c>', ""), ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> ใช่ </t></is></c>', " ใช่ "),
    ('<c r="A1" t="inlineStr"><is><t>ใช่</t></is></c>', "ใช่"), ('<c r="A1" t="e"><v>#N/A</v></c>', None),
    ('<c r="A1" t="str"><v></v></c>', None), ('<c r="A1" t="str"><v>a&#10;b</v></c>', "a\nb"),
    ('<c r="A1" t="inlineStr"><is><t>&#3651;&#3594;&#3656;&#8211;&#128;</t></is></c>', "ใช่–\x80"), ('<c r="A1" t="inlineStr"><is><t /></is></c>', None),
    ('<c r="A1" t="str" s="4"><f>A2</f><v xml:space="preserve"> a</v></c>', " a"), ('<c r="A1" t="s" s="4"><v>3</v></c>', "สอง"),
    ('<c r="A1" t="s"><f>A2</f><v>0</v></c>', "zero"), ('<c r="A1" t="n" s="4"><v>5</v></c>', 5.0), ('<c r="A1" t="s"><v></v></c>', None),
])
def test_the_usual_spellings_of_a_cell(cell: str, value: Value) -> None:
    read = plain_sheet(sheet(row(cell)), ROWS)
    assert read is not None
    assert read.rows == [[value]]
    assert type(read.rows[0][0]) is type(value)
    assert read.formulas == ({(1, 1)} if "<f>" in cell else set())
    assert read.errors == ({(1, 1): "#N/A"} if 't="e"' in cell else {})
    assert read.uncached == set()


@pytest.mark.parametrize("cell", [
    '<c r="A1" s="4"/>', '<c r="A1" /><c r="C1" s="4" t="n"/>', '<c r="A1" t="str"/>', '<c r="A1"></c>', '<c r="A1"><f>A2</f></c>', '<c r="A1"><f ref="A1:A2" si="0"/><v></v></c>',
    '<c r="A1" t="str"><f>A2</f></c>', '<c r="A1" s="4" t="inlineStr"></c>', '<c r="A1" t="inlineStr"><f>A2</f></c>',
])
def test_cells_without_a_value(cell: str) -> None:
    read = plain_sheet(sheet(row(cell)), ROWS)
    assert read is not None
    assert read.rows == []
    assert read.uncached == ({(1, 1)} if "<f" in cell else set())


@pytest.mark.parametrize("cell", [
    '<c r="A1" s="5"><v>45000</v></c>', '<c r="A1"><v>1e400</v></c>', '<c r="A1"><v>1_0</v></c>', f'<c r="A1"><v>{"1" * 41}</v></c>',
    '<c r="A1"><v> 1</v></c>', '<c r="A1" t="s"><v>4</v></c>', '<c r="A1" t="s"><v>2</v></c>', '<c r="A1" t="s"><v>-1</v></c>',
    '<c r="A1" t="s"><f>A2</f></c>', '<c r="A1" t="s"><v xml:space="preserve">0</v></c>', '<c r="A1" s="4" t="n" s="5"><v>1</v></c>',
    '<c r="A1" t="n" s="5"><v>45000</v></c>', '<c r="A1" t="b"><v>true</v></c>', '<c r="A1" t="d"><v>2023-05-01</v></c>',
    '<c r="A1" t="e"><v>#ODD!</v></c>', '<c r="A1" t="e"><v></v></c>', '<c r="A1" t="s"/>', '<c r="A1" t="inlineStr"><v></v></c>', '<c r="A1" t="inlineStr"><f>A2</f><is><t /></is></c>',
    *(f'<c r="A1" t="str"><v>a&#{number};b</v></c>' for number in (0, 9, 95, 127, 55296, 65534, 1114112)),
    '<c r="A1" t="inlineStr"><is><t>a&#160;</t></is></c>', '<c r="A1" t="str"><v>&#x0E43;</v></c>',
    '<c r="A1" t="str"><v>a_x000D_</v></c>', '<c r="A1" t="str"><v>a\rb</v></c>', '<c r="A1" t="str"><v>&#13;</v></c>',
    '<c r="A1" t="str"><v>a &b;</v></c>', '<c r="A1" t="inlineStr"><is><t> a</t></is></c>', '<c r="A1" t="inlineStr"><is><t>a</is></c>',
    '<c r="A1" t="inlineStr"><is><r><t>a</t></r></is></c>', '<c r="A1"><f t="array" ref="A1:A2">B1</f><v>1</v></c>',
    '<c r="A1" cm="1"><v>1</v></c>', '<c r="A0"><v>1</v></c>', '<c r="A10000"><v>1</v></c>', '<c r="XFD1"><v>1</v></c>', '<c r="A2"></c><c r="B1"></c>',
    '<c r="B1"></c><c r="A1"></c>', '<c r="A1"></c><c r="A1"></c>', '<c><v>1</v></c>', '<x:c r="A1"><v>1</v></x:c>', '<c r="A1"/> ', "text", "<row>",
])
def test_what_is_read_otherwise(cell: str) -> None:
    assert plain_sheet(sheet(row(cell)), ROWS) is None


def test_rows_with_a_text_for_programs_are_known() -> None:
    texts = ["@a", "a@", "", "@"]
    rows = [row(f'<c r="C{at}" t="inlineStr"><is><t>{text}</t></is></c>', at) for at, text in enumerate(texts, start=2)]
    read = plain_sheet(sheet(*rows), ROWS)
    assert read is not None
    assert list(read.tagged) == [2, 5]
    tagged = Grid("a", read.rows, tagged=read.tagged)
    assert tagged.columns_of(frozenset({"@"})) == Grid("a", read.rows).columns_of(frozenset({"@"})) == (3,)


def test_the_columns_of_formulas_are_found_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Grid("a", [[1, 2, 3], [1, 2, 3]], formulas=frozenset({(1, 3), (1, 1), (3, 1)}))
    for most in (3, 2):  # kept by row, and looked for in each
        monkeypatch.setattr(grid, "_MOST_KEPT", most)
        assert [found.formulas_in(row) for row in (1, 2)] == [{1, 3}, set()]


def test_text_that_is_no_utf_8_is_read_otherwise() -> None:
    assert plain_sheet(sheet(row('<c r="A1" t="str"><v>a</v></c>')).replace(b"<v>a", b"<v>\xff"), ROWS) is None


def test_rows_are_placed_by_their_number_and_as_long_as_the_longest() -> None:
    read = plain_sheet(
        sheet('<row r="1"/>', '<row r="2" hidden="1" />', row('<c r="B3"><v>1</v></c>', 3), row("", 4), row('<c r="A6"><v>2</v></c>', 6), '<row r="7"/>'),
        ROWS)
    assert read is not None
    assert read.rows == [[None, None], [None, None], [None, 1.0], [None, None], [None, None], [2.0, None]]


@pytest.mark.parametrize("rows", [
    (row('<c r="A2"></c>', 2), row('<c r="A1"></c>')), (row('<c r="A1"></c>'), row('<c r="A1"></c>')), ('<row r="1"><c r="A1"/>',), ('<c r="A1"/>', row("")),
    ("</row>",), (row("").replace("<row ", "<x:row "),),
])
def test_rows_out_of_order_or_open_are_read_otherwise(rows: tuple[str, ...]) -> None:
    assert plain_sheet(sheet(*rows), ROWS) is None


def texts(text: str) -> bytes:
    return f"<sst><si><t>{text}</t></si></sst>".encode()


def test_a_row_that_was_read_before_shows_the_texts_of_its_own_file() -> None:
    cells = sheet(row('<c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><f>A1</f><v>x</v></c>'))
    found = [plain_sheet(cells, plain_rows(texts(text), STYLES)) for text in ("a", "b", "a")]
    assert [one.rows for one in found if one is not None] == [[["a", "x"]], [["b", "x"]], [["a", "x"]]]


def test_a_row_that_was_read_before_has_the_formats_of_its_own_file() -> None:
    cells = sheet(row('<c r="A1" s="1"><v>5</v></c>'))
    assert plain_sheet(cells, plain_rows(TEXTS, STYLES)) is None
    assert plain_sheet(cells, plain_rows(TEXTS, STYLES.replace(b"14", b"0"))) is not None


def test_what_a_row_says_besides_its_values() -> None:
    cells = sheet(
        '<row r="1" hidden="1"/>', row('<c r="A2" s="3"><v>1</v></c><c r="B2" s="2"><v>0.5</v></c><c r="C2" s="3"/>', 2).replace(' ht', ' hidden="true" ht'),
        row('<c r="A3" s="3" t="s"><v>3</v></c><c r="B3" s="2"/>', 3), '<row hidden="1" r="4"/>')
    for _ in range(2):  # the second time as they are known
        read = plain_sheet(cells, ROWS)
        assert read is not None
        assert read.hidden == {1, 2, 4}
        assert set(read.percents) == {(2, 2), (3, 2)}
        assert read.looks == dict.fromkeys([(2, 1), (3, 1)], (Run(None, frozenset({"struck"})),))


def test_shared_texts_in_the_usual_spelling() -> None:
    items = ("<t>a &amp; b</t>", '<t xml:space="preserve"> c</t>', '<r><rPr><b/><sz val="11"/></rPr><t>d</t></r><r><t xml:space="preserve"> e</t></r>',
             "<t> f</t>", "<t>g</t><rPh><t>h</t></rPh>", "<t>a&#10;</t>", "<t/>", "<r><t>i</t></r><t>j</t>")
    xml = "<sst>" + "".join(f"<si>{item}</si>" for item in items) + "<x:si><x:t>k</x:t></x:si></sst>"
    assert plain_texts(xml.encode()) == ["a & b", " c", "d e", *[None] * 6]
