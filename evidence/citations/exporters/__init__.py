"""Exporters: `CitationRecord`s in, a file's text out. The registry, and formatted references.

EXPORTERS["bibtex"].render([("rodriguez-2023-...", record)])      a whole file
EXPORTERS["ris"].stream(items)                                    the same in pieces, for files of any length
format_reference(record, style="apa", output="html")              one reference as a reader sees it
"""

from __future__ import annotations

from .base import NO_REMARKS, Exporter, KeyedRecord, RemarkedRecord, Remarks
from .bibtex import BibTeX
from .csl_json import CSLJSON
from .formatted import STYLES, Formatted, format_reference
from .ris import RIS

EXPORTERS: dict[str, Exporter] = {
    exporter.name: exporter for exporter in (BibTeX(), RIS(), CSLJSON(), *(Formatted(style) for style in STYLES))
}
"""Name -> exporter: "bibtex", "ris", "csl_json", "apa", "vancouver"."""

__all__ = [
    "EXPORTERS",
    "NO_REMARKS",
    "STYLES",
    "Exporter",
    "KeyedRecord",
    "RemarkedRecord",
    "Remarks",
    "format_reference",
]
