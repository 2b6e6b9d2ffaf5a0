"""The five formats of every export: extension -> what it is and how rows become its text. Pure.

One entry a study: the paper. What the atlas says about it stands in the entry's notes (`annote`, `N1`, `note`), a
notice in `note`, `N1` and the keywords, so that a reference manager shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from evidence.citations.exporters import EXPORTERS, Exporter
from evidence.exports import columns, json_rows
from evidence.exports.rows import Row

PIECE = 65_536
"""Characters that go out at a time, about."""


@dataclass(frozen=True, slots=True)
class Format:
    """`extension` stands in the address and in the file's name, without a dot before it; `references` is True where
    rows need their citation, verdict and notices only."""

    extension: str
    label: str
    media_type: str
    stream: Callable[[Iterable[Row]], Iterator[str]]
    references: bool = False


def _citations(exporter: Exporter) -> Format:
    def stream(rows: Iterable[Row]) -> Iterator[str]:
        return exporter.stream_with_remarks((row.key, row.record, row.remarks) for row in rows)

    return Format(exporter.extension.lstrip("."), exporter.label, exporter.media_type, stream, references=True)


FORMATS: dict[str, Format] = {
    one.extension: one
    for one in (
        _citations(EXPORTERS["bibtex"]),
        _citations(EXPORTERS["ris"]),
        _citations(EXPORTERS["csl_json"]),
        Format("csv", "CSV (table)", "text/csv; charset=utf-8", columns.stream),
        Format("jsonl", "JSON Lines", "application/jsonl; charset=utf-8", json_rows.stream),
    )
}


def encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    """The same text as UTF-8, in pieces that are worth sending."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield "".join(waiting).encode()
            waiting.clear()
            size = 0
    if waiting:
        yield "".join(waiting).encode()
