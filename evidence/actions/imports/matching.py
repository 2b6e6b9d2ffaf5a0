"""Which study of the desk an entry is, what it adds to it, and what makes it doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import connection, models

from evidence.actions.desk import desk_changed
from evidence.actions.imports import sentences as said
from evidence.actions.imports.authors import Bylines
from evidence.actions.imports.columns import FACTS, IDENTIFIERS, NewStudy, StudyRows, columns_of, misfit, misfit_of
from evidence.actions.imports.naming import TEXTS, Numbers, Unused, as_texts, in_use
from evidence.actions.imports.telling_apart import (
    AnyStudy,
    Doubtful,
    another_kind,
    as_record,
    in_another_journal,
    preprint_and_paper,
    says_another_kind,
)
from evidence.actions.imports.writing import Load, storable
from evidence.citations import brief as in_brief
from evidence.citations.agreement import titles_agree
from evidence.citations.brief import Brief
from evidence.citations.importers.packing import brief_of
from evidence.citations.matching import compare
from evidence.citations.record import ABOUT_ANOTHER_WORK, CitationRecord, LookUp, ParsedEntry
from evidence.models import Authorship, Revision, SlugRedirect, Study, StudyContributor
from evidence.models.study import RECORD_TEXTS
from evidence.tongue import Sentence


@dataclass(slots=True)
class Fate:
    """What was decided for one entry. `known` is the study that it is, or that it makes."""

    entry: ParsedEntry
    outcome: str
    known: AnyStudy | None = None
    reason: str = ""
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def study(self) -> Study | None:
        """The study as a model's instance; one that is new may not be written yet."""
        if isinstance(self.known, NewStudy):
            return self.known.as_study()
        return self.known

    @property
    def study_pk(self) -> int | None:
        return self.known.pk if self.known is not None else None


_identifiers = itemgetter(*map(in_brief.FACTS.index, IDENTIFIERS))


class Desk:
    """What the desk already knows of a file's entries, and what the file adds to it as it is walked through.

    Made without a look into the database, so that it can be made while other entries are being written. Then

        ask       looks up which studies and authors are here, and which addresses are taken
        decide    says for one entry after the other what becomes of it; looks nowhere
        loads     gives the rows of what is new; looks nowhere
        settle    writes what changes on studies that are here
    """

    def __init__(
        self,
        entries: Iterable[ParsedEntry],
        *,
        demo: bool,
        lookups: Sequence[LookUp] = (),
        made: dict[str, int] | None = None,
    ) -> None:
        self.entries = list(entries)
        self.lookups = lookups
        self.demo = demo
        self.briefs = {id(entry): brief_of(entry) for entry in self.entries}
        self.keys = {name: brief.key for name, brief in self.briefs.items()}
        self.misfits = {id(one): reason for one in self.entries if (reason := misfit_of(one, self.briefs[id(one)]))}
        self.bylines = Bylines(self.briefs.values(), made)
        self.identifiers = {
            name: [pair for pair in zip(IDENTIFIERS, _identifiers(brief.facts), strict=True) if pair[1]]
            for name, brief in self.briefs.items()
        }
        self.wanted = self._wanted()
        self.by_identifier: dict[tuple[str, str], AnyStudy] = {}
        self.by_key: dict[str, dict[int, AnyStudy]] = {}
        self.by_prefix: dict[str, dict[int, AnyStudy]] = {}
        self.unused = Unused(set())
        self.numbers: list[int] = []
        self.new: dict[int, tuple[NewStudy, ParsedEntry]] = {}
        self.changed: dict[int, AnyStudy] = {}
        self.changes: dict[int, dict[str, Any]] = {}
        self.authors_from: dict[int, Brief] = {}

    def ask(self, before: Desk | None = None) -> None:
        """Find the studies that the entries may be, their authors, and the addresses that are taken.

        `before` has decided about the entries before these, and its rows are not written yet.
        """
        waiting = before.new.keys() | before.changed.keys() if before is not None else set()
        for study in Study.objects.filter(pk__in=self._found() - waiting):
            self._know(study)
        if before is not None:
            for one in self._found_in(before, waiting):
                self._know(one)
        unknown = [entry for entry in self.entries if not self._met(entry)]
        bases = {self.briefs[id(entry)].slug for entry in unknown}
        taken = in_use(Study, "slug", bases) | in_use(SlugRedirect, "old_slug", bases)
        if before is not None:
            taken |= {new.slug for new, _ in before.new.values()}
        self.unused = Unused(taken)
        self.numbers = Numbers.of(Study, len(unknown))
        named = [self.briefs[id(entry)] for entry in self.entries if self._may_write_authors(entry)]
        self.bylines.ask(named, before.bylines if before is not None else None)

    def _may_write_authors(self, entry: ParsedEntry) -> bool:
        met = self._met(entry)
        return not met or (entry.record.authors_complete and not all(study.authors_complete for study in met.values()))

    def _found_in(self, before: Desk, waiting: Set[int]) -> list[AnyStudy]:
        """What `_found` would find if the rows of `before` were written: those of its studies that wait for it."""
        found: dict[int, AnyStudy] = {}

        def take(studies: Iterable[AnyStudy]) -> None:
            found.update((study.pk, study) for study in studies if study.pk in waiting)

        for entry in self.entries:
            names, key = self.identifiers[id(entry)], self._key(entry)
            for name in names:
                if (study := before.by_identifier.get(name)) is not None:
                    take((study,))
            if key in before.by_key:
                take(before.by_key[key].values())
            if key and not names:
                take(before.by_prefix.get(_prefix(key), {}).values())
        for lookup in self.lookups:
            if (study := before.by_identifier.get((lookup.scheme, lookup.identifier))) is not None:
                take((study,))
        return list(found.values())

    def _wanted(self) -> list[str | None]:
        """What `_found` looks for, as one parameter a list: DOIs, PMIDs, PMCIDs, keys, beginnings of keys."""
        named: dict[str, set[str]] = {identifier: set() for identifier in IDENTIFIERS}
        for name, value in (pair for pairs in self.identifiers.values() for pair in pairs):
            named[name].add(value)
        for lookup in self.lookups:
            if lookup.scheme in named:
                named[lookup.scheme].add(lookup.identifier)
        wanted: list[set[str]] = list(named.values())
        wanted.append({key for key in self.keys.values() if key})
        wanted.append(
            {_prefix(key) for entry in self.entries if not self.identifiers[id(entry)] and (key := self._key(entry))}
        )
        return [as_texts(values) for values in wanted]

    def _found(self) -> set[int]:
        """The studies that the entries may be."""
        table = connection.ops.quote_name(Study._meta.db_table)
        look_ups = [
            f"SELECT id FROM unnest({TEXTS}) AS value JOIN {table} ON {column} = value"  # noqa: S608 - names are ours
            for column in (*IDENTIFIERS, "match_key")
        ]
        # What begins with a prefix is found by the index for LIKE; "}" is the sign behind "|", its last one.
        look_ups.append(
            f"SELECT near.id FROM unnest({TEXTS}) AS prefix, LATERAL (SELECT id FROM {table}"  # noqa: S608
            " WHERE match_key ~>=~ prefix AND match_key ~<~ (left(prefix, -1) || '}') OFFSET 0) AS near"
        )
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(look_ups), self.wanted)
            return {number for (number,) in cursor}

    def _know(self, study: AnyStudy) -> None:
        for identifier in IDENTIFIERS:
            if value := getattr(study, identifier):
                self.by_identifier[identifier, value] = study
        if key := study.match_key:
            self.by_key.setdefault(key, {})[study.pk] = study
            self.by_prefix.setdefault(_prefix(key), {})[study.pk] = study

    def _key(self, entry: ParsedEntry) -> str:
        return self.keys[id(entry)]

    def decide(self, entry: ParsedEntry) -> Fate:
        """Match one entry, or make a new draft of it."""
        try:
            study = self._match(entry)
        except Doubtful as doubt:
            return Fate(entry, "refused", reason=str(doubt))
        if study is None:
            if reason := self.misfits.get(id(entry)):
                return Fate(entry, "refused", reason=reason)
            brief = self.briefs[id(entry)]
            slug = self.unused.take(brief.slug)
            new = NewStudy(entry, brief, pk=self.numbers.pop(), slug=slug, match_key=brief.key, demo=self.demo)
            self.new[new.pk] = new, entry
            self._know(new)
            return Fate(entry, "created", new)
        changes = self._fill(study, entry)
        return Fate(entry, "updated" if changes else "matched", study, changes=changes)

    def look_up(self, lookup: LookUp) -> tuple[AnyStudy | None, str]:
        """(the study with this identifier, "") or (None, what to do about it)."""
        study = self.by_identifier.get((lookup.scheme, lookup.identifier))
        if study is not None and (self.demo or not study.demo):
            return study, ""
        return None, Sentence.of(said.NOT_ON_THE_DESK, scheme=lookup.scheme.upper(), identifier=lookup.identifier)

    def _met(self, entry: ParsedEntry) -> dict[str, AnyStudy]:
        """The studies that have an identifier of the entry."""
        known = self.by_identifier
        return {name[0]: known[name] for name in self.identifiers[id(entry)] if name in known}

    def _match(self, entry: ParsedEntry) -> AnyStudy | None:
        met = self._met(entry)
        key = self._key(entry)
        if not met and key not in self.by_key and self.identifiers[id(entry)]:
            return None  # as most are
        record = entry.record
        different = {study.pk: study for study in met.values()}
        if len(different) > 1:
            told = [(identifier.upper(), study.title) for identifier, study in met.items()]
            raise Doubtful(said.lead_to_different(told))
        if different:
            identifier, study = next(iter(met.items()))
            if not titles_agree(study.title, record.title) or another_kind(study, record):
                raise Doubtful(
                    Sentence.of(
                        said.BELONGS_TO_ANOTHER,
                        scheme=identifier.upper(),
                        value=getattr(record, identifier),
                        ours=study.title,
                        theirs=record.title,
                    )
                )
            self._check_identifiers(study, record)
            return self._of_this_collection(study)
        candidates = [
            study
            for study in self.by_key.get(key, {}).values()
            if not any(
                getattr(study, identifier)
                and getattr(record, identifier)
                and getattr(study, identifier) != getattr(record, identifier)
                for identifier in IDENTIFIERS
            )
            and not preprint_and_paper(study.type, record.type)
            and not says_another_kind(study, record)
        ]
        if len(candidates) > 1:
            raise Doubtful(Sentence.of(said.SEVERAL_FIT, count=len(candidates)))
        if candidates and in_another_journal(candidates[0], record):
            ours, theirs = candidates[0].container_title, record.container_title
            raise Doubtful(Sentence.of(said.IN_ANOTHER_JOURNAL, title=candidates[0].title, ours=ours, theirs=theirs))
        if not candidates and not self.identifiers[id(entry)]:
            candidates = self._spelt_otherwise(entry)
        return self._of_this_collection(candidates[0]) if candidates else None

    def _spelt_otherwise(self, entry: ParsedEntry) -> list[AnyStudy]:
        """The study that an entry without identifiers is although its title is spelt otherwise. Raises Doubtful."""
        key = self._key(entry)
        for study in self.by_prefix.get(_prefix(key), {}).values() if key else ():
            match = compare(as_record(study), entry.record)
            if match.outcome == "same":
                return [study]
            if match.outcome == "doubtful":
                raise Doubtful(Sentence.of(said.MAY_BE, title=study.title))
        return []

    def _of_this_collection(self, study: AnyStudy) -> AnyStudy:
        """A real import never leans on a study that will be emptied with the demonstration."""
        if study.demo and not self.demo:
            raise Doubtful(Sentence.of(said.IN_THE_DEMONSTRATION, title=study.title))
        return study

    @staticmethod
    def _check_identifiers(study: AnyStudy, record: CitationRecord) -> None:
        for identifier in IDENTIFIERS:
            ours, theirs = getattr(study, identifier), getattr(record, identifier)
            if ours and theirs and ours != theirs:
                raise Doubtful(
                    Sentence.of(
                        said.GIVES_ANOTHER, title=study.title, scheme=identifier.upper(), ours=ours, theirs=theirs
                    )
                )

    def _fill(self, study: AnyStudy, entry: ParsedEntry) -> dict[str, Any]:
        """Fill empty facts of a known study; returns what was filled in. A record that does not fit fills nothing."""
        record = entry.record
        theirs = columns_of(record)
        changes = {
            name: storable(value) if isinstance(value, str) else value
            for name, value in theirs.items()
            if name not in _NEVER_FILLED and value not in (None, "", []) and getattr(study, name) in (None, "", [])
        }
        if study.year is None and record.year is not None:
            changes |= {name: theirs[name] for name in ("year", "month", "day") if theirs[name] is not None}
        elif study.year == record.year and study.month is None and record.month is not None:
            changes |= {name: theirs[name] for name in ("month", "day") if theirs[name] is not None}
        if not study.authors_complete and record.authors_complete and record.authors:
            changes["authors_complete"] = True
        if record.kind_of_record in ABOUT_ANOTHER_WORK:
            changes.pop("kind_of_record", None)  # a work is never turned into a notice about a work by an import
        if "original_title" in changes and record.language and not study.language:
            changes["language"] = theirs["language"]
        if not changes or (id(entry) in self.misfits and misfit(_only(changes, record))):
            return {}
        for name, value in changes.items():
            setattr(study, name, value)
        self._know(study)
        if study.pk not in self.new:
            self.changed[study.pk] = study
            self.changes.setdefault(study.pk, {}).update(changes)
        if "authors_complete" in changes:
            self.authors_from[study.pk] = self.briefs[id(entry)]
        return changes

    def loads(self, *, by: models.Model | None, now: datetime) -> list[Load]:
        """The rows of what is new. What is said about studies that are here is written by `settle`, before these."""
        lists = [(pk, self.authors_from.get(pk) or self.briefs[id(entry)]) for pk, (_, entry) in self.new.items()]
        lists += [(pk, brief) for pk, brief in self.authors_from.items() if pk not in self.new]
        loads = [StudyRows(new for new, _ in self.new.values()).load(), *self.bylines.loads(lists)]
        if by is not None:
            lines = [f"{pk}\t{by.pk}\timported\t{now.isoformat()}\n" for pk in self.new]
            loads.append(Load(StudyContributor._meta.db_table, ("study_id", "person_id", "kind", "at"), lines))
        return loads

    def related(self) -> Iterator[tuple[NewStudy, CitationRecord]]:
        """The new studies whose records name other works."""
        return ((new, entry.record) for new, entry in self.new.values() if self.briefs[id(entry)].related)

    def settle(self, *, by: models.Model | None, now: datetime) -> None:
        """Write what changes on studies that are here. The rows of entries before these are written."""
        if not self.changed:
            return
        late = [pk for pk, study in self.changed.items() if isinstance(study, NewStudy)]  # new a moment ago
        studies = [study for study in self.changed.values() if isinstance(study, Study)]
        for study in Study.objects.filter(pk__in=late) if late else ():
            for name, value in self.changes[study.pk].items():
                setattr(study, name, value)
            studies.append(study)
        for study in studies:
            study.edit_token += 1
        names = [
            name for name in (*FACTS, "editors") if name in {name for some in self.changes.values() for name in some}
        ]
        Study.objects.bulk_update(studies, [*names, "edit_token"], batch_size=200)
        Authorship.objects.filter(study__in=[pk for pk in self.authors_from if pk not in self.new]).delete()
        in_review = set(Revision.objects.filter(study__in=list(self.changed)).values_list("study_id", flat=True))
        for study in studies:
            if study.pk in in_review:
                desk_changed(study, by=by, kind="imported", now=now)
        if by is not None:
            self._have_contributed(by, list(self.changed), now)

    @staticmethod
    def _have_contributed(by: models.Model, studies: list[int], now: datetime) -> None:
        table = connection.ops.quote_name(StudyContributor._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (study_id, person_id, kind, at)"  # noqa: S608 - the name is ours
                " SELECT study, %s, 'imported', %s FROM unnest(%s::bigint[]) AS study"
                " ON CONFLICT (study_id, person_id, kind) DO UPDATE SET at = EXCLUDED.at"
                f" WHERE {table}.at < EXCLUDED.at",
                [by.pk, now, studies],
            )


def identified(record: CitationRecord) -> bool:
    return any(getattr(record, identifier) for identifier in IDENTIFIERS)


def _prefix(key: str) -> str:
    """Year and first author of a `plain_key`: "2019|berg|"."""
    return key[: key.index("|", key.index("|") + 1) + 1]


_NEVER_FILLED = frozenset(["type", "title", "authors_complete", "language", "url", "accessed", "year", "month", "day"])
"""What a known study keeps as it is, or gets by a rule of its own."""


def _only(changes: dict[str, Any], record: CitationRecord) -> CitationRecord:
    """The record with nothing in it but what is to be filled in."""
    others: dict[str, Any] = {
        name: "" for name in RECORD_TEXTS if name not in changes and name not in ("type", "title")
    }
    return replace(record, authors=record.authors if "authors_complete" in changes else (), **others)
