"""Entries that people have told apart before: the import meets what was decided then.

Two studies were merged   an entry with an identifier, or with title, year and first author, of the one that went is
                          read as the one that stays
An entry was in doubt     the same entry, word for word, is read as the study that a person said it is

Reading it so means: it gets that study's identifiers and title. What else it says is its own, and its original text
is kept as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from evidence.actions.imports.candidates import IDENTIFIERS, fingerprint
from evidence.citations.agreement import titles_agree
from evidence.citations.brief import plain_key
from evidence.citations.record import CitationRecord, Item, LookUp, ParsedEntry
from evidence.models import DoubtfulEntry, MergedIdentity, Study


class Recognition:
    """What people have decided, as an import asks for it. Costs two queries where nobody has decided anything."""

    def __init__(self) -> None:
        self.merged = MergedIdentity.objects.filter(undone_at__isnull=True).exists()
        self.decided = DoubtfulEntry.objects.filter(state="decided", study__isnull=False).exists()

    def read(self, items: Sequence[Item]) -> list[Item]:
        """The items, with those exchanged about which somebody has decided."""
        if not (self.merged or self.decided):
            return list(items)
        entries = [item for item in items if isinstance(item, ParsedEntry)]
        lookups = [item for item in items if isinstance(item, LookUp)]
        decided = self._decided(entries)
        merged = self._merged(entries, lookups)
        if not (decided or merged):
            return list(items)
        studies = Study.objects.in_bulk({*decided.values(), *(one.study_id for one in merged.values())})
        owners = _owners(entries)

        def exchanged(item: Item) -> Item:
            if isinstance(item, LookUp):
                known = merged.get((item.scheme, item.identifier))
                return _looked_up(item, studies[known.study_id]) if known else item
            if not isinstance(item, ParsedEntry):
                return item
            if number := decided.get(fingerprint(item.raw)):
                return replace(item, record=as_study(item.record, studies[number], owners))
            for name in _names(item.record):
                if known := merged.get(name):
                    study = studies[known.study_id]
                    alike = any(titles_agree(title, item.record.title) for title in (known.title, study.title))
                    read = as_study(item.record, study, owners)
                    return replace(item, record=read if alike else replace(read, title=item.record.title))
            return item

        return [exchanged(item) for item in items]

    def _decided(self, entries: Iterable[ParsedEntry]) -> dict[str, int]:
        if not self.decided:
            return {}
        marks = [fingerprint(entry.raw) for entry in entries]
        rows = DoubtfulEntry.objects.filter(fingerprint__in=marks, state="decided", study__isnull=False)
        return {mark: number for mark, number in rows.values_list("fingerprint", "study_id") if number is not None}

    def _merged(
        self, entries: Iterable[ParsedEntry], lookups: Iterable[LookUp]
    ) -> dict[tuple[str, str], MergedIdentity]:
        if not self.merged:
            return {}
        names = {name for entry in entries for name in _names(entry.record)}
        names |= {(one.scheme, one.identifier) for one in lookups}
        wanted = Q(pk__in=[])
        for scheme in (*IDENTIFIERS, "match_key"):
            wanted |= Q(**{f"{scheme}__in": [value for kind, value in names if kind == scheme]})
        found: dict[tuple[str, str], MergedIdentity] = {}
        for one in MergedIdentity.objects.filter(wanted, undone_at__isnull=True).order_by("pk"):
            found |= {(scheme, value): one for scheme in (*IDENTIFIERS, "match_key") if (value := getattr(one, scheme))}
        return found


def _names(record: CitationRecord) -> list[tuple[str, str]]:
    """Under what an entry may be known: its identifiers; title, year and first author only where it has none."""
    names = [(name, value) for name in IDENTIFIERS if (value := getattr(record, name))]
    return names or [("match_key", key) for key in (plain_key(record),) if key]


def _owners(entries: Iterable[ParsedEntry]) -> dict[tuple[str, str], int]:
    """(scheme, identifier) -> the study that has it, for the identifiers of the entries."""
    wanted = Q(pk__in=[])
    for name in IDENTIFIERS:
        wanted |= Q(**{f"{name}__in": [value for one in entries if (value := getattr(one.record, name))]})
    rows = Study.objects.filter(wanted).only(*IDENTIFIERS)
    return {(name, value): row.pk for row in rows for name in IDENTIFIERS if (value := getattr(row, name))}


def as_study(record: CitationRecord, study: Study, owners: dict[tuple[str, str], int]) -> CitationRecord:
    """The record, read as this study: what it says otherwise about who it is gives way."""
    told: dict[str, Any] = {"title": study.title, "kind_of_record": study.kind_of_record}
    for name in IDENTIFIERS:
        theirs = getattr(record, name)
        free = owners.get((name, theirs), study.pk) == study.pk
        told[name] = getattr(study, name) or (theirs if free else "")
    if not any(getattr(study, name) for name in IDENTIFIERS):
        # It is known by nothing but title, year and first author, so these have to be its own.
        told |= {"type": study.type, "year": study.year, "authors": study.record.authors}
        told |= {"authors_complete": study.authors_complete}
        told |= {"container_title": study.container_title, "container_short": study.container_short}
    return replace(record, **told)


def _looked_up(lookup: LookUp, study: Study) -> LookUp:
    for name in (lookup.scheme, *IDENTIFIERS):
        if value := getattr(study, name, None):
            return replace(lookup, scheme=name, identifier=value)
    return lookup
