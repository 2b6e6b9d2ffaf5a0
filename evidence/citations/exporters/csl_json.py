"""CSL-JSON 1.0.2: what Zotero, pandoc, citation-js and every citeproc read.

A preprint's server stands in `publisher`, as Zotero writes it and as CSL's styles expect it. A particle is
written as `non-dropping-particle`, a body as `literal`. CSL has no word for a list of authors
that its source cut short; `custom.authors-complete: false` says it to whoever wants to know.
"""

from __future__ import annotations

import json
from typing import Any

from ..plain_text import plain_text
from ..record import CitationRecord, Name
from .base import NO_REMARKS, Exporter, Remarks

_TEXTS = (
    ("title", "title"),
    ("original-title", "original_title"),
    ("container-title", "container_title"),
    ("container-title-short", "container_short"),
    ("publisher", "publisher"),
    ("publisher-place", "place"),
    ("edition", "edition"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("page", "pages"),
    ("number", "number"),
    ("version", "version"),
    ("DOI", "doi"),
    ("PMID", "pmid"),
    ("PMCID", "pmcid"),
    ("ISBN", "isbn"),
    ("ISSN", "issn"),
    ("language", "language"),
    ("abstract", "abstract"),
)


class CSLJSON(Exporter):
    """A JSON array of CSL items."""

    name = "csl_json"
    label = "CSL-JSON"
    extension = ".csl.json"
    media_type = "application/vnd.citationstyles.csl+json"
    opening = "["
    separator = ","
    closing = "\n]\n"

    def entry(self, key: str, record: CitationRecord, remarks: Remarks = NO_REMARKS) -> str:
        item = json.dumps(csl_item(key, record, remarks), ensure_ascii=False, indent=2)
        return "\n  " + item.replace("\n", "\n  ")


def csl_item(key: str, record: CitationRecord, remarks: Remarks = NO_REMARKS) -> dict[str, Any]:
    """One record as a CSL item, plain JSON types only.

    `note` holds the remarks, `keyword` the keywords, `status` a retraction.
    """
    item: dict[str, Any] = {"id": plain_text(key), "type": record.type}
    for csl_name, attribute in _TEXTS:
        if text := plain_text(getattr(record, attribute)):
            item[csl_name] = text
    if record.type == "article" and "publisher" not in item and "container-title" in item:
        item["publisher"] = item.pop("container-title")
    if address := plain_text(record.doi_url or record.url):
        item["URL"] = address
    if genre := record.says_its_kind:
        item["genre"] = genre.capitalize()
    if record.authors:
        item["author"] = [csl_name_of(name) for name in record.authors]
    if record.editors:
        item["editor"] = [csl_name_of(name) for name in record.editors]
    if record.date_parts:
        item["issued"] = {"date-parts": [list(record.date_parts)]}
    if record.accessed:
        item["accessed"] = {"date-parts": [[int(part) for part in record.accessed.split("-")]]}
    if not record.authors_complete:
        item["custom"] = {"authors-complete": False}
    if note := plain_text(" · ".join(filter(None, (remarks.warning, *remarks.notes)))):
        item["note"] = note
    if remarks.keywords:
        item["keyword"] = plain_text(", ".join(remarks.keywords))
    if remarks.status:
        item["status"] = plain_text(remarks.status)
    return item


def csl_name_of(name: Name) -> dict[str, str]:
    """A name as CSL writes it; empty parts are left out."""
    parts = {
        "literal": name.literal,
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: text for part, value in parts.items() if (text := plain_text(value))}
