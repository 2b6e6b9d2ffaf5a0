"""Which kind of work an entry is: by its type, by what its `type` field says, by where it was published."""

from __future__ import annotations

import re

from ...preprints import is_preprint_doi, server_name
from ...record import PUBLICATION_TYPES
from .identifying import Identifiers
from .reading import Reader

TYPES: dict[str, str] = {
    "article": "article-journal",
    "suppperiodical": "article-journal",
    "review": "article-journal",
    "book": "book",
    "mvbook": "book",
    "booklet": "book",
    "collection": "book",
    "mvcollection": "book",
    "proceedings": "book",
    "mvproceedings": "book",
    "reference": "book",
    "mvreference": "book",
    "manual": "book",
    "periodical": "book",
    "ebook": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "bookinbook": "chapter",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "inreference": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "presentation": "paper-conference",
    "report": "report",
    "techreport": "report",
    "standard": "report",
    "thesis": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "bathesis": "thesis",
    "candthesis": "thesis",
    "dataset": "dataset",
    "data": "dataset",
    "software": "software",
    "softwareversion": "software",
    "softwaremodule": "software",
    "codefragment": "software",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "webpage": "webpage",
    "misc": "document",
    "unpublished": "document",
    "patent": "document",
    "artwork": "document",
    "audio": "document",
    "bibnote": "document",
    "commentary": "document",
    "image": "document",
    "jurisdiction": "document",
    "legal": "document",
    "legislation": "document",
    "letter": "document",
    "movie": "document",
    "music": "document",
    "performance": "document",
    "video": "document",
    "customa": "document",
    "customb": "document",
    "customc": "document",
    "customd": "document",
    "custome": "document",
    "customf": "document",
    # types of Mendeley, Zotero and EndNote that are in no manual
    "web_page": "webpage",
    "website": "webpage",
    "generic": "document",
    "book_section": "chapter",
    "booksection": "chapter",
    "encyclopedia_article": "chapter",
    "journal_article": "article-journal",
    "newspaper_article": "article-journal",
    "newspaper": "article-journal",
    "magazine_article": "article-journal",
    "magazine": "article-journal",
    "conference_proceedings": "paper-conference",
    "computer_program": "software",
    "hardware": "document",
    "film": "document",
    "television_broadcast": "document",
    "statute": "document",
    "bill": "document",
    "case": "document",
    "hearing": "document",
    "legmaterial": "document",
    "legadminmaterial": "document",
    "constitution": "document",
    "nameonly": "document",
    "working_paper": "report",
    "preprint": "article",
    "etd": "thesis",
}
"""Entry type of BibTeX or biblatex -> type of the record. Any other type is told and read as it can be."""

_SAID: dict[str, str] = {
    **{words: record_type for record_type, words in PUBLICATION_TYPES.items()},
    "data set": "dataset",
    "data": "dataset",
    "computer software": "software",
    "computer program": "software",
    "webpage": "webpage",
    "website": "webpage",
}
"""What the `type` field of a @misc says -> type of the record."""


def record_type(read: Reader, ids: Identifiers) -> str:
    """The type of the record; an entry type that nobody knows is told in `read.remarks`."""
    known = TYPES.get(read.type)
    if known is None:
        known = "article-journal" if read.fields.get("journal") or read.fields.get("journaltitle") else "document"
        read.remarks.append(f"The entry type @{read.type} is not known; it was read as: {PUBLICATION_TYPES[known]}.")
    said = _SAID.get(read.text("type").lower(), "")
    if read.type in ("misc", "unpublished", "online", "electronic", "www") and said:
        return said
    if known in ("article-journal", "document", "webpage", "report"):
        journal = read.text("journaltitle", "journal", "fjournal")
        if server_name(journal):
            return "article"
        if not journal:
            named = read.text("howpublished", "publisher", "institution", "organization")
            if server_name(named) or is_preprint_doi(ids.doi) or (ids.server and known != "report"):
                return "article"
    if known == "document" and read.type in ("misc", "unpublished"):
        published = read.verbatim("howpublished")
        if re.match(r"(?:https?://|www\.)\S+$", published) or (ids.url and read.fields.get("urldate")):
            return "webpage"
    return known
