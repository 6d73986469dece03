"""`datapackage.json`: what the files of `data/` hold, as a Frictionless Data Package (version 1) says it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dgmm_excel.files import Placed
from dgmm_excel.report.data_tables import TableName, about, about_package, schema
from dgmm_excel.report.outcome import RoundResult

#: Midnight in Thailand: a day is written as the point of time that the format asks for.
_MIDNIGHT = "T00:00:00+07:00"
#: What the name of a package may not have.
_UNNAMABLE = re.compile(r"[^-a-z0-9._]")


@dataclass(frozen=True)
class Licence:
    """The licence of published data: an identifier such as `CC-BY-4.0` or a web address, or both; and words for it."""

    name: str = ""
    path: str = ""
    title: str = ""


def data_package(
    result: RoundResult, round_id: str, tables: Mapping[TableName, Placed], figures: Placed, licence: Licence | None
) -> bytes:
    """Return the descriptor of the tables that were written; the same result gives the same bytes.

    `figures` are the round's figures, which are no table and so no resource.
    """
    document = {
        "profile": "tabular-data-package",
        "name": "dgmm-" + _UNNAMABLE.sub("-", round_id.lower()),
        "title": result.title,
        "description": str(about_package(result.verified)),
        "created": f"{result.on.isoformat()}{_MIDNIGHT}",
        **({} if licence is None else {"licenses": [_licence(licence)]}),
        "sources": _sources(result),
        **({"dgmm:inputs": f"sha256:{result.inputs}"} if result.inputs else {}),
        "dgmm:figures": _file(figures),
        "resources": [_resource(table, placed, result) for table, placed in tables.items()],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _licence(licence: Licence) -> dict[str, str]:
    return {key: text for key, text in (("name", licence.name), ("path", licence.path), ("title", licence.title)) if text}


def _sources(result: RoundResult) -> list[dict[str, str]]:
    """Return the sources of the editions, each once."""
    return [{"title": title} for title in dict.fromkeys(str(edition.source) for edition in result.editions)]


def _resource(table: TableName, placed: Placed, result: RoundResult) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table,
        **_file(placed),
        "title": str(about(table).about),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema(table, result.editions, result.verified),
    }


def _file(placed: Placed) -> dict[str, str | int]:
    return {"path": placed.path.name, "bytes": placed.size, "hash": f"sha256:{placed.sha256}"}
