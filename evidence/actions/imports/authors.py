"""Authors and their order: one row a name, one authorship a position."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from django.db import connection

from evidence.actions.imports.columns import parts_of
from evidence.actions.imports.naming import TEXTS, ByIndex, Numbers, Unused, as_texts, in_use
from evidence.actions.imports.writing import NULL, Load, columns_joined, storable
from evidence.citations.agreement import plain_words
from evidence.citations.record import CitationRecord, Name
from evidence.citations.transliteration import to_ascii
from evidence.models import Author, Authorship, Study

_MOST_REMEMBERED = 100_000
_COLUMNS = ("id", "key", "family", "given", "particle", "suffix", "literal", "orcid")


def replace_authors(study: Study, record: CitationRecord) -> None:
    """Make the authorships of a study exactly those of `record`. Part of an action's transaction."""
    Authorship.objects.filter(study=study).delete()
    write_authors([(study, record)])


def write_authors(pairs: list[tuple[Study, CitationRecord]]) -> None:
    """Write the authorships of studies that have none."""
    bylines = Bylines(record for _, record in pairs)
    with ByIndex():
        bylines.ask(record for _, record in pairs)
    for load in bylines.loads([(study.pk, record) for study, record in pairs]):
        load.send()


class Bylines:
    """The names of some records: who is an author here already, and the rows for the others.

    Made without a look into the database; `ask` looks, and the rows need no further look. `made` remembers from chunk
    to chunk whom this import has made: nobody else sees these rows yet, so nothing happens to them.
    """

    def __init__(self, records: Iterable[CitationRecord], made: dict[str, int] | None = None) -> None:
        self.names: dict[str, Name] = {}  # by how a name is told from others: its parts, as the database joins them
        self.lists: dict[int, list[str]] = {}  # id(record) -> its authors
        for record in records:
            self.lists[id(record)] = joined = [storable("|".join(parts_of(name))) for name in record.authors]
            self.names.update(zip(joined, record.authors, strict=True))
        self.made = {} if made is None else made
        self.authors: dict[str, int] = {}
        self.fresh: dict[str, int] = {}
        self.fresh_keys: set[str] = set()
        self.bases: dict[str, str] = {}
        self.unused = Unused(set())
        self.numbers: list[int] = []

    def ask(self, records: Iterable[CitationRecord], before: Bylines | None = None) -> None:
        """Look up the authors of `records`, of which all were given before.

        `before` are bylines whose rows have been made and are not written yet.
        """
        wanted = {joined for record in records for joined in self.lists[id(record)]}
        if not wanted:
            return
        self.authors = {joined: self.made[joined] for joined in self.made.keys() & wanted}
        self.authors |= self._known(wanted - self.authors.keys())
        if before is not None:
            self.authors |= {joined: before.fresh[joined] for joined in before.fresh.keys() & wanted}
        self.bases = {joined: _author_key(self.names[joined]) for joined in wanted if joined not in self.authors}
        taken = in_use(Author, "key", set(self.bases.values()))
        self.unused = Unused(taken | before.fresh_keys if before is not None else taken)
        self.numbers = Numbers.of(Author, len(self.bases))

    def loads(self, studies: Sequence[tuple[int, CitationRecord]]) -> list[Load]:
        """Authors that are new, and the authorships of studies: (study, record with its authors in their order)."""
        needed = {joined for _, record in studies for joined in self.lists[id(record)] if joined not in self.authors}
        lines = []
        for joined in sorted(needed, key=lambda joined: (self.names[joined].display, joined)):
            number, key = self.numbers.pop(), self.unused.take(self.bases[joined])
            self.authors[joined] = self.fresh[joined] = number
            self.made[joined] = number
            self.fresh_keys.add(key)
            lines.append(f"{number}\t{key}\t{columns_joined(parts_of(self.names[joined]))}\t{NULL}\n")
        if len(self.made) > _MOST_REMEMBERED:
            self.made.clear()
        order = [
            f"{study}\t{self.authors[joined]}\t{position}\n"
            for study, record in studies
            for position, joined in enumerate(self.lists[id(record)], start=1)
        ]
        return [
            Load(Author._meta.db_table, _COLUMNS, lines),
            Load(Authorship._meta.db_table, ("study_id", "author_id", "position"), order),
        ]

    @staticmethod
    def _known(names: Iterable[str]) -> dict[str, int]:
        """Name -> author, of those that are here. Found by the hash that keeps a name once."""
        by_hash = {hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(): name for name in names}
        table = connection.ops.quote_name(Author._meta.db_table)
        with connection.cursor() as cursor:
            # The expression of the index as the database has it: another spelling of it would not find the index.
            cursor.execute(
                "SELECT pg_get_expr(indexprs, indrelid) FROM pg_index WHERE indexrelid = %s::regclass",
                [_KEPT_ONCE],
            )
            (hashed,) = cursor.fetchone()
            cursor.execute(
                f"SELECT id, hash FROM unnest({TEXTS}) AS hash JOIN {table}"  # noqa: S608 - no value in it
                f" ON {hashed} = hash AND orcid IS NULL",
                [as_texts(by_hash)],
            )
            return {by_hash[found]: number for number, found in cursor}


_KEPT_ONCE = "author_name_is_kept_once"


def _author_key(name: Name) -> str:
    """ "Ludwig van der Berg" -> "van-der-berg-ludwig"."""
    words = [*plain_words(to_ascii(name.family_full)), *plain_words(to_ascii(f"{name.given} {name.suffix}"))]
    return "-".join(words)[:100].strip("-") or "unnamed"
