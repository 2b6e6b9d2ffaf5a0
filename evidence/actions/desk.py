"""What every change of the desk does besides changing: it remembers who contributed, and voids a pending review."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from evidence.actions.audit import record
from evidence.models import Revision, RevisionStep, Study, StudyContributor
from evidence.tongue import gettext_noop


def desk_changed(study: Study, *, by: models.Model | None, kind: str, now: datetime) -> None:
    """Call inside the transaction of an action that changed a study's desk.

    `kind` is a key of CONTRIBUTIONS, or "" where the change is no contribution to the texts (a settled
    coding); `by` None is the system. A revision in review no longer shows what the
    desk holds, so it is taken back and its votes are void, visibly.
    """
    if by is not None and kind:
        row, made = StudyContributor.objects.get_or_create(study=study, person=by, kind=kind, defaults={"at": now})
        if not made and row.at < now:  # who waited for the study's lock comes with an older moment than who had it
            row.at = now
            row.save(update_fields=["at"])
    revision = open_revision(study)
    if revision is not None:
        step = RevisionStep.objects.create(
            revision=revision, kind="taken_back", person=by, at=now, demo=revision.demo,
            note=gettext_noop("The desk was edited after this revision was submitted."),
        )  # fmt: skip
        record("revision.taken_back", by=by, about=step, study=study, now=now, reason=step.note)


def open_revision(study: Study) -> Revision | None:
    """The revision in review (or approved, or sent back), if any: the latest one, unpublished, not taken back."""
    latest = study.revisions.order_by("-number").select_related("publication").first()
    if latest is None or hasattr(latest, "publication") or latest.steps.filter(kind="taken_back").exists():
        return None
    return latest
