"""What `dgmm prove` prints: each property with its counts, what speaks against it with a witness, and declared exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from dgmm_excel.proving.proof import Found, Proof
from dgmm_excel.report.proof_data import witness_in_words
from dgmm_excel.screen import line, out, say, styled, table
from dgmm_excel.text import LANGS, Text, phrase

#: An id with a number that rows of a grid count up: `P4.4.1.name`.
_NUMBERED = re.compile(r"(.*\.)(\d+)(\.[A-Za-z]\w*)?")
_MARK = {True: ("✓", "green"), False: ("✗", "bold red")}


def show_proof(proof: Proof) -> None:
    """Print a proof in both languages."""
    made = table(proof.edition.title, "", str(phrase("proof.property")), str(phrase("proof.looked_at")))
    for one in proof.properties.values():
        mark, style = _MARK[one.holds]
        words = Text(f"{one.title.th}: {one.meaning.th}", f"{one.title.en}: {one.meaning.en}")
        line(made, (styled(mark, style), f"{words.th}\n{words.en}", f"{one.count.th}\n{one.count.en}"))
    out().print(made)
    for found in proof.flaws:
        _show_flaw(proof, found)
    for name, one in proof.properties.items():
        for reason, ids in by_reason(one.exceptions).items():
            say(phrase("proof.except", property=phrase(f"proof.{name}"), ids=", ".join(in_short(ids)), reason=reason))
    say(phrase("proof.free", count=proof.free))
    say(phrase("proof.all_hold" if proof.holds else "proof.not_all_hold", id=proof.edition.id, sets=f"{proof.sets:,}"))


def _show_flaw(proof: Proof, found: Found) -> None:
    kind = styled(phrase(f"proof.{found.kind}"), "bold red" if found.kind == "flaw" else "bold yellow")
    out().print(kind, styled(found.where, "bold"), soft_wrap=True)
    for lang in LANGS:
        out().print(styled(f"  {found.id}: {found.words[lang]}", ""), soft_wrap=True)
        if found.witness is not None:
            out().print(styled(f"    {witness_in_words(proof.edition, found.witness, lang)}", ""), soft_wrap=True)


def by_reason(exceptions: Sequence[Found]) -> Mapping[Text, list[str]]:
    """Return the ids of declared exceptions by their reason."""
    found: dict[Text, list[str]] = {}
    for one in exceptions:
        found.setdefault(one.words, []).append(one.id)
    return found


def in_short(ids: Sequence[str]) -> Iterator[str]:
    """Yield ids in their order; those of three rows or more that follow one another once, as `P4.4.1–5.name`."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in ids:
        match = _NUMBERED.fullmatch(one)
        rows.setdefault((match[1], match[3] or "") if match else (one, ""), []).append(match[2] if match else "")
    for (begins, ends), numbers in rows.items():
        if len(numbers) > 2 and list(map(int, numbers)) == list(range(int(numbers[0]), int(numbers[0]) + len(numbers))):
            yield f"{begins}{numbers[0]}–{numbers[-1]}{ends}"
        else:
            yield from (f"{begins}{number}{ends}" for number in numbers)
