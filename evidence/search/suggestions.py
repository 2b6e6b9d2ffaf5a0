"""What a mistyped word may have meant: words of the shelf that look like it. Nothing is ever replaced by itself."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection

from evidence.search.asked import Asked
from evidence.search.matching import asked_at_once, entries
from evidence.search.query import Query, parse, plain

MOST = 3
_SIMILAR = 0.35
_MOST_WORDS = 8


def suggest(text: str) -> list[str]:
    """Up to three other spellings of the query `text` that lead to something; [] when it leads somewhere itself."""
    query = parse(text)
    if query.identifier or _leads_somewhere(query):
        return []
    return [one.text for one in suggested(query)]


def suggested(query: Query) -> list[Query]:
    """`query` with its unknown words replaced by words of the shelf, the nearest first; only what leads somewhere."""
    words = [word for word in query.words if len(plain(word)) > 2][:_MOST_WORDS]
    near = _near([plain(word) for word in words])
    found: list[Query] = []
    for place in range(MOST):
        other = {word: near[plain(word)] for word in words if near.get(plain(word))}
        if not any(len(choices) > place for choices in other.values()):
            break
        replaced = tuple(
            other[word][min(place, len(other[word]) - 1)] if word in other else word for word in query.words
        )
        one = replace(query, words=tuple(dict.fromkeys(replaced)))
        if one not in found and _leads_somewhere(one):
            found.append(one)
    return found


def _near(words: list[str]) -> dict[str, list[str]]:
    """Unknown word -> words of the shelf that look like it, nearest first."""
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked, near.word FROM unnest(%s::text[]) asked,"
            " LATERAL (SELECT word FROM evidence_shelfword WHERE word %% asked AND similarity(word, asked) >= %s"
            " ORDER BY similarity(word, asked) DESC, abs(length(word) - length(asked)), word LIMIT %s) near"
            " WHERE NOT EXISTS (SELECT 1 FROM evidence_shelfword WHERE word = asked)",
            [words, _SIMILAR, MOST],
        )
        near: dict[str, list[str]] = {}
        for asked, word in cursor.fetchall():
            near.setdefault(asked, []).append(word)
        return near


def _leads_somewhere(query: Query) -> bool:
    sql, params = entries(Asked(query=query)).order_by().values_list("pk").query.sql_with_params()
    return bool(asked_at_once(query, f"SELECT EXISTS ({sql})", params)[0][0])
