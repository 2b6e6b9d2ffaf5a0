"""ORCIDs that an entry brings for authors of a study that is here: filled in at their places, never overwritten.

Nothing is said about other studies: an author's name is not made one person with another by an import.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from evidence.actions.bylines import bylines_of
from evidence.actions.imports.matching import Fate
from evidence.citations.agreement import plain_words
from evidence.citations.brief import Brief
from evidence.citations.record import Name
from evidence.models import Authorship, Study


def fill_orcids(fates: Sequence[Fate], briefs: Mapping[int, Brief]) -> list[Study]:
    """Write ORCIDs where ours are missing and the lists of authors agree. Returns the studies that have changed.

    A fate tells them in its changes: "orcids" by the place in the list, and "authors", the list as it was. One look for
    all of them, and none where no entry brings an ORCID for a study that is here.
    """
    bringing = [
        fate
        for fate in fates
        if fate.outcome in ("matched", "updated")
        and isinstance(fate.known, Study)
        and "authors_complete" not in fate.changes
        and briefs[id(fate.entry)].orcids
    ]
    if not bringing:
        return []
    numbers = {fate.known.pk for fate in bringing if fate.known is not None}
    before, lists = bylines_of(numbers), defaultdict(list)
    for one in Authorship.objects.filter(study__in=numbers).select_related("author").order_by("position"):
        lists[one.study_id].append(one)
    changed: dict[int, Study] = {}
    written: list[Authorship] = []
    for fate in bringing:
        study = fate.known
        if not isinstance(study, Study) or len(lists[study.pk]) != len(fate.entry.record.authors):
            continue
        pairs = zip(lists[study.pk], fate.entry.record.authors, strict=True)
        missing = [(ours, name.orcid) for ours, name in pairs if name.orcid and not ours.orcid and _alike(ours, name)]
        for ours, orcid in missing:
            ours.orcid = orcid
            written.append(ours)
        if missing:
            told = {"orcids": {str(ours.position): orcid for ours, orcid in missing}, "authors": before[study.pk]}
            fate.changes, fate.outcome = fate.changes | told, "updated"
            changed[study.pk] = study
    Authorship.objects.bulk_update(written, ["orcid"], batch_size=500)
    return list(changed.values())


def _alike(ours: Authorship, name: Name) -> bool:
    return plain_words(ours.author.literal or ours.author.family) == plain_words(name.literal or name.family)
