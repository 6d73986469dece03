"""The order of proofs: the longest first, in equal halves, so that both processes of `-n 2` are done at the same time. What is at hand
in one is not in the next.
"""

from __future__ import annotations

from pathlib import Path

import pytest

#: Modules that take most, the longest first; others follow as they come. Of four in turn the first and the last go to one process,
#: so `test_figures` and `test_troubles`, which share a round, to the same; of the others both `test_parity` and `test_mutants`,
#: which share the scores on edges of bands. The halves take about as long, by seconds of CPU. Only the time of the whole depends on it.
_LONGEST = (
    "test_one_meaning", "test_mutations", "test_parity", "test_kill", "test_rendering", "test_damage", "test_mutants",
    "test_against_oracle", "test_figures", "test_hostile", "test_pages", "test_troubles", "test_vba_function", "test_prove",
    "test_country", "test_remedies", "test_vba_buttons", "test_filling", "test_fewest_changes",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Divide the proofs into halves by module, and put each before half of the other tests.

    pytest-xdist gives the first process the first half of all tests and the second the rest; who is done takes from the end of
    what the other has left. So what shares something that is made once a module stays in one process, and the end is short tests.
    """
    proofs = [item for item in items if item.path.parent == Path(__file__).parent]
    others = [item for item in items if item.path.parent != Path(__file__).parent]
    modules = list(dict.fromkeys(item.path.stem for item in proofs))
    modules.sort(key=lambda name: _LONGEST.index(name) if name in _LONGEST else len(_LONGEST))
    own = {name for place, name in enumerate(modules) if place % 4 in (0, 3)}
    first, second = ([item for name in modules for item in proofs if item.path.stem == name and (name in own) is here] for here in (True, False))
    short, half = max(0, len(items) // 2 - len(first)), len(items) // 2
    first, second = first + others[:short], second + others[short:]
    while len(first) < half:
        first.append(second.pop())
    items[:] = [*first[:half], *second, *first[half:]]


@pytest.fixture(autouse=True)
def own_criteria(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget after the test the folders of editions that it puts at hand."""
    monkeypatch.setenv("DGMM_CRITERIA", "")
