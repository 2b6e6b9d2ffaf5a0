"""Identifiers of papers, each in one canonical spelling; "" when a text holds none.

    DOI     "10.1093/oxfimm/iqad003"   lower case, no prefix       ISO 26324, DOI Handbook 2
    PMID    "37255930"                 digits, no leading zero     NLM
    PMCID   "PMC10224655"              "PMC" and digits            NLM
    ISBN    "9780306406157"            no hyphens, check digit right
    ISSN    "0028-0836"                one hyphen, check digit right
    arXiv   "2101.00001"               no version; bioRxiv and medRxiv number by DOI
    ORCID   "0000-0002-1825-0097"      check digit right                    ISO 7064 MOD 11-2

`canonical_...` takes what somebody wrote in the place meant for the identifier; `find_...` looks for a marked
identifier inside running text or an address.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from operator import mul
from urllib.parse import quote, unquote

from .plain_text import REMOVED, decode_entities

_LONGEST_DOI = 1000  # characters; real ones stay far below 200
_DOI_PREFIX = re.compile(
    r"(?:(?:https?:)?//)?(?:(?:www\.|dx\.)*doi(?:\.org|-org\.[^/\s]+)[/:]+(?:doi/)?)|(?:info:|urn:)?doi\b[\s:/]*|"
    r"digital object identifier[\s:]*",
    re.IGNORECASE,
)
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_MARKED_DOI = re.compile(
    r"(?:doi(?:\.org)?[\s:/]*(?:https?://(?:dx\.)?doi\.org/)?|/doi/(?:[a-z]+/)?|/|(?<![\w.]))"
    r"(10\.\d{4,9}(?:\.\d+)*(?:/|%2F)[^\s\"]+)",
    re.IGNORECASE,
)
_PAGE_OF_AN_ADDRESS = re.compile(
    r"/(?:full|pdf|epdf|abstract|html|meta|fulltext|full-text|references|summary)(?:/.*)?$|\.(?:full|pdf|abstract)$",
    re.IGNORECASE,
)
_PREPRINT_VERSION = re.compile(
    r"^(10\.(?:1101|64898)/(?:\d{4}\.\d\d\.\d\d\.\d{6,9}|\d{6})|10\.48550/arxiv\.\d{4}\.\d{4,5})"
    r"v\d+(?:\.(?:full|abstract|supplementary).*)?(?:\.pdf)?$"
)
_TRAILING = ".,;:!?'\"“”‘’»«…`–—"
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_ENCODED = re.compile(r"%[2-7][0-9A-Fa-f]|(?:%[89A-Fa-f][0-9A-Fa-f])+")
_PLAIN_DOI = re.compile(r"10\.(?!1101/|64898/|48550/)[0-9]{4,9}/[A-Za-z0-9][A-Za-z0-9._/()-]{0,150}[A-Za-z0-9]")
"""A DOI with nothing round it, in it or behind it that would have to be looked at."""
_LAST_SLASHES = re.compile(r"(?<=[^/])/+$")
"""They end an address, and no DOI."""
_ADDRESS = "https://doi.org/"
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


_INVISIBLE = REMOVED | dict.fromkeys(
    (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x200C, 0x200D, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10))
)
"""In a text the joiners spell letters; in an identifier nothing that cannot be seen means anything."""


def _without_tail(doi: str) -> str:
    """`doi` without the punctuation of the sentence around it and without brackets it never opened."""
    while doi:
        last = doi[-1]
        opening = _BRACKETS.get(last)
        if last in _TRAILING or (opening and doi.count(last) > doi.count(opening)) or last in _BRACKETS.values():
            doi = doi[:-1]
        else:
            break
    return doi


def _percent_decoded(match: re.Match[str]) -> str:
    """One encoded sign, or several that are one letter in UTF-8; what is neither stays as it is."""
    try:
        return unquote(match.group(), errors="strict")
    except UnicodeDecodeError:
        return match.group()


def canonical_doi(text: str) -> str:
    """The DOI that `text` is, in lower case and without any prefix; "" when it is none.

    Takes "doi:10.1/X", "https://dx.doi.org/10.1%2FX", a DOI with HTML entities (old SICI DOIs), with
    invisible characters, trailing punctuation or brackets never opened. Lower case is ASCII only: that is the
    part of a DOI that is case-insensitive.
    """
    if _PLAIN_DOI.fullmatch(text):
        return text.translate(_LOWER)
    if text.startswith(_ADDRESS) and _PLAIN_DOI.fullmatch(text, len(_ADDRESS)):
        return text[len(_ADDRESS) :].translate(_LOWER)
    text = text.translate(_INVISIBLE).strip()
    if not text or len(text) > 4 * _LONGEST_DOI:
        return ""
    text = decode_entities(text if text.isascii() else unicodedata.normalize("NFKC", text))
    text = text.strip(" \t\r\n<>{}[]\"'“”").lstrip("(")
    is_address = False
    while match := _DOI_PREFIX.match(text):
        if not match.group():
            break
        is_address = is_address or ".org" in match.group().lower()
        text = text[match.end() :].lstrip()
    if is_address:
        text = re.split(r"[?#]", text, maxsplit=1)[0]
    while (decoded := _ENCODED.sub(_percent_decoded, text)) != text:
        text = decoded
    text = re.sub(r"^(10\.[\d.]+)\s*/\s*", r"\1/", text.translate(_INVISIBLE))
    match = _DOI.match(text)
    if not match:
        return ""
    doi = match.group()
    while (shorter := _LAST_SLASHES.sub("", _without_tail(doi))) != doi:
        doi = shorter
    doi = _PREPRINT_VERSION.sub(r"\1", doi.translate(_LOWER))
    if len(doi) > _LONGEST_DOI or not _DOI.fullmatch(doi):
        return ""
    return doi


def find_dois(text: str) -> list[str]:
    """The DOIs that stand in running text or in a publisher's address, each once, in their order."""
    text = decode_entities(text[:20_000])
    found = []
    for match in _MARKED_DOI.finditer(text):
        doi = match.group(1)
        if "://" in text[max(0, match.start(1) - 300) : match.start(1)].split(" ")[-1]:
            doi = _PAGE_OF_AN_ADDRESS.sub("", re.split(r"[?#]", doi, maxsplit=1)[0])
        found.append(canonical_doi(doi))
    return _each_once(found)


def find_doi(text: str) -> str:
    """The first DOI that stands in running text or in a publisher's address; "" when there is none."""
    return next(iter(find_dois(text)), "")


def _each_once(found: list[str]) -> list[str]:
    return [identifier for identifier in dict.fromkeys(found) if identifier]


def doi_url(doi: str) -> str:
    """The permanent address of a canonical DOI, correctly percent-encoded: "https://doi.org/10.1/a%3Cb"."""
    return "https://doi.org/" + quote(doi, safe="/:;()!$*+,=@&'~-._")


_PMID = re.compile(
    r"(?:(?:pmid|pubmed(?:\s*id)?|medline)\s*[:=#]?\s*|"
    r"https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/(?:\?term=)?))?"
    r"0*([1-9]\d{0,7})(?:\.0|v\d)?/?\s*(?:\[[a-z]+\])?\.?",
    re.IGNORECASE,
)
_FIND_PMID = re.compile(
    r"(?:\bPMID\s*[:=#]?\s*|\bPubMed\s+ID\s*[:=#]?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/)"
    r"0*([1-9]\d{0,7})\b",
    re.IGNORECASE,
)
_PMCID = re.compile(r"(?:pmcid\s*[:=#]?\s*|https?://\S+/)?(?:PMC\s*)?0*([1-9]\d{0,8})(?:\.\d+)?/?\.?", re.IGNORECASE)
_FIND_PMCID = re.compile(r"\bPMC\s?0*([1-9]\d{3,8})\b", re.IGNORECASE)


def _ascii_digits(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).strip()


def canonical_pmid(text: str) -> str:
    """The PubMed number that `text` is ("PMID: 37255930", an address at PubMed), as digits; else ""."""
    if text.isascii() and text.isdigit() and text[0] != "0" and len(text) <= 8:
        return text
    match = _PMID.fullmatch(_ascii_digits(text)[:200])
    return match.group(1) if match else ""


def canonical_pmcid(text: str) -> str:
    """The PubMed Central number that `text` is ("10224655", "pmc10224655"), as "PMC" and digits; else ""."""
    match = _PMCID.fullmatch(_ascii_digits(text)[:200])
    return f"PMC{match.group(1)}" if match else ""


def find_pmids(text: str) -> list[str]:
    """The PubMed numbers in `text` that are marked as such, each once, in their order."""
    return _each_once(_FIND_PMID.findall(text))


def find_pmid(text: str) -> str:
    """The first PubMed number in `text` that is marked as one; "" when there is none."""
    return next(iter(find_pmids(text)), "")


def find_pmcids(text: str) -> list[str]:
    """The PubMed Central numbers in `text` ("PMC10224655"), each once, in their order."""
    return _each_once([f"PMC{digits}" for digits in _FIND_PMCID.findall(text)])


def find_pmcid(text: str) -> str:
    """The first PubMed Central number in `text`; "" when there is none."""
    return next(iter(find_pmcids(text)), "")


def canonical_isbn(text: str) -> str:
    """The first ISBN in `text` whose check digit is right, without hyphens; "" when there is none."""
    for candidate in re.findall(r"(?:97[89][-\s]?)?\d(?:[-\s]?\d){8}[-\s]?[\dXx]", _ascii_digits(text)[:500]):
        digits = re.sub(r"[-\s]", "", candidate).upper()
        if len(digits) == 13 and digits.isdigit():
            if sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10 == 0:
                return digits
        elif len(digits) == 10:
            values = [10 if digit == "X" else int(digit) for digit in digits]
            if sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0:
                return digits
    return ""


@lru_cache(maxsize=20_000)
def canonical_issn(text: str) -> str:
    """The first ISSN in `text` whose check digit is right, with its hyphen; "" when there is none."""
    for first, last in re.findall(r"\b(\d{4})[-‐–\s]?(\d{3}[\dXx])\b", _ascii_digits(text)[:500]):
        digits = (first + last).upper()
        values = [10 if digit == "X" else int(digit) for digit in digits]
        if sum(value * (8 - place) for place, value in enumerate(values)) % 11 == 0:
            return f"{digits[:4]}-{digits[4:]}"
    return ""


_ARXIV = re.compile(
    r"(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|(?:https?://)?doi\.org/10\.48550/arxiv\.|"
    r"10\.48550/arxiv\.|arxiv\s*[:.]?\s*)?"
    r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z][a-z-]+(?:\.[a-z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3})"
    r"(?:v\d{1,3})?(?:\.pdf)?(?:\s*\[[\w.-]+\])?/?",
    re.IGNORECASE,
)
_SERVER_OF_DOI = re.compile(
    r"(?:https?://)?(?:www\.)?(bio|med)rxiv(?:\.org/content/(?:early/[\d/]+)?|\s*[:]?\s*)(10\.(?:1101|64898)/\S+)",
    re.IGNORECASE,
)
_ORCID = re.compile(r"(\d{4})[-‐‑–\s]?(\d{4})[-‐‑–\s]?(\d{4})[-‐‑–\s]?(\d{3}[\dXx])")

_ORCID_WEIGHTS = tuple(2**power for power in range(15, 0, -1))


def canonical_arxiv(text: str) -> str:
    """The arXiv number that `text` is ("arXiv:2101.00001v2", its address, its DOI), without version; else ""."""
    match = _ARXIV.fullmatch(_ascii_digits(text)[:200])
    return match.group(1).lower() if match else ""


def arxiv_doi(arxiv: str) -> str:
    """The DOI that arXiv gives to each of its preprints: "2101.00001" -> "10.48550/arxiv.2101.00001"."""
    return f"10.48550/arxiv.{arxiv.lower()}"


def canonical_preprint(text: str) -> tuple[str, str]:
    """(server, identifier) of a preprint's number or address; ("", "") for anything else.

    ("arXiv", "2101.00001") and, since bioRxiv and medRxiv number by DOI, ("medRxiv", "10.1101/2021.01.28.21250708").
    The server is "" where the DOI is theirs but the text does not say whose.
    """
    if arxiv := canonical_arxiv(text):
        return "arXiv", arxiv
    match = _SERVER_OF_DOI.match(text.strip()[:500])
    doi = canonical_doi(_PAGE_OF_AN_ADDRESS.sub("", match.group(2)) if match else text)
    if not re.match(r"10\.(?:1101|64898)/(?:\d{6}$|\d{4}\.\d\d\.\d\d\.\d+)", doi):
        return "", ""
    return ({"bio": "bioRxiv", "med": "medRxiv"}[match.group(1).lower()] if match else ""), doi


@lru_cache(maxsize=20_000)
def canonical_orcid(text: str) -> str:
    """The ORCID that `text` is or holds ("https://orcid.org/0000-..."), its check sign right; else "" (ISO 7064)."""
    match = _ORCID.search(text[:200] if text.isascii() else _ascii_digits(text)[:200])
    if not match:
        return ""
    digits = "".join(match.groups()).upper()
    total = sum(map(mul, map(int, digits[:-1]), _ORCID_WEIGHTS))
    if digits[-1] != "0123456789X"[(12 - total % 11) % 11]:
        return ""
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}"
