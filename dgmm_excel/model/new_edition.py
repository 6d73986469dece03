"""Write the file of a new edition, ready to be edited: a small one that can be used at once, or a copy of another edition."""

from __future__ import annotations

import json
import re
from pathlib import Path

from dgmm_excel.errors import EditionError, OutputError
from dgmm_excel.files import write_atomically
from dgmm_excel.model.at_hand import edition_ids, file_near, file_of
from dgmm_excel.model.documents import EDITION_ID
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.edition_schema import FILE, edition_schema
from dgmm_excel.model.load import edition_files, load_edition
from dgmm_excel.model.yaml_file import said
from dgmm_excel.text import Lang, phrase, template_page

#: What tells editors where the schema of a file is, on a line of its own.
_MODELINE = f"# yaml-language-server: $schema={FILE}\n"
_ANY_MODELINE = re.compile(r"^# yaml-language-server:.*\n", re.MULTILINE)
#: The line with the id at the left margin; the key `predecessor` with all that is indented below it.
_ID = re.compile(r"^id:.*$", re.MULTILINE)
_PREDECESSOR = re.compile(r"^predecessor:.*\n(?:[ \t]+.*\n)*", re.MULTILINE)


def new_edition(name: str, year: int, lang: Lang, like: str = "") -> tuple[Path, Edition]:
    """Write the file of a new edition of that id, or of that path, with the schema beside it; return the file and the edition.

    `like` is an edition, by id or file, whose copy it becomes, with that as its predecessor. Nothing is replaced. Raise
    EditionError for a name that cannot be an id, for an id at hand and for mistakes in `like`, OutputError where a file of that
    name is there already or cannot be written.
    """
    file = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    own = file.stem
    if EDITION_ID.fullmatch(own) is None:
        raise EditionError(str(phrase("new_edition.refused", name=name)), [said(file.name, "flaw.edition_id", id=own)])
    if own in edition_ids():
        raise EditionError(str(phrase("edition.taken", file=file, id=own)))
    if file.exists():
        raise OutputError(str(phrase("new_edition.exists", file=file)))
    if not file.parent.is_dir():
        raise OutputError(str(phrase("round.no_folder", folder=file.parent)))
    text = _copied(like, own) if like else template_page(f"new-edition.{lang}.yaml", id=own, year=year)
    write_atomically(file, text.encode())
    if like:
        _keep_base(like, file)
    _write_schema(file.with_name(FILE))
    return file, load_edition(file)


def _copied(like: str, own: str) -> str:
    """Return the text of an edition's file with another id, and that edition as its predecessor."""
    old = load_edition(like)
    source = file_of(like) or Path(like)
    text = _PREDECESSOR.sub("", _ANY_MODELINE.sub("", source.read_text(encoding="utf-8-sig")))
    text, times = _ID.subn(f"id: {own}\npredecessor:\n  edition: {old.id}\n  same_ids: true", text)
    if times != 1:
        raise OutputError(str(phrase("new_edition.no_id", file=source)))
    return _MODELINE + text


def _keep_base(like: str, file: Path) -> None:
    """Copy the base of an edition beside the new file, if it would not be found from there."""
    base = load_edition(like).base
    if base is not None and file_near(file, base.id) is None:
        source = edition_files(file_of(like) or Path(like))[1]
        beside = file.with_name(source.name)
        if beside.exists():
            raise OutputError(str(phrase("new_edition.exists", file=beside)))
        write_atomically(beside, source.read_bytes())


def _write_schema(file: Path) -> None:
    """Write the schema, in place of an earlier one of this program; leave any other file of that name alone."""
    schema = edition_schema()
    if file.exists():
        try:
            known = json.loads(file.read_bytes()).get("title")
        except (OSError, ValueError, AttributeError):
            known = None
        if known != schema["title"]:
            return
    write_atomically(file, schema_bytes())


def schema_bytes() -> bytes:
    """Return the schema of a criteria file as it is written."""
    return (json.dumps(edition_schema(), ensure_ascii=False, indent=1) + "\n").encode()
