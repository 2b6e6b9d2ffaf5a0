"""The formats that can be read, in the order in which they are asked whether a text is theirs."""

from __future__ import annotations

from .base import Importer
from .bibtex import BibTeX
from .crossref_json import CrossrefJSON
from .csl_json import CSLJSON
from .identifier_list import IdentifierList
from .nbib import NBIB
from .pubmed_xml import PubMedXML
from .ris import RIS

_KNOWN: tuple[Importer, ...] = (
    PubMedXML(),
    CrossrefJSON(),
    CSLJSON(),
    RIS(),
    NBIB(),
    BibTeX(),
    IdentifierList(),
)

IMPORTERS: dict[str, Importer] = {importer.name: importer for importer in _KNOWN}
"""Name -> importer. Formats with a certain beginning come first; BibTeX may begin with anything."""
