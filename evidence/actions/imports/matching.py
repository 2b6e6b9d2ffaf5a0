"""Which study of the desk an entry is, what it adds to it, and what makes it doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from evidence.actions.desk import desk_changed
from evidence.actions.imports.authors import author_row, write_authors
from evidence.actions.imports.naming import in_use
from evidence.citations.agreement import titles_agree
from evidence.citations.kinds import kind_by_title
from evidence.citations.matching import compare, match_key
from evidence.citations.record import ABOUT_ANOTHER_WORK, CitationRecord, LookUp, Name, ParsedEntry
from evidence.citations.slugs import study_slug, unique_slug
from evidence.models import Authorship, SlugRedirect, Study, StudyContributor
from evidence.models.study import RECORD_TEXTS

IDENTIFIERS = ("doi", "pmid", "pmcid")


@dataclass(slots=True)
class Fate:
    """What was decided for one entry."""

    entry: ParsedEntry
    outcome: str
    study: Study | None = None
    reason: str = ""
    changes: dict[str, Any] = field(default_factory=dict)


class Desk:
    """What the desk already knows of a file's entries, and what the file adds to it as it is walked through."""

    def __init__(self, entries: Iterable[ParsedEntry], *, demo: bool, lookups: Sequence[LookUp] = ()) -> None:
        entries = list(entries)
        self.demo = demo
        self.keys = {id(entry): plain_key(entry.record) for entry in entries}
        found = models.Q(match_key__in=[key for key in self.keys.values() if key])
        for identifier in IDENTIFIERS:
            values = [value for entry in entries if (value := getattr(entry.record, identifier))]
            values += [lookup.identifier for lookup in lookups if lookup.scheme == identifier]
            found |= models.Q(**{f"{identifier}__in": values})
        for prefix in {
            _prefix(key) for entry in entries if not _identified(entry.record) and (key := self._key(entry))
        }:
            found |= models.Q(match_key__startswith=prefix)
        self.by_identifier: dict[tuple[str, str], Study] = {}
        self.by_key: dict[str | None, list[Study]] = {}
        self.by_prefix: dict[str, list[Study]] = {}
        for study in Study.objects.filter(found) if entries or lookups else ():
            self._know(study)
        slugs = {study_slug(entry.record) for entry in entries}
        self.taken = in_use(Study, "slug", slugs) | in_use(SlugRedirect, "old_slug", slugs)
        self.new: list[tuple[Study, CitationRecord]] = []
        self.changed: dict[int, Study] = {}
        self.new_authors: list[tuple[Study, CitationRecord]] = []

    def _know(self, study: Study) -> None:
        for identifier in IDENTIFIERS:
            if value := getattr(study, identifier):
                self.by_identifier[identifier, value] = study
        if study.match_key:
            known = self.by_key.setdefault(study.match_key, [])
            if not any(other is study for other in known):
                known.append(study)
            near = self.by_prefix.setdefault(_prefix(study.match_key), [])
            if not any(other is study for other in near):
                near.append(study)

    def _key(self, entry: ParsedEntry) -> str:
        return self.keys[id(entry)]

    def decide(self, entry: ParsedEntry) -> Fate:
        """Match one entry, or make a new draft of it."""
        record = entry.record
        try:
            study = self._match(entry)
        except _Doubtful as doubt:
            return Fate(entry, "refused", reason=str(doubt))
        if study is None:
            study = Study(
                slug=unique_slug(study_slug(record), self.taken),
                match_key=self.keys[id(entry)],
                demo=self.demo,
                **_columns(record),
            )
            try:
                study.clean_fields(exclude=["design"])
                for name in record.authors:
                    author_row(name, "key").clean_fields()
            except ValidationError as error:
                return Fate(entry, "refused", reason=_sentence(error))
            self.taken.add(study.slug)
            self.new.append((study, record))
            self._know(study)
            return Fate(entry, "created", study)
        changes = self._fill(study, record)
        return Fate(entry, "updated" if changes else "matched", study, changes=changes)

    def look_up(self, lookup: LookUp) -> tuple[Study | None, str]:
        """(the study with this identifier, "") or (None, what to do about it)."""
        study = self.by_identifier.get((lookup.scheme, lookup.identifier))
        if study is not None and (self.demo or not study.demo):
            return study, ""
        return None, (
            f"{lookup.scheme.upper()} {lookup.identifier} is not on the desk, and a list says nothing else about the "
            "work. Fetch its record from PubMed or Crossref and import that."
        )

    def _match(self, entry: ParsedEntry) -> Study | None:
        record = entry.record
        met = {
            identifier: study
            for identifier in IDENTIFIERS
            if (value := getattr(record, identifier)) and (study := self.by_identifier.get((identifier, value)))
        }
        different = {id(study): study for study in met.values()}
        if len(different) > 1:
            names = " and ".join(f"{identifier.upper()} to “{study.title}”" for identifier, study in met.items())
            raise _Doubtful(f"The identifiers lead to different studies: {names}. Correct them and import again.")
        if different:
            identifier, study = next(iter(met.items()))
            if not titles_agree(study.title, record.title) or _another_kind(study, record):
                raise _Doubtful(
                    f"{identifier.upper()} {getattr(record, identifier)} already belongs to “{study.title}”, "
                    f"but this entry is called “{record.title}”. One of the two has a wrong identifier."
                )
            self._check_identifiers(study, record)
            return self._of_this_collection(study)
        candidates = [
            study
            for study in self.by_key.get(self.keys[id(entry)] or None, [])
            if not any(
                getattr(study, identifier)
                and getattr(record, identifier)
                and getattr(study, identifier) != getattr(record, identifier)
                for identifier in IDENTIFIERS
            )
            and not _preprint_and_paper(study.type, record.type)
        ]
        if len(candidates) > 1:
            raise _Doubtful(
                f"{len(candidates)} studies have this title, year and first author. "
                "Give a DOI or PMID, so that it is clear which one is meant."
            )
        if not candidates and not _identified(record):
            candidates = self._spelt_otherwise(entry)
        return self._of_this_collection(candidates[0]) if candidates else None

    def _spelt_otherwise(self, entry: ParsedEntry) -> list[Study]:
        """The study that an entry without identifiers is although its title is spelt otherwise. Raises _Doubtful."""
        key = self._key(entry)
        for study in self.by_prefix.get(_prefix(key), []) if key else ():
            match = compare(_as_record(study), entry.record)
            if match.outcome == "same":
                return [study]
            if match.outcome == "doubtful":
                raise _Doubtful(
                    f"This may be “{study.title}”, which is here with the same year and first author. Give the entry "
                    "its DOI or PMID, so that it is clear whether it is."
                )
        return []

    def _of_this_collection(self, study: Study) -> Study:
        """A real import never leans on a study that will be emptied with the demonstration."""
        if study.demo and not self.demo:
            raise _Doubtful(
                f"“{study.title}” is in the demonstration. Empty the demonstration first (manage.py empty_demo), "
                "then import again."
            )
        return study

    @staticmethod
    def _check_identifiers(study: Study, record: CitationRecord) -> None:
        for identifier in IDENTIFIERS:
            ours, theirs = getattr(study, identifier), getattr(record, identifier)
            if ours and theirs and ours != theirs:
                raise _Doubtful(
                    f"This is “{study.title}”, which has {identifier.upper()} {ours} here, but the entry gives "
                    f"{theirs}. One of the two is wrong."
                )

    def _fill(self, study: Study, record: CitationRecord) -> dict[str, Any]:
        """Fill empty facts of a known study; returns what was filled in."""
        theirs = _columns(record)
        changes = {
            name: value
            for name, value in theirs.items()
            if name
            not in (
                "type",
                "title",
                "authors_complete",
                "language",
                "url",
                "accessed",
                "year",
                "month",
                "day",
            )
            and value not in (None, "", [])
            and getattr(study, name) in (None, "", [])
        }
        if study.year is None and record.year is not None:
            changes |= {name: theirs[name] for name in ("year", "month", "day") if theirs[name] is not None}
        elif study.year == record.year and study.month is None and record.month is not None:
            changes |= {name: theirs[name] for name in ("month", "day") if theirs[name] is not None}
        if not study.authors_complete and record.authors_complete and record.authors:
            changes["authors_complete"] = True
            self.new_authors.append((study, record))
        for name, value in changes.items():
            setattr(study, name, value)
        if changes:
            try:
                study.clean_fields(exclude=["design"])
            except ValidationError:  # a value that does not fit fills nothing in
                for name in changes:
                    setattr(study, name, Study._meta.get_field(name).get_default())
                return {}
            self._know(study)
            self.changed[id(study)] = study
        return changes

    def write(self, fates: list[Fate], *, by: models.Model | None, now: datetime) -> None:
        """Put all that was decided into the database."""
        Study.objects.bulk_create([study for study, _ in self.new], batch_size=500)
        made = {id(study) for study, _ in self.new}
        changed = [study for study in self.changed.values() if id(study) not in made]
        late = [study for study in self.changed.values() if id(study) in made]
        for study in changed:
            study.edit_token += 1
        names = [name for name in _columns_names() if name != "slug"]
        if changed or late:
            Study.objects.bulk_update(changed + late, [*names, "edit_token"], batch_size=200)
        replaced = {id(study): (study, record) for study, record in self.new_authors}
        Authorship.objects.filter(study__in=[study.pk for study, _ in replaced.values()]).delete()
        everybody = [pair for pair in self.new if id(pair[0]) not in replaced] + list(replaced.values())
        write_authors(everybody)
        for study in changed:
            desk_changed(study, by=by, kind="imported", now=now)
        if by is not None:
            touched = {fate.study.pk for fate in fates if fate.study and fate.outcome in ("created", "updated")}
            StudyContributor.objects.bulk_create(
                [StudyContributor(study_id=pk, person=by, kind="imported", at=now) for pk in touched],
                update_conflicts=True, unique_fields=["study", "person", "kind"], update_fields=["at"],
            )  # fmt: skip


class _Doubtful(Exception):
    pass


def _identified(record: CitationRecord) -> bool:
    return any(getattr(record, identifier) for identifier in IDENTIFIERS)


def _prefix(key: str) -> str:
    """Year and first author of a `plain_key`: "2019|berg|"."""
    return key[: key.index("|", key.index("|") + 1) + 1]


def _as_record(study: Study) -> CitationRecord:
    """What `compare` needs to know of a study; the first author is as plain as its key has it."""
    author = study.match_key.split("|")[1]
    return CitationRecord(
        title=study.title,
        type=study.type,
        year=study.year,
        authors=(Name(family=author),) if author else (),
        kind_of_record=kind_by_title(study.title),
        **{identifier: getattr(study, identifier) or "" for identifier in IDENTIFIERS},
    )


def _preprint_and_paper(one: str, two: str) -> bool:
    """Whether one is a preprint and the other a journal's article: they belong together and are two works."""
    return {one, two} == {"article", "article-journal"}


def _another_kind(study: Study, record: CitationRecord) -> bool:
    """Whether only one of the two is a correction, a comment or the like, which has its work's title and is not it."""
    kind = kind_by_title(study.title)
    return (kind in ABOUT_ANOTHER_WORK) != (kind_by_title(record.title) in ABOUT_ANOTHER_WORK)


def _columns_names() -> list[str]:
    return [*RECORD_TEXTS, "year", "month", "day", "authors_complete", "editors"]


def _columns(record: CitationRecord) -> dict[str, Any]:
    """The record's facts as columns of `Study`; identifiers that are not known are NULL."""
    columns: dict[str, Any] = {name: getattr(record, name) for name in RECORD_TEXTS}
    for identifier in IDENTIFIERS:
        columns[identifier] = columns[identifier] or None
    columns |= {"year": record.year, "month": record.month, "day": record.day}
    columns["authors_complete"] = record.authors_complete
    columns["editors"] = record.to_dict()["editors"] if record.editors else []
    return columns


def plain_key(record: CitationRecord) -> str:
    """What two records of one work share when neither has an identifier; "" when it would say too little.

    "2019|berg|rest and symptoms ...". Without an author a short title ("Editorial") names nothing.
    """
    title, year, author = match_key(record)
    if not title or (not author and len(title.split()) < 5):
        return ""
    return f"{year or ''}|{author}|{title}"[:300]


def _sentence(error: ValidationError) -> str:
    return " ".join(
        f"{name.replace('_', ' ').capitalize()}: {' '.join(messages)}" for name, messages in error.message_dict.items()
    )
