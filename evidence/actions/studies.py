"""Facts of a study on the desk: edit them, confirm its identity, link it to others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from evidence.actions.audit import record
from evidence.actions.desk import desk_changed
from evidence.actions.imports import plain_key
from evidence.actions.registered_titles import compare_again
from evidence.actions.roles import require
from evidence.actions.topics import checked_topics
from evidence.citations.agreement import titles_agree
from evidence.citations.identifiers import canonical_doi, canonical_pmid
from evidence.models import SlugRedirect, Study, StudyLink
from evidence.tongue import Sentence, gettext_noop
from evidence.workflow import Refusal

FACTS = frozenset(
    [
        "type",
        "kind_of_record",
        "title",
        "original_title",
        "authors_complete",
        "container_title",
        "container_short",
        "publisher",
        "place",
        "edition",
        "year",
        "month",
        "day",
        "volume",
        "issue",
        "pages",
        "number",
        "doi",
        "pmid",
        "pmcid",
        "isbn",
        "issn",
        "url",
        "version",
        "language",
        "abstract",
        "design",
        "topics",
        "peer_review",
        "basis",
        "basis_seen",
        "participants_cases",
        "participants_controls",
        "severity",
        "duration",
        "country",
        "funder",
        "registration",
        "open_access_url",
        "licence",
        "risk_of_bias",
        "replication",
        "replication_note",
        "facts_from",
    ]
)
"""The fields that `edit_study` may change."""
NOT_EDITABLE = gettext_noop("These fields cannot be edited here: {fields}.")
TITLES_DIFFER = gettext_noop(
    "The titles differ. Ours: “{ours}” Registered: “{registered}” Correct the title or the identifier first."
)


@transaction.atomic
def edit_study(
    *,
    study: Study,
    by: models.Model,
    changes: Mapping[str, Any],
    token: int | None = None,
    now: datetime | None = None,
) -> Study:
    """Change facts of a study. Returns the study as stored.

    `token` is the `edit_token` the editor saw: if somebody saved in between, Refusal. Unknown fields are
    refused. A change of title, DOI or PMID takes the confirmation of the identity back.
    """
    now = now or timezone.now()
    require(by, "edit_desk")
    unknown = sorted(set(changes) - FACTS)
    if unknown:
        raise Refusal(Sentence.of(NOT_EDITABLE, fields=", ".join(unknown)))
    study = Study.objects.select_for_update().get(pk=study.pk)
    if token is not None and token != study.edit_token:
        raise Refusal(gettext_noop("Somebody else saved this study while you were editing it. Compare and save again."))
    if "topics" in changes:
        changes = {**changes, "topics": checked_topics(study, changes["topics"])}
    changed = {field: value for field, value in changes.items() if getattr(study, field) != value}
    if not changed:
        return study
    before = {field: getattr(study, field) for field in changed}
    for field, value in changed.items():
        setattr(study, field, value)
    if {"title", "doi", "pmid"} & set(changed):
        study.identity_confirmed_at = study.identity_confirmed_by = None
        study.identity_sources, study.registered_title = [], ""
    study.edit_token += 1
    if {"title", "year"} & set(changed):
        study.match_key = plain_key(study.record)
    study.full_clean(exclude=["slug"])
    study.save()
    if "title" in changed:
        compare_again(study)
    desk_changed(study, by=by, kind="edited", now=now)
    record("study.edited", by=by, about=study, now=now, detail={"before": before, "after": changed})
    return study


@transaction.atomic
def confirm_identity(
    *, study: Study, by: models.Model, registered_title: str, sources: list[str], now: datetime | None = None
) -> Study:
    """Say that the DOI or PMID was looked up and belongs to this study.

    `registered_title` is the title found there; when it differs from ours, Refusal with both titles.
    `sources` names what was looked at, at least two sources.
    """
    now = now or timezone.now()
    require(by, "confirm_identity")
    study = Study.objects.select_for_update().get(pk=study.pk)
    if not (study.doi or study.pmid):
        raise Refusal(gettext_noop("This study has neither a DOI nor a PMID, so its identity cannot be confirmed."))
    if len(sources) < 2:
        raise Refusal(gettext_noop("Name two sources that confirm the identifier."))
    if not titles_agree(study.title, registered_title):
        raise Refusal(Sentence.of(TITLES_DIFFER, ours=study.title, registered=registered_title))
    study.identity_confirmed_at, study.identity_confirmed_by = now, by
    study.identity_sources, study.registered_title = sources, registered_title
    study.edit_token += 1
    study.full_clean(exclude=["slug"])
    study.save()
    desk_changed(study, by=by, kind="edited", now=now)
    record("study.identity_confirmed", by=by, about=study, now=now, detail={"sources": sources})
    return study


@transaction.atomic
def move_study(*, study: Study, slug: str, by: models.Model, now: datetime | None = None) -> Study:
    """Give an unpublished study another address; the old one keeps redirecting."""
    now = now or timezone.now()
    require(by, "edit_desk")
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.publications.exists():
        raise Refusal(gettext_noop("The address of a published study is frozen."))
    old, study.slug = study.slug, slug
    study.full_clean()
    study.save(update_fields=["slug", "updated_at"])
    desk_changed(study, by=by, kind="edited", now=now)
    SlugRedirect.objects.update_or_create(old_slug=old, defaults={"study": study})
    record("study.moved", by=by, about=study, now=now, detail={"from": old, "to": slug})
    return study


def checked_identifiers(doi: str, pmid: str) -> tuple[str, str]:
    """Canonical forms of a work's identifiers, "" where none is given. Refusal for what is none."""
    canonical = canonical_doi(doi), canonical_pmid(pmid)
    if doi.strip() and not canonical[0]:
        raise Refusal(Sentence.of(gettext_noop("“{text}” is no DOI."), text=doi.strip()[:100]))
    if pmid.strip() and not canonical[1]:
        raise Refusal(Sentence.of(gettext_noop("“{text}” is no PubMed number."), text=pmid.strip()[:100]))
    return canonical


@transaction.atomic
def link_studies(
    *,
    study: Study,
    kind: str,
    by: models.Model,
    target: Study | None = None,
    title: str = "",
    doi: str = "",
    pmid: str = "",
    now: datetime | None = None,
) -> StudyLink:
    """Say how a study relates to another study of the atlas, or to a work outside it."""
    now = now or timezone.now()
    require(by, "edit_desk")
    if target is not None and StudyLink.objects.filter(study=study, kind=kind, target=target).exists():
        raise Refusal(gettext_noop("This related record is there already."))
    doi, pmid = checked_identifiers(doi, pmid)
    if target is not None:  # as it is called now: a later edit of the target is no change of this page
        title, doi, pmid = target.title, target.doi or "", target.pmid or ""
    link = StudyLink(study=study, kind=kind, target=target, title=title, doi=doi, pmid=pmid)
    link.full_clean()
    link.save()
    desk_changed(study, by=by, kind="edited", now=now)
    record("link.added", by=by, about=link, study=study, now=now, detail={"kind": kind})
    return link
