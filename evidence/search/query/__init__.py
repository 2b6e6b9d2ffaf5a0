"""The grammar of the search box, pure: `parse(text) -> Query`, and the table of its fields."""

from evidence.search.query.fields import BY_KEY, FIELDS, resolve, value_words
from evidence.search.query.grammar import Query, narrowed, parse, years_of
from evidence.search.query.identifiers import identifier_of
from evidence.search.query.spelling import plain

__all__ = [
    "BY_KEY",
    "FIELDS",
    "Query",
    "identifier_of",
    "narrowed",
    "parse",
    "plain",
    "resolve",
    "value_words",
    "years_of",
]
