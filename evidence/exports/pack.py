"""The reviewer's pack: one query's answer in every format, with what a systematic review has to report about it.

The bytes depend on the state of the shelf, the query and the day alone: whoever asks again on that day gets the same
file, and its citation names the state.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from evidence.exports import citing, codebook
from evidence.exports.counting import Counts
from evidence.exports.formats import FORMATS
from evidence.exports.json_rows import ROW_SCHEMA
from evidence.exports.licence import licence_text
from evidence.exports.packing import file_hash, write_together, write_zip
from evidence.exports.rows import Row, Site
from evidence.exports.schema import row_schema
from evidence.pem import POLICY_VERSION
from evidence.presenters.wording import plain_date

_FILES = {
    "evidence.bib": "one entry a study, for LaTeX and reference managers",
    "evidence.ris": "the same for EndNote, Zotero, Covidence and Rayyan",
    "evidence.csl.json": "the same for citeproc, pandoc and Zotero",
    "evidence.csv": "one line a study; codebook.csv explains every column and value",
    "evidence.jsonl": "one object a study: the whole frozen content; schema.json describes every field",
    "codebook.csv": "every column of evidence.csv and every value it can hold",
    "schema.json": "JSON Schema of a line of evidence.jsonl",
    "query.txt": "what was asked, where, on which day, and the versions that answered",
    "counts.json": "found and left out, for a program",
    "prisma.txt": "found and left out, in words, for a PRISMA flow",
    "CITATION.txt": "how to cite this pack",
    "CITATION.bib": "the same as BibTeX",
    "LICENCE.txt": "terms of reuse",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that a pack answers. `words` is its canonical spelling ("" for the whole shelf); `address` is the
    list that shows the same; `order` says in words how rows are sorted; `state` is a hash of what was on the shelf."""

    words: str
    address: str
    order: str
    state: str
    day: date
    parameters: tuple[tuple[str, str], ...] = ()


def build(
    target: IO[bytes], rows: Iterable[Row], asked: Asked, counts: Counts, site: Site, topics: Mapping[str, str],
    *, demo: bool,
) -> None:  # fmt: skip
    """Write the zip into `target`. Rows pass once, through files in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="pack-") as temporary:
        folder = Path(temporary)
        write_together(rows, {folder / f"evidence.{extension}": one for extension, one in FORMATS.items()})
        for name, text in _texts(asked, counts, site, topics, demo=demo).items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        paths = [folder / name for name in _FILES]
        files = [
            {"name": path.name, "what": _FILES[path.name], "bytes": path.stat().st_size, "sha256": file_hash(path)}
            for path in paths
        ]
        manifest = folder / "manifest.json"
        manifest.write_text(_json({"state_of_the_shelf": asked.state, "demonstration": demo, "files": files}))
        write_zip(target, f"{site_name(site)}-{asked.day.isoformat()}", [manifest, *paths])


def site_name(site: Site) -> str:
    """The site's name for a file: "me-cfs-atlas"."""
    name = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in site.name.lower())
    return "-".join(filter(None, name.split("-"))) or "atlas"


def _texts(asked: Asked, counts: Counts, site: Site, topics: Mapping[str, str], *, demo: bool) -> dict[str, str]:
    cite = citing.pack_citation(site, asked.day, counts.included, asked.address, state=asked.state, demo=demo)
    return {
        "codebook.csv": codebook.as_csv(topics),
        "schema.json": _json(row_schema(site.url)),
        "query.txt": _query(asked, site, demo=demo),
        "counts.json": _json(counts.as_json()),
        "prisma.txt": counts.as_text(),
        "CITATION.txt": citing.as_text(cite) + "\n",
        "CITATION.bib": citing.as_bibtex(f"{site_name(site)}-pack-{asked.day.isoformat()}", cite),
        "LICENCE.txt": licence_text(site),
    }


def _query(asked: Asked, site: Site, *, demo: bool) -> str:
    lines = [
        *(("This is a demonstration: checked by demo accounts. Do not rely on it.",) if demo else ()),
        f"Source:    {site.name}, {site.url}",
        f"Searched:  {asked.day.isoformat()} ({plain_date(asked.day.isoformat())})",
        f"Query:     {asked.words or 'none: every live page'}",
        f"Address:   {asked.address}",
        f"Order:     {asked.order}",
        f"State:     {asked.state}",
        f"Versions:  rows {ROW_SCHEMA}, PEM policy {POLICY_VERSION}",
    ]
    if asked.parameters:
        lines += [
            "",
            "The same as parameters of the address:",
            *(f"  {name} = {value}" for name, value in asked.parameters),
        ]
    lines += ["", "Who asks again on the same day, with the same state, gets the same bytes."]
    return "\n".join(lines) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
