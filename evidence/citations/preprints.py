"""How a preprint is told from a journal article: by its server's name or by its DOI."""

from __future__ import annotations

import re
from functools import lru_cache

SERVERS: dict[str, str] = {
    "arxiv": "arXiv",
    "biorxiv": "bioRxiv",
    "medrxiv": "medRxiv",
    "chemrxiv": "ChemRxiv",
    "psyarxiv": "PsyArXiv",
    "socarxiv": "SocArXiv",
    "sportrxiv": "SportRxiv",
    "osfpreprints": "OSF Preprints",
    "preprints": "Preprints.org",
    "preprintsorg": "Preprints.org",
    "researchsquare": "Research Square",
    "ssrn": "SSRN",
    "ssrnelectronicjournal": "SSRN Electronic Journal",
    "authorea": "Authorea",
    "peerjpreprints": "PeerJ Preprints",
    "qeios": "Qeios",
    "techrxiv": "TechRxiv",
    "engrxiv": "engrXiv",
    "edarxiv": "EdArXiv",
    "hal": "HAL",
    "jmirpreprints": "JMIR Preprints",
    "europepmc": "Europe PMC",
    "scielopreprints": "SciELO Preprints",
}
"""A server's name in small letters without signs -> the name as it writes itself."""

_DOI = re.compile(
    r"10\.(?:1101|64898)/(?:\d{6}$|\d{4}\.\d\d\.\d\d\.\d+)|10\.48550/arxiv\.|10\.21203/rs\.|10\.20944/preprints|"
    r"10\.31234/osf|10\.31219/osf|10\.31235/osf|10\.26434/chemrxiv|10\.2139/ssrn|10\.22541/au\.|10\.2196/preprints|"
    r"10\.1590/scielopreprints|10\.51224/|10\.31236/osf"
)


@lru_cache(maxsize=20_000)
def server_name(text: str) -> str:
    """The server that `text` names ("bioRxiv preprint", "medrxiv : the preprint server"), or ""."""
    plain = text.lower()
    if re.match(r"arxiv(?::| preprint| e-prints| \[)", plain):
        return "arXiv"
    name = re.split(r"\s+preprints?\b|[:\[(]", plain, maxsplit=1)[0]
    for candidate in (plain, name):
        if found := SERVERS.get(re.sub(r"[^a-z]", "", candidate)):
            return found
    return ""


def is_preprint_doi(doi: str) -> bool:
    """Whether a preprint server gave this canonical DOI (10.1101/2020..., not a journal's 10.1101/gr...)."""
    return _DOI.match(doi) is not None
