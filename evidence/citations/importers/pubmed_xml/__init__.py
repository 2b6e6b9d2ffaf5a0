"""PubMed XML (`PubmedArticleSet`): what PubMed's "Save", E-utilities and the yearly baseline files give.

    splitting   the file cut into its articles, a part at a time
    mapping     one article's elements to a `CitationRecord`

A file is cut into articles first and each is parsed alone by lxml, without entities, network and DTD. So the memory
is that of one article, an article that is not well-formed is refused alone, and a file that was cut off loses only
its last one. Nothing of the document type is read: a file that declares entities of its own is told, and the
articles that use them are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ...record import Item, ParsedEntry, ParseResult, Problem
from ..base import Text, collected
from .mapping import NoTitle, to_record
from .splitting import Article, Remark, articles_of

_SNIFF = re.compile(
    r"\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--.{0,5000}?-->\s*|<\?[^>]{0,300}\?>\s*)*"
    r"(?:<!DOCTYPE\s+(?P<doctype>[\w:.-]+).{0,20000}?)?"
    r"<(?:[A-Za-z_][\w.-]{0,50}:)?(?P<root>PubmedArticleSet|PubmedBookArticleSet|PubmedArticle|PubmedBookArticle|MedlineCitationSet|MedlineCitation)"
    r"[\s/>]",
    re.DOTALL,
)
_UNDEFINED = re.compile(r"Entity '([^']{1,80})' not defined")


class PubMedXML:
    """The importer for PubMed XML."""

    name = "pubmed_xml"
    label = "PubMed XML"
    extensions: tuple[str, ...] = (".xml",)
    anchored = True

    def sniff(self, head: str) -> bool:
        return _SNIFF.match(head.lstrip("\ufeff")) is not None

    def read(self, text: Text) -> Iterator[Item]:
        found = False
        for article in articles_of(text):
            if isinstance(article, Remark):
                yield Problem(article.line, "", article.reason, refused=False)
                continue
            found = True
            if article.fault:
                yield Problem(article.line, "", article.fault, raw=article.raw)
            else:
                yield from _read(article)
        if not found:
            yield Problem(1, "", "The file holds no PubMed article.", refused=False)

    def parse(self, text: str) -> ParseResult:
        """All of a text at once."""
        return collected(self.read(Text.of(text)))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )


def _read(article: Article) -> Iterator[Item]:
    line, raw = article.line, article.raw
    try:
        element = etree.fromstring(article.document.encode("utf-8", "replace"), _PARSER)
    except etree.XMLSyntaxError as error:
        yield Problem(line, _pmid_of(raw), _refusal(error, line), raw=raw)
        return
    if article.wrapped:
        element = element[0]
    if element.prefix:  # of a namespace: elements are known by their local names
        for one in element.iter(f"{{{element.nsmap[element.prefix]}}}*"):
            one.tag = etree.QName(one).localname
    try:
        pmid, record, remarks = to_record(element)
    except NoTitle as refusal:
        yield Problem(line, _pmid_of(raw), str(refusal), raw=raw)
        return
    yield ParsedEntry(line, pmid, raw, record)
    for remark in remarks:
        yield Problem(line, pmid, remark, refused=False)


_PARSER = _parser()
_PMID = re.compile(r"<(?:[\w.-]{1,50}:)?PMID[^>]{0,100}>\s*(\d{1,9})\s*</")


def _pmid_of(raw: str) -> str:
    match = _PMID.search(raw[:5000])
    return match.group(1) if match else ""


def _refusal(error: etree.XMLSyntaxError, first_line: int) -> str:
    undefined = _UNDEFINED.search(str(error))
    if undefined:
        return (
            f"The article uses the entity “{undefined.group(1)}”, which PubMed XML does not have, so it was not read. "
            "Fetch the record from PubMed again."
        )
    at = first_line + (error.lineno or 1) - 1
    said = re.sub(r", line \d+, column \d+.*", "", str(error.msg or error)).strip().rstrip(".")
    return f"The article is not well-formed XML (line {at}: {said}). Fetch the record from PubMed again."
