"""The columns of the table (CSV): each with what it holds, how it is read from a row, and what its values mean. Pure.

The order and the names are a promise: a column is only ever added at the end. Several values in one cell stand apart
by " | ". A cell that a spreadsheet would take for a formula has an apostrophe in front.

The file is RFC 4180 with CR LF and begins with a byte order mark: Excel takes UTF-8 for the letters of its own country
without one, and reviewers open this file in Excel. Programs say so when they read it (Python: `utf-8-sig`, R:
`UTF-8-BOM`; pandas and readr see it by themselves).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evidence import vocabulary as words
from evidence.citations.exporters.ris import format_name
from evidence.citations.plain_text import plain_text
from evidence.citations.record import KINDS, PUBLICATION_TYPES
from evidence.exports.rows import Row
from evidence.pem import VERDICT_WORDS

BOM = "\ufeff"
APART = " | "
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@|%]|[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `values` gives every value it can hold and the words for it, where there is such a list."""

    name: str
    meaning: str
    read: Callable[[Row], Any]
    values: Mapping[str, str] | None = None


def _citation(field: str) -> Callable[[Row], Any]:
    return lambda row: row.content["citation"].get(field)


def _content(field: str) -> Callable[[Row], Any]:
    return lambda row: row.content[field]


def _pem(field: str) -> Callable[[Row], Any]:
    return lambda row: row.content["pem"].get(field)


def _fact(field: str) -> Callable[[Row], Any]:
    return lambda row: row.content["facts"].get(field)


def _judgement(field: str) -> Callable[[Row], Any]:
    return lambda row: row.content["judgement"].get(field)


def _text(field: str) -> Callable[[Row], Any]:
    return lambda row: row.content["texts"].get(field)


YES_NO = {"yes": "yes", "no": "no"}
PEM_METHODS = {
    "two_coders": "two coders agreed",
    "adjudicated": "two coders differed, and a third person decided",
    "one_person": "one person",
    "machine": "machine proposal only",
}
"""The words of `evidence.models.assessment.METHODS`; a test holds them equal."""


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _aligned(values: list[str]) -> str:
    """One value for each of something else; nothing where there is none at all."""
    return APART.join(values) if any(values) else ""


COLUMNS: tuple[Column, ...] = (
    Column("slug", "The page's name in its address. It never changes.", lambda row: row.slug),
    Column("address", "Where the page stands.", lambda row: row.address),
    Column("permanent_address", "Where exactly this publication stays. Cite this.", lambda row: row.permanent_address),
    Column("publication", "Number of the publication. Each change of a page takes the next.", lambda row: row.number),
    Column("sha256", "SHA-256 of the publication's content in canonical JSON.", lambda row: row.sha256),
    Column("published_on", "Day on which this publication came out (ISO 8601, UTC).", lambda row: row.published_on),
    Column("first_published_on", "Day of the page's first publication.", lambda row: row.first_published_on),
    Column("cite_key", "Citation key, the same as in the BibTeX, RIS and CSL-JSON files.", lambda row: row.key),
    Column("title", "Title of the paper.", _citation("title")),
    Column(
        "authors", "Authors in the order of the paper, family name first.",
        lambda row: APART.join(format_name(name) for name in row.record.authors),
    ),
    Column(
        "authors_complete", "“no” where the source of the record named only some of the authors.",
        lambda row: _yes(row.record.authors_complete), YES_NO,
    ),
    Column("type", "Kind of work, in the words of CSL.", _citation("type"), PUBLICATION_TYPES),
    Column("journal", "Journal, book or server in which the paper appeared.", _citation("container_title")),
    Column("year", "Year of publication of the paper.", _citation("year")),
    Column("volume", "Volume.", _citation("volume")),
    Column("issue", "Issue.", _citation("issue")),
    Column("pages", "Pages.", _citation("pages")),
    Column("article_number", "Article or report number, where there are no pages.", _citation("number")),
    Column("doi", "DOI of the paper, in lower case, without https://doi.org/.", _citation("doi")),
    Column("pmid", "PubMed number of the paper.", _citation("pmid")),
    Column("pmcid", "PubMed Central number of the paper.", _citation("pmcid")),
    Column("language", "Language of the paper (BCP 47), where it is known.", _citation("language")),
    Column("design", "Design of the study.", _content("design"), words.STUDY_DESIGNS),
    Column("peer_review", "Was the paper peer-reviewed?", _content("peer_review"), words.PEER_REVIEW),
    Column("basis", "What the texts of the page rest on.", _content("basis"), words.BASIS),
    Column(
        "pem_verdict", "Was post-exertional malaise (PEM) an explicit required criterion for inclusion?",
        _pem("verdict"),
        {str(verdict): text for verdict, text in VERDICT_WORDS.items()},
    ),
    Column("pem_quote", "The paper's own words that the verdict rests on.", _pem("quote")),
    Column("pem_place", "Where in the paper these words stand.", _pem("place")),
    Column("pem_basis", "What was read for the verdict.", _pem("basis"), words.BASIS),
    Column("pem_method", "Who decided the verdict, and how.", _pem("method"), PEM_METHODS),
    Column("pem_decided_on", "Day on which the verdict was decided.", _pem("decided_on")),
    Column("pem_policy", "Version of the rules that turn criteria into a verdict.", _pem("policy_version")),
    Column(
        "criteria", "Keys of the ways into the study: case definitions, or other ways to a diagnosis.",
        lambda row: APART.join(str(one["key"]) for one in row.criteria),
    ),
    Column(
        "criteria_names", "The same ways into the study by name, in the same order.",
        lambda row: APART.join(str(one["name"]) for one in row.criteria),
    ),
    Column(
        "topics", "Keys of the topics that the study is about.",
        lambda row: APART.join(topic["key"] for topic in row.topics),
    ),
    Column("cases", "Number of participants with ME/CFS.", _fact("cases")),
    Column("controls", "Number of participants in the comparison group.", _fact("controls")),
    Column("severity", "Which severity was included, in words.", _fact("severity")),
    Column("duration", "How long the study lasted, in words.", _fact("duration")),
    Column("country", "Country or countries.", _fact("country")),
    Column("funder", "Who paid for the study.", _fact("funder")),
    Column("registration", "Number in a register of trials.", _fact("registration")),
    Column("open_access_url", "Where the full text can be read for free.", _fact("open_access_url")),
    Column("risk_of_bias", "Risk of bias, as far as it was judged.", _judgement("risk_of_bias"), words.RISK_OF_BIAS),
    Column("replication", "Have others found the same?", _judgement("replication"), words.REPLICATION),
    Column("one_sentence", "The study in one sentence, as the page tells it.", _text("one_sentence")),
    Column(
        "does_not_prove", "What the study does not prove, as the page tells it.",
        lambda row: APART.join(row.content["texts"].get("does_not_prove", ())),
    ),
    Column(
        "notices", "Notices about the paper, most serious first.",
        lambda row: APART.join(notice["kind"] for notice in row.notices), words.NOTICES,
    ),
    Column(
        "notice_dates", "Days of these notices, in the same order; a day that is not known is left empty.",
        lambda row: APART.join(notice["date"] for notice in row.notices),
    ),
    Column(
        "notice_found", "A notice was found since and the page does not tell of it yet: what stands above the page.",
        lambda row: row.alert_words,
    ),
    Column("checked", "Who checked the texts of exactly this publication.", lambda row: row.checked),
    Column("checked_on", "Day of the last of these checks.", lambda row: row.checked_on),
    Column(
        "demonstration", "“yes” where the page is part of the demonstration: checked by demo accounts.",
        lambda row: _yes(row.published.demo), YES_NO,
    ),
    Column("licence", "Terms for the words of the page. The paper's own words stay its authors'.",
           lambda row: row.site.licence_url),
    Column(
        "kind_of_record", "What the source of the record says the work is, where it says so.",
        _citation("kind_of_record"), KINDS,
    ),
    Column(
        "original_title", "Title in the paper's own language, where “title” is a translation.",
        _citation("original_title"),
    ),
    Column(
        "orcids", "ORCID iDs in the order of the authors; empty for those of whom the source gave none.",
        lambda row: _aligned([name.orcid for name in row.record.authors]),
    ),
)  # fmt: skip


def stream(rows: Iterable[Row]) -> Iterator[str]:
    """The table in pieces: a head, then one line a row."""
    buffer = _Buffer()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.name for column in COLUMNS])
    buffer.parts.insert(0, BOM)
    yield buffer.taken()
    for row in rows:
        writer.writerow([cell(column.read(row)) for column in COLUMNS])
        yield buffer.taken()


def cell(value: Any) -> str:
    """A value as a cell that no spreadsheet runs (OWASP: CSV injection)."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = plain_text(str(value))
    return f"'{text}" if _FORMULA.match(text) else text


class _Buffer:
    """Takes what the csv module writes."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> None:
        self.parts.append(text)

    def taken(self) -> str:
        text = "".join(self.parts)
        self.parts.clear()
        return text
