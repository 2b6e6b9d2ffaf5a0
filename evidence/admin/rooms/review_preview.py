"""The page as readers would see it, drawn from a revision before anything is published."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from evidence.actions.provenance import provenance
from evidence.models import Publication, Revision
from evidence.presenters.study_page import StudyPage
from evidence.presenters.withdrawn_page import WithdrawnPage


def preview_context(revision: Revision, *, by: models.Model) -> dict[str, Any]:
    """What the public template needs, from a publication that is never saved.

    A published revision is shown as it was published; any other as if `by` published it now, with the votes it has.
    """
    publication = getattr(revision, "publication", None) or _as_if_published(revision, by=by)
    page = WithdrawnPage if "withdrawn" in revision.content else StudyPage
    return {"page": page(publication), "revision": revision, "exports": []}


def _as_if_published(revision: Revision, *, by: models.Model) -> Publication:
    now = timezone.now()
    live = revision.study.publications.filter(is_current=True).first()
    number = live.number + 1 if live else 1
    return Publication(
        study=revision.study, number=number, revision=revision, content=revision.content, sha256=revision.sha256,
        provenance=provenance(revision, live, number=number, by=by, now=now), reason=revision.reason,
        published_at=now, published_by=by, demo=revision.demo,
    )  # fmt: skip
