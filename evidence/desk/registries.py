"""What the registries say about our studies, laid out for people: the room, one study beside them, one line of it.

Everything here only reads, and no server is asked for a page: the answers are those that the last job kept. `comparing`
says how a registered record differs from ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.utils.translation import gettext as _

from evidence.actions.registered_titles import about_this, title_refusals
from evidence.canonical import content_hash
from evidence.citations.agreement import titles_agree
from evidence.citations.identifiers import doi_url
from evidence.citations.pubmed_query import query_hash
from evidence.citations.record import RELATIONS, CitationRecord, Relation
from evidence.desk.comparing import FIELDS, Cell, compare, shown
from evidence.models import FoundNotice, LiteratureSync, LookupRequest, Publication, RegistryAnswer, Study
from evidence.models.registry import REGISTRIES
from evidence.presenters.words import plain_date
from evidence.presenters.words import shown as in_readers_words

ORDER = ("crossref", "pubmed", "europe_pmc")
"""The registries from left to right. Crossref holds what publishers register themselves."""

VERSIONS = frozenset(
    ["preprint_of", "published_version_of", "version_of", "has_version", "update_of", "update_in", "republished_from",
     "republished_in"]
)  # fmt: skip
"""Relations between versions of one work, which the page of a study shows."""

LONG = timedelta(days=14)
"""A live page whose oldest answer is older than this shows in the room. It is asked about each week."""

AT_MOST = 50
"""Rows of a list of the room."""


# --- One registry beside us ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """Another version of the work: how this one relates to it, how it is called, and where it is, or ""."""

    words: str
    name: str
    link: str

    @classmethod
    def of(cls, relation: Relation) -> Version:
        named = f"{relation.scheme}:{relation.identifier}" if relation.identifier else ""
        name = " ".join(part for part in (relation.reference.strip(), named) if part)
        return cls(_(RELATIONS[relation.kind]), name, link_to(relation.identifier, relation.scheme))


def link_to(identifier: str, scheme: str = "") -> str:
    """Where a DOI or a PMID leads, "" for everything else. Without a scheme it is told by its look."""
    if scheme == "doi" or (not scheme and identifier.startswith("10.")):
        return doi_url(identifier)
    if scheme in ("", "pmid") and identifier.isascii() and identifier.isdigit():
        return f"https://pubmed.ncbi.nlm.nih.gov/{identifier}/"
    return ""


@dataclass(frozen=True)
class Said:
    """What one registry said of a study, last. `answer` is None where it was never asked."""

    registry: str
    study: Study
    answer: RegistryAnswer | None

    @property
    def name(self) -> str:
        return REGISTRIES[self.registry]

    @property
    def is_current(self) -> bool:
        """Is the answer about an identifier that the study still has?"""
        return self.answer is not None and about_this(self.answer, self.study)

    @cached_property
    def record(self) -> CitationRecord | None:
        """The registered citation; None where there is none, or where it was kept in a shape we no longer read."""
        if self.answer is None or not self.answer.record:
            return None
        try:
            return CitationRecord.from_dict(self.answer.record)
        except (TypeError, ValueError):
            return None

    @property
    def state(self) -> str:
        """Where it stands, in whole sentences."""
        if self.answer is None:
            return _never_asked(self.registry, self.study)
        told = {"day": _day(self.answer.asked_at), "about": _named(self.answer.identifier)}
        if not self.is_current:
            return (
                _("Its answer of %(day)s is about %(about)s, which this study does not have any more. Ask again.")
                % told
            )
        if self.answer.result == "found":
            sentences = [_("Answered on %(day)s about %(about)s.") % told]
            if not self.record:
                sentences.append(_("Its record was kept in an older shape: ask again to see it."))
            return " ".join(sentences)
        if self.answer.result == "not_found":
            sentences = [_("Asked on %(day)s: it has no record of %(about)s.") % told]
            if self.registry == "crossref":
                sentences.append(_("DOIs are registered elsewhere too, so this alone proves nothing."))
            return " ".join(sentences)
        return " ".join((_("No usable answer on %(day)s.") % told, in_readers_words(self.answer.detail))).strip()

    @property
    def in_short(self) -> str:
        """One sentence for the workbench; only for an answer."""
        if self.answer is None:
            return ""
        told = {"registry": self.name, "day": _day(self.answer.asked_at)}
        if not self.is_current:
            return _("%(registry)s: its answer of %(day)s is about an earlier identifier.") % told
        if self.answer.result == "not_found":
            return _("%(registry)s, %(day)s: no such record.") % told
        if self.answer.result == "failed":
            return _("%(registry)s, %(day)s: no usable answer.") % told
        if self.answer.titles_agree:
            return _("%(registry)s, %(day)s: the title agrees.") % told
        return _("%(registry)s, %(day)s: another title than ours.") % told

    @property
    def contradictions(self) -> list[str]:
        """A sentence for each identifier of ours that the record contradicts."""
        if not self.is_current or self.record is None or self.answer is None:
            return []
        pairs = (("DOI", self.study.doi or "", self.record.doi), ("PMID", self.study.pmid or "", self.record.pmid))
        return [
            _(
                "Under %(identifier)s %(registry)s has the %(what)s %(theirs)s, ours is %(ours)s. One of them belongs "
                "to another work or another version of it."
            )
            % {"identifier": _named(self.answer.identifier), "registry": self.name, "what": what, "theirs": theirs,
               "ours": ours}
            for what, ours, theirs in pairs
            if ours and theirs and ours != theirs
        ]  # fmt: skip

    @property
    def agrees(self) -> bool:
        """May this answer stand as a source for the study's identity?"""
        found = self.is_current and self.answer is not None and self.answer.result == "found"
        return bool(
            found and self.answer and titles_agree(self.study.title, self.answer.title) and not self.contradictions
        )

    @property
    def as_source(self) -> str:
        """How the confirmation names it, for good and in English: "Crossref, 10.1234/x, asked on 27 November 2026"."""
        answer = self.answer
        if answer is None:
            return ""
        return f"{self.name}, {_named(answer.identifier)}, asked on {answer.asked_at.day} {answer.asked_at:%B %Y}"

    @property
    def versions(self) -> list[Version]:
        """Other versions of the work that the record names."""
        relations = self.record.relations if self.record else ()
        return [Version.of(one) for one in relations if one.kind in VERSIONS]

    def cell(self, field: str, ours: CitationRecord) -> Cell:
        return compare(field, ours, self.record) if self.record else Cell("", _("no record"))


def _never_asked(registry: str, study: Study) -> str:
    if not (study.doi or study.pmid):
        return _("Not asked: that takes a DOI or a PMID.")
    if registry == "crossref" and not study.doi:
        return _("Not asked: that takes a DOI.")
    if registry == "pubmed" and not study.pmid:
        return _("Not asked: that takes a PMID.")
    return _("Not asked yet.")


def _named(identifier: str) -> str:
    return f"PMID {identifier}" if identifier.isdigit() else identifier


def _day(at: datetime) -> str:
    return plain_date(at.date().isoformat())


# --- One study -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Beside:
    """One study beside the registries. `seen` names exactly what is shown, so that nobody confirms anything else."""

    study: Study
    said: tuple[Said, ...]
    waiting: LookupRequest | None
    found: tuple[FoundNotice, ...]
    refusals: tuple[str, ...]
    ours: CitationRecord

    @property
    def rows(self) -> list[tuple[str, str, list[tuple[str, Cell]]]]:
        """(label, what we say, [(registry, its cell)]) for each field. Only who has a record has a cell."""
        told = self.with_record
        return [
            (_(label), shown(field, self.ours), [(one.name, one.cell(field, self.ours)) for one in told])
            for field, label in FIELDS.items()
        ]

    @property
    def with_record(self) -> list[Said]:
        return [one for one in self.said if one.record]

    @property
    def agreeing(self) -> list[Said]:
        return [one for one in self.said if one.agrees]

    @property
    def sources(self) -> list[str]:
        return [one.as_source for one in self.agreeing]

    @property
    def registered_title(self) -> str:
        """The title of the first registry that agrees, or ""."""
        return next((one.answer.title for one in self.agreeing if one.answer), "")

    @property
    def leans_on_pubmed_alone(self) -> bool:
        """Europe PMC takes its records of PubMed numbers from PubMed: together they are hardly two witnesses."""
        return {one.registry for one in self.agreeing} == {"pubmed", "europe_pmc"}

    @property
    def open_access(self) -> str:
        """Where Europe PMC says that the paper can be read freely, or ""."""
        one = next(one for one in self.said if one.registry == "europe_pmc")
        url = one.record.url if one.is_current and one.record else ""
        return url if url.startswith(("https://", "http://")) else ""

    @property
    def has_versions(self) -> bool:
        return any(one.versions for one in self.said)

    @property
    def seen(self) -> str:
        """A hash over ours and over what each registry says."""
        told = [[one.registry, one.answer.identifier, one.answer.record] for one in self.said if one.answer]
        mine: dict[str, Any] = {"title": self.study.title, "doi": self.study.doi or "", "pmid": self.study.pmid or ""}
        return content_hash(mine | {"open_access_url": self.study.open_access_url, "told": told})


def beside(study: Study) -> Beside:
    """A study and everything the registries said of it. Six queries, whatever they said."""
    said = said_of(study)
    refusals = [in_readers_words(one) for one in title_refusals(study)]
    refusals += [sentence for one in said for sentence in one.contradictions]
    return Beside(
        study=study,
        said=said,
        waiting=LookupRequest.objects.filter(study=study).select_related("asked_by").first(),
        found=tuple(study.found_notices.filter(state="waiting").order_by("found_at", "pk")),
        refusals=tuple(refusals),
        ours=study.record,
    )


def said_of(study: Study, *, with_records: bool = True) -> tuple[Said, ...]:
    """What each registry said of a study, in their order. One query."""
    rows = study.registry_answers.all()
    answers = {answer.registry: answer for answer in (rows if with_records else rows.defer("record"))}
    return tuple(Said(registry, study, answers.get(registry)) for registry in ORDER)


def in_short(study: Study) -> list[str]:
    """What the registries say, a sentence each, for the workbench. Empty where none was asked yet."""
    return [one.in_short for one in said_of(study, with_records=False) if one.answer]


# --- The room ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Some:
    """The first rows of a list, and how many there are in all."""

    rows: Sequence[Any]
    number: int

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


@dataclass(frozen=True, slots=True)
class Overview:
    """The lists of the room below the found notices. `literature` is None where the query was never followed."""

    lookups: Some
    other_titles: Some
    no_record: Some
    long_ago: Some
    literature: LiteratureSync | None


def overview(*, now: datetime) -> Overview:
    """What else the room shows, in the same number of queries however much it is."""
    answers = RegistryAnswer.objects.filter(_ABOUT_IT).select_related("study").defer("record", "study__abstract")
    unusable = Q(result="failed") | Q(result="not_found", registry__in=("crossref", "pubmed"))
    return Overview(
        lookups=_some(LookupRequest.objects.select_related("study", "asked_by").order_by("asked_at", "pk")),
        other_titles=_some(answers.filter(titles_agree=False).order_by("asked_at", "pk")),
        no_record=_some(answers.filter(unusable).order_by("asked_at", "pk")),
        long_ago=_some(not_asked_since(now - LONG)),
        literature=LiteratureSync.objects.filter(query_hash=query_hash()).first(),
    )


_ABOUT_IT = Q(identifier=F("study__doi")) | Q(identifier=F("study__pmid"))


def _some(query: QuerySet[Any]) -> Some:
    return Some(list(query[:AT_MOST]), query.count())


def not_asked_since(before: datetime) -> QuerySet[Study]:
    """Studies with a live page whose oldest answer about their present DOI or PMID is older than `before`.

    Each has it as `asked`, None where no registry ever answered; those come first.
    """
    about_it = Q(registry_answers__identifier=F("doi")) | Q(registry_answers__identifier=F("pmid"))
    return (
        Study.objects.filter(pk__in=Publication.objects.current().values("study"))
        .annotate(asked=Min("registry_answers__asked_at", filter=about_it))
        .filter(Q(asked__isnull=True) | Q(asked__lt=before))
        .order_by(F("asked").asc(nulls_first=True), "pk")
        .only("slug", "title")
    )


def waiting_notices(*, study: int | None = None) -> QuerySet[FoundNotice]:
    """Found notices that wait for a person, oldest first, with what the desk already holds of each study."""
    found = FoundNotice.objects.filter(state="waiting").order_by("found_at", "pk")
    if study is not None:
        found = found.filter(study=study)
    return found.select_related("study").defer("study__abstract").prefetch_related("study__notices")
