"""What a generator proposes for the texts of a page: asked for, kept, and taken over by a person, field by field.

Nothing here asks a server: `evidence.keeping_up.drafts` does, outside any transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from evidence.actions.audit import record
from evidence.actions.roles import require
from evidence.actions.texts import write_text
from evidence.models import GeneratedDraft, Study
from evidence.tongue import Sentence, gettext_noop, word
from evidence.vocabulary import LIST_TEXT_FIELDS, TEXT_FIELDS
from evidence.workflow import Refusal

COPIED = gettext_noop("“{field}” holds a sentence of the paper itself. Say it in your own words.")


@transaction.atomic
def request_draft(*, study: Study, by: models.Model, now: datetime | None = None) -> GeneratedDraft:
    """Ask the generator for a draft; a job answers. One at a time for a study."""
    now = now or timezone.now()
    require(by, "edit_desk")
    study = Study.objects.select_for_update().get(pk=study.pk)
    if not study.abstract.strip():
        raise Refusal(gettext_noop("There is no abstract at hand. From a title alone nothing is proposed."))
    if study.generated_drafts.filter(state="requested").exists():
        raise Refusal(gettext_noop("A draft has been asked for already. It comes within a few minutes."))
    draft = GeneratedDraft.objects.create(study=study, requested_by=by, requested_at=now)
    record("draft.requested", by=by, about=draft, study=study, now=now)
    return draft


@transaction.atomic
def keep_draft(
    *, draft: GeneratedDraft, proposal: Mapping[str, Any], label: str, publishable: bool, now: datetime | None = None
) -> GeneratedDraft:
    """Keep what the generator proposed. An answer that comes twice is kept once."""
    now = now or timezone.now()
    draft = GeneratedDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != "requested":
        return draft
    draft.state, draft.answered_at, draft.label, draft.publishable = "ready", now, label, publishable
    draft.proposal = dict(proposal)
    draft.save()
    record("draft.proposed", by=None, about=draft, study=draft.study, now=now,
           detail={"generator": label, "dropped": len(proposal.get("dropped", ()))})  # fmt: skip
    return draft


@transaction.atomic
def fail_draft(
    *, draft: GeneratedDraft, error: str, spent: Mapping[str, Any] | None = None, now: datetime | None = None
) -> GeneratedDraft:
    """Keep why nothing could be proposed, and what it cost all the same."""
    now = now or timezone.now()
    draft = GeneratedDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != "requested":
        return draft
    draft.state, draft.answered_at, draft.error = "failed", now, error[:500] or gettext_noop("It gave no reason.")
    draft.proposal = {"provenance": dict(spent)} if spent else {}
    draft.save()
    record("draft.failed", by=None, about=draft, study=draft.study, now=now, reason=draft.error)
    return draft


@transaction.atomic
def take_over(*, draft: GeneratedDraft, field: str, by: models.Model, now: datetime | None = None) -> GeneratedDraft:
    """Put one proposed field into the texts of the desk, in the name of the person who read it beside its source.

    Only what the generator wrote in its own words: sentences copied from the paper are a start for a person's words,
    and are never put anywhere.
    """
    now = now or timezone.now()
    require(by, "edit_desk")
    draft = GeneratedDraft.objects.select_for_update().select_related("study").get(pk=draft.pk)
    if draft.state != "ready":
        raise Refusal(gettext_noop("There is nothing proposed here to take over."))
    sentences = [one["text"] for one in draft.proposal.get("fields", {}).get(field, ())]
    if field not in TEXT_FIELDS or not sentences:
        raise Refusal(gettext_noop("Nothing is proposed for this field."))
    if not draft.publishable:
        raise Refusal(gettext_noop("These are the paper's own sentences. Say them in your own words instead."))
    text = ("\n" if field in LIST_TEXT_FIELDS else " ").join(sentences)
    write_text(
        study=draft.study, by=by, texts={field: text}, drafted_by="generator", generator_version=draft.label, now=now
    )
    draft.taken_over = draft.taken_over | {field: {"by": by.pk, "name": str(by), "at": now.isoformat()}}
    draft.save(update_fields=["taken_over"])
    record("draft.taken_over", by=by, about=draft, study=draft.study, now=now, detail={"field": field})
    return draft


@transaction.atomic
def discard_draft(*, draft: GeneratedDraft, by: models.Model, now: datetime | None = None) -> GeneratedDraft:
    """Put a proposal aside. It stays readable in the trail of the study."""
    require(by, "edit_desk")
    draft = GeneratedDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state not in ("ready", "failed"):
        raise Refusal(gettext_noop("There is no proposal here to put aside."))
    draft.state = "discarded"
    draft.save(update_fields=["state"])
    record("draft.discarded", by=by, about=draft, study=draft.study, now=now or timezone.now())
    return draft


def copied_refusals(content: Mapping[str, Any], study: Study) -> list[str]:
    """A sentence for each block that still holds one of the paper's own sentences, as a generator picked it."""
    picked = {
        sentence.strip()
        for draft in study.generated_drafts.filter(publishable=False, state__in=("ready", "discarded"))
        for sentence in draft.sentences
    }
    refusals = []
    for field, value in content["texts"].items():
        text = value if isinstance(value, str) else "\n".join(value)
        if any(sentence and sentence in text for sentence in picked):
            refusals.append(Sentence.of(COPIED, field=word(TEXT_FIELDS[field])))
    return refusals
