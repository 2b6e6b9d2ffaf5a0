"""DOI, PubMed numbers and the address of a work, from all the fields in which people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ... import identifiers
from ...preprints import SERVERS
from .reading import Reader

_NOTES = ("note", "annote", "annotation", "howpublished", "addendum", "pubstate", "comment", "notes")
_EPRINT = frozenset(["eprint", "arxivid", "arxiv", "eprinttype", "archiveprefix"])
_ADDRESSES = ("url", "ee", "link", "bdsk-url-1", "biburl", "opturl", "howpublished", "remote-url")
_OTHER_WORK = re.compile(
    r"\b(?:erratum|errata|correct(?:ion|ed)|corrigendum|retract\w*|comment(?:ary)? (?:on|in)|"
    r"repl(?:y|ies) (?:to|by)|response to|see also|cf\.|published (?:as|in)|preprint (?:of|at)|supersede[sd]|"
    r"version of|update (?:of|in)|based on|reanalysis|original|companion|cites|cited|doi of)\b",
    re.IGNORECASE,
)
_ARXIV = re.compile(
    r"(?:arxiv:\s*)?((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)(?:\s*\[.*\])?", re.IGNORECASE
)
_ESCAPED_SIGN = re.compile(r"\\([%#&_~])")
_SPACE_IN_DOI = re.compile(r"10\.\d[\d.]*\s*/\s*\S+\s+(?!\[doi\])\S", re.IGNORECASE)
_HREF = re.compile(r"\\href\s*\{([^{}\s]*)\}")
_PUBMED_ADDRESS = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/0*([1-9]\d{0,7})\b", re.IGNORECASE
)
_PMID_KEY = re.compile(r"(?:pmid|pubmed)[:_-]?0*([1-9]\d{0,7})", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?|ftps?)://\S+\Z", re.IGNORECASE)


@dataclass(slots=True)
class Identifiers:
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    server: str = ""


def find_identifiers(read: Reader) -> Identifiers:
    ids = Identifiers()
    if value := read.verbatim("doi"):
        ids.doi = identifiers.canonical_doi(value) or identifiers.find_doi(value)
        if not ids.doi:
            read.remarks.append(f"“{value[:80]}” is not a DOI; it was left out.")
        elif _SPACE_IN_DOI.search(value[:2000]):
            read.remarks.append(_cut(value, ids.doi))
    if value := read.verbatim("pmid") or read.verbatim("pubmed") or read.verbatim("pubmedid"):
        ids.pmid = identifiers.canonical_pmid(value) or identifiers.find_pmid(value)
        if not ids.pmid and identifiers.find_pmcid(value):
            ids.pmcid = identifiers.find_pmcid(value)
        elif not ids.pmid:
            read.remarks.append(f"“{value[:80]}” is not a PubMed number; it was left out.")
    if value := read.verbatim("pmcid") or read.verbatim("pmc"):
        ids.pmcid = identifiers.canonical_pmcid(value) or identifiers.find_pmcid(value)
        if not ids.pmcid:
            read.remarks.append(f"“{value[:80]}” is not a PubMed Central number; it was left out.")
    _from_eprint(read, ids)
    _from_addresses(read, ids)
    _from_notes(read, ids)
    _from_key(read, ids)
    return ids


def _cut(written: str, doi: str) -> str:
    return f"“{written[:80]}” has a space inside; only {doi} was read as the DOI, please check it."


def _from_eprint(read: Reader, ids: Identifiers) -> None:
    if read.fields.keys().isdisjoint(_EPRINT):
        return
    eprint = read.verbatim("eprint") or read.verbatim("arxivid") or read.verbatim("arxiv")
    kind = re.sub(r"[^a-z]", "", (read.verbatim("eprinttype") or read.verbatim("archiveprefix")).lower())
    if not eprint:
        ids.server = SERVERS.get(kind, "")
        return
    if kind in ("pubmed", "pmid", "medline"):
        ids.pmid = ids.pmid or identifiers.canonical_pmid(eprint)
    elif kind in ("pmc", "pmcid", "pubmedcentral"):
        ids.pmcid = ids.pmcid or identifiers.canonical_pmcid(eprint)
    elif kind == "doi":
        ids.doi = ids.doi or identifiers.canonical_doi(eprint)
    elif kind in SERVERS or not kind:
        arxiv = _ARXIV.fullmatch(eprint)
        if arxiv and kind in ("arxiv", ""):
            ids.server = "arXiv"
            ids.url = f"https://arxiv.org/abs/{arxiv.group(1)}"
        else:
            ids.server = SERVERS.get(kind, "")
        if not kind:
            ids.doi = ids.doi or identifiers.canonical_doi(eprint)


def _from_addresses(read: Reader, ids: Identifiers) -> None:
    """The work's own address; when it is the DOI's or PubMed's own one, the identifier says the same."""
    for name in _ADDRESSES:
        if name not in read.fields:
            continue
        value = read.verbatim(name)
        if name == "howpublished":
            raw = read.fields.get(name, "")
            found = re.search(r"(?<=\\url\{)[^\s{}]+|(?<=\\href\{)[^\s{}]+", re.sub(r"\s+(?=\{)", "", raw))
            found = found or re.search(r"(?:https?://|www\.)[^\s,;{}]+", value)
            value = found.group().rstrip(".)") if found else ""
        if not value:
            continue
        if own_doi := identifiers.canonical_doi(value):
            if not ids.doi and _SPACE_IN_DOI.search(value[:2000]):
                read.remarks.append(_cut(value, own_doi))
            ids.doi = ids.doi or own_doi
            if own_doi != ids.doi:
                read.remarks.append(f"The address {value[:120]} belongs to another DOI than {ids.doi}.")
            continue
        written = value
        value = _ESCAPED_SIGN.sub(r"\1", value.split(" ")[0])
        value = re.sub(r"[\\{}]", lambda match: f"%{ord(match.group()):02X}", value)
        if value.startswith("www."):
            value = f"https://{value}"
        if not _SCHEME.match(value):
            if name == "url":
                read.remarks.append(f"“{written[:80]}” is not a web address; it was left out.")
            continue
        ids.doi = ids.doi or identifiers.find_doi(value)
        own_pmid = identifiers.find_pmid(value)
        ids.pmid = ids.pmid or own_pmid
        if "ncbi.nlm.nih.gov" in value or "europepmc.org" in value:
            ids.pmcid = ids.pmcid or identifiers.find_pmcid(value)
        if name != "biburl" and (not own_pmid or own_pmid != ids.pmid):
            ids.url = value
            break


def _from_notes(read: Reader, ids: Identifiers) -> None:
    """Identifiers that somebody wrote into a note, unless the note speaks of another work or of several."""
    for name in _NOTES if not read.fields.keys().isdisjoint(_NOTES) else ():
        value = read.fields.get(name, "")
        if not value or ("10." not in value and not re.search("PM|PubMed", value, re.IGNORECASE)):
            continue
        addresses = " ".join(_HREF.findall(value))  # what `\href` shows need not say what it points to
        text = f"{read.verbatim(name)} {addresses}"
        if _OTHER_WORK.search(text):
            continue
        for kind, find in (
            ("DOI", identifiers.find_dois),
            ("PMID", identifiers.find_pmids),
            ("PMCID", identifiers.find_pmcids),
        ):
            attribute = kind.lower()
            found = find(text)
            if kind == "PMID":  # databases print numbers of their own as "PMID"; PubMed's are long by now
                in_addresses = frozenset(_PUBMED_ADDRESS.findall(text))
                found = [number for number in found if len(number) >= 7 or number in in_addresses]
            if len(found) == 1 and not getattr(ids, attribute):
                setattr(ids, attribute, found[0])
                read.remarks.append(f"The {kind} {found[0]} was found in the field “{name}”; please check it.")


def _from_key(read: Reader, ids: Identifiers) -> None:
    """The PubMed number of a key like "pmid31379797", which the programs that write such keys got from PubMed."""
    match = _PMID_KEY.fullmatch(read.key)
    if not match:
        return
    if not ids.pmid:
        ids.pmid = match.group(1)
        read.remarks.append(f"The PMID {ids.pmid} was found in the entry's key; please check it.")
    elif ids.pmid != match.group(1):
        read.remarks.append(
            f"The entry's key names the PMID {match.group(1)}, its fields {ids.pmid}; the latter was kept."
        )
