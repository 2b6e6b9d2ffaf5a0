"""Authors as pages show them: names as papers write them, never merged into persons by guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidence.citations.record import CitationRecord, Name
from evidence.models import Publication
from evidence.search.authors import author_key


@dataclass(frozen=True, slots=True)
class AuthorLine:
    path: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class AuthorPage:
    """`spellings` are all ways in which these papers write the name; `orcid` is "" where no paper gives one."""

    key: str
    name: str
    spellings: tuple[str, ...]
    orcid: str

    @property
    def orcid_address(self) -> str:
        return f"https://orcid.org/{self.orcid}" if self.orcid else ""


def author_page(key: str, publications: Iterable[Publication]) -> AuthorPage:
    """`key` is an author key or an ORCID that these publications carry."""
    names = [name for publication in publications for name in named(publication.citation, key)]
    spellings = dict.fromkeys(name.display for name in names)
    orcids = {name.orcid for name in names if name.orcid}
    # Two people who write themselves alike share a key: then no ORCID speaks for the page.
    orcid = orcids.pop() if len(orcids) == 1 else ""
    longest = max(spellings, key=len, default=key)
    return AuthorPage(key, longest, tuple(spellings), orcid)


def author_lines(counts: Iterable[tuple[str, int, int]], publications: Mapping[int, Publication]) -> list[AuthorLine]:
    """`counts` are (key, studies, one publication that has it); the name is spelt as that one spells it."""
    lines = []
    for key, count, publication in counts:
        names = named(publications[publication].citation, key)
        # A body's name reads as it is; a person is listed by the family name.
        name = names[0] if names else Name(literal=key)
        spelt = name.literal or ", ".join(filter(None, [name.family_full, name.given]))
        lines.append(AuthorLine(f"/authors/{key}", spelt, count))
    return lines


def named(record: CitationRecord, key: str) -> list[Name]:
    """The authors of a work that have this key or ORCID."""
    return [name for name in record.authors if key in (author_key(name), name.orcid)]
