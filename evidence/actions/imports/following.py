"""What goes along with an import, chunk by chunk: works that people have told apart before, lists of authors as they
were, and entries in doubt, which a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from evidence.actions.bylines import bylines_of
from evidence.actions.imports.candidates import candidates_of, fingerprint
from evidence.actions.imports.matching import Fate
from evidence.actions.imports.orcids import fill_orcids
from evidence.actions.imports.recognising import Recognition
from evidence.actions.imports.writing import storable
from evidence.citations.brief import Brief
from evidence.citations.record import Item
from evidence.models import DoubtfulEntry, ImportBatch, Study


class Following:
    """Goes along with one import. `recognised` before a chunk is matched, `before` and `after` around its writing."""

    def __init__(self, batch: ImportBatch, *, now: datetime) -> None:
        self.batch, self.now = batch, now
        self.recognition = Recognition()

    def recognised(self, items: Sequence[Item]) -> list[Item]:
        """The items, with those exchanged about which somebody has decided before."""
        return self.recognition.read(items)

    def before(self, fates: Sequence[Fate], briefs: Mapping[int, Brief]) -> list[Study]:
        """Remember the lists of authors that are about to be replaced, so that an undo can bring them back.

        ORCIDs that studies lack are filled in; returns these studies.

        They stand in the record's changes under "authors", as `bylines` writes them down.
        """
        replaced = [
            fate
            for fate in fates
            if fate.outcome == "updated" and "authors_complete" in fate.changes and isinstance(fate.known, Study)
        ]
        if not replaced:
            return fill_orcids(fates, briefs)
        lists = bylines_of({fate.study_pk for fate in replaced if fate.study_pk is not None})
        for fate in replaced:
            fate.changes["authors"] = lists.get(fate.study_pk or 0, [])
        return fill_orcids(fates, briefs)

    def after(self, fates: Sequence[Fate]) -> None:
        """Keep each refused entry that may be a study of the desk as a doubt, once an entry."""
        if self.batch.demo:
            return
        refused = [fate for fate in fates if fate.outcome == "refused"]
        found = candidates_of(fate.entry for fate in refused) if refused else {}
        doubts = [
            DoubtfulEntry(
                batch=self.batch, line=fate.entry.line, key=storable(fate.entry.key)[:500],
                raw=storable(fate.entry.raw), reason=storable(fate.reason), record=fate.entry.record.to_dict(),
                candidates=[study.pk for study in found[id(fate.entry)]], fingerprint=fingerprint(fate.entry.raw),
                found_at=self.now,
            )
            for fate in refused
            if id(fate.entry) in found
        ]  # fmt: skip
        if doubts:
            DoubtfulEntry.objects.bulk_create(doubts, ignore_conflicts=True, batch_size=500)
