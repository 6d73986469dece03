"""Reading one file leaves nothing of it behind: the next file, in the same process, has all the memory for itself."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest

from dgmm_excel.returns.worker import read
from tests.support.hostile import CASES, good

#: A file that is read as it is spelled, one with a sheet that is rewritten, and such as stop at every stage of reading.
FILES: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "good": (good, {""}),
    **{name: (CASES[name][0], {CASES[name][1]}) for name in (
        "a shared text that is not there.xlsx", "a billion laughs in the sheet.xlsx", "a billion laughs in the texts.xlsx",
        "a billion laughs in the workbook.xlsx", "a sheet that is elsewhere.xlsx", "two members of one name.xlsx", "cut off 10.xlsx",
        "a letter.xlsx")},
}


@pytest.fixture(scope="module")
def uncollected() -> Iterator[None]:
    """Python's collector of circles does not run by itself, and leaves what other tests have at hand alone, which takes long."""
    gc.disable()
    gc.freeze()
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("name", FILES)
def test_nothing_of_a_file_waits_for_the_garbage_collector(name: str) -> None:
    make, expected = FILES[name]
    content = make()
    read(content, ".xlsx")  # what is kept for the next file is now at hand
    gc.collect()
    codes = {fault.code for fault in read(content, ".xlsx").faults if fault.severity == "error"}
    assert gc.collect() == 0
    assert codes == expected - {""}
