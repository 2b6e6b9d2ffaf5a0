"""A study's list of authors as it stands, written down, and put back exactly.

Written down, an author is a number, or [number, ORCID] where the source of the record gave one in this place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from evidence.models import Authorship, Study

Written = list[int | list[int | str]]


def bylines_of(studies: Collection[int]) -> dict[int, Written]:
    """Study -> its authors in their order, written down. One query."""
    lists: dict[int, Written] = defaultdict(list)
    rows = Authorship.objects.filter(study__in=studies).order_by("position")
    for study, author, orcid in rows.values_list("study_id", "author_id", "orcid"):
        lists[study].append([author, orcid] if orcid else author)
    return lists


def byline_of(study: Study) -> Written:
    return bylines_of([study.pk]).get(study.pk, [])


def put_byline(study: Study, authors: Iterable[int | list[int | str]]) -> None:
    """Make the authorships of a study exactly these. Part of an action's transaction."""
    Authorship.objects.filter(study=study).delete()
    written = [one if isinstance(one, list) else [one, ""] for one in authors]
    Authorship.objects.bulk_create(
        [
            Authorship(study=study, author_id=author, orcid=orcid, position=position)
            for position, (author, orcid) in enumerate(written, 1)
        ]
    )
