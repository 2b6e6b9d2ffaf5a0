"""The key of an author's name: how `/authors/<key>` and `ShelfEntry.authors` call it.

    Ludwig van der Berg          van-der-berg-l
    Jason, Leonard A / Jason LA  jason-la
    The PACE Group (a body)      the-pace-group

A key stands for a name as papers write it, not for a person: two people who write themselves alike share one, and a
person who writes the name in two ways has two. Where a source gave an ORCID, the entry holds that as a second key.
The database has the same rule as `evidence_author_key`.
"""

from __future__ import annotations

import hashlib
import re

from evidence.citations.record import Name
from evidence.search.query.spelling import plain

_NOT_IN_A_KEY = re.compile("[^a-z0-9]+")


def author_key(name: Name) -> str:
    """The key of `name`: ASCII letters, digits and hyphens, never empty."""
    if name.literal:
        return _slug(name.literal) or _by_hash(name.literal)
    family = f"{name.particle} {name.family}"
    initials = _initials(name.given)
    return "-".join(filter(None, [_slug(family) or _by_hash(family), initials]))


def author_keys(name: Name) -> tuple[str, ...]:
    """The name's key and, where it is known, the person's ORCID."""
    return (author_key(name), name.orcid) if name.orcid else (author_key(name),)


def _slug(text: str) -> str:
    return _NOT_IN_A_KEY.sub("-", plain(text)).strip("-")


def _initials(given: str) -> str:
    """ "Leonard A." -> "la"; "LA" -> "la"; "Jean-Luc" -> "jl"."""
    if re.fullmatch("[A-Z]{1,4}", given):
        return given.lower()
    return "".join(word[0] for word in _NOT_IN_A_KEY.split(plain(given)) if word)


def _by_hash(text: str) -> str:
    """A name in letters that have no ASCII spelling here."""
    return "n" + hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:12]
