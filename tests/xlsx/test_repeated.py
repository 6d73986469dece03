"""Results that are kept for content that comes again."""

from __future__ import annotations

from dgmm_excel.xlsx.repeated import Kept, repeated


def test_the_last_results_are_kept_but_none_of_long_content() -> None:
    asked: list[str] = []

    @repeated(most=2, longest=3)
    def doubled(text: str) -> str:
        asked.append(text)
        return text * 2

    assert [doubled(text) for text in ("a", "b", "a", "c", "b", "long", "long")] == ["aa", "bb", "aa", "cc", "bb", "longlong", "longlong"]
    assert asked == ["a", "b", "c", "b", "long", "long"]


def test_the_first_results_are_kept_while_there_is_room() -> None:
    asked: list[str] = []

    def doubled(text: str) -> str:
        asked.append(text)
        return text * 2

    kept = Kept(doubled, lambda text, result: len(text) + len(result), most=12)
    assert [kept[text] for text in ("aa", "long", "b", "aa", "cc", "long", "b", "d")] == ["aaaa", "longlong", "bb", "aaaa", "cccc", "longlong", "bb", "dd"]
    assert asked == ["aa", "long", "b", "cc", "long", "d"]
    assert list(kept) == ["aa", "b", "d"]
