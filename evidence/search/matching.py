"""Which entries of the search table match a question."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from evidence.models import ShelfEntry
from evidence.search.asked import Asked
from evidence.search.query import Query, plain
from evidence.search.query.fields import NO_NOTICE
from evidence.search.words import CONFIG, asked_text, ranked_text

RETRACTED = ("retraction", "withdrawal")
"""The notices that `notices=without` leaves out."""
_COLUMNS = {"pem": "pem_verdict", "design": "design", "checked": "how_checked", "basis": "basis"}


def entries(asked: Asked) -> QuerySet[ShelfEntry]:
    """What matches, in no order. Read inside `planned` where the query has words."""
    found = matching_text(asked.query)
    if asked.query.years:
        first, last = asked.query.years
        found = found.filter(year__gte=first) if first is not None else found
        found = found.filter(year__lte=last) if last is not None else found
    for key, values in asked.query.filters.items():
        found = found.filter(holds(key, values))
    if asked.leave_out_retracted:
        found = found.exclude(notices__overlap=list(RETRACTED))
    return found


def matching_text(query: Query) -> QuerySet[ShelfEntry]:
    """What matches the box: words, names, an identifier, and whatever is excluded. Filters and years are left aside."""
    found = ShelfEntry.objects.all()
    if text := asked_text(query):
        found = found.filter(document=SearchQuery(text, config=CONFIG, search_type="raw"))
    if query.identifier:
        scheme, value = query.identifier
        found = found.filter(**{scheme: value})
    for key, values in query.excluded_filters.items():
        found = found.exclude(holds(key, values))
    return found


def holds(key: str, values: tuple[str, ...]) -> Q:
    """The entry has any of `values` in the facet `key`."""
    chosen = list(values)
    if key in _COLUMNS:
        return Q(**{f"{_COLUMNS[key]}__in": chosen})
    if key == "criteria":
        return Q(criteria__overlap=chosen)
    if key == "topic":
        return Q(topics__overlap=chosen)
    if key == "journal":
        return Q(journal_key__in=[plain(value) for value in chosen])
    if key == "severity":
        return Q(severity__in=[value == "given" for value in chosen])
    kinds = [value for value in chosen if value != NO_NOTICE]
    condition = Q(notices__overlap=kinds) if kinds else Q(pk__in=[])
    return condition | Q(has_notice=False) if NO_NOTICE in chosen else condition


_PROBE = Asked(query=Query(words=("one", "other")))
_statements: dict[Hashable, tuple[str, tuple[Any, ...]]] = {}
"""The statements about words alone, of which there are few: each is put together once, about the words of the probe."""


def statement(
    asked: Asked, build: Callable[[Asked], QuerySet[ShelfEntry, Any]], *kind: Hashable
) -> tuple[str, tuple[Any, ...]]:
    """SQL of `build(asked)` and its parameters. `kind` tells builds apart that make different statements.

    Most readers ask for words and nothing else. Those statements differ in two parameters alone, and putting one
    together costs more than sending it.
    """
    query = asked.query
    words = asked_text(query), ranked_text(query)
    narrowed = query.identifier or query.excluded_filters or query.filters or query.years or asked.leave_out_retracted
    if narrowed or not all(words):
        return _sql(build(asked))
    if kind not in _statements:
        _statements[kind] = _sql(build(_PROBE))
    sql, params = _statements[kind]
    told = dict(zip((asked_text(_PROBE.query), ranked_text(_PROBE.query)), words, strict=True))
    return sql, tuple(told.get(one, one) if isinstance(one, str) else one for one in params)


def _sql(found: QuerySet[ShelfEntry, Any]) -> tuple[str, tuple[Any, ...]]:
    sql, params = found.query.sql_with_params()
    return sql, tuple(params)


_OFF = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off"
_BACK = "SET LOCAL enable_seqscan = DEFAULT; SET LOCAL jit = DEFAULT"


def asked_at_once(query: Query, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of one statement about `query`, planned as `planned` does, in one journey to the server and back."""
    with connection.cursor() as cursor:
        if not asked_text(query):
            cursor.execute(sql, params)
            return cursor.fetchall()
        # Several statements sent as one text are one transaction, so that the settings end with it.
        cursor.execute(f"{_OFF}; {sql}; {_BACK}", params)
        while cursor.description is None:
            cursor.nextset()
        return cursor.fetchall()


@contextmanager
def planned(query: Query) -> Iterator[None]:
    """Asks the index of words, never the whole table row by row.

    The planner does not know what it costs to unpack a long text for `@@`: for common words it would read the whole
    table, which takes ten times as long. Compiling the query costs more than running it.
    """
    if not asked_text(query):
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_OFF)
        yield
        with connection.cursor() as cursor:
            cursor.execute(_BACK)
