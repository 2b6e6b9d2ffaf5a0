"""Plain lists of DOIs, PubMed and PubMed Central numbers: one a line, or parted by commas, semicolons or tabs.

Such a list says which works are meant and nothing about them. Each identifier becomes a `LookUp`, never a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.tongue import gettext_noop as _

from .. import identifiers
from ..record import Item, LookUp, ParseResult, Problem
from .base import Text, collected, lines_of

_COMMENT = re.compile(r"\s*(?:#|//|%)(?!\d)")
_HEADING = re.compile(r"\W*(?:dois?|pmids?|pmcids?|identifiers?|ids?|pubmed\s+ids?)\W*\Z", re.IGNORECASE)
_LABELLED = re.compile(r"\b(doi|pmid|pmcid)\s*[:=]?\s+(?=\S)", re.IGNORECASE)
_PMCID = re.compile(r"(?:https?://\S+/)?PMC\d+(?:\.\d+)?/?\.?|pmcid\s*[:=#]?\s*(?:PMC)?\d+", re.IGNORECASE)
_LEAST_SHARE = 0.8  # of the words of a list's beginning that are identifiers
_LONGEST_LINE = 100_000


class IdentifierList:
    """The importer for lists of identifiers."""

    name = "identifiers"
    label = _("list of DOIs or PMIDs")
    extensions: tuple[str, ...] = (".txt", ".csv")
    anchored = True

    def sniff(self, head: str) -> bool:
        lines = head.split("\n")
        if len(lines) > 1 and len(head) > 60_000:
            lines.pop()  # it may have been cut
        words = [word for line in lines[:500] if len(line) < 2000 and not _COMMENT.match(line) for word in _words(line)]
        if not words or any(len(line) >= 2000 for line in lines[:500]):
            return False
        known = sum(bool(_identifier(word)) or bool(_HEADING.match(word)) for word in words)
        return known >= _LEAST_SHARE * len(words) and any(_identifier(word) for word in words)

    def read(self, text: Text) -> Iterator[Item]:
        seen: set[tuple[str, str]] = set()
        for line, (written, cut) in enumerate(lines_of(text, longest=_LONGEST_LINE), start=1):
            if cut:
                yield Problem(
                    line,
                    "",
                    "The line is too long for a list of identifiers. Put one on each line.",
                    raw=written[:1000],
                )
                continue
            if _COMMENT.match(written):
                continue
            for word in _words(written):
                if _HEADING.match(word):
                    continue
                found = _identifier(word)
                if not found:
                    reason = (
                        f"“{word[:80]}” is neither a DOI (10.1234/...) nor a PMID (a number) nor a PMCID (PMC and a "
                        "number). Correct it and import again."
                    )
                    yield Problem(line, "", reason, raw=word)
                elif found in seen:
                    yield Problem(
                        line, found[1], "The identifier stands in the list twice; it was read once.", raw=word
                    )
                else:
                    seen.add(found)
                    yield LookUp(line, *found, raw=word)

    def parse(self, text: str) -> ParseResult:
        """All of a text at once."""
        return collected(self.read(Text.of(text)))


def _words(line: str) -> list[str]:
    """The identifiers of a line as they are written; a comma is part of a DOI unless a blank or another one follows."""
    line = _LABELLED.sub(lambda match: f"{match.group(1)}:", line)
    parts = re.split(r"\s+|[;|]|,(?=\s|\"|\Z|10\.|\d{5,8}\b|PMC|pmid|doi|https?:)", line)
    return [word for part in parts if (word := part.strip(" \t\"',[]\ufeff"))]


def _identifier(word: str) -> tuple[str, str] | None:
    """(scheme, canonical identifier) of a word; None when it is none."""
    if "10." in word and (doi := identifiers.canonical_doi(word) or identifiers.find_doi(word)):
        return "doi", doi
    if arxiv := identifiers.canonical_arxiv(word) if "arxiv" in word.lower() else "":
        return "doi", identifiers.arxiv_doi(arxiv)
    if _PMCID.fullmatch(word) and (pmcid := identifiers.canonical_pmcid(word)):
        return "pmcid", pmcid
    if pmid := identifiers.canonical_pmid(word):
        return "pmid", pmid
    return None
