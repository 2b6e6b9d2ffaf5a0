"""What the room of doubles shows: two studies side by side with what they would become, and entries in doubt.

Everything here only reads.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evidence.actions.imports.facts import LABELS, facts_of, shown
from evidence.actions.merging.moving import is_withdrawn, obstacles
from evidence.actions.merging.result import Choice, choices, is_empty
from evidence.citations.record import CitationRecord
from evidence.desk.imports import Beside, beside, value_in_words
from evidence.models import DoubtfulEntry, MergeProposal, Study
from evidence.tongue import gettext_noop

RECENT = 20
"""Decisions that the room shows, so that they can be undone."""


def open_proposals() -> QuerySet[MergeProposal]:
    return MergeProposal.objects.filter(state="open").defer("before").order_by("pk")


def decided_proposals() -> QuerySet[MergeProposal]:
    """The newest decisions first."""
    decided = MergeProposal.objects.exclude(state="open").select_related("decided_by", "undone_by").defer("before")
    return decided.order_by("-decided_at", "-pk")


def open_doubts() -> QuerySet[DoubtfulEntry]:
    return DoubtfulEntry.objects.filter(state="open").select_related("batch").defer("raw").order_by("pk")


# --- Two studies ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One field of both as a reader sees it, and what it becomes. `taken` is "one" or "other": whose value stands."""

    name: str
    label: str
    one: str
    other: str
    taken: str
    is_open: bool

    @property
    def result(self) -> str:
        return self.one if self.taken == "one" else self.other

    @property
    def differs(self) -> bool:
        return self.one != self.other


@dataclass(frozen=True)
class Pair:
    """Two studies of a proposal. `survivor` is "one" or "other"; `taken` are fields of the one that goes."""

    proposal: MergeProposal
    one: Study
    other: Study
    survivor: str
    taken: frozenset[str]

    @property
    def stays(self) -> Study:
        return self.one if self.survivor == "one" else self.other

    @property
    def goes(self) -> Study:
        return self.other if self.survivor == "one" else self.one

    @property
    def tokens(self) -> str:
        return f"{self.one.edit_token},{self.other.edit_token}"

    @cached_property
    def against(self) -> list[str]:
        """Why they cannot be merged as chosen; empty when they can."""
        return obstacles(self.stays, self.goes)

    @property
    def are_preprint_and_paper(self) -> bool:
        return {self.one.type, self.other.type} == {"article", "article-journal"}

    @cached_property
    def keeps_its_row(self) -> bool:
        return is_withdrawn(self.goes)

    @cached_property
    def rows(self) -> list[Row]:
        """Fields in which at least one of them says something."""
        return [
            self._row(choice)
            for choice in choices(self.stays, self.goes, self.taken)
            if choice.differs or not is_empty(choice.name, choice.stays)
        ]

    def _row(self, choice: Choice) -> Row:
        whose = self.survivor if not choice.taken else "other" if self.survivor == "one" else "one"
        one, other = (in_words(study, choice.name) for study in (self.one, self.other))
        return Row(choice.name, label_of(choice.name), one, other, whose, choice.is_open)

    @cached_property
    def counts(self) -> list[tuple[str, int, int]]:
        """(what, how many the first has, how many the second) of what hangs on them and comes along."""
        return [
            (_(words), getattr(self.one, name).count(), getattr(self.other, name).count())
            for name, words in _HANGING.items()
        ]


_HANGING = {
    "import_records": gettext_noop("entries of imports"), "links": gettext_noop("links to other works"),
    "notices": gettext_noop("notices"), "registry_answers": gettext_noop("answers of registries"),
    "texts": gettext_noop("texts"), "assessments": gettext_noop("readings by coders"),
    "revisions": gettext_noop("revisions"), "publications": gettext_noop("publications"),
}  # fmt: skip


def label_of(name: str) -> str:
    if name in LABELS or name == "published":
        return _(LABELS[name]) if name in LABELS else _("Date of publication")
    words = str(Study._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]


def in_words(study: Study, name: str) -> str:
    if name == "authors":
        names = "; ".join(
            f"{link.name.display} ({link.orcid})" if link.orcid else link.name.display
            for link in study.authorships.all()
        )
        return names if study.authors_complete or not names else _("%(names)s; and others") % {"names": names}
    if name == "published":
        return "-".join(f"{part:02}" for part in (study.year, study.month, study.day) if part is not None)
    value = getattr(study, name)
    if study._meta.get_field(name).choices and name != "type":
        return str(dict(study._meta.get_field(name).flatchoices).get(value, value))
    return "; ".join(map(str, value)) if isinstance(value, list) and name != "editors" else _told(name, value)


def _told(name: str, value: Any) -> str:
    return value_in_words(LABELS.get(name, name), shown(name, value))


def pair_of(proposal: MergeProposal, *, survivor: str = "", taken: Collection[str] = ()) -> Pair | None:
    """The two of a proposal as they are now; None where one of them is not on the desk any more."""
    both = Study.objects.prefetch_related("authorships__author").in_bulk([proposal.one, proposal.other])
    if len(both) < 2:
        return None
    one, other = both[proposal.one], both[proposal.other]
    survivor = survivor if survivor in ("one", "other") else _better(one, other)
    return Pair(proposal, one, other, survivor, frozenset(taken))


def _better(one: Study, other: Study) -> str:
    """The one that has to stay, or on which more work was done; else the older."""

    def work(study: Study) -> tuple[bool, bool, bool, bool]:
        return (
            study.publications.current().exists(), study.revisions.exists(), study.assessments.exists(),
            study.texts.exists(),
        )  # fmt: skip

    return "other" if work(other) > work(one) else "one"


# --- One entry in doubt --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Doubt:
    """An entry beside the studies it may be. `gone` counts candidates that are not on the desk any more."""

    doubt: DoubtfulEntry
    record: CitationRecord
    studies: list[Study]

    @property
    def gone(self) -> int:
        return len(self.doubt.candidates) - len(self.studies)

    @cached_property
    def rows(self) -> Beside:
        return beside(
            facts_of(self.record),
            {_("Study %(number)s") % {"number": study.pk}: facts_of(study.record) for study in self.studies},
        )

    @property
    def heads(self) -> list[dict[str, Any]]:
        return [{"number": study.pk} for study in self.studies]

    @property
    def has_identifier(self) -> bool:
        """Has the entry an identifier that none of the candidates has?"""
        return any(
            (value := getattr(self.record, name)) and all(getattr(study, name) != value for study in self.studies)
            for name in ("doi", "pmid", "pmcid")
        )


def doubt_of(doubt: DoubtfulEntry) -> Doubt:
    found = Study.objects.in_bulk(doubt.candidates)
    studies = [found[pk] for pk in doubt.candidates if pk in found]
    return Doubt(doubt, CitationRecord.from_dict(doubt.record), studies)
