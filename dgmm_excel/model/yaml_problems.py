"""What a YAML parser says of a file that it cannot read, in words for people: the line where the mistake is, the phrase for it.

A parser stops where it can go on no more, which may be far below the mistake: at an unclosed bracket, the line is that of the
bracket.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple


class Problem(NamedTuple):
    """A line, the phrase that says what is wrong there, and the words that fill the phrase."""

    line: int
    key: str
    words: dict[str, str]


#: What the parser says (its problem, after its context); the phrase; whether the mistake is where the context begins.
_SAID = (
    (r'found duplicate key "(?P<name>[^"]*)"', "flaw.yaml_doubled", False),
    (r"found character '\\t'", "flaw.yaml_tab", False),
    (r"found character (?P<char>'.+'|\".+\") that cannot start", "flaw.yaml_character", False),
    (r"expected ',' or '\]'", "flaw.yaml_bracket", True),
    (r"expected ',' or '\}'", "flaw.yaml_brace", True),
    (r"scanning a (?:double-)?quoted scalar; found unexpected", "flaw.yaml_quote", True),
    (r"found unknown escape character '(?P<char>.+)'|expected escape sequence", "flaw.yaml_escape", False),
    (r"mapping values are not allowed", "flaw.yaml_colon", False),
    (r"could not find expected ':'", "flaw.yaml_no_colon", True),
    (r"found undefined alias '(?P<name>[^']*)'", "flaw.yaml_alias", False),
    (r"expected <block end>, but found '(?P<char>[\]}])'", "flaw.yaml_closing", False),
    (r"expected <block end>, but found '<scalar>'", "flaw.yaml_after_quote", False),
    (r"expected <block end>", "flaw.yaml_indent", False),
    (r"sequence entries are not allowed|expected the node content, but found '-'", "flaw.yaml_dash", False),
    (r"found unhashable key", "flaw.yaml_key", False),
    (r"found another document", "flaw.yaml_documents", False),
)


def problem_of(error: Any) -> Problem:
    """Return what an error with marks says."""
    at, context = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    what = " ".join(f"{error.context or ''}; {error.problem or ''}".split())
    for said, key, is_context in _SAID:
        found = re.search(said, what)
        if found is not None:
            mark = context if is_context else at
            return Problem(mark.line + 1 if mark else 1, key, {name: text or "" for name, text in found.groupdict().items()})
    return Problem(at.line + 1 if at else 1, "flaw.yaml", {"problem": what.removeprefix("; ").removesuffix("; ")})
