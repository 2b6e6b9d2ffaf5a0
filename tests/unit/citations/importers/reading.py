"""One entry in, one record out: what most tests of the importer need."""

from evidence.citations.importers import parse
from evidence.citations.record import CitationRecord, ParseResult


def read(text: str | bytes) -> ParseResult:
    return parse(text, format="bibtex")


def one(text: str) -> CitationRecord:
    """The record of a text that holds one good entry."""
    result = read(text)
    (entry,) = result.entries
    return entry.record


def article(**fields: str) -> CitationRecord:
    """The record of an @article with these fields; a title is given if none is named."""
    given = {"title": "A title", "journal": "Journal", "year": "2020"} | fields
    return one("@article{key, " + ", ".join(f"{name} = {{{value}}}" for name, value in given.items()) + "}")


def remarks(text: str) -> list[str]:
    return [problem.reason for problem in read(text).problems if not problem.refused]


def refusals(text: str) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.key, problem.reason) for problem in read(text).problems if problem.refused]
