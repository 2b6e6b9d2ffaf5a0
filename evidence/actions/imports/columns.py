"""What a record becomes on the desk: the columns of `Study` that it fills, and whether its values fit into them."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter, itemgetter
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint
from django.utils import timezone, translation

from evidence.actions.imports.sentences import TOO_MANY_AUTHORS
from evidence.actions.imports.writing import NULL, Load, column_or_null, columns_joined, json_column, same_for_all
from evidence.citations import brief as in_brief
from evidence.citations.brief import Brief, parts_of
from evidence.citations.record import CitationRecord, Name, ParsedEntry
from evidence.models import Author, Study
from evidence.models.study import RECORD_TEXTS
from evidence.tongue import Sentence

IDENTIFIERS = ("doi", "pmid", "pmcid")
FACTS = (*RECORD_TEXTS, "year", "month", "day", "authors_complete")
"""What stands in a record and on a study under the same name."""

_facts = attrgetter(*FACTS)
_texts = attrgetter(*RECORD_TEXTS)
_texts_in_brief = itemgetter(*map(in_brief.FACTS.index, RECORD_TEXTS))
_year_in_brief = in_brief.FACTS.index("year")
_doi_in_brief = in_brief.FACTS.index("doi")


def _longest(model: type[models.Model], name: str) -> int:
    return getattr(model._meta.get_field(name), "max_length", None) or 1 << 30


_limits = tuple(_longest(Study, name) for name in RECORD_TEXTS)
_shortest_limit = min(_longest(Author, name) for name in ("family", "given", "particle", "suffix", "literal"))
_MOST_AUTHORS = 32_767  # positions in a list of authors are small whole numbers
_LAST_YEAR = 9999


class NewStudy:
    """A study that a file brings: the columns it fills, as attributes. It has its `pk` before it is written.

    A hundred thousand of these cost little; `as_study` makes the model's instance where somebody asks for it.
    """

    title: str
    type: str
    kind_of_record: str
    container_title: str
    container_short: str
    language: str
    year: int | None
    month: int | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    authors_complete: bool
    slug: str
    match_key: str
    demo: bool
    pk: int

    def __init__(self, entry: ParsedEntry, brief: Brief, *, pk: int, slug: str, match_key: str, demo: bool) -> None:
        columns: dict[str, Any] = dict(zip(in_brief.FACTS, brief.facts, strict=True))
        self.__dict__ = _as_kept(columns)
        self.__dict__["editors"] = _editors(entry.record) if brief.edited else []
        self.slug, self.match_key, self.demo, self.pk = slug, match_key, demo, pk

    def as_study(self) -> Study:
        study = Study(**{name: value for name, value in self.__dict__.items() if name != "pk"})
        study.pk = self.pk
        study._state.adding, study._state.db = False, "default"
        return study


def columns_of(record: CitationRecord) -> dict[str, Any]:
    """The record's facts as columns of `Study`; identifiers that are not known are NULL."""
    columns = _as_kept(dict(zip(FACTS, _facts(record), strict=True)))
    columns["editors"] = _editors(record)
    return columns


def _as_kept(columns: dict[str, Any]) -> dict[str, Any]:
    for identifier in IDENTIFIERS:
        columns[identifier] = columns[identifier] or None
    if columns["original_title"] and columns["original_title"] == columns["title"]:
        columns["original_title"] = ""
    return columns


def _editors(record: CitationRecord) -> list[dict[str, str]]:
    return record.to_dict()["editors"] if record.editors else []


def misfit_of(entry: ParsedEntry, brief: Brief) -> str:
    """`misfit` of an entry's record, which hardly ever has to be made for it."""
    year, authors = brief.facts[_year_in_brief], brief.authors
    if (
        all(map(int.__le__, map(len, _texts_in_brief(brief.facts)), _limits))
        and (year is None or 0 <= year <= _LAST_YEAR)
        and brief.facts[_doi_in_brief].isascii()
        and len(authors) <= _MOST_AUTHORS
        and (not authors or max(map(len, authors)) <= _shortest_limit)
    ):
        return ""
    return misfit(entry.record)


def misfit(record: CitationRecord) -> str:
    """Why a record cannot be kept as a study, in full sentences; "" when it can."""
    texts = _texts(record)
    if (
        all(map(int.__le__, map(len, texts), _limits))
        and (record.year is None or 0 <= record.year <= _LAST_YEAR)
        and record.doi.isascii()
        and len(record.authors) <= _MOST_AUTHORS
        and all(sum(map(len, parts_of(name))) <= _shortest_limit for name in record.authors)
    ):
        return ""
    if len(record.authors) > _MOST_AUTHORS:
        return Sentence.of(TOO_MANY_AUTHORS, count=len(record.authors), most=_MOST_AUTHORS)
    study = Study(slug="address", **columns_of(record))
    try:
        study.clean_fields(exclude=["design"])
        for name in record.authors:
            author_row(name, "key").clean_fields()
        for constraint in Study._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                constraint.validate(Study, study)
    except ValidationError as error:
        with translation.override(settings.LANGUAGE_CODE):  # it is stored, whoever imports
            return _sentence(error)
    return ""


def author_row(name: Name, key: str) -> Author:
    """The author of a name. An ORCID tells people apart, so a person gives it to an author, not an import."""
    return Author(
        key=key, family=name.family, given=name.given, particle=name.particle, suffix=name.suffix, literal=name.literal
    )


def _sentence(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        f"{name.replace('_', ' ').capitalize()}: {' '.join(messages)}" for name, messages in error.message_dict.items()
    )


class StudyRows:
    """Rows for new studies, whose primary keys are known."""

    _GIVEN = ("id", "year", "month", "day", "authors_complete", "demo", "editors", *IDENTIFIERS)
    _TEXTS = (*(name for name in RECORD_TEXTS if name not in IDENTIFIERS), "slug", "match_key")
    _MOMENTS = ("created_at", "updated_at")
    _numbers = itemgetter("year", "month", "day")
    _identifiers = itemgetter(*IDENTIFIERS)
    _texts = itemgetter(*_TEXTS)

    def __init__(self, studies: Iterable[NewStudy]) -> None:
        self.studies = studies

    def load(self) -> Load:
        given = (*self._GIVEN, *self._TEXTS, *self._MOMENTS)
        others = [
            field
            for field in Study._meta.concrete_fields
            if field.attname not in given and not field.generated and not field.has_db_default()
        ]
        now = timezone.now().isoformat()
        end = "\t".join([now, now, same_for_all(others)]) + "\n"
        lines = []
        for study in self.studies:
            columns = study.__dict__
            first = "\t".join([NULL if number is None else str(number) for number in self._numbers(columns)])
            editors = json_column(columns["editors"]) if columns["editors"] else "[]"
            marks = f"{'t' if study.authors_complete else 'f'}\t{'t' if study.demo else 'f'}\t{editors}"
            names = "\t".join([NULL if name is None else column_or_null(name) for name in self._identifiers(columns)])
            texts = columns_joined(self._texts(columns))
            lines.append(f"{study.pk}\t{first}\t{marks}\t{names}\t{texts}\t{end}")
        return Load(Study._meta.db_table, (*given, *(str(field.column) for field in others)), lines)
