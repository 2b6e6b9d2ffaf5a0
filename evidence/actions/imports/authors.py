"""Authors and their order: one row a name, one authorship a position."""

from __future__ import annotations

import dataclasses

from django.db import models

from evidence.actions.imports.naming import in_use
from evidence.citations.agreement import plain_words
from evidence.citations.record import CitationRecord, Name
from evidence.citations.slugs import unique_slug
from evidence.citations.transliteration import to_ascii
from evidence.models import Author, Authorship, Study


def replace_authors(study: Study, record: CitationRecord) -> None:
    """Make the authorships of a study exactly those of `record`. Part of an action's transaction."""
    Authorship.objects.filter(study=study).delete()
    write_authors([(study, record)])


def write_authors(pairs: list[tuple[Study, CitationRecord]]) -> None:
    names = {name for _, record in pairs for name in record.authors}
    if not names:
        return
    known = _known(names)
    missing = sorted(names - set(known), key=lambda name: name.display)
    bases = {name: _author_key(name) for name in missing}
    taken = in_use(Author, "key", set(bases.values()))
    fresh = []
    for name in missing:
        key = unique_slug(bases[name], taken)
        taken.add(key)
        fresh.append(author_row(name, key))
    Author.objects.bulk_create(fresh, batch_size=1000)
    known |= {author.name: author for author in fresh}
    Authorship.objects.bulk_create(
        [
            Authorship(study=study, author=known[name], position=position)
            for study, record in pairs
            for position, name in enumerate(record.authors, start=1)
        ],
        batch_size=2000,
    )


def author_row(name: Name, key: str) -> Author:
    parts = dataclasses.asdict(name)
    del parts["orcid"]  # it tells people apart, so a person gives it to an author, not an import
    return Author(key=key, **parts)


def _known(names: set[Name]) -> dict[Name, Author]:
    families = {name.family for name in names if name.family}
    bodies = {name.literal for name in names if name.literal}
    rows = Author.objects.filter(orcid__isnull=True).filter(
        models.Q(family__in=families) | models.Q(literal__in=bodies, family="")
    )
    return {author.name: author for author in rows if author.name in names}


def _author_key(name: Name) -> str:
    """ "Ludwig van der Berg" -> "van-der-berg-ludwig"."""
    words = [*plain_words(to_ascii(name.family_full)), *plain_words(to_ascii(f"{name.given} {name.suffix}"))]
    return "-".join(words)[:100].strip("-") or "unnamed"
