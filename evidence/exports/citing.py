"""How to cite a pack or a release: one citation, as text and as BibTeX. Pure."""

from __future__ import annotations

from datetime import date

from evidence.citations.exporters import EXPORTERS, format_reference
from evidence.citations.record import CitationRecord, Name
from evidence.exports.rows import Site
from evidence.presenters.wording import plain_date


def studies(count: int) -> str:
    return f"{count:,} {'study' if count == 1 else 'studies'}"


def release_citation(site: Site, day: date, count: int, *, demo: bool) -> CitationRecord:
    """The release of that day as a work of its own."""
    kind = "demonstration release" if demo else "release"
    return _data_set(
        site, day, f"{site.name}: {kind} of {plain_date(day.isoformat())}, {studies(count)}",
        f"{site.url}/releases/{day.isoformat()}",
    )  # fmt: skip


def pack_citation(site: Site, day: date, count: int, address: str, *, state: str, demo: bool) -> CitationRecord:
    """The answer to one query on one day. `state` names what was on the shelf (a hash)."""
    kind = "demonstration, reviewer's pack" if demo else "reviewer's pack"
    return _data_set(
        site, day, f"{site.name}: {kind} of {studies(count)}, state {state[:16]}", address, accessed=day.isoformat(),
    )  # fmt: skip


def as_text(record: CitationRecord) -> str:
    return format_reference(record, style="apa")


def as_bibtex(key: str, record: CitationRecord) -> str:
    return EXPORTERS["bibtex"].render([(key, record)])


def _data_set(site: Site, day: date, title: str, address: str, *, accessed: str = "") -> CitationRecord:
    return CitationRecord(
        title=title,
        type="dataset",
        authors=(Name(literal=site.name),),
        publisher=site.name,
        year=day.year,
        month=day.month,
        day=day.day,
        url=address,
        accessed=accessed,
        language="en-GB",
    )
