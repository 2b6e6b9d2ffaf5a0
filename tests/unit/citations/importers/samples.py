"""The same three works in every format, and the breaking of them. All of it is invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

TITLES = (
    "Rest & recovery in ME/CFS: 5 % of adults with β-alanine < 2 mg",
    "Müdigkeit nach Belastung",
    "Plasma CO₂ over two days",
)
DOIS = ("10.1234/rest.1", "10.1234/rest.2", "10.1234/rest.3")
PMIDS = ("31000001", "31000002", "31000003")


def _bibtex(number: int) -> str:
    title = TITLES[number].replace("&", "\\&").replace("%", "\\%")
    return (
        f"@article{{work{number},\n  title = {{{title}}},\n  author = {{van der Berg, Anna and Sørland, Kari M.}},\n"
        f"  journal = {{Journal of Rest}},\n  year = {2018 + number},\n  doi = {{{DOIS[number]}}},\n"
        f"  pmid = {{{PMIDS[number]}}},\n}}\n"
    )


def _ris(number: int) -> str:
    return (
        f"TY  - JOUR\nTI  - {TITLES[number]}\nAU  - van der Berg, Anna\nAU  - Sørland, Kari M.\nT2  - Journal of Rest\n"
        f"PY  - {2018 + number}\nDO  - {DOIS[number]}\nAN  - {PMIDS[number]}\nID  - work{number}\nER  - \n\n"
    )


def _nbib(number: int) -> str:
    return (
        f"PMID- {PMIDS[number]}\nOWN - NLM\nDP  - {2018 + number}\nTI  - {TITLES[number]}.\nFAU - van der Berg, Anna\n"
        f"AU  - van der Berg A\nFAU - Sørland, Kari M.\nAU  - Sørland KM\nLA  - eng\nPT  - Journal Article\n"
        f"JT  - Journal of Rest\nAID - {DOIS[number]} [doi]\n\n"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("CO₂", "CO<sub>2</sub>")


def pubmed_article(number: int, *, more: str = "", title: str = "", types: str = "Journal Article") -> str:
    """A PubmedArticle; `more` goes into its MedlineCitation, `title` is XML."""
    return (
        f'<PubmedArticle>\n<MedlineCitation><PMID Version="1">{PMIDS[number]}</PMID>\n<Article><Journal><JournalIssue>'
        f"<PubDate><Year>{2018 + number}</Year></PubDate></JournalIssue><Title>Journal of Rest</Title></Journal>\n"
        f"<ArticleTitle>{title or _escaped(TITLES[number])}.</ArticleTitle>\n<AuthorList><Author><LastName>van der Berg"
        "</LastName><ForeName>Anna</ForeName></Author><Author><LastName>Sørland</LastName><ForeName>Kari M.</ForeName>"
        "</Author></AuthorList>\n<Language>eng</Language><PublicationTypeList><PublicationType>"
        f"{types}</PublicationType></PublicationTypeList></Article>{more}</MedlineCitation>\n<PubmedData><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{PMIDS[number]}</ArticleId><ArticleId IdType="doi">{DOIS[number]}</ArticleId>'
        "</ArticleIdList></PubmedData>\n</PubmedArticle>\n"
    )


PUBMED_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" '
    '"https://example.org/pubmed.dtd">\n<PubmedArticleSet>\n'
)


def _csl(number: int) -> dict[str, object]:
    return {
        "id": f"work{number}",
        "type": "article-journal",
        "title": _escaped(TITLES[number]).replace("&amp;", "&"),
        "author": [
            {"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"},
            {"family": "Sørland", "given": "Kari M."},
        ],
        "container-title": "Journal of Rest",
        "issued": {"date-parts": [[2018 + number]]},
        "DOI": DOIS[number].upper(),
        "PMID": PMIDS[number],
    }


def crossref_work(number: int, **more: object) -> dict[str, object]:
    return {
        "DOI": DOIS[number],
        "type": "journal-article",
        "title": [_escaped(TITLES[number])],
        "author": [{"family": "van der Berg", "given": "Anna"}, {"family": "Sørland", "given": "Kari M."}],
        "container-title": ["Journal of Rest"],
        "issued": {"date-parts": [[2018 + number]]},
        "is-referenced-by-count": 3,
    } | more


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


@dataclass(frozen=True)
class Sample:
    """A format: `whole` holds the three works, `broken` the first and third with a bad one between them.

    `broken_line` is where the bad one begins. `has_pmid` and `has_year` tell what the format has to say.
    """

    whole: str
    broken: str
    broken_line: int
    has_pmid: bool = True


def _joined(make: Callable[[int], str], bad: str, *, head: str = "", tail: str = "") -> Sample:
    first = head + make(0)
    return Sample(head + "".join(map(make, range(3))) + tail, first + bad + make(2) + tail, first.count("\n") + 1)


def _json(make: Callable[[int], dict[str, object]], bad: str, *, has_pmid: bool) -> Sample:
    head = "[\n" + _pretty(make(0)) + ",\n"
    return Sample(
        _pretty([make(number) for number in range(3)]),
        head + bad + ",\n" + _pretty(make(2)) + "\n]\n",
        head.count("\n") + 1,
        has_pmid,
    )


SAMPLES: dict[str, Sample] = {
    "bibtex": _joined(_bibtex, "@article{bad,\n  year = {2019},\n}\n"),
    "ris": _joined(_ris, "TY  - JOUR\nAU  - Nobody, Nora\nER  - \n\n"),
    "nbib": _joined(_nbib, "PMID- 31000009\nOWN - NLM\nDP  - 2019\n\n"),
    "pubmed_xml": _joined(
        pubmed_article,
        "<PubmedArticle><MedlineCitation><PMID>31000009</PMID><Article><b></Article></MedlineCitation></PubmedArticle>\n",
        head=PUBMED_HEAD,
        tail="</PubmedArticleSet>\n",
    ),
    "csl_json": _json(_csl, '{"type": "book", "id": "bad"}', has_pmid=True),
    "crossref_json": _json(crossref_work, '{"DOI": "10.1234/bad", "title": []}', has_pmid=False),
}
LISTS = Sample("".join(f"{doi}\n" for doi in DOIS), f"{DOIS[0]}\nnot-one\n{DOIS[2]}\n31000001\nPMC7000001\n", 2)
