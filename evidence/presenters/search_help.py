"""The help of the search, made from the grammar's own tables, each example read by the grammar itself."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.pem.reference import reference_criteria
from evidence.search.asked import Asked
from evidence.search.query import FIELDS, parse

EXAMPLES = (
    ("exercise test", "Both words, anywhere and in any form: exercises, tested."),
    ('"exercise test"', "These words side by side."),
    ("exercise -mice", "Not with this word. A minus works before phrases and fields too."),
    ("author:jason", 'A name among the authors. Write first the family name; initials narrow it: author:"jason la".'),
    ("2019..2021", "Published in these years. Open at one end: 2019.. or ..2015. One year: year:2020."),
    ("pem:required criteria:ccc", "Both have to hold. Of several values of one field any will do."),
    ("has:severity", "Pages that say how severely ill those who took part were."),
    ("10.1234/abc.def", "A DOI, a PubMed number (PMID 123456), a PMC number or the address of a paper, pasted in."),
)


@dataclass(frozen=True, slots=True)
class Example:
    """Something to type, what it finds, and where it leads."""

    text: str
    meaning: str
    address: str


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """One field: its names, an example, and its known values with their words (none where it is free)."""

    names: tuple[str, ...]
    meaning: str
    example: Example
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SearchHelp:
    examples: tuple[Example, ...]
    fields: tuple[FieldHelp, ...]
    aliases: tuple[tuple[str, str, str], ...]


def search_help() -> SearchHelp:
    return SearchHelp(
        examples=tuple(_example(text, meaning) for text, meaning in EXAMPLES),
        fields=tuple(
            FieldHelp(one.names, one.meaning, _example(one.example, ""), tuple((one.values or {}).items()))
            for one in FIELDS
        ),
        aliases=tuple((key, entry.name, ", ".join(entry.aliases)) for key, entry in reference_criteria().items()),
    )


def _example(text: str, meaning: str) -> Example:
    query = parse(text)
    return Example(text, meaning, Asked(query, "relevance" if query.has_text else "newest").address("/evidence"))
