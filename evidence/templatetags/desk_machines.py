"""What machines found and propose, for the workbench of a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from evidence.actions.drafts import copied_refusals
from evidence.desk.machines import FoundLine, findings_for, seen_content
from evidence.desk.workbench import Workbench
from evidence.models import FindingDispute, GeneratedDraft, Study
from evidence.presenters.words import shown
from evidence.vocabulary import TEXT_FIELDS

register = template.Library()

DRAFTS = 3
"""How many of a study's drafts the workbench names, the newest first."""


@dataclass(frozen=True, slots=True)
class AtTheDesk:
    """`copied`: sentences about blocks that still hold the paper's own words. `drafts` are the newest."""

    findings: list[FoundLine]
    copied: list[str]
    drafts: list[GeneratedDraft]

    @property
    def blocking(self) -> list[FoundLine]:
        return [line for line in self.findings if line.blocks]

    @property
    def elsewhere(self) -> list[FoundLine]:
        """What is found in no block of text."""
        return [line for line in self.findings if line.field not in TEXT_FIELDS]

    @property
    def is_waiting(self) -> bool:
        return any(draft.state == "requested" for draft in self.drafts)


@register.simple_tag
def desk_machines(bench: Workbench, person: models.Model) -> AtTheDesk:
    study = bench.study
    content = seen_content(study, person)
    # Most studies have neither: one question tells, so that they cost no more.
    has_disputes, has_drafts = Study.objects.values_list(
        Exists(FindingDispute.objects.filter(study=OuterRef("pk"))),
        Exists(GeneratedDraft.objects.filter(study=OuterRef("pk"))),
    ).get(pk=study.pk)
    drafts = list(_drafts(study)) if has_drafts else []
    picked = any(not draft.publishable and draft.answered_at for draft in drafts)
    return AtTheDesk(
        findings=findings_for(study, person, content, disputes=None if has_disputes else ()),
        copied=[shown(sentence) for sentence in copied_refusals(content, study)] if picked else [],
        drafts=drafts[:DRAFTS],
    )


def _drafts(study: Study) -> QuerySet[GeneratedDraft]:
    return study.generated_drafts.select_related("requested_by").defer("proposal").order_by("-pk")


@register.filter
def in_field(findings: Sequence[FoundLine], name: str) -> list[FoundLine]:
    return [line for line in findings if line.field == name]
