"""`dist/`: the files that a person can use without Python, made from the sources and compared with them.

Pictures are the exception. They need LibreOffice, so `python -m tests.support.pictures` makes them, and only their presence
is checked here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from dgmm_excel.addin.install import built
from dgmm_excel.errors import OutputError
from dgmm_excel.files import is_litter, write_atomically
from dgmm_excel.form.codebook import as_csv, as_markdown, codebook
from dgmm_excel.form.ddi import as_ddi
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.intake.record import FileRecord
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.edition_schema import FILE
from dgmm_excel.model.guide import guide_files
from dgmm_excel.model.load import load_edition
from dgmm_excel.model.new_edition import schema_bytes
from dgmm_excel.progress import Track, silent, stage
from dgmm_excel.report.round_data import RoundData
from dgmm_excel.resources import checkout, templates
from dgmm_excel.text import LANGS, Lang, Text, page, phrase
from dgmm_excel.xlsx.archive import Archive, UnreadableBook

#: Files of `dist/` that need LibreOffice to be made.
PICTURES = tuple(f"pictures/{name}-{lang}.png" for name in ("form", "consolidated") for lang in LANGS)
#: File names ending so are zip packages.
_PACKAGES = (".xlsx", ".xlam")

#: The files of `dist/`: content by path relative to it, with `/` between folders.
Product = Mapping[str, bytes]


def folder() -> Path:
    """Return the folder `dist/` of the checkout. Raises OutputError where the package was installed from a wheel."""
    top = checkout()
    if top is None:
        raise OutputError(str(phrase("build.no_checkout")))
    return top / "dist"


def product(track: Track = silent) -> Product:
    """Make every file of `dist/` but the pictures. The same sources give the same contents on every machine."""
    editions = tuple(map(load_edition, edition_ids()))
    files = {"README.md": _readme(editions), "dgmm.xlam": stage(track, phrase("build.doing"), built)}
    for edition, lang in track([(edition, lang) for edition in editions for lang in LANGS], phrase("generate.doing")):
        files[form_path(edition, lang)] = template(FormSpec(edition, lang)).stamp()
    for edition in editions:
        files |= _codebooks(edition)
    files |= {f"schemas/{name}.schema.json": _schema(name, of) for name, of in (("score", FileRecord), ("round", RoundData))}
    files[f"schemas/{FILE}"] = schema_bytes()
    files |= {f"guide/{name}": content for name, content in guide_files().items()}
    return dict(sorted(files.items()))


def form_path(edition: Edition, lang: Lang) -> str:
    """Return the path of an edition's blank form in `dist/`."""
    return f"forms/{edition.id}-{lang}.xlsx"


def _codebooks(edition: Edition) -> dict[str, bytes]:
    book = codebook(edition)
    return {
        f"codebooks/{edition.id}.json": (json.dumps(book, ensure_ascii=False, indent=1) + "\n").encode(),
        f"codebooks/{edition.id}.md": as_markdown(book).encode(),
        f"codebooks/{edition.id}.csv": as_csv(book).encode("utf-8-sig"),  # without the mark Excel takes Thai for Latin-1
        f"codebooks/{edition.id}.ddi.xml": as_ddi(edition).encode(),
    }


def _schema(name: str, of: type) -> bytes:
    """Return the JSON Schema of what the program writes from a class."""
    from pydantic import TypeAdapter

    found = TypeAdapter(of).json_schema(mode="serialization")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": str(phrase(f"build.schema_{name}"))}
    return (json.dumps(head | {key: value for key, value in found.items() if key != "title"}, ensure_ascii=False, indent=1)
            + "\n").encode()


def _readme(editions: tuple[Edition, ...]) -> bytes:
    text = (templates() / "dist.md").read_text(encoding="utf-8")
    return page(text, editions=editions, form_path=form_path).encode()


def write(product: Product, folder: Path) -> list[Path]:
    """Write the files that are missing or differ, and return their paths; leave all other files alone."""
    written = []
    for name, content in product.items():
        file = folder / name
        if not file.is_file() or any(_compared(name, content, file.read_bytes())):
            file.parent.mkdir(parents=True, exist_ok=True)
            written.append(write_atomically(file, content))
    return written


def differences(product: Product, folder: Path) -> list[str]:
    """Compare `folder` with `product` and return every difference as one line.

    Packages are compared member by member, uncompressed: content, order, dates. Compressed bytes depend on the zlib build.
    """
    there = _names(folder)
    found = [
        f"{name}: {words}" for name, content in product.items()
        for words in (_compared(name, content, (folder / name).read_bytes()) if name in there else [phrase("build.missing")])
    ]
    found += [f"{name}: {phrase('build.no_picture')}" for name in PICTURES if name not in there]
    found += [f"{name}: {phrase('build.foreign')}" for name in there if name not in product and name not in PICTURES]
    return found


def _names(folder: Path) -> list[str]:
    files = (file for file in folder.rglob("*") if file.is_file() and not is_litter(file.name))
    return sorted(file.relative_to(folder).as_posix() for file in files)


def _compared(name: str, made: bytes, found: bytes) -> Iterator[Text]:
    if made == found:
        return
    if not name.endswith(_PACKAGES):
        yield phrase("build.line", number=_first_line(made, found))
        return
    try:
        members = _members(found)
    except UnreadableBook as error:
        yield phrase("build.unreadable", reason=error)
        return
    yield from _compared_members(_members(made), members)


def _first_line(made: bytes, found: bytes) -> int:
    """Return the number of the first line that differs, counted from 1."""
    pairs = zip_longest(made.split(b"\n"), found.split(b"\n"))
    return next(number for number, (one, other) in enumerate(pairs, start=1) if one != other)


#: Content and date of a package's members, in order.
_Members = Mapping[str, tuple[bytes, tuple[int, ...]]]


def _members(data: bytes) -> _Members:
    archive = Archive(data)
    return {name: (archive.read(name), archive.saved(name)) for name in archive.names}


def _compared_members(made: _Members, found: _Members) -> Iterator[Text]:
    for name, (content, date) in made.items():
        if name not in found:
            yield phrase("build.member_missing", member=name)
            continue
        found_content, found_date = found[name]
        if content != found_content:
            yield phrase("build.member_content", member=name)
        if date != found_date:
            yield phrase("build.member_date", member=name)
    yield from (phrase("build.member_foreign", member=name) for name in found if name not in made)
    if set(made) == set(found) and list(made) != list(found):
        yield phrase("build.order")
