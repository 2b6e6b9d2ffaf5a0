"""The help of the search, made from the grammar's own tables, each example read by the grammar itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from evidence.pem.reference import reference_criteria
from evidence.presenters.words import shown
from evidence.search.asked import Asked
from evidence.search.query import FIELDS, parse

EXAMPLES = (
    ("exercise test", gettext_noop("Both words, anywhere and in any form: exercises, tested.")),
    ('"exercise test"', gettext_noop("These words side by side.")),
    ("exercise -mice", gettext_noop("Not with this word. A minus works before phrases and fields too.")),
    (
        "author:jason",
        gettext_noop('A name among the authors. Write first the family name; initials narrow it: author:"jason la".'),
    ),
    ("2019..2021", gettext_noop("Published in these years. Open at one end: 2019.. or ..2015. One year: year:2020.")),
    ("pem:required criteria:ccc", gettext_noop("Both have to hold. Of several values of one field any will do.")),
    ("has:severity", gettext_noop("Pages that say how severely ill those who took part were.")),
    (
        "10.1234/abc.def",
        gettext_noop("A DOI, a PubMed number (PMID 123456), a PMC number or the address of a paper, pasted in."),
    ),
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
        examples=tuple(_example(text, shown(meaning)) for text, meaning in EXAMPLES),
        fields=tuple(
            FieldHelp(
                one.names,
                shown(one.meaning),
                _example(one.example, ""),
                tuple((value, shown(words)) for value, words in (one.values or {}).items()),
            )
            for one in FIELDS
        ),
        aliases=tuple((key, entry.name, ", ".join(entry.aliases)) for key, entry in reference_criteria().items()),
    )


def _example(text: str, meaning: str) -> Example:
    query = parse(text)
    return Example(text, meaning, Asked(query, "relevance" if query.has_text else "newest").address("/evidence"))
