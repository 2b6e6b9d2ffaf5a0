"""Authors and their order: one row a name, one authorship a position."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import count, repeat

from django.db import connection

from evidence.actions.imports.naming import TEXTS, ByIndex, Numbers, Unused, as_texts, in_use
from evidence.actions.imports.writing import NULL, Load, columns_joined, storable
from evidence.citations.agreement import plain_words
from evidence.citations.brief import BAR, Brief
from evidence.citations.record import CitationRecord
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
    briefs = [Brief.of(record) for _, record in pairs]
    bylines = Bylines(briefs)
    with ByIndex():
        bylines.ask(briefs)
    for load in bylines.loads([(study.pk, brief) for (study, _), brief in zip(pairs, briefs, strict=True)]):
        load.send()


class Bylines:
    """The names in some briefs: who is an author here already, and the rows for the others.

    Made without a look into the database; `ask` looks and does little else, since the server has nothing to do
    meanwhile; the rows need no further look. `made` remembers from chunk to chunk whom this import has made: nobody
    else sees these rows yet, so nothing happens to them.
    """

    def __init__(self, briefs: Iterable[Brief], made: dict[str, int] | None = None) -> None:
        self.lists: dict[int, list[str]] = {}  # id(brief) -> its authors, as the database joins their names
        self.odd: dict[str, Sequence[str]] = {}
        for brief in briefs:
            plain = "".join(brief.authors).isprintable()  # as nothing is that cannot be stored
            self.lists[id(brief)] = list(brief.authors if plain else map(storable, brief.authors))
            if brief.odd:
                self.odd |= {storable(joined): parts for joined, parts in brief.odd.items()}
        self.made = {} if made is None else made
        fresh = {joined for names in self.lists.values() for joined in names} - self.made.keys()
        self.hashes = {joined: _hash(joined) for joined in fresh}
        self.keys = {joined: _author_key(self._parts(joined)) for joined in fresh}
        self.authors: dict[str, int] = {}
        self.fresh: dict[str, int] = {}
        self.fresh_keys: set[str] = set()
        self.bases: dict[str, str] = {}
        self.unused = Unused(set())
        self.numbers: list[int] = []

    def ask(self, briefs: Iterable[Brief], before: Bylines | None = None) -> None:
        """Look up the authors of `briefs`, of which all were given before.

        `before` are bylines whose rows have been made and are not written yet.
        """
        wanted = {joined for brief in briefs for joined in self.lists[id(brief)]}
        if not wanted:
            return
        self.authors = {joined: self.made[joined] for joined in self.made.keys() & wanted}
        self.authors |= self._known(wanted - self.authors.keys())
        if before is not None:
            self.authors |= {joined: before.fresh[joined] for joined in before.fresh.keys() & wanted}
        self.bases = {
            joined: self.keys.get(joined) or _author_key(self._parts(joined)) for joined in wanted - self.authors.keys()
        }
        taken = in_use(Author, "key", set(self.bases.values()))
        self.unused = Unused(taken | before.fresh_keys if before is not None else taken)
        self.numbers = Numbers.of(Author, len(self.bases))

    def _parts(self, joined: str) -> Sequence[str]:
        return self.odd.get(joined) or joined.split(BAR)

    def loads(self, studies: Sequence[tuple[int, Brief]]) -> list[Load]:
        """Authors that are new, and the authorships of studies: (study, brief with its authors in their order)."""
        known = self.authors
        needed = {joined for _, brief in studies for joined in self.lists[id(brief)] if joined not in known}
        lines = []
        for joined in sorted(needed):
            number, key = self.numbers.pop(), self.unused.take(self.bases[joined])
            self.authors[joined] = self.fresh[joined] = number
            self.made[joined] = number
            self.fresh_keys.add(key)
            plain = joined not in self.odd and "\\" not in joined and joined.isprintable()
            parts = joined.replace(BAR, "\t") if plain else columns_joined(self._parts(joined))
            lines.append(f"{number}\t{key}\t{parts}\t{NULL}\n")
        if len(self.made) > _MOST_REMEMBERED:
            self.made.clear()
        order = [
            f"{study}\t{known[joined]}\t{position}\t{orcid}\n"
            for study, brief in studies
            for position, joined, orcid in zip(
                count(1), self.lists[id(brief)], brief.orcids or repeat(""), strict=False
            )
        ]
        return [
            Load(Author._meta.db_table, _COLUMNS, lines),
            Load(Authorship._meta.db_table, ("study_id", "author_id", "position", "orcid"), order),
        ]

    def _known(self, names: Iterable[str]) -> dict[str, int]:
        """Name -> author, of those that are here. Found by the hash that keeps a name once."""
        by_hash = {self.hashes.get(name) or _hash(name): name for name in names}
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


def _hash(joined: str) -> str:
    return hashlib.md5(joined.encode(), usedforsecurity=False).hexdigest()


_KEPT_ONCE = "author_name_is_kept_once"


def _author_key(parts: Sequence[str]) -> str:
    """ "Ludwig van der Berg" -> "van-der-berg-ludwig"."""
    family, given, particle, suffix, literal = parts
    words = plain_words(to_ascii(f"{literal or f'{particle} {family}'} {given} {suffix}"))
    return "-".join(words)[:100].strip("-") or "unnamed"
